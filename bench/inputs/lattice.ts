/** What ML-KEM-768 is asked, and the SHA-256 of what it must answer, by @noble/post-quantum's word: node:crypto 20 has no ML-KEM. */

import { strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { mixedBytes } from './bytes.ts';

/** d || z, and m. */
export const SEED = mixedBytes(64, 2);
export const M = mixedBytes(32, 3);
export const EXPECTED = {
  encapsulationKey: 'cae39d0a9e2dae91e4671feae18cd0dfb79eb9bccbc62f9bbe2d44adba29d676',
  decapsulationKey: 'd50a35a6646277393c3596638e2b24957f75847ecc3966aa42f0fca517ad2515',
  ciphertext: 'b72052c43158f915e97540657bd5cdabd06906dbdf9b3720155856ed8e32c700',
  sharedSecret: '726714ba2b682598cdba94dd835d5cad373b27201484454dd01ee23ca5a33cff',
};

/** @throws AssertionError unless it is what is expected. */
export const expected = (what: keyof typeof EXPECTED, bytes: Uint8Array): void =>
  strictEqual(createHash('sha256').update(bytes).digest('hex'), EXPECTED[what], what);
