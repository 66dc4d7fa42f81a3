import { bytesToHex, utf8ToBytes } from '../../bytes/index.ts';
import { certificateText, extensionLines, timeText } from '../../explain/index.ts';
import { type PublicKey, writePublicKeyPem } from '../../keys/index.ts';
import { type Certificate, certificatePem, EXTENSIONS, matchesName } from '../../x509/index.ts';
import { ACCEPTED_OPTIONS } from '../accepted-options.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError, type Values } from '../command.ts';
import { DIGESTS, digestOption } from '../digests.ts';
import { writeShown } from '../files.ts';
import { issue } from '../issuing.ts';
import { form, LENIENT_OPTION, readCertificateFile } from '../key-files.ts';
import { formatName } from '../names.ts';
import { PASSIN_OPTION } from '../passwords.ts';
import { SIGOPT_OPTION } from '../signature-options.ts';
import { certificateJson, serialHex } from '../summaries.ts';
import { dnsName, ipName } from '../values.ts';

const OPTIONS = {
  in: { value: 'FILE', help: 'the certificate (with -req: the request); default: standard input' },
  inform: { value: 'PEM|DER', help: 'form of the input' },
  lenient: LENIENT_OPTION,
  out: { value: 'FILE', help: 'where to write; default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  noout: { help: 'do not write the certificate' },
  text: { help: 'print the certificate as text' },
  subject: { help: 'print the subject' },
  issuer: { help: 'print the issuer' },
  serial: { help: 'print the serial number' },
  dates: { help: 'print both dates of validity' },
  startdate: { help: 'print the first' },
  enddate: { help: 'print the last' },
  fingerprint: { help: 'print the digest of the certificate (SHA-1 unless -sha256)' },
  sha1: { help: 'for -fingerprint' },
  sha224: { help: 'for -fingerprint, and for signing with -req' },
  sha256: { help: 'the same; default of signing: as strong as the key' },
  sha384: { help: 'the same' },
  sha512: { help: 'the same' },
  pubkey: { help: 'print the public key' },
  modulus: { help: 'print the modulus' },
  ext: { value: 'NAME,…', help: 'print these extensions: subjectAltName, keyUsage, …' },
  nameopt: { value: 'RFC2253|oneline', help: 'how to print names' },
  checkend: { value: 'SECONDS', help: 'whether it expires within this time (exit code 1 if so)' },
  checkhost: { value: 'NAME', help: 'whether it is for this DNS name (exit code 1 if not)' },
  checkip: { value: 'ADDRESS', help: 'whether it is for this IP address (exit code 1 if not)' },
  json: JSON_OPTION,
  req: { help: 'issue a certificate from the request in -in' },
  CA: { value: 'FILE', help: 'with -req: the certificate of the CA' },
  CAkey: { value: 'FILE', help: 'its key; default: the file of -CA' },
  CAserial: { value: 'FILE', help: 'its serial number file; default: that of -CA with .srl, if it is there' },
  CAcreateserial: { help: 'create that file with a random number if it is missing' },
  set_serial: { value: 'N', help: 'the serial number' },
  signkey: { value: 'FILE', help: 'with -req: self-sign with the key of the request' },
  passin: PASSIN_OPTION,
  sigopt: SIGOPT_OPTION,
  days: { value: 'N', help: 'days of validity; default 30' },
  extfile: { value: 'FILE', help: 'extensions to put in, as name = value' },
  extensions: { value: 'SECTION', help: 'the section of -extfile' },
  copy_extensions: { value: 'none|copy|copyall', help: 'which requested extensions to put in; default none' },
  ...ACCEPTED_OPTIONS,
} as const;

export const x509 = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'As with OpenSSL, requested extensions (including subjectAltName!) are left out unless -copy_extensions copy is given; a note on standard error lists them. Certificates are of version 3, with subject and authority key identifiers.',
    'Unlike OpenSSL, an issuer that has expired or is not a CA is refused, and -checkhost and -checkip set the exit code too.',
  ],
  async run(values, _operands, context) {
    if (!values.req) refuseIssuingOptions(values);
    const certificate = values.req
      ? await issue(values, context)
      : await readCertificateFile(context, values.in, {
          inform: form(values.inform, 'inform'),
          lenient: values.lenient,
        });
    const { text, exit } = answer(certificate, values, context.now());
    const outform = form(values.outform, 'outform');
    const body = outform === 'DER' ? certificate.der : utf8ToBytes(certificatePem(certificate));
    await writeShown(context, values, { text, json: certificateJson(certificate), body });
    return exit;
  },
});

type X509Values = Values<typeof OPTIONS>;

function refuseIssuingOptions(values: X509Values): void {
  const names = [
    'CA',
    'CAkey',
    'CAserial',
    'CAcreateserial',
    'set_serial',
    'signkey',
    'passin',
    'days',
    'extfile',
    'copy_extensions',
    'sigopt',
  ] as const;
  const isGiven = (value: string | boolean | readonly string[] | undefined): boolean =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  const stray = names.find((name) => isGiven(values[name]));
  if (stray !== undefined) throw usageError(`-${stray} is for issuing: add -req`);
}

/** What is asked of the certificate, in the order in which it is asked, as OpenSSL does. */
function answer(certificate: Certificate, values: X509Values, now: Date): { text: string; exit: ExitCode } {
  // An empty text is a question too, and its answer is no.
  const isGiven = (value: X509Values[keyof X509Values]): boolean => value !== undefined && value !== false;
  const given = Object.keys(values).filter((name) => isGiven(values[name as keyof X509Values]));
  const answers = given.flatMap((name) => {
    const question = QUESTIONS[name as keyof X509Values];
    return question === undefined ? [] : [question(certificate, values, now)];
  });
  const isNo = answers.some((one) => typeof one !== 'string' && !one.yes);
  const text = answers.map((one) => (typeof one === 'string' ? one : one.text)).join('');
  return { text, exit: isNo ? EXIT.no : EXIT.ok };
}

type Answer = string | { readonly text: string; readonly yes: boolean };

const QUESTIONS: {
  readonly [K in keyof X509Values]?: (certificate: Certificate, values: X509Values, now: Date) => Answer;
} = {
  text: certificateText,
  subject: ({ subject }, { nameopt }) => `subject=${formatName(subject.value, nameopt)}\n`,
  issuer: ({ issuer }, { nameopt }) => `issuer=${formatName(issuer.value, nameopt)}\n`,
  serial: ({ serialNumber }) => `serial=${serialHex(serialNumber)}\n`,
  dates: ({ notBefore, notAfter }) => `notBefore=${timeText(notBefore)}\nnotAfter=${timeText(notAfter)}\n`,
  startdate: ({ notBefore }) => `notBefore=${timeText(notBefore)}\n`,
  enddate: ({ notAfter }) => `notAfter=${timeText(notAfter)}\n`,
  fingerprint,
  pubkey: ({ publicKey }) => writePublicKeyPem(publicKey, 'spki'),
  modulus: ({ publicKey }) => `Modulus=${modulusText(publicKey)}\n`,
  ext: extensionsText,
  checkend({ notAfter }, { checkend }, now) {
    const seconds = integerValue(checkend!, 'checkend', 0, 2 ** 40);
    const yes = notAfter.getTime() >= now.getTime() + 1000 * seconds;
    return { yes, text: `Certificate will ${yes ? 'not ' : ''}expire\n` };
  },
  checkhost({ subjectAltNames }, { checkhost }) {
    const yes = matchesName(dnsName(checkhost!, 'checkhost', 'checkip'), subjectAltNames);
    return { yes, text: `Hostname ${checkhost} does ${yes ? '' : 'NOT '}match certificate\n` };
  },
  checkip({ subjectAltNames }, { checkip }) {
    const yes = matchesName(ipName(checkip!, 'checkip', 'checkhost'), subjectAltNames);
    return { yes, text: `IP ${checkip} does ${yes ? '' : 'NOT '}match certificate\n` };
  },
};

function fingerprint({ der }: Certificate, values: X509Values): string {
  const digest = digestOption(values);
  const { hash } = digest ?? DIGESTS.sha1;
  const bytes = bytesToHex(hash.digest(der))
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');
  // OpenSSL 3.0 writes the name as it was given, and its default in capitals.
  return `${digest === undefined ? 'SHA1' : hash.name} Fingerprint=${bytes}\n`;
}

function extensionsText({ extensions }: Certificate, { ext }: X509Values): string {
  const wanted = ext!.split(',').map((name) => extensionId(name.trim()));
  return extensionLines(
    extensions.filter(({ extnID }) => wanted.includes(extnID)),
    0,
  )
    .map((line) => `${line}\n`)
    .join('');
}

function extensionId(name: string): string {
  const kind = name === 'extendedKeyUsage' ? 'extKeyUsage' : name;
  if (Object.hasOwn(EXTENSIONS, kind)) return EXTENSIONS[kind as keyof typeof EXTENSIONS].id;
  if (/^\d+(\.\d+)+$/.test(name)) return name;
  throw usageError(`no extension ${JSON.stringify(name)}; there are ${Object.keys(EXTENSIONS).join(', ')}, and OIDs`);
}

/** As OpenSSL has it, other kinds of keys included. */
const modulusText = (key: PublicKey): string =>
  key.type === 'rsa' ? key.modulus.toString(16).toUpperCase() : 'No modulus for this public key type';
