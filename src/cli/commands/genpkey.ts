import { privateKeyText } from '../../explain/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { askOutput, required, writeOutput } from '../files.ts';
import { form } from '../key-files.ts';
import { privateKeyBytes } from '../key-output.ts';
import { ALGORITHMS, makeKey, newKeyOf, PKEYOPT_OPTION } from '../new-keys.ts';
import { CIPHER_OPTIONS, encryptionAsked, PASSOUT_OPTION } from '../passwords.ts';

export const genpkey = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    algorithm: { value: 'NAME', help: `${ALGORITHMS.join(', ')}; needed` },
    pkeyopt: PKEYOPT_OPTION,
    out: { value: 'FILE', help: 'where to write the key (mode 0600); default: standard output' },
    outform: { value: 'PEM|DER', help: 'form of the output' },
    ...CIPHER_OPTIONS,
    pass: { value: 'SOURCE', help: 'the same as -passout' },
    passout: PASSOUT_OPTION,
    quiet: { help: 'accepted: no progress is shown' },
    text: { help: 'print all that is in the key after it, secrets included' },
  },
  notes: ['RSA keys have 2048 bits unless rsa_keygen_bits says otherwise; the curve of EC must be said.'],
  async run(values, _operands, context) {
    const kind = newKeyOf(required(values.algorithm, 'algorithm', ALGORITHMS.join(', ')), values.pkeyopt);
    const outform = form(values.outform, 'outform');
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
