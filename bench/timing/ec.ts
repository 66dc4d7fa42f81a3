/** Does the time of an operation tell its secret scalar? (Minerva, 2019; LadderLeak, 2020: a few bits of the length of each nonce give the key away.)
 *
 *     npx tsx bench/timing/ec.ts [--rounds 3000] [--curve P-256]
 *
 * Each round runs an operation once for a scalar of every class, in random order, and takes the difference to the random scalar of the same round. Of these
 * differences it gives the median, with the distribution-free interval at 99.9 % (order statistics of the sign test). An interval without zero is a
 * difference; half its width is the least effect that this run could have seen.
 * Two controls make a verdict worth something: a second random class must show no difference, and the multiplication of public scalars, which leaves out what
 * zeros make needless, must show one. What passes is not constant time: it is no difference above that effect, in this process, on this machine. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { signWithNonces } from '../../src/ec/ecdsa.ts';
import { p256Kernels } from '../../src/ec/generated/p256.ts';
import { p384Kernels } from '../../src/ec/generated/p384.ts';
import { p521Kernels } from '../../src/ec/generated/p521.ts';
import { Group, NAF_GENERATOR } from '../../src/ec/group.ts';
import { type Curve, ed25519, p256, p384, p521, x25519 } from '../../src/ec/index.ts';
import { reversed } from '../../src/ec/scalars.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, curve: { type: 'string' } } });
const rounds = Number(values.rounds ?? 3000);
const WARM_UP = 400;

const CURVES: Record<string, { curve: Curve; group: Group }> = {
  'P-256': { curve: p256, group: new Group(p256Kernels) },
  'P-384': { curve: p384, group: new Group(p384Kernels) },
  'P-521': { curve: p521, group: new Group(p521Kernels) },
};
const chosen = CURVES[values.curve ?? 'P-256'];
if (chosen === undefined) throw new RangeError(`--curve must be one of ${Object.keys(CURVES).join(', ')}`);
const { curve, group } = chosen;
const { orderLength } = curve;
const order = os2ip(reversed(group.order.bytes));
const bits = BigInt(group.order.modulus.bits);

const random = (): bigint => os2ip(curve.generatePrivateKey(systemRandom));
/** Classes of scalars in 1…n − 1: those whose length, low bits or weight an attacker could tell apart. */
const CLASSES = {
  random,
  'random again': random,
  '16 leading zeros': () => (random() >> 17n) + 1n,
  'half as long': () => (random() >> (bits / 2n)) + 1n,
  'one byte': () => BigInt(randomInt(1, 256)),
  'near the order': () => order - BigInt(randomInt(1, 256)),
  odd: () => random() | 1n,
  'low bits zero': () => ((random() >> 17n) + 1n) << 16n,
  'few ones': () => (1n << BigInt(randomInt(1, Number(bits) - 1))) + 1n,
} satisfies Record<string, () => bigint>;
type Class = keyof typeof CLASSES;
const NAMES = Object.keys(CLASSES) as Class[];

const Q = curve.publicKey(curve.generatePrivateKey(systemRandom));
const other = x25519.publicKey(systemRandom.bytes(32));
const digest = systemRandom.bytes(orderLength).fill(0, 0, 1);
const key = curve.generatePrivateKey(systemRandom);

function pointOf(encoded: Uint8Array) {
  const P = group.point();
  const { x, y } = curve.decodePoint(encoded);
  group.field.enter(P.x, reversed(x));
  group.field.enter(P.y, reversed(y));
  for (let i = 0; i < P.z.length; i++) P.z[i] = group.field.one[i];
  return P;
}
const G = pointOf(curve.publicKey(i2osp(1n, orderLength)));
const comb = group.comb(G);
const tables = group.publicMultiples(G, NAF_GENERATOR);
const out = group.point();
const one = reversed(i2osp(1n, orderLength));

const SUBJECTS: Record<string, (k: Uint8Array) => unknown> = {
  'public key': (k) => curve.publicKey(k),
  ECDH: (k) => curve.ecdh(k, Q),
  'ECDSA, of the nonce': (k) =>
    signWithNonces(
      group,
      digest,
      key,
      () => k,
      (P, n) => group.multiplyComb(P, comb, n),
    ),
  'ECDSA, of the key': (k) =>
    signWithNonces(
      group,
      digest,
      k,
      () => key,
      (P, n) => group.multiplyComb(P, comb, n),
    ),
  X25519: (k) => x25519.ecdh(k.slice(-32), other),
  'Ed25519, of the seed': (k) => ed25519.sign(k.slice(-32), digest),
  // It begins at the highest bit that is set, as verification may.
  'control: windows of a public scalar': (k) => group.multiplyPublic(out, tables, one, G, reversed(k)),
};

/** Milliseconds of each class, round by round. */
function measure(operation: (k: Uint8Array) => unknown): Record<Class, number[]> {
  const times = Object.fromEntries(NAMES.map((name) => [name, []])) as unknown as Record<Class, number[]>;
  for (let round = -WARM_UP; round < rounds; round++) {
    const turn = NAMES.map((name) => ({ name, at: randomInt(2 ** 32) })).sort((a, b) => a.at - b.at);
    const scalars = turn.map(({ name }) => i2osp(CLASSES[name](), orderLength));
    for (const [i, { name }] of turn.entries()) {
      const start = performance.now();
      operation(scalars[i]);
      const time = performance.now() - start;
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

/** Median of the differences and its interval, in microseconds. */
function interval(differences: number[]): { median: number; low: number; high: number } {
  const sorted = differences.map((ms) => ms * 1000).sort((a, b) => a - b);
  const reach = (3.29 * Math.sqrt(sorted.length)) / 2;
  const at = (rank: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(rank)))];
  const middle = (sorted.length - 1) / 2;
  return { median: at(middle), low: at(middle - reach), high: at(middle + reach) };
}

const caught: string[] = [];
for (const [subject, operation] of Object.entries(SUBJECTS)) {
  const times = measure(operation);
  const table: Record<string, object> = {};
  for (const name of NAMES.slice(1)) {
    const { median, low, high } = interval(times[name].map((time, i) => time - times.random[i]));
    const differs = low > 0 || high < 0;
    if (differs) caught.push(`${subject} / ${name}`);
    const numbers = { 'median µs': median.toFixed(2), 'could see µs': ((high - low) / 2).toFixed(2) };
    table[name] = { ...numbers, verdict: differs ? 'DIFFERS' : 'no difference' };
  }
  const typical = [...times.random].sort((a, b) => a - b)[rounds >> 1];
  const on = /25519/.test(subject) ? '' : `, ${curve.name}`;
  console.log(`\n${subject}${on}, ${rounds} rounds, median ${(typical * 1000).toFixed(0)} µs`);
  console.table(table);
}

const controlCaught = caught.some((name) => name.startsWith('control') && !name.endsWith('random again'));
const falseAlarm = caught.some((name) => name.endsWith('random again'));
const leaks = caught.filter((name) => !name.startsWith('control') && !name.endsWith('random again'));
if (!controlCaught || falseAlarm)
  console.log('\nVerdict: none. A control failed; run it longer, or on a quieter machine.');
else if (leaks.length > 0) console.log(`\nVerdict: differences in ${leaks.join('; ')}.`);
else console.log('\nVerdict: no difference above what this run could see.');
process.exitCode = controlCaught && !falseAlarm && leaks.length === 0 ? 0 : 1;
