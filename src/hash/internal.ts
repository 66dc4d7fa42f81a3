/** What other rooms need to check a hash that they are given. */
export { assertHash } from './hash.ts';
