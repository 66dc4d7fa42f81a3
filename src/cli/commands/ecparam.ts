import { concat, utf8ToBytes } from '../../bytes/index.ts';
import { encodePrivateKey, writePrivateKeyPem } from '../../keys/index.ts';
import { defineCommand, EXIT } from '../command.ts';
import { askOutput, required, writeOutput } from '../files.ts';
import { form } from '../key-files.ts';
import { curveDer, curvePem, curveValue, makeKey } from '../new-keys.ts';

export const ecparam = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    name: { value: 'NAME', help: 'the curve: P-256 (prime256v1), P-384 (secp384r1), P-521 (secp521r1); needed' },
    genkey: { help: 'make a private key on it' },
    noout: { help: 'do not write the parameters' },
    out: { value: 'FILE', help: 'where to write (keys with mode 0600); default: standard output' },
    outform: { value: 'PEM|DER', help: 'form of the output' },
  },
  notes: [
    'A key is written as SEC 1 (EC PRIVATE KEY), behind the parameters unless -noout is given; vitrine genpkey writes PKCS #8.',
  ],
  async run(values, _operands, context) {
    const curve = curveValue(required(values.name, 'name', 'the curve'), 'name');
    const isDer = form(values.outform, 'outform') === 'DER';
    await askOutput(context, values.out);
    const key = values.genkey ? await makeKey({ type: 'ec', curve }, context) : undefined;
    const parts: Uint8Array[] = [];
    if (!values.noout) parts.push(isDer ? curveDer(curve) : utf8ToBytes(curvePem(curve)));
    if (key !== undefined)
      parts.push(isDer ? encodePrivateKey(key, 'sec1') : utf8ToBytes(writePrivateKeyPem(key, 'sec1')));
    if (parts.length > 0) await writeOutput(context, values.out, concat(...parts), { secret: key !== undefined });
    return EXIT.ok;
  },
});
