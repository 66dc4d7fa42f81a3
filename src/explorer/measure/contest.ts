/** The implementations that are compared, and their inputs: the engine, the reference implementations, and the variants. */
import { findWitness, millerRabinRounds, modPow, randomBits, sieve } from '../../bigint/index.ts';
import { concat, i2osp, os2ip, type Random, xor } from '../../bytes/index.ts';
import { aes, cbcDecrypt, cbcEncrypt, gcm } from '../../cipher/index.ts';
import { p256, x25519 } from '../../ec/index.ts';
import { seededRandom, sha3_256, sha256, sha512 } from '../../hash/index.ts';
import {
  AES_VARIANTS,
  affineMultiplySteps,
  type CurvePoint,
  GHASH_VARIANTS,
  jacobianMultiplySteps,
  MODEXP_VARIANTS,
  NIST_DOMAINS,
  PRIME_SEARCH_VARIANTS,
  resultOf,
  SHA256_VARIANTS,
  type Sha256,
  sha3_256Steps,
  sha512Steps,
  x25519Steps,
} from '../../reference/index.ts';
import { generateRsaKey } from '../../rsa/index.ts';
import { SettingsReader, type SettingTexts } from '../settings.ts';
import { SUBJECT_FIELDS, type SubjectName } from './fields.ts';

/** An argument of a function; it can be sent to a worker. */
export type Input = bigint | Uint8Array;

export interface Contestant {
  readonly name: string;
  readonly run: (...inputs: readonly never[]) => bigint | Uint8Array;
}

export interface Contest {
  /** Lists of arguments: all are checked, the first is timed. */
  readonly cases: readonly (readonly Input[])[];
  readonly contestants: readonly Contestant[];
  /** Bytes that one call processes; undefined if a throughput has no meaning. */
  readonly bytes: number | undefined;
}

/** The contest of a subject. @throws UsageError for a setting out of its bounds. */
export function contestOf(name: SubjectName, settings: SettingTexts): Contest {
  const of = new SettingsReader(SUBJECT_FIELDS[name], settings);
  const random = seededRandom(`${of.text('seed')}/measure/${name}`);
  return CONTESTS[name](of, random);
}

/** Lengths at which padding or a block ends. */
const EDGES = [0, 55, 56, 63, 64, 65, 111, 112, 127, 128, 135, 136, 137];

function hashContest(of: SettingsReader, random: Random, contestants: readonly Contestant[]): Contest {
  const length = Number(of.choice('bytes'));
  return { cases: [length, ...EDGES].map((each) => [random.bytes(each)]), contestants, bytes: length };
}

const engine = (run: Contestant['run']): Contestant => ({ name: 'vitrine', run });
const reference = (run: Contestant['run']): Contestant => ({ name: 'reference', run });

/** The cases are the wanted length, and one block. @param inputsOf - returns the arguments for a length. */
function blocksContest(
  of: SettingsReader,
  inputsOf: (length: number) => readonly Uint8Array[],
  contestants: readonly Contestant[],
): Contest {
  const length = Number(of.choice('bytes'));
  return { cases: [length, 16].map(inputsOf), contestants, bytes: length };
}

const CONTESTS: Readonly<Record<SubjectName, (of: SettingsReader, random: Random) => Contest>> = {
  sha256: (of, random) => {
    const variants = SHA256_VARIANTS.map(({ name, run }): { name: string; run: Sha256 } => ({ name, run }));
    return hashContest(of, random, [engine((message: Uint8Array) => sha256.digest(message)), ...variants]);
  },
  sha512: (of, random) =>
    hashContest(of, random, [
      engine((message: Uint8Array) => sha512.digest(message)),
      reference((message: Uint8Array) => resultOf(sha512Steps(message))),
    ]),
  'sha3-256': (of, random) =>
    hashContest(of, random, [
      engine((message: Uint8Array) => sha3_256.digest(message)),
      reference((message: Uint8Array) => resultOf(sha3_256Steps(message))),
    ]),
  // CBC, since the engine has no ECB: each block is decrypted, and XORed with the previous one (SP 800-38A §6.2).
  aes: (of, random) =>
    blocksContest(of, (length) => [16, 16, length].map((each) => random.bytes(each)), [
      engine((key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array) => cbcDecrypt(aes(key), iv, ciphertext)),
      ...AES_VARIANTS.map(({ name, run }) => ({
        name,
        run: (key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array) =>
          xor(run(key).decrypt(ciphertext), concat(iv, ciphertext).subarray(0, ciphertext.length)),
      })),
    ]),
  // H is the encryption of the zero block (SP 800-38D §7.1) under the zero key, so that the engine's GCM has the same H.
  ghash: (of, random) => {
    const cipher = aes(new Uint8Array(16));
    const block = (input: Uint8Array): Uint8Array => cbcEncrypt(cipher, new Uint8Array(16), input);
    const mask = block(concat(NONCE, i2osp(1n, 4)));
    const H = block(new Uint8Array(16));
    return blocksContest(of, (length) => [H, concat(random.bytes(length), lengths(length))], [
      // GCM with an empty plaintext is GHASH of the associated data and its length, plus one block of AES.
      engine((_: Uint8Array, X: Uint8Array) => xor(gcm(cipher).seal(NONCE, NOTHING, X.subarray(0, -16)), mask)),
      ...GHASH_VARIANTS.map(({ name, run }) => ({ name, run: (H: Uint8Array, X: Uint8Array) => run(H)(X) })),
    ]);
  },
  modexp: (of, random) => {
    const modulusBits = Number(of.choice('bits'));
    const { modulus, privateExponent, prime1, prime2 } = generateRsaKey({ modulusBits, insecure: true, random });
    const base = randomBits(random, modulusBits - 1);
    return {
      cases: [privateExponent, 0n, 1n, 65537n].map((exponent) => [base, exponent, modulus]),
      contestants: [
        engine((g: bigint, e: bigint, n: bigint) => modPow(g, e, n)),
        ...MODEXP_VARIANTS.map(({ name, run }) => ({
          name,
          run: (g: bigint, e: bigint, n: bigint) => run(g, e, n, [prime1, prime2]),
        })),
      ],
      bytes: undefined,
    };
  },
  primes: (of) => {
    const seed = of.text('seed');
    const contestants = [{ name: 'vitrine', run: engineSearch }, ...PRIME_SEARCH_VARIANTS].map(({ name, run }) => ({
      name,
      run: (bits: bigint) => run(Number(bits), seededRandom(`${seed}/measure/start`)),
    }));
    return { cases: [[BigInt(of.choice('bits'))]], contestants, bytes: undefined };
  },
  p256: (_, random) => ({
    // The scalar is below the group's order, whose first 32 bits are ones.
    cases: [0, 1].map(() => [concat(new Uint8Array([0x7f]), random.bytes(31))]),
    contestants: [
      engine((scalar: Uint8Array) => p256.publicKey(scalar)),
      reference((scalar: Uint8Array) => encoded(resultOf(jacobianMultiplySteps(P256, os2ip(scalar), G)))),
      { name: 'affine', run: (scalar: Uint8Array) => encoded(resultOf(affineMultiplySteps(P256, os2ip(scalar), G))) },
    ],
    bytes: undefined,
  }),
  x25519: (_, random) => ({
    cases: [0, 1].map(() => [random.bytes(32), x25519.publicKey(random.bytes(32))]),
    contestants: [
      engine((scalar: Uint8Array, u: Uint8Array) => x25519.ecdh(scalar, u)),
      reference((scalar: Uint8Array, u: Uint8Array) => resultOf(x25519Steps(scalar, u))),
    ],
    bytes: undefined,
  }),
};

const NONCE = new Uint8Array(12);
const NOTHING = new Uint8Array(0);
/** The last block: the length of the associated data in bits, and that of the empty ciphertext (SP 800-38D §7.1). */
const lengths = (length: number): Uint8Array => concat(i2osp(BigInt(8 * length), 8), new Uint8Array(8));

const P256 = NIST_DOMAINS['P-256'];
const { G } = P256;
/** SEC 1 §2.3.3, uncompressed. */
const encoded = (point: CurvePoint): Uint8Array =>
  point === 'infinity' ? new Uint8Array(1) : concat(new Uint8Array([4]), i2osp(point.x, 32), i2osp(point.y, 32));

/** Searches for a prime as the engine's key generation does. */
function engineSearch(bits: number, random: Random): bigint {
  const start = randomBits(random, bits) | (3n << BigInt(bits - 2)) | 1n;
  const struck = sieve(start, 4 * bits);
  const options = { random, rounds: millerRabinRounds(2 * bits) };
  const at = struck.findIndex((each, i) => each === 0 && findWitness(start + 2n * BigInt(i), options) === undefined);
  return start + 2n * BigInt(at);
}
