/** Keys in files, in the form that the command line specifies. */
import { decode } from '../codec/index.ts';
import {
  decodePrivateKey,
  decodePublicKey,
  decryptPrivateKey,
  encryptedPrivateKeyInfo,
  KeyError,
  type KnownPublicKey,
  type PrivateKey,
  type PublicKeyFormat,
  pemText,
  readPrivateKeyPem,
  readPublicKeyPem,
} from '../keys/index.ts';
import { otherFormat } from '../keys/internal.ts';
import { type AnyRsaPrivateKey, checkPrivateKey, type RsaPrivateKey, type RsaPublicKey } from '../rsa/index.ts';
import { wordValue } from './arguments.ts';
import { CliError, usageError } from './command.ts';
import type { Context } from './context.ts';
import { inFile, inputName, readInput } from './files.ts';
import { hintingAtDer, hintingAtPem, type KeyHints, PRIVATE_ONLY, PUBLIC_ONLY, WITH_PUBIN } from './key-hints.ts';
import { readPassword } from './passwords.ts';
import { namingContents } from './wrong-labels.ts';

export type Form = 'PEM' | 'DER';
/** The value of `-outform`; PEM unless given. */
export const form = (given: string | undefined, option: string): Form =>
  wordValue(given ?? 'PEM', option, ['PEM', 'DER']);

/** The value of `-inform`, `-keyform` and the like; undefined if not given: the form of the file is detected. */
export const inputForm = (given: string | undefined, option: string): Form | undefined =>
  given === undefined ? undefined : form(given, option);

export const INFORM_OPTION = { value: 'PEM|DER', help: 'form of the input; default: whichever it has' } as const;
export const KEYFORM_OPTION = { value: 'PEM|DER', help: 'form of the key; default: whichever it has' } as const;

/** A file's name; undefined for standard input. */
export type Path = string | undefined;

export interface KeyOptions {
  /** Default: whichever the file has. */
  readonly inform?: Form | undefined;
  /** The source of the password, in the syntax of `PASSIN_OPTION`. Default: encrypted keys are refused. */
  readonly passin?: string | undefined;
}

/** A private key: PEM in any form, or DER of PKCS #8, PKCS #1 or SEC 1; with a password, DER is encrypted PKCS #8.
 * @throws CliError, about the file. */
export async function readPrivateKeyFile(
  context: Context,
  path: Path,
  { inform, passin, hints = PRIVATE_ONLY }: KeyOptions & { readonly hints?: KeyHints | undefined } = {},
): Promise<PrivateKey> {
  if (passin === 'stdin' && inputName(path) === 'stdin') {
    throw usageError('-passin stdin: the key is read from standard input too; name its file');
  }
  const password = await readPassword(context, passin, 'passin');
  return readAs(
    context,
    path,
    inform,
    (text) => hintingAtPem(hints, text, () => namingPassin(() => readPrivateKeyPem(text, { password }))),
    (der) =>
      hintingAtDer(hints, der, () => {
        if (!isEncrypted(der)) return decodePrivateKey(der, formatOf(der));
        if (password !== undefined) return decryptPrivateKey(der, { password });
        decode(encryptedPrivateKeyInfo, der); // throws for anything else
        throw passwordMissing();
      }),
  );
}

const passwordMissing = (): CliError =>
  new CliError(
    'encrypted',
    'the key is encrypted, and no password is given: -passin pass:TEXT, env:NAME, file:FILE or stdin',
  );

function namingPassin<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof KeyError && error.code === 'encrypted' ? passwordMissing() : error;
  }
}

/** EncryptedPrivateKeyInfo begins with an algorithm, every other form with a version. */
const isEncrypted = (der: Uint8Array): boolean => der[2 + (der[1] > 0x80 ? der[1] - 0x80 : 0)] === 0x30;

/** Which form a private key's DER has, by the type of the element after the version: an algorithm, the key of SEC 1, or a modulus. */
function formatOf(der: Uint8Array): 'pkcs8' | 'sec1' | 'pkcs1' {
  // The length of the SEQUENCE is one byte, or that byte gives the number of length bytes that follow.
  const version = 2 + (der[1] > 0x80 ? der[1] - 0x80 : 0);
  const next = der[version + 2 + der[version + 1]];
  return next === 0x04 ? 'sec1' : next === 0x02 ? 'pkcs1' : 'pkcs8';
}

/** An RSA private key. @throws CliError, about the file; `wrong-key` for one of another type. */
export const readRsaPrivateKeyFile = async (
  context: Context,
  path: Path,
  options?: KeyOptions & { readonly hints?: KeyHints },
): Promise<RsaPrivateKey> => rsaOnly(await readPrivateKeyFile(context, path, options), path);

/** An RSA public key. @param format - the format of DER; PEM labels indicate theirs. @throws as `readRsaPrivateKeyFile`. */
export const readRsaPublicKeyFile = async (
  context: Context,
  path: Path,
  { inform, format }: { readonly inform: Form | undefined; readonly format: PublicKeyFormat },
): Promise<RsaPublicKey> =>
  rsaOnly(await readPublic(context, path, inform, format, format === 'spki' ? WITH_PUBIN : WITH_PKCS1), path);

const WITH_PKCS1: KeyHints = { 'a private key': 'a private key is read without -RSAPublicKey_in' };

function rsaOnly<K extends { readonly type: string }>(key: K, path: Path): Extract<K, { readonly type: 'rsa' }> {
  if (key.type === 'rsa') return key as Extract<K, { readonly type: 'rsa' }>;
  throw new CliError('wrong-key', `${inputName(path)}: holds a key of type ${key.type}, and an RSA key is needed`);
}

/** Rounds of Miller-Rabin for a prime from an untrusted source: the probability of accepting a composite is below 2^−128 (FIPS 186-5
 * appendix B.3), and OpenSSL uses the same number. */
const CHECK_ROUNDS = 64;

/** Tests the primes of a key; everything else was checked when it was read. @throws CliError `not-prime`, about the file. */
export function checkPrimes(context: Context, path: Path, key: AnyRsaPrivateKey): void {
  inFile(path, () => checkPrivateKey(key, { random: context.random, rounds: CHECK_ROUNDS }));
}

/** A public key, as SubjectPublicKeyInfo or (PEM) RSAPublicKey. @throws CliError, about the file. */
export const readPublicKeyFile = (
  context: Context,
  path: Path,
  inform?: Form,
  hints: KeyHints = PUBLIC_ONLY,
): Promise<KnownPublicKey> => readPublic(context, path, inform, 'spki', hints);

const readPublic = (
  context: Context,
  path: Path,
  inform: Form | undefined,
  format: PublicKeyFormat,
  hints: KeyHints,
): Promise<KnownPublicKey> =>
  readAs(
    context,
    path,
    inform,
    (text) => hintingAtPem(hints, text, () => readPublicKeyPem(text)),
    (der) => hintingAtDer(hints, der, () => decodePublicKey(der, format)),
  );

/** Reads a file in either form. @throws CliError, about the file. */
export async function readAs<T>(
  context: Context,
  path: Path,
  inform: Form | undefined,
  fromPem: (text: string) => T,
  fromDer: (der: Uint8Array) => T,
): Promise<T> {
  const bytes = await readInput(context, path);
  if (hasByteOrderMark(bytes))
    await context.note(`${inputName(path)}: begins with a byte order mark, which is no PEM; read all the same`);
  return inFile(path, () => {
    if ((inform ?? formIn(bytes)) === 'DER') return fromDer(bytes);
    const text = textOf(bytes);
    return namingContents(text, () => fromPem(text));
  });
}

const hasByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** Which form a file has. DER is one SEQUENCE. A text may begin with the same byte, the digit 0, but then contains a PEM block. */
export function formIn(bytes: Uint8Array): Form {
  if (bytes[0] !== 0x30) return 'PEM';
  // A length of several bytes, which no text has in its second place.
  if (bytes[1] > 0x80 && bytes[1] <= 0x84) return 'DER';
  return isWholeElement(bytes) || Buffer.from(bytes).indexOf('-----BEGIN ') < 0 ? 'DER' : 'PEM';
}

/** Whether the first element extends to the end of the file. */
function isWholeElement(bytes: Uint8Array): boolean {
  const lengthBytes = bytes[1] > 0x80 ? bytes[1] - 0x80 : 0;
  let length = lengthBytes === 0 ? bytes[1] : 0;
  for (const byte of bytes.subarray(2, 2 + lengthBytes)) length = length * 256 + byte;
  return 2 + lengthBytes + length === bytes.length;
}

/** The text of a file that should hold PEM; zeros or other bytes may stand around it. @throws CliError `no-pem-block` for binary data. */
export function textOf(bytes: Uint8Array): string {
  const other = otherFormat(bytes);
  if (other !== undefined) throw new CliError('no-pem-block', `is ${other}`);
  const text = pemText(bytes);
  if (text.includes('\0') && !text.includes('-----BEGIN '))
    throw new CliError('no-pem-block', 'holds binary data, neither PEM nor DER');
  return text;
}
