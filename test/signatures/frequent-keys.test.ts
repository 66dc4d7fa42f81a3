/** Keys that verify often have tables: that changes no verdict. */
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EcError } from '../../src/ec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { encodePublicKey, generateKey, publicKeyOf } from '../../src/keys/index.ts';
import { ECDSA_SHA256 } from '../../src/signatures/index.ts';

const random = seededRandom('frequent keys');
const message = new Uint8Array([1, 2, 3]);
/** More than have tables. */
const owners = Array.from({ length: 20 }, () => {
  const key = generateKey({ type: 'ec', curve: 'P-256', random });
  const publicKey = publicKeyOf(key) as Extract<ReturnType<typeof publicKeyOf>, { readonly type: 'ec' }>;
  return { publicKey, signature: ECDSA_SHA256.sign(key, message, random) };
});

describe('properties', () => {
  it('verify the same whether they have a table or not, in turns and one after the other', () => {
    const judge = (i: number): void => {
      const { publicKey, signature } = owners[i % owners.length];
      const other = owners[(i + 1) % owners.length].signature;
      expect(ECDSA_SHA256.verify(publicKey, message, signature)).toBe(true);
      expect(ECDSA_SHA256.verify(publicKey, message, other)).toBe(false);
    };
    for (let use = 0; use < 9; use++) for (let i = 0; i < owners.length; i++) judge(i);
    // A key that is used alone for long gets the table of one that is not used any more.
    for (let use = 0; use < 300; use++) judge(owners.length - 1);
  });

  it('agree with node:crypto', () => {
    for (const { publicKey, signature } of owners) {
      const key = createPublicKey({
        key: Buffer.from(encodePublicKey(publicKey, 'spki')),
        format: 'der',
        type: 'spki',
      });
      expect(ECDSA_SHA256.verify(publicKey, message, signature)).toBe(verify('sha256', message, key, signature));
    }
  });
});

describe('misuse', () => {
  it('a key that was changed in place is another key', () => {
    const [{ publicKey, signature }, { publicKey: another }] = owners;
    const key = { ...publicKey, point: publicKey.point.slice() };
    for (let use = 0; use < 20; use++) expect(ECDSA_SHA256.verify(key, message, signature)).toBe(true);
    key.point.set(another.point);
    expect(ECDSA_SHA256.verify(key, message, signature)).toBe(false);
    key.point[64] ^= 1;
    expect(() => ECDSA_SHA256.verify(key, message, signature)).toThrow(EcError);
  });
});
