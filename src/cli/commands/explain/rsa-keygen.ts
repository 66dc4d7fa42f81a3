import { explainRsaKeygen } from '../../../explain/index.ts';
import { seededRandom } from '../../../hash/index.ts';
import { integerValue } from '../../arguments.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { presentExample } from './shown.ts';

/** How an example key is made. */
export const EXAMPLE_KEY_OPTIONS = {
  bits: { value: 'N', help: 'length of the modulus, even, at most 2048; below 2048 bits the key is insecure' },
  seed: { value: 'TEXT', help: 'make the same key each time' },
} as const;

/** The input of key generation that the options give. @throws CliError `usage`. */
export function exampleKeyInput(
  context: Context,
  { bits, seed }: { readonly bits: string | undefined; readonly seed: string | undefined },
  { usual, least }: { readonly usual: number; readonly least: number },
) {
  const modulusBits = integerValue(bits ?? `${usual}`, 'bits', least, 2048);
  if (modulusBits % 2 !== 0) throw usageError(`-bits needs an even number, not ${modulusBits}`);
  return { modulusBits, publicExponent: 65_537n, random: seed === undefined ? context.random : seededRandom(seed) };
}

export const explainRsaKeygenCommand = defineCommand({
  operands: '',
  maxOperands: 0,
  options: { ...EXAMPLE_KEY_OPTIONS, ...PRESENT_OPTIONS },
  notes: ['-bits is at least 64; default 128. The key is shown, and not saved.'],
  async run(values, _operands, context) {
    const input = exampleKeyInput(context, values, { usual: 128, least: 64 });
    await presentExample(context, explainRsaKeygen(input).exhibit, values, []);
    return EXIT.ok;
  },
});
