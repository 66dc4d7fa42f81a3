import { assertBytes, type Bytes, ctEqual, UsageError } from '../bytes/index.ts';
import type { Aead } from './aead.ts';
import type { BlockCipher } from './block-cipher.ts';
import { CipherError } from './errors.ts';
import { type GhashTable, ghashBlocks, ghashTable } from './ghash.ts';

const BLOCK = 16; // bytes
const TAG = 16; // bytes
/** SP 800-38D §5.2.1.1: 2^39 - 256 bits of plaintext. Its other bounds, 2^61 bytes, are beyond the length of any array. */
const MAX_PLAINTEXT = 2 ** 36 - 32;

/** Galois/Counter Mode (SP 800-38D) over a block cipher of 16 bytes, with whole tags of 16.
 * A nonce may have any length but zero; the 12 bytes of `nonceLength` are what it is made for.
 * @throws UsageError `out-of-range` when the cipher's block, a nonce or a plaintext has a length that the standard forbids.
 * Timing: as the cipher's, and GHASH reads tables at secret indices; see `ghash.ts`. */
export function gcm(cipher: BlockCipher): Aead {
  if (cipher.blockLength !== BLOCK) throw new UsageError('out-of-range', 'cipher', 'must have blocks of 16 bytes');
  // SP 800-38D §7.1 step 1: the hash subkey is the encrypted zero block.
  const H = new Uint8Array(BLOCK);
  cipher.encryptBlock(H, 0, H, 0);
  const table = ghashTable(H);
  return {
    nonceLength: 12,
    tagLength: TAG,
    seal(nonce, plaintext, additionalData) {
      assertInputs(nonce, plaintext, 'plaintext', additionalData);
      assertPlaintextLength(plaintext.length);
      const J0 = preCounterBlock(table, nonce);
      const sealed = new Uint8Array(plaintext.length + TAG);
      const ciphertext = sealed.subarray(0, plaintext.length);
      ciphertext.set(plaintext);
      gctr(cipher, J0, ciphertext);
      sealed.set(tag(cipher, table, J0, additionalData, ciphertext), plaintext.length);
      return sealed;
    },
    open(nonce, sealed, additionalData) {
      assertInputs(nonce, sealed, 'sealed', additionalData);
      const length = sealed.length - TAG;
      if (length < 0 || length > MAX_PLAINTEXT) throw new CipherError('authentication-failed', 'SP 800-38D §7.2');
      // Copied before it is checked: what another thread writes to a shared buffer meanwhile is not decrypted unchecked.
      const text = new Uint8Array(sealed.subarray(0, length));
      const J0 = preCounterBlock(table, nonce);
      if (!ctEqual(tag(cipher, table, J0, additionalData, text), sealed.subarray(length))) {
        throw new CipherError('authentication-failed', 'SP 800-38D §7.2');
      }
      gctr(cipher, J0, text);
      return text;
    },
  };
}

/** §7.1 step 2: J0, the counter block that is kept for the tag. */
function preCounterBlock(table: GhashTable, IV: Uint8Array): Uint8Array {
  if (IV.length === 12) {
    const J0 = new Uint8Array(BLOCK);
    J0.set(IV);
    J0[15] = 1;
    return J0;
  }
  return ghash(table, [IV], 0, IV.length);
}

/** §7.1 steps 5 and 6: T = GCTR_K(J0, GHASH_H(A || 0^v || C || 0^u || [len(A)]64 || [len(C)]64)). */
function tag(cipher: BlockCipher, table: GhashTable, J0: Uint8Array, A: Uint8Array, C: Uint8Array): Uint8Array {
  const S = ghash(table, [A, C], A.length, C.length);
  const T = new Uint8Array(TAG);
  cipher.encryptBlock(J0, 0, T, 0);
  for (let i = 0; i < TAG; i++) T[i] ^= S[i];
  return T;
}

/** GHASH of the parts, each filled up to whole blocks, and a block of two lengths, which are given in bytes. */
function ghash(table: GhashTable, parts: readonly Uint8Array[], length1: number, length2: number): Bytes {
  const Y = new Int32Array(4);
  for (const part of parts) {
    const { blocks, rest } = inBlocks(part);
    ghashBlocks(table, Y, viewOf(blocks));
    if (rest !== undefined) ghashBlocks(table, Y, viewOf(rest));
  }
  const block = new Uint8Array(BLOCK);
  const view = viewOf(block);
  view.setBigUint64(0, 8n * BigInt(length1));
  view.setBigUint64(8, 8n * BigInt(length2));
  ghashBlocks(table, Y, view);
  for (let i = 0; i < 4; i++) view.setInt32(4 * i, Y[i]);
  return block;
}

/** GCTR (§6.5) from inc32(J0) on, in place. */
function gctr(cipher: BlockCipher, J0: Uint8Array, X: Uint8Array): void {
  const { blocks, rest } = inBlocks(X);
  const CB = viewOf(J0.slice());
  cipher.xorCounters(CB, viewOf(blocks));
  if (rest === undefined) return;
  CB.setInt32(12, CB.getInt32(12) + blocks.length / BLOCK);
  cipher.xorCounters(CB, viewOf(rest));
  X.set(rest.subarray(0, X.length - blocks.length), blocks.length);
}

/** The whole blocks, and a copy of what is left, filled up with zeros. */
function inBlocks(bytes: Uint8Array): { blocks: Uint8Array; rest: Uint8Array | undefined } {
  const whole = bytes.length - (bytes.length % BLOCK);
  if (whole === bytes.length) return { blocks: bytes, rest: undefined };
  const rest = new Uint8Array(BLOCK);
  rest.set(bytes.subarray(whole));
  return { blocks: bytes.subarray(0, whole), rest };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function assertInputs(nonce: unknown, message: unknown, name: string, additionalData: unknown): void {
  assertBytes(nonce, 'nonce');
  assertBytes(message, name);
  assertBytes(additionalData, 'additionalData');
  if (nonce.length === 0) throw new UsageError('out-of-range', 'nonce', 'must not be empty');
}

function assertPlaintextLength(length: number): void {
  if (length > MAX_PLAINTEXT) throw new UsageError('out-of-range', 'plaintext', 'must have at most 2^36 - 32 bytes');
}
