/** Keys, certificates and requests in files, in the form that the command line says. */
import {
  decodePrivateKey,
  decodePublicKey,
  type KnownPublicKey,
  type PrivateKey,
  pemDecode,
  pemText,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
} from '../keys/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  decodeCertificate,
  decodeRequest,
  readCertificatesPem,
  readRequestPem,
  readTrustStorePem,
  sameKey,
} from '../x509/index.ts';
import { wordValue } from './arguments.ts';
import { CliError } from './command.ts';
import { type Context, printable, write } from './context.ts';
import { inFile, readInput } from './files.ts';

export type Form = 'PEM' | 'DER';
/** The value of `-inform` or `-outform`; PEM unless given. */
export const form = (given: string | undefined, option: string): Form =>
  wordValue(given ?? 'PEM', option, ['PEM', 'DER']);

type Path = string | undefined;

/** A private key: PEM of PKCS #8 or PKCS #1, or DER of PKCS #8.
 * @throws CliError, about the file. */
export const readPrivateKeyFile = (context: Context, path: Path, inform: Form = 'PEM'): Promise<PrivateKey> =>
  readAs(context, path, inform, readPrivateKeyPem, (der) => decodePrivateKey(der, 'pkcs8'));

/** A public key, as SubjectPublicKeyInfo or (PEM) RSAPublicKey. @throws CliError, about the file. */
export const readPublicKeyFile = (context: Context, path: Path, inform: Form = 'PEM'): Promise<KnownPublicKey> =>
  readAs(context, path, inform, readPublicKeyPem, (der) => decodePublicKey(der, 'spki'));

/** The first certificate of a file. @throws CliError, about the file. */
export const readCertificateFile = (context: Context, path: Path, inform: Form = 'PEM'): Promise<Certificate> =>
  readAs(context, path, inform, (text) => certificatesOf(text)[0], decodeCertificate);

/** All certificates of a PEM file, one at least. @throws CliError, about the file. */
export const readCertificateFiles = (context: Context, path: Path): Promise<readonly Certificate[]> =>
  readAs<readonly Certificate[]>(context, path, 'PEM', certificatesOf, (der) => [decodeCertificate(der)]);

/** What an end shows of itself: its certificate, those that lead to the root, and its key.
 * @throws CliError, about the file; `key-mismatch`. */
export async function readCredentialFiles(
  context: Context,
  certificates: Path,
  keyFile: Path,
): Promise<{ readonly cert: readonly Certificate[]; readonly key: PrivateKey }> {
  const cert = await readCertificateFiles(context, certificates);
  const key = await readPrivateKeyFile(context, keyFile);
  if (!sameKey(cert[0].publicKey, publicKeyOf(key))) {
    throw new CliError('key-mismatch', `${keyFile}: is not the key of ${certificates}`);
  }
  return { cert, key };
}

/** The first request of a file. @throws CliError, about the file. */
export const readRequestFile = (context: Context, path: Path, inform: Form = 'PEM'): Promise<CertificateRequest> =>
  readAs(
    context,
    path,
    inform,
    (text) => readRequestPem(expectLabel(text, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')),
    decodeRequest,
  );

/** The trusted roots of a file: those that can be read; what cannot is said in one line each on standard error. */
export async function readTrustStoreFile(context: Context, path: string): Promise<readonly Certificate[]> {
  const { certificates, skipped } = await readAs(
    context,
    path,
    'PEM',
    (text) => readTrustStorePem(expectLabel(text, 'CERTIFICATE', 'X509 CERTIFICATE')),
    (der) => ({ certificates: [decodeCertificate(der)], skipped: [] }),
  );
  for (const { line, error } of skipped.slice(0, MOST_SKIPPED)) {
    const text = `${printable(path)}: line ${line}: passed over: ${printable(error.message)} (${error.code}, ${error.rule})\n`;
    await write(context.world.stderr, text);
  }
  if (skipped.length > MOST_SKIPPED) {
    await write(context.world.stderr, `${printable(path)}: ${skipped.length - MOST_SKIPPED} more passed over\n`);
  }
  return certificates;
}
const MOST_SKIPPED = 10;

const certificatesOf = (text: string): readonly Certificate[] => readCertificatesPem(expectLabel(text, 'CERTIFICATE'));

/** A text with blocks, none of them of a label that is wanted, is said to be so: the file is another one than was meant.
 * @throws CliError `no-pem-block`, `wrong-pem-label`. */
function expectLabel(text: string, ...labels: readonly string[]): string {
  const blocks = pemDecode(text);
  if (blocks.length === 0)
    throw new CliError('no-pem-block', `holds no PEM block; expected ${labels[0]} (for DER, say -inform DER)`);
  if (blocks.some(({ label }) => labels.includes(label))) return text;
  throw new CliError('wrong-pem-label', `holds ${blocks[0].label}, expected ${labels[0]}`);
}

async function readAs<T>(
  context: Context,
  path: Path,
  inform: Form,
  fromPem: (text: string) => T,
  fromDer: (der: Uint8Array) => T,
): Promise<T> {
  const bytes = await readInput(context, path);
  return inFile(path, () => (inform === 'DER' ? fromDer(bytes) : fromPem(textOf(bytes))));
}

/** The text of a file that should hold PEM. @throws CliError `no-pem-block` for bytes that are no text. */
export function textOf(bytes: Uint8Array): string {
  const text = pemText(bytes);
  if (text.includes('\0')) throw new CliError('no-pem-block', 'holds binary data, not PEM (for DER, say -inform DER)');
  return text;
}
