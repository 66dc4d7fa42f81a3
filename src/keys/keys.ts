/** Reading and writing keys of every type. */
import { byteAlignedBitString, sequence } from '../asn1/index.ts';
import type { Bytes } from '../bytes/index.ts';
import { type DecodeOptions, decode, encode } from '../codec/index.ts';
import { sha1 } from '../hash/index.ts';
import { algorithmIdentifier } from './algorithm.ts';
import { passwordDecryption } from './encryption/decryption.ts';
import type { DecryptionOptions } from './encryption/password.ts';
import { KeyError } from './errors.ts';
import { assertFormat } from './format.ts';
import { type PrivateKeyInfo, privateKeyInfo, type SubjectPublicKeyInfo, subjectPublicKeyInfo } from './key-infos.ts';
import {
  KEY_TYPES,
  type KnownPublicKey,
  type PrivateKey,
  type PublicKey,
  rowOfPrivate,
  rowOfPublic,
} from './key-types.ts';
import { pemEncode } from './pem.ts';
import {
  keyReader,
  type PrivateKeyFormat,
  type PrivateKeyPemOptions,
  type PublicKeyFormat,
  privateLabels,
  publicLabels,
} from './reader.ts';

const reader = /* @__PURE__ */ keyReader(KEY_TYPES);
/** A separate constant, so that code that neither decrypts keys nor reads private keys from PEM does not bundle the decryption. */
const decryptingReader = /* @__PURE__ */ keyReader(KEY_TYPES, passwordDecryption);

const PRIVATE_LABELS = /* @__PURE__ */ privateLabels(KEY_TYPES);
const PUBLIC_LABELS = /* @__PURE__ */ publicLabels(KEY_TYPES);
const formatsOf = (labels: ReadonlyMap<string, string>): readonly string[] => [...labels.values()];
const PRIVATE_FORMATS = /* @__PURE__ */ formatsOf(PRIVATE_LABELS);
const PUBLIC_FORMATS = /* @__PURE__ */ formatsOf(PUBLIC_LABELS);

/** Reads a private key, and checks that its components belong together.
 * @throws DecodeError on malformed bytes; KeyError `unsupported-algorithm`; RsaError or EcError when the components are
 * not a valid key; UsageError for an unknown format.
 * Timing: depends on an RSA key (bigint arithmetic). */
export const decodePrivateKey = (der: Uint8Array, format: PrivateKeyFormat, options?: DecodeOptions): PrivateKey =>
  reader.decodePrivateKey(der, format, options);

/** Reads an encrypted private key (EncryptedPrivateKeyInfo, RFC 5958 §3): PBES2 by PBKDF2 or scrypt, and AES or DES-EDE3 in CBC mode;
 * PBE-SHA1-3DES and PBE-SHA1-RC2-40, as PKCS #12 had them.
 * @throws UsageError on wrong options; DecodeError on malformed bytes; KeyError `decryption-failed` for a wrong password,
 * `unsupported-algorithm`, `encryption-parameters`; KdfError where the derivation asks for more than the limits; the error of the key type's
 * room when the components are not a valid key. Timing: as the key derivation, and AES with tables. */
export const decryptPrivateKey = (der: Uint8Array, options: DecryptionOptions): PrivateKey =>
  decryptingReader.decryptPrivateKey(der, options);

/** The same asynchronously: yields to the event loop while the key is derived. @throws as `decryptPrivateKey`, as a rejection.
 * Timing: as `decryptPrivateKey`. */
export const decryptPrivateKeyAsync = async (der: Uint8Array, options: DecryptionOptions): Promise<PrivateKey> =>
  decryptingReader.decryptPrivateKeyAsync(der, options);

/** Reads a public key.
 * @throws DecodeError on malformed bytes; KeyError `unsupported-algorithm`; the error of the key type's room for components that are not a valid
 * key. */
export const decodePublicKey = (der: Uint8Array, format: PublicKeyFormat, options?: DecodeOptions): KnownPublicKey =>
  reader.decodePublicKey(der, format, options);

/** The key in a SubjectPublicKeyInfo. A key of an unknown type is returned with `type: 'unknown'`.
 * @throws the error of the key type's room for components that are not a valid key. */
export const publicKeyFromSpki = (spki: SubjectPublicKeyInfo): PublicKey => reader.publicKeyFromSpki(spki);

/** The first private key of a text, which may hold other blocks too (a certificate and its key in one file).
 * @throws PemError; KeyError `no-pem-block`, `wrong-pem-label` (blocks, but no private key), `encrypted` (but no password is given);
 * what `decodePrivateKey` and `decryptPrivateKey` throw. */
export const readPrivateKeyPem = (text: string, options?: PrivateKeyPemOptions): PrivateKey =>
  decryptingReader.readPrivateKeyPem(text, options);

/** The same asynchronously: yields to the event loop while the key for decryption is derived.
 * @throws as `readPrivateKeyPem`, as a rejection. */
export const readPrivateKeyPemAsync = async (text: string, options?: PrivateKeyPemOptions): Promise<PrivateKey> =>
  decryptingReader.readPrivateKeyPemAsync(text, options);

/** The first public key of a text.
 * @throws PemError; KeyError `no-pem-block`, `wrong-pem-label`; what `decodePublicKey` throws. */
export const readPublicKeyPem = (text: string, options?: DecodeOptions): KnownPublicKey =>
  reader.readPublicKeyPem(text, options);

/** Writes a private key, unencrypted. The result is as secret as the key.
 * @throws UsageError for values that are not a private key; KeyError `unsupported-algorithm` where the key type has no such format.
 * Timing: depends on the lengths of the key's components. */
export function encodePrivateKey(key: PrivateKey, format: PrivateKeyFormat): Bytes {
  assertFormat(format, PRIVATE_FORMATS);
  const row = rowOfPrivate(key);
  const { algorithm, content } = row.writePrivate(key);
  if (format === 'pkcs8') {
    return encode(privateKeyInfo, {
      version: 0,
      privateKeyAlgorithm: algorithm,
      privateKey: { kind: row.type, value: content } as PrivateKeyInfo['privateKey'],
    });
  }
  if (row.traditional?.format !== format) throw noFormat(row.name, format);
  return encode(row.traditional.privateKey, row.traditional.privateContent?.(key) ?? content);
}

/** The SubjectPublicKeyInfo of a key.
 * @throws UsageError for values that are not a public key. */
export function toSpki(key: PublicKey): SubjectPublicKeyInfo {
  if (key?.type === 'unknown') return decode(subjectPublicKeyInfo, key.spki);
  const row = rowOfPublic(key);
  const { algorithm, content } = row.writePublic(key);
  return {
    algorithm,
    subjectPublicKey: { kind: row.type, value: content } as SubjectPublicKeyInfo['subjectPublicKey'],
  };
}

/** Writes a public key; one of an unknown type as SubjectPublicKeyInfo only.
 * @throws as `toSpki`; KeyError `unsupported-algorithm` where the key type has no such format. */
export function encodePublicKey(key: PublicKey, format: PublicKeyFormat): Bytes {
  assertFormat(format, PUBLIC_FORMATS);
  if (format === 'spki') return encode(subjectPublicKeyInfo, toSpki(key));
  const { traditional, writePublic, name } = rowOfPublic(key);
  if (traditional?.publicKey === undefined || traditional.format !== format) throw noFormat(name, format);
  return encode(traditional.publicKey, writePublic(key).content);
}

const noFormat = (name: string, format: string): KeyError =>
  new KeyError('unsupported-algorithm', `${name} keys have no format ${format}`, 'RFC 8017 §A.1');

/** A private key as a PEM text, unencrypted. Secret. @throws as `encodePrivateKey`. */
export function writePrivateKeyPem(key: PrivateKey, format: PrivateKeyFormat): string {
  const der = encodePrivateKey(key, format);
  return pemEncode(labelOf(PRIVATE_LABELS, format), der);
}

/** A public key as a PEM text. @throws as `encodePublicKey`. */
export function writePublicKeyPem(key: PublicKey, format: PublicKeyFormat): string {
  const der = encodePublicKey(key, format);
  return pemEncode(labelOf(PUBLIC_LABELS, format), der);
}

const labelOf = (labels: ReadonlyMap<string, string>, format: string): string =>
  [...labels].find(([, one]) => one === format)![0];

/** The public half, without the private components.
 * @param argument - how an error names the key. @throws UsageError for values that are not a private key. */
export const publicKeyOf = <K extends PrivateKey>(
  key: K,
  argument?: string,
): Extract<KnownPublicKey, { readonly type: K['type'] }> => rowOfPrivate(key, argument).publicKeyOf(key);

/** Bits of security by SP 800-57 part 1 rev. 5 table 2 (of RSA with 2048 bits: 112). A key of an unknown type has 0.
 * @throws UsageError for values that are not a public key. */
export const securityStrength = (key: PublicKey): number =>
  key?.type === 'unknown' ? 0 : rowOfPublic(key).securityStrength(key);

/** Kind and size of a public key, for people: `RSA, 2048 bits`. @throws UsageError for values that are not a public key. */
export const describePublicKey = (key: PublicKey): string =>
  key?.type === 'unknown' ? `unknown kind: ${key.reason}` : rowOfPublic(key).describe(key);

/** A SubjectPublicKeyInfo whose key bits are not decoded. */
const plainPublicKeyInfo = sequence('SubjectPublicKeyInfo', 'RFC 5280 §4.1.2.7', {
  algorithm: algorithmIdentifier,
  subjectPublicKey: byteAlignedBitString,
});

/** SHA-1 over the bits of `subjectPublicKey`: the usual subject key identifier (RFC 5280 §4.2.1.2, method 1). It only names a key: SHA-1 is
 * not collision-resistant, so do not rely on different keys having different identifiers. @throws UsageError for values that are not a
 * public key. */
export const keyIdentifier = (key: PublicKey): Bytes =>
  sha1.digest(decode(plainPublicKeyInfo, encodePublicKey(key, 'spki')).subjectPublicKey);
