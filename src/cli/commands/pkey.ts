import { privateKeyText, publicKeyText } from '../../explain/index.ts';
import { publicKeyOf } from '../../keys/index.ts';
import { CliError, defineCommand, EXIT, type ExitCode, type Values } from '../command.ts';
import type { Context } from '../context.ts';
import { inputName, writeOutput } from '../files.ts';
import { form, readPrivateKeyFile, readPublicKeyFile } from '../key-files.ts';
import { privateKeyBytes, publicKeyBytes } from '../key-output.ts';
import { PASSIN_OPTION } from '../passwords.ts';

const OPTIONS = {
  in: { value: 'FILE', help: 'the key; default: standard input' },
  inform: { value: 'PEM|DER', help: 'form of the input' },
  passin: PASSIN_OPTION,
  pubin: { help: 'the input is a public key' },
  out: { value: 'FILE', help: 'where to write (private keys with mode 0600); default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  pubout: { help: 'write the public key' },
  noout: { help: 'write no key' },
  text: { help: 'print all that is in the key after it, secrets included' },
} as const;

const PKEY_OPTIONS = {
  ...OPTIONS,
  text_pub: { help: 'print what is in the public key' },
  traditional: { help: 'write PKCS #1 or SEC 1, not PKCS #8, where the kind has it' },
} as const;

export const pkey = defineCommand({
  operands: '',
  maxOperands: 0,
  options: PKEY_OPTIONS,
  notes: ['DER of RSA and EC keys is PKCS #1 and SEC 1, as OpenSSL 3.0 writes it. Every form is read.'],
  run: (values, _operands, context) => convertKey(values, context),
});

/** Shows and converts what `ec` takes: keys on curves alone. */
export const ec = defineCommand({
  operands: '',
  maxOperands: 0,
  options: OPTIONS,
  notes: ['Keys are written as SEC 1 (EC PRIVATE KEY); vitrine pkey writes PKCS #8.'],
  run: (values, _operands, context) => convertKey({ ...values, text_pub: false, traditional: true }, context, 'ec'),
});

/** @param type - the kind that is taken; any unless given. */
async function convertKey(values: Values<typeof PKEY_OPTIONS>, context: Context, type?: 'ec'): Promise<ExitCode> {
  const inform = form(values.inform, 'inform');
  const outform = form(values.outform, 'outform');
  const privateKey = values.pubin
    ? undefined
    : await readPrivateKeyFile(context, values.in, { inform, passin: values.passin });
  const publicKey = privateKey ? publicKeyOf(privateKey) : await readPublicKeyFile(context, values.in, inform);
  if (type !== undefined && publicKey.type !== type) {
    throw new CliError(
      'wrong-key',
      `${inputName(values.in)}: holds a key of type ${publicKey.type}, and an EC key is needed`,
    );
  }
  // As OpenSSL: with -pubout the text is of the public key too (ec's is of the private one).
  const isPublic = privateKey === undefined || values.text_pub || (values.pubout && type === undefined);
  const shown = values.text || values.text_pub;
  const text = !shown ? '' : isPublic ? publicKeyText(publicKey) : privateKeyText(privateKey);
  const { noout, traditional, pubout } = values;
  const writesPrivate = privateKey !== undefined && !pubout;
  const data = writesPrivate
    ? privateKeyBytes(privateKey, outform, { text, noout, traditional })
    : publicKeyBytes(publicKey, outform, { text, noout });
  const secret = privateKey !== undefined && (writesPrivate || (shown && !isPublic));
  if (data.length > 0) await writeOutput(context, values.out, data, { secret });
  return EXIT.ok;
}
