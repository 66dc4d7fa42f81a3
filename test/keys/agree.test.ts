/** ECDH and X25519 of key objects. */
import { diffieHellman } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { agree, generateKey, KeyError, publicKeyOf } from '../../src/keys/index.ts';
import { toKeyObject } from '../../src/node/index.ts';
import { KEYS } from '../fixtures/keys.ts';

const random = seededRandom('agree');
const OTHERS = {
  'P-256': generateKey({ type: 'ec', curve: 'P-256', random }),
  'P-384': generateKey({ type: 'ec', curve: 'P-384', random }),
  'P-521': generateKey({ type: 'ec', curve: 'P-521', random }),
  x25519: generateKey({ type: 'x25519', random }),
};

describe('properties', () => {
  it.each(Object.entries(OTHERS))('%s: both sides have what node:crypto has', (kind, other) => {
    const key = KEYS[kind];
    const secret = agree(key, publicKeyOf(other));
    expect(agree(other, publicKeyOf(key))).toEqual(secret);
    const theirs = diffieHellman({
      privateKey: toKeyObject(key),
      publicKey: toKeyObject(publicKeyOf(other)),
    });
    expect(secret).toEqual(new Uint8Array(theirs));
  });
});

describe('misuse', () => {
  it('keys that do not go together, or do not agree at all', () => {
    expect(() => agree(KEYS['P-256'], publicKeyOf(KEYS['P-384']))).toThrow(/publicKey: must be a key on P-256/);
    expect(() => agree(KEYS['x25519'], publicKeyOf(KEYS['ed25519']))).toThrow(/publicKey: must be a key of X25519/);
    expect(() => agree(KEYS['rsa'], publicKeyOf(KEYS['rsa']))).toThrow(/privateKey: must be an EC or X25519 key/);
    expect(() => agree(publicKeyOf(KEYS['P-256']) as never, publicKeyOf(KEYS['P-256']))).toThrow(UsageError);
    expect(() => agree(structuredClone(KEYS['P-256']), publicKeyOf(KEYS['P-256']))).toThrow(UsageError);
    const unknown = { type: 'unknown', algorithm: '1.2.3', spki: new Uint8Array(0), reason: 'of a test' } as const;
    expect(() => agree(KEYS['P-256'], unknown)).toThrow(KeyError);
  });
});
