/** Common factors of many numbers at once (Bernstein 2004, "How to find smooth parts of integers"). */
import { gcd } from '../bigint/index.ts';

/** For each number its greatest common divisor with the product of the others. In time nearly linear in their length. */
export function commonFactors(numbers: readonly bigint[]): bigint[] {
  if (numbers.length === 0) return [];
  const tree = productTree(numbers);
  let remainders = tree[tree.length - 1];
  for (let level = tree.length - 2; level >= 0; level--) {
    remainders = tree[level].map((product, i) => remainders[i >> 1] % (product * product));
  }
  return numbers.map((n, i) => gcd(remainders[i] / n, n));
}

/** The numbers, the products of pairs, of fours, and so on, to the product of all. */
function productTree(numbers: readonly bigint[]): (readonly bigint[])[] {
  const levels: (readonly bigint[])[] = [numbers];
  for (let last = numbers; last.length > 1; ) {
    const pairs = Array.from({ length: Math.ceil(last.length / 2) }, (_, i) => last[2 * i] * (last[2 * i + 1] ?? 1n));
    levels.push(pairs);
    last = pairs;
  }
  return levels;
}
