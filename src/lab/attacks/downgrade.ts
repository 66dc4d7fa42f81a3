/** Made to speak an older version: a client that tries again with less, and does not look for the server's mark (POODLE's dance, 2014; RFC 7507; RFC 8446 §4.1.3). */
import { type Bytes, bytesToUtf8, concat, equalBytes, i2osp, type Random } from '../../bytes/index.ts';
import { p384 } from '../../ec/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { generateRsaKey } from '../../rsa/index.ts';
import type { Attack, AttackInput, AttackProgress } from '../attack.ts';
import { Counter, fact, facts, prose } from '../parts.ts';
import { bodyOf, REQUEST, type Recorded, readRequests, runSession, TYPES } from '../recorded-session.ts';
import { client, server } from '../servers.ts';

/** The second attempt of the broken client: TLS 1.2 alone, and no word that it is a second attempt. */
export const FALLBACK_WITHOUT_WORD = { versions: ['TLSv1.2'], fallback: false } as const;
const FALLBACK = { versions: ['TLSv1.2'], fallback: true } as const;

const OLD = {
  ciphers: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  groups: ['x25519', 'secp384r1'],
} as const;
/** States of the generator behind the server's old code. */
const STATES = 2048;

export const downgrade: Attack = {
  fault:
    'The server’s old code, which only TLS 1.2 with P-384 still reaches, draws its ephemeral keys from a generator with 2,048 states. Nobody would use it: both ends can do better. But when a connection fails, the broken client tries again with TLS 1.2 alone, ' +
    'says nothing of it, and does not look at the last bytes of the server’s random value, where the server says that it can do better.',
  difference: {
    soundFile: 'tls/tls12/read-server-hello.ts',
    sound: ["throw new TlsError('downgrade-detected', 'RFC 8446 §4.1.3');"],
    brokenFile: 'lab/attacks/downgrade.ts',
    broken: ["export const FALLBACK_WITHOUT_WORD = { versions: ['TLSv1.2'], fallback: false } as const;"],
  },
  unit: 'states of the generator tried',
  defence:
    'The engine’s client says in a second attempt that it is one, so that a server that can do better ends it with inappropriate_fallback. A client that offers both versions and gets TLS 1.2 looks for the mark in the server’s signed random value, ' +
    'and ends the handshake with illegal_parameter if it is there.',
  rule: 'RFC 8446 §4.1.3; RFC 7507 §3, §4',
  async *run(input) {
    const { target } = input;
    const ends = endsOf(input);
    // The first attempt: Mallory drops what the client sends.
    runSession(ends.client({}), ends.server(), () => undefined);
    yield { count: 0, note: 'the first attempt was dropped' };
    const again = target === 'broken' ? FALLBACK_WITHOUT_WORD : FALLBACK;
    const { recorded, error } = runSession(ends.client({ ...again, groups: ['secp384r1'] }), ends.server());
    const edited = target === 'engine' ? editedHello(ends) : undefined;
    if (error !== undefined)
      return {
        won: false,
        count: 0,
        course: [],
        result: [
          facts('The sound client', [
            fact('its second attempt ends with', error, 'RFC 7507 §3'),
            fact('its first, with the version taken out of its hello, ends with', edited ?? '', 'RFC 8446 §4.1.3'),
          ]),
        ],
      };
    const counter = new Counter(256);
    const secret = yield* secretOf(recorded, counter);
    const text = secret && bytesToUtf8(readRequests(recorded, secret));
    return {
      won: text === REQUEST,
      count: counter.count,
      course: [
        prose(
          'Mallory only listens to the second attempt. She makes the key of each state of the weak generator, and compares its public half with the one in ServerKeyExchange.',
        ),
        facts('The server’s random value', [fact('its last eight bytes', markOf(recorded), 'RFC 8446 §4.1.3')]),
      ],
      result: [facts('Read on the wire', [fact('request', text ?? '')])],
    };
  },
};

interface Ends {
  client(more: Parameters<typeof client>[1]): ReturnType<typeof client>;
  server(): ReturnType<typeof server>;
}

function endsOf({ random }: AttackInput): Ends {
  const key = generateRsaKey({ modulusBits: 2048, random });
  return {
    client: (more) => client(random, { ...OLD, ...more }),
    server: () => server(key, weakForP384(random), OLD),
  };
}

/** What P-384 draws (48 bytes) comes from one of few states. */
export function weakForP384(random: Random): Random {
  return {
    source: 'weak',
    bytes(length) {
      if (length !== 48) return random.bytes(length);
      const [high, low] = random.bytes(2);
      return stateBytes(((high << 8) | low) % STATES);
    },
  };
}

const stateBytes = (state: number): Uint8Array => seededRandom(`old generator, state ${state}`).bytes(48);

const markOf = ({ server: stream }: Recorded): Uint8Array => bodyOf(stream, TYPES.serverHello).slice(26, 34);

/** The shared secret of the recorded session: the x-coordinate, from the server's private key and the client's point. */
async function* secretOf(
  { client: ours, server: theirs }: Recorded,
  counter: Counter,
): AsyncGenerator<AttackProgress, Bytes | undefined, void> {
  // ServerECDHParams (RFC 8422 §5.4): type, curve, length, point; ClientKeyExchange: length, point.
  const exchange = bodyOf(theirs, TYPES.serverKeyExchange);
  const serverPoint = exchange.subarray(4, 4 + exchange[3]);
  const clientPoint = bodyOf(ours, TYPES.clientKeyExchange).subarray(1);
  for (let state = 0; state < STATES; state++) {
    const key = stateBytes(state);
    if (counter.ask()) yield counter.progress('the generator’s states are tried');
    if (equalBytes(p384.publicKey(key), serverPoint)) return p384.ecdh(key, clientPoint);
  }
  return undefined;
}

/** supported_versions (RFC 8446 §4.2.1). */
const SUPPORTED_VERSIONS = 43;

/** The active form: Mallory takes supported_versions out of the hello of a client that offers both versions. @returns how it ends. */
function editedHello(ends: Ends): string {
  const both = ends.client({});
  const { error } = runSession(both, ends.server(), (from, bytes) =>
    from === 'client' && bytes[5] === TYPES.clientHello ? withoutVersions(bytes) : bytes,
  );
  return error ?? 'nothing';
}

/** Removes supported_versions from a ClientHello that fills one record. */
function withoutVersions(record: Uint8Array): Bytes {
  const body = record.subarray(9);
  let at = 34; // legacy_version and random
  at += 1 + body[at];
  at += 2 + ((body[at] << 8) | body[at + 1]);
  at += 1 + body[at];
  const kept: Uint8Array[] = [];
  for (let next = at + 2; next < body.length; ) {
    const length = 4 + ((body[next + 2] << 8) | body[next + 3]);
    const extension = body.subarray(next, next + length);
    if (((extension[0] << 8) | extension[1]) !== SUPPORTED_VERSIONS) kept.push(extension);
    next += length;
  }
  const extensions = concat(...kept);
  const hello = concat(body.subarray(0, at), i2osp(BigInt(extensions.length), 2), extensions);
  const message = concat(record.subarray(5, 6), i2osp(BigInt(hello.length), 3), hello);
  return concat(record.subarray(0, 3), i2osp(BigInt(message.length), 2), message);
}
