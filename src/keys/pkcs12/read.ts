/** Reading PKCS #12 files (RFC 7292 §5.2): the MAC first, then what it covers. */
import { assertBytes, assertOptions } from '../../bytes/index.ts';
import { type Codec, DecodeError, type DecodeOptions, decode } from '../../codec/index.ts';
import type { TurnOptions } from '../../hash/index.ts';
import { atOneGo, inTurns } from '../../hash/internal.ts';
import type { AlgorithmIdentifier } from '../algorithm.ts';
import { decryptUnderPassword } from '../encryption/decryption.ts';
import { Derivations } from '../encryption/derivations.ts';
import { decryptionFailed, unsupported } from '../encryption/faults.ts';
import {
  assertDerivationLimits,
  DERIVATION_OPTIONS,
  type DerivationLimits,
  type Password,
  type PasswordForms,
  passwordForms,
} from '../encryption/password.ts';
import type { Encrypted } from '../encryption/pbes2.ts';
import { KeyError } from '../errors.ts';
import { assertFormat } from '../format.ts';
import { decodePrivateKey } from '../keys.ts';
import { privateKeyInfoOf } from '../structures.ts';
import { type BagAttributes, readAttributes } from './attributes.ts';
import type { Pkcs12, Pkcs12Bag, Pkcs12Certificate, Pkcs12Key, Pkcs12Safe, Pkcs12UnknownKey } from './bags.ts';
import { checkMac, describeMac } from './mac.ts';
import {
  authenticatedSafe,
  type CertBag,
  CONTENT_TYPE,
  type ContentInfo,
  type Pfx,
  pfx,
  type SafeBag,
  safeContents,
} from './structures.ts';

/** How a PKCS #12 file is read. `onProgress` and `signal` apply to each derivation in turn. */
export interface Pkcs12ReadOptions extends DerivationLimits, TurnOptions, Pick<DecodeOptions, 'limits'> {
  /** The password for decryption and for the MAC. The empty string is a password; some files without a password were made with `new
   * Uint8Array(0)`. Default: none; files that need a password are refused. */
  readonly password?: Password | undefined;
  /** The password of the MAC, if it differs. Default: `password`. */
  readonly macPassword?: Password | undefined;
  /** `required`: a file without a MAC is refused. `optional`: the MAC is checked if there is one. `ignored`: it is not checked, so anyone
   * with write access may have modified the file. Default: `required`. */
  readonly mac?: 'required' | 'optional' | 'ignored' | undefined;
}

/** PKCS #12 is BER (RFC 7292 §4); we read only DER, and the deviations that Java and old OpenSSL versions write. */
const TOLERATED = ['set-not-sorted', 'default-encoded'] as const;
/** Maximum nesting of bags. */
const MOST_NESTED = 8;

/** Reads a PKCS #12 file: keys of every type, certificates as bytes, and their names. A key of an unsupported kind becomes a bag that says
 * so. PBES2, PBE-SHA1-3DES and PBE-SHA1-RC2-40 are read.
 * @param der - the file. Files in BER with indefinite lengths are refused.
 * @throws UsageError on wrong arguments; DecodeError on malformed bytes; KeyError `mac-absent`, `mac-mismatch` (the password is wrong, or
 * the file was changed), `encrypted` (and no password is given), `decryption-failed`, `encryption-parameters`, `malformed-pkcs12`,
 * `unsupported-algorithm` (PBMAC1, RC4 and other ways to encrypt, by name); KdfError above a limit; as `decodePrivateKey`.
 * Timing: as the key derivations; old ciphers read tables at secret indices. */
export const readPkcs12 = (der: Uint8Array, options: Pkcs12ReadOptions): Pkcs12 => atOneGo(reading(der, options));

/** The same asynchronously: yields to the event loop while keys are derived. @throws as `readPkcs12`, as a rejection.
 * Timing: as `readPkcs12`. */
export const readPkcs12Async = async (der: Uint8Array, options: Pkcs12ReadOptions): Promise<Pkcs12> =>
  inTurns(reading(der, options));

function* reading(der: Uint8Array, options: Pkcs12ReadOptions): Generator<void, Pkcs12> {
  assertBytes(der, 'der');
  assertOptions(options, 'options', ['password', 'macPassword', 'mac', 'limits', ...DERIVATION_OPTIONS]);
  assertDerivationLimits(options);
  const { password, macPassword = password, mac: wanted = 'required', limits, ...derivation } = options;
  assertFormat(wanted, ['required', 'optional', 'ignored'], 'options.mac');
  const forms = password === undefined ? undefined : passwordForms(password, 'options.password');
  const macForms = macPassword === undefined ? undefined : passwordForms(macPassword, 'options.macPassword');
  const derivations = new Derivations(forms ?? NO_PASSWORD, derivation);
  const decoding = { limits, tolerate: TOLERATED };
  const file = decode(pfx, der, decoding);
  const content = contentOf(file);
  const mac = yield* macOf(file, content, wanted, macForms, derivations);
  const opened = {
    derivations,
    hasPassword: forms !== undefined,
    isVerified: mac !== undefined && wanted !== 'ignored',
  };
  const context: Context = { ...opened, decoding };
  const safes: Pkcs12Safe[] = [];
  for (const info of decode(authenticatedSafe, content, decoding)) safes.push(yield* safeOf(info, context));
  derivations.forget();
  const bags = safes.flatMap((safe) => safe.bags);
  return {
    keys: bags.filter((bag): bag is Pkcs12Key => bag.type === 'key'),
    certificates: bags.filter((bag): bag is Pkcs12Certificate => bag.type === 'certificate'),
    safes,
    ...(mac !== undefined && { mac }),
  };
}

const NO_PASSWORD: PasswordForms = { utf8: new Uint8Array(0), bmp: new Uint8Array(0) };

/** The inputs of all reading steps. */
interface Context {
  readonly derivations: Derivations;
  readonly hasPassword: boolean;
  /** Whether a verified MAC covers the contents. */
  readonly isVerified: boolean;
  readonly decoding: DecodeOptions;
}

/** RFC 7292 §4: data under a MAC, or signed data, which is not supported. */
function contentOf({ authSafe: { contentType, content } }: Pfx): Uint8Array {
  if (content.kind === 'data') return content.value;
  const name = contentType === CONTENT_TYPE.signedData ? 'signed by a key (public-key integrity mode)' : contentType;
  throw unsupported(`a PKCS #12 file whose content is ${name}`, 'RFC 7292 §4');
}

function* macOf(
  { macData }: Pfx,
  content: Uint8Array,
  wanted: 'required' | 'optional' | 'ignored',
  password: PasswordForms | undefined,
  derivations: Derivations,
) {
  if (macData === undefined) {
    if (wanted !== 'required') return undefined;
    throw new KeyError('mac-absent', 'the file has no MAC, so anyone may have changed it', 'RFC 7292 §4');
  }
  if (wanted === 'ignored') return describeMac(macData);
  if (password === undefined) throw needsPassword('the file has a MAC');
  return yield* checkMac(macData, content, password.bmp, derivations);
}

const needsPassword = (what: string): KeyError =>
  new KeyError('encrypted', `${what}, and no password is given`, 'RFC 7292 §4');

function* safeOf({ contentType, content }: ContentInfo, context: Context): Generator<void, Pkcs12Safe> {
  if (content.kind === 'data') return { bags: yield* bagsOf(content.value, context, 0) };
  if (content.kind === 'other') {
    const name = contentType === CONTENT_TYPE.envelopedData ? 'for a public key (envelopedData)' : contentType;
    throw unsupported(`a part of a PKCS #12 file that is ${name}`, 'RFC 7292 §4.1');
  }
  const { contentType: inner, contentEncryptionAlgorithm, encryptedContent } = content.value.encryptedContentInfo;
  if (inner !== CONTENT_TYPE.data)
    throw malformed(`the encrypted content has type ${inner}, not data`, 'RFC 7292 §4.1');
  const encrypted = { encryptionAlgorithm: contentEncryptionAlgorithm, encryptedData: encryptedContent };
  const plaintext = yield* decrypt(encrypted, safeContents, context);
  return { encryption: contentEncryptionAlgorithm, bags: yield* bagsOf(plaintext, context, 0) };
}

/** Decrypts, and checks that the plaintext is a value of the codec. A decoding error is reported in detail only if the MAC was verified;
 * otherwise the password may be wrong. */
function* decrypt(encrypted: Encrypted, codec: Codec<unknown>, context: Context): Generator<void, Uint8Array> {
  if (!context.hasPassword) throw needsPassword('the file is encrypted');
  const plaintext = yield* decryptUnderPassword(encrypted, context.derivations);
  try {
    decode(codec, plaintext, context.decoding);
  } catch (error) {
    if (!(error instanceof DecodeError) || context.isVerified) throw error;
    throw decryptionFailed('RFC 7292 §5.2');
  }
  return plaintext;
}

function* bagsOf(contents: Uint8Array, context: Context, depth: number): Generator<void, readonly Pkcs12Bag[]> {
  if (depth > MOST_NESTED)
    throw malformed(`bags in bags are nested deeper than ${MOST_NESTED}`, 'Not in the RFC: a limit');
  const bags: Pkcs12Bag[] = [];
  for (const bag of decode(safeContents, contents, context.decoding)) {
    if (bag.bagValue.kind === 'safeContents') {
      for (const inner of yield* bagsOf(bag.bagValue.value, context, depth + 1)) bags.push(inner);
    } else bags.push(yield* bagOf(bag, context));
  }
  return bags;
}

function* bagOf({ bagId, bagValue, bagAttributes }: SafeBag, context: Context): Generator<void, Pkcs12Bag> {
  const attributes: BagAttributes = readAttributes(bagAttributes);
  switch (bagValue.kind) {
    case 'key':
      return { ...keyOf(bagValue.value), ...attributes };
    case 'shroudedKey': {
      const plaintext = yield* decrypt(bagValue.value, privateKeyInfoOf([]), context);
      const key = keyOf(plaintext, bagValue.value.encryptionAlgorithm);
      plaintext.fill(0);
      return { ...key, ...attributes };
    }
    case 'certificate':
      return { type: 'certificate', certificate: certificateOf(bagValue.value), ...attributes };
    default:
      return { type: 'other', bagId, value: new Uint8Array(bagValue.value as Uint8Array), ...attributes };
  }
}

/** Reads a key; for an unsupported kind, returns the reason. A malformed or invalid key is refused. */
function keyOf(info: Uint8Array, encryption?: AlgorithmIdentifier): Pkcs12Key | Pkcs12UnknownKey {
  const how = encryption === undefined ? {} : { encryption };
  try {
    return { type: 'key', key: decodePrivateKey(info, 'pkcs8'), ...how };
  } catch (error) {
    if (error instanceof KeyError && error.code === 'unsupported-algorithm') {
      return { type: 'unknown-key', reason: error, ...how };
    }
    throw error;
  }
}

function certificateOf({ certId, certValue }: CertBag): Uint8Array<ArrayBuffer> {
  if (certValue.kind === 'x509') return new Uint8Array(certValue.value);
  throw unsupported(`a certificate of type ${certId}, which is not X.509,`, 'RFC 7292 §4.2.3');
}

const malformed = (message: string, rule: string): KeyError => new KeyError('malformed-pkcs12', message, rule);
