import { concat, utf8ToBytes } from '../../bytes/index.ts';
import { privateKeyText, publicKeyText } from '../../explain/index.ts';
import { type KnownPublicKey, type PrivateKey, publicKeyOf } from '../../keys/index.ts';
import { wordValue } from '../arguments.ts';
import { CliError, defineCommand, EXIT, type ExitCode, usageError, type Values } from '../command.ts';
import { type Context, write } from '../context.ts';
import { inputName, writeOutput } from '../files.ts';
import { checkPrimes, form, INFORM_OPTION, inputForm, readPrivateKeyFile, readPublicKeyFile } from '../key-files.ts';
import { WITH_PUBIN, WITHOUT_PUBIN } from '../key-hints.ts';
import { privateKeyBytes, publicKeyBytes } from '../key-output.ts';
import { curveDer, curvePem } from '../new-keys.ts';
import { CIPHER_OPTIONS, encryptionAsked, PASSIN_OPTION, PASSOUT_OPTION } from '../passwords.ts';
import { isRsa } from '../signature-options.ts';

const OPTIONS = {
  in: { value: 'FILE', help: 'the key; default: standard input' },
  inform: INFORM_OPTION,
  passin: PASSIN_OPTION,
  pubin: { help: 'the input is a public key' },
  out: { value: 'FILE', help: 'where to write (private keys with mode 0600); default: standard output' },
  outform: { value: 'PEM|DER', help: 'form of the output' },
  ...CIPHER_OPTIONS,
  passout: PASSOUT_OPTION,
  pubout: { help: 'write the public key' },
  noout: { help: 'write no key' },
  text: { help: 'after the key, print all its fields, secrets included' },
} as const;

const PKEY_OPTIONS = {
  ...OPTIONS,
  check: { help: 'say that the key is valid; primes are tested too (the rest is checked whenever a key is read)' },
  pubcheck: { help: 'the same of the public key, which is checked whenever one is read' },
  text_pub: { help: 'print what is in the public key' },
  traditional: { help: 'write PKCS #1 or SEC 1, not PKCS #8, where the key type has it' },
  ec_conv_form: { value: 'FORM', help: 'how to write the point of a public EC key: compressed or uncompressed' },
  ec_param_enc: { value: 'named_curve', help: 'accepted: curves are named' },
} as const;

export const pkey = defineCommand({
  operands: '',
  maxOperands: 0,
  options: PKEY_OPTIONS,
  notes: ['DER of RSA and EC keys is PKCS #1 and SEC 1, as OpenSSL 3.0 writes it. Every form is read.'],
  run: (values, _operands, context) => convertKey(values, context),
});

/** `ec`: shows and converts EC keys only. */
export const ec = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    ...OPTIONS,
    conv_form: { value: 'FORM', help: 'how to write the point of a public key: compressed or uncompressed' },
    param_out: { help: 'write the parameters, which name the curve' },
    param_enc: { value: 'named_curve', help: 'accepted: curves are named' },
    check: { help: 'say on standard error that the key is valid, which is checked whenever one is read' },
  },
  notes: [
    'Keys are written as SEC 1 (EC PRIVATE KEY); vitrine pkey writes PKCS #8, and so does this with -aes256: SEC 1 has no encryption but that of Proc-Type, whose key is one MD5 away from the password.',
  ],
  async run(values, _operands, context) {
    const isEncrypted = Object.keys(CIPHER_OPTIONS).some((name) => values[name as keyof typeof CIPHER_OPTIONS]);
    if (isEncrypted)
      await context.note('an encrypted key is written as PKCS #8 (OpenSSL writes SEC 1 with Proc-Type here)');
    const { param_enc: ec_param_enc, conv_form: ec_conv_form } = values;
    const asPkey = { pubcheck: false, text_pub: false, traditional: true, ec_param_enc, ec_conv_form };
    return convertKey({ ...values, ...asPkey }, context, { parameters: values.param_out });
  },
});

interface EcOutput {
  /** Write the parameters in place of the key. */
  readonly parameters: boolean;
}

/** @param asEc - the options of `ec`, which accepts only EC keys. */
async function convertKey(values: Values<typeof PKEY_OPTIONS>, context: Context, asEc?: EcOutput): Promise<ExitCode> {
  const encryption = await encryptionAsked(context, {
    ...values,
    traditional: values.traditional && asEc === undefined,
  });
  if (encryption !== undefined && (values.pubin || values.pubout)) throw usageError('public keys are not encrypted');
  const inform = inputForm(values.inform, 'inform');
  const outform = form(values.outform, 'outform');
  const privateKey = values.pubin
    ? undefined
    : await readPrivateKeyFile(context, values.in, { inform, passin: values.passin, hints: WITHOUT_PUBIN });
  const publicKey = privateKey
    ? publicKeyOf(privateKey)
    : await readPublicKeyFile(context, values.in, inform, WITH_PUBIN);
  const isCompressed = isPointCompressed(values, asEc, publicKey);
  if (asEc !== undefined) assertEc(publicKey, values.in);
  // As OpenSSL: with -pubout, the text form is that of the public key too (in `ec`, it stays that of the private key).
  const isPublic = privateKey === undefined || values.text_pub || (values.pubout && asEc === undefined);
  const shown = values.text || values.text_pub;
  const text = !shown ? '' : isPublic ? publicKeyText(publicKey) : privateKeyText(privateKey);
  const { noout, traditional, pubout } = values;
  if (asEc?.parameters && publicKey.type === 'ec') {
    const parameters = outform === 'DER' ? curveDer(publicKey.curve) : utf8ToBytes(text + curvePem(publicKey.curve));
    await writeOutput(context, values.out, parameters, { secret: text !== '' && !isPublic });
    return EXIT.ok;
  }
  const writesPrivate = privateKey !== undefined && !pubout;
  if (writesPrivate && !noout && isCompressed) throw usageError('a compressed point is for public keys: add -pubout');
  const isTextFirst = asEc !== undefined;
  const key = writesPrivate
    ? privateKeyBytes(privateKey, outform, { text, isTextFirst, noout, traditional, encryption })
    : publicKeyBytes(isCompressed ? compressed(publicKey) : publicKey, outform, { text, isTextFirst, noout });
  const said = verdict(values, context, privateKey);
  if (asEc !== undefined && said !== '') await write(context.world.stderr, 'EC Key valid.\n');
  const data = concat(utf8ToBytes(asEc === undefined ? said : ''), key);
  const secret = privateKey !== undefined && (writesPrivate || (shown && !isPublic));
  if (data.length > 0) await writeOutput(context, values.out, data, { secret });
  return EXIT.ok;
}

/** @throws CliError `wrong-key`. */
function assertEc({ type }: KnownPublicKey, path: string | undefined): void {
  if (type === 'ec') return;
  throw new CliError('wrong-key', `${inputName(path)}: holds a key of type ${type}, and an EC key is needed`);
}

/** The output of -check and -pubcheck for a key. Reading it has checked everything except its primes. @throws CliError `not-prime`. */
function verdict(
  { in: path, check, pubcheck }: Values<typeof PKEY_OPTIONS>,
  context: Context,
  privateKey: PrivateKey | undefined,
): string {
  if (check && privateKey !== undefined && isRsa(privateKey)) checkPrimes(context, path, privateKey);
  return check || pubcheck ? 'Key is valid\n' : '';
}

/** Whether points are asked for in the compressed form. @throws CliError `usage` for another form, and for explicit parameters. */
function isPointCompressed(
  { ec_conv_form, ec_param_enc }: Values<typeof PKEY_OPTIONS>,
  asEc: EcOutput | undefined,
  { type }: KnownPublicKey,
): boolean {
  if (asEc === undefined && type !== 'ec' && (ec_conv_form ?? ec_param_enc) !== undefined)
    throw usageError(`-ec_conv_form and -ec_param_enc are for EC keys, and this is one of type ${type}`);
  const prefix = asEc === undefined ? 'ec_' : '';
  if (ec_param_enc !== undefined) wordValue(ec_param_enc, `${prefix}param_enc`, ['named_curve']);
  const wanted = ec_conv_form ?? 'uncompressed';
  return wordValue(wanted, `${prefix}conv_form`, ['compressed', 'uncompressed']) === 'compressed';
}

/** The key with its point compressed (SEC 1 §2.3.3), if it has one. */
function compressed(key: KnownPublicKey): KnownPublicKey {
  if (key.type !== 'ec') return key;
  const half = (key.point.length - 1) / 2;
  const isOdd = key.point[key.point.length - 1] & 1;
  return { ...key, point: concat(new Uint8Array([0x02 | isOdd]), key.point.subarray(1, 1 + half)) };
}
