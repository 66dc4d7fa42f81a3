/** Reading keys of the types that a table lists. The format is never guessed: the caller passes it, or a PEM label determines it (RFC 7468
 * §10, §11, §13). */

import { derNode } from '../asn1/index.ts';
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { assertArray, assertMethods, assertOptions, type Bytes, UsageError, VitrineError } from '../bytes/index.ts';
import { type Codec, DecodeError, type DecodeOptions, decode, encode } from '../codec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import { atOneGo, inTurns } from '../hash/internal.ts';
import { EXPLICIT_PARAMETERS } from './ec-private-key.ts';
import { encryptedPrivateKeyInfo } from './encrypted-private-key.ts';
import type { KeyDecryption } from './encryption/decryption.ts';
import { Derivations } from './encryption/derivations.ts';
import { decryptionFailed } from './encryption/faults.ts';
import {
  assertDerivationLimits,
  DERIVATION_OPTIONS,
  type DecryptionOptions,
  type Password,
  passwordForms,
} from './encryption/password.ts';
import { KeyError } from './errors.ts';
import { assertFormat } from './format.ts';
import type { AnyKeyType } from './key-type.ts';
import { insteadOfPem } from './no-pem.ts';
import { type PemBlock, pemDecode } from './pem.ts';
import {
  type PrivateKeyInfoOf,
  privateKeyInfoOf,
  type SubjectPublicKeyInfoOf,
  subjectPublicKeyInfoOf,
} from './structures.ts';

/** `pkcs8` is for any key, `pkcs1` is RSAPrivateKey alone, `sec1` is ECPrivateKey alone. */
export type PrivateKeyFormat = 'pkcs8' | 'pkcs1' | 'sec1';
/** `spki` is for any key, `pkcs1` is RSAPublicKey alone. */
export type PublicKeyFormat = 'spki' | 'pkcs1';

/** A public key of a type that the reader has no row for, or with unsupported parameters. It can be stored, compared, written and named,
 * but every cryptographic operation refuses it. */
export interface UnknownPublicKey {
  readonly type: 'unknown';
  /** The OID of its algorithm. */
  readonly algorithm: string;
  /** The SubjectPublicKeyInfo. */
  readonly spki: Bytes;
  /** The reason that it is not supported. */
  readonly reason: string;
}

/** Options for reading a private key that may be encrypted. */
export interface PrivateKeyPemOptions extends DecodeOptions, Omit<DecryptionOptions, 'password'> {
  /** The password of an encrypted key; ignored if the key is not encrypted. Default: encrypted keys are refused. */
  readonly password?: Password | undefined;
}

type AnyPublicKeyInfo = SubjectPublicKeyInfoOf<readonly AnyKeyType[]>;
type AnyPrivateKeyInfo = PrivateKeyInfoOf<readonly AnyKeyType[]>;
type PublicKeyOf<R extends readonly AnyKeyType[]> = ReturnType<R[number]['readPublic']>;
type PrivateKeyOf<R extends readonly AnyKeyType[]> = ReturnType<R[number]['readPrivate']>;

export interface KeyReader<R extends readonly AnyKeyType[]> {
  /** Reads a private key, and checks that its components belong together.
   * @throws DecodeError on malformed bytes; KeyError `unsupported-algorithm`; the error of the key type's room when the components are not a valid
   * key.
   * Timing: depends on the key (bigint arithmetic). */
  decodePrivateKey(der: Uint8Array, format: PrivateKeyFormat, options?: DecodeOptions): PrivateKeyOf<R>;
  /** Reads an encrypted private key (EncryptedPrivateKeyInfo, RFC 5958 §3): by PBES2 with AES or DES-EDE3 in CBC mode, or by
   * PBE-SHA1-3DES or PBE-SHA1-RC2-40.
   * @throws DecodeError on malformed bytes; KeyError `unsupported-algorithm`, `encryption-parameters`, `decryption-failed`; KdfError where
   * the derivation asks for more than the limits; the error of the key type's room when the components are not a valid key.
   * Timing: as the key derivation, and AES with tables. */
  decryptPrivateKey(der: Uint8Array, options: DecryptionOptions): PrivateKeyOf<R>;
  /** The same asynchronously: yields to the event loop while the key is derived. @throws as `decryptPrivateKey`, as a rejection. */
  decryptPrivateKeyAsync(der: Uint8Array, options: DecryptionOptions): Promise<PrivateKeyOf<R>>;
  /** Reads a public key. @throws as `decodePrivateKey`. */
  decodePublicKey(der: Uint8Array, format: PublicKeyFormat, options?: DecodeOptions): PublicKeyOf<R>;
  /** The key in a SubjectPublicKeyInfo; a key of an unknown type is returned with `type: 'unknown'`.
   * @throws the error of the key type's room for components that are not a valid key. */
  publicKeyFromSpki(spki: SubjectPublicKeyInfoOf<R>): PublicKeyOf<R> | UnknownPublicKey;
  /** The first private key of a text, which may hold other blocks too (a certificate and its key in one file). It may be encrypted as
   * PKCS #8, or by `Proc-Type: 4,ENCRYPTED`, as old versions of OpenSSL did.
   * @throws PemError; KeyError `no-pem-block`, `wrong-pem-label` (blocks, but no private key, or one in another
   * format than its label says), `encrypted` (but no password is given); as `decodePrivateKey` and `decryptPrivateKey`. */
  readPrivateKeyPem(text: string, options?: PrivateKeyPemOptions): PrivateKeyOf<R>;
  /** The same asynchronously: yields to the event loop while the key is derived. @throws as `readPrivateKeyPem`, as a rejection. */
  readPrivateKeyPemAsync(text: string, options?: PrivateKeyPemOptions): Promise<PrivateKeyOf<R>>;
  /** The first public key of a text.
   * @throws PemError; KeyError `no-pem-block`, `wrong-pem-label`; as `decodePublicKey`. */
  readPublicKeyPem(text: string, options?: DecodeOptions): PublicKeyOf<R>;
}

/** A reader of some key types: `keyReader([rsaKeys])` reads RSA keys, and bundles no code of other types.
 * @param decryption - `passwordDecryption`. Default: none, and encrypted keys are refused.
 * @throws UsageError `wrong-type`. */
export function keyReader<const R extends readonly AnyKeyType[]>(rows: R, decryption?: KeyDecryption): KeyReader<R> {
  assertArray(rows, 'rows');
  if (decryption !== undefined) {
    assertMethods(decryption, 'decryption', 'passwordDecryption', 'decryptInfo', 'decryptProcType');
  }
  for (const row of rows) assertMethods(row, 'rows', 'rows of the table of key types', 'readPublic');
  const reading = new Reading<R>(rows, decryption);
  return {
    decodePrivateKey: (der, format, options) => reading.privateKey(der, format, options),
    decryptPrivateKey: (der, options) => atOneGo(reading.decrypting(der, options)),
    decryptPrivateKeyAsync: async (der, options) => inTurns(reading.decrypting(der, options)),
    decodePublicKey: (der, format, options) => reading.publicKey(der, format, options),
    publicKeyFromSpki: (spki) => reading.fromSpki(spki),
    readPrivateKeyPem: (text, options) => atOneGo(reading.privateKeyPem(text, options)),
    readPrivateKeyPemAsync: async (text, options) => inTurns(reading.privateKeyPem(text, options)),
    readPublicKeyPem: (text, options) => reading.publicKeyPem(text, options),
  };
}

/** The implementation of a reader, as generators that pause for the event loop. */
class Reading<R extends readonly AnyKeyType[]> {
  readonly #rows: readonly AnyKeyType[];
  readonly #decryption: KeyDecryption | undefined;
  readonly #publicInfo: Codec<AnyPublicKeyInfo>;
  readonly #privateInfo: Codec<AnyPrivateKeyInfo>;

  constructor(rows: readonly AnyKeyType[], decryption: KeyDecryption | undefined) {
    this.#rows = rows;
    this.#decryption = decryption;
    this.#publicInfo = subjectPublicKeyInfoOf<readonly AnyKeyType[]>(rows);
    this.#privateInfo = privateKeyInfoOf<readonly AnyKeyType[]>(rows);
  }

  privateKey(der: Uint8Array, format: PrivateKeyFormat, options?: DecodeOptions): PrivateKeyOf<R> {
    assertFormat(format, ['pkcs8', 'pkcs1', 'sec1']);
    if (format !== 'pkcs8') {
      const [row, { privateKey, parameters }] = traditional(this.#rows, format);
      return row.readPrivate(traditionalContent(privateKey, der, options), parameters, undefined);
    }
    const { privateKeyAlgorithm, privateKey, publicKey } = decode(this.#privateInfo, der, options);
    const row = this.#rowOf(privateKey.kind);
    if (row === undefined) throw unknownAlgorithm('private', privateKeyAlgorithm.algorithm, 'RFC 5958 §2');
    return row.readPrivate(privateKey.value, privateKeyAlgorithm.parameters, publicKey);
  }

  publicKey(der: Uint8Array, format: PublicKeyFormat, options?: DecodeOptions): PublicKeyOf<R> {
    assertFormat(format, ['spki', 'pkcs1']);
    if (format === 'spki') return this.#known(decode(this.#publicInfo, der, options));
    const [row, { publicKey, parameters }] = traditional(this.#rows, format);
    return row.readPublic(decode(publicKey!, der, options), parameters);
  }

  fromSpki(given: SubjectPublicKeyInfoOf<R>): PublicKeyOf<R> | UnknownPublicKey {
    if (typeof given?.subjectPublicKey !== 'object') {
      throw new UsageError('wrong-type', 'spki', 'must be a SubjectPublicKeyInfo, as its codec reads it');
    }
    const spki = given as AnyPublicKeyInfo;
    try {
      return this.#known(spki);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      const { algorithm } = spki.algorithm;
      return { type: 'unknown', algorithm, spki: encode(this.#publicInfo, spki), reason: error.message };
    }
  }

  *decrypting(der: Uint8Array, options: DecryptionOptions): Generator<void, PrivateKeyOf<R>> {
    assertOptions(options, 'options', ['password', ...DERIVATION_OPTIONS]);
    assertDerivationLimits(options);
    const { password, ...limits } = options;
    const derivations = new Derivations(passwordForms(password, 'options.password'), limits);
    const encrypted = decode(encryptedPrivateKeyInfo, der);
    const plaintext = yield* decryptionOf(this.#decryption).decryptInfo(encrypted, derivations);
    derivations.forget();
    // A wrong password gives random bytes, which are not a PrivateKeyInfo of any type.
    if (!fits(() => decode(privateKeyInfoOf([]), plaintext))) throw decryptionFailed('RFC 5958 §3');
    return this.privateKey(plaintext, 'pkcs8');
  }

  *privateKeyPem(text: string, options: PrivateKeyPemOptions = {}): Generator<void, PrivateKeyOf<R>> {
    const [decoding, withPassword] = split(options);
    const labels = privateLabels(this.#rows);
    const block = firstOf(text, decoding.limits, [...labels.keys(), ENCRYPTED]);
    if (!isEncrypted(block)) {
      return asLabelled(block, labels, (format) => this.privateKey(block.bytes, format, decoding));
    }
    if (withPassword === undefined) {
      // A label may lie: anything else needs no password.
      if (block.label === ENCRYPTED) decode(encryptedPrivateKeyInfo, block.bytes);
      throw new KeyError('encrypted', 'the key is encrypted, and no password is given', 'RFC 5958 §3');
    }
    if (block.label === ENCRYPTED) return yield* this.decrypting(block.bytes, withPassword);
    const { utf8 } = passwordForms(withPassword.password, 'options.password');
    const plaintext = decryptionOf(this.#decryption).decryptProcType(block.headers, block.bytes, utf8);
    if (!fits(() => decode(derNode, plaintext))) throw decryptionFailed('RFC 1421 §4.6.1.1');
    return asLabelled(block, labels, (format) => this.privateKey(plaintext, format, decoding));
  }

  publicKeyPem(text: string, options?: DecodeOptions): PublicKeyOf<R> {
    const labels = publicLabels(this.#rows);
    const block = firstOf(text, options?.limits, [...labels.keys()]);
    return asLabelled(block, labels, (format) => this.publicKey(block.bytes, format, options));
  }

  #rowOf(type: string): AnyKeyType | undefined {
    return this.#rows.find((row) => row.type === type);
  }

  #known({ algorithm, subjectPublicKey }: AnyPublicKeyInfo): PublicKeyOf<R> {
    const row = this.#rowOf(subjectPublicKey.kind);
    if (row === undefined) throw unknownAlgorithm('public', algorithm.algorithm, 'RFC 3279 §2.3');
    return row.readPublic(subjectPublicKey.value, algorithm.parameters);
  }
}

/** Key types that are not supported: the error names them. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  [ALGORITHM_OIDS.dsa]: 'DSA',
  [ALGORITHM_OIDS.dhPublicNumber]: 'Diffie-Hellman',
  [ALGORITHM_OIDS.rsaesOaep]: 'RSAES-OAEP',
  [CURVE_OIDS.X448]: 'X448',
  [CURVE_OIDS.Ed448]: 'Ed448',
};

function unknownAlgorithm(half: string, algorithm: string, rule: string): KeyError {
  const name = Object.hasOwn(OTHER_KINDS, algorithm) ? `${OTHER_KINDS[algorithm]} (${algorithm})` : algorithm;
  return new KeyError('unsupported-algorithm', `${half} keys of the algorithm ${name} are not supported`, rule);
}

/** The row with this traditional format, and the format. @throws KeyError `unsupported-algorithm` if no row has it. */
function traditional(
  rows: readonly AnyKeyType[],
  format: string,
): [AnyKeyType, NonNullable<AnyKeyType['traditional']>] {
  for (const row of rows) if (row.traditional?.format === format) return [row, row.traditional];
  throw new KeyError('unsupported-algorithm', `this reader has no key type with the format ${format}`, 'RFC 7468 §10');
}

/** @throws KeyError `unsupported-algorithm` for a SEC 1 key that has the parameters of its curve in place of a name; DecodeError. */
function traditionalContent<T>(codec: Codec<T>, der: Uint8Array, options: DecodeOptions | undefined): T {
  try {
    return decode(codec, der, options);
  } catch (error) {
    const isCurve =
      error instanceof DecodeError && error.code === 'unexpected-tag' && error.path.includes('parameters');
    if (!isCurve || der[error.at] !== 0x30) throw error;
    throw new KeyError('unsupported-algorithm', EXPLICIT_PARAMETERS, 'RFC 5480 §2.1.1');
  }
}

/** The PEM labels of private keys, and the format of each. */
export function privateLabels(rows: readonly AnyKeyType[]): ReadonlyMap<string, PrivateKeyFormat> {
  const forms = rows.flatMap(({ traditional: form }) => (form === undefined ? [] : [form]));
  return new Map([['PRIVATE KEY', 'pkcs8'], ...forms.map((form) => [form.privateLabel, form.format] as const)]);
}

/** The PEM labels of public keys, and the format of each. */
export function publicLabels(rows: readonly AnyKeyType[]): ReadonlyMap<string, PublicKeyFormat> {
  const forms = rows.flatMap(({ traditional: form }) =>
    form?.publicLabel === undefined ? [] : [[form.publicLabel, 'pkcs1'] as const],
  );
  return new Map([['PUBLIC KEY', 'spki'], ...forms]);
}

/** The first block with one of these labels. */
function firstOf(text: string, limits: DecodeOptions['limits'], wanted: readonly string[]): PemBlock {
  const blocks = pemDecode(text, { limits });
  if (blocks.length === 0) {
    const instead = insteadOfPem(text) ?? `expected ${wanted.join(' or ')}`;
    throw new KeyError('no-pem-block', `no PEM block found; ${instead}`, 'RFC 7468 §2');
  }
  const first = blocks.find(({ label }) => wanted.includes(label));
  if (first !== undefined) return first;
  const found = [...new Set(blocks.map((block) => block.label))].slice(0, 3).join(', ');
  throw new KeyError('wrong-pem-label', `found ${found}, expected ${wanted.join(' or ')}`, 'RFC 7468 §2');
}

/** Decodes in the format of the label. If the bytes have another format, the error says so. */
function asLabelled<F extends string, K>(
  { label }: PemBlock,
  labels: ReadonlyMap<string, F>,
  decode: (format: F) => K,
): K {
  try {
    return decode(labels.get(label)!);
  } catch (error) {
    const other = [...labels].find(([one, format]) => one !== label && fits(() => decode(format)));
    if (other === undefined) throw error;
    const [rightLabel, format] = other;
    const message = `the block is labelled ${label} but holds ${FORMAT_NAMES[format] ?? format}; it should be labelled ${rightLabel}`;
    throw new KeyError('wrong-pem-label', message, 'RFC 7468 §10, §13');
  }
}

/** The names of the formats in messages. */
const FORMAT_NAMES: Readonly<Record<string, string>> = {
  pkcs1: 'a PKCS #1 key',
  pkcs8: 'a PKCS #8 key',
  sec1: 'a SEC 1 key',
  spki: 'a SubjectPublicKeyInfo',
} satisfies Record<PrivateKeyFormat | PublicKeyFormat, string>;

/** Whether a reading ends without an error of ours. */
export function fits(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return false;
  }
}

/** RFC 7468 §11. */
const ENCRYPTED = 'ENCRYPTED PRIVATE KEY';
const isEncrypted = ({ label, headers }: PemBlock): boolean =>
  label === ENCRYPTED || headers.some((header) => /^Proc-Type:.*ENCRYPTED/.test(header));

function decryptionOf(decryption: KeyDecryption | undefined): KeyDecryption {
  if (decryption !== undefined) return decryption;
  const message = 'the key is encrypted, and this reader cannot decrypt; use keyReader(rows, passwordDecryption)';
  throw new KeyError('encrypted', message, 'RFC 5958 §3');
}

/** Splits the options into those for decoding and, if there is a password, those for decryption. */
function split(options: PrivateKeyPemOptions): [DecodeOptions, DecryptionOptions | undefined] {
  assertOptions(options, 'options', ['limits', 'tolerate', 'onDeviation', 'password', ...DERIVATION_OPTIONS]);
  const { password, maxIterations, maxMemory, maxWork, maxSaltLength, onProgress, signal, ...decoding } = options;
  const limits = { maxIterations, maxMemory, maxWork, maxSaltLength, onProgress, signal };
  return [decoding, password === undefined ? undefined : { password, ...limits }];
}
