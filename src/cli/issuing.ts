/** `x509 -req`: a certificate for a request, by a CA or by the request's own key. */

import { extensionLines, objectName } from '../explain/index.ts';
import { type PrivateKey, publicKeyOf } from '../keys/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  EXTENSIONS,
  type Extension,
  issueFromRequest,
  randomSerialNumber,
  sameKey,
  selfSign,
  verifyRequest,
} from '../x509/index.ts';
import { wordValue } from './arguments.ts';
import { readCertificateFile, readRequestFile } from './certificate-files.ts';
import { CliError, usageError } from './command.ts';
import type { Context } from './context.ts';
import { digestOption } from './digests.ts';
import { readExtensionFile } from './extension-file.ts';
import {
  identifiersLeftOut,
  overlay,
  type Setting,
  settingsToExtensions,
  settingsToOwnExtensions,
} from './extension-settings.ts';
import { inFile } from './files.ts';
import { noteNoDnsNames } from './general-name-settings.ts';
import { inputForm, readPrivateKeyFile } from './key-files.ts';
import { readConfigFile } from './openssl-config.ts';
import { withNextSerialNumber } from './serial-file.ts';
import { schemeAsked } from './signature-options.ts';
import { daysFrom, serialValue } from './values.ts';

/** The options of `x509` about issuing. */
export interface IssuingValues {
  readonly in: string | undefined;
  readonly inform: string | undefined;
  readonly lenient: boolean;
  readonly CA: string | undefined;
  readonly CAkey: string | undefined;
  readonly CAform: string | undefined;
  readonly CAkeyform: string | undefined;
  readonly keyform: string | undefined;
  readonly CAserial: string | undefined;
  readonly CAcreateserial: boolean;
  readonly signkey: string | undefined;
  readonly passin: string | undefined;
  readonly set_serial: string | undefined;
  readonly days: string | undefined;
  readonly extfile: string | undefined;
  readonly extensions: string | undefined;
  readonly copy_extensions: string | undefined;
  readonly sha1: boolean;
  readonly sha224: boolean;
  readonly sha256: boolean;
  readonly sha384: boolean;
  readonly sha512: boolean;
  readonly sigopt: readonly string[];
}

/** Issues the certificate that the options describe. @throws CliError; X509Error. */
export async function issue(values: IssuingValues, context: Context): Promise<Certificate> {
  if ((values.CA === undefined) === (values.signkey === undefined)) {
    throw usageError('-req needs -CA (and -CAkey), or -signkey for a self-signed certificate');
  }
  const copy = wordValue(values.copy_extensions ?? 'none', 'copy_extensions', ['none', 'copy', 'copyall']);
  const request = await readRequestFile(context, values.in, {
    inform: inputForm(values.inform, 'inform'),
    lenient: values.lenient,
  });
  const settings = await settingsOfFile(values, context);
  const copied = request.requestedExtensions.filter(({ extnID }) => isCopied(copy, extnID));
  const certificate =
    values.CA === undefined
      ? await selfSigned(values, request, copied, settings, context)
      : await issued(values, values.CA, request, copied, settings, context);
  await noteNoDnsNames(context, certificate.extensions);
  const given = new Set(certificate.extensions.map(({ extnID }) => extnID));
  await noteLeftOut(
    request.requestedExtensions.filter(({ extnID }) => !given.has(extnID)),
    context,
  );
  if (copied.some(({ extnValue: { kind, value } }) => kind === 'basicConstraints' && value.cA)) {
    await context.note('the request asked to be a CA, and -copy_extensions made it one');
  }
  return certificate;
}

/** As OpenSSL: `copy` leaves the key identifiers to the CA, `copyall` does not. */
export const isCopied = (copy: 'none' | 'copy' | 'copyall', oid: string): boolean =>
  copy === 'copyall' || (copy === 'copy' && !KEY_IDENTIFIERS.has(oid));
const KEY_IDENTIFIERS: ReadonlySet<string> = new Set([
  EXTENSIONS.subjectKeyIdentifier.id,
  EXTENSIONS.authorityKeyIdentifier.id,
]);

async function settingsOfFile({ extfile, extensions }: IssuingValues, context: Context): Promise<readonly Setting[]> {
  if (extfile === undefined) {
    if (extensions !== undefined) throw usageError('-extensions names a section of -extfile, which is not given');
    return [];
  }
  const config = await readConfigFile(context, extfile);
  return inFile(extfile, () => readExtensionFile(config, extensions));
}

const common = ({ days }: IssuingValues, context: Context) => ({
  validity: daysFrom(context.now(), days),
  random: context.random,
});

async function selfSigned(
  values: IssuingValues,
  request: CertificateRequest,
  copied: readonly Extension[],
  settings: readonly Setting[],
  context: Context,
): Promise<Certificate> {
  const serialNumber = serialValue(values.set_serial) ?? randomSerialNumber(context.random);
  const key = await readPrivateKeyFile(context, values.signkey, {
    inform: inputForm(values.keyform, 'keyform'),
    passin: values.passin,
  });
  refuseUnlessOwn(request, key, values);
  const subject = { name: request.subject.value, publicKey: request.publicKey };
  const fromFile = inFile(values.extfile, () => settingsToOwnExtensions(settings, subject, serialNumber));
  const extensions = overlay(copied, fromFile);
  return selfSign({
    ...common(values, context),
    scheme: schemeAsked(key, digestOption(values), values.sigopt),
    serialNumber,
    subject: subject.name,
    key,
    extensions,
    withoutIdentifiers: identifiersLeftOut(settings),
  });
}

async function issued(
  values: IssuingValues,
  caFile: string,
  request: CertificateRequest,
  copied: readonly Extension[],
  settings: readonly Setting[],
  context: Context,
): Promise<Certificate> {
  const serialNumber = serialValue(values.set_serial);
  const { issuer, issuerKey } = await readAuthority(values, caFile, context);
  const subject = {
    name: request.subject.value,
    publicKey: request.publicKey,
    issuer: {
      keyIdentifier: issuer.subjectKeyIdentifier,
      issuer: issuer.issuer.value,
      serialNumber: issuer.serialNumber,
    },
  };
  const extensions = overlay(
    copied,
    inFile(values.extfile, () => settingsToExtensions(settings, subject)),
  );
  const options = common(values, context);
  if (options.validity.notAfter > issuer.notAfter)
    await context.note(
      `warning: the certificate outlives its CA, ${caFile}: it is not accepted after ${issuer.notAfter.toISOString().replace('.000Z', 'Z')}`,
    );
  const issueAs = (number: bigint): Certificate =>
    issueFromRequest({
      ...options,
      scheme: schemeAsked(issuerKey, digestOption(values), values.sigopt),
      serialNumber: number,
      request,
      issuer,
      issuerKey,
      extensions: () => extensions,
      withoutIdentifiers: identifiersLeftOut(settings),
    });
  if (serialNumber !== undefined) return issueAs(serialNumber);
  const { CAserial: serialFile, CAcreateserial: create } = values;
  return withNextSerialNumber(context, { caFile, serialFile, create }, issueAs);
}

/** The CA's certificate and key. @throws CliError about the files, or if the CA cannot issue. */
async function readAuthority(
  values: IssuingValues,
  caFile: string,
  context: Context,
): Promise<{ readonly issuer: Certificate; readonly issuerKey: PrivateKey }> {
  const issuer = await readCertificateFile(context, caFile, {
    inform: inputForm(values.CAform, 'CAform'),
    lenient: values.lenient,
  });
  const issuerKey = await readPrivateKeyFile(context, values.CAkey ?? caFile, {
    inform: inputForm(values.CAkeyform ?? (values.CAkey === undefined ? values.CAform : undefined), 'CAkeyform'),
    passin: values.passin,
  });
  refuseUnusableCa(caFile, issuer, context.now());
  if (!sameKey(issuer.publicKey, publicKeyOf(issuerKey))) {
    throw new CliError('key-mismatch', `${values.CAkey ?? caFile}: is not the key of ${caFile}`);
  }
  return { issuer, issuerKey };
}

function refuseUnlessOwn(request: CertificateRequest, key: PrivateKey, values: IssuingValues): void {
  if (!sameKey(request.publicKey, publicKeyOf(key))) {
    throw new CliError('key-mismatch', `${values.signkey}: is not the key of the request`);
  }
  if (!verifyRequest(request))
    throw new CliError('request-signature', 'the signature does not verify with the public key in the request');
}

/** Refuses a CA whose certificates no verifier would accept. */
function refuseUnusableCa(path: string, issuer: Certificate, now: Date): void {
  if (!issuer.isCA) throw new CliError('issuer-not-ca', `${path}: is not a CA's certificate`);
  if (issuer.keyUsage?.includes('keyCertSign') === false) {
    throw new CliError(
      'issuer-not-ca',
      `${path}: its keyUsage does not allow it to sign certificates (no keyCertSign)`,
    );
  }
  if (now > issuer.notAfter) {
    throw new CliError('ca-expired', `${path}: expired on ${issuer.notAfter.toISOString()}; renew the CA first`);
  }
  if (now < issuer.notBefore) {
    throw new CliError('ca-not-yet-valid', `${path}: is not valid before ${issuer.notBefore.toISOString()}`);
  }
}

async function noteLeftOut(leftOut: readonly Extension[], context: Context): Promise<void> {
  if (leftOut.length === 0) return;
  const shown = leftOut.map((one) => {
    const [, value = ''] = extensionLines([one], 0);
    return `${objectName(one.extnID)} (${value.trim()})`;
  });
  await context.note(`extensions of the request were left out: ${shown.join('; ')}; -copy_extensions copy keeps them`);
}
