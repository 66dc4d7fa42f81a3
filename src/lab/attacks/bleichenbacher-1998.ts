/** The padding oracle on RSA: a server that says whether a ciphertext decrypts to 00 02 … decrypts every recorded session (Bleichenbacher 1998; ROBOT 2017). */
import { mod, modPow, randomBetween } from '../../bigint/index.ts';
import { type Bytes, bytesToUtf8, i2osp, os2ip, type Random } from '../../bytes/index.ts';
import { encryptPkcs1, type GeneratedRsaKey, generateRsaKey, modulusLength } from '../../rsa/index.ts';
import { CONTENT } from '../../tls/index.ts';
import { type Attack, type AttackInput, type AttackOutcome, type AttackProgress, sizeOf } from '../attack.ts';
import { decryptByOracle, type PublicInstance } from '../bleichenbacher.ts';
import { Counter, fact, facts, prose } from '../parts.ts';
import { bodyOf, REQUEST, type Recorded, readRequests, recordsOf, runSession, TYPES } from '../recorded-session.ts';
import { client, server } from '../servers.ts';

/** What a ciphertext decrypts to. */
function decrypted(key: GeneratedRsaKey, c: bigint): bigint {
  const { prime1: p, prime2: q, exponent1: dP, exponent2: dQ, coefficient: qInv } = key;
  const [m1, m2] = [modPow(c, dP, p), modPow(c, dQ, q)];
  return m2 + q * mod((m1 - m2) * qInv, p);
}

/** Whether a ciphertext decrypts to what begins with 00 02. It says nothing else. */
export function beginsWith0002(key: GeneratedRsaKey, c: bigint): boolean {
  const m = decrypted(key, c);
  return m >> BigInt(8 * (modulusLength(key) - 2)) === 2n;
}

/** Whether servers that check more than 00 02 would say yes, too: to a block with eight bytes of padding that are not zero, and a zero after them
 * (RFC 8017 §7.2.2 step 3); and to such a block with 48 bytes behind its zero, the version first (RFC 5246 §7.4.7.1). */
export function stricterAnswers(block: Uint8Array): { readonly padded: boolean; readonly exact: boolean } {
  const zero = block.indexOf(0, 2);
  const padded = zero >= 10;
  return { padded, exact: padded && zero === block.length - 49 && block[zero + 1] === 3 && block[zero + 2] === 3 };
}

const SIZE = { meaning: 'bits of the modulus', usual: 1024, values: [512, 768, 1024, 2048] };

export const bleichenbacher1998: Attack = {
  fault:
    'With RSA key transport the client sends its secret encrypted by PKCS #1 v1.5: 00 02, random bytes, 00, the secret. The broken server answers with one alert if the decrypted block does not begin with 00 02, and goes on if it does. ' +
    'RSA lets anybody multiply what is inside a ciphertext, and so each answer says in which part of a range the secret lies.',
  difference: {
    soundFile: 'tls/tls12/premaster-secret.ts',
    sound: ['const fallback = randomBytes(settings.random, VERSION + RANDOM);'],
    brokenFile: 'lab/attacks/bleichenbacher-1998.ts',
    broken: ['return m >> BigInt(8 * (modulusLength(key) - 2)) === 2n;'],
  },
  unit: 'questions to the server',
  defence:
    'The engine draws a random secret before it decrypts, and goes on with it whatever is wrong with the block, without a branch. The handshake fails at Finished, in the same way for every ciphertext. TLS 1.3 has no such key exchange.',
  rule: 'RFC 5246 §7.4.7.1; RFC 8017 §7.2.2',
  size: SIZE,
  async *run(input) {
    const victim = victimOf(input, sizeOf(input, SIZE));
    const counter = new Counter(50);
    yield counter.progress('a session was recorded');
    if (input.target === 'engine') return yield* askEngine(victim, input.random, counter);
    const conforms = (c: bigint): boolean => {
      counter.count++;
      return victim.conforms(c);
    };
    const m = yield* decryptByOracle(victim.instance, conforms, counter);
    const block = i2osp(m, victim.instance.k);
    const premasterSecret = block.subarray(block.length - 48);
    const text = bytesToUtf8(readRequests(victim.recorded, premasterSecret));
    return {
      won: text === REQUEST,
      count: counter.count,
      course: [
        prose(
          'The attacker sends c·sᵉ for many numbers s. Where the answer is yes, m·s lies between 2B and 3B modulo n, so that m lies in few short intervals. Each next s is chosen to halve them, until one number is left.',
        ),
        facts('In the end', [fact('the block', block), fact('questions', `${counter.count}`)]),
        prose(
          'How many questions it takes is luck: it depends on the key, the secret and the padding. At 1024 bits, in 166 runs with other seeds, half took fewer than 31,000; one in ten fewer than 4,400, one in ten more than 93,000; the longest took 286,000. ' +
            'The seed “lab”, which is used unless you choose another, is a lucky one at 1024 bits: it takes about 3,000. Another seed shows an ordinary run.',
        ),
        prose(
          'This server looks at 00 02 only. One that checks more says yes more rarely, so that the attack takes more questions; one that says yes to the whole form alone hardly ever does.',
        ),
        facts('The answers', [
          fact('yes of this server', `${victim.answers.yes}`),
          fact('of these, yes of one that wants whole padding', `${victim.answers.padded}`),
          fact('of these, yes of one that wants 48 bytes and the version, too', `${victim.answers.exact}`),
        ]),
      ],
      result: [
        prose('The block holds the premaster secret. With it the recorded session is read, without the server’s key.'),
        facts('Read in the recording', [fact('request', text)]),
      ],
    };
  },
};

interface Victim {
  readonly instance: PublicInstance;
  readonly recorded: Recorded;
  /** How often the broken server said yes, and how often stricter ones would have. */
  readonly answers: Readonly<Record<'yes' | 'padded' | 'exact', number>>;
  /** The broken server's answer. */
  conforms(c: bigint): boolean;
  /** What the engine's server shows for a ciphertext: the types and lengths of its records, the level and description of an alert, and how the client ends. */
  engineShows(c: bigint): string;
}

const COMMON = { versions: ['TLSv1.2'], ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } as const;

function victimOf({ random }: AttackInput, modulusBits: number): Victim {
  const key = generateRsaKey({ modulusBits, random, insecure: true });
  const { recorded } = runSession(client(random, COMMON), server(key, random, COMMON));
  const encrypted = bodyOf(recorded.client, TYPES.clientKeyExchange).subarray(2);
  const k = modulusLength(key);
  const answers = { yes: 0, padded: 0, exact: 0 };
  return {
    instance: { n: key.modulus, e: key.publicExponent, c: os2ip(encrypted), k },
    recorded,
    answers,
    conforms(c) {
      if (!beginsWith0002(key, c)) return false;
      const { padded, exact } = stricterAnswers(i2osp(decrypted(key, c), k));
      answers.yes++;
      if (padded) answers.padded++;
      if (exact) answers.exact++;
      return true;
    },
    engineShows(c) {
      const { recorded, error } = runSession(client(random, COMMON), server(key, random, COMMON), (from, bytes) =>
        from === 'client' ? withCiphertext(bytes, i2osp(c, k)) : bytes,
      );
      const records = recordsOf(recorded.server).map(({ type, fragment }) =>
        type === CONTENT.alert ? `${type}: alert ${[...fragment].join('.')}` : `${type}: ${fragment.length}`,
      );
      return `${records.join(', ')}; ${error}`;
    },
  };
}

/** The flight with ClientKeyExchange, with another ciphertext in it; other flights as they are. */
function withCiphertext(flight: Bytes, ciphertext: Uint8Array): Bytes {
  const changed = flight.slice();
  // A record header of 5 bytes, a handshake header of 4, a length of 2.
  if (flight[0] === CONTENT.handshake && flight[5] === TYPES.clientKeyExchange) changed.set(ciphertext, 11);
  return changed;
}

/** Sends ciphertexts that conform and random ones, and compares what the server shows. If all is equal, none of it is an oracle. */
async function* askEngine(
  { instance: { n, e, k }, engineShows }: Victim,
  random: Random,
  counter: Counter,
): AsyncGenerator<AttackProgress, AttackOutcome, void> {
  const RUNS = 16;
  const conforming = new Set<string>();
  const others = new Set<string>();
  for (let i = 0; i < RUNS; i++) {
    const good = encryptPkcs1({ modulus: n, publicExponent: e }, random.bytes(48), random);
    conforming.add(engineShows(os2ip(good)));
    others.add(engineShows(randomBetween(random, 2n, n - 1n)));
    counter.count += 2;
    yield counter.progress('no answer differs from another');
  }
  const same = conforming.size === 1 && others.size === 1 && [...conforming][0] === [...others][0];
  const rows = [fact('to 00 02 …', [...conforming].join(' | ')), fact('to anything else', [...others].join(' | '))];
  return {
    won: !same,
    count: 2 * RUNS,
    course: [],
    result: [
      facts(`The server’s records (type: length, or the alert) and the client’s end, for blocks of ${k} bytes`, rows),
    ],
  };
}
