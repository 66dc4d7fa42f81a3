/** Certificates and requests in files, in the form that the command line specifies. */
import { DecodeError, type DecodeOptions } from '../codec/index.ts';
import type { FoundDeviation } from '../explain/index.ts';
import { type PemBlock, type PemError, type PrivateKey, pemDecode, publicKeyOf } from '../keys/index.ts';
import { insteadOfPem } from '../keys/internal.ts';
import { type SkippedRoot, systemRoots } from '../node/index.ts';
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
  type TrustStore,
} from '../x509/index.ts';
import { CliError } from './command.ts';
import { type Context, printable, write } from './context.ts';
import { inputName } from './files.ts';
import { type Form, type Path, readAs, readPrivateKeyFile } from './key-files.ts';
import { CERTIFICATE_ONLY, hintAtLabel, hintingAtDer, REQUEST_ONLY } from './key-hints.ts';
import { withContents, wrongLabelOf } from './wrong-labels.ts';

/** The option of the commands that read data that other programs encoded. */
export const LENIENT_OPTION = {
  help: 'also read contents that DER forbids and OpenSSL reads, such as TRUE as 01, and name each; the lengths must be those of DER, and nothing may follow',
} as const;

const decodeOptions = (lenient: boolean | undefined): DecodeOptions =>
  lenient ? { tolerate: TOLERATED_WHEN_LENIENT } : {};

/** Maximum lines about one file; further ones are only counted. */
const MOST_NOTES = 10;

/** The deviations of the certificates of a file, which name their line if there are several blocks. */
const placed = (certificates: readonly Certificate[], lines: readonly number[]): FoundDeviation[] =>
  certificates.flatMap(({ deviations }, i) =>
    deviations.map((one) => (lines.length > 1 ? { ...one, within: `line ${lines[i]}` } : one)),
  );

/** Reports each tolerated deviation from DER, one per line. */
export async function noteDeviations(
  context: Context,
  path: Path,
  deviations: readonly FoundDeviation[],
): Promise<void> {
  for (const { code, at, rule, within } of deviations.slice(0, MOST_NOTES)) {
    const what =
      code === 'trusted-label'
        ? 'a TRUSTED CERTIFICATE, read without its trust settings'
        : 'not DER, and read all the same';
    const place = within === undefined ? inputName(path) : `${inputName(path)}: ${within}`;
    await context.note(`${place}: ${what}: ${code} at byte ${at} (${rule})`);
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
  const damaged: PemError[] = [];
  const first = (text: string): Certificate => {
    const { own, count, faults } = firstCertificate(text, options);
    if (count > 1) onMore?.(count);
    damaged.push(...faults);
    return readCertificatesPem(own, options)[0];
  };
  const reading = readAs(context, path, inform, first, (der) =>
    hintingAtDer(CERTIFICATE_ONLY, der, () => decodeCertificate(der, options)),
  );
  const certificate = await hintingAtLenience(lenient, reading);
  for (const { message } of damaged.slice(0, MOST_NOTES))
    await context.note(`${inputName(path)}: passed over: ${message}`);
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
  let lines: readonly number[] = [];
  const reading = readAs<readonly Certificate[]>(
    context,
    path,
    undefined,
    (text) => {
      const certificates = certificatesOf(text, options);
      lines = pemDecode(text).flatMap(({ label, line }) => (labelsOf(options).includes(label) ? [line] : []));
      return certificates;
    },
    (der) => [hintingAtDer(CERTIFICATE_ONLY, der, () => decodeCertificate(der, options))],
  );
  const certificates = await hintingAtLenience(lenient, reading);
  await noteDeviations(context, path, placed(certificates, lines));
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
    expectLabel(text, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST') && readRequestPem(text, options);
  const reading = readAs(context, path, inform, first, (der) =>
    hintingAtDer(REQUEST_ONLY, der, () => decodeRequest(der, options)),
  );
  const request = await hintingAtLenience(lenient, reading);
  await noteDeviations(context, path, request.deviations);
  return request;
}

/** The trusted roots of a file: unreadable ones are skipped and reported on standard error, one line each. */
export async function readTrustStoreFile(context: Context, path: string): Promise<readonly Certificate[]> {
  const { certificates, lines, skipped } = await readAs<TrustStore>(
    context,
    path,
    undefined,
    (text) => {
      expectLabel(text, 'CERTIFICATE', 'X509 CERTIFICATE', TRUSTED);
      const store = readTrustStorePem(text);
      return { ...store, skipped: store.skipped.map((one) => ({ ...one, error: withContents(text, one.error) })) };
    },
    (der) => ({
      certificates: [hintingAtDer(CERTIFICATE_ONLY, der, () => decodeCertificate(der, decodeOptions(true)))],
      lines: [],
      skipped: [],
    }),
  );
  await noteSkipped(
    context,
    skipped.map((one) => ({ file: path, ...one })),
  );
  await noteDeviations(context, path, placed(certificates, lines));
  return certificates;
}

/** The machine's trusted roots, used if no CA is given, as in OpenSSL. Unreadable ones are reported on standard error.
 * @throws FileError `no-system-roots`; VitrineError `not-utf8`, about a variable. */
export async function readSystemRoots(context: Context): Promise<readonly Certificate[]> {
  for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR']) context.pathVariable(name);
  const { certificates, skipped } = await systemRoots({ source: 'system', env: context.world.env });
  await noteSkipped(context, skipped);
  return certificates;
}

async function noteSkipped(context: Context, skipped: readonly SkippedRoot[]): Promise<void> {
  for (const { file, line, error } of skipped.slice(0, MOST_NOTES)) {
    // Most messages have no code in them; that of bytes that do not decode begins with it, and ends with the rule.
    const source = [error, error.cause].some((one) => one instanceof DecodeError)
      ? ''
      : ` (${error.code}, ${error.rule})`;
    const text = `${printable(file)}: line ${line}: passed over: ${printable(error.message)}${source}\n`;
    await write(context.world.stderr, text);
  }
  if (skipped.length > MOST_NOTES) {
    await write(context.world.stderr, `${skipped.length - MOST_NOTES} more passed over\n`);
  }
}

const labelsOf = ({ tolerate }: DecodeOptions): readonly string[] => [
  ...['CERTIFICATE', 'X509 CERTIFICATE'],
  ...(tolerate ? [TRUSTED] : []),
];

const certificatesOf = (text: string, options: DecodeOptions): readonly Certificate[] => {
  const labels = labelsOf(options);
  expectLabel(text, ...labels);
  if (pemDecode(text).some(({ label }) => label === TRUSTED && !labels.includes(label))) throw trustedLabel();
  return readCertificatesPem(text, options);
};

/** The part of a text that holds its first certificate, and what comes after it: of a file with several, OpenSSL reads the first alone, so
 * a damaged one behind it is passed over. @throws as `expectLabel`; PemError for a damaged block before it. */
function firstCertificate(
  text: string,
  options: DecodeOptions,
): { readonly own: string; readonly count: number; readonly faults: readonly PemError[] } {
  const labels = labelsOf(options);
  const { blocks, faults } = expectLabel(text, ...labels);
  const certificates = blocks.filter(({ label }) => labels.includes(label) || label === TRUSTED);
  const [first] = certificates;
  if (!labels.includes(first.label)) throw trustedLabel();
  if (faults.length > 0 && faults[0].line < first.line) throw faults[0];
  return { own: textUntil(text, first.line), count: certificates.length, faults };
}

/** A text up to the END of the block that begins in a line, counted from 1. */
function textUntil(text: string, line: number): string {
  let begin = 0;
  for (let at = 1; at < line; at++) begin = text.indexOf('\n', begin) + 1;
  const feed = text.indexOf('\n', text.indexOf('\n-----END ', begin) + 1);
  return feed < 0 ? text : text.slice(0, feed + 1);
}

const TRUSTED = 'TRUSTED CERTIFICATE';
const trustedLabel = (): CliError => {
  const what = 'a TRUSTED CERTIFICATE, OpenSSL’s own: trust settings follow the certificate';
  return new CliError('trusted-label', `holds ${what}; vitrine x509 -lenient -in FILE writes it without them`);
};

/** The blocks of a file, and the damaged ones. Throws if none has an expected label; the error names the label found, since it is probably
 * the wrong file.
 * @throws PemError if all are damaged; CliError `no-pem-block`, `wrong-pem-label`; `trusted-label` for OpenSSL's own. */
function expectLabel(
  text: string,
  ...labels: readonly string[]
): { readonly blocks: readonly PemBlock[]; readonly faults: readonly PemError[] } {
  const faults: PemError[] = [];
  const blocks = pemDecode(text, { onFault: (fault) => faults.push(fault) });
  if (blocks.some(({ label }) => labels.includes(label))) return { blocks, faults };
  if (faults.length > 0) throw faults[0];
  if (blocks.length === 0) {
    const what = insteadOfPem(text) ?? `expected ${labels[0]}`;
    throw new CliError('no-pem-block', `holds neither DER nor a PEM block; ${what}`);
  }
  if (blocks[0].label === TRUSTED) throw trustedLabel();
  const hints = labels[0] === 'CERTIFICATE' ? CERTIFICATE_ONLY : REQUEST_ONLY;
  const hint = wrongLabelOf(blocks[0]) ?? hintAtLabel(hints, blocks[0].label);
  const what = `holds ${blocks[0].label}, expected ${labels[0]}`;
  throw new CliError('wrong-pem-label', hint === undefined ? what : `${what}; ${hint}`);
}
