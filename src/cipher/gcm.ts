import { assertBytes, type Bytes, ctEqual, UsageError } from '../bytes/index.ts';
import type { Aead } from './aead.ts';
import { assertBlockCipher, type BlockCipher } from './block-cipher.ts';
import { CipherError } from './errors.ts';
import type { Ghash } from './ghash.ts';
import { ghashWithoutTables } from './ghash-products.ts';
import { ghashWithTables } from './ghash-tables.ts';

const BLOCK = 16; // bytes
const TAG = 16; // bytes
/** SP 800-38D §5.2.1.1: 2^39 - 256 bits of plaintext. Its other bounds, 2^61 bytes, are beyond the length of any array. */
const MAX_PLAINTEXT = 2 ** 36 - 32;

/** Galois/Counter Mode (SP 800-38D) over a block cipher of 16 bytes, with whole tags of 16. With a cipher that reads no tables, such as
 * `aesBitsliced`, GHASH reads none either.
 * A nonce may have any length except zero; 12 bytes (`nonceLength`) are recommended.
 * @throws UsageError `out-of-range` if the length of the cipher's block, a nonce or a plaintext is one that the standard forbids.
 * Timing: as the cipher's; with a cipher that reads tables, GHASH reads tables at secret indices too. */
export function gcm(cipher: BlockCipher): Aead {
  assertBlockCipher(cipher, 'cipher', BLOCK);
  const state = new GcmState(cipher);
  return {
    nonceLength: 12,
    tagLength: TAG,
    seal: (nonce, plaintext, additionalData) => state.seal(nonce, plaintext, additionalData),
    open: (nonce, sealed, additionalData) => state.open(nonce, sealed, additionalData),
  };
}

/** The state of a key, and buffers that each call uses. */
class GcmState {
  readonly #cipher: BlockCipher;
  readonly #ghash: Ghash;
  /** The hash so far, four words. */
  readonly #Y = new Int32Array(4);
  /** J0, the counter block for the tag; from `BLOCK` on the padded last block, the lengths, the tag. One array, since a view of an array makes
   * V8 move it off its heap, which takes longer than to hash a block. */
  readonly #blocks = new Uint8Array(2 * BLOCK);
  readonly #view = new DataView(this.#blocks.buffer);

  constructor(cipher: BlockCipher) {
    this.#cipher = cipher;
    // SP 800-38D §7.1 step 1: the hash subkey is the encrypted zero block.
    const H = new Uint8Array(BLOCK);
    cipher.encryptBlock(H, 0, H, 0);
    this.#ghash = cipher.readsTables ? ghashWithTables(H) : ghashWithoutTables(H);
  }

  /** §7.1. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, additionalData: Uint8Array): Bytes {
    assertInputs(nonce, plaintext, 'plaintext', additionalData);
    const { length } = plaintext;
    if (length > MAX_PLAINTEXT) {
      throw new UsageError('out-of-range', 'plaintext', 'must have at most 2^36 - 32 bytes');
    }
    const sealed = new Uint8Array(length + TAG);
    sealed.set(plaintext);
    const view = new DataView(sealed.buffer);
    // The space for the tag also holds the padding of the last block.
    const end = length + filling(length);
    this.#start(nonce);
    this.#cipher.xorCounters(this.#view, view, 0, end);
    sealed.fill(0, length);
    this.#authenticate(additionalData);
    this.#ghash(this.#Y, view, 0, end);
    this.#finish(additionalData.length, length);
    for (let i = 0; i < TAG; i++) sealed[length + i] = this.#blocks[BLOCK + i];
    return sealed;
  }

  /** §7.2. */
  open(nonce: Uint8Array, sealed: Uint8Array, additionalData: Uint8Array): Bytes {
    assertInputs(nonce, sealed, 'sealed', additionalData);
    const length = sealed.length - TAG;
    if (length < 0 || length > MAX_PLAINTEXT) throw new CipherError('authentication-failed', 'SP 800-38D §7.2');
    // Copied before it is checked, so that another thread cannot change a shared buffer between check and decryption.
    const text = new Uint8Array(sealed.subarray(0, length));
    this.#start(nonce);
    this.#authenticate(additionalData);
    this.#authenticate(text);
    this.#finish(additionalData.length, length);
    if (!ctEqual(this.#blocks.subarray(BLOCK), sealed.subarray(length))) {
      throw new CipherError('authentication-failed', 'SP 800-38D §7.2');
    }
    this.#decrypt(text);
    return text;
  }

  /** §7.1 step 2: J0 is the nonce and 0^31 || 1, or the nonce's hash unless it has 96 bits. */
  #start(IV: Uint8Array): void {
    this.#Y.fill(0); // A tag that was begun, and ended by an exception, may have left its hash.
    if (IV.length === 12) {
      this.#blocks.set(IV);
      this.#view.setInt32(12, 1);
      return;
    }
    this.#authenticate(IV);
    this.#hashLengths(0, IV.length);
    for (let i = 0; i < 4; i++) this.#view.setInt32(4 * i, this.#Y[i]);
    this.#Y.fill(0);
  }

  /** Hashes data, padded with zeros to whole blocks. */
  #authenticate(bytes: Uint8Array): void {
    const whole = bytes.length - (bytes.length % BLOCK);
    if (whole > 0) this.#ghash(this.#Y, new DataView(bytes.buffer, bytes.byteOffset, whole), 0, whole);
    if (whole === bytes.length) return;
    this.#blocks.fill(0, BLOCK);
    for (let i = whole; i < bytes.length; i++) this.#blocks[BLOCK + i - whole] = bytes[i];
    this.#ghash(this.#Y, this.#view, BLOCK, 2 * BLOCK);
  }

  /** §7.1 steps 5 and 6: T = GCTR_K(J0, GHASH_H(A || 0^v || C || 0^u || [len(A)]64 || [len(C)]64)).
   * The tag is left in the second block. */
  #finish(length1: number, length2: number): void {
    this.#hashLengths(length1, length2);
    this.#cipher.encryptBlock(this.#blocks, 0, this.#blocks, BLOCK);
    for (let i = 0; i < 4; i++) {
      const at = BLOCK + 4 * i;
      this.#view.setInt32(at, this.#view.getInt32(at) ^ this.#Y[i]);
    }
    this.#Y.fill(0);
  }

  /** GCTR (§6.5) from inc32(J0) on, in place. */
  #decrypt(text: Bytes): void {
    const whole = text.length - (text.length % BLOCK);
    const view = new DataView(text.buffer);
    if (whole > 0) this.#cipher.xorCounters(this.#view, view, 0, whole);
    if (whole === text.length) return;
    this.#blocks.fill(0, BLOCK);
    for (let i = whole; i < text.length; i++) this.#blocks[BLOCK + i - whole] = text[i];
    this.#view.setInt32(12, this.#view.getInt32(12) + whole / BLOCK);
    this.#cipher.xorCounters(this.#view, this.#view, BLOCK, 2 * BLOCK);
    for (let i = whole; i < text.length; i++) text[i] = this.#blocks[BLOCK + i - whole];
    this.#blocks.fill(0, BLOCK);
  }

  /** The block of two lengths, given in bytes and written in bits. */
  #hashLengths(length1: number, length2: number): void {
    this.#writeLength(BLOCK, length1);
    this.#writeLength(BLOCK + 8, length2);
    this.#ghash(this.#Y, this.#view, BLOCK, 2 * BLOCK);
  }

  #writeLength(at: number, bytes: number): void {
    this.#view.setUint32(at, bytes / 2 ** 29);
    this.#view.setUint32(at + 4, bytes * 8);
  }
}

/** The number of padding bytes up to whole blocks. */
const filling = (length: number): number => (BLOCK - (length % BLOCK)) % BLOCK;

function assertInputs(nonce: unknown, message: unknown, name: string, additionalData: unknown): void {
  assertBytes(nonce, 'nonce');
  assertBytes(message, name);
  assertBytes(additionalData, 'additionalData');
  if (nonce.length === 0) throw new UsageError('out-of-range', 'nonce', 'must not be empty');
}
