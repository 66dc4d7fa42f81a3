import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/bytes/index.ts';
import { annotate, DecodeError, decode, encode, type Span } from '../../src/codec/index.ts';
import {
  algorithmIdentifier,
  attribute,
  decodePrivateKey,
  decodePublicKey,
  describePublicKey,
  encodePrivateKey,
  encodePublicKey,
  keyIdentifier,
  keyReader,
  privateKeyInfo,
  publicKeyFromSpki,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
  rsaKeys,
  rsaPrivateKey,
  rsaPublicKey,
  securityStrength,
  subjectPublicKeyInfo,
  toSpki,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../src/keys/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';
import { cases, codeOf, opensslPrivateKey, refused } from '../fixtures/key-vectors.ts';
import { runsOf } from '../property-runs.ts';

describe('vectors', () => {
  it.each(cases)('reads and writes OpenSSL’s key of $bits bits in each encoding', (vector) => {
    const key = readPrivateKeyPem(vector.pkcs8);
    expect(readPrivateKeyPem(vector.pkcs1)).toEqual(key);
    expect(writePrivateKeyPem(key, 'pkcs8')).toBe(vector.pkcs8);
    expect(writePrivateKeyPem(key, 'pkcs1')).toBe(vector.pkcs1);
    const publicKey = publicKeyOf(key);
    expect(readPublicKeyPem(vector.spki)).toEqual(publicKey);
    expect(readPublicKeyPem(vector.pkcs1Public)).toEqual(publicKey);
    expect(writePublicKeyPem(publicKey, 'spki')).toBe(vector.spki);
    expect(writePublicKeyPem(publicKey, 'pkcs1')).toBe(vector.pkcs1Public);
    expect(bytesToHex(keyIdentifier(publicKey))).toBe(vector.keyIdentifier);
  });

  it.each(refused)('refuses $name', ({ code, pem }) => {
    expect(codeOf(() => readPrivateKeyPem(pem))).toBe(code);
  });

  it('agrees with node:crypto', () => {
    const key = opensslPrivateKey(2048);
    const theirs = createPrivateKey(writePrivateKeyPem(key, 'pkcs8'));
    expect(new Uint8Array(theirs.export({ format: 'der', type: 'pkcs1' }))).toEqual(
      new Uint8Array(encodePrivateKey(key, 'pkcs1')),
    );
    const spki = createPublicKey(theirs).export({ format: 'der', type: 'spki' });
    expect(decodePublicKey(spki, 'spki')).toEqual(publicKeyOf(key));
  });
});

describe('properties', () => {
  const codecs = { algorithmIdentifier, attribute, privateKeyInfo, rsaPrivateKey, rsaPublicKey, subjectPublicKeyInfo };

  it.each(Object.entries<typeof rsaPublicKey>(codecs as never))('%s reads what it writes', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const der = encode(codec, value);
        expect(decode(codec, der)).toEqual(value);
        expect(encode(codec, decode(codec, der))).toEqual(der);
      }),
      runsOf(0.3),
    );
  });

  it('refuses every truncation of a key', () => {
    const key = opensslPrivateKey(1024);
    for (const format of ['pkcs8', 'pkcs1'] as const) {
      const der = encodePrivateKey(key, format);
      for (let length = 0; length < der.length; length++) {
        expect(() => decodePrivateKey(der.subarray(0, length), format)).toThrow(DecodeError);
      }
    }
  });

  it('marks the private numbers, and no others, as secret', () => {
    const named = (span: Span, secret: boolean): string[] =>
      [span, ...span.children].flatMap((one, i) =>
        i === 0
          ? span.children.length > 0 && (span.secret ?? false) === secret
            ? [one.name]
            : []
          : named(one, secret),
      );
    const { span } = annotate(privateKeyInfo, encodePrivateKey(opensslPrivateKey(1024), 'pkcs8'));
    const numbers = ['privateExponent', 'prime1', 'prime2', 'exponent1', 'exponent2', 'coefficient'];
    expect(named(span, true)).toEqual(numbers);
    expect(named(span, false)).toEqual(expect.arrayContaining(['modulus', 'publicExponent', 'version']));
  });
});

describe('misuse', () => {
  const key = opensslPrivateKey(1024);

  it('takes each encoding for itself alone', () => {
    expect(codeOf(() => decodePrivateKey(encodePrivateKey(key, 'pkcs1'), 'pkcs8'))).toBe('unexpected-tag');
    expect(codeOf(() => decodePrivateKey(encodePrivateKey(key, 'pkcs8'), 'pkcs1'))).toBe('unexpected-tag');
    expect(codeOf(() => decodePublicKey(encodePublicKey(publicKeyOf(key), 'spki'), 'pkcs1'))).toBe('unexpected-tag');
  });

  it('guesses no encoding', () => {
    const wrong = 'der' as never;
    expect(codeOf(() => decodePrivateKey(encodePrivateKey(key, 'pkcs1'), wrong))).toBe('out-of-range');
    expect(codeOf(() => decodePublicKey(encodePublicKey(publicKeyOf(key), 'pkcs1'), wrong))).toBe('out-of-range');
    expect(codeOf(() => writePrivateKeyPem(key, wrong))).toBe('out-of-range');
    expect(codeOf(() => writePublicKeyPem(publicKeyOf(key), wrong))).toBe('out-of-range');
  });

  it('refuses parameters that rsaEncryption does not have', () => {
    const spki = toSpki(publicKeyOf(key));
    for (const parameters of [undefined, new Uint8Array([0x30, 0x00])]) {
      const algorithm = { algorithm: spki.algorithm.algorithm, ...(parameters && { parameters }) };
      const der = encode(subjectPublicKeyInfo, { ...spki, algorithm });
      expect(codeOf(() => decodePublicKey(der, 'spki'))).toBe('unsupported-algorithm');
    }
  });

  it('refuses a private key that lost its numbers, by name', () => {
    for (const lost of [structuredClone(key), { ...key }, JSON.parse(JSON.stringify({ key })).key, undefined]) {
      for (const use of [
        () => encodePrivateKey(lost, 'pkcs8'),
        () => writePrivateKeyPem(lost, 'pkcs1'),
        () => publicKeyOf(lost),
      ]) {
        expect(use).toThrow(expect.objectContaining({ code: 'wrong-type', argument: 'key' }));
      }
      expect(codeOf(() => encodePublicKey(lost, 'spki'))).toBe('wrong-type');
    }
  });

  it('keeps a public key of an unknown kind, and refuses to work with it', () => {
    const algorithm = { algorithm: '1.3.101.113' }; // Ed448
    const der = encode(subjectPublicKeyInfo, {
      algorithm,
      subjectPublicKey: { kind: 'other', value: new Uint8Array(57) },
    });
    const unknown = publicKeyFromSpki(decode(subjectPublicKeyInfo, der));
    expect(unknown).toMatchObject({ type: 'unknown', algorithm: '1.3.101.113', spki: der });
    expect(encodePublicKey(unknown, 'spki')).toEqual(der);
    expect(describePublicKey(unknown)).toContain('1.3.101.113');
    expect(securityStrength(unknown)).toBe(0);
    expect(bytesToHex(keyIdentifier(unknown))).toBe(createHash('sha1').update(new Uint8Array(57)).digest('hex'));
    expect(codeOf(() => encodePublicKey(unknown, 'pkcs1'))).toBe('unsupported-algorithm');
    expect(codeOf(() => decodePublicKey(der, 'spki'))).toBe('unsupported-algorithm');
  });

  it('says what the parameters should be', () => {
    const { subjectPublicKey } = toSpki(publicKeyOf(key));
    const missing = publicKeyFromSpki({ algorithm: { algorithm: '1.2.840.113549.1.1.1' }, subjectPublicKey });
    expect(missing).toMatchObject({ reason: 'the parameters of rsaEncryption must be NULL, but are missing' });
  });

  it('reads with the kinds that it is given', () => {
    const none = keyReader([]);
    expect(codeOf(() => none.decodePrivateKey(encodePrivateKey(key, 'pkcs8'), 'pkcs8'))).toBe('unsupported-algorithm');
    expect(codeOf(() => none.decodePrivateKey(encodePrivateKey(key, 'pkcs1'), 'pkcs1'))).toBe('unsupported-algorithm');
    expect(codeOf(() => none.readPrivateKeyPem(writePrivateKeyPem(key, 'pkcs1')))).toBe('wrong-pem-label');
    expect(keyReader([rsaKeys]).readPrivateKeyPem(writePrivateKeyPem(key, 'pkcs1'))).toEqual(key);
  });

  it('keeps to the limits it is given', () => {
    const limits = { depth: 2 };
    expect(codeOf(() => readPrivateKeyPem(writePrivateKeyPem(key, 'pkcs8'), { limits }))).toBe('too-deep');
    expect(codeOf(() => readPublicKeyPem(writePublicKeyPem(publicKeyOf(key), 'spki'), { limits }))).toBe('too-deep');
    expect(codeOf(() => readPrivateKeyPem('x'.repeat(100), { limits: { bytes: 99 } }))).toBe('pem-too-large');
  });
});
