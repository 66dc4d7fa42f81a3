/** Private keys keep their numbers in private fields, which `toEqual` does not see: to it, two keys of a kind would be one. */
import { expect } from 'vitest';
import { Curve25519PrivateKey, EcPrivateKey } from '../src/keys/index.ts';
import { AnyRsaPrivateKey } from '../src/rsa/index.ts';

type Key = { readonly type: string; components(): object };
const isKey = (value: unknown): value is Key =>
  AnyRsaPrivateKey.is(value) || EcPrivateKey.is(value) || Curve25519PrivateKey.is(value);

expect.addEqualityTesters([
  function (a, b) {
    if (!isKey(a) && !isKey(b)) return undefined;
    return isKey(a) && isKey(b) && a.type === b.type && this.equals(a.components(), b.components());
  },
]);
