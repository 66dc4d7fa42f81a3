import { utf8ToBytes } from '../../bytes/index.ts';
import { requestText } from '../../explain/index.ts';
import { keyIdentifier, type PublicKey, publicKeyOf, writePublicKeyPem } from '../../keys/index.ts';
import {
  type CertificateRequest,
  caExtensions,
  certificatePem,
  createRequest,
  type Extension,
  extensionValue,
  makeExtension,
  type Name,
  randomSerialNumber,
  requestPem,
  sameKey,
  selfSign,
  verifyRequest,
} from '../../x509/index.ts';
import { LENIENT_OPTION, readRequestFile } from '../certificate-files.ts';
import { CliError, defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError, type Values } from '../command.ts';
import type { Context } from '../context.ts';
import { digestOption } from '../digests.ts';
import {
  identifiersLeftOut,
  overlay,
  parseSetting,
  type Setting,
  type Subject,
  settingsToExtensions,
  settingsToOwnExtensions,
} from '../extension-settings.ts';
import { inOption } from '../failures.ts';
import { inFile, inputName, required, writeOutput, writeShown } from '../files.ts';
import { noteNoDnsNames } from '../general-name-settings.ts';
import { form, INFORM_OPTION, inputForm, KEYFORM_OPTION } from '../key-files.ts';
import { certoptOption, NAMEOPT_OPTION, nameAnswer, textOptions } from '../name-options.ts';
import { subjectValue } from '../names.ts';
import { PKEYOPT_OPTION } from '../new-keys.ts';
import { PASSIN_OPTION, PASSOUT_OPTION } from '../passwords.ts';
import { Answers } from '../prompts.ts';
import { signingKey } from '../request-key.ts';
import { type RequestSettings, readRequestSettings } from '../request-settings.ts';
import { SIGOPT_OPTION, schemeAsked } from '../signature-options.ts';
import { requestJson } from '../summaries.ts';
import { daysFrom, serialValue } from '../values.ts';

const OPTIONS = {
  new: { help: 'make a request (or, with -x509, a certificate)' },
  x509: { help: 'make a self-signed certificate: a CA, unless -addext says otherwise' },
  in: { value: 'FILE', help: 'the request to read; default: standard input' },
  inform: INFORM_OPTION,
  lenient: LENIENT_OPTION,
  config: { value: 'FILE', help: "settings in OpenSSL's format: subject, extensions, digest, new key" },
  section: { value: 'NAME', help: 'the section of -config; default: req' },
  extensions: {
    value: 'SECTION',
    help: 'of -config: the extensions of the certificate; default: x509_extensions says',
  },
  reqexts: { value: 'SECTION', help: 'of -config: the extensions of the request; default: req_extensions says' },
  key: { value: 'FILE', help: 'the private key to sign with' },
  keyform: KEYFORM_OPTION,
  passin: PASSIN_OPTION,
  newkey: { value: 'KIND', help: 'make the key too: rsa:BITS, rsa-pss:BITS, ec (with -pkeyopt), ec:FILE, ed25519' },
  pkeyopt: PKEYOPT_OPTION,
  keyout: { value: 'FILE', help: 'where to write the key of -newkey (mode 0600)' },
  passout: PASSOUT_OPTION,
  nodes: { help: 'do not encrypt the key of -newkey' },
  noenc: { help: 'the same' },
  subj: { value: '/CN=…/O=…', help: 'the subject' },
  addext: { value: 'NAME=VALUE', many: true, help: 'an extension: subjectAltName=DNS:a,IP:10.0.0.1' },
  days: { value: 'N', help: 'with -x509: days of validity; default 30' },
  set_serial: { value: 'N', help: 'with -x509: the serial number; default: random' },
  sha224: { help: 'sign with SHA-224' },
  sha256: { help: 'sign with SHA-256; default: as strong as the key' },
  sha384: { help: 'sign with SHA-384' },
  sha512: { help: 'sign with SHA-512' },
  sigopt: SIGOPT_OPTION,
  out: { value: 'FILE', help: 'where to write; default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  noout: { help: 'do not write the request or certificate' },
  text: { help: 'print the request as text' },
  subject: { help: 'print the subject' },
  nameopt: NAMEOPT_OPTION,
  reqopt: certoptOption('a request'),
  pubkey: { help: 'print the public key' },
  modulus: { help: 'print the modulus' },
  verify: { help: "check the request's own signature" },
  json: JSON_OPTION,
  batch: { help: 'ask nothing: with -config, the subject is what it has as defaults' },
} as const;

export const req = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    '-keyout and -out may name one file: the key comes first, and the file has mode 0600.',
    'Without -config, the self-signed CA gets critical basicConstraints CA:TRUE, critical keyUsage keyCertSign and cRLSign, and its key identifiers.',
    'A subject that neither -subj nor prompt = no in -config gives is asked for: questions on standard error, answers on standard input. default_bits, default_md, default_keyfile, encrypt_key, distinguished_name, attributes, req_extensions, x509_extensions, input_password and output_password are followed; string_mask is not needed: every text is of the type that RFC 5280 requires.',
    '-addext takes subjectAltName, basicConstraints, keyUsage, extendedKeyUsage, subjectKeyIdentifier, authorityKeyIdentifier (with -x509), nameConstraints, certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy, authorityInfoAccess, crlDistributionPoints, freshestCRL, issuerAltName, tlsfeature, nsComment and noCheck; each of these and any other by its OID, as 1.2.3.4=DER:0c0161. Write `critical,` before the value to mark one critical.',
  ],
  async run(values, _operands, context) {
    if (!values.x509 && (values.days !== undefined || values.set_serial !== undefined)) {
      throw usageError(`-${values.days === undefined ? 'set_serial' : 'days'} is for certificates: add -x509`);
    }
    const settings = await readRequestSettings(context, values);
    // As OpenSSL: with -x509, a new certificate is made if no request is given.
    const makes = values.new || values.newkey !== undefined || (values.x509 && values.in === undefined);
    if (values.x509) return makeCertificate(values, settings, makes, context);
    if (!makes) {
      if (values.subj !== undefined) throw usageError('-subj is for a new request: add -new, with -key');
      return showRequest(await readRequest(values, context), values, context);
    }
    return makeRequest(values, settings, context);
  },
});

type ReqValues = Values<typeof OPTIONS>;

const readRequest = (values: ReqValues, context: Context): Promise<CertificateRequest> =>
  readRequestFile(context, values.in, { inform: inputForm(values.inform, 'inform'), lenient: values.lenient });

async function makeRequest(
  values: ReqValues,
  settings: RequestSettings | undefined,
  context: Context,
): Promise<ExitCode> {
  const answers = answersFor(values, settings, context);
  const subject = await subjectOf(values, settings, answers, context);
  // As OpenSSL: with -subj, the configuration's attributes are not used.
  const attributes = values.subj === undefined ? await settings?.attributes(answers) : undefined;
  await answers?.end();
  const { key, save, head } = await signingKey(values, settings, context);
  const request = createRequest({
    subject,
    key,
    scheme: schemeAsked(key, digestOption(values) ?? settings?.digest, values.sigopt),
    extensions: extensionsAsked(askedExtensions(values, settings, true), (given) =>
      settingsToExtensions(given, { name: subject, publicKey: publicKeyOf(key) }),
    ),
    attributes,
    random: context.random,
  });
  await noteNoDnsNames(context, request.requestedExtensions);
  await save();
  return showRequest(request, values, context, head);
}

/** The prompts, if the configuration requires the user's answers; undefined otherwise.
 * @throws CliError `usage` if standard input is already used for something else. */
function answersFor(
  { subj, batch, passin, passout, key }: ReqValues,
  settings: RequestSettings | undefined,
  context: Context,
): Answers | undefined {
  if (subj !== undefined || batch || settings?.asks !== true) return undefined;
  if (passin === 'stdin' || passout === 'stdin' || (key !== undefined && inputName(key) === 'stdin')) {
    throw usageError('the configuration asks for the subject on standard input, which is read for something else');
  }
  return new Answers(context);
}

/** @throws CliError for an invalid subject. */
async function subjectOf(
  { subj }: ReqValues,
  settings: RequestSettings | undefined,
  answers: Answers | undefined,
  context: Context,
): Promise<Name> {
  if (subj === undefined && settings !== undefined) return settings.subject(answers);
  const hint = 'the subject, such as -subj "/CN=kube-apiserver" (without -config nothing is asked)';
  return subjectValue(required(subj, 'subj', hint), context);
}

/** The extension settings of the configuration, and those of `-addext`. */
interface AskedExtensions {
  readonly configured: readonly Setting[];
  readonly added: readonly Setting[];
}

function askedExtensions(
  { addext, extensions, reqexts }: ReqValues,
  settings: RequestSettings | undefined,
  isRequest: boolean,
): AskedExtensions {
  const [name, usual] = isRequest ? ([reqexts, 'req_extensions'] as const) : ([extensions, 'x509_extensions'] as const);
  return {
    configured: settings?.extensions(name, usual) ?? [],
    added: inOption('-addext', () => withoutRepetition(addext.map(parseSetting))),
  };
}

/** The extensions of the configuration; those of `-addext` replace them. */
function extensionsAsked(
  { configured, added }: AskedExtensions,
  toExtensions: (given: readonly Setting[]) => Extension[],
): Extension[] {
  const fromSettings = inOption('-config', () => toExtensions(configured));
  return overlay(
    fromSettings,
    inOption('-addext', () => toExtensions(added)),
  );
}

/** As OpenSSL: an extension is given once (RFC 5280 §4.2). @throws CliError `usage`. */
function withoutRepetition(given: readonly Setting[]): readonly Setting[] {
  const repeated = given.find(({ name }, i) => given.findIndex((one) => one.name === name) !== i);
  if (repeated === undefined) return given;
  throw usageError(`the extension ${repeated.name} is given twice: write its values into one, with commas`);
}

async function makeCertificate(
  values: ReqValues,
  settings: RequestSettings | undefined,
  makes: boolean,
  context: Context,
): Promise<ExitCode> {
  const request = makes ? undefined : await readRequest(values, context);
  const answers = request === undefined ? answersFor(values, settings, context) : undefined;
  const isKept = request !== undefined && values.subj === undefined;
  const subject = isKept ? request.subject.value : await subjectOf(values, settings, answers, context);
  await answers?.end();
  const { key, save, head } = await signingKey(values, settings, context);
  const publicKey = publicKeyOf(key);
  if (request !== undefined && !sameKey(request.publicKey, publicKey)) {
    throw new CliError('key-mismatch', `${values.key}: is not the key of the request`);
  }
  const serialNumber = serialValue(values.set_serial) ?? randomSerialNumber(context.random);
  const own = { name: subject, publicKey };
  const asked = askedExtensions(values, settings, false);
  const wanted = extensionsAsked(asked, (given) => settingsToOwnExtensions(given, own, serialNumber));
  const certificate = selfSign({
    subject,
    key,
    scheme: schemeAsked(key, digestOption(values) ?? settings?.digest, values.sigopt),
    validity: daysFrom(context.now(), values.days),
    serialNumber,
    extensions: settings === undefined ? caUnlessRefused(wanted, own) : wanted,
    withoutIdentifiers: identifiersLeftOut([...asked.configured, ...asked.added]),
    random: context.random,
  });
  await noteNoDnsNames(context, certificate.extensions);
  await save();
  if (values.noout) return EXIT.ok;
  const outform = form(values.outform, 'outform');
  const output = outform === 'DER' ? certificate.der : head + certificatePem(certificate);
  await writeOutput(context, values.out, output, { secret: head !== '' });
  return EXIT.ok;
}

/** Adds a CA's default extensions to the given ones, in OpenSSL's order; none are added if the given ones say that it is not a CA. */
function caUnlessRefused(given: readonly Extension[], subject: Subject): readonly Extension[] {
  if (extensionValue(given, 'basicConstraints')?.cA === false) return given;
  const own = extensionValue(given, 'subjectKeyIdentifier') ?? keyIdentifier(subject.publicKey);
  const identifiers = [
    makeExtension('subjectKeyIdentifier', false, own),
    makeExtension('authorityKeyIdentifier', false, { keyIdentifier: own }),
  ];
  return overlay(identifiers, caExtensions(), given);
}

/** As OpenSSL 3.0 prints it, also for keys without a modulus. */
const modulusAnswer = (key: PublicKey): string =>
  `Modulus=${key.type === 'rsa' || key.type === 'rsa-pss' ? key.modulus.toString(16).toUpperCase() : 'Wrong Algorithm type'}\n`;

/** @param head - a new key, which is the first part of the output. */
async function showRequest(
  request: CertificateRequest,
  values: ReqValues,
  context: Context,
  head = '',
): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  if (values.verify) {
    const good = inFile(values.in, () => verifyRequest(request));
    await context.note(`Certificate request self-signature verify ${good ? 'OK' : 'failure'}`);
    if (!good) exit = EXIT.no;
  }
  const ofRequest = <T>(work: () => T): T => inFile(values.in, work);
  const text = [
    values.pubkey ? ofRequest(() => writePublicKeyPem(request.publicKey, 'spki')) : '',
    values.text ? requestText(request, textOptions(values.reqopt, 'reqopt', values.nameopt)) : '',
    values.subject ? nameAnswer('subject=', request.subject.value, values.nameopt) : '',
    values.modulus ? ofRequest(() => modulusAnswer(request.publicKey)) : '',
  ].join('');
  const body = form(values.outform, 'outform') === 'DER' ? request.der : utf8ToBytes(head + requestPem(request));
  await writeShown(context, values, {
    text,
    json: () => ofRequest(() => requestJson(request)),
    body,
    secret: head !== '',
  });
  return exit;
}
