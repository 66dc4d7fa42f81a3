import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom, UsageError } from '../../src/bytes/index.ts';
import { sha1, sha256, sha512, sha512_256 } from '../../src/hash/index.ts';
import { NULL_PARAMETERS, type PrivateKey, publicKeyOf, writePrivateKeyPem } from '../../src/keys/index.ts';
import {
  anySchemeFor,
  assertScheme,
  RSA_PKCS1_SHA1,
  RSA_PKCS1_SHA256,
  SIGNATURE_SCHEMES,
  schemeFor,
  schemeOf,
  schemesFor,
  tlsSchemes,
  usualSchemeFor,
  weakAlgorithmOf,
} from '../../src/signatures/index.ts';
import { opensslPrivateKey } from '../keys/vectors.ts';
import { runsOf } from '../property-runs.ts';

const keys: readonly PrivateKey[] = [opensslPrivateKey(1024)];
const pairs = keys.flatMap((key) =>
  schemesFor(key).map((scheme) => ({ name: `${key.type} ${scheme.name}`, key, scheme })),
);
const message = fc.uint8Array({ maxLength: 300 });

describe('vectors', () => {
  // RFC 8446 §4.2.3 and RFC 4055 §5.
  it.each([
    [0x0401, 'rsa_pkcs1_sha256', 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11'],
    [0x0501, 'rsa_pkcs1_sha384', 'sha384WithRSAEncryption', '1.2.840.113549.1.1.12'],
    [0x0601, 'rsa_pkcs1_sha512', 'sha512WithRSAEncryption', '1.2.840.113549.1.1.13'],
  ])('%i is %s', (id, name, algorithmName, algorithm) => {
    const found = tlsSchemes('TLSv1.2').find((one) => one.id === id)!;
    expect(found).toMatchObject({ name, scheme: { algorithmName, algorithm: { algorithm } } });
  });

  it('has each number, name and identifier once', () => {
    const codePoints = SIGNATURE_SCHEMES.flatMap((scheme) => scheme.codePoints);
    expect(new Set(codePoints.map(({ id }) => id)).size).toBe(codePoints.length);
    expect(new Set(SIGNATURE_SCHEMES.map(({ name }) => name)).size).toBe(SIGNATURE_SCHEMES.length);
    for (const scheme of SIGNATURE_SCHEMES) expect(schemeOf(scheme.algorithm)?.name).toBe(scheme.name);
  });
});

describe('properties', () => {
  it.each(pairs)('$name verifies what it signs, and nothing else', ({ key, scheme }) => {
    const publicKey = publicKeyOf(key);
    fc.assert(
      fc.property(message, fc.nat(), (data, at) => {
        const signature = scheme.sign(key, data, systemRandom);
        expect(scheme.verify(publicKey, data, signature)).toBe(true);
        const changed = signature.slice();
        changed[at % changed.length] ^= 1 + (at % 255);
        expect(scheme.verify(publicKey, data, changed)).toBe(false);
        expect(scheme.verify(publicKey, new Uint8Array([...data, 0]), signature)).toBe(false);
        expect(schemeOf(scheme.algorithm, publicKey)?.verify(publicKey, data, signature)).toBe(true);
      }),
      runsOf(0.1),
    );
  });

  it.each(pairs.filter(({ scheme }) => scheme.hash !== undefined))(
    '$name signs a digest as the message',
    ({ key, scheme }) => {
      const data = new TextEncoder().encode('a message');
      const digest = scheme.hash!.digest(data);
      const signature = scheme.signDigest!(key, digest, systemRandom);
      expect(scheme.verify(publicKeyOf(key), data, signature)).toBe(true);
      expect(scheme.verifyDigest!(publicKeyOf(key), digest, scheme.sign(key, data, systemRandom))).toBe(true);
    },
  );

  it.each(pairs.filter(({ scheme }) => scheme.name.startsWith('rsa_pkcs1')))(
    '$name agrees with node:crypto',
    ({ key, scheme }) => {
      const theirs = createPrivateKey(writePrivateKeyPem(key, 'pkcs8'));
      const data = new TextEncoder().encode('a message');
      expect(verify(scheme.hash!.name, data, createPublicKey(theirs), scheme.sign(key, data, systemRandom))).toBe(true);
      expect(scheme.verify(publicKeyOf(key), data, sign(scheme.hash!.name, data, theirs))).toBe(true);
    },
  );
});

describe('misuse', () => {
  const [key] = keys;

  it('finds no scheme for other parameters, or a key of another kind', () => {
    const { algorithm } = RSA_PKCS1_SHA256.algorithm;
    expect(schemeOf({ algorithm })).toBe(RSA_PKCS1_SHA256);
    expect(schemeOf({ algorithm, parameters: NULL_PARAMETERS })).toBe(RSA_PKCS1_SHA256);
    expect(schemeOf({ algorithm, parameters: new Uint8Array([0x30, 0x00]) })).toBeUndefined();
    expect(schemeOf({ algorithm: '1.2.3' })).toBeUndefined();
    const unknown = { type: 'unknown', algorithm: '1.2.3', spki: new Uint8Array(), reason: '' } as const;
    expect(schemeOf({ algorithm }, unknown)).toBeUndefined();
    expect(RSA_PKCS1_SHA256.verify(unknown, new Uint8Array(), new Uint8Array(128))).toBe(false);
    expect(schemesFor(unknown)).toEqual([]);
    expect(() => usualSchemeFor(unknown)).toThrow(expect.objectContaining({ argument: 'key' }));
  });

  it('chooses by hash, and says where there is none', () => {
    expect(schemeFor(key, sha256)).toBe(RSA_PKCS1_SHA256);
    expect(schemeFor(key, sha512).name).toBe('rsa_pkcs1_sha512');
    expect(() => schemeFor(key, sha512_256)).toThrow(expect.objectContaining({ argument: 'hash' }));
    expect(() => schemeFor(key, sha1)).toThrow(UsageError);
    expect(anySchemeFor(key, sha1)).toBe(RSA_PKCS1_SHA1);
  });

  it('knows what is too weak by name, and never returns it', () => {
    const { algorithm, weak } = RSA_PKCS1_SHA1;
    expect(weak).toBe(true);
    expect(weakAlgorithmOf(algorithm)).toEqual({ name: 'sha1WithRSAEncryption', hashName: 'sha1' });
    expect(schemeOf(algorithm)).toBeUndefined();
    expect(weakAlgorithmOf(RSA_PKCS1_SHA256.algorithm)).toBeUndefined();
    expect(SIGNATURE_SCHEMES.some((scheme) => scheme.weak)).toBe(false);
  });

  it('refuses what is no scheme, or no key', () => {
    for (const wrong of [undefined, sha256, 'RSA_PKCS1_SHA256', {}]) {
      expect(() => assertScheme(wrong, 'scheme')).toThrow(expect.objectContaining({ argument: 'scheme' }));
    }
    const lost = structuredClone(key) as PrivateKey;
    const sign = () => RSA_PKCS1_SHA256.sign(lost, new Uint8Array(), systemRandom);
    expect(sign).toThrow(expect.objectContaining({ code: 'wrong-type', argument: 'key' }));
  });
});
