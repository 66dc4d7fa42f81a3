/** A comparison that returns at the first wrong byte tells how many were right (Lawson 2009 on Keyczar; the Xbox 360 in 2007). */
import { type Bytes, bytesToHex, ctEqual, equalBytes, utf8ToBytes } from '../../bytes/index.ts';
import { hmac, sha256 } from '../../hash/index.ts';
import type { Attack, AttackInput, AttackProgress } from '../attack.ts';
import { measurementFacts } from '../measurement.ts';
import { leastOf, measured, normalNoise } from '../noisy-work.ts';
import { Counter, fact, facts, prose } from '../parts.ts';

/** Compares byte by byte, and stops at the first difference. @param work - is told the bytes that were compared. */
export function equalEarly(a: Uint8Array, b: Uint8Array, work: { bytes: number }): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    work.bytes++;
    if (a[i] !== b[i]) return false;
  }
  return true;
}

/** The engine's comparison, which reads all bytes whatever they are. */
function equalWhole(a: Uint8Array, b: Uint8Array, work: { bytes: number }): boolean {
  work.bytes += a.length;
  return ctEqual(a, b);
}

/** Bytes of the MAC that is asked for: half of HMAC-SHA256, as many APIs have it. */
const LENGTH = 16;
/** The deviation of the noise, in comparisons of one byte. */
const NOISE = 0.5;

export const earlyReturn: Attack = {
  fault:
    'The broken server compares the MAC that it expects with the one that came, byte by byte, and stops at the first difference. The answer is always no, and takes a little longer the more bytes are right.',
  difference: {
    soundFile: 'bytes/constant-time.ts',
    sound: ['for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];'],
    brokenFile: 'lab/attacks/early-return.ts',
    broken: ['if (a[i] !== b[i]) return false;'],
  },
  unit: 'requests',
  defence:
    'ctEqual adds up the differences of all bytes, and looks at the sum once. MACs, tags, Finished and padding are compared by it alone.',
  rule: 'RFC 8446 §4.4.4 asks for the value alone; the way is ours (security requirement R3)',
  async *run(input) {
    const { random } = input;
    const server = macServer(input);
    const noise = normalNoise(random);
    const counter = new Counter(4096);
    const guess = new Uint8Array(LENGTH);
    let known = 0;
    while (known < LENGTH) {
      const found = yield* nextByte(
        known,
        (value) => {
          counter.count++;
          guess[known] = value;
          return -(server.work(guess) + NOISE * noise());
        },
        counter,
      );
      if (found === undefined) break;
      guess[known++] = found;
    }
    // The last byte is not told by the work: the answer itself does.
    const won = server.accepts(guess);
    return {
      won,
      count: counter.count,
      course: [
        prose(
          `What the attacker sees is a model: the number of comparisons that the server made, with normal noise of deviation ${NOISE}. Of 256 values for a byte the slowest is taken, by dropping the quicker half again and again.`,
        ),
        ...measurementFacts(input.clock, (clock) => timed(clock, server)),
      ],
      result: won
        ? [
            facts('A MAC without the key', [
              fact('bytes found', `${known} of ${LENGTH}`),
              fact('MAC', bytesToHex(guess)),
            ]),
          ]
        : [facts('How far it came', [fact('bytes found', `${known} of ${LENGTH}`)])],
    };
  },
};

const ATTEMPTS = 8;
const ALL = Array.from({ length: 256 }, (_, value) => value);

async function* nextByte(
  at: number,
  observe: (value: number) => number,
  counter: Counter,
): AsyncGenerator<AttackProgress, number | undefined, void> {
  // The right value may be dropped by bad luck: then none stands out, and the search begins anew.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const search = leastOf(ALL, observe, 0.5);
    let round = search.next();
    while (!round.done) round = search.next();
    const value = LENGTH - at - (round.value === undefined ? 0 : 1);
    yield counter.progress(`byte ${at + 1} of ${LENGTH}`, { kind: 'open-bytes', value, whole: LENGTH });
    if (round.value !== undefined) return round.value;
  }
  return undefined;
}

interface MacServer {
  readonly mac: Bytes;
  /** Comparisons that one answer took. */
  work(guess: Uint8Array): number;
  accepts(guess: Uint8Array): boolean;
  compare(guess: Uint8Array): boolean;
}

function macServer({ target, random }: AttackInput): MacServer {
  const mac = hmac(sha256, random.bytes(32), utf8ToBytes('transfer everything to mallory')).slice(0, LENGTH);
  const equal = target === 'broken' ? equalEarly : equalWhole;
  const compare = (guess: Uint8Array, work = { bytes: 0 }): boolean => equal(mac, guess, work);
  return {
    mac,
    compare,
    accepts: compare,
    work(guess) {
      const work = { bytes: 0 };
      compare(guess, work);
      // One more where all are right: the request is then carried out.
      return work.bytes + (equalBytes(mac, guess) ? 1 : 0);
    },
  };
}

/** Real time: a MAC whose first byte is wrong, beside one whose last byte is. */
function timed(clock: () => number, { mac, compare }: MacServer) {
  const [early, late] = [mac.slice(), mac.slice()];
  early[0] ^= 1;
  late[LENGTH - 1] ^= 1;
  return measured(clock, { slow: () => compare(late), fast: () => compare(early) }, 400);
}
