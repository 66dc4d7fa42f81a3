/** ML-KEM (FIPS 203): key generation, encapsulation and decapsulation, with the intermediate polynomials. */
import { assertBytes, assertOptions, type Bytes, concat, equalBytes, UsageError } from '../../bytes/index.ts';
import { hasRow } from '../../bytes/internal.ts';
import { type MlKem, mlKem512, mlKem768, mlKem1024 } from '../../lattice/index.ts';
import {
  Compress,
  Decompress,
  type MlKemParameters,
  type MlKemStep,
  mlKemDecapsSteps,
  mlKemEncapsSteps,
  mlKemKeyGenSteps,
  multiplyNttsSteps,
  nttSteps,
  type Polynomial,
} from '../../reference/index.ts';
import type { Exhibit, Fact, Part, Section, Table } from '../document/exhibit.ts';
import { collected, facts, prose, secretFact, section } from './steps.ts';

/** The parameter sets (FIPS 203 §8, table 2). */
const SETS: Readonly<Record<MlKem['name'], MlKemParameters & { readonly engine: MlKem }>> = {
  'ML-KEM-512': { k: 2, η1: 3, η2: 2, du: 10, dv: 4, engine: mlKem512 },
  'ML-KEM-768': { k: 3, η1: 2, η2: 2, du: 10, dv: 4, engine: mlKem768 },
  'ML-KEM-1024': { k: 4, η1: 2, η2: 2, du: 11, dv: 5, engine: mlKem1024 },
};
const q = 3329;

export interface MlKemExample {
  readonly parameters: MlKem['name'];
  /** 32 bytes each: the seeds of the key pair. */
  readonly d: Uint8Array;
  readonly z: Uint8Array;
  /** 32 bytes: the message that is encapsulated. */
  readonly m: Uint8Array;
}

/** Shows the polynomials of the key pair, one transform layer by layer, the noise, compression with its loss, and how the message
 * is recovered from the noise. Everything except the encapsulation key and the ciphertext is secret. @throws UsageError for an
 * unknown set or another length. */
export function explainMlKem(example: MlKemExample): Exhibit {
  assertOptions(example, 'example', ['parameters', 'd', 'z', 'm']);
  const { parameters, d, z, m } = example;
  if (!hasRow(SETS, parameters))
    throw new UsageError('out-of-range', 'example.parameters', 'must be ML-KEM-512, ML-KEM-768 or ML-KEM-1024');
  for (const name of ['d', 'z', 'm'] as const) {
    assertBytes(example[name], `example.${name}`);
    if (example[name].length !== 32) throw new UsageError('out-of-range', `example.${name}`, 'must have 32 bytes');
  }
  const set = SETS[parameters];
  const keyGen = collected(mlKemKeyGenSteps(set, d, z));
  const [ek, dk] = keyGen.result;
  const encaps = collected(mlKemEncapsSteps(set, ek, m));
  const [K, c] = encaps.result;
  const decaps = collected(mlKemDecapsSteps(set, dk, c));
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('m', m, 'FIPS 203 algorithm 20 step 1'),
      { label: 'encapsulation key', value: ek, rule: 'FIPS 203 algorithm 16' },
      { label: 'ciphertext', value: c, rule: 'FIPS 203 algorithm 17' },
      secretFact('K, the shared secret', K, 'FIPS 203 algorithm 17'),
      {
        label: 'the other end has the same',
        value: equalBytes(decaps.result, K) ? 'yes' : 'NO',
        rule: 'FIPS 203 algorithm 18',
      },
      {
        label: "the engine's own result",
        value: isEngines(set.engine, { d, z, m }, c, K) ? 'the same' : 'ANOTHER',
        rule: '',
      },
    ]),
    keyPair(set, d, keyGen.steps),
    transform(polynomials(keyGen.steps, 's')[0]),
    encapsulation(set, encaps.steps),
    decapsulation(m, c, decaps.steps),
  ];
  return { title: `${parameters}, step by step`, parts };
}

function isEngines(engine: MlKem, { d, z, m }: Pick<MlKemExample, 'd' | 'm' | 'z'>, c: Bytes, K: Bytes): boolean {
  const { encapsulationKey } = engine.keyPairFromSeed(concat(d, z));
  const { ciphertext, sharedSecret } = engine.encapsulateWith(encapsulationKey, m);
  return equalBytes(ciphertext, c) && equalBytes(sharedSecret, K);
}

const INTRODUCTION =
  'A quantum computer that is large enough would break RSA and every elliptic curve; ML-KEM stands on another problem. The holder of a key gives out t = A·s + e, where A is random and public, and s and e are small and ' +
  'secret: without e, linear algebra would find s; with it nobody knows how to. All entries are polynomials of 256 coefficients modulo 3329, and x^256 = −1. TLS 1.3 joins it with X25519, so that both would have to be broken (X25519MLKEM768).';

/** The polynomials of a step. */
function polynomials(steps: readonly MlKemStep[], name: MlKemStep['name']): readonly Polynomial[] {
  const found = steps.find((step) => step.name === name)?.value as readonly Polynomial[] | Polynomial;
  return typeof found[0] === 'number' ? [found as Polynomial] : (found as readonly Polynomial[]);
}

/** Number of coefficients shown of each polynomial. */
const SHOWN = 8;
const coefficients = (f: Polynomial): string => `${f.slice(0, SHOWN).join(', ')}, …`;
/** A small coefficient with its sign: −1 is represented by 3328. */
const small = (f: Polynomial): string =>
  `${f
    .slice(0, 2 * SHOWN)
    .map((x) => `${x > q / 2 ? x - q : x}`)
    .join(', ')}, …`;

/** A polynomial in a table: its name, its first coefficients, and all of them. */
interface PolynomialRow {
  readonly cells: readonly string[];
  readonly all: readonly string[];
}

const rowsOf = (
  steps: readonly MlKemStep[],
  name: MlKemStep['name'],
  show: (f: Polynomial) => string,
): PolynomialRow[] => {
  const found = polynomials(steps, name);
  return found.map((f, i) => ({
    cells: [found.length > 1 ? `${name}[${i}]` : name, show(f)],
    all: allCoefficients(show === small ? f.map(centred) : f),
  }));
};

/** Sixteen on a line. */
const allCoefficients = (f: Polynomial): string[] =>
  Array.from(
    { length: f.length / 16 },
    (_, i) => `x^${16 * i} to x^${16 * i + 15}: ${f.slice(16 * i, 16 * i + 16).join(', ')}`,
  );

const polynomialTable = (title: string, rule: string, rows: readonly PolynomialRow[]): Table => ({
  ...{ kind: 'table', title, rule, columns: ['polynomial', 'coefficients of x^0, x^1, …'] },
  ...{ rows: rows.map(({ cells }) => cells), how: rows.map(({ all }) => all), secret: true },
});

const bytesFact = (steps: readonly MlKemStep[], name: MlKemStep['name']): Fact[] =>
  steps
    .filter((step) => step.name === name && step.value instanceof Uint8Array)
    .slice(0, 1)
    .map(({ value, rule, secret }) => ({ label: name, value: value as Bytes, rule, ...(secret && { secret }) }));

function keyPair({ k, η1 }: MlKemParameters, d: Uint8Array, steps: readonly MlKemStep[]): Section {
  return section('1. The key pair', [
    prose(
      `From the seed d come ρ, of which everyone makes the ${k} × ${k} matrix A, and σ, of which come s and e. Their coefficients are small: ${η1} coins less ${η1} coins, so from −${η1} to ${η1}. ` +
        'A hat (ŝ) marks a polynomial after the transform NTT, where a product is taken pair by pair, 128 times, and not each coefficient by each.',
    ),
    facts('Seeds', [
      secretFact('d', d, 'FIPS 203 algorithm 19 step 1'),
      ...bytesFact(steps, 'ρ'),
      ...bytesFact(steps, 'σ'),
    ]),
    polynomialTable('The secret s and the noise e', 'FIPS 203 algorithm 8', [
      ...rowsOf(steps, 's', small),
      ...rowsOf(steps, 'e', small),
    ]),
    polynomialTable('t̂ = Â·ŝ + ê, which is the public key with ρ', 'FIPS 203 algorithm 13 step 18', [
      ...rowsOf(steps, 'ŝ', coefficients),
      ...rowsOf(steps, 'ê', coefficients),
      ...rowsOf(steps, 't̂', coefficients),
    ]),
    productTable(steps),
  ]);
}

/** Â[0][0] times ŝ[0], pair by pair: the first of the products that t̂[0] is the sum of. */
function productTable(steps: readonly MlKemStep[]): Table {
  const [a] = polynomials(steps, 'Â[i]');
  const [s] = polynomials(steps, 'ŝ');
  const pairs = collected(multiplyNttsSteps(a, s)).steps;
  return {
    ...{ kind: 'table', title: 'One product, Â[0][0] · ŝ[0]: a0 + a1·x times b0 + b1·x modulo x² − γ, pair by pair' },
    ...{ rule: 'FIPS 203 algorithms 11 and 12', columns: ['pair', 'a0, a1', 'b0, b1', 'γ', 'c0, c1'] },
    rows: pairs.map(({ index, value: { a0, a1, b0, b1, γ, c0, c1 } }) => [
      ...[`${index['i']}`, `${a0}, ${a1}`, `${b0}, ${b1}`, `${γ}`, `${c0}, ${c1}`],
    ]),
    how: pairs.map(({ value: { a0, a1, b0, b1, γ, c0, c1 } }) => [
      `c0 = a0·b0 + a1·b1·γ = ${a0} · ${b0} + ${a1} · ${b1} · ${γ} = ${c0} (modulo 3329)`,
      `c1 = a0·b1 + a1·b0 = ${a0} · ${b1} + ${a1} · ${b0} = ${c1} (modulo 3329)`,
    ]),
    ...{ brief: { noun: 'pair', column: 1 }, secret: true },
  };
}

/** Butterflies of a layer. */
const BUTTERFLIES = 128;

function transform(f: Polynomial): Section {
  const { steps } = collected(nttSteps(f));
  const rows = [
    ['', '', coefficients(f)],
    ...steps.map(({ index, value }) => [`${index['len']}`, `${value.zetas.length}`, coefficients(value.f)]),
  ];
  const how = steps.map(({ index, value: { f: after, zetas } }, layer) => {
    const before = layer === 0 ? f : steps[layer - 1].value.f;
    return Array.from({ length: BUTTERFLIES }, (_, i) => butterfly(before, after, zetas, index['len'], i));
  });
  return section('2. One transform: s[0] to ŝ[0]', [
    prose(
      'The NTT is the Fourier transform of whole numbers: seven layers of butterflies. Each takes two coefficients at a distance of len, multiplies the second by a power ζ of 17, and gives their sum and their difference.',
    ),
    {
      kind: 'table',
      title: 'The coefficients after each layer, and the butterflies of the chosen one',
      rule: 'FIPS 203 algorithm 9',
      columns: ['len', 'groups', 'coefficients'],
      rows,
      how: [[], ...how],
      secret: true,
    },
  ]);
}

/** @param i - index of the butterfly in the layer, group by group. */
function butterfly(before: Polynomial, after: Polynomial, zetas: readonly number[], len: number, i: number): string {
  const group = Math.floor(i / len);
  const j = 2 * len * group + (i % len);
  const [low, high, zeta] = [before[j], before[j + len], zetas[group]];
  const t = (zeta * high) % q;
  return `t = ζ·f[${j + len}] = ${zeta} · ${high} = ${t}; f[${j}] = ${low} + ${t} = ${after[j]}; f[${j + len}] = ${low} − ${t} = ${after[j + len]} (modulo 3329)`;
}

function encapsulation({ du, dv, η1, η2 }: MlKemParameters, steps: readonly MlKemStep[]): Section {
  const [v] = polynomials(steps, 'v');
  return section('3. Encapsulate', [
    prose(
      `The sender hashes m and the public key to the shared secret K and to r, of which come small y, e1 and e2. It sends u = Aᵀ·y + e1 and v = tᵀ·y + e2 + μ, where μ has 1665, half of 3329, for each bit of m that is 1. ` +
        `Then it compresses: of each coefficient of u it keeps ${du} bits, of v ${dv}.`,
    ),
    facts('From m', [...bytesFact(steps, 'K'), ...bytesFact(steps, 'r')]),
    polynomialTable(`Small polynomials: from −${Math.max(η1, η2)} to ${Math.max(η1, η2)}`, 'FIPS 203 algorithm 8', [
      ...rowsOf(steps, 'y', small),
      ...rowsOf(steps, 'e1', small),
      ...rowsOf(steps, 'e2', small),
    ]),
    polynomialTable('What is hidden in what', 'FIPS 203 algorithm 14', [
      ...rowsOf(steps, 'μ', coefficients),
      ...rowsOf(steps, 'u', coefficients),
      ...rowsOf(steps, 'v', coefficients),
    ]),
    compression(v, dv),
  ]);
}

function compression(v: Polynomial, dv: number): Table {
  const numbers = [...v.keys()];
  const [kept] = [Compress(dv, v)];
  const back = Decompress(dv, kept);
  return {
    kind: 'table',
    title: `Compress v to ${dv} bits each, and what is lost`,
    rule: 'FIPS 203 §4.2.1',
    columns: ['i', 'v_i', 'sent', 'read back', 'lost'],
    rows: numbers.map((i) => [`${i}`, `${v[i]}`, `${kept[i]}`, `${back[i]}`, `${centred(v[i] - back[i])}`]),
    brief: { noun: 'coefficient', column: 1 },
    how: numbers.map((i) => [
      `Compress: ⌈2^${dv} / 3329 · ${v[i]}⌋ mod 2^${dv} = ${kept[i]}`,
      `Decompress: ⌈3329 / 2^${dv} · ${kept[i]}⌋ = ${back[i]}`,
    ]),
    secret: true,
  };
}

/** Between −q/2 and q/2. */
const centred = (x: number): number => {
  const r = ((x % q) + q) % q;
  return r > q / 2 ? r - q : r;
};

function decapsulation(m: Uint8Array, c: Bytes, steps: readonly MlKemStep[]): Section {
  const [again] = bytesFact(steps, 'c′');
  const isSame: Fact = {
    label: 'c′, of m′, is c',
    value: equalBytes(again.value as Bytes, c) ? 'yes' : 'NO',
    rule: again.rule,
  };
  const [w] = polynomials(steps, 'w');
  const numbers = [...w.keys()];
  const bit = (i: number): number => (m[i >> 3] >> (i & 7)) & 1;
  const found = Compress(1, w);
  const noise = (i: number): number => centred(w[i] - 1665 * bit(i));
  const largest = Math.max(...[...w.keys()].map((i) => Math.abs(noise(i))));
  return section('4. Decapsulate', [
    prose(
      'The holder computes w = v − sᵀ·u. All the large parts cancel, since tᵀ·y and sᵀ·Aᵀ·y are the same but for the noise: what is left is μ, and small numbers. A coefficient nearer to 1665 than to 0 is the bit 1. ' +
        `The largest noise here is ${largest}; at 832 a bit would be read wrongly. Then it encapsulates m again by itself: where another ciphertext comes out, someone has changed it, and K is replaced by a number that tells nothing.`,
    ),
    {
      kind: 'table',
      title: 'The bits of m, found again',
      rule: 'FIPS 203 algorithm 15 step 7',
      columns: ['i', 'w_i', 'noise', 'bit read', 'bit of m'],
      rows: numbers.map((i) => [`${i}`, `${w[i]}`, `${noise(i)}`, `${found[i]}`, `${bit(i)}`]),
      brief: { noun: 'coefficient', column: 1 },
      how: numbers.map((i) => [
        `⌈2 / 3329 · ${w[i]}⌋ mod 2 = ${found[i]}: w_${i} is ${bit(i) === 1 ? '1665' : '0'} and ${noise(i)}`,
      ]),
      secret: true,
    },
    facts('The rest', [...bytesFact(steps, 'm′'), isSame, ...bytesFact(steps, 'K')]),
  ]);
}
