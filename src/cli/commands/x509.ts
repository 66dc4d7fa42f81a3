import { utf8ToBytes } from '../../bytes/index.ts';
import { certificatePem } from '../../x509/index.ts';
import { LENIENT_OPTION, readCertificateFile } from '../certificate-files.ts';
import { answers, QUESTION_OPTIONS } from '../certificate-questions.ts';
import { defineCommand, JSON_OPTION, usageError, type Values } from '../command.ts';
import { inFile, writeShown } from '../files.ts';
import { issue } from '../issuing.ts';
import { form, INFORM_OPTION, inputForm, KEYFORM_OPTION } from '../key-files.ts';
import { PASSIN_OPTION } from '../passwords.ts';
import { SIGOPT_OPTION } from '../signature-options.ts';
import { certificateJson } from '../summaries.ts';

const OPTIONS = {
  in: { value: 'FILE', help: 'the certificate (with -req: the request); default: standard input' },
  inform: INFORM_OPTION,
  lenient: LENIENT_OPTION,
  out: { value: 'FILE', help: 'where to write; default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  noout: { help: 'do not write the certificate' },
  ...QUESTION_OPTIONS,
  sha1: { help: 'for -fingerprint' },
  sha224: { help: 'for -fingerprint, and for signing with -req' },
  sha256: { help: 'the same; default of signing: as strong as the key' },
  sha384: { help: 'the same' },
  sha512: { help: 'the same' },
  json: JSON_OPTION,
  req: { help: 'issue a certificate from the request in -in' },
  CA: { value: 'FILE', help: 'with -req: the certificate of the CA' },
  CAform: { value: 'PEM|DER', help: 'form of -CA; default: whichever it has' },
  CAkey: { value: 'FILE', help: 'its key; default: the file of -CA' },
  CAkeyform: { value: 'PEM|DER', help: 'form of -CAkey; default: whichever it has' },
  CAserial: { value: 'FILE', help: 'its serial number file; default: that of -CA with .srl, if it is there' },
  CAcreateserial: { help: 'create that file with a random number if it is missing' },
  set_serial: { value: 'N', help: 'the serial number' },
  signkey: { value: 'FILE', help: 'with -req: self-sign with the key of the request' },
  keyform: KEYFORM_OPTION,
  passin: PASSIN_OPTION,
  sigopt: SIGOPT_OPTION,
  days: { value: 'N', help: 'days of validity; default 30' },
  extfile: { value: 'FILE', help: 'extensions to put in, as name = value' },
  extensions: { value: 'SECTION', help: 'the section of -extfile' },
  copy_extensions: { value: 'none|copy|copyall', help: 'which requested extensions to put in; default none' },
} as const;

export const x509 = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'As with OpenSSL, requested extensions (including subjectAltName!) are left out unless -copy_extensions copy is given; a note on standard error lists them. Certificates are of version 3, with subject and authority key identifiers.',
    'Unlike OpenSSL, an issuer that has expired or is not a CA is refused, and -checkhost, -checkip and -checkemail set the exit code too.',
  ],
  async run(values, _operands, context) {
    if (!values.req) refuseIssuingOptions(values);
    const certificate = values.req
      ? await issue(values, context)
      : await readCertificateFile(context, values.in, {
          inform: inputForm(values.inform, 'inform'),
          // As OpenSSL, which shows what it can read.
          lenient: values.lenient || values.text,
        });
    const { text, exit } = inFile(values.in, () => answers(certificate, values, context.now()));
    const outform = form(values.outform, 'outform');
    const body = outform === 'DER' ? certificate.der : utf8ToBytes(certificatePem(certificate));
    const json = (): object => inFile(values.in, () => certificateJson(certificate));
    await writeShown(context, values, { text, json, body });
    return exit;
  },
});

type X509Values = Values<typeof OPTIONS>;

function refuseIssuingOptions(values: X509Values): void {
  const names = [
    'CA',
    'CAkey',
    'CAform',
    'CAkeyform',
    'keyform',
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
