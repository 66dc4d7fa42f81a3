/** Hashes and HMAC over growing messages, and what derives keys from passwords. */
import { createHmac, hash as hashByNode } from 'node:crypto';
import {
  hmac,
  hmacDrbg,
  hmacKey,
  pbkdf2,
  scrypt,
  sha1,
  sha3_256,
  sha256,
  sha512,
  shake128,
} from '../src/hash/index.ts';
import { mixedBytes, sameBytes } from './inputs/bytes.ts';
import {
  type HashCase,
  type HashRow,
  HMAC_KEY,
  hashCases,
  hmacCases,
  PASSWORD,
  pbkdf2Cases,
  preparedHmacCases,
  SALT,
  scryptCase,
  xofCase,
} from './inputs/hash.ts';
import type { BenchRow } from './rows.ts';

const HASHES = { sha1, sha256, sha512, 'sha3-256': sha3_256 };
const ENTROPY = mixedBytes(48, 3);
const random = hmacDrbg(sha256, { entropy: ENTROPY });
const prepared = hmacKey(sha256, HMAC_KEY);

const ours = ({ row, expected }: HashRow, run: () => Uint8Array): BenchRow => ({
  row,
  implementation: 'vitrine',
  run,
  check: () => sameBytes(run(), expected()),
});
const theirs = ({ row, expected: run }: HashRow): BenchRow => ({
  row,
  implementation: 'node:crypto',
  run,
  check: () => undefined, // It is what the others are checked against.
});
/** node:crypto's newer way (Node 20.12): `createHash` makes an object first, which could wait for more. */
function theirsAtOnce({ row, hash, message, expected }: HashCase): BenchRow {
  const run = (): Uint8Array => hashByNode(hash, message, 'buffer');
  return { row, implementation: 'node:crypto hash', run, check: () => sameBytes(run(), expected()) };
}

/** SP 800-90A §10.1.2 by node:crypto's HMAC: instantiated, and asked once. */
function drbgByNode(entropy: Uint8Array, length: number): Uint8Array {
  const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
    createHmac('sha256', key).update(Buffer.concat(parts)).digest();
  let [key, value]: Uint8Array[] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
  for (const byte of [0, 1]) {
    key = mac(key, value, Uint8Array.of(byte), entropy);
    value = mac(key, value);
  }
  const blocks = Array.from({ length: Math.ceil(length / 32) }, () => (value = mac(key, value)));
  return Buffer.concat(blocks).subarray(0, length);
}

export const rows: readonly BenchRow[] = [
  ...hashCases.flatMap((each) => [
    ours(each, () => HASHES[each.hash].digest(each.message)),
    theirs(each),
    theirsAtOnce(each),
  ]),
  ...hmacCases.flatMap((each) => [ours(each, () => hmac(sha256, HMAC_KEY, each.message)), theirs(each)]),
  ...preparedHmacCases.map((each) => ours(each, () => prepared.mac(each.message))),
  ours(xofCase, () => shake128.digest(xofCase.message, xofCase.length)),
  theirs(xofCase),
  ...pbkdf2Cases.flatMap((each) => [
    ours(each, () => pbkdf2(HASHES[each.hash], PASSWORD, SALT, { iterations: each.iterations, length: each.length })),
    theirs(each),
  ]),
  ours(scryptCase, () => {
    const { N: cost, r: blockSize, p: parallelization } = scryptCase;
    return scrypt(PASSWORD, SALT, { cost, blockSize, parallelization, length: 32 });
  }),
  theirs(scryptCase),
  {
    row: 'drbg/hmac-sha256/1 KiB',
    implementation: 'vitrine',
    run: () => random.bytes(2 ** 10),
    check: () => sameBytes(hmacDrbg(sha256, { entropy: ENTROPY }).bytes(2 ** 10), drbgByNode(ENTROPY, 2 ** 10)),
  },
];
