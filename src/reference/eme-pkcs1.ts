/** EME-PKCS1-v1_5 as RFC 8017 writes it. */
import { type Bytes, concat, hexToBytes } from '../bytes/index.ts';
import { assertEachBytes } from './arguments.ts';
import { type Step, type Steps, secretStep } from './step.ts';

export type EmePkcs1Step = Step<'PS' | 'EM', Bytes>;

/** EME-PKCS1-v1_5 encoding (§7.2.1 step 2) of a message: 00 02, the padding, 00, the message. The encoded message reveals the message.
 * @param PS - random nonzero bytes: k − mLen − 3 of them, where k is the length of the modulus, and at least eight. */
export function* emePkcs1Steps(M: Uint8Array, PS: Uint8Array): Steps<EmePkcs1Step, Bytes> {
  assertEachBytes({ M, PS });
  yield secretStep('PS', 'RFC 8017 §7.2.1 step 2a', concat(PS));
  const EM = concat(hexToBytes('0002'), PS, hexToBytes('00'), M);
  yield secretStep('EM', 'RFC 8017 §7.2.1 step 2b', EM);
  return EM;
}
