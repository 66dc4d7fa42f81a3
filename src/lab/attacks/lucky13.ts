/** Lucky Thirteen: one application of the hash's block function tells the padding (AlFardan and Paterson 2013, CVE-2013-0169). */
import { bytesToHex, bytesToUtf8, utf8ToBytes, xor } from '../../bytes/index.ts';
import { aes, cbcDecrypt } from '../../cipher/index.ts';
import { type HmacKey, hmacKey, sha1 } from '../../hash/index.ts';
import { TlsError } from '../../tls/index.ts';
import { macHeader, macThenEncrypt } from '../../tls/internal.ts';
import type { Attack, AttackInput, AttackProgress } from '../attack.ts';
import { BLOCK, blocksOf, joined } from '../cbc-server.ts';
import { countingHash, type Work } from '../counting-hash.ts';
import { measurementFacts } from '../measurement.ts';
import { leastOf, measured, normalNoise } from '../noisy-work.ts';
import { Counter, fact, facts, prose } from '../parts.ts';

const NOISE = 0.3;
const MAC = 20;

/** One answer for all that is wrong, as the standard asks; but padding is taken off first, and the MAC is computed over what is left. */
export function openByStandard(hmac: HmacKey, headerOf: (length: number) => Uint8Array, padded: Uint8Array): boolean {
  const last = padded[padded.length - 1];
  const isPadded = last + 1 + MAC <= padded.length && padded.subarray(-last - 1).every((byte) => byte === last);
  // RFC 5246 §6.2.3.2, the implementation note: "assume a zero-length pad", which leaves "a small timing channel".
  const length = padded.length - MAC - 1 - (isPadded ? last : 0);
  const mac = hmac.mac(headerOf(length), padded.subarray(0, length));
  return isPadded && xor(mac, padded.subarray(length, length + MAC)).every((byte) => byte === 0);
}

export const lucky13: Attack = {
  fault:
    'The broken server gives one answer for bad padding and bad MAC, as the standard asks, and computes a MAC in either case. But it computes it over what is left when the padding is taken off. ' +
    'If that ends just below the edge of a block, the hash runs once less.',
  difference: {
    soundFile: 'tls/record/cbc-padding.ts',
    sound: ['hashZeros(hash, hmac, blocksOf(hash, header.length + most) - blocksOf(hash, header.length + length));'],
    brokenFile: 'lab/attacks/lucky13.ts',
    broken: ['const length = padded.length - MAC - 1 - (isPadded ? last : 0);'],
  },
  unit: 'records sent to the server',
  defence:
    'The engine hashes as many blocks for any padding: what the MAC does not need is hashed as zeros. The MAC is taken out by reading every place where it could be.',
  rule: 'RFC 5246 §6.2.3.2; AlFardan and Paterson 2013 §4',
  async *run(input) {
    const server = hashedServer(input);
    const noise = normalNoise(input.random);
    const counter = new Counter(1);
    const [iv, target] = blocksOf(server.recorded);
    const observe = (mask: Uint8Array): number => {
      counter.count++;
      return server.work(joined([iv, iv, iv, xor(iv, mask), target])) + NOISE * noise();
    };
    const found = yield* plaintextOf(observe, counter);
    const won = found !== undefined && xor(found, server.truth).every((byte) => byte === 0);
    return {
      won,
      count: counter.count,
      course: [
        prose(
          `What the attacker sees is a model: the number of blocks that were hashed, with normal noise of deviation ${NOISE}. Of 65,536 changes to the last two bytes one makes them 01 01, and saves a block. With these two known, each byte before them takes 256 changes.`,
        ),
        ...measurementFacts(input.clock, (clock) => timed(clock, server, iv, target)),
      ],
      result: won
        ? [facts('Read, without any key', [fact('bytes', bytesToHex(found)), fact('text', bytesToUtf8(found))])]
        : [prose('All changes make the same work: none of them stands out from the noise.')],
    };
  },
};

/** All bytes of the block behind `observe`, from the last two to the first; undefined where no change stands out. */
async function* plaintextOf(
  observe: (mask: Uint8Array) => number,
  counter: Counter,
): AsyncGenerator<AttackProgress, Uint8Array | undefined, void> {
  const plaintext = new Uint8Array(BLOCK);
  // The mask that makes the known end of the plaintext valid padding, with a guess in front.
  const masked = (at: number, guess: readonly number[]): Uint8Array => {
    const mask = new Uint8Array(BLOCK);
    for (let i = at + guess.length; i < BLOCK; i++) mask[i] = plaintext[i] ^ (BLOCK - 1 - at);
    mask.set(guess, at);
    return mask;
  };
  const pairs = Array.from({ length: 65_536 }, (_, i) => i);
  for (let at = BLOCK - 2; at >= 0; at--) {
    const isFirst = at === BLOCK - 2;
    const split = (guess: number): number[] => (isFirst ? [guess >> 8, guess & 255] : [guess]);
    const search = leastOf(isFirst ? pairs : pairs.slice(0, 256), (guess) => observe(masked(at, split(guess))), 0.5);
    let round = search.next();
    for (; !round.done; round = search.next())
      if (isFirst || round.value === 1) {
        const value = 8 * at + Math.log2(round.value);
        yield counter.progress(`byte ${at + 1}`, { kind: 'open-bits', value, whole: 8 * BLOCK });
      }
    if (round.value === undefined) {
      const value = 8 * (at + (isFirst ? 2 : 1));
      yield counter.progress('none stands out', { kind: 'open-bits', value, whole: 8 * BLOCK });
      return undefined;
    }
    split(round.value).forEach((value, i) => {
      plaintext[at + i] = value ^ (BLOCK - 1 - at);
    });
  }
  return plaintext;
}

interface HashedServer {
  readonly recorded: Uint8Array;
  /** The first block of the recorded text. */
  readonly truth: Uint8Array;
  open(fragment: Uint8Array): void;
  /** Opens a record. @returns the number of blocks that this hashed. */
  work(fragment: Uint8Array): number;
}

function hashedServer({ target, random }: AttackInput): HashedServer {
  const work: Work = { blocks: 0 };
  const hash = countingHash(sha1, work);
  const [cipher, macKey] = [aes(random.bytes(16)), random.bytes(MAC)];
  const protection = macThenEncrypt({ cipher, hash, macKey, random });
  const hmac = hmacKey(hash, macKey);
  const text = utf8ToBytes('id=3f;pin=271828; and what comes after it');
  const openEngine = (fragment: Uint8Array): void => {
    try {
      protection.open(1, 23, fragment);
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
    }
  };
  const openBroken = (fragment: Uint8Array): void => {
    const padded = cbcDecrypt(cipher, fragment.subarray(0, BLOCK), fragment.subarray(BLOCK));
    openByStandard(hmac, (length) => macHeader(1, 23, length), padded);
  };
  const open = target === 'broken' ? openBroken : openEngine;
  return {
    recorded: protection.seal(1, 23, text),
    truth: text.subarray(0, BLOCK),
    open,
    work(fragment) {
      const before = work.blocks;
      open(fragment);
      return work.blocks - before;
    },
  };
}

/** Real time: records that end in 01 01 beside records with bad padding. */
function timed(clock: () => number, { open, truth }: HashedServer, iv: Uint8Array, target: Uint8Array) {
  const masked = (end: readonly number[]): Uint8Array => {
    const mask = new Uint8Array(BLOCK);
    end.forEach((value, i) => {
      mask[BLOCK - 2 + i] = truth[BLOCK - 2 + i] ^ value;
    });
    return joined([iv, iv, iv, xor(iv, mask), target]);
  };
  const [bad, padded] = [masked([7, 9]), masked([1, 1])];
  return measured(clock, { slow: () => open(bad), fast: () => open(padded) }, 200);
}
