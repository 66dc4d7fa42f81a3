/** For other rooms: the check of a hash argument; key derivations as generators that pause, for operations that combine several of them;
 * and the functions that run such generators. */
export { assertHash } from './hash.ts';
export { derivePbkdf2 } from './pbkdf2.ts';
export { deriveScrypt } from './scrypt.ts';
export { atOneGo, inTurns, report } from './turns.ts';
