import { concat, utf8ToBytes } from '../../bytes/index.ts';
import { encodePrivateKey, writePrivateKeyPem } from '../../keys/index.ts';
import { wordValue } from '../arguments.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { write } from '../context.ts';
import { askOutput, writeOutput } from '../files.ts';
import { form } from '../key-files.ts';
import { CURVES, type CurveName, curveDer, curvePem, curveValue, makeKey, readCurveFile } from '../new-keys.ts';

export const ecparam = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    name: { value: 'NAME', help: 'the curve: P-256 (prime256v1), P-384 (secp384r1), P-521 (secp521r1)' },
    in: { value: 'FILE', help: 'parameters that name the curve; default, without -name: standard input' },
    list_curves: { help: 'list the curves' },
    text: { help: 'print the parameters as text' },
    check: { help: 'say on standard error that the parameters are valid: those of a named curve are' },
    param_enc: { value: 'named_curve', help: 'accepted: curves are named' },
    genkey: { help: 'make a private key on it' },
    noout: { help: 'do not write the parameters' },
    out: { value: 'FILE', help: 'where to write (keys with mode 0600); default: standard output' },
    outform: { value: 'PEM|DER', help: 'form of the output' },
  },
  notes: [
    'A key is written as SEC 1 (EC PRIVATE KEY), behind the parameters unless -noout is given; vitrine genpkey writes PKCS #8.',
  ],
  async run(values, _operands, context) {
    if (values.list_curves) {
      await writeOutput(context, values.out, CURVE_LIST);
      return EXIT.ok;
    }
    if (values.name !== undefined && values.in !== undefined) throw usageError('-name or -in, not both');
    if (values.param_enc !== undefined) wordValue(values.param_enc, 'param_enc', ['named_curve']);
    const curve = values.name === undefined ? await readCurveFile(context, values.in) : curveValue(values.name, 'name');
    const isDer = form(values.outform, 'outform') === 'DER';
    if (values.check) await write(context.world.stderr, 'checking elliptic curve parameters: ok\n');
    await askOutput(context, values.out);
    const key = values.genkey ? await makeKey({ type: 'ec', curve }, context) : undefined;
    const parts: Uint8Array[] = values.text ? [utf8ToBytes(curveText(curve))] : [];
    if (values.text && isDer && !(values.noout && key === undefined)) throw usageError('no text can stand before DER');
    if (!values.noout) parts.push(isDer ? curveDer(curve) : utf8ToBytes(curvePem(curve)));
    if (key !== undefined)
      parts.push(isDer ? encodePrivateKey(key, 'sec1') : utf8ToBytes(writePrivateKeyPem(key, 'sec1')));
    if (parts.length > 0) await writeOutput(context, values.out, concat(...parts), { secret: key !== undefined });
    return EXIT.ok;
  },
});

/** The list of curves, in OpenSSL's format. */
const CURVE_LIST =
  '  secp384r1 : NIST/SECG curve over a 384 bit prime field\n  secp521r1 : NIST/SECG curve over a 521 bit prime field\n  prime256v1: X9.62/SECG curve over a 256 bit prime field\n';

function curveText(curve: CurveName): string {
  const { names } = CURVES.find((one) => one.curve === curve)!;
  return `EC-Parameters: (${curve.slice(2)} bit)\nASN1 OID: ${names[1]}\nNIST CURVE: ${names[0]}\n`;
}
