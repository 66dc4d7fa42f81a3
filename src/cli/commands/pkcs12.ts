import type { Pkcs12, Pkcs12ReadOptions } from '../../keys/index.ts';
import { readPkcs12Async } from '../../keys/index.ts';
import { CliError, defineCommand, EXIT, type ExitCode, usageError, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { about } from '../failures.ts';
import { askOutput, inputName, readInput, writeOutput } from '../files.ts';
import {
  CIPHER_OPTIONS,
  cipherAsked,
  encryption,
  ITERATIONS,
  PASSIN_OPTION,
  PASSOUT_OPTION,
  readPassword,
} from '../passwords.ts';
import { exportPkcs12 } from './pkcs12/export.ts';
import { infoText } from './pkcs12/info.ts';
import { bagsText } from './pkcs12/text.ts';

const OPTIONS = {
  export: { help: 'make a file; without it, one is read' },
  in: {
    value: 'FILE',
    help: 'the file; with -export, certificates, and the key unless -inkey is given; default: standard input',
  },
  out: { value: 'FILE', help: 'where to write (mode 0600); default: standard output' },
  passin: {
    ...PASSIN_OPTION,
    help: 'the password of the input: pass:TEXT, env:NAME, file:FILE or stdin (its first line)',
  },
  passout: { ...PASSOUT_OPTION, help: 'the password of the output, as for -passin' },
  password: { value: 'SOURCE', help: 'the password of the PKCS #12 file: -passout with -export, else -passin' },
  nokeys: { help: 'no private keys' },
  nocerts: { help: 'no certificates' },
  // Reading.
  clcerts: { help: 'only certificates of keys (with a localKeyID)' },
  cacerts: { help: 'only the other certificates' },
  noout: { help: 'write nothing; the MAC is checked' },
  info: { help: 'tell how the file is made, on standard error' },
  nomacver: { help: 'do not check the MAC, nor miss one: anybody may have changed the file' },
  noenc: { help: 'write keys unencrypted' },
  nodes: { help: 'the same, as it was called before' },
  ...CIPHER_OPTIONS,
  legacy: { help: 'nothing: what it was needed for in OpenSSL (RC2-40, 3DES) is always read, and never written' },
  // Making.
  inkey: { value: 'FILE', help: 'the private key' },
  certfile: { value: 'FILE', help: 'more certificates' },
  name: { value: 'TEXT', help: 'the friendlyName of key and certificate' },
  caname: { value: 'TEXT', many: true, help: 'the friendlyName of each of the other certificates, in order' },
  iter: { value: 'N', help: `iterations of encryption and MAC; default: ${ITERATIONS} (OpenSSL 3.0: 2048)` },
  keypbe: { value: 'CIPHER', help: 'AES-256-CBC (the default), AES-192-CBC or AES-128-CBC' },
  certpbe: { value: 'CIPHER', help: 'the same as -keypbe' },
  macalg: { value: 'HASH', help: 'sha256, which is the only one' },
} as const;
export type Pkcs12Values = Values<typeof OPTIONS>;

export const pkcs12 = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: [
    'Keys are written encrypted unless -noenc is given. A file without a MAC is refused unless -nomacver is given.',
    'What is made has PBES2 with AES and PBKDF2, and a MAC by HMAC with SHA-256: OpenSSL from 1.1, Java from 8u301, Windows from 10 (1709) read it.',
  ],
  run: (values, _operands, context) => (values.export ? exportPkcs12(values, context) : show(values, context)),
});

/** What only one direction has. */
const FOR_EXPORT = ['inkey', 'certfile', 'name', 'iter', 'keypbe', 'certpbe', 'macalg'] as const;

async function show(values: Pkcs12Values, context: Context): Promise<ExitCode> {
  const misplaced = FOR_EXPORT.find((name) => values[name] !== undefined);
  if (misplaced !== undefined || values.caname.length > 0) throw usageError(`-${misplaced ?? 'caname'} is for -export`);
  if (values.passin !== undefined && values.password !== undefined) throw usageError('-passin or -password, not both');
  if (values.clcerts && values.cacerts) throw usageError('-clcerts or -cacerts, not both');
  const source = values.passin ?? values.password;
  if (source === 'stdin' && inputName(values.in) === 'stdin') {
    throw usageError('-passin stdin: the file is read from standard input too; name it');
  }
  if (!values.noout) await askOutput(context, values.out);
  const cipher = cipherAsked(values);
  const password = await readPassword(context, source, 'passin');
  const read = await readFile(values, password, context);
  if (values.nomacver && read.mac === undefined) await context.note('warning: the file has no MAC');
  if (values.info) await write(context.world.stderr, infoText(read));
  if (values.noout) return EXIT.ok;
  const isPlain = values.noenc || values.nodes;
  const hasKeys = read.keys.length > 0 && !values.nokeys;
  const asked = isPlain || !hasKeys ? undefined : await encryption(context, cipher, values.passout);
  const text = await bagsText(read, values, asked, context);
  await writeOutput(context, values.out, text, { secret: true });
  return EXIT.ok;
}

async function readFile(
  values: Pkcs12Values,
  password: Pkcs12ReadOptions['password'],
  context: Context,
): Promise<Pkcs12> {
  const file = await readInput(context, values.in);
  const options = { mac: values.nomacver ? 'ignored' : 'required', signal: context.signal } as const;
  const reading = (tried: typeof password) => readPkcs12Async(file, { ...options, password: tried });
  try {
    // As OpenSSL does: where the password is empty, some have made the file with none.
    return await reading(password).catch((error) => {
      if (password !== '' || !['mac-mismatch', 'decryption-failed'].includes(error.code)) throw error;
      return reading(new Uint8Array(0));
    });
  } catch (error) {
    context.signal.throwIfAborted();
    const told = about(inputName(values.in), error);
    const hint = HINTS[told.code];
    throw hint === undefined ? told : new CliError(told.code, `${told.message}; ${hint}`, told.exit, { cause: error });
  }
}

const HINTS: Readonly<Record<string, string>> = {
  encrypted: 'say -passin',
  'mac-absent': '-nomacver reads it all the same',
};
