/** The pseudorandom function of TLS 1.2 as RFC 5246 writes it, and the keys that come out of it. */
import { assertFields, assertInteger, assertString, type Bytes, concat, utf8ToBytes } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import { type HashFunction, hmacSteps } from './hmac.ts';
import { resultOf, type Step, type Steps, secretStep, step } from './step.ts';

export type PrfStep = Step<'label + seed' | 'A' | 'HMAC_hash(secret, A + seed)' | 'PRF(secret, label, seed)', Bytes>;

/** PRF(secret, label, seed) = P_hash(secret, label + seed) (RFC 5246 §5), its first `length` bytes. Index: `i` from 1, as A's.
 * @param label - ASCII, without a length or a final zero. */
export function* prfSteps(
  H: HashFunction,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Steps<PrfStep, Bytes> {
  assertHashFunction(H);
  assertEachBytes({ secret, seed });
  assertString(label, 'label');
  assertInteger(length, 'length', 0);
  const rule = 'RFC 5246 §5';
  const labelled = concat(utf8ToBytes(label), seed);
  yield step('label + seed', rule, labelled);
  const pieces: Bytes[] = [];
  // A(0) = seed, A(i) = HMAC_hash(secret, A(i-1)); P_hash is HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + …
  let A = labelled;
  for (let i = 1; concat(...pieces).length < length; i++) {
    A = resultOf(hmacSteps(H, secret, A));
    yield secretStep('A', rule, A, { i });
    const piece = resultOf(hmacSteps(H, secret, concat(A, labelled)));
    yield secretStep('HMAC_hash(secret, A + seed)', rule, piece, { i });
    pieces.push(piece);
  }
  const output = concat(...pieces).slice(0, length);
  yield secretStep('PRF(secret, label, seed)', rule, output);
  return output;
}

/** The parts of the key block, in order (RFC 5246 §6.3). */
export const KEY_BLOCK_PARTS = [
  'client_write_MAC_key',
  'server_write_MAC_key',
  'client_write_key',
  'server_write_key',
  'client_write_IV',
  'server_write_IV',
] as const;
export type KeyBlockPart = (typeof KEY_BLOCK_PARTS)[number];
export type KeyBlockStep = PrfStep | Step<KeyBlockPart, Bytes>;

export interface KeyBlockInput {
  /** SecurityParameters.master_secret: 48 bytes. */
  readonly masterSecret: Uint8Array;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  /** Lengths of SecurityParameters, in bytes: of a MAC key, of a cipher key, and of the implicit part of a nonce. */
  readonly macKeyLength: number;
  readonly encKeyLength: number;
  readonly fixedIvLength: number;
}

/** The key block (RFC 5246 §6.3): PRF(master_secret, "key expansion", server_random + client_random), cut in order. */
export function* keyBlockSteps(
  H: HashFunction,
  input: KeyBlockInput,
): Steps<KeyBlockStep, Readonly<Record<KeyBlockPart, Bytes>>> {
  assertFields(input, 'input', 'a KeyBlockInput');
  const { masterSecret, clientRandom, serverRandom, macKeyLength, encKeyLength, fixedIvLength } = input;
  assertEachBytes({ masterSecret, clientRandom, serverRandom });
  for (const [name, length] of Object.entries({ macKeyLength, encKeyLength, fixedIvLength }))
    assertInteger(length, name, 0, 255);
  const lengths = [macKeyLength, macKeyLength, encKeyLength, encKeyLength, fixedIvLength, fixedIvLength];
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const block = yield* prfSteps(H, masterSecret, 'key expansion', concat(serverRandom, clientRandom), total);
  const parts: Partial<Record<KeyBlockPart, Bytes>> = {};
  let at = 0;
  for (const [n, name] of KEY_BLOCK_PARTS.entries()) {
    const part = block.slice(at, (at += lengths[n]));
    yield secretStep(name, 'RFC 5246 §6.3', part);
    parts[name] = part;
  }
  return parts as Record<KeyBlockPart, Bytes>;
}
