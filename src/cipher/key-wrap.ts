/** AES Key Wrap (RFC 3394) and Key Wrap with Padding (RFC 5649): encrypts keys under a key-encryption key, without a nonce. */
import { assertBytes, type Bytes, UsageError } from '../bytes/index.ts';
import { assertBlockCipher, type BlockCipher } from './block-cipher.ts';
import { CipherError } from './errors.ts';

const BLOCK = 16; // bytes
/** RFC 3394 §2.2.3.1: the default initial value. */
const IV = [0xa6a6a6a6, 0xa6a6a6a6];
/** RFC 5649 §3: the first half of the alternative initial value; the second is the key's length. */
const AIV = 0xa65959a6;

/** Wraps a key (RFC 3394 §2.2.1).
 * @param kek - the key-encryption key: a cipher with blocks of 16 bytes.
 * @param key - whole units of 8 bytes, at least two. Secret.
 * @returns the wrapped key, 8 bytes longer than the key.
 * @throws UsageError `out-of-range` on another length, or if the cipher's block is not 16 bytes.
 * Timing: as the cipher's; otherwise depends on the length only. */
export function wrapKey(kek: BlockCipher, key: Uint8Array): Bytes {
  assertBlockCipher(kek, 'kek', BLOCK);
  assertBytes(key, 'key');
  if (key.length < 16 || key.length % 8 !== 0) {
    throw new UsageError(
      'out-of-range',
      'key',
      `must have whole units of 8 bytes, at least two, got ${key.length} bytes`,
    );
  }
  const wrapped = withRoom(key, key.length);
  setWords(wrapped, IV[0], IV[1]);
  wrap(kek, wrapped);
  return wrapped;
}

/** Unwraps a key (RFC 3394 §2.2.2).
 * @throws CipherError `authentication-failed` for any invalid input; UsageError if the cipher's block is not 16 bytes.
 * Timing: as the cipher's; otherwise depends on the length only. */
export function unwrapKey(kek: BlockCipher, wrapped: Uint8Array): Bytes {
  assertBlockCipher(kek, 'kek', BLOCK);
  assertBytes(wrapped, 'wrapped');
  if (wrapped.length < 24 || wrapped.length % 8 !== 0) throw failed('RFC 3394 §2.2.2');
  const text = new Uint8Array(wrapped);
  unwrap(kek, text);
  const [a0, a1] = words(text);
  if (((a0 ^ IV[0]) | (a1 ^ IV[1])) !== 0) throw failed('RFC 3394 §2.2.3');
  return text.slice(8);
}

/** Wraps a key of any length, with padding (RFC 5649 §4.1).
 * @param kek - as for `wrapKey`. @param key - 1 … 2^32 − 1 bytes. Secret.
 * @returns the wrapped key, 9 to 16 bytes longer than the key: whole units of 8.
 * @throws UsageError `out-of-range` on another length, or if the cipher's block is not 16 bytes.
 * Timing: as the cipher's; otherwise depends on the length only. */
export function wrapKeyPadded(kek: BlockCipher, key: Uint8Array): Bytes {
  assertBlockCipher(kek, 'kek', BLOCK);
  assertBytes(key, 'key');
  if (key.length === 0 || key.length >= 2 ** 32) {
    throw new UsageError('out-of-range', 'key', `must have 1 to 2^32 - 1 bytes, got ${key.length}`);
  }
  const wrapped = withRoom(key, 8 * Math.ceil(key.length / 8));
  setWords(wrapped, AIV, key.length);
  if (wrapped.length === BLOCK) kek.encryptBlock(wrapped, 0, wrapped, 0);
  else wrap(kek, wrapped);
  return wrapped;
}

/** Unwraps a key with its padding (RFC 5649 §4.2).
 * @throws CipherError `authentication-failed` for any invalid input; UsageError if the cipher's block is not 16 bytes.
 * Timing: as the cipher's; otherwise depends on the length only. The result's length reveals the key's. */
export function unwrapKeyPadded(kek: BlockCipher, wrapped: Uint8Array): Bytes {
  assertBlockCipher(kek, 'kek', BLOCK);
  assertBytes(wrapped, 'wrapped');
  if (wrapped.length < BLOCK || wrapped.length % 8 !== 0) throw failed('RFC 5649 §4.2');
  const text = new Uint8Array(wrapped);
  if (text.length === BLOCK) kek.decryptBlock(text, 0, text, 0);
  else unwrap(kek, text);
  // §3: the constant; the length MLI, fewer than 8 bytes below the padded length; zeros as padding.
  const [a0, a1] = words(text);
  const length = a1 >>> 0;
  const padding = text.length - 8 - length;
  let wrong = (a0 ^ AIV) | (padding & ~7);
  for (let i = 1; i <= 7; i++) wrong |= text[text.length - i] & ((i - 1 - padding) >> 31);
  if (wrong !== 0) throw failed('RFC 5649 §4.2');
  return text.slice(8, 8 + length);
}

/** The key after 8 bytes for A, with zeros up to `length`. */
function withRoom(key: Uint8Array, length: number): Bytes {
  const room = new Uint8Array(8 + length);
  room.set(key, 8);
  return room;
}

/** The wrapping process (RFC 3394 §2.2.1), in place: A, then R[1] … R[n]. */
function wrap(kek: BlockCipher, text: Bytes): void {
  const n = text.length / 8 - 1;
  const B = new Uint8Array(BLOCK);
  B.set(text.subarray(0, 8));
  for (let j = 0; j <= 5; j++) {
    for (let i = 1; i <= n; i++) {
      for (let k = 0; k < 8; k++) B[8 + k] = text[8 * i + k];
      kek.encryptBlock(B, 0, B, 0);
      xorCount(B, n * j + i);
      for (let k = 0; k < 8; k++) text[8 * i + k] = B[8 + k];
    }
  }
  text.set(B.subarray(0, 8));
}

/** Its inverse (RFC 3394 §2.2.2), in place. */
function unwrap(kek: BlockCipher, text: Bytes): void {
  const n = text.length / 8 - 1;
  const B = new Uint8Array(BLOCK);
  B.set(text.subarray(0, 8));
  for (let j = 5; j >= 0; j--) {
    for (let i = n; i >= 1; i--) {
      xorCount(B, n * j + i);
      for (let k = 0; k < 8; k++) B[8 + k] = text[8 * i + k];
      kek.decryptBlock(B, 0, B, 0);
      for (let k = 0; k < 8; k++) text[8 * i + k] = B[8 + k];
    }
  }
  text.set(B.subarray(0, 8));
}

/** A = A XOR t, a number of 64 bits. */
function xorCount(A: Bytes, t: number): void {
  for (let k = 7; t > 0; k--) {
    A[k] ^= t % 256;
    t = Math.floor(t / 256);
  }
}

function words(text: Bytes): [number, number] {
  const view = new DataView(text.buffer);
  return [view.getInt32(0), view.getInt32(4)];
}

function setWords(text: Bytes, first: number, second: number): void {
  const view = new DataView(text.buffer);
  view.setUint32(0, first);
  view.setUint32(4, second);
}

const failed = (rule: string): CipherError => new CipherError('authentication-failed', rule);
