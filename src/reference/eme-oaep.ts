/** EME-OAEP as RFC 8017 writes it, with MGF1 by the same hash. */
import { assertFields, assertInteger, type Bytes, concat, xor } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction, assertLengths } from './arguments.ts';
import type { HashFunction } from './hmac.ts';
import { mgf1Steps } from './mgf1.ts';
import { resultOf, type Step, type Steps, secretStep, step } from './step.ts';

export type EmeOaepStep = Step<
  'lHash' | 'PS' | 'DB' | 'seed' | 'dbMask' | 'maskedDB' | 'seedMask' | 'maskedSeed' | 'EM',
  Bytes
>;

export interface EmeOaepInput {
  readonly M: Uint8Array;
  /** The label. */
  readonly L: Uint8Array;
  /** The random seed of step 2.d: as long as a digest. */
  readonly seed: Uint8Array;
  /** Bytes of the modulus; it must be large enough for the message. */
  readonly k: number;
}

/** Bytes of the largest modulus. */
const MOST = 65_536;

/** EME-OAEP encoding (§7.1.1 step 2). The encoded message reveals the message. */
export function* emeOaepSteps(Hash: HashFunction, input: EmeOaepInput): Steps<EmeOaepStep, Bytes> {
  assertHashFunction(Hash, 'Hash');
  assertFields(input, 'input', 'an EmeOaepInput');
  const { M, L, seed, k } = input;
  assertEachBytes({ M, L });
  const rule = (letter: string): string => `RFC 8017 §7.1.1 step 2${letter}`;
  const lHash = Hash.digest(L);
  const hLen = lHash.length;
  assertLengths({ seed }, hLen);
  assertInteger(k, 'k', M.length + 2 * hLen + 2, MOST);
  yield step('lHash', rule('a'), lHash);
  const PS = new Uint8Array(k - M.length - 2 * hLen - 2);
  yield step('PS', rule('b'), PS);
  const DB = concat(lHash, PS, new Uint8Array([0x01]), M);
  yield secretStep('DB', rule('c'), DB);
  yield secretStep('seed', rule('d'), concat(seed));
  const dbMask = resultOf(mgf1Steps(Hash, seed, k - hLen - 1));
  yield secretStep('dbMask', rule('e'), dbMask);
  const maskedDB = xor(DB, dbMask);
  yield secretStep('maskedDB', rule('f'), maskedDB);
  const seedMask = resultOf(mgf1Steps(Hash, maskedDB, hLen));
  yield secretStep('seedMask', rule('g'), seedMask);
  const maskedSeed = xor(seed, seedMask);
  yield secretStep('maskedSeed', rule('h'), maskedSeed);
  const EM = concat(new Uint8Array([0x00]), maskedSeed, maskedDB);
  yield secretStep('EM', rule('i'), EM);
  return EM;
}
