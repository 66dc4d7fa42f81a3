/** Keys, certificates and requests in files, in the form that the command line specifies. */
import { type DecodeOptions, decode, type ToleratedDeviation } from '../codec/index.ts';
import {
  decodePrivateKey,
  decodePublicKey,
  decryptPrivateKey,
  encryptedPrivateKeyInfo,
  KeyError,
  type KnownPublicKey,
  type PrivateKey,
  type PublicKeyFormat,
  pemDecode,
  pemText,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
} from '../keys/index.ts';
import { insteadOfPem } from '../keys/internal.ts';
import { type SkippedRoot, systemRoots } from '../node/index.ts';
import { type AnyRsaPrivateKey, checkPrivateKey, type RsaPrivateKey, type RsaPublicKey } from '../rsa/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  decodeCertificate,
  decodeRequest,
  readCertificatesPem,
  readRequestPem,
  readTrustStorePem,
  sameKey,
  TOLERATED_WHEN_LENIENT,
} from '../x509/index.ts';
import { wordValue } from './arguments.ts';
import { CliError, usageError } from './command.ts';
import { type Context, printable, write } from './context.ts';
import { inFile, inputName, readInput } from './files.ts';
import {
  CERTIFICATE_ONLY,
  hintingAtDer,
  hintingAtPem,
  type KeyHints,
  PRIVATE_ONLY,
  PUBLIC_ONLY,
  REQUEST_ONLY,
  WITH_PUBIN,
} from './key-hints.ts';
import { readPassword } from './passwords.ts';

export type Form = 'PEM' | 'DER';
/** The value of `-outform`; PEM unless given. */
export const form = (given: string | undefined, option: string): Form =>
  wordValue(given ?? 'PEM', option, ['PEM', 'DER']);

/** The value of `-inform`, `-keyform` and the like; undefined if not given: the form of the file is detected. */
export const inputForm = (given: string | undefined, option: string): Form | undefined =>
  given === undefined ? undefined : form(given, option);

export const INFORM_OPTION = { value: 'PEM|DER', help: 'form of the input; default: whichever it has' } as const;
export const KEYFORM_OPTION = { value: 'PEM|DER', help: 'form of the key; default: whichever it has' } as const;

type Path = string | undefined;

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
    (text) => hintingAtPem(hints, () => namingPassin(() => readPrivateKeyPem(text, { password }))),
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
    (text) => hintingAtPem(hints, () => readPublicKeyPem(text)),
    (der) => hintingAtDer(hints, der, () => decodePublicKey(der, format)),
  );

/** The option of the commands that read data that other programs encoded. */
export const LENIENT_OPTION = {
  help: 'also read encodings that deviate from DER, as OpenSSL does; each deviation is named',
} as const;

const decodeOptions = (lenient: boolean | undefined): DecodeOptions =>
  lenient ? { tolerate: TOLERATED_WHEN_LENIENT } : {};

/** Maximum lines about one file; further ones are only counted. */
const MOST_NOTES = 10;

/** Reports each tolerated deviation from DER, one per line. */
export async function noteDeviations(
  context: Context,
  path: Path,
  deviations: readonly ToleratedDeviation[],
): Promise<void> {
  for (const { code, at, rule } of deviations.slice(0, MOST_NOTES)) {
    const what =
      code === 'trusted-label'
        ? 'a TRUSTED CERTIFICATE, read without its trust settings'
        : 'not DER, and read all the same';
    await context.note(`${inputName(path)}: ${what}: ${code} at byte ${at} (${rule})`);
  }
  if (deviations.length > MOST_NOTES) {
    await context.note(`${inputName(path)}: ${deviations.length - MOST_NOTES} more deviations`);
  }
}

/** If `-lenient` would accept the file, adds a hint to the error. */
async function hintingAtLenience<T>(lenient: boolean | undefined, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (lenient !== false || !(error instanceof CliError)) throw error;
    if (!TOLERATED_WHEN_LENIENT.includes(error.code)) throw error;
    throw new CliError(error.code, `${error.message}; -lenient reads it`, error.exit, { cause: error });
  }
}

export interface ReadOptions {
  /** Default: whichever the file has. */
  readonly inform?: Form | undefined;
  /** As `LENIENT_OPTION`. Default: the command has no such option. */
  readonly lenient?: boolean;
}

/** The first certificate of a file. @param onMore - called if the file holds several, with their number. @throws CliError, about the file. */
export async function readCertificateFile(
  context: Context,
  path: Path,
  { inform, lenient }: ReadOptions = {},
  onMore?: (count: number) => void,
): Promise<Certificate> {
  const options = decodeOptions(lenient);
  const first = (text: string): Certificate => {
    const all = certificatesOf(text, options);
    if (all.length > 1) onMore?.(all.length);
    return all[0];
  };
  const reading = readAs(context, path, inform, first, (der) =>
    hintingAtDer(CERTIFICATE_ONLY, der, () => decodeCertificate(der, options)),
  );
  const certificate = await hintingAtLenience(lenient, reading);
  await noteDeviations(context, path, certificate.deviations);
  return certificate;
}

/** All certificates of a file, at least one; a DER file has one. @throws CliError, about the file. */
export async function readCertificateFiles(
  context: Context,
  path: Path,
  { lenient }: Pick<ReadOptions, 'lenient'> = {},
): Promise<readonly Certificate[]> {
  const options = decodeOptions(lenient);
  const reading = readAs<readonly Certificate[]>(
    context,
    path,
    undefined,
    (text) => certificatesOf(text, options),
    (der) => [hintingAtDer(CERTIFICATE_ONLY, der, () => decodeCertificate(der, options))],
  );
  const certificates = await hintingAtLenience(lenient, reading);
  await noteDeviations(
    context,
    path,
    certificates.flatMap((one) => one.deviations),
  );
  return certificates;
}

/** The credentials of one end: its certificate, the intermediate certificates, and its key.
 * @throws CliError, about the file; `key-mismatch`. */
export async function readCredentialFiles(
  context: Context,
  certificates: Path,
  keyFile: Path,
  passin?: string,
): Promise<{ readonly cert: readonly Certificate[]; readonly key: PrivateKey }> {
  const cert = await readCertificateFiles(context, certificates);
  const key = await readPrivateKeyFile(context, keyFile, { passin });
  if (!sameKey(cert[0].publicKey, publicKeyOf(key))) {
    throw new CliError('key-mismatch', `${keyFile}: is not the key of ${certificates}`);
  }
  return { cert, key };
}

/** The first request of a file. @throws CliError, about the file. */
export async function readRequestFile(
  context: Context,
  path: Path,
  { inform, lenient }: ReadOptions = {},
): Promise<CertificateRequest> {
  const options = decodeOptions(lenient);
  const first = (text: string): CertificateRequest =>
    readRequestPem(expectLabel(text, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'), options);
  const reading = readAs(context, path, inform, first, (der) =>
    hintingAtDer(REQUEST_ONLY, der, () => decodeRequest(der, options)),
  );
  const request = await hintingAtLenience(lenient, reading);
  await noteDeviations(context, path, request.deviations);
  return request;
}

/** The trusted roots of a file: unreadable ones are skipped and reported on standard error, one line each. */
export async function readTrustStoreFile(context: Context, path: string): Promise<readonly Certificate[]> {
  const { certificates, skipped } = await readAs(
    context,
    path,
    undefined,
    (text) => readTrustStorePem(expectLabel(text, 'CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE')),
    (der) => ({
      certificates: [hintingAtDer(CERTIFICATE_ONLY, der, () => decodeCertificate(der, decodeOptions(true)))],
      skipped: [],
    }),
  );
  await noteSkipped(
    context,
    skipped.map((one) => ({ file: path, ...one })),
  );
  await noteDeviations(
    context,
    path,
    certificates.flatMap((one) => one.deviations),
  );
  return certificates;
}

/** The machine's trusted roots, used if no CA is given, as in OpenSSL. Unreadable ones are reported on standard error.
 * @throws FileError `no-system-roots`. */
export async function readSystemRoots(context: Context): Promise<readonly Certificate[]> {
  const { certificates, skipped } = await systemRoots({ source: 'system', env: context.world.env });
  await noteSkipped(context, skipped);
  return certificates;
}

async function noteSkipped(context: Context, skipped: readonly SkippedRoot[]): Promise<void> {
  for (const { file, line, error } of skipped.slice(0, MOST_NOTES)) {
    const text = `${printable(file)}: line ${line}: passed over: ${printable(error.message)} (${error.code}, ${error.rule})\n`;
    await write(context.world.stderr, text);
  }
  if (skipped.length > MOST_NOTES) {
    await write(context.world.stderr, `${skipped.length - MOST_NOTES} more passed over\n`);
  }
}

const certificatesOf = (text: string, options: DecodeOptions): readonly Certificate[] =>
  readCertificatesPem(
    expectLabel(text, 'CERTIFICATE', 'X509 CERTIFICATE', ...(options.tolerate ? ['TRUSTED CERTIFICATE'] : [])),
    options,
  );

/** Throws if no PEM block of a file has an expected label; the error names the label found, since it is probably the wrong file.
 * @throws CliError `no-pem-block`, `wrong-pem-label`; `trusted-label` for OpenSSL's own. */
function expectLabel(text: string, ...labels: readonly string[]): string {
  const blocks = pemDecode(text);
  if (blocks.length === 0)
    throw new CliError(
      'no-pem-block',
      `holds neither DER nor a PEM block; ${insteadOfPem(text) ?? `expected ${labels[0]}`}`,
    );
  if (blocks.some(({ label }) => labels.includes(label))) return text;
  if (blocks[0].label === 'TRUSTED CERTIFICATE') {
    const what = 'a TRUSTED CERTIFICATE, OpenSSL’s own: trust settings follow the certificate';
    throw new CliError('trusted-label', `holds ${what}; vitrine x509 -lenient -in FILE writes it without them`);
  }
  throw new CliError('wrong-pem-label', `holds ${blocks[0].label}, expected ${labels[0]}`);
}

async function readAs<T>(
  context: Context,
  path: Path,
  inform: Form | undefined,
  fromPem: (text: string) => T,
  fromDer: (der: Uint8Array) => T,
): Promise<T> {
  const bytes = await readInput(context, path);
  if (hasByteOrderMark(bytes))
    await context.note(`${inputName(path)}: begins with a byte order mark, which is no PEM; read all the same`);
  return inFile(path, () => ((inform ?? formIn(bytes)) === 'DER' ? fromDer(bytes) : fromPem(textOf(bytes))));
}

const hasByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** Which form a file has. DER is one SEQUENCE. A text may begin with the same byte, the digit 0, but then contains a PEM block. */
export function formIn(bytes: Uint8Array): Form {
  if (bytes[0] !== 0x30) return 'PEM';
  return isWholeElement(bytes) || Buffer.from(bytes).indexOf('-----BEGIN ') < 0 ? 'DER' : 'PEM';
}

/** Whether the first element extends to the end of the file. */
function isWholeElement(bytes: Uint8Array): boolean {
  const lengthBytes = bytes[1] > 0x80 ? bytes[1] - 0x80 : 0;
  let length = lengthBytes === 0 ? bytes[1] : 0;
  for (const byte of bytes.subarray(2, 2 + lengthBytes)) length = length * 256 + byte;
  return 2 + lengthBytes + length === bytes.length;
}

/** The text of a file that should hold PEM. @throws CliError `no-pem-block` for binary data. */
export function textOf(bytes: Uint8Array): string {
  const text = pemText(bytes);
  if (text.includes('\0')) throw new CliError('no-pem-block', 'holds binary data, neither PEM nor DER');
  return text;
}
