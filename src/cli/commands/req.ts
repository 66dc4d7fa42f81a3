import { utf8ToBytes } from '../../bytes/index.ts';
import { requestText } from '../../explain/index.ts';
import {
  type PrivateKey,
  publicKeyOf,
  writeEncryptedPrivateKeyPem,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../keys/index.ts';
import { type SignatureScheme, schemeFor, usualSchemeFor } from '../../signatures/index.ts';
import {
  type CertificateRequest,
  caExtensions,
  certificatePem,
  createRequest,
  type Extension,
  extensionValue,
  type Name,
  parseOpensslName,
  randomSerialNumber,
  requestPem,
  sameKey,
  selfSign,
  verifyRequest,
} from '../../x509/index.ts';
import { CliError, defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError, type Values } from '../command.ts';
import type { Context } from '../context.ts';
import { digestOption } from '../digests.ts';
import {
  overlay,
  parseSetting,
  type Subject,
  settingsToExtensions,
  settingsToOwnExtensions,
} from '../extension-settings.ts';
import { inOption } from '../failures.ts';
import { askOutput, required, writeOutput, writeShown } from '../files.ts';
import { form, LENIENT_OPTION, readPrivateKeyFile, readRequestFile } from '../key-files.ts';
import { formatName } from '../names.ts';
import { makeKey, newKeyFor, PKEYOPT_OPTION } from '../new-keys.ts';
import { encryption, PASSIN_OPTION, PASSOUT_OPTION } from '../passwords.ts';
import { requestJson } from '../summaries.ts';
import { daysFrom, serialValue } from '../values.ts';

const OPTIONS = {
  new: { help: 'make a request (or, with -x509, a certificate)' },
  x509: { help: 'make a self-signed certificate: a CA, unless -addext says otherwise' },
  in: { value: 'FILE', help: 'the request to read; default: standard input' },
  inform: { value: 'PEM|DER', help: 'form of the input' },
  lenient: LENIENT_OPTION,
  key: { value: 'FILE', help: 'the private key to sign with' },
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
  out: { value: 'FILE', help: 'where to write; default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  noout: { help: 'do not write the request or certificate' },
  text: { help: 'print the request as text' },
  subject: { help: 'print the subject' },
  nameopt: { value: 'RFC2253|oneline', help: 'how to print names' },
  pubkey: { help: 'print the public key' },
  verify: { help: "check the request's own signature" },
  json: JSON_OPTION,
} as const;

export const req = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'The self-signed CA gets critical basicConstraints CA:TRUE, critical keyUsage keyCertSign and cRLSign, and its key identifiers.',
    'Extensions: subjectAltName, basicConstraints, keyUsage, extendedKeyUsage, subjectKeyIdentifier, each with critical, before its value where it is.',
  ],
  async run(values, _operands, context) {
    if (!values.x509 && (values.days !== undefined || values.set_serial !== undefined)) {
      throw usageError(`-${values.days === undefined ? 'set_serial' : 'days'} is for certificates: add -x509`);
    }
    const makes = values.new || values.newkey !== undefined;
    if (values.x509) return makeCertificate(values, makes, context);
    if (!makes) return showRequest(await readRequest(values, context), values, context);
    const subject = subjectOf(values.subj);
    const { key, save } = await signingKey(values, context);
    const extensions = requestedExtensions(values, { name: subject, publicKey: publicKeyOf(key) });
    const request = createRequest({ subject, key, scheme: schemeOf(values, key), extensions, random: context.random });
    await save();
    return showRequest(request, values, context);
  },
});

type ReqValues = Values<typeof OPTIONS>;

const readRequest = (values: ReqValues, context: Context): Promise<CertificateRequest> =>
  readRequestFile(context, values.in, { inform: form(values.inform, 'inform'), lenient: values.lenient });

/** @throws CliError for a subject that cannot be. */
function subjectOf(subj: string | undefined): Name {
  const hint = 'the subject, such as -subj "/CN=kube-apiserver" (nothing is asked interactively)';
  const given = required(subj, 'subj', hint);
  return inOption('-subj', () => parseOpensslName(given));
}

/** @param serialNumber - of a certificate, which its own key signs; undefined for a request. */
const requestedExtensions = ({ addext }: ReqValues, subject: Subject, serialNumber?: bigint): Extension[] =>
  inOption('-addext', () => {
    const settings = addext.map(parseSetting);
    return overlay(
      serialNumber === undefined
        ? settingsToExtensions(settings, subject)
        : settingsToOwnExtensions(settings, subject, serialNumber),
    );
  });

/** How a key signs: with the hash that is asked for, else as it usually does. @throws CliError `out-of-range` where it cannot. */
function schemeOf(values: ReqValues, key: PrivateKey): SignatureScheme {
  const digest = digestOption(values);
  return inOption('-key', () => (digest === undefined ? usualSchemeFor(key) : schemeFor(key, digest.hash)));
}

/** What signs. */
interface SigningKey {
  readonly key: PrivateKey;
  /** Writes it where `-keyout` says, if it is a new one: after the signing, so that a failure does not replace a key
   * that is there, and before the output is written, so that no certificate is left without its key. */
  save(): Promise<void>;
}

/** The key of `-key`, or a new one. */
async function signingKey(values: ReqValues, context: Context): Promise<SigningKey> {
  const { newkey } = values;
  if (newkey === undefined) {
    const path = required(values.key, 'key', 'the private key, which vitrine genrsa makes (or -newkey rsa:2048)');
    return { key: await readPrivateKeyFile(context, path, { passin: values.passin }), save: async () => undefined };
  }
  if (values.key !== undefined) throw usageError('-key or -newkey, not both');
  const plain = values.nodes || values.noenc;
  if (plain === (values.passout !== undefined)) {
    throw usageError('-passout says how to encrypt the new key, -nodes (or -noenc) that it shall not be: one of them');
  }
  const kind = await newKeyFor(newkey, values.pkeyopt, context);
  const keyout = required(values.keyout, 'keyout', 'where to write the new key');
  if (keyout !== '-' && values.out !== undefined && context.path(keyout) === context.path(values.out)) {
    throw usageError('-keyout and -out are the same file; name two files');
  }
  await askOutput(context, keyout);
  if (!values.noout) await askOutput(context, values.out);
  const options = plain ? undefined : await encryption(context, 'aes-256-cbc', values.passout);
  const key = await makeKey(kind, context);
  const pem = options === undefined ? writePrivateKeyPem(key, 'pkcs8') : writeEncryptedPrivateKeyPem(key, options);
  return { key, save: () => writeOutput(context, keyout, pem, { secret: true }) };
}

async function makeCertificate(values: ReqValues, makes: boolean, context: Context): Promise<ExitCode> {
  const request = makes ? undefined : await readRequest(values, context);
  const subject = request?.subject.value ?? subjectOf(values.subj);
  const { key, save } = await signingKey(values, context);
  const publicKey = publicKeyOf(key);
  if (request !== undefined && !sameKey(request.publicKey, publicKey)) {
    throw new CliError('key-mismatch', `${values.key}: is not the key of the request`);
  }
  const serialNumber = serialValue(values.set_serial) ?? randomSerialNumber(context.random);
  const certificate = selfSign({
    subject,
    key,
    scheme: schemeOf(values, key),
    validity: daysFrom(context.now(), values.days),
    serialNumber,
    extensions: caUnlessRefused(requestedExtensions(values, { name: subject, publicKey }, serialNumber)),
    random: context.random,
  });
  await save();
  if (values.noout) return EXIT.ok;
  const outform = form(values.outform, 'outform');
  await writeOutput(context, values.out, outform === 'DER' ? certificate.der : certificatePem(certificate));
  return EXIT.ok;
}

/** A CA's extensions below those that were given; none of them where those say that it is no CA. */
function caUnlessRefused(given: readonly Extension[]): readonly Extension[] {
  return extensionValue(given, 'basicConstraints')?.cA === false ? given : overlay(caExtensions(), given);
}

async function showRequest(request: CertificateRequest, values: ReqValues, context: Context): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  if (values.verify) {
    const good = verifyRequest(request);
    await context.note(`Certificate request self-signature verify ${good ? 'OK' : 'failure'}`);
    if (!good) exit = EXIT.no;
  }
  const text = [
    values.pubkey ? writePublicKeyPem(request.publicKey, 'spki') : '',
    values.text ? requestText(request) : '',
    values.subject ? `subject=${formatName(request.subject.value, values.nameopt)}\n` : '',
  ].join('');
  const body = form(values.outform, 'outform') === 'DER' ? request.der : utf8ToBytes(requestPem(request));
  await writeShown(context, values, { text, json: requestJson(request), body });
  return exit;
}
