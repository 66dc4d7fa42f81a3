import type { Pkcs12, Pkcs12ReadOptions } from '../../keys/index.ts';
import { readPkcs12Async } from '../../keys/index.ts';
import { otherFormat } from '../../keys/internal.ts';
import { CliError, defineCommand, EXIT, type ExitCode, usageError } from '../command.ts';
import { type Context, write } from '../context.ts';
import { about } from '../failures.ts';
import { askOutput, inputName, readInput, writeOutput } from '../files.ts';
import { formIn } from '../key-files.ts';
import { CONTAINER_ONLY, hintAtDer } from '../key-hints.ts';
import { cipherAsked, encryption, readPassword } from '../passwords.ts';
import { exportPkcs12 } from './pkcs12/export.ts';
import { infoText } from './pkcs12/info.ts';
import { PKCS12_OPTIONS, type Pkcs12Values } from './pkcs12/options.ts';
import { bagsText } from './pkcs12/text.ts';

export const pkcs12 = defineCommand({
  operands: '',
  maxOperands: 0,
  options: PKCS12_OPTIONS,
  notes: [
    'Keys are written encrypted unless -noenc is given. A file without a MAC is refused unless -nomacver is given.',
    'What is made has PBES2 with AES and PBKDF2, and a MAC by HMAC with SHA-256: OpenSSL from 1.1, Java from 8u301, Windows from 10 (1709) read it.',
  ],
  run: (values, _operands, context) => (values.export ? exportPkcs12(values, context) : show(values, context)),
});

/** Options that apply to one direction only. */
const FOR_EXPORT = ['inkey', 'certfile', 'CAfile', 'name', 'iter', 'keypbe', 'certpbe', 'macalg'] as const;

async function show(values: Pkcs12Values, context: Context): Promise<ExitCode> {
  const misplaced = FOR_EXPORT.find((name) => values[name] !== undefined);
  if (misplaced !== undefined || values.caname.length > 0) throw usageError(`-${misplaced ?? 'caname'} is for -export`);
  if (values.chain) await context.note('-chain counts with -export only');
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
    // As in OpenSSL: with an empty password, a zero-length one is tried too, since some programs use that.
    return await reading(password).catch((error) => {
      if (password !== '' || !['mac-mismatch', 'decryption-failed'].includes(error.code)) throw error;
      return reading(new Uint8Array(0));
    });
  } catch (error) {
    context.signal.throwIfAborted();
    const told = about(inputName(values.in), error);
    const hint = HINTS[told.code] ?? otherKind(file);
    throw hint === undefined ? told : new CliError(told.code, `${told.message}; ${hint}`, told.exit, { cause: error });
  }
}

/** What a file that cannot be read holds instead; undefined for PKCS #12. */
function otherKind(file: Uint8Array): string | undefined {
  if (file.length === 0) return 'it is empty';
  const format = otherFormat(file);
  if (format !== undefined) return `it is ${format}`;
  return formIn(file) === 'PEM' ? NOT_DER : hintAtDer(CONTAINER_ONLY, file);
}

const NOT_DER = 'the file is no DER; vitrine pkcs12 -export makes a PKCS #12 file of PEM';
const HINTS: Readonly<Record<string, string>> = {
  encrypted: 'say -passin',
  'mac-absent': '-nomacver reads it all the same',
};
