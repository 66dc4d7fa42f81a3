import { privateKeyText } from '../../explain/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { askOutput, required, writeOutput } from '../files.ts';
import { form } from '../key-files.ts';
import { privateKeyBytes } from '../key-output.ts';
import {
  ALGORITHMS,
  curveDer,
  curvePem,
  makeKey,
  type NewKey,
  newKeyOf,
  PKEYOPT_OPTION,
  readCurveFile,
} from '../new-keys.ts';
import { CIPHER_OPTIONS, encryptionAsked, PASSOUT_OPTION } from '../passwords.ts';

export const genpkey = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    algorithm: { value: 'NAME', help: `${ALGORITHMS.join(', ')}; needed, but for -paramfile` },
    paramfile: { value: 'FILE', help: 'a key of the kind that parameters name: those of a curve' },
    genparam: { help: 'write the parameters in place of a key: those of EC, the name of the curve' },
    pkeyopt: PKEYOPT_OPTION,
    out: { value: 'FILE', help: 'where to write the key (mode 0600); default: standard output' },
    outform: { value: 'PEM|DER', help: 'form of the output' },
    ...CIPHER_OPTIONS,
    pass: { value: 'SOURCE', help: 'the same as -passout' },
    passout: PASSOUT_OPTION,
    quiet: { help: 'accepted: no progress is shown' },
    text: { help: 'after the key, print all its fields, secrets included' },
  },
  notes: ['RSA keys have 2048 bits unless rsa_keygen_bits says otherwise; the curve of EC must be said.'],
  async run(values, _operands, context) {
    const kind = await kindOf(values, context);
    const outform = form(values.outform, 'outform');
    if (values.genparam) {
      if (kind.type !== 'ec')
        throw usageError('-genparam is for -algorithm EC: other key types have no parameters here');
      const { curve } = kind;
      await writeOutput(context, values.out, outform === 'DER' ? curveDer(curve) : curvePem(curve));
      return EXIT.ok;
    }
    if (values.pass !== undefined && values.passout !== undefined) throw usageError('-pass or -passout, not both');
    const asked = { ...values, passout: values.passout ?? values.pass, traditional: false };
    const encryption = await encryptionAsked(context, asked);
    await askOutput(context, values.out);
    const key = await makeKey(kind, context);
    const text = values.text ? privateKeyText(key) : '';
    await writeOutput(context, values.out, privateKeyBytes(key, outform, { text, encryption }), { secret: true });
    return EXIT.ok;
  },
});

/** The kind of key of `-algorithm` and `-pkeyopt`, or of `-paramfile`. @throws CliError `usage`, `missing-option`, or about the file. */
async function kindOf(
  {
    algorithm,
    paramfile,
    pkeyopt,
  }: { algorithm: string | undefined; paramfile: string | undefined; pkeyopt: readonly string[] },
  context: Context,
): Promise<NewKey> {
  if (paramfile === undefined) return newKeyOf(required(algorithm, 'algorithm', ALGORITHMS.join(', ')), pkeyopt);
  if (algorithm !== undefined || pkeyopt.length > 0) throw usageError('-paramfile cannot be combined with -algorithm');
  return { type: 'ec', curve: await readCurveFile(context, paramfile) };
}
