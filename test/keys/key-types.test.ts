/** Keys of every kind: what holds for all kinds, and for each of them. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Bytes, bytesToHex, concat, hexToBytes, systemRandom } from '../../src/bytes/index.ts';
import { DecodeError, decode, encode } from '../../src/codec/index.ts';
import { p256 } from '../../src/ec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import {
  Curve25519PrivateKey,
  decodePrivateKey,
  decodePssParameters,
  decodePublicKey,
  describePublicKey,
  EcPrivateKey,
  ecKeys,
  ecPrivateKey,
  encodePrivateKey,
  encodePssParameters,
  encodePublicKey,
  generateKey,
  generateKeyAsync,
  keyReader,
  type PrivateKey,
  privateKeyInfo,
  publicKeyFromSpki,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
  rsaKeys,
  rsaPublicKey,
  securityStrength,
  subjectPublicKeyInfo,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../src/keys/index.ts';
import type { RsaPrivateKey } from '../../src/rsa/index.ts';
import { jwsAlgorithmOf } from '../../src/signatures/index.ts';
import { codeOf } from '../fixtures/key-vectors.ts';
import { KEYS, KINDS } from '../fixtures/keys.ts';

const der = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'spki'): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: type as 'spki' }) as Buffer);
const P256 = KEYS['P-256'] as EcPrivateKey;

describe('vectors', () => {
  // RFC 8410 §10.1 and §10.3.
  const publicPem =
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n';
  const version1 =
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n';
  const version2 =
    '-----BEGIN PRIVATE KEY-----\nMHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\noB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\nZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PRIVATE KEY-----\n';

  it('reads the Ed25519 keys of RFC 8410, of both versions of PKCS #8', () => {
    const key = readPrivateKeyPem(version1);
    expect(readPrivateKeyPem(version2)).toEqual(key);
    expect(publicKeyOf(key)).toEqual(readPublicKeyPem(publicPem));
    expect(writePublicKeyPem(publicKeyOf(key), 'spki')).toBe(publicPem);
    expect(writePrivateKeyPem(key, 'pkcs8')).toBe(version1);
  });

  // RFC 4055 §3.1 and RFC 8017 §A.2.3: the defaults are SHA-1, MGF1 with SHA-1, 20 bytes of salt.
  it('reads and writes the defaults of PSS as an empty structure', () => {
    const defaults = { hash: 'sha1', mgfHash: 'sha1', saltLength: 20 };
    expect(bytesToHex(encodePssParameters(defaults))).toBe('3000');
    expect(decodePssParameters(hexToBytes('3000'))).toEqual(defaults);
    const usual = { hash: 'sha256', mgfHash: 'sha256', saltLength: 32 };
    expect(bytesToHex(encodePssParameters(usual))).toBe(
      '3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120',
    );
    expect(decodePssParameters(encodePssParameters(usual))).toEqual(usual);
  });
});

describe('properties', () => {
  it.each(KINDS)('$kind is read and written as node:crypto does it', ({ key }) => {
    const pkcs8 = encodePrivateKey(key, 'pkcs8');
    const theirs = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    expect(der(theirs, 'pkcs8')).toEqual(pkcs8);
    expect(decodePrivateKey(pkcs8, 'pkcs8')).toEqual(key);
    expect(readPrivateKeyPem(writePrivateKeyPem(key, 'pkcs8'))).toEqual(key);
    const spki = encodePublicKey(publicKeyOf(key), 'spki');
    expect(der(createPublicKey(theirs), 'spki')).toEqual(spki);
    expect(decodePublicKey(spki, 'spki')).toEqual(publicKeyOf(key));
  });

  it.each(['prime256v1', 'secp384r1', 'secp521r1'])(
    '%s in SEC 1 is read and written as node:crypto does it',
    (namedCurve) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve });
      const key = decodePrivateKey(der(privateKey, 'sec1'), 'sec1');
      expect(encodePrivateKey(key, 'sec1')).toEqual(der(privateKey, 'sec1'));
      expect(encodePrivateKey(key, 'pkcs8')).toEqual(der(privateKey, 'pkcs8'));
      expect(writePrivateKeyPem(key, 'sec1')).toBe(privateKey.export({ format: 'pem', type: 'sec1' }));
      expect(readPrivateKeyPem(writePrivateKeyPem(key, 'sec1'))).toEqual(key);
    },
  );

  it.each(KINDS)('$kind shows nothing secret, and a copy without its numbers is refused', ({ key }) => {
    const shown = `${key}`;
    expect(shown).toContain('private key');
    expect(inspect(key, { showHidden: true, depth: 9 })).toBe(shown);
    expect(JSON.stringify({ key })).toBe(JSON.stringify({ key: shown }));
    const lost = structuredClone(key) as PrivateKey;
    expect(lost).toEqual({ type: key.type });
    expect(codeOf(() => encodePrivateKey(lost, 'pkcs8'))).toBe('wrong-type');
    expect(codeOf(() => publicKeyOf(lost))).toBe('wrong-type');
    expect(codeOf(() => encodePublicKey(lost as never, 'spki'))).toBe('wrong-type');
    expect(codeOf(() => encodePublicKey({ ...publicKeyOf(key), type: 'dsa' } as never, 'spki'))).toBe('wrong-type');
  });

  it('knows the strength of each kind (SP 800-57 part 1 rev. 5 table 2)', () => {
    const shown = KINDS.map(({ kind, key }) => [
      kind,
      describePublicKey(publicKeyOf(key)),
      securityStrength(publicKeyOf(key)),
    ]);
    expect(shown).toEqual([
      ['rsa', 'RSA, 2048 bits', 112],
      ['rsa-pss', 'RSA-PSS, 2048 bits', 112],
      ['rsa-pss restricted', 'RSA-PSS, 2048 bits', 112],
      ['P-256', 'EC, P-256', 128],
      ['P-384', 'EC, P-384', 192],
      ['P-521', 'EC, P-521', 256],
      ['ed25519', 'Ed25519', 128],
      ['x25519', 'X25519', 128],
    ]);
  });

  it('generates the same key from the same seed, at once or in turns', async () => {
    const kinds = [
      { type: 'rsa', modulusBits: 512, insecure: true },
      { type: 'rsa-pss', modulusBits: 512, insecure: true },
      { type: 'ec', curve: 'P-256' },
      { type: 'ed25519' },
      { type: 'x25519' },
    ] as const;
    for (const kind of kinds) {
      const key = generateKey({ ...kind, random: seededRandom('same') });
      expect(key.type).toBe(kind.type);
      expect(generateKey({ ...kind, random: seededRandom('same') })).toEqual(key);
      expect(await generateKeyAsync({ ...kind, random: seededRandom('same') })).toEqual(key);
      expect(generateKey({ ...kind, random: seededRandom('other') })).not.toEqual(key);
    }
  });

  it('reads an EC key without its public half, and after EC PARAMETERS', () => {
    const without = encode(ecPrivateKey, { version: 1, privateKey: P256.d, parameters: '1.2.840.10045.3.1.7' });
    expect(decodePrivateKey(without, 'sec1')).toEqual(P256);
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    expect(readPrivateKeyPem(parameters + writePrivateKeyPem(P256, 'sec1'))).toEqual(P256);
  });

  it('reads a compressed point, and gives it uncompressed', () => {
    const { algorithm } = decode(subjectPublicKeyInfo, encodePublicKey(publicKeyOf(P256), 'spki'));
    const point = p256.encodePoint(p256.decodePoint(P256.point), 'compressed');
    const spki = encode(subjectPublicKeyInfo, { algorithm, subjectPublicKey: { kind: 'ec', value: point } });
    expect(decodePublicKey(spki, 'spki')).toEqual(publicKeyOf(P256));
  });
});

describe('misuse', () => {
  const pkcs8 = (key: PrivateKey) => decode(privateKeyInfo, encodePrivateKey(key, 'pkcs8'));

  it('R6: refuses a public half that is not that of the private one', () => {
    const other = generateKey({ type: 'ec', curve: 'P-256', random: systemRandom });
    const fields = { version: 1, privateKey: P256.d, parameters: '1.2.840.10045.3.1.7', publicKey: other.point };
    expect(codeOf(() => decodePrivateKey(encode(ecPrivateKey, fields), 'sec1'))).toBe('public-key-mismatch');
    for (const kind of ['P-256', 'ed25519', 'x25519']) {
      const info = { ...pkcs8(KEYS[kind]), version: 1 };
      const right = (value: Uint8Array) => encode(privateKeyInfo, { ...info, publicKey: value });
      const own = publicKeyOf(KEYS[kind]) as { readonly point?: Bytes; readonly publicKey?: Bytes };
      expect(decodePrivateKey(right(own.point ?? own.publicKey!), 'pkcs8')).toEqual(KEYS[kind]);
      const wrong = own.point === undefined ? new Uint8Array(32).fill(9) : other.point;
      expect(codeOf(() => decodePrivateKey(right(wrong), 'pkcs8'))).toBe('public-key-mismatch');
    }
  });

  it('R6: refuses an RSA key whose public half, beside it in PKCS #8, is not its own', () => {
    for (const kind of ['rsa', 'rsa-pss']) {
      const { modulus, publicExponent } = KEYS[kind] as RsaPrivateKey;
      const beside = (publicKey: Uint8Array) =>
        decodePrivateKey(encode(privateKeyInfo, { ...pkcs8(KEYS[kind]), version: 1, publicKey }), 'pkcs8');
      expect(beside(encode(rsaPublicKey, { modulus, publicExponent })).type).toBe(kind);
      expect(codeOf(() => beside(encode(rsaPublicKey, { modulus: modulus + 2n, publicExponent })))).toBe(
        'public-key-mismatch',
      );
      expect(() => beside(new Uint8Array(5))).toThrow(DecodeError);
    }
  });

  it('refuses a type that is no text, also one that has none', () => {
    const type = Object.create(null) as 'ed25519';
    expect(codeOf(() => new Curve25519PrivateKey(type, new Uint8Array(32)))).toBe('out-of-range');
    const random = systemRandom;
    const options = { type: 'ec', curve: 'P-256', hash: 'sha256', random } as const;
    expect(() => generateKey(options)).toThrow('has no option "hash"; it has type, curve, random');
  });

  it('says of a SEC 1 key with the parameters of its curve what it says of the other forms', () => {
    const options = { namedCurve: 'P-256', paramEncoding: 'explicit' } as const;
    const { privateKey } = generateKeyPairSync('ec', options);
    for (const format of ['sec1', 'pkcs8'] as const) {
      expect(() => decodePrivateKey(der(privateKey, format), format), format).toThrow('explicit parameters of a curve');
    }
  });

  it('refuses a proxy of a key as the components of another', () => {
    for (const shell of [new Proxy(P256, {}), Object.create(P256) as EcPrivateKey]) {
      expect(codeOf(() => new EcPrivateKey(shell))).toBe('wrong-type');
      expect(codeOf(() => jwsAlgorithmOf(shell))).toBe('wrong-type');
    }
    expect(new EcPrivateKey(P256)).toEqual(P256);
  });

  it('R6: refuses d outside 1…n − 1, or of another length', () => {
    const n = hexToBytes('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
    for (const d of [new Uint8Array(32), n, new Uint8Array(32).fill(255), P256.d.subarray(1), concat(P256.d, n)]) {
      const fields = { version: 1, privateKey: d, parameters: '1.2.840.10045.3.1.7' };
      expect(codeOf(() => decodePrivateKey(encode(ecPrivateKey, fields), 'sec1'))).toBe('private-key');
    }
  });

  it('R11: refuses points that are none, and curves that it does not have, by name', () => {
    const spki = encodePublicKey(publicKeyOf(P256), 'spki');
    const off = spki.slice();
    off[off.length - 1] ^= 1;
    expect(codeOf(() => decodePublicKey(off, 'spki'))).toBe('point-not-on-curve');
    for (const [namedCurve, name] of [
      ['secp256k1', 'secp256k1'],
      ['secp224r1', 'P-224'],
      ['prime192v1', 'P-192'],
      ['brainpoolP256r1', 'brainpoolP256r1'],
    ]) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      expect(() => decodePublicKey(der(publicKey, 'spki'), 'spki')).toThrow(name);
      expect(() => decodePrivateKey(der(privateKey, 'pkcs8'), 'pkcs8')).toThrow(name);
    }
    for (const [type, name] of [
      ['ed448', 'Ed448'],
      ['x448', 'X448'],
    ] as const) {
      const { privateKey, publicKey } = generateKeyPairSync(type as 'ed448');
      expect(() => decodePublicKey(der(publicKey, 'spki'), 'spki')).toThrow(name);
      expect(() => decodePrivateKey(der(privateKey, 'pkcs8'), 'pkcs8')).toThrow(name);
    }
    const explicit = generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' });
    expect(() => decodePublicKey(der(explicit.publicKey, 'spki'), 'spki')).toThrow('explicit');
    expect(codeOf(() => decodePrivateKey(der(explicit.privateKey, 'pkcs8'), 'pkcs8'))).toBe('unsupported-algorithm');
  });

  it('R38: refuses parameters that the kind does not have', () => {
    const swapped = (kind: string, parameters: Uint8Array | undefined) => {
      const spki = decode(subjectPublicKeyInfo, encodePublicKey(publicKeyOf(KEYS[kind]), 'spki'));
      const algorithm = { algorithm: spki.algorithm.algorithm, ...(parameters && { parameters }) };
      return publicKeyFromSpki({ ...spki, algorithm });
    };
    const NULL = hexToBytes('0500');
    for (const [kind, parameters] of [
      ['rsa', undefined],
      ['P-256', undefined],
      ['P-256', NULL],
      ['ed25519', NULL],
      ['x25519', NULL],
      ['rsa-pss', NULL],
      ['rsa-pss', hexToBytes('3003a2010a')],
      ['rsa-pss', hexToBytes('30020500')],
    ] as const) {
      expect(swapped(kind, parameters), `${kind} ${parameters}`).toMatchObject({ type: 'unknown' });
    }
  });

  it('has the formats of each kind, and no others', () => {
    expect(codeOf(() => encodePrivateKey(P256, 'pkcs1'))).toBe('unsupported-algorithm');
    expect(codeOf(() => encodePrivateKey(KEYS['rsa'], 'sec1'))).toBe('unsupported-algorithm');
    expect(codeOf(() => encodePublicKey(publicKeyOf(P256), 'pkcs1'))).toBe('unsupported-algorithm');
    expect(codeOf(() => encodePrivateKey(KEYS['ed25519'], 'sec1'))).toBe('unsupported-algorithm');
  });

  it('names what is wrong with the options of generating', () => {
    const random = systemRandom;
    expect(() => generateKey({ type: 'dsa', random } as never)).toThrow(
      expect.objectContaining({ argument: 'options.type' }),
    );
    expect(() => generateKey(undefined as never)).toThrow(expect.objectContaining({ argument: 'options' }));
    expect(() => generateKey({ type: 'ec', curve: 'secp256k1', random } as never)).toThrow(
      expect.objectContaining({ argument: 'curve' }),
    );
    expect(codeOf(() => generateKey({ type: 'ed25519', random, curve: 'Ed448' } as never))).toBe('unknown-option');
    for (const wrong of [null, {}, { hash: Symbol('sha256'), mgfHash: 'sha256', saltLength: 20 }]) {
      const options = { type: 'rsa-pss', modulusBits: 2048, restriction: wrong, random };
      expect(codeOf(() => generateKey(options as never))).toBe('wrong-type');
    }
    const restriction = { hash: 'md5', mgfHash: 'sha256', saltLength: 20 };
    expect(codeOf(() => generateKey({ type: 'rsa-pss', modulusBits: 2048, restriction, random }))).toBe(
      'unsupported-algorithm',
    );
  });

  it('keeps numbers of its own: what they were made of may change, a Buffer too', () => {
    const d = Buffer.from((KEYS['P-256'] as EcPrivateKey).d);
    const key = new EcPrivateKey({ curve: 'P-256', d });
    d.fill(0);
    key.d.fill(0);
    expect(key.d).toEqual((KEYS['P-256'] as EcPrivateKey).d);
    expect(key.d).not.toBeInstanceOf(Buffer);
  });

  it('refuses components that are none', () => {
    for (const wrong of [undefined, null, 'd', {}]) {
      expect(codeOf(() => new EcPrivateKey(wrong as never))).toBe('wrong-type');
    }
    expect(codeOf(() => new Curve25519PrivateKey('ed448' as never, new Uint8Array(32)))).toBe('out-of-range');
    const { point } = KEYS['P-256'] as EcPrivateKey;
    expect(codeOf(() => encodePublicKey({ type: 'ec', curve: 'P-224' as never, point }, 'spki'))).toBe('wrong-type');
    const detached = point.slice();
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    expect(codeOf(() => encodePublicKey({ type: 'ec', curve: 'P-256', point: detached }, 'spki'))).toBe('wrong-type');
  });

  it('reads only the kinds that a reader is made of', () => {
    const reader = keyReader([rsaKeys, ecKeys]);
    expect(reader.readPrivateKeyPem(writePrivateKeyPem(P256, 'sec1'))).toEqual(P256);
    expect(codeOf(() => reader.readPrivateKeyPem(writePrivateKeyPem(KEYS['ed25519'], 'pkcs8')))).toBe(
      'unsupported-algorithm',
    );
    expect(codeOf(() => reader.decodePublicKey(encodePublicKey(publicKeyOf(KEYS['x25519']), 'spki'), 'spki'))).toBe(
      'unsupported-algorithm',
    );
  });
});
