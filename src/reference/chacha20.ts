/** ChaCha20 as RFC 8439 §2.1 to §2.4 writes it. */

import { assertInteger, type Bytes, concat, xor } from '../bytes/index.ts';
import { assertEachBytes, assertLengths } from './arguments.ts';
import { type Step, type Steps, secretStep } from './step.ts';
import { type Words, words32 } from './words.ts';

/** Sixteen words, each a number of 32 bits. */
export type ChaCha20State<W = number> = readonly W[];
export type ChaCha20BlockStep<W = number> = Step<
  'state' | 'after a quarter round' | 'after 20 rounds' | 'sum',
  ChaCha20State<W>
>;
export type ChaCha20Step = ChaCha20BlockStep | Step<'key stream' | 'encrypted', Bytes>;

/** §2.3: the words that the eight quarter rounds of a double round work on: four columns, four diagonals. */
const QUARTER_ROUNDS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** The ChaCha20 block function (§2.3). Index: double round `i` from 1, quarter round `q` from 1; and `block`, the counter.
 * @param key - 32 bytes. @param counter - 32 bits. @param nonce - 12 bytes.
 * @returns 64 bytes of key stream. */
export function* chacha20BlockSteps(
  key: Uint8Array,
  counter: number,
  nonce: Uint8Array,
): Steps<ChaCha20BlockStep, Bytes> {
  assertInputs(key, counter, nonce);
  const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]; // "expand 32-byte k"
  const initial = [...constants, ...words(key), counter, ...words(nonce)];
  return serialized(yield* chacha20StateSteps(words32, initial, counter));
}

/** The block function's twenty rounds and the sum with the state before them (§2.3), of words of any kind.
 * @param block - the counter, for the index. */
export function* chacha20StateSteps<W>(
  words: Words<W>,
  initial: ChaCha20State<W>,
  block: number,
): Steps<ChaCha20BlockStep<W>, W[]> {
  yield secretStep('state', 'RFC 8439 §2.3', [...initial], { block });
  const state = [...initial];
  for (let i = 1; i <= 10; i++) {
    for (const [q, [a, b, c, d]] of QUARTER_ROUNDS.entries()) {
      quarterRound(words, state, a, b, c, d);
      yield secretStep('after a quarter round', 'RFC 8439 §2.1', [...state], { block, i, q: q + 1 });
    }
  }
  yield secretStep('after 20 rounds', 'RFC 8439 §2.3', [...state], { block });
  const sum = state.map((word, n) => words.add(word, initial[n]));
  yield secretStep('sum', 'RFC 8439 §2.3', [...sum], { block });
  return sum;
}

/** ChaCha20 encryption, which is decryption too (§2.4). Index: `block`, its counter.
 * @param counter - of the first block. */
export function* chacha20Steps(
  key: Uint8Array,
  counter: number,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Steps<ChaCha20Step, Bytes> {
  assertInputs(key, counter, nonce);
  assertEachBytes({ plaintext });
  const encrypted: Bytes[] = [];
  for (let j = 0; 64 * j < plaintext.length; j++) {
    const block = (counter + j) % 2 ** 32;
    const stream = yield* chacha20BlockSteps(key, block, nonce);
    yield secretStep('key stream', 'RFC 8439 §2.4', stream, { block });
    const part = plaintext.subarray(64 * j, 64 * (j + 1));
    encrypted.push(xor(part, stream.subarray(0, part.length)));
    yield secretStep('encrypted', 'RFC 8439 §2.4', encrypted[j], { block });
  }
  return concat(...encrypted);
}

function assertInputs(key: Uint8Array, counter: number, nonce: Uint8Array): void {
  assertLengths({ key }, 32);
  assertInteger(counter, 'counter', 0, 2 ** 32 - 1);
  assertLengths({ nonce }, 12);
}

/** QUARTERROUND(a, b, c, d) (§2.1, §2.2), in place. */
export function quarterRound<W>(
  { add, xor, ROTL }: Words<W>,
  x: W[],
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  x[a] = add(x[a], x[b]);
  x[d] = ROTL(16, xor(x[d], x[a]));
  x[c] = add(x[c], x[d]);
  x[b] = ROTL(12, xor(x[b], x[c]));
  x[a] = add(x[a], x[b]);
  x[d] = ROTL(8, xor(x[d], x[a]));
  x[c] = add(x[c], x[d]);
  x[b] = ROTL(7, xor(x[b], x[c]));
}

/** Little-endian words. */
function words(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

function serialized(state: ChaCha20State): Bytes {
  const bytes = new Uint8Array(64);
  for (const [i, word] of state.entries()) new DataView(bytes.buffer).setUint32(4 * i, word, true);
  return bytes;
}
