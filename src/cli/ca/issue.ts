/** `ca -in`: issues a certificate for a request, by the CA's policy, and enters it into its database. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { certificateText, onelineName } from '../../explain/index.ts';
import { type PrivateKey, publicKeyOf } from '../../keys/index.ts';
import { clearLeftoversIn } from '../../node/internal.ts';
import type { SignatureScheme } from '../../signatures/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  certificatePem,
  type IssueFromRequestOptions,
  issueFromRequest,
  type Name,
  parseOpensslName,
  sameKey,
} from '../../x509/index.ts';
import { integerValue, wordValue } from '../arguments.ts';
import { readCertificateFile, readRequestFile } from '../certificate-files.ts';
import { CliError, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { digestNamed } from '../digests.ts';
import { readExtensionFile } from '../extension-file.ts';
import { identifiersLeftOut, overlay, type Setting, settingsToExtensions } from '../extension-settings.ts';
import { inOption } from '../failures.ts';
import { askOutput, inFile, writeOutput } from '../files.ts';
import { noteNoDnsNames } from '../general-name-settings.ts';
import { isCopied } from '../issuing.ts';
import { inputForm, readPrivateKeyFile } from '../key-files.ts';
import { tellingLeftovers } from '../leftovers.ts';
import { readConfigFile } from '../openssl-config.ts';
import { schemeAsked } from '../signature-options.ts';
import { serialHex } from '../summaries.ts';
import { dateOf, entryOf } from './database.ts';
import { subjectByPolicy } from './policy.ts';
import type { CaSettings } from './settings.ts';
import { type Database, firstSerial, nextNumber, saveDatabase, saveNumber, withDatabase } from './store.ts';

/** The options about the CA's certificate and key. */
export interface AuthorityValues {
  readonly cert: string | undefined;
  readonly keyfile: string | undefined;
  readonly passin: string | undefined;
  readonly md: string | undefined;
  readonly sigopt: readonly string[];
}

/** The options about issuing. */
export interface CaIssueValues extends AuthorityValues {
  readonly in: string | undefined;
  readonly inform: string | undefined;
  readonly out: string | undefined;
  readonly outdir: string | undefined;
  readonly days: string | undefined;
  readonly startdate: string | undefined;
  readonly enddate: string | undefined;
  readonly policy: string | undefined;
  readonly extensions: string | undefined;
  readonly extfile: string | undefined;
  readonly subj: string | undefined;
  readonly preserveDN: boolean;
  readonly notext: boolean;
  readonly create_serial: boolean;
  readonly rand_serial: boolean;
}

/** The certificate and the key of the CA.
 * @throws CliError, about the files; `key-mismatch`. */
export async function readAuthority(
  context: Context,
  values: AuthorityValues,
  settings: CaSettings,
): Promise<{ readonly issuer: Certificate; readonly issuerKey: PrivateKey; readonly scheme: SignatureScheme }> {
  const certFile = values.cert ?? settings.requiredPath('certificate');
  const keyFile = values.keyfile ?? settings.requiredPath('private_key');
  const issuer = await readCertificateFile(context, certFile);
  const issuerKey = await readPrivateKeyFile(context, keyFile, { passin: values.passin });
  if (sameKey(issuer.publicKey, publicKeyOf(issuerKey))) {
    return { issuer, issuerKey, scheme: schemeOfAuthority(values, settings, issuerKey) };
  }
  throw new CliError('key-mismatch', `${keyFile}: is not the key of ${certFile}`);
}

/** As in OpenSSL: the digest of `-md`, else of `default_md`, where `default` is the key's own; none for Ed25519, which has one of its own. */
function schemeOfAuthority({ md, sigopt }: AuthorityValues, settings: CaSettings, key: PrivateKey): SignatureScheme {
  const name = key.type === 'ed25519' ? undefined : (md ?? settings.value('default_md'));
  const digest =
    name === undefined || name === 'default' ? undefined : digestNamed(name, md ? 'md' : 'md (default_md)');
  return schemeAsked(key, digest, sigopt);
}

/** Issues a certificate and writes the files: first the next serial number, so that no number is reused if the run is killed;
 * then the copy of the certificate in the CA's folder, the database, and the output.
 * @throws CliError `ca-policy`, `subject-taken`, `ca-database`; X509Error. */
export async function issueByDatabase(values: CaIssueValues, settings: CaSettings, context: Context): Promise<void> {
  const request = await readRequestFile(context, values.in, { inform: inputForm(values.inform, 'inform') });
  const authority = await readAuthority(context, values, settings);
  await askOutput(context, values.out);
  const subject = subjectOf(values, request, authority.issuer, settings);
  const extensions = await extensionsOf(values, request, subject, authority.issuer, settings, context);
  const text = await withDatabase(context, settings, async (database) => {
    refuseTaken(database, subject);
    const { serialNumber, save } = await serialFor(values, database, settings, context);
    const certificate = issueFromRequest({
      request,
      ...authority,
      scheme: authority.scheme,
      validity: validityOf(values, settings, context.now()),
      serialNumber,
      subject,
      ...extensions,
      random: context.random,
    });
    await noteNoDnsNames(context, certificate.extensions);
    const entry = entryOf(certificate);
    const written = `${values.notext ? '' : certificateText(certificate)}${certificatePem(certificate)}`;
    const folder = values.outdir ?? settings.requiredPath('new_certs_dir');
    await tellingLeftovers(context, (onLeftover) =>
      clearLeftoversIn(context.filePath(folder), HIDDEN_CERTIFICATE, onLeftover),
    );
    await noteUnentered(context, folder, serialNumber - 1n, database);
    await save();
    await writeOutput(context, join(folder, `${entry.serial}.pem`), written);
    await saveDatabase(context, database, [...database.entries, entry]);
    return written;
  });
  await writeOutput(context, values.out, text);
}

/** The hidden name of a certificate that is being written: `.1000.pem`. */
const HIDDEN_CERTIFICATE = /^\.(?:[0-9A-F]{2}){1,20}\.pem$/;

/** Says so where the certificate before is signed and not in the database: the run that made it was killed between the two. */
async function noteUnentered(context: Context, folder: string, serial: bigint, { entries }: Database): Promise<void> {
  const number = serialHex(serial);
  const path = join(folder, `${number}.pem`);
  if (entries.some((entry) => entry.serial === number) || !existsSync(context.filePath(path))) return;
  await context.note(
    `${path} is signed, but not in the database: the run that made it was interrupted; delete it if it was never given out`,
  );
}

function subjectOf(
  values: CaIssueValues,
  request: CertificateRequest,
  issuer: Certificate,
  settings: CaSettings,
): Name {
  const { subj } = values;
  const requested = subj === undefined ? request.subject.value : inOption('-subj', () => parseOpensslName(subj));
  const rows = settings.policy(values.policy ?? settings.required('policy'));
  const chosen = subjectByPolicy(requested, rows, issuer.subject.value);
  return values.preserveDN || isYes(settings.value('preserve')) ? requested : chosen;
}

const isYes = (text: string | undefined): boolean => /^(?:y|yes|t|true|1)$/i.test(text ?? '');

async function extensionsOf(
  values: CaIssueValues,
  request: CertificateRequest,
  name: Name,
  issuer: Certificate,
  settings: CaSettings,
  context: Context,
): Promise<Pick<IssueFromRequestOptions, 'extensions' | 'withoutIdentifiers'>> {
  const copy = wordValue(settings.value('copy_extensions') ?? 'none', 'copy_extensions', ['none', 'copy', 'copyall']);
  const subject = {
    name,
    publicKey: request.publicKey,
    issuer: {
      keyIdentifier: issuer.subjectKeyIdentifier,
      issuer: issuer.issuer.value,
      serialNumber: issuer.serialNumber,
    },
  };
  const ownSettings = await settingsOf(values, settings, context);
  const own = inFile(values.extfile ?? 'the configuration', () => settingsToExtensions(ownSettings, subject));
  const copied = request.requestedExtensions.filter(({ extnID }) => isCopied(copy, extnID));
  return { extensions: () => overlay(copied, own), withoutIdentifiers: identifiersLeftOut(ownSettings) };
}

/** The extension settings of `-extfile`, or of the section that `-extensions` or `x509_extensions` names. */
async function settingsOf(values: CaIssueValues, settings: CaSettings, context: Context): Promise<readonly Setting[]> {
  if (values.extfile !== undefined) {
    return readExtensionFile(await readConfigFile(context, values.extfile), values.extensions);
  }
  const section = values.extensions ?? settings.value('x509_extensions');
  return section === undefined ? [] : settings.extensions(section);
}

function refuseTaken({ entries, uniqueSubject, path }: Database, subject: Name): void {
  if (!uniqueSubject) return;
  const text = onelineName(subject);
  const taken = entries.find((entry) => entry.status === 'V' && entry.subject === text);
  if (taken === undefined) return;
  const what = `${path}: certificate ${taken.serial} of this subject is valid; revoke it first, or set unique_subject = no`;
  throw new CliError('subject-taken', what);
}

/** The first number that is not in the database: a killed run of `openssl ca` may have used the one in the file. */
async function serialFor(
  values: CaIssueValues,
  { entries }: Database,
  settings: CaSettings,
  context: Context,
): Promise<{ readonly serialNumber: bigint; save(): Promise<void> }> {
  const used = new Set(entries.map(({ serial }) => BigInt(`0x${serial}`)));
  if (values.rand_serial || isYes(settings.value('rand_serial'))) {
    return { serialNumber: firstSerial(context)(), save: async () => undefined };
  }
  const path = settings.requiredPath('serial');
  let serialNumber = await nextNumber(context, path, values.create_serial ? firstSerial(context) : undefined);
  while (used.has(serialNumber)) serialNumber++;
  return { serialNumber, save: () => saveNumber(context, path, serialNumber) };
}

const DAY = 86_400_000; // ms
const MAX_DAYS = 365_250;

function validityOf(values: CaIssueValues, settings: CaSettings, now: Date): { notBefore: Date; notAfter: Date } {
  const start = values.startdate ?? settings.value('default_startdate');
  const end = values.enddate ?? settings.value('default_enddate');
  const notBefore = start === undefined || start === 'today' ? now : timeValue(start, 'startdate');
  if (end !== undefined) return { notBefore, notAfter: timeValue(end, 'enddate') };
  const days = values.days ?? settings.value('default_days');
  if (days === undefined) throw usageError('-days or -enddate is needed, or default_days in the configuration');
  return { notBefore, notAfter: new Date(notBefore.getTime() + DAY * integerValue(days, 'days', 1, MAX_DAYS)) };
}

function timeValue(given: string, option: string): Date {
  const time = dateOf(given);
  if (time !== undefined) return time;
  throw usageError(`-${option} takes YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, not ${JSON.stringify(given.slice(0, 60))}`);
}
