/** The programs of the measuring room. */
import type { SubjectName } from '../measure/fields.ts';
import { SUBJECT_FIELDS } from '../measure/fields.ts';
import { completed, type SettingTexts } from '../settings.ts';
import { importLine, textLiteral } from './literal.ts';

/** The content of a program: imports by their packages, the inputs, and an expression for the list of all available implementations. */
interface Recipe {
  readonly imports: Readonly<Record<string, string>>;
  readonly setup: string;
  /** `[name, run]` each. */
  readonly contestants: string;
}

/** A program that runs each implementation on the same input, compares the results with the engine's, and prints the time of each.
 * @param names - the implementations that take part. */
export function measureProgram(subject: SubjectName, settings: SettingTexts, names: readonly string[]): string {
  const texts = completed(SUBJECT_FIELDS[subject], settings);
  const { imports, setup, contestants } = RECIPES[subject](texts);
  const lines = Object.entries(imports).map(([from, list]) => importLine(list, from));
  return `${lines.join('')}
const random = seededRandom(${textLiteral(`${texts['seed']}/measure/${subject}`)});
${setup}
const all: [name: string, run: () => unknown][] = ${contestants};
const names = [${names.map(textLiteral).join(', ')}];
const text = (value: unknown): string => (value instanceof Uint8Array ? value.join() : String(value));
const expected = text(all[0][1]());

for (const [name, run] of all.filter(([one]) => names.includes(one))) {
  const isRight = text(run()) === expected;
  const timed = (calls: number): number => {
    const begun = performance.now();
    for (let i = 0; i < calls; i++) run();
    return performance.now() - begun;
  };
  let calls = 1;
  // Each sample is checked: other work of the machine may have made the one before long.
  const sample = (): number => {
    let time = timed(calls);
    for (; time < 10; time = timed(calls)) calls *= 2;
    return time / calls;
  };
  sample();
  const samples = Array.from({ length: 9 }, sample).sort((a, b) => a - b);
  const [low, median, high] = [samples[1], samples[4], samples[7]].map((ms) => Number((ms * 1000).toPrecision(3)));
  console.log(\`\${name}: \${isRight ? 'right' : 'WRONG'}, \${median} µs (\${low} to \${high})\`);
}
`;
}

const bytes = (texts: SettingTexts): number => Number(texts['bytes']);
const bits = (texts: SettingTexts): number => Number(texts['bits']);

const hash = (name: string, steps: string) => (texts: SettingTexts) => ({
  imports: { 'vitrine/hash': `seededRandom, ${name}`, 'vitrine/reference': `resultOf, ${steps}` },
  setup: `const message = random.bytes(${bytes(texts)});`,
  contestants: `[
  ['vitrine', () => ${name}.digest(message)],
  ['reference', () => resultOf(${steps}(message))],
]`,
});

const RECIPES: Readonly<Record<SubjectName, (texts: SettingTexts) => Recipe>> = {
  sha256: (texts) => ({
    imports: { 'vitrine/hash': 'seededRandom, sha256', 'vitrine/reference': 'SHA256_VARIANTS' },
    setup: `const message = random.bytes(${bytes(texts)});`,
    contestants: `[
  ['vitrine', () => sha256.digest(message)],
  ...SHA256_VARIANTS.map(({ name, run }): [string, () => unknown] => [name, () => run(message)]),
]`,
  }),
  sha512: hash('sha512', 'sha512Steps'),
  'sha3-256': hash('sha3_256', 'sha3_256Steps'),
  aes: (texts) => ({
    imports: {
      'vitrine/bytes': 'concat, xor',
      'vitrine/cipher': 'aes, cbcDecrypt',
      'vitrine/hash': 'seededRandom',
      'vitrine/reference': 'AES_VARIANTS',
    },
    setup: `const [key, iv, ciphertext] = [16, 16, ${bytes(texts)}].map((length) => random.bytes(length));
const before = concat(iv, ciphertext).subarray(0, ciphertext.length);`,
    contestants: `[
  ['vitrine', () => cbcDecrypt(aes(key), iv, ciphertext)],
  ...AES_VARIANTS.map(({ name, run }): [string, () => unknown] => [name, () => xor(run(key).decrypt(ciphertext), before)]),
]`,
  }),
  ghash: (texts) => ({
    imports: {
      'vitrine/bytes': 'concat, i2osp, xor',
      'vitrine/cipher': 'aes, cbcEncrypt, gcm',
      'vitrine/hash': 'seededRandom',
      'vitrine/reference': 'GHASH_VARIANTS',
    },
    setup: `const cipher = aes(new Uint8Array(16));
const block = (input: Uint8Array) => cbcEncrypt(cipher, new Uint8Array(16), input);
const H = block(new Uint8Array(16));
const nonce = new Uint8Array(12);
const mask = block(concat(nonce, i2osp(1n, 4)));
const data = random.bytes(${bytes(texts)});
const X = concat(data, i2osp(BigInt(8 * data.length), 8), new Uint8Array(8));`,
    contestants: `[
  // GCM with an empty plaintext is GHASH of the associated data, plus one block of AES.
  ['vitrine', () => xor(gcm(cipher).seal(nonce, new Uint8Array(), data), mask)],
  ...GHASH_VARIANTS.map(({ name, run }): [string, () => unknown] => [name, () => run(H)(X)]),
]`,
  }),
  modexp: (texts) => ({
    imports: {
      'vitrine/bigint': 'modPow, randomBits',
      'vitrine/hash': 'seededRandom',
      'vitrine/reference': 'MODEXP_VARIANTS',
      'vitrine/rsa': 'generateRsaKey',
    },
    setup: `const { modulus, privateExponent, prime1, prime2 } = generateRsaKey({ modulusBits: ${bits(texts)}, insecure: true, random });
const base = randomBits(random, ${bits(texts) - 1});`,
    contestants: `[
  ['vitrine', () => modPow(base, privateExponent, modulus)],
  ...MODEXP_VARIANTS.map(({ name, run }): [string, () => unknown] => [name, () => run(base, privateExponent, modulus, [prime1, prime2])]),
]`,
  }),
  primes: (texts) => ({
    imports: {
      'vitrine/bigint': 'findWitness, millerRabinRounds, randomBits, sieve',
      'vitrine/bytes': 'type Random',
      'vitrine/hash': 'seededRandom',
      'vitrine/reference': 'PRIME_SEARCH_VARIANTS',
    },
    setup: `const start = () => seededRandom(${textLiteral(`${texts['seed']}/measure/start`)});
function search(bits: number, random: Random): bigint {
  const from = randomBits(random, bits) | (3n << BigInt(bits - 2)) | 1n;
  const struck = sieve(from, 4 * bits);
  const options = { random, rounds: millerRabinRounds(2 * bits) };
  const at = struck.findIndex((each, i) => each === 0 && findWitness(from + 2n * BigInt(i), options) === undefined);
  return from + 2n * BigInt(at);
}
void random;`,
    contestants: `[
  ['vitrine', () => search(${bits(texts)}, start())],
  ...PRIME_SEARCH_VARIANTS.map(({ name, run }): [string, () => unknown] => [name, () => run(${bits(texts)}, start())]),
]`,
  }),
  p256: () => ({
    imports: {
      'vitrine/bytes': 'concat, i2osp, os2ip',
      'vitrine/ec': 'p256',
      'vitrine/hash': 'seededRandom',
      'vitrine/reference': 'affineMultiplySteps, type CurvePoint, jacobianMultiplySteps, NIST_DOMAINS, resultOf',
    },
    setup: `const scalar = concat(new Uint8Array([0x7f]), random.bytes(31));
const curve = NIST_DOMAINS['P-256'];
const encoded = (point: CurvePoint) =>
  point === 'infinity' ? new Uint8Array(1) : concat(new Uint8Array([4]), i2osp(point.x, 32), i2osp(point.y, 32));`,
    contestants: `[
  ['vitrine', () => p256.publicKey(scalar)],
  ['reference', () => encoded(resultOf(jacobianMultiplySteps(curve, os2ip(scalar), curve.G)))],
  ['affine', () => encoded(resultOf(affineMultiplySteps(curve, os2ip(scalar), curve.G)))],
]`,
  }),
  x25519: () => ({
    imports: { 'vitrine/ec': 'x25519', 'vitrine/hash': 'seededRandom', 'vitrine/reference': 'resultOf, x25519Steps' },
    setup: `const scalar = random.bytes(32);
const u = x25519.publicKey(random.bytes(32));`,
    contestants: `[
  ['vitrine', () => x25519.ecdh(scalar, u)],
  ['reference', () => resultOf(x25519Steps(scalar, u))],
]`,
  }),
};
