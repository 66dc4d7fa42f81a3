import { balancedDigits, minusInverse, type Shape, WIDTH } from './shape.ts';

/** What the conversions and the inverse need to know of a modulus. */
export function modulusText(name: string, { p, n }: Shape, mul: string): string {
  const digits = (x: bigint): string =>
    Array.from({ length: n }, (_, i) => BigInt.asUintN(WIDTH, x >> BigInt(WIDTH * i))).join(', ');
  return `
export const ${name}: Modulus = {
n: ${n},
bits: ${p.toString(2).length},
digits: [${digits(p)}],
balanced: [${balancedDigits(p, n).join(', ')}],
minusInverse: ${minusInverse(p)},
R2: [${digits(2n ** BigInt(2 * WIDTH * n) % p)}],
mul: ${mul},
};`;
}
