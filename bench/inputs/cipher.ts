/** What is encrypted and decrypted, and what must come out by node:crypto's word. */
import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import type { Bytes } from '../../src/bytes/index.ts';
import { mixedBytes } from './bytes.ts';

/** Unpadded: an byte string of whole blocks becomes as many. */
export interface CbcCase {
  readonly mode: 'cbc';
  /** `aes-128/16 KiB`: the end of a row's name. */
  readonly what: string;
  readonly key: Bytes;
  readonly iv: Bytes;
  readonly plaintext: Bytes;
  readonly ciphertext: Bytes;
}

/** The tag, of 16 bytes, is the end of the ciphertext. */
export interface GcmCase {
  readonly mode: 'gcm';
  readonly what: string;
  readonly key: Bytes;
  readonly nonce: Bytes;
  readonly additionalData: Bytes;
  readonly plaintext: Bytes;
  readonly ciphertext: Bytes;
}

/** [bits, size, bytes]: the longer key at one size only, as it costs rounds and nothing else. */
const SIZES = [
  [128, '64 B', 64],
  [128, '1 KiB', 2 ** 10],
  [128, '16 KiB', 2 ** 14],
  [256, '16 KiB', 2 ** 14],
] as const;

export const nodeCbc = (
  create: typeof createCipheriv | typeof createDecipheriv,
  { key, iv }: CbcCase,
  text: Uint8Array,
): Uint8Array =>
  create(`aes-${8 * key.length}-cbc`, key, iv)
    .setAutoPadding(false)
    .update(text);

const nodeGcmName = ({ key }: Pick<GcmCase, 'key'>) => `aes-${8 * key.length}-gcm` as CipherGCMTypes;

/** @returns the ciphertext and the tag, which node:crypto gives apart. */
export function nodeSeal(inputs: Omit<GcmCase, 'ciphertext' | 'mode' | 'what'>): readonly [Uint8Array, Uint8Array] {
  const { key, nonce, additionalData, plaintext } = inputs;
  const cipher = createCipheriv(nodeGcmName(inputs), key, nonce).setAAD(additionalData);
  const ciphertext = cipher.update(plaintext);
  cipher.final(); // Of a stream cipher's output nothing is left.
  return [ciphertext, cipher.getAuthTag()];
}

export function nodeOpen({ key, nonce, additionalData, ciphertext }: GcmCase): Uint8Array {
  const decipher = createDecipheriv(nodeGcmName({ key }), key, nonce).setAAD(additionalData);
  decipher.setAuthTag(ciphertext.subarray(-16));
  const plaintext = decipher.update(ciphertext.subarray(0, -16));
  decipher.final(); // Throws if the tag is another's.
  return plaintext;
}

export const cbcCases: readonly CbcCase[] = SIZES.map(([bits, size, length]) => {
  const inputs = { key: mixedBytes(bits / 8, 2), iv: mixedBytes(16, 3), plaintext: mixedBytes(length) };
  const partial: CbcCase = { mode: 'cbc', what: `aes-${bits}/${size}`, ...inputs, ciphertext: new Uint8Array(0) };
  return { ...partial, ciphertext: new Uint8Array(nodeCbc(createCipheriv, partial, partial.plaintext)) };
});

export const gcmCases: readonly GcmCase[] = SIZES.map(([bits, size, length]) => {
  const inputs = {
    key: mixedBytes(bits / 8, 4),
    nonce: mixedBytes(12, 5),
    additionalData: mixedBytes(13, 6), // As long as a TLS 1.2 record's.
    plaintext: mixedBytes(length),
  };
  return {
    mode: 'gcm',
    what: `aes-${bits}/${size}`,
    ...inputs,
    ciphertext: new Uint8Array(Buffer.concat(nodeSeal(inputs))),
  };
});
