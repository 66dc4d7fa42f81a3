import { deepStrictEqual } from 'node:assert';
import type { Bytes } from '../../src/bytes/index.ts';

/**
 * Bytes that look random, and are the same in every run. Not zeros: with zeros few lines of a table are ever read, and tables look
 * better than they are. Cheap enough to make before it is known whether they are wanted.
 */
export function mixedBytes(length: number, seed = 1): Bytes {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0; // Knuth, TAOCP 2 §3.3.4, table 1: line 16.
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** @throws AssertionError unless both are the same bytes; a Buffer is as good as a Uint8Array. */
export const sameBytes = (actual: Uint8Array, expected: Uint8Array): void =>
  deepStrictEqual(new Uint8Array(actual), new Uint8Array(expected));
