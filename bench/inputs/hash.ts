/** What is hashed, and what must come out by node:crypto's word. */
import { createHash, createHmac } from 'node:crypto';
import type { Bytes } from '../../src/bytes/index.ts';
import { mixedBytes } from './bytes.ts';

export interface HashCase {
  readonly row: string;
  readonly hash: 'sha1' | 'sha256';
  readonly message: Bytes;
  expected(): Uint8Array;
}

const SIZES = { '64 B': 64, '1 KiB': 2 ** 10, '16 KiB': 2 ** 14, '1 MiB': 2 ** 20 };
const sizes = Object.entries(SIZES).map(([size, length]) => ({ size, message: mixedBytes(length) }));

/** Of every HMAC. */
export const HMAC_KEY: Bytes = mixedBytes(32, 2);

export const hashCases: readonly HashCase[] = (['sha256', 'sha1'] as const).flatMap((hash) =>
  sizes.map(({ size, message }) => ({
    row: `hash/${hash}/${size}`,
    hash,
    message,
    expected: () => createHash(hash).update(message).digest(),
  })),
);

const hmacCasesOf = (parameter: string): readonly HashCase[] =>
  sizes.map(({ size, message }) => ({
    row: `hmac/${parameter}/${size}`,
    hash: 'sha256',
    message,
    expected: () => createHmac('sha256', HMAC_KEY).update(message).digest(),
  }));

export const hmacCases: readonly HashCase[] = hmacCasesOf('sha256');
/** Of what is precomputed from the key, if an implementation can. */
export const preparedHmacCases: readonly HashCase[] = hmacCasesOf('sha256 prepared key');
