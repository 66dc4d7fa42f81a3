import { issueByDatabase } from '../ca/issue.ts';
import { readCaSettings } from '../ca/settings.ts';
import { generateList, revoke, status, updateDatabase } from '../ca/upkeep.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { required } from '../files.ts';
import { PASSIN_OPTION } from '../passwords.ts';
import { SIGOPT_OPTION } from '../signature-options.ts';

export const ca = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    config: { value: 'FILE', help: 'the configuration file, with [ca]; needed' },
    name: { value: 'SECTION', help: 'the section of the CA; default: default_ca of [ca]' },
    in: { value: 'FILE', help: 'the request to certify; default: standard input' },
    inform: { value: 'PEM|DER', help: 'form of the request' },
    out: { value: 'FILE', help: 'where to write the certificate, or the list; default: standard output' },
    outdir: { value: 'FOLDER', help: 'where to keep certificates; default: new_certs_dir' },
    cert: { value: 'FILE', help: 'the certificate of the CA; default: certificate' },
    keyfile: { value: 'FILE', help: 'its key; default: private_key' },
    passin: PASSIN_OPTION,
    md: { value: 'DIGEST', help: 'sign with it; default: default_md, or as strong as the key' },
    sigopt: SIGOPT_OPTION,
    days: { value: 'N', help: 'days of validity; default: default_days' },
    startdate: { value: 'TIME', help: 'first second of validity, YYMMDDHHMMSSZ; default: now' },
    enddate: { value: 'TIME', help: 'last second of validity' },
    policy: { value: 'SECTION', help: 'what a request must have; default: policy' },
    extensions: { value: 'SECTION', help: 'the extensions to put in; default: x509_extensions' },
    extfile: { value: 'FILE', help: 'another file for them' },
    subj: { value: 'NAME', help: 'the subject, in place of that of the request' },
    preserveDN: { help: 'keep all of the requested name, in its order' },
    notext: { help: 'do not write the text of the certificate before it' },
    create_serial: { help: 'begin with a random number where there is no serial file' },
    rand_serial: { help: 'use a random serial number' },
    batch: { help: 'accepted: nothing is ever asked' },
    revoke: { value: 'FILE', help: 'revoke this certificate' },
    crl_reason: { value: 'REASON', help: 'why: keyCompromise, superseded, …' },
    crl_compromise: { value: 'TIME', help: 'with -revoke: the key was compromised at this time, YYYYMMDDHHMMSSZ' },
    crl_CA_compromise: { value: 'TIME', help: 'with -revoke: the key of the CA was' },
    gencrl: { help: 'make a revocation list' },
    crldays: { value: 'N', help: 'days until the next list; default: default_crl_days' },
    crlhours: { value: 'N', help: 'hours until the next list' },
    crlsec: { value: 'N', help: 'seconds until the next list' },
    crlexts: { value: 'SECTION', help: 'the extensions of the list; default: crl_extensions' },
    updatedb: { help: 'mark certificates that have expired' },
    status: { value: 'SERIAL', help: 'say the status of a serial number (exit code 1 if it is not there)' },
  },
  notes: [
    'The database is OpenSSL’s: index.txt, index.txt.attr, serial, crlnumber and a folder of certificates. Both programs may take turns. Each file is replaced whole, under a lock; nothing is ever asked.',
    'Lists are of version 2, with authorityKeyIdentifier and cRLNumber, and need cRLSign where the CA has keyUsage.',
  ],
  async run(values, _operands, context) {
    const { revoke: file, gencrl, updatedb, status: serial } = values;
    const asked = [file !== undefined, gencrl, updatedb, serial !== undefined].filter(Boolean).length;
    if (asked > 1) throw usageError('give only one of -revoke, -gencrl, -updatedb and -status');
    if (file === undefined && (values.crl_reason ?? values.crl_compromise ?? values.crl_CA_compromise) !== undefined) {
      throw usageError('a reason can be given only with -revoke');
    }
    const settings = await readCaSettings(
      context,
      required(values.config, 'config', 'the configuration file'),
      values.name,
    );
    if (serial !== undefined) return status(serial, settings, context);
    if (updatedb) await updateDatabase(settings, context);
    else if (file !== undefined) await revoke({ ...values, revoke: file }, settings, context);
    else if (gencrl) await generateList(values, settings, context);
    else await issueByDatabase(values, settings, context);
    return EXIT.ok;
  },
});
