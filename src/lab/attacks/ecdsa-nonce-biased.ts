/** ECDSA whose numbers k are a little too short: a lattice finds the private key (Howgrave-Graham and Smart 2001; Minerva, CVE-2019-15809; PuTTY's CVE-2024-31497). */
import { mod, modInverse, randomBits } from '../../bigint/index.ts';
import { bitLength, type Random } from '../../bytes/index.ts';
import { type Attack, type AttackGauge, sizeOf } from '../attack.ts';
import { DOMAIN, type EcdsaVictim, ecdsaVictim, isPrivateKeyOf, type SeenSignature } from '../ecdsa-signer.ts';
import { reduceLattice } from '../lattice-reduction.ts';
import { Counter, fact, facts, prose } from '../parts.ts';

/** Draws k from too few bits: its first `missing` bits are zero. */
export function shortK(random: Random, missing: number): () => bigint {
  return () => randomBits(random, 256 - missing) || 1n;
}

const SIZE = { meaning: 'bits of k that are always zero', usual: 32, values: [64, 32, 16, 8] };

export const ecdsaNonceBiased: Attack = {
  fault:
    'The broken signer draws fresh numbers k, but from fewer bits than the order of the curve has, so that the first bits of each k are zero. No signature looks odd.',
  difference: {
    soundFile: 'ec/rfc6979.ts',
    sound: ['const k = leftmostBits(T, range.qlen);', 'if (range.contains(k) === 1) return k;'],
    brokenFile: 'lab/attacks/ecdsa-nonce-biased.ts',
    broken: ['return () => randomBits(random, 256 - missing) || 1n;'],
  },
  unit: 'exchanges of rows of the lattice',
  defence:
    'In the engine k is uniform in 1…n − 1: it takes as many bits as the order has, and draws again where they are not below it.',
  rule: 'RFC 6979 §3.2 step h; FIPS 186-5 §A.3.2',
  size: SIZE,
  async *run(input) {
    const missing = sizeOf(input, SIZE);
    const victim = ecdsaVictim(input.target, input.random, shortK(input.random, missing));
    // Each signature tells as many bits as are missing; two more than it takes, and for few bits a sixth, since the reduction is no perfect one.
    const signatures = Math.ceil(256 / missing) + 2 + (missing < 16 ? 6 : 0);
    const seen = Array.from({ length: signatures }, (_, i) => victim.sign(`request ${i + 1}`));
    yield { count: 0, note: `${signatures} signatures were seen` };
    const basis = latticeOf(seen, missing);
    const counter = new Counter(25);
    // The numbers of the row with the key are at most as long as n.
    const [whole, goal] = [shortest(basis), bitLength(DOMAIN.n)];
    const gauge = (): AttackGauge => ({ kind: 'row-bits', value: shortest(basis), whole, goal });
    const reduction = reduceLattice(basis);
    while (!reduction.next().done) if (counter.ask()) yield counter.progress('the rows grow shorter', gauge());
    yield counter.progress('the rows are as short as they become', gauge());
    const d = privateKeyIn(basis, victim);
    return {
      won: d === victim.d,
      count: counter.count,
      course: [
        prose(
          'Each signature says k = a + t·d modulo n with known a and t. That all these k are short at once is a short vector in a lattice of known vectors. ' +
            'LLL finds it: it exchanges rows and subtracts multiples of one from another, until they are short.',
        ),
        facts('The lattice', [
          fact('signatures', `${signatures}`),
          fact('rows', `${basis.length}`),
          fact('bits of k that are zero', `${missing}`),
          fact('exchanges of rows', `${counter.count}`),
        ]),
      ],
      result:
        d === undefined
          ? [prose('No row of the reduced lattice holds the private key: these k are not short.')]
          : [facts('The private key, in one row of the reduced lattice', [fact('d', d)])],
    };
  },
};

/** The hidden number problem as a lattice (Howgrave-Graham and Smart 2001 §4). With half = 2^(l − 1), where k < 2^l, and weight = 2^(257 − l) the vector
 * (weight·(kᵢ − half)…, d, n) is in it: all its numbers are about as long as n. The shorter they are, the sooner it is reduced. */
function latticeOf(seen: readonly SeenSignature[], missing: number): bigint[][] {
  const { n } = DOMAIN;
  const [half, weight] = [1n << BigInt(255 - missing), 1n << BigInt(missing + 1)];
  const columns = seen.length + 2;
  const row = (values: ReadonlyMap<number, bigint>): bigint[] =>
    Array.from({ length: columns }, (_, i) => values.get(i) ?? 0n);
  const t = seen.map(({ r, s }) => mod(r * modInverse(s, n), n));
  const a = seen.map(({ e, s }) => mod(e * modInverse(s, n), n));
  return [
    ...seen.map((_, i) => row(new Map([[i, weight * n]]))),
    row(new Map([...t.map((value, i): [number, bigint] => [i, weight * value]), [columns - 2, 1n]])),
    row(new Map([...a.map((value, i): [number, bigint] => [i, weight * (value - half)]), [columns - 1, n]])),
  ];
}

/** Bits of the longest number in the row that is shortest by it. */
const shortest = (basis: readonly (readonly bigint[])[]): number =>
  Math.min(...basis.map((row) => Math.max(...row.map((entry) => bitLength(entry < 0n ? -entry : entry)))));

/** The private key, where a row holds it or its negative. */
function privateKeyIn(basis: readonly bigint[][], { publicKey }: EcdsaVictim): bigint | undefined {
  const { n } = DOMAIN;
  for (const row of basis) {
    const multiple = row[row.length - 2];
    for (const candidate of [mod(multiple, n), mod(-multiple, n)])
      if (isPrivateKeyOf(candidate, publicKey)) return candidate;
  }
  return undefined;
}
