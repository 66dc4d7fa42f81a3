/** The padding of PKCS #7 (RFC 5652 §6.3): k bytes of value k, at least one, up to a whole block. */
import { assertBytes, assertInteger, type Bytes, ctEq, ctLessThan, ctSelect } from '../bytes/index.ts';
import { CipherError } from './errors.ts';

/** Pads to whole blocks.
 * @param blockLength - bytes, 1..255. */
export function padPkcs7(message: Uint8Array, blockLength: number): Bytes {
  assertBytes(message, 'message');
  assertInteger(blockLength, 'blockLength', 1, 255);
  const k = blockLength - (message.length % blockLength);
  const padded = new Uint8Array(message.length + k).fill(k);
  padded.set(message);
  return padded;
}

/** Removes the padding.
 * Revealing whether this fails, for data that was not authenticated, is a padding oracle (Vaudenay 2002). Verify a MAC first.
 * @param blockLength - bytes, 1..255.
 * @returns a copy of the message.
 * @throws CipherError `invalid-padding` for any fault.
 * Timing: the check depends on the lengths only (as far as the JIT allows); the result's length reveals the padding's. */
export function unpadPkcs7(padded: Uint8Array, blockLength: number): Bytes {
  assertBytes(padded, 'padded');
  assertInteger(blockLength, 'blockLength', 1, 255);
  // The length of the ciphertext is public.
  if (padded.length === 0 || padded.length % blockLength !== 0)
    throw new CipherError('invalid-padding', 'RFC 5652 §6.3');
  const k = padded[padded.length - 1];
  let wrong = ctEq(k, 0) | ctLessThan(blockLength, k);
  for (let i = 1; i <= blockLength; i++) {
    const inPadding = ~ctLessThan(k, i);
    wrong |= ctSelect(inPadding, padded[padded.length - i] ^ k, 0);
  }
  if (wrong !== 0) throw new CipherError('invalid-padding', 'RFC 5652 §6.3');
  return new Uint8Array(padded.subarray(0, padded.length - k));
}
