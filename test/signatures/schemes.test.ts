import { constants, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom, UsageError } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { sha1, sha256, sha384, sha512, sha512_256 } from '../../src/hash/index.ts';
import { NULL_PARAMETERS, type PrivateKey, publicKeyOf, writePrivateKeyPem } from '../../src/keys/index.ts';
import {
  anySchemeFor,
  assertScheme,
  ECDSA_SHA256,
  ecdsaFromDer,
  ecdsaSigValue,
  ecdsaToDer,
  RSA_PKCS1_SHA1,
  RSA_PKCS1_SHA256,
  RSA_PSS_SHA256,
  rsaPss,
  SIGNATURE_SCHEMES,
  schemeFor,
  schemeOf,
  schemesFor,
  tlsSchemes,
  usualSchemeFor,
  weakAlgorithmOf,
} from '../../src/signatures/index.ts';
import { KEYS, SIGNING_KINDS } from '../fixtures/keys.ts';
import { runsOf } from '../property-runs.ts';

const keys: readonly PrivateKey[] = SIGNING_KINDS.map(({ key }) => key);
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
    [0x0403, 'ecdsa_secp256r1_sha256', 'ecdsa-with-SHA256', '1.2.840.10045.4.3.2'],
    [0x0503, 'ecdsa_secp384r1_sha384', 'ecdsa-with-SHA384', '1.2.840.10045.4.3.3'],
    [0x0603, 'ecdsa_secp521r1_sha512', 'ecdsa-with-SHA512', '1.2.840.10045.4.3.4'],
    [0x0804, 'rsa_pss_rsae_sha256', 'rsassaPss', '1.2.840.113549.1.1.10'],
    [0x0809, 'rsa_pss_pss_sha256', 'rsassaPss', '1.2.840.113549.1.1.10'],
    [0x0807, 'ed25519', 'ED25519', '1.3.101.112'],
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

  it.each(pairs)('$name agrees with node:crypto', ({ key, scheme }) => {
    const theirs = createPrivateKey(writePrivateKeyPem(key, 'pkcs8'));
    const data = new TextEncoder().encode('a message');
    const hash = scheme.hash?.name ?? null;
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.hash?.outputLength };
    const options = scheme.name.startsWith('rsa_pss') ? pss : {};
    const signature = scheme.sign(key, data, systemRandom);
    expect(verify(hash, data, { key: createPublicKey(theirs), ...options }, signature)).toBe(true);
    expect(scheme.verify(publicKeyOf(key), data, sign(hash, data, { key: theirs, ...options }))).toBe(true);
  });

  it('reads any salt and mask of PSS, and holds a restricted key to its own (RFC 4055 §3.3)', () => {
    const data = new TextEncoder().encode('a message');
    const own = rsaPss({ hash: sha384, mgfHash: sha384, saltLength: 21 });
    for (const scheme of [own, rsaPss({ hash: sha256, mgfHash: sha512, saltLength: 0 })]) {
      const signature = scheme.sign(KEYS['rsa'], data, systemRandom);
      const read = schemeOf(scheme.algorithm, publicKeyOf(KEYS['rsa']))!;
      expect(read.verify(publicKeyOf(KEYS['rsa']), data, signature)).toBe(true);
      expect(RSA_PSS_SHA256.verify(publicKeyOf(KEYS['rsa']), data, signature)).toBe(false);
    }
    const restricted = KEYS['rsa-pss restricted'];
    expect(own.verify(publicKeyOf(restricted), data, own.sign(restricted, data, systemRandom))).toBe(true);
    expect(schemesFor(restricted).map(({ name }) => name)).toEqual(['rsa_pss_sha384']);
    for (const wrong of [RSA_PSS_SHA256, rsaPss({ hash: sha384, mgfHash: sha384, saltLength: 19 })]) {
      expect(() => wrong.sign(restricted, data, systemRandom)).toThrow(expect.objectContaining({ code: 'restricted' }));
      expect(schemeOf(wrong.algorithm, publicKeyOf(restricted))).toBeUndefined();
    }
  });

  it('chooses the usual scheme of each kind', () => {
    expect(SIGNING_KINDS.map(({ key }) => usualSchemeFor(key).name)).toEqual([
      'rsa_pkcs1_sha256',
      'rsa_pss_sha256',
      'rsa_pss_sha384',
      'ecdsa_sha256',
      'ecdsa_sha384',
      'ecdsa_sha512',
      'ed25519',
    ]);
    expect(() => usualSchemeFor(KEYS['x25519'])).toThrow('cannot sign');
  });

  it('R9: takes ECDSA signatures in DER alone, of numbers in 1…n − 1', () => {
    const key = KEYS['P-256'];
    const data = new TextEncoder().encode('a message');
    const publicKey = publicKeyOf(key);
    const signature = ECDSA_SHA256.sign(key, data, systemRandom);
    const { r, s } = decode(ecdsaSigValue, signature);
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const verifies = (change: { r?: bigint; s?: bigint }) =>
      ECDSA_SHA256.verify(publicKey, data, encode(ecdsaSigValue, { r, s, ...change }));
    expect(verifies({})).toBe(true);
    for (const change of [{ r: 0n }, { s: 0n }, { r: r + n }, { s: s + n }, { r: -r }, { s: -s }, { r: n }, { s: n }]) {
      expect(verifies(change)).toBe(false);
    }
    expect(verifies({ s: n - s })).toBe(true);
    for (const bytes of [
      signature.subarray(1),
      new Uint8Array([...signature, 0]),
      ecdsaFromDer(signature, 32)!,
      new Uint8Array(),
    ]) {
      expect(ECDSA_SHA256.verify(publicKey, data, bytes)).toBe(false);
    }
    expect(ecdsaToDer(ecdsaFromDer(signature, 32)!)).toEqual(signature);
  });
});

describe('misuse', () => {
  const key = KEYS['rsa'];

  it('finds no scheme for other parameters, or a key of another kind', () => {
    const { algorithm } = RSA_PKCS1_SHA256.algorithm;
    expect(schemeOf({ algorithm })).toBe(RSA_PKCS1_SHA256);
    expect(schemeOf({ algorithm, parameters: NULL_PARAMETERS })).toBe(RSA_PKCS1_SHA256);
    expect(schemeOf({ algorithm, parameters: new Uint8Array([0x30, 0x00]) })).toBeUndefined();
    expect(schemeOf({ algorithm: '1.2.3' })).toBeUndefined();
    const unknown = { type: 'unknown', algorithm: '1.2.3', spki: new Uint8Array(), reason: '' } as const;
    expect(schemeOf({ algorithm }, unknown)).toBeUndefined();
    expect(RSA_PKCS1_SHA256.verify(unknown, new Uint8Array(), new Uint8Array(256))).toBe(false);
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
