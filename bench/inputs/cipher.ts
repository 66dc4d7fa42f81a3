/** What is encrypted and decrypted, and what must come out by node:crypto's word. */
import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import type { Bytes } from '../../src/bytes/index.ts';
import { mixedBytes } from './bytes.ts';

/** Unpadded: a byte string of whole blocks becomes as many. */
export interface CbcCase {
  readonly mode: 'cbc';
  /** `aes-128/16 KiB`: the end of a row's name. */
  readonly what: string;
  readonly key: Bytes;
  readonly iv: Bytes;
  readonly plaintext: Bytes;
  readonly ciphertext: Bytes;
}

/** AES-GCM or ChaCha20-Poly1305. The tag, of 16 bytes, is the end of the ciphertext. */
export interface AeadCase {
  /** As node:crypto calls it. */
  readonly algorithm: CipherGCMTypes | 'chacha20-poly1305';
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

type AeadInputs = Omit<AeadCase, 'ciphertext' | 'what'>;

// One signature at a time: those of the two algorithms do not go together.
const gcmName = (algorithm: AeadCase['algorithm']) => algorithm as CipherGCMTypes;
const TAG = { authTagLength: 16 };

/** @returns the ciphertext and the tag, which node:crypto gives apart. */
export function nodeSeal(inputs: AeadInputs): readonly [Uint8Array, Uint8Array] {
  const { algorithm, key, nonce, additionalData, plaintext } = inputs;
  const cipher = createCipheriv(gcmName(algorithm), key, nonce, TAG);
  cipher.setAAD(additionalData, { plaintextLength: plaintext.length });
  const ciphertext = cipher.update(plaintext);
  cipher.final(); // Of a stream cipher's output nothing is left.
  return [ciphertext, cipher.getAuthTag()];
}

export function nodeOpen({ algorithm, key, nonce, additionalData, ciphertext }: AeadCase): Uint8Array {
  const decipher = createDecipheriv(gcmName(algorithm), key, nonce, TAG);
  decipher.setAAD(additionalData, { plaintextLength: ciphertext.length - TAG.authTagLength });
  decipher.setAuthTag(ciphertext.subarray(-TAG.authTagLength));
  const plaintext = decipher.update(ciphertext.subarray(0, -TAG.authTagLength));
  decipher.final(); // Throws if the tag is another's.
  return plaintext;
}

export const cbcCases: readonly CbcCase[] = SIZES.map(([bits, size, length]) => {
  const inputs = { key: mixedBytes(bits / 8, 2), iv: mixedBytes(16, 3), plaintext: mixedBytes(length) };
  const partial: CbcCase = { mode: 'cbc', what: `aes-${bits}/${size}`, ...inputs, ciphertext: new Uint8Array(0) };
  return { ...partial, ciphertext: new Uint8Array(nodeCbc(createCipheriv, partial, partial.plaintext)) };
});

function aeadCase(algorithm: AeadCase['algorithm'], what: string, keyLength: number, length: number): AeadCase {
  const inputs = {
    algorithm,
    key: mixedBytes(keyLength, 4),
    nonce: mixedBytes(12, 5),
    additionalData: mixedBytes(13, 6), // As long as a TLS 1.2 record's.
    plaintext: mixedBytes(length),
  };
  return { what, ...inputs, ciphertext: new Uint8Array(Buffer.concat(nodeSeal(inputs))) };
}

export const gcmCases: readonly AeadCase[] = SIZES.map(([bits, size, length]) =>
  aeadCase(`aes-${bits}-gcm`, `aes-${bits}/${size}`, bits / 8, length),
);

export const chachaCases: readonly AeadCase[] = SIZES.filter(([bits]) => bits === 128).map(([, size, length]) =>
  aeadCase('chacha20-poly1305', `-/${size}`, 32, length),
);
