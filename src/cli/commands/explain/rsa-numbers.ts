import { UsageError } from '../../../bytes/index.ts';
import { explainRsaNumbers } from '../../../explain/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { presentExample } from './shown.ts';

export const explainRsaNumbersCommand = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    p: { value: 'N', help: 'an odd prime of at most 2048 bits, decimal or 0x…; default 61' },
    q: { value: 'N', help: 'another one; default 53' },
    e: { value: 'N', help: 'the public exponent; default 17' },
    m: { value: 'N', help: 'the message, a number below p·q; default 65' },
    ...PRESENT_OPTIONS,
  },
  notes: ['RSA without padding, with numbers of one’s own. All of them are shown.'],
  async run({ p = '61', q = '53', e = '17', m = '65', ...values }, _operands, context) {
    const numbers = { p: number(p, 'p'), q: number(q, 'q'), e: number(e, 'e'), m: number(m, 'm') };
    await presentExample(
      context,
      asked(() => explainRsaNumbers(numbers)),
      values,
      [],
    );
    return EXIT.ok;
  },
});

/** @throws CliError `usage`. */
function number(given: string, option: string): bigint {
  if (/^(\d{1,1300}|0x[0-9a-f]{1,1024})$/i.test(given)) return BigInt(given);
  throw usageError(`-${option} needs a whole number from 0, decimal or 0x…, not ${JSON.stringify(given.slice(0, 80))}`);
}

/** What an exhibit's function makes; an argument that it refuses is the option of the same name, behind a prefix.
 * @throws CliError `usage`. */
export function asked<Value>(make: () => Value, prefix = ''): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof UsageError)
      throw usageError(error.message.replace(/^(numbers|example|options)\.(\w+):/, `-${prefix}$2`));
    throw error;
  }
}
