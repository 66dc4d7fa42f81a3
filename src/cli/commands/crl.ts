import { bytesToHex, utf8ToBytes } from '../../bytes/index.ts';
import { certificateListText, timeText } from '../../explain/index.ts';
import { type CertificateList, certificateListPem, sameName, verifyCertificateList } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { readTrustStoreFile } from '../certificate-files.ts';
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { DIGESTS } from '../digests.ts';
import { required, writeOutput } from '../files.ts';
import { form } from '../key-files.ts';
import { nameHash } from '../name-hash.ts';
import { NAMEOPT_OPTION, nameAnswer } from '../name-options.ts';
import { CRL_BOUND, readCertificateListFile } from '../revocation-files.ts';
import { certificateListJson, serialHex } from '../summaries.ts';

const OPTIONS = {
  in: { value: 'FILE', help: 'the list; default: standard input' },
  inform: { value: 'PEM|DER', help: 'form of the input; default: whichever it has' },
  out: { value: 'FILE', help: 'where to write; default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  noout: { help: 'do not write the list' },
  text: { help: 'print the list as text' },
  issuer: { help: 'print the issuer' },
  lastupdate: { help: 'print when it was made' },
  nextupdate: { help: 'print when the next one comes' },
  crlnumber: { help: 'print its number' },
  hash: { help: 'print the hash of its issuer, as file names of -CApath have it' },
  fingerprint: { help: 'print the digest of the list (SHA-1 unless -sha256)' },
  sha256: { help: 'for -fingerprint' },
  sha1: { help: 'for -fingerprint' },
  nameopt: NAMEOPT_OPTION,
  CAfile: { value: 'FILE', help: 'verify the signature with a certificate of the issuer in this file' },
  verify: { help: 'verify the signature; needs -CAfile' },
  max_bytes: CRL_BOUND,
  json: JSON_OPTION,
} as const;
type CrlValues = Values<typeof OPTIONS>;

export const crl = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'Unlike OpenSSL, a signature that does not verify sets the exit code (1). It says nothing of scope, time and signer: vitrine verify -crl_check does.',
  ],
  async run(values, _operands, context) {
    const maxBytes =
      values.max_bytes === undefined ? undefined : integerValue(values.max_bytes, 'max_bytes', 1, 2 ** 32 - 1);
    const list = await readCertificateListFile(context, values.in, { inform: values.inform, maxBytes });
    const exit = values.verify || values.CAfile !== undefined ? await verified(list, values, context) : EXIT.ok;
    if (values.json) {
      await context.printJson(certificateListJson(list));
      return exit;
    }
    await context.print(answers(list, values));
    const pieces: string[] = values.text ? [...certificateListText(list)] : [];
    const body = form(values.outform, 'outform') === 'DER' ? list.der : utf8ToBytes(certificateListPem(list));
    const all = Buffer.concat([Buffer.from(pieces.join('')), ...(values.noout ? [] : [body])]);
    if (all.length > 0) await writeOutput(context, values.out, all);
    return exit;
  },
});

/** Verifies the list's signature. As in OpenSSL, the result is printed on standard error. */
async function verified(list: CertificateList, values: CrlValues, context: Context): Promise<ExitCode> {
  const issuers = await readTrustStoreFile(context, required(values.CAfile, 'CAfile', 'the certificate of the issuer'));
  const own = issuers.filter(({ subject }) => sameName(subject, list.issuer));
  if (own.length === 0) {
    await write(context.world.stderr, 'Error getting CRL issuer certificate\n');
    return EXIT.no;
  }
  const good = own.some(({ publicKey }) => verifyCertificateList(list, publicKey));
  await write(context.world.stderr, good ? 'verify OK\n' : 'verify failure\n');
  return good ? EXIT.ok : EXIT.no;
}

/** The requested values of the list, in the order of the options, as in OpenSSL. */
function answers(list: CertificateList, values: CrlValues): string {
  const given = (Object.keys(values) as (keyof CrlValues)[]).filter((name) => values[name] === true);
  return given.map((name) => QUESTIONS[name]?.(list, values) ?? '').join('');
}

const QUESTIONS: { readonly [K in keyof CrlValues]?: (list: CertificateList, values: CrlValues) => string } = {
  issuer: ({ issuer }, { nameopt }) => nameAnswer('issuer=', issuer.value, nameopt),
  lastupdate: ({ thisUpdate }) => `lastUpdate=${timeText(thisUpdate)}\n`,
  nextupdate: ({ nextUpdate }) => `nextUpdate=${nextUpdate === undefined ? 'NONE' : timeText(nextUpdate)}\n`,
  crlnumber: ({ number }) => `crlNumber=${number === undefined ? '<NONE>' : `0x${serialHex(number)}`}\n`,
  hash: ({ issuer }) => `issuer name hash=${nameHash(issuer.value)}\n`,
  fingerprint({ der }, { sha256 }) {
    const { hash, name } = sha256 ? DIGESTS.sha256 : DIGESTS.sha1;
    const bytes = bytesToHex(hash.digest(der))
      .toUpperCase()
      .replace(/..(?=.)/g, '$&:');
    return `${name} Fingerprint=${bytes}\n`;
  },
};
