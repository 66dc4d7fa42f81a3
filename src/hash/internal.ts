/** For other rooms: the check of a hash that they are given; derivations as generators that pause, for slow work that is made of several,
 * and what runs such generators. */
export { assertHash } from './hash.ts';
export { derivePbkdf2 } from './pbkdf2.ts';
export { deriveScrypt } from './scrypt.ts';
export { atOneGo, inTurns, report } from './turns.ts';
