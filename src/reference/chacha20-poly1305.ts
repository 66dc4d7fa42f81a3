/** ChaCha20-Poly1305 as RFC 8439 §2.8 writes it. */
import { type Bytes, concat, equalBytes, i2osp } from '../bytes/index.ts';
import { assertEachBytes, assertLengths } from './arguments.ts';
import { type ChaCha20Step, chacha20BlockSteps, chacha20Steps } from './chacha20.ts';
import { type Poly1305Step, poly1305Steps } from './poly1305.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

export type ChaCha20Poly1305Step =
  | ChaCha20Step
  | Poly1305Step
  | Step<'one-time key' | 'ciphertext' | 'mac_data' | 'plaintext', Bytes>;

/** chacha20_aead_encrypt (§2.8).
 * @returns the ciphertext and the tag, one after the other. */
export function* chacha20Poly1305EncryptSteps(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
): Steps<ChaCha20Poly1305Step, Bytes> {
  assertEachBytes({ plaintext, aad });
  const otk = yield* poly1305KeyGenSteps(key, nonce);
  const ciphertext = yield* chacha20Steps(key, 1, nonce, plaintext);
  yield step('ciphertext', 'RFC 8439 §2.8', ciphertext);
  const tag = yield* tagSteps(otk, aad, ciphertext);
  return concat(ciphertext, tag);
}

/** Decryption (§2.8): the tag first, then the plaintext.
 * @returns the plaintext, or `undefined` when the tag is wrong. */
export function* chacha20Poly1305DecryptSteps(
  key: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  aad: Uint8Array,
  tag: Uint8Array,
): Steps<ChaCha20Poly1305Step, Bytes | undefined> {
  assertEachBytes({ ciphertext, aad });
  assertLengths({ tag }, 16);
  const otk = yield* poly1305KeyGenSteps(key, nonce);
  const expected = yield* tagSteps(otk, aad, ciphertext);
  if (!equalBytes(expected, tag)) return undefined;
  const plaintext = yield* chacha20Steps(key, 1, nonce, ciphertext);
  yield secretStep('plaintext', 'RFC 8439 §2.8', plaintext);
  return plaintext;
}

/** poly1305_key_gen (§2.6): the first half of block 0. */
function* poly1305KeyGenSteps(key: Uint8Array, nonce: Uint8Array): Steps<ChaCha20Poly1305Step, Bytes> {
  const block = yield* chacha20BlockSteps(key, 0, nonce);
  const otk = block.slice(0, 32);
  yield secretStep('one-time key', 'RFC 8439 §2.6', otk);
  return otk;
}

function* tagSteps(otk: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Steps<ChaCha20Poly1305Step, Bytes> {
  const macData = concat(aad, pad16(aad), ciphertext, pad16(ciphertext), le64(aad.length), le64(ciphertext.length));
  yield step('mac_data', 'RFC 8439 §2.8', macData);
  return yield* poly1305Steps(macData, otk);
}

/** §2.8: the zeros up to a whole block of 16 bytes. */
const pad16 = (x: Uint8Array): Bytes => new Uint8Array((16 - (x.length % 16)) % 16);
const le64 = (length: number): Bytes => i2osp(BigInt(length), 8).reverse();
