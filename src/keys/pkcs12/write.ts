/** Writing PKCS #12 files (RFC 7292 §5.1): bags by PBES2, under a MAC by HMAC with SHA-256. */
import { PKCS9_OIDS } from '../../asn1/internal.ts';
import {
  assertArray,
  assertBytes,
  assertInteger,
  assertOptions,
  assertString,
  type Bytes,
  type Random,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { encode } from '../../codec/index.ts';
import type { TurnOptions } from '../../hash/index.ts';
import { atOneGo, inTurns } from '../../hash/internal.ts';
import type { KeyDerivation } from '../encryption/kdf.ts';
import { type Password, passwordForms } from '../encryption/password.ts';
import { type Encryption, type EncryptionCipher, pbes2Encryption } from '../encryption/pbes2.ts';
import type { PrivateKey } from '../key-types.ts';
import { encodePrivateKey } from '../keys.ts';
import { type BagAttributes, writeAttributes } from './attributes.ts';
import { makeMac } from './mac.ts';
import {
  authenticatedSafe,
  BAG,
  CONTENT_TYPE,
  type ContentInfo,
  pfx,
  type SafeBag,
  safeContents,
} from './structures.ts';

/** The contents of a file to write. The result of `readPkcs12` can be passed here. */
export interface Pkcs12Contents {
  readonly keys?: readonly (BagAttributes & { readonly key: PrivateKey })[] | undefined;
  /** Each in DER. */
  readonly certificates?: readonly (BagAttributes & { readonly certificate: Uint8Array })[] | undefined;
}

export interface Pkcs12WriteOptions extends TurnOptions {
  readonly password: Password;
  /** The password of the MAC, if it is to differ; few other programs can read such a file. Default: `password`. */
  readonly macPassword?: Password | undefined;
  readonly cipher: EncryptionCipher;
  /** The key derivation function and its cost. The key is derived once for the whole file; each part has its own IV. */
  readonly kdf: KeyDerivation;
  /** Iterations of the MAC's derivation, 1 to 10,000,000. An attacker guesses passwords against the MAC or the encryption, whichever is
   * cheaper. */
  readonly macIterations: number;
  /** The source of salts and IVs. */
  readonly random: Random;
}

const BAG_OPTIONS = ['friendlyName', 'localKeyId', 'trustedKeyUsage', 'attributes', 'type', 'encryption'];
const MAX_ITERATIONS = 10_000_000;

/** Writes a PKCS #12 file: the certificates encrypted together, each key by itself, and a MAC over all.
 * @returns the file. Its security depends on the strength of the password.
 * @throws UsageError on wrong arguments, and for values that are not a private key; EncodingError for a password with a lone surrogate;
 * EncodeError for invalid attributes; KdfError for a cost above what reading allows by default; RandomError.
 * Timing: as the key derivations, and AES with tables. */
export const writePkcs12 = (contents: Pkcs12Contents, options: Pkcs12WriteOptions): Bytes =>
  atOneGo(writing(contents, options));

/** The same asynchronously: yields to the event loop while keys are derived. @throws as `writePkcs12`, as a rejection.
 * Timing: as `writePkcs12`. */
export const writePkcs12Async = async (contents: Pkcs12Contents, options: Pkcs12WriteOptions): Promise<Bytes> =>
  inTurns(writing(contents, options));

function* writing(contents: Pkcs12Contents, options: Pkcs12WriteOptions): Generator<void, Bytes> {
  const { keys, certificates } = checked(contents);
  const turns = ['onProgress', 'signal'];
  assertOptions(options, 'options', ['password', 'macPassword', 'cipher', 'kdf', 'macIterations', 'random', ...turns]);
  const { password, macPassword = password, macIterations, random, onProgress, signal } = options;
  const { utf8 } = passwordForms(password, 'options.password');
  const { bmp } = passwordForms(macPassword, 'options.macPassword');
  assertInteger(macIterations, 'options.macIterations', 1, MAX_ITERATIONS);
  const encrypt = yield* pbes2Encryption(utf8, options);
  const infos: ContentInfo[] = [];
  if (certificates.length > 0) infos.push(encryptedSafe(certificates.map(certificateBag), encrypt));
  if (keys.length > 0) infos.push(plainSafe(keys.map((one) => keyBag(one, encrypt))));
  encrypt.forget();
  const content = encode(authenticatedSafe, infos);
  const macData = yield* makeMac(content, bmp, macIterations, random, { onProgress, signal });
  return encode(pfx, { version: 3, authSafe: dataOf(content), macData });
}

function checked(contents: Pkcs12Contents) {
  assertOptions(contents, 'contents', ['keys', 'certificates', 'safes', 'mac']);
  const { keys = [], certificates = [] } = contents;
  assertEach(keys, 'contents.keys', (bag, place) => assertBag(bag as BagAttributes, place, 'key'));
  assertEach(certificates, 'contents.certificates', (bag, place) => {
    assertBag(bag as BagAttributes, place, 'certificate');
    const { certificate } = bag as { readonly certificate?: unknown };
    assertBytes(certificate, `${place}.certificate`);
    // Bytes that do not begin with a SEQUENCE are PEM or another format, which no reader would accept.
    if (certificate[0] === 0x30) return;
    throw new UsageError('out-of-range', `${place}.certificate`, 'must be a certificate in DER');
  });
  return { keys, certificates };
}

function assertBag(bag: BagAttributes, argument: string, content: string): void {
  assertOptions(bag, argument, [content, ...BAG_OPTIONS]);
  const { friendlyName, localKeyId, trustedKeyUsage, attributes } = bag;
  if (friendlyName !== undefined) {
    assertString(friendlyName, `${argument}.friendlyName`);
    if (/\p{Surrogate}/u.test(friendlyName)) {
      throw new UsageError('out-of-range', `${argument}.friendlyName`, 'must have no lone surrogate');
    }
  }
  if (localKeyId !== undefined) assertBytes(localKeyId, `${argument}.localKeyId`);
  if (trustedKeyUsage !== undefined) assertArray(trustedKeyUsage, `${argument}.trustedKeyUsage`);
  if (attributes !== undefined) assertArray(attributes, `${argument}.attributes`);
}

const dataOf = (value: Uint8Array): ContentInfo => ({
  contentType: CONTENT_TYPE.data,
  content: { kind: 'data', value },
});

const plainSafe = (bags: readonly SafeBag[]): ContentInfo => dataOf(encode(safeContents, bags));

function encryptedSafe(bags: readonly SafeBag[], encrypt: Encryption): ContentInfo {
  const { encryptionAlgorithm, encryptedData } = encrypt(encode(safeContents, bags));
  const encryptedContentInfo = {
    contentType: CONTENT_TYPE.data,
    contentEncryptionAlgorithm: encryptionAlgorithm,
    encryptedContent: encryptedData,
  };
  return {
    contentType: CONTENT_TYPE.encryptedData,
    content: { kind: 'encryptedData', value: { version: 0, encryptedContentInfo } },
  };
}

const X509_CERTIFICATE = PKCS9_OIDS.x509Certificate;
const certificateBag = ({ certificate, ...attributes }: BagAttributes & { certificate: Uint8Array }): SafeBag => ({
  bagId: BAG.certificate,
  bagValue: {
    kind: 'certificate',
    value: { certId: X509_CERTIFICATE, certValue: { kind: 'x509', value: certificate } },
  },
  bagAttributes: writeAttributes(attributes),
});

function keyBag({ key, ...attributes }: BagAttributes & { key: PrivateKey }, encrypt: Encryption): SafeBag {
  const plaintext = encodePrivateKey(key, 'pkcs8');
  const value = encrypt(plaintext);
  plaintext.fill(0);
  return {
    bagId: BAG.shroudedKey,
    bagValue: { kind: 'shroudedKey', value },
    bagAttributes: writeAttributes(attributes),
  };
}
