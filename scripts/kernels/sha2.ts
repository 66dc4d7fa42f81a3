/** The block functions of SHA-256 (FIPS 180-4 §6.2.2) and SHA-512 (§6.4.2), which differ in their words, in how far these are turned,
 * and in their rounds.
 *
 * At the end of a round the standard shifts each of a … h one place on. Here the names shift instead: what was h is the new a, so that
 * after eight rounds every name is back in its place. Sixteen words of the message schedule are kept. */
import { type GeneratedFile, hex32, lines, range } from './emit.ts';
import { primes, rootFraction } from './primes.ts';
import { type Pair, type Words, words32, words64 } from './words.ts';

interface Sha2<W> {
  readonly name: string;
  readonly section: string;
  readonly words: Words<W>;
  /** How far Σ0, Σ1 (three rotations), σ0 and σ1 (two rotations and a shift) turn: §4.1.2, §4.1.3. */
  readonly turns: Readonly<Record<'Σ0' | 'Σ1' | 'σ0' | 'σ1', readonly [number, number, number]>>;
  readonly rounds: number;
  /** Whether every round is text, or sixteen of them, in a loop: eighty rounds on halves are more bytecode than V8 optimizes. */
  readonly unrolled: boolean;
  /** K_t as it stands in round t of sixteen. */
  readonly K: (t: number) => W;
  /** What stands before the function, and at its beginning. */
  readonly constants: string;
  readonly beginning: string;
}

const NAMES = [...'abcdefgh'];

function blockFunction<W>({ name, section, words, turns, rounds, unrolled, K, constants, beginning }: Sha2<W>): string {
  const { named, variables, ROTR, SHR, bitwise, sum, increase } = words;
  const bytes = words.bits / 8;
  const xor = (...terms: W[]): W => bitwise((...halves) => halves.join(' ^ '), ...terms);
  const Σ = ([p, q, r]: readonly number[], x: W): W => xor(ROTR(p, x), ROTR(q, x), ROTR(r, x));
  const σ = ([p, q, r]: readonly number[], x: W): W => xor(ROTR(p, x), ROTR(q, x), SHR(r, x));
  // In forms with one operation less than the standard's.
  const Ch = (x: W, y: W, z: W): W => bitwise((e, f, g) => `${g} ^ (${e} & (${f} ^ ${g}))`, x, y, z);
  const Maj = (x: W, y: W, z: W): W => bitwise((a, b, c) => `(${a} & ${b}) ^ (${c} & (${a} ^ ${b}))`, x, y, z);
  const W = (t: number): W => named(`w${t % 16}${words.bits === 64 ? '_' : ''}`);
  const T1 = named('T1');
  /** `let` for each variable of a word; `value` gives what it is set to. */
  const declare = (word: W, value: (half: number) => string): string =>
    `let ${variables(word)
      .map((variable, half) => `${variable} = ${value(half)}`)
      .join(', ')};`;

  /** Step 3: T1 is made, then e = d + T1 and a = T1 + T2. */
  const round = (t: number): string => {
    const [a, b, c, d, e, f, g, h] = range(8).map((i) => named(NAMES[(i + 7 * t) % 8]));
    return [
      sum(T1, h, K(t), W(t), Ch(e, f, g), Σ(turns.Σ1, e)),
      `${increase(d, T1)} ${sum(h, T1, Maj(a, b, c), Σ(turns.Σ0, a))}`,
    ].join('\n');
  };
  /** Step 1: W_t takes the place of W_(t−16). */
  const schedule = (t: number): string => sum(W(t), W(t), σ(turns.σ1, W(t + 14)), W(t + 9), σ(turns.σ0, W(t + 1)));

  const sixteen = (from: number): string => lines(range(16), (t) => round(from + t));
  const sixteenWords = lines(range(16), schedule);
  const halves = words.bits / 32;
  return `${constants}
/** Takes the whole blocks of \`data[at..end)\` into the hash value \`H\`, eight words${halves === 2 ? ', each high half first' : ''} (FIPS 180-4 ${section}).
* Timing: no branch and no index depends on the data. */
export function ${name}Blocks(H: Int32Array, data: DataView, at: number, end: number): void {
${beginning}${lines(range(8), (i) => declare(named(`H${i}`), (half) => `H[${halves * i + half}]`))}
for (; at < end; at += ${16 * bytes}) {
// Step 1: the message schedule, sixteen words at a time; W_t takes the place of W_(t−16).
${lines(range(16), (t) => declare(W(t), (half) => `data.getInt32(at + ${bytes * t + 4 * half})`))}
// Step 2: the working variables.
${lines(NAMES, (v, i) => declare(named(v), (half) => variables(named(`H${i}`))[half]))}
${declare(T1, () => '0')}
${halves === 2 ? 'let s = 0, u1 = 0, u2 = 0, u3 = 0, u4 = 0;\n' : ''}// Step 3, with steps 1 and 3 in turn from the sixteenth round on.
${
  unrolled
    ? lines(range(rounds / 16), (i) => (i === 0 ? '' : `${sixteenWords}\n`) + sixteen(16 * i))
    : `for (let t = 0; ; ) {\n${sixteen(0)}\nt += 16;\nif (t === ${rounds}) break;\n${sixteenWords}\n}`
}
// Step 4: the intermediate hash value.
${lines(NAMES, (v, i) => increase(named(`H${i}`), named(v)))}
}
${lines(range(8), (i) =>
  variables(named(`H${i}`))
    .map((variable, half) => `H[${halves * i + half}] = ${variable};`)
    .join(' '),
)}
}`;
}

/** §4.2.2, §4.2.3: from the cube roots of the first primes. */
const K = primes(80).map((p) => rootFraction(p, 3n));

export const sha256Block: GeneratedFile = {
  path: 'src/hash/generated/sha256-block.ts',
  source: 'scripts/kernels/sha2.ts',
  text: blockFunction({
    name: 'sha256',
    section: '§6.2.2',
    words: words32,
    turns: { Σ0: [2, 13, 22], Σ1: [6, 11, 25], σ0: [7, 18, 3], σ1: [17, 19, 10] },
    rounds: 64,
    unrolled: true,
    K: (t) => hex32(K[t][0]),
    constants: '',
    beginning: '',
  }),
};

const table = (name: string, half: 0 | 1): string => `const ${name} = new Int32Array([
${lines(
  range(10),
  (row) =>
    `${K.slice(8 * row, 8 * row + 8)
      .map((k) => hex32(k[half]))
      .join(', ')},`,
)}
]);`;

export const sha512Block: GeneratedFile = {
  path: 'src/hash/generated/sha512-block.ts',
  source: 'scripts/kernels/sha2.ts',
  text: blockFunction<Pair>({
    name: 'sha512',
    section: '§6.4.2',
    words: words64,
    turns: { Σ0: [28, 34, 39], Σ1: [14, 18, 41], σ0: [1, 8, 7], σ1: [19, 61, 6] },
    rounds: 80,
    unrolled: false,
    K: (t) => [`KH[t + ${t}]`, `KL[t + ${t}]`],
    constants: `// FIPS 180-4 §4.2.3: K, high halves and low halves.\n${table('K_HIGH', 0)}\n${table('K_LOW', 1)}\n`,
    // Not every bundler keeps a module's constants constant.
    beginning: 'let KH = K_HIGH, KL = K_LOW;\n',
  }),
};
