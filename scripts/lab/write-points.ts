/** Writes `src/lab/low-order-points.ts` from the lines that `low-order-points.gp` printed: `tsx scripts/lab/write-points.ts points.txt`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const lines = readFileSync(process.argv[2], 'utf8').trim().split('\n');
const points = lines.map((line) => line.split(' ')).toSorted(([a], [b]) => Number(a) - Number(b));
const rows = points.map(
  ([order, x, y]) => `  { order: ${order}, x: 0x${x.padStart(64, '0')}n, y: 0x${y.padStart(64, '0')}n },`,
);
const text = `/** Points of small prime order on curves y² = x³ − 3x + b over the field of P-256, with other b than its own; made by
 * \`scripts/lab/low-order-points.gp\`. A test holds each to its order. */
export interface LowOrderPoint {
  readonly order: number;
  readonly x: bigint;
  readonly y: bigint;
}

/** The product of the orders is above n². */
export const LOW_ORDER_POINTS: readonly LowOrderPoint[] = [
${rows.join('\n')}
];
`;
writeFileSync(resolve(import.meta.dirname, '../../src/lab/low-order-points.ts'), text);
