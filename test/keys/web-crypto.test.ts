import { describe, expect, it } from 'vitest';
import { systemRandom, utf8ToBytes } from '../../src/bytes/index.ts';
import { type CryptoKeyOptions, fromCryptoKey, publicKeyOf, toCryptoKey } from '../../src/keys/index.ts';
import { ecdsaFromDer, usualSchemeFor } from '../../src/signatures/index.ts';
import { KEYS } from '../fixtures/keys.ts';

const { subtle } = globalThis.crypto;
const message = utf8ToBytes('message');
const ECDSA = { algorithm: 'ECDSA' };
const KINDS: readonly { readonly kind: string; readonly options: Pick<CryptoKeyOptions, 'algorithm' | 'hash'> }[] = [
  { kind: 'rsa', options: { algorithm: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
  { kind: 'rsa', options: { algorithm: 'RSA-PSS', hash: 'SHA-384' } },
  { kind: 'P-256', options: ECDSA },
  { kind: 'P-384', options: ECDSA },
  { kind: 'P-521', options: ECDSA },
  { kind: 'ed25519', options: { algorithm: 'Ed25519' } },
];

describe('properties', () => {
  it.each(KINDS)('$kind, $options.algorithm: goes there and comes back', async ({ kind, options }) => {
    const key = KEYS[kind];
    const theirs = await toCryptoKey(subtle, key, { ...options, extractable: true, usages: ['sign'] });
    expect(theirs).toMatchObject({ type: 'private', extractable: true, usages: ['sign'] });
    expect(await fromCryptoKey(subtle, theirs)).toEqual(key);
    const half = await toCryptoKey(subtle, publicKeyOf(key), { ...options, extractable: true, usages: ['verify'] });
    expect(half.type).toBe('public');
    expect(await fromCryptoKey(subtle, half)).toEqual(publicKeyOf(key));
  });

  it('X25519 and ECDH agree with themselves', async () => {
    for (const [kind, algorithm] of [
      ['x25519', 'X25519'],
      ['P-256', 'ECDH'],
    ] as const) {
      const options = { algorithm, extractable: true } as const;
      const theirs = await toCryptoKey(subtle, KEYS[kind], { ...options, usages: ['deriveBits'] });
      expect(await fromCryptoKey(subtle, theirs)).toEqual(KEYS[kind]);
      const half = await toCryptoKey(subtle, publicKeyOf(KEYS[kind]), { ...options, usages: [] });
      expect(new Uint8Array(await subtle.deriveBits({ name: algorithm, public: half }, theirs, 256)).length).toBe(32);
    }
  });

  it('signs what we verify, and verifies what we sign', async () => {
    const key = KEYS['ed25519'];
    const scheme = usualSchemeFor(key);
    const options = { algorithm: 'Ed25519', extractable: false } as const;
    const theirs = await toCryptoKey(subtle, key, { ...options, usages: ['sign'] });
    const signature = new Uint8Array(await subtle.sign('Ed25519', theirs, message));
    expect(scheme.verify(publicKeyOf(key), message, signature)).toBe(true);
    const half = await toCryptoKey(subtle, publicKeyOf(key), { ...options, usages: ['verify'] });
    expect(await subtle.verify('Ed25519', half, scheme.sign(key, message, systemRandom), message)).toBe(true);
    const ec = await toCryptoKey(subtle, publicKeyOf(KEYS['P-256']), {
      ...ECDSA,
      extractable: false,
      usages: ['verify'],
    });
    const ours = usualSchemeFor(KEYS['P-256']).sign(KEYS['P-256'], message, systemRandom);
    const raw = ecdsaFromDer(ours, 32);
    expect(raw).toBeDefined();
    expect(await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, ec, new Uint8Array(raw!), message)).toBe(true);
  });
});

describe('misuse', () => {
  const key = KEYS['P-256'];
  const options = { ...ECDSA, extractable: true, usages: ['sign'] };

  it('keys that are not given out, and what is no key pair’s', async () => {
    const kept = await toCryptoKey(subtle, key, { ...options, extractable: false });
    await expect(fromCryptoKey(subtle, kept)).rejects.toMatchObject({ code: 'misuse' });
    const secret = await subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']);
    await expect(fromCryptoKey(subtle, secret as never)).rejects.toMatchObject({ code: 'wrong-type' });
    await expect(fromCryptoKey(subtle, undefined as never)).rejects.toMatchObject({ code: 'wrong-type' });
    await expect(fromCryptoKey({} as never, kept)).rejects.toMatchObject({ code: 'wrong-type' });
  });

  it('kinds and algorithms that do not go together', async () => {
    const refusal = (key: never, change: object) => expect(toCryptoKey(subtle, key, { ...options, ...change })).rejects;
    await refusal(key as never, { algorithm: 'Ed25519' }).toMatchObject({ code: 'out-of-range' });
    await refusal(key as never, { hash: 'SHA-256' }).toMatchObject({ code: 'out-of-range' });
    await refusal(KEYS['rsa'] as never, { algorithm: 'RSA-PSS' }).toMatchObject({ code: 'out-of-range' });
    await refusal(KEYS['rsa-pss'] as never, { algorithm: 'RSA-PSS', hash: 'SHA-256' }).toMatchObject({
      code: 'unsupported-algorithm',
    });
    await refusal(key as never, { extractable: undefined }).toMatchObject({ code: 'wrong-type' });
    await refusal(key as never, { usages: 'sign' }).toMatchObject({ code: 'wrong-type' });
    await refusal(key as never, { name: 'x' }).toMatchObject({ code: 'unknown-option' });
    await refusal(key as never, { usages: ['encrypt'] }).toMatchObject({ name: 'SyntaxError' });
  });
});
