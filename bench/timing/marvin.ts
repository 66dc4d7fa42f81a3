/** Does the time of a decryption tell whether the padding was good? (security.md R3; Kario 2023, "Marvin".)
 *
 *     npx tsx bench/timing/marvin.ts [--bits 1024] [--rounds 2000]
 *
 * Each round decrypts one fresh ciphertext of every class, in random order, and takes the difference to the well padded one of the
 * same round. Of these differences it gives the median, with the distribution-free interval at 99.9 % (order statistics of the sign
 * test). An interval without zero is a difference; half its width is the least effect that this run could have seen.
 * Two controls make a verdict worth something: a second well padded class must show no difference, and an implementation that derives
 * its stand-in message only when it needs it must show one. What passes is not constant time: it is no difference above that effect,
 * in this process, on this machine. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { hmac, seededRandom, sha256 } from '../../src/hash/index.ts';
import {
  decryptPkcs1,
  decryptPkcs1OrFallback,
  generateRsaKey,
  modulusLength,
  rsadp,
  rsaep,
} from '../../src/rsa/index.ts';

const { values } = parseArgs({ options: { bits: { type: 'string' }, rounds: { type: 'string' } } });
const bits = Number(values.bits ?? 1024);
const rounds = Number(values.rounds ?? 2000);
const WARM_UP = 200;

const key = generateRsaKey({ modulusBits: bits, insecure: bits < 2048, random: seededRandom('marvin') });
const k = modulusLength(key);

/** A well padded premaster secret of 48 bytes, but for a change. */
function encoded(change: (EM: Uint8Array) => void): Uint8Array {
  const EM = systemRandom.bytes(k).map((byte) => byte || 1);
  EM.set([0, 2]);
  EM[k - 49] = 0;
  change(EM);
  return EM;
}

const CLASSES = {
  'well padded': () => encoded(() => {}),
  'well padded again': () => encoded(() => {}),
  'block type 1': () => encoded((EM) => EM.fill(1, 1, 2)),
  'zero within eight bytes': () => encoded((EM) => EM.fill(0, 5, 6)),
  'no separator': () => encoded((EM) => EM.fill(1, k - 49, k - 48)),
  'starts 00 00 00 00': () => encoded((EM) => EM.fill(0, 1, 4)),
  'half of it zeros': () => encoded((EM) => EM.fill(0, 1, k / 2)),
  random: () => encoded((EM) => EM.fill(randomInt(1, 64), 0, 1)),
} satisfies Record<string, () => Uint8Array>;
type Class = keyof typeof CLASSES;
const NAMES = Object.keys(CLASSES) as Class[];

const fallback = new Uint8Array(48);
const SUBJECTS: Record<string, (ciphertext: Uint8Array) => unknown> = {
  decryptPkcs1: (ciphertext) => decryptPkcs1(key, ciphertext, systemRandom),
  decryptPkcs1OrFallback: (ciphertext) => decryptPkcs1OrFallback(key, ciphertext, fallback, systemRandom),
  'control: stand-in only when needed'(ciphertext) {
    const EM = i2osp(rsadp(key, os2ip(ciphertext), systemRandom), k);
    const separator = EM.indexOf(0, 2);
    if (EM[0] === 0 && EM[1] === 2 && separator >= 10) return EM.slice(separator + 1);
    let standIn = sha256.digest(ciphertext);
    for (let i = 0; i < 12; i++) standIn = hmac(sha256, standIn, ciphertext);
    return standIn;
  },
};

/** Milliseconds of each class, round by round. */
function measure(decrypt: (ciphertext: Uint8Array) => unknown): Record<Class, number[]> {
  const times = Object.fromEntries(NAMES.map((name) => [name, []])) as unknown as Record<Class, number[]>;
  for (let round = -WARM_UP; round < rounds; round++) {
    const order = NAMES.map((name) => ({ name, at: Math.fround(randomInt(2 ** 32)) })).sort((a, b) => a.at - b.at);
    const ciphertexts = order.map(({ name }) => i2osp(rsaep(key, os2ip(CLASSES[name]())), k));
    order.forEach(({ name }, i) => {
      const start = performance.now();
      decrypt(ciphertexts[i]);
      const time = performance.now() - start;
      if (round >= 0) times[name].push(time);
    });
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
for (const [subject, decrypt] of Object.entries(SUBJECTS)) {
  const times = measure(decrypt);
  const base = times['well padded'];
  const table: Record<string, object> = {};
  for (const name of NAMES.slice(1)) {
    const { median, low, high } = interval(times[name].map((time, i) => time - base[i]));
    const differs = low > 0 || high < 0;
    if (differs) caught.push(`${subject} / ${name}`);
    const numbers = { 'median µs': median.toFixed(2), 'could see µs': ((high - low) / 2).toFixed(2) };
    table[name] = { ...numbers, verdict: differs ? 'DIFFERS' : 'no difference' };
  }
  const typical = [...base].sort((a, b) => a - b)[base.length >> 1];
  console.log(`\n${subject}, ${bits} bits, ${rounds} rounds, median ${(typical * 1000).toFixed(0)} µs`);
  console.table(table);
}

const controlCaught = caught.some((name) => name.startsWith('control') && !name.endsWith('well padded again'));
const falseAlarm = caught.some((name) => name.endsWith('well padded again'));
const leaks = caught.filter((name) => !name.startsWith('control') && !name.endsWith('well padded again'));
if (!controlCaught || falseAlarm)
  console.log('\nVerdict: none. A control failed; run it longer, or on a quieter machine.');
else if (leaks.length > 0) console.log(`\nVerdict: differences in ${leaks.join('; ')}.`);
else console.log('\nVerdict: no difference above what this run could see.');
process.exitCode = controlCaught && !falseAlarm && leaks.length === 0 ? 0 : 1;
