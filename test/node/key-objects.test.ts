import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '../../src/keys/index.ts';
import { fromKeyObject, toKeyObject } from '../../src/node/index.ts';
import { codeOf } from '../fixtures/key-vectors.ts';
import { KINDS } from '../fixtures/keys.ts';

describe('properties', () => {
  it.each(KINDS)('$kind goes there and comes back, both halves', ({ key }) => {
    const theirs = toKeyObject(key);
    expect(theirs.type).toBe('private');
    expect(fromKeyObject(theirs)).toEqual(key);
    const half = toKeyObject(publicKeyOf(key));
    expect(half.type).toBe('public');
    expect(fromKeyObject(half)).toEqual(publicKeyOf(key));
  });

  it('reads what node:crypto generates', () => {
    const pairs = [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('ed25519'),
      generateKeyPairSync('x25519'),
    ];
    for (const { privateKey, publicKey } of pairs) {
      const ours = fromKeyObject(privateKey);
      expect(publicKeyOf(ours as never)).toEqual(fromKeyObject(publicKey));
      expect(toKeyObject(ours).equals(privateKey)).toBe(true);
    }
  });
});

describe('misuse', () => {
  it('secret keys, other kinds, and what is no key', () => {
    expect(codeOf(() => fromKeyObject(createSecretKey(Buffer.alloc(16))))).toBe('wrong-type');
    expect(codeOf(() => fromKeyObject({} as KeyObject))).toBe('wrong-type');
    expect(codeOf(() => fromKeyObject(generateKeyPairSync('ed448').privateKey))).toBe('unsupported-algorithm');
    expect(codeOf(() => fromKeyObject(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey))).toBe(
      'unsupported-algorithm',
    );
    expect(codeOf(() => toKeyObject({} as never))).toBe('wrong-type');
    expect(codeOf(() => toKeyObject(structuredClone(KINDS[0].key)))).toBe('wrong-type');
  });
});
