/** OpenSSL CVE-2024-0727 (https://openssl-library.org/news/secadv/20240125.txt): fields of a PKCS #12 file that are absent, null or of
 * another type. CVE-2025-11187, CVE-2026-22795: parameters and bags that were not checked (security.md R14, R27, R38). */
import { describe, expect, it } from 'vitest';
import { bmpString, explicit, nullElement, octetString } from '../../src/asn1/index.ts';
import { concat, systemRandom, utf8ToBytes } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { hmac, sha256 } from '../../src/hash/index.ts';
import { atOneGo } from '../../src/hash/internal.ts';
import { pbes2Encrypt } from '../../src/keys/encryption/pbes2.ts';
import {
  type AlgorithmIdentifier,
  authenticatedSafe,
  type Pfx,
  pbes2Parameters,
  pbkdf2Parameters,
  pfx,
  readPkcs12,
  type SafeBag,
  safeContents,
  writePkcs12,
} from '../../src/keys/index.ts';
import { derivePkcs12, KDF_ID } from '../../src/keys/legacy/pkcs12-kdf.ts';
import { codeOf } from '../fixtures/key-vectors.ts';
import { key, leaf } from '../fixtures/pkcs12-vectors.ts';
import { isWholeTable } from '../property-runs.ts';

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const NULL = encode(nullElement, null);
const SHA256: AlgorithmIdentifier = { algorithm: '2.16.840.1.101.3.4.2.1', parameters: NULL };
const password = 'secret';
const bmp = concat(...[...password, '\0'].map((character) => concat(Uint8Array.of(0), utf8ToBytes(character))));

/** A file with this content, under the right MAC. */
function fileWith(content: Uint8Array, change: Partial<NonNullable<Pfx['macData']>> = {}): Uint8Array {
  const macSalt = new Uint8Array(8);
  const options = { id: KDF_ID.mac, iterations: 1, length: 32, turns: {} };
  const digest = hmac(sha256, atOneGo(derivePkcs12(sha256, bmp, macSalt, options)), content);
  const macData = { mac: { digestAlgorithm: SHA256, digest }, macSalt, iterations: 1n, ...change };
  return encode(pfx, {
    version: 3,
    authSafe: { contentType: DATA, content: { kind: 'data', value: content } },
    macData,
  });
}
const bagsWith = (...bags: readonly SafeBag[]): Uint8Array => {
  const value = encode(safeContents, bags);
  return fileWith(encode(authenticatedSafe, [{ contentType: DATA, content: { kind: 'data', value } }]));
};
const codeFor = (file: Uint8Array, limits: object = {}): string =>
  codeOf(() => readPkcs12(file, { password, ...limits }));
/** A SEQUENCE of these elements. */
const sequenceWith = (...elements: readonly Uint8Array[]): Uint8Array => {
  const body = concat(...elements);
  return encode(octetString, body).map((byte, i) => (i === 0 ? 0x30 : byte));
};
const OID_DATA = Uint8Array.of(0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1);
const OID_ENCRYPTED = Uint8Array.of(0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6);
const VERSION_3 = Uint8Array.of(2, 1, 3);

describe('misuse', () => {
  it('content that is absent, null, or of another type', () => {
    expect(codeFor(sequenceWith(VERSION_3, sequenceWith(OID_DATA)))).toBe('missing');
    expect(codeFor(sequenceWith(VERSION_3, sequenceWith(OID_DATA, NULL)))).toBe('unexpected-tag');
    expect(codeFor(sequenceWith(VERSION_3, sequenceWith(OID_DATA, encode(explicit(0, nullElement), null))))).toBe(
      'unexpected-tag',
    );
    expect(
      codeFor(
        sequenceWith(VERSION_3, sequenceWith(OID_ENCRYPTED, encode(explicit(0, octetString), new Uint8Array(3)))),
      ),
    ).toBe('unexpected-tag');
    expect(codeFor(sequenceWith(VERSION_3, NULL))).toBe('unexpected-tag');
    expect(codeFor(sequenceWith(Uint8Array.of(2, 1, 2), sequenceWith(OID_DATA)))).toBe('out-of-range');
    for (const inner of [sequenceWith(OID_DATA), sequenceWith(OID_ENCRYPTED)])
      expect(codeFor(fileWith(sequenceWith(inner)))).toBe('missing');
    expect(codeFor(fileWith(NULL))).toBe('unexpected-tag');
    expect(codeFor(fileWith(new Uint8Array(0)))).toBe('missing');
  });

  it('what is encrypted, absent', () => {
    // EncryptedContentInfo without its encryptedContent, which PKCS #7 has as OPTIONAL.
    const info = sequenceWith(Uint8Array.of(2, 1, 0), sequenceWith(OID_DATA, sequenceWith(OID_DATA)));
    const wrapped = concat(Uint8Array.of(0xa0, info.length), info);
    expect(codeFor(fileWith(sequenceWith(sequenceWith(OID_ENCRYPTED, wrapped))))).toBe('missing');
  });

  it('bags of another type than they say', () => {
    const CERTIFICATE = '1.2.840.113549.1.12.10.1.3';
    const raw = (last: number, value: Uint8Array) => {
      const oid = Uint8Array.of(0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, last);
      const contents = sequenceWith(sequenceWith(oid, concat(Uint8Array.of(0xa0, value.length), value)));
      const safe = sequenceWith(OID_DATA, explicitOctets(contents));
      return codeFor(fileWith(sequenceWith(safe)));
    };
    for (const kind of [1, 2, 3, 6]) expect(raw(kind, NULL), `${kind}`).toBe('unexpected-tag');
    for (const kind of [1, 2, 3]) expect(raw(kind, sequenceWith()), `${kind}`).toBe('missing');
    expect(raw(6, sequenceWith())).toBe('nothing thrown');
    // An unknown kind is kept.
    expect(raw(5, NULL)).toBe('nothing thrown');
    const other = { certId: '1.2.840.113549.1.9.22.2', certValue: { kind: 'other', value: NULL } } as const;
    expect(
      codeFor(
        bagsWith({ bagId: CERTIFICATE, bagValue: { kind: 'certificate', value: other }, bagAttributes: undefined }),
      ),
    ).toBe('unsupported-algorithm');
  });

  it('attributes that are malformed, or come twice', () => {
    const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
    const named = (...values: readonly Uint8Array[]) => ({ type: FRIENDLY_NAME, values });
    const withAttributes = (...bagAttributes: NonNullable<SafeBag['bagAttributes']>) =>
      codeFor(
        bagsWith({
          bagId: '1.2.840.113549.1.12.10.1.3',
          bagValue: {
            kind: 'certificate',
            value: { certId: '1.2.840.113549.1.9.22.1', certValue: { kind: 'x509', value: leaf } },
          },
          bagAttributes,
        }),
      );
    const name = encode(bmpString, 'a');
    expect(withAttributes(named(name))).toBe('nothing thrown');
    expect(withAttributes(named(NULL))).toBe('malformed-pkcs12');
    expect(withAttributes(named(Uint8Array.of(0x1e, 1, 0x61)))).toBe('malformed-pkcs12');
    expect(withAttributes(named(encode(bmpString, 'a'), encode(bmpString, 'b')))).toBe('malformed-pkcs12');
    expect(withAttributes(named(name), named(encode(bmpString, 'b')))).toBe('malformed-pkcs12');
    expect(withAttributes({ type: '1.2.840.113549.1.9.21', values: [name] })).toBe('malformed-pkcs12');
  });

  it('bags in bags, deeper than any stack', () => {
    let contents = sequenceWith();
    const oid = Uint8Array.of(0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 6);
    const nested = (levels: number) => {
      contents = sequenceWith();
      for (let i = 0; i < levels; i++) {
        const value = explicitOctets(contents, 0x30);
        contents = sequenceWith(sequenceWith(oid, value));
      }
      return codeFor(fileWith(sequenceWith(sequenceWith(OID_DATA, explicitOctets(contents)))));
    };
    expect(nested(8)).toBe('nothing thrown');
    expect(nested(9)).toBe('malformed-pkcs12');
    expect(nested(isWholeTable ? 2000 : 500)).toBe('malformed-pkcs12');
  });

  it('a MAC that is none', () => {
    const content = encode(authenticatedSafe, []);
    const withMac = (change: Partial<NonNullable<Pfx['macData']>>, limits?: object) =>
      codeFor(fileWith(content, change), limits);
    const digest = new Uint8Array(32);
    const by = (digestAlgorithm: AlgorithmIdentifier, bytes = digest) =>
      withMac({ mac: { digestAlgorithm, digest: bytes } });
    expect(withMac({})).toBe('nothing thrown');
    expect(by(SHA256)).toBe('mac-mismatch');
    expect(by(SHA256, new Uint8Array(0))).toBe('encryption-parameters');
    expect(by(SHA256, new Uint8Array(31))).toBe('encryption-parameters');
    expect(by({ ...SHA256, parameters: encode(octetString, digest) })).toBe('encryption-parameters');
    expect(by({ algorithm: '1.2.840.113549.1.5.14', parameters: NULL })).toBe('unsupported-algorithm');
    expect(() =>
      readPkcs12(fileWith(content, { mac: { digestAlgorithm: { algorithm: '1.2.840.113549.1.5.14' }, digest } }), {
        password,
      }),
    ).toThrow('PBMAC1');
    expect(withMac({ iterations: 0n })).toBe('encryption-parameters');
    expect(withMac({ iterations: -5n })).toBe('encryption-parameters');
    expect(withMac({ iterations: 10_000_001n })).toBe('too-many-iterations');
    expect(withMac({ iterations: 2n ** 100n })).toBe('too-many-iterations');
    expect(withMac({ iterations: 11n }, { maxIterations: 10 })).toBe('too-many-iterations');
    expect(withMac({ macSalt: new Uint8Array(1025) })).toBe('salt-too-long');
    expect(withMac({ macSalt: new Uint8Array(0) })).toBe('mac-mismatch');
  });

  it('asks for no more, all parts together', () => {
    const kdf = { type: 'pbkdf2', hash: 'sha256', iterations: 60 } as const;
    const options = { password, cipher: 'aes-128-cbc', kdf, macIterations: 1, random: systemRandom } as const;
    const one = () =>
      decode(
        authenticatedSafe,
        decode(pfx, writePkcs12({ keys: [{ key }] }, options)).authSafe.content.value as Uint8Array,
      )[0];
    const file = fileWith(encode(authenticatedSafe, [one(), one()]));
    expect(codeFor(file, { maxIterations: 121 })).toBe('nothing thrown');
    expect(codeFor(file, { maxIterations: 120 })).toBe('too-many-iterations');
  });

  it('content that is encrypted, and of another type or none', () => {
    const kdf = { type: 'pbkdf2', hash: 'sha256', iterations: 1 } as const;
    const options = { cipher: 'aes-128-cbc', kdf, random: systemRandom } as const;
    const codeWith = (contentType: string, plaintext: Uint8Array, limits: object = {}): string => {
      const made = atOneGo(pbes2Encrypt(plaintext, utf8ToBytes(password), options));
      const encryptedContentInfo = {
        contentType,
        contentEncryptionAlgorithm: made.encryptionAlgorithm,
        encryptedContent: made.encryptedData,
      };
      const content = { kind: 'encryptedData', value: { version: 0, encryptedContentInfo } } as const;
      return codeFor(fileWith(encode(authenticatedSafe, [{ contentType: ENCRYPTED_DATA, content }])), limits);
    };
    const none = encode(safeContents, []);
    expect(codeWith(DATA, none)).toBe('nothing thrown');
    expect(codeWith(ENCRYPTED_DATA, none)).toBe('malformed-pkcs12');
    // A place in what was decrypted is told only where the MAC has said that the password is right.
    expect(codeWith(DATA, NULL)).toBe('unexpected-tag');
    expect(codeWith(DATA, NULL, { mac: 'ignored' })).toBe('decryption-failed');
  });

  it('encryption whose parameters are absent or null', () => {
    const encrypted = (contentEncryptionAlgorithm: AlgorithmIdentifier) => {
      const encryptedContentInfo = {
        contentType: DATA,
        contentEncryptionAlgorithm,
        encryptedContent: new Uint8Array(16),
      };
      const content = { kind: 'encryptedData', value: { version: 0, encryptedContentInfo } } as const;
      return codeFor(fileWith(encode(authenticatedSafe, [{ contentType: ENCRYPTED_DATA, content }])));
    };
    const pbkdf2 = encode(pbkdf2Parameters, {
      salt: new Uint8Array(8),
      iterationCount: 1n,
      keyLength: undefined,
      prf: undefined,
    });
    const pbes2 = (parameters?: Uint8Array) => ({
      algorithm: '1.2.840.113549.1.5.13',
      parameters: encode(pbes2Parameters, {
        keyDerivationFunc: { algorithm: '1.2.840.113549.1.5.12', parameters: pbkdf2 },
        encryptionScheme: { algorithm: '2.16.840.1.101.3.4.1.2', ...(parameters && { parameters }) },
      }),
    });
    for (const algorithm of ['1.2.840.113549.1.5.13', '1.2.840.113549.1.12.1.3', '1.2.840.113549.1.12.1.6']) {
      expect(encrypted({ algorithm })).toBe('encryption-parameters');
      expect(encrypted({ algorithm, parameters: NULL })).toBe('encryption-parameters');
    }
    expect(encrypted(pbes2())).toBe('encryption-parameters');
    expect(encrypted(pbes2(NULL))).toBe('encryption-parameters');
    expect(encrypted(pbes2(encode(octetString, new Uint8Array(12))))).toBe('encryption-parameters');
    expect(encrypted(pbes2(encode(octetString, new Uint8Array(16))))).toBe('decryption-failed');
    expect(encrypted({ algorithm: '1.2.840.113549.1.12.1.1', parameters: NULL })).toBe('unsupported-algorithm');
  });
});

/** `[0] EXPLICIT` around an OCTET STRING of these bytes, or around the bytes themselves where they are an element. */
function explicitOctets(contents: Uint8Array, tag = 0x04): Uint8Array {
  const inner = tag === 0x04 ? encode(octetString, contents) : contents;
  return encode(octetString, inner).map((byte, i) => (i === 0 ? 0xa0 : byte));
}
