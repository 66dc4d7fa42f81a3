/** The options by which `x509` prints single values of a certificate, each as OpenSSL prints it. */
import { ACCESS_OIDS } from '../asn1/internal.ts';
import { bytesToHex } from '../bytes/index.ts';
import { certificateText, extensionLines, purposesText, timeText } from '../explain/index.ts';
import { type PublicKey, writePublicKeyPem } from '../keys/index.ts';
import { attributeTexts, type Certificate, describedValue, EXTENSIONS, matchesName } from '../x509/index.ts';
import { integerValue } from './arguments.ts';
import { EXIT, type ExitCode, usageError, type Values } from './command.ts';
import { DIGESTS, digestOption } from './digests.ts';
import { nameHash, oldNameHash } from './name-hash.ts';
import { certoptOption, NAMEOPT_OPTION, nameAnswer, textOptions } from './name-options.ts';
import { serialHex } from './summaries.ts';
import { dnsName, ipName, mailbox } from './values.ts';

/** The options that print a value. */
export const QUESTION_OPTIONS = {
  text: { help: 'print the certificate as text' },
  certopt: certoptOption('a certificate'),
  subject: { help: 'print the subject' },
  issuer: { help: 'print the issuer' },
  nameopt: NAMEOPT_OPTION,
  serial: { help: 'print the serial number' },
  dates: { help: 'print both dates of validity' },
  startdate: { help: 'print the first' },
  enddate: { help: 'print the last' },
  hash: { help: 'the same as -subject_hash' },
  subject_hash: { help: 'print the hash of the subject, as file names of -CApath have it' },
  issuer_hash: { help: 'the same of the issuer' },
  subject_hash_old: { help: 'print the hash of the subject that OpenSSL had before 1.0.0, by MD5' },
  issuer_hash_old: { help: 'the same of the issuer' },
  email: { help: 'print the mailboxes of subject and subjectAltName' },
  ocsp_uri: { help: 'print where OCSP responders are' },
  purpose: { help: 'print what the certificate may be used for' },
  fingerprint: { help: 'print the digest of the certificate (SHA-1 unless -sha256)' },
  pubkey: { help: 'print the public key' },
  modulus: { help: 'print the modulus' },
  ext: { value: 'NAME,…', help: 'print these extensions: subjectAltName, keyUsage, …' },
  checkend: { value: 'SECONDS', help: 'whether it expires within this time (exit code 1 if so)' },
  checkhost: { value: 'NAME', help: 'whether it is for this DNS name (exit code 1 if not)' },
  checkip: { value: 'ADDRESS', help: 'whether it is for this IP address (exit code 1 if not)' },
  checkemail: { value: 'ADDRESS', help: 'whether it is for this mailbox (exit code 1 if not)' },
} as const;

/** The values of these options, and of the digests for `-fingerprint`. */
export type QuestionValues = Values<typeof QUESTION_OPTIONS> & {
  readonly [K in 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512']: boolean;
};

/** The requested values of the certificate, in the order of the options, as in OpenSSL.
 * @param values - the given options come first, in the order of the command line. @throws CliError `usage`. */
export function answers(
  certificate: Certificate,
  values: QuestionValues,
  now: Date,
): { readonly text: string; readonly exit: ExitCode } {
  // An option with an empty value was given too; its answer is no.
  const isGiven = (value: QuestionValues[keyof QuestionValues]): boolean => value !== undefined && value !== false;
  const given = Object.keys(values).filter((name) => isGiven(values[name as keyof QuestionValues]));
  const all = given.flatMap((name) => {
    // In OpenSSL the two options are one.
    if (name === 'hash' && values.subject_hash) return [];
    const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name as keyof QuestionValues] : undefined;
    return question === undefined ? [] : [question(certificate, values, now)];
  });
  const isNo = all.some((one) => typeof one !== 'string' && !one.yes);
  const text = all.map((one) => (typeof one === 'string' ? one : one.text)).join('');
  return { text, exit: isNo ? EXIT.no : EXIT.ok };
}

type Answer = string | { readonly text: string; readonly yes: boolean };
type Question = (certificate: Certificate, values: QuestionValues, now: Date) => Answer;

const subjectHash: Question = ({ subject }) => `${nameHash(subject.value)}\n`;

const QUESTIONS: { readonly [K in keyof QuestionValues]?: Question } = {
  text: (certificate, { certopt, nameopt }) => certificateText(certificate, textOptions(certopt, 'certopt', nameopt)),
  subject: ({ subject }, { nameopt }) => nameAnswer('subject=', subject.value, nameopt),
  issuer: ({ issuer }, { nameopt }) => nameAnswer('issuer=', issuer.value, nameopt),
  serial: ({ serialNumber }) => `serial=${serialHex(serialNumber)}\n`,
  dates: ({ notBefore, notAfter }) => `notBefore=${timeText(notBefore)}\nnotAfter=${timeText(notAfter)}\n`,
  startdate: ({ notBefore }) => `notBefore=${timeText(notBefore)}\n`,
  enddate: ({ notAfter }) => `notAfter=${timeText(notAfter)}\n`,
  hash: subjectHash,
  subject_hash: subjectHash,
  issuer_hash: ({ issuer }) => `${nameHash(issuer.value)}\n`,
  subject_hash_old: ({ subject }) => `${oldNameHash(subject.value)}\n`,
  issuer_hash_old: ({ issuer }) => `${oldNameHash(issuer.value)}\n`,
  email: (certificate) => linesOf(mailboxesOf(certificate)),
  ocsp_uri: (certificate) => linesOf(respondersOf(certificate)),
  purpose: purposesText,
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
  checkemail({ subjectAltNames }, { checkemail }) {
    const yes = matchesName(mailbox(checkemail!, 'checkemail'), subjectAltNames);
    return { yes, text: `Email ${checkemail} does ${yes ? '' : 'NOT '}match certificate\n` };
  },
};

/** Texts of the certificate, one per line. Texts that are not printable ASCII are omitted; other options show them escaped. */
const linesOf = (texts: readonly string[]): string =>
  [...new Set(texts)].map((one) => `${one.replace(/[^ -~]/g, '.')}\n`).join('');

/** X509_get1_email: the addresses of the subject, then those of subjectAltName. */
const mailboxesOf = ({ subject, subjectAltNames }: Certificate): string[] => [
  ...attributeTexts(subject.value, 'emailAddress'),
  ...subjectAltNames.flatMap((one) => (one.kind === 'rfc822Name' ? [one.value] : [])),
];

/** X509_get1_ocsp. */
function respondersOf({ extensions }: Certificate): string[] {
  const access = extensions.map(describedValue).find((one) => one?.kind === 'authorityInfoAccess');
  return (access?.value ?? []).flatMap(({ accessMethod, accessLocation: { kind, value } }) =>
    accessMethod === ACCESS_OIDS.ocsp && kind === 'uniformResourceIdentifier' ? [value] : [],
  );
}

function fingerprint({ der }: Certificate, values: QuestionValues): string {
  const digest = digestOption(values);
  const { hash } = digest ?? DIGESTS.sha1;
  const bytes = bytesToHex(hash.digest(der))
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');
  // OpenSSL 3.0 writes the digest's name as it was given, and the default one in capitals.
  return `${digest === undefined ? 'SHA1' : hash.name} Fingerprint=${bytes}\n`;
}

function extensionsText({ extensions }: Certificate, { ext, certopt }: QuestionValues): string {
  const wanted = ext!.split(',').map((name) => extensionId(name.trim()));
  const { unknownExtensions } = textOptions(certopt, 'certopt', []);
  return extensionLines(
    extensions.filter(({ extnID }) => wanted.includes(extnID)),
    0,
    unknownExtensions,
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

/** As OpenSSL prints it, also for keys without a modulus. */
const modulusText = (key: PublicKey): string =>
  key.type === 'rsa' || key.type === 'rsa-pss'
    ? key.modulus.toString(16).toUpperCase()
    : 'No modulus for this public key type';
