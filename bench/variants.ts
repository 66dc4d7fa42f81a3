/** The ways to do one thing that stand side by side in src/reference/variants, and the engine's among them: what each idea buys. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { checkPrimeSync, createCipheriv, createDecipheriv, createDiffieHellman, createHash } from 'node:crypto';
import { findWitness, millerRabinRounds, modPow, randomBits, sieve } from '../src/bigint/index.ts';
import { concat, i2osp, os2ip, xor } from '../src/bytes/index.ts';
import { aes, cbcDecrypt, cbcEncrypt, gcm } from '../src/cipher/index.ts';
import { seededRandom, sha256 } from '../src/hash/index.ts';
import {
  AES_VARIANTS,
  type Aes,
  type AesBlocks,
  GHASH_VARIANTS,
  type Ghash,
  MODEXP_VARIANTS,
  type ModularPower,
  PRIME_SEARCH_VARIANTS,
  type PrimeSearch,
  SHA256_VARIANTS,
  type Sha256,
  type Variant,
} from '../src/reference/index.ts';
import { generateRsaKey } from '../src/rsa/index.ts';
import { type BenchRow, once } from './rows.ts';

const random = seededRandom('bench/variants');
const raw = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);
const exceptTwin = <Run>(variants: readonly Variant<Run>[]): readonly Variant<Run>[] =>
  variants.filter(({ name }) => name !== 'reference');

/** A row for each variant and for the engine: all are timed on the same input, and checked by the same expectation. */
function rowsOf<Run>(
  row: string,
  variants: readonly Variant<Run>[],
  engine: Run,
  runOf: (run: Run) => () => unknown,
  expected: () => unknown,
  samples?: number,
): BenchRow[] {
  return [...variants, { name: 'vitrine', run: engine }].map(({ name, run }) => {
    const timed = runOf(run);
    const check = (): void => deepStrictEqual(timed(), expected(), `${row}: ${name}`);
    return { row, implementation: name, ...(samples !== undefined && { samples }), run: timed, check };
  });
}

/** The whole exponent, as long as the modulus. node:crypto's word is that of Diffie-Hellman. */
function modexpRows(bits: number): BenchRow[] {
  const key = once(() => generateRsaKey({ modulusBits: bits, insecure: true, random }));
  const base = randomBits(random, bits - 1);
  const native = once(() => {
    const { modulus, privateExponent } = key();
    const group = createDiffieHellman(i2osp(modulus, bits / 8), i2osp(2n, 1));
    group.setPrivateKey(i2osp(privateExponent, bits / 8));
    return os2ip(raw(group.computeSecret(i2osp(base, bits / 8))));
  });
  const runOf = (run: ModularPower) => (): bigint => {
    const { modulus, privateExponent, prime1, prime2 } = key();
    return run(base, privateExponent, modulus, [prime1, prime2]);
  };
  return rowsOf<ModularPower>(`modexp variants/private exponent/${bits}`, MODEXP_VARIANTS, modPow, runOf, native);
}

function sha256Rows(size: string, length: number): BenchRow[] {
  const message = random.bytes(length);
  const expected = once(() => raw(createHash('sha256').update(message).digest()));
  const runOf = (run: Sha256) => () => run(message);
  return rowsOf<Sha256>(`sha256 variants/-/${size}`, SHA256_VARIANTS, sha256.digest, runOf, expected);
}

/** The engine has no ECB, which is what the variants do; its decryption by CBC is as much, and an XOR. */
const engineAes = (key: Uint8Array): Pick<AesBlocks, 'decrypt'> => {
  const cipher = aes(key);
  return { decrypt: (blocks) => cbcDecrypt(cipher, new Uint8Array(16), blocks) };
};

/** @param variants - without the reference where there is much to decrypt: it takes 2 ms a block. */
function aesRows(size: string, length: number, variants: readonly Variant<Aes>[]): BenchRow[] {
  const key = random.bytes(16);
  const ciphertext = random.bytes(length);
  const native = (mode: string, iv: Uint8Array | null): Uint8Array =>
    raw(createDecipheriv(`aes-128-${mode}`, key, iv).setAutoPadding(false).update(ciphertext));
  type Decrypt = (make: (key: Uint8Array) => Pick<AesBlocks, 'decrypt'>) => () => unknown;
  const rowsFor = (operation: string, decrypt: Decrypt): BenchRow[] => {
    const row = `aes variants/${operation}/${size}`;
    const engine = decrypt(engineAes);
    return [
      ...variants.map(({ name, run }): BenchRow => {
        const timed = decrypt(run);
        return { row, implementation: name, run: timed, check: () => deepStrictEqual(timed(), native('ecb', null)) };
      }),
      {
        row,
        implementation: 'vitrine',
        run: engine,
        check: () => deepStrictEqual(engine(), native('cbc', new Uint8Array(16))),
      },
    ];
  };
  const prepared: Decrypt = (make) => {
    const blocks = once(() => make(key));
    return () => blocks().decrypt(ciphertext);
  };
  const fresh: Decrypt = (make) => () => make(key).decrypt(ciphertext);
  return length > 16 ? rowsFor('decrypt', prepared) : rowsFor('key and decrypt', fresh);
}

const nonce = random.bytes(12);
const none = new Uint8Array(0);

/** GHASH by itself nobody offers, but GCM that encrypts nothing is GHASH and one block of AES, which the variants are given here too. */
function ghashRows(size: string, length: number): BenchRow[] {
  const key = random.bytes(16);
  const cipher = aes(key);
  const additionalData = random.bytes(length);
  const block = (input: Uint8Array): Uint8Array => cbcEncrypt(cipher, new Uint8Array(16), input);
  const [H, mask] = [block(new Uint8Array(16)), block(concat(nonce, i2osp(1n, 4)))];
  const X = concat(additionalData, i2osp(8n * BigInt(length), 8), new Uint8Array(8));
  const expected = once(() => {
    const native = createCipheriv('aes-128-gcm', key, nonce).setAAD(additionalData);
    native.final();
    return raw(native.getAuthTag());
  });
  const engine: Ghash = () => {
    const aead = gcm(cipher);
    return () => xor(aead.seal(nonce, none, additionalData), mask);
  };
  const prepared = (run: Ghash): (() => unknown) => {
    const hash = once(() => run(H));
    return () => xor(hash()(X), mask);
  };
  const fresh = (run: Ghash) => () => xor(run(H)(X), mask);
  return length > 16
    ? rowsOf<Ghash>(`ghash variants/hash/${size}`, GHASH_VARIANTS, engine, prepared, expected)
    : rowsOf<Ghash>(`ghash variants/key and hash/${size}`, GHASH_VARIANTS, engine, fresh, expected);
}

/** As the engine's key generation searches. */
const engineSearch: PrimeSearch = (bits, source) => {
  const start = randomBits(source, bits) | (3n << BigInt(bits - 2)) | 1n;
  const struck = sieve(start, 4 * bits);
  const options = { random: source, rounds: millerRabinRounds(2 * bits) };
  const at = struck.findIndex((each, i) => each === 0 && findWitness(start + 2n * BigInt(i), options) === undefined);
  return start + 2n * BigInt(at);
};

/** To a prime that lies about as far from the start as one does on average, 0.35 · bits odd numbers. */
const SEED = 'bench/variants/1024 a';

function primeSearchRows(bits: number, samples: number): BenchRow[] {
  const runOf = (run: PrimeSearch) => () => run(bits, seededRandom(SEED));
  const expected = once(() => {
    const found = engineSearch(bits, seededRandom(SEED));
    strictEqual(checkPrimeSync(found), true);
    return found;
  });
  const row = `prime search variants/-/${bits}`;
  return rowsOf(row, PRIME_SEARCH_VARIANTS, engineSearch, runOf, expected, samples);
}

/** A short message, or a key for just one block, shows what it costs to begin; a long one what the steps themselves cost. */
export const rows: readonly BenchRow[] = [
  ...modexpRows(2048),
  ...sha256Rows('64 B', 64),
  ...sha256Rows('16 KiB', 2 ** 14),
  ...aesRows('16 B', 16, AES_VARIANTS),
  ...aesRows('16 KiB', 2 ** 14, exceptTwin(AES_VARIANTS)),
  ...ghashRows('16 B', 16),
  ...ghashRows('16 KiB', 2 ** 14),
  ...primeSearchRows(1024, 5),
];
