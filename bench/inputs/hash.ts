/** What is hashed, and what must come out by node:crypto's word. */
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import type { Bytes } from '../../src/bytes/index.ts';
import { mixedBytes } from './bytes.ts';

/** A row, and what must come out of it. */
export interface HashRow {
  readonly row: string;
  expected(): Uint8Array;
}

export interface HashCase extends HashRow {
  readonly hash: 'sha1' | 'sha256' | 'sha512' | 'sha3-256';
  readonly message: Bytes;
}

const SIZES = { '64 B': 64, '1 KiB': 2 ** 10, '16 KiB': 2 ** 14, '1 MiB': 2 ** 20 };
const sizes = Object.entries(SIZES).map(([size, length]) => ({ size, message: mixedBytes(length) }));

/** Of every HMAC. */
export const HMAC_KEY: Bytes = mixedBytes(32, 2);

export const hashCases: readonly HashCase[] = (['sha256', 'sha1', 'sha512', 'sha3-256'] as const).flatMap((hash) =>
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

/** A polynomial of ML-KEM is sampled from so much: a seed and two indices, and three blocks of output. */
export const xofCase: HashRow & { readonly message: Bytes; readonly length: number } = {
  row: 'xof/shake128/504 B',
  message: mixedBytes(34),
  length: 504,
  expected: () => createHash('shake128', { outputLength: 504 }).update(xofCase.message).digest(),
};

export const PASSWORD: Bytes = mixedBytes(16, 4);
export const SALT: Bytes = mixedBytes(16, 5);

export interface Pbkdf2Case extends HashRow {
  readonly hash: 'sha256' | 'sha512';
  readonly iterations: number;
  readonly length: number;
}
export const pbkdf2Cases: readonly Pbkdf2Case[] = (
  [
    ['sha256', 32],
    ['sha512', 64],
  ] as const
).map(([hash, length]) => ({
  row: `pbkdf2/${hash}/1000 iterations`,
  hash,
  iterations: 1000,
  length,
  expected: () => pbkdf2Sync(PASSWORD, SALT, 1000, length, hash),
}));

export const scryptCase: HashRow & { readonly N: number; readonly r: number; readonly p: number } = {
  row: 'scrypt/r = 8/N = 1024',
  N: 1024,
  r: 8,
  p: 1,
  expected: () => scryptSync(PASSWORD, SALT, 32, { N: 1024, r: 8, p: 1 }),
};
