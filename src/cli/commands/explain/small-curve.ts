import { explainSmallCurve } from '../../../explain/index.ts';
import { integerValue } from '../../arguments.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { PRESENT_OPTIONS, present } from '../../present.ts';
import { asked } from './rsa-numbers.ts';

export const explainSmallCurveCommand = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    p: { value: 'N', help: 'a prime, 5 to 97; default 17' },
    a: { value: 'N', help: 'of y² = x³ + ax + b; default 2' },
    b: { value: 'N', help: 'default 2' },
    P: { value: 'X,Y', help: 'a point; default 5,1' },
    Q: { value: 'X,Y', help: 'the point that is added to it; default 9,16' },
    k: { value: 'N', help: 'the multiple of P; default 13' },
    ...PRESENT_OPTIONS,
  },
  notes: ['A curve that is small enough to draw: the sum of two points, all multiples of one, and k·P bit by bit.'],
  async run({ p = '17', a = '2', b = '2', P = '5,1', Q = '9,16', k = '13', ...values }, _operands, context) {
    const integer = (given: string, option: string): number => integerValue(given, option, 0, 1_000_000);
    const example = {
      ...{ p: integer(p, 'p'), a: integer(a, 'a'), b: integer(b, 'b'), k: integer(k, 'k') },
      ...{ P: point(P, 'P'), Q: point(Q, 'Q') },
    };
    await present(
      context,
      asked(() => explainSmallCurve(example)),
      values,
    );
    return EXIT.ok;
  },
});

/** @throws CliError `usage`. */
function point(given: string, option: string): { readonly x: number; readonly y: number } {
  const [, x, y] = /^(\d{1,4}),(\d{1,4})$/.exec(given) ?? [];
  if (x === undefined)
    throw usageError(`-${option} needs two numbers, such as 5,1, not ${JSON.stringify(given.slice(0, 80))}`);
  return { x: Number(x), y: Number(y) };
}
