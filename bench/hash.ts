import { deepStrictEqual } from 'node:assert';
import { createHash, createHmac } from 'node:crypto';
import { hmac, hmacKey, seededRandom, sha1, sha256 } from '../src/hash/index.ts';
import type { BenchRow } from './rows.ts';

const SIZES = { '64 B': 64, '1 KiB': 2 ** 10, '16 KiB': 2 ** 14, '1 MiB': 2 ** 20 };
const random = seededRandom('bench/hash');
const key = random.bytes(32);

/** Our row and node:crypto's, each checked by the other. */
function pair(name: string, ours: () => Uint8Array, theirs: () => Uint8Array): BenchRow[] {
  const check = (): void => deepStrictEqual(new Uint8Array(ours()), new Uint8Array(theirs()));
  return [
    { row: name, implementation: 'vitrine', run: ours, check },
    { row: name, implementation: 'node:crypto', run: theirs, check },
  ];
}

function rowsOf(size: string, length: number): BenchRow[] {
  const message = random.bytes(length);
  const prepared = hmacKey(sha256, key);
  const theirHmac = (): Uint8Array => createHmac('sha256', key).update(message).digest();
  return [
    ...[sha1, sha256].flatMap((hash) =>
      pair(
        `hash/${hash.name}/${size}`,
        () => hash.digest(message),
        () => createHash(hash.name).update(message).digest(),
      ),
    ),
    ...pair(`hmac/sha256/${size}`, () => hmac(sha256, key, message), theirHmac),
    ...pair(`hmac/sha256 prepared key/${size}`, () => prepared.mac(message), theirHmac),
  ];
}

export const rows: BenchRow[] = [
  ...Object.entries(SIZES).flatMap(([size, length]) => rowsOf(size, length)),
  {
    row: 'drbg/hmac-sha256/1 KiB',
    implementation: 'vitrine',
    run: () => random.bytes(2 ** 10),
    check: () => deepStrictEqual(seededRandom('check').bytes(2 ** 10), seededRandom('check').bytes(2 ** 10)),
  },
];
