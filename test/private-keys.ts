/** Private keys keep their numbers in private fields, which `toEqual` does not see: to it, two keys of a kind would be one. */
import { expect } from 'vitest';
import { RsaPrivateKey } from '../src/rsa/index.ts';

expect.addEqualityTesters([
  (a, b) => {
    if (!RsaPrivateKey.is(a) && !RsaPrivateKey.is(b)) return undefined;
    if (!RsaPrivateKey.is(a) || !RsaPrivateKey.is(b) || a.type !== b.type) return false;
    const theirs = b.components();
    return Object.entries(a.components()).every(([name, number]) => theirs[name as 'modulus'] === number);
  },
]);
