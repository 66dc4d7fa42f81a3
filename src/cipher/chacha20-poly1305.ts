import { assertBytes, type Bytes, UsageError } from '../bytes/index.ts';
import type { Aead } from './aead.ts';
import { CipherError } from './errors.ts';
import { chacha20Blocks } from './generated/chacha20-blocks.ts';
import { finishPoly1305, startPoly1305, updatePoly1305 } from './poly1305.ts';

const KEY = 32; // bytes
const NONCE = 12; // bytes
const TAG = 16; // bytes
/** RFC 8439 §2.8: P_MAX. The bound of associated data, 2^64 − 1 bytes, is beyond the length of any array. */
const MAX_PLAINTEXT = 2 ** 38 - 64;
/** From this length in bytes on, it pays to create a view of the data and to compute the powers of r. Also the bytes of `rest`: a multiple of 64. */
const MANY = 192;

/** Buffers shared by all calls: allocating them takes as long as a block or two. Each call clears them first, and leaves zeros. */
const memory = new Float64Array((64 + 64 + MANY) / 8);
const state = new Int32Array(memory.buffer, 0, 16);
/** The block that gives the one-time key; then the block of lengths, and the tag. */
const block = new DataView(memory.buffer, 64, 64);
/** Short data or the rest of it, padded with zeros. */
const rest = new Uint8Array(memory.buffer, 128, MANY);
const restView = new DataView(memory.buffer, 128, MANY);

/** ChaCha20-Poly1305 (RFC 8439 §2.8) under one key: nonces of 12 bytes, tags of 16.
 * @param key - 32 bytes. Secret; it is copied.
 * @throws UsageError `out-of-range` if the length of a key, a nonce or a plaintext is one that the standard forbids.
 * Timing: depends on lengths only, as far as the JIT and the processor's multiplication allow. It reads no table. */
export function chacha20Poly1305(key: Uint8Array): Aead {
  assertLength(key, 'key', KEY);
  const words = new Int32Array(8);
  for (let i = 0; i < 8; i++) words[i] = word(key, 4 * i);
  return {
    nonceLength: NONCE,
    tagLength: TAG,
    seal: (nonce, plaintext, additionalData) => seal(words, nonce, plaintext, additionalData),
    open: (nonce, sealed, additionalData) => open(words, nonce, sealed, additionalData),
  };
}

function seal(key: Int32Array, nonce: Uint8Array, plaintext: Uint8Array, additionalData: Uint8Array): Bytes {
  assertLength(nonce, 'nonce', NONCE);
  assertBytes(plaintext, 'plaintext');
  assertBytes(additionalData, 'additionalData');
  const { length } = plaintext;
  if (length > MAX_PLAINTEXT) {
    throw new UsageError('out-of-range', 'plaintext', 'must have at most 2^38 - 64 bytes');
  }
  const sealed = new Uint8Array(length + TAG);
  sealed.set(plaintext);
  const many = begin(key, nonce, additionalData, length);
  crypt(sealed, length);
  authenticate(sealed, length, many);
  finish(additionalData.length, length, many);
  for (let i = 0; i < TAG; i++) sealed[length + i] = block.getUint8(i);
  memory.fill(0);
  return sealed;
}

function open(key: Int32Array, nonce: Uint8Array, sealed: Uint8Array, additionalData: Uint8Array): Bytes {
  assertLength(nonce, 'nonce', NONCE);
  assertBytes(sealed, 'sealed');
  assertBytes(additionalData, 'additionalData');
  const length = sealed.length - TAG;
  if (length < 0 || length > MAX_PLAINTEXT) throw new CipherError('authentication-failed', 'RFC 8439 §2.8');
  // Copied before it is checked, so that another thread cannot change a shared buffer between check and decryption.
  const text = new Uint8Array(sealed.subarray(0, length));
  const many = begin(key, nonce, additionalData, length);
  authenticate(text, length, many);
  finish(additionalData.length, length, many);
  let difference = 0;
  for (let i = 0; i < TAG; i++) difference |= block.getUint8(i) ^ sealed[length + i];
  if (difference === 0) crypt(text, length);
  memory.fill(0);
  if (difference !== 0) throw new CipherError('authentication-failed', 'RFC 8439 §2.8');
  return text;
}

/** Sets the state, makes the one-time key (§2.6) of block 0, and authenticates the associated data.
 * @returns whether the message is long enough for the powers of r. */
function begin(key: Int32Array, nonce: Uint8Array, additionalData: Uint8Array, length: number): boolean {
  memory.fill(0); // A call that an exception ended may have left its bytes, and the key stream is added to them.
  // §2.3: the constants are "expand 32-byte k".
  state[0] = 0x61707865;
  state[1] = 0x3320646e;
  state[2] = 0x79622d32;
  state[3] = 0x6b206574;
  state.set(key, 4);
  state[12] = 0;
  for (let i = 0; i < 3; i++) state[13 + i] = word(nonce, 4 * i);
  chacha20Blocks(state, block, 0, 64);
  const many = length + additionalData.length >= MANY;
  startPoly1305(block, many);
  authenticate(additionalData, additionalData.length, many);
  return many;
}

/** Authenticates the first `length` bytes, padded with zeros to whole blocks. */
function authenticate(bytes: Uint8Array, length: number, many: boolean): void {
  let at = 0;
  if (length >= MANY) at = updatePoly1305(new DataView(bytes.buffer, bytes.byteOffset, length), 0, length, many);
  const left = length - at;
  if (left === 0) return;
  for (let i = 0; i < left; i++) rest[i] = bytes[at + i];
  for (let i = left; i % 16 !== 0; i++) rest[i] = 0;
  updatePoly1305(restView, 0, (left + 15) & ~15, false);
}

/** XORs the first `length` bytes with the key stream, from block 1 on. */
function crypt(bytes: Bytes, length: number): void {
  let at = 0;
  if (length >= MANY) at = chacha20Blocks(state, new DataView(bytes.buffer), 0, length);
  const left = length - at;
  if (left === 0) return;
  for (let i = 0; i < left; i++) rest[i] = bytes[at + i];
  chacha20Blocks(state, restView, 0, (left + 63) & ~63);
  for (let i = 0; i < left; i++) bytes[at + i] = rest[i];
}

/** Authenticates the two lengths, and leaves the tag in `block`. */
function finish(dataLength: number, length: number, many: boolean): void {
  setLength(0, dataLength);
  setLength(8, length);
  updatePoly1305(block, 0, 16, many);
  finishPoly1305(block, 0);
}

/** A length as eight little-endian bytes. */
function setLength(at: number, length: number): void {
  block.setUint32(at, length, true);
  block.setUint32(at + 4, length / 2 ** 32, true);
}

const word = (bytes: Uint8Array, at: number): number =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);

function assertLength(bytes: unknown, argument: string, length: number): asserts bytes is Uint8Array {
  assertBytes(bytes, argument);
  if (bytes.length !== length) {
    throw new UsageError('out-of-range', argument, `must have ${length} bytes, got ${bytes.length}`);
  }
}
