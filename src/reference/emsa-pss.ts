/** EMSA-PSS as RFC 8017 writes it, with MGF1 by the same hash. */
import { assertInteger, type Bytes, concat, xor } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import type { HashFunction } from './hmac.ts';
import { mgf1Steps } from './mgf1.ts';
import { resultOf, type Step, type Steps, step } from './step.ts';

export type EmsaPssStep = Step<
  'mHash' | 'salt' | "M'" | 'H' | 'PS' | 'DB' | 'dbMask' | 'DB xor dbMask' | 'maskedDB' | 'EM',
  Bytes
>;

/** EMSA-PSS-ENCODE (§9.1.1) of a message into `emBits` bits, which must be enough. Nothing is secret: a verifier sees all these values.
 * @param salt - of step 4. */
export function* emsaPssSteps(
  Hash: HashFunction,
  M: Uint8Array,
  salt: Uint8Array,
  emBits: number,
): Steps<EmsaPssStep, Bytes> {
  assertHashFunction(Hash, 'Hash');
  assertEachBytes({ M, salt });
  assertInteger(emBits, 'emBits', 0, 8 * 65_536);
  const emLen = Math.ceil(emBits / 8);
  const rule = (n: number): string => `RFC 8017 §9.1.1 step ${n}`;
  const mHash = Hash.digest(M);
  yield step('mHash', rule(2), mHash);
  yield step('salt', rule(4), concat(salt));
  const prefixed = concat(new Uint8Array(8), mHash, salt);
  yield step("M'", rule(5), prefixed);
  const H = Hash.digest(prefixed);
  // Step 3, and what §9.1.1 says of emBits.
  assertInteger(emBits, 'emBits', 8 * H.length + 8 * salt.length + 9);
  yield step('H', rule(6), H);
  const PS = new Uint8Array(emLen - salt.length - H.length - 2);
  yield step('PS', rule(7), PS);
  const DB = concat(PS, new Uint8Array([0x01]), salt);
  yield step('DB', rule(8), DB);
  const dbMask = resultOf(mgf1Steps(Hash, H, emLen - H.length - 1));
  yield step('dbMask', rule(9), dbMask);
  const masked = xor(DB, dbMask);
  yield step('DB xor dbMask', rule(10), concat(masked));
  // The leftmost 8·emLen − emBits bits.
  masked[0] &= 0xff >> (8 * emLen - emBits);
  yield step('maskedDB', rule(11), concat(masked));
  const EM = concat(masked, H, new Uint8Array([0xbc]));
  yield step('EM', rule(12), EM);
  return EM;
}
