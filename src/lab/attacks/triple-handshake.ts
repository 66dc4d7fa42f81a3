/** Two sessions with one master secret: the man in the middle is in both, and what is bound to one holds in the other (Bhargavan and others 2014). */
import { type Bytes, bytesToHex, equalBytes, type Random } from '../../bytes/index.ts';
import { generateRsaKey } from '../../rsa/index.ts';
import type { TlsConnection, TlsEvent, TlsOutput } from '../../tls/index.ts';
import type { Attack, Target } from '../attack.ts';
import { fact, facts, prose } from '../parts.ts';
import { bodyOf, randomOf, TYPES } from '../recorded-session.ts';
import { client, server } from '../servers.ts';

const SUITE = { versions: ['TLSv1.2'], ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } as const;
/** How the ends derive the master secret: without the extension, from the premaster secret and the two random values alone. */
export const WITHOUT_EXTENDED_MASTER_SECRET = { ...SUITE, extendedMasterSecret: 'off' } as const;

export const tripleHandshake: Attack = {
  fault:
    'In plain TLS 1.2 with RSA key transport the master secret depends on the premaster secret and two random values only. All three can be passed on: a server that a client calls can call another one, and make both sessions have one master secret. ' +
    'Whoever then proves something with a value derived from it (a resumed session, a channel binding) proves it in both.',
  difference: {
    soundFile: 'tls/tls12/key-schedule.ts',
    sound: ['const seed = extended ? inputs.sessionTranscript.digest() : concat(randoms.client, randoms.server);'],
    brokenFile: 'lab/attacks/triple-handshake.ts',
    broken: ["export const WITHOUT_EXTENDED_MASTER_SECRET = { ...SUITE, extendedMasterSecret: 'off' } as const;"],
  },
  unit: 'sessions',
  defence:
    'The engine offers the extended master secret, and with RSA key transport it requires it: the master secret then depends on all messages so far, the certificate among them, so that two sessions cannot share one.',
  rule: 'RFC 7627 §1, §4',
  async *run({ target, random }) {
    const outcome = synchronized(target, random);
    yield { count: 2, note: 'two sessions have been made' };
    const same = equalBytes(outcome.atClient, outcome.atServer);
    return {
      won: same,
      count: 2,
      course: [
        prose(
          'Mallory’s server gives the client the random value of the real server. Mallory’s client gives the real server the random value of the client, and the premaster secret that the client sent under Mallory’s key.',
        ),
      ],
      result: [
        facts('The master secrets', [
          fact('of the client', bytesToHex(outcome.atClient)),
          fact('of the server', bytesToHex(outcome.atServer)),
          fact('the same', same ? 'yes: what binds to it binds to both sessions' : 'no'),
        ]),
      ],
    };
  },
};

/** Lets a client call Mallory, and Mallory a server. @returns the master secret at each end. */
function synchronized(target: Target, random: Random): { atClient: Uint8Array; atServer: Uint8Array } {
  const options =
    target === 'broken' ? WITHOUT_EXTENDED_MASTER_SECRET : ({ ...SUITE, extendedMasterSecret: 'require' } as const);
  const [keyOfMallory, keyOfServer] = [0, 1].map(() => generateRsaKey({ modulusBits: 2048, random }));
  const seen: { atClient?: Uint8Array; atServer?: Uint8Array; premaster?: Uint8Array } = {};
  const watch = (where: 'atClient' | 'atServer') => (event: TlsEvent) => {
    if (event.kind === 'master-secret') seen[where] = event.masterSecret;
  };
  const victim = client(random, { ...options, observe: watch('atClient') });
  const called = server(keyOfServer, random, { ...options, observe: watch('atServer') });
  // 1. The client's hello; Mallory's client has the same random value.
  const hello = sent(victim.start());
  const copies = new CopyingRandom(random);
  copies.next = randomOf(bodyOf(hello, TYPES.clientHello));
  const outward = client(copies, options);
  called.start();
  const answer = sent(called.receive(sent(outward.start())));
  // 2. The server's random value goes on to the client.
  const inwardCopies = new CopyingRandom(random);
  const inward = server(keyOfMallory, inwardCopies, {
    ...options,
    observe: (event) => {
      if (event.kind === 'premaster-secret') seen.premaster = event.premasterSecret;
    },
  });
  inward.start();
  inwardCopies.next = randomOf(bodyOf(answer, TYPES.serverHello));
  exchange(victim, inward, sent(inward.receive(hello)));
  // 3. The premaster secret goes on to the server: two bytes of version, and 46 that Mallory's client draws.
  copies.next = seen.premaster!.slice(2);
  exchange(called, outward, sent(outward.receive(answer)));
  return { atClient: seen.atClient!, atServer: seen.atServer! };
}

/** A source that gives prepared bytes once, to the first who asks for as many. */
class CopyingRandom implements Random {
  readonly source = 'mallory';
  readonly #random: Random;
  next: Uint8Array | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  bytes(length: number): Uint8Array {
    if (this.next?.length !== length) return this.#random.bytes(length);
    const prepared = this.next;
    this.next = undefined;
    return prepared.slice();
  }
}

function sent(outputs: readonly TlsOutput[]): Bytes {
  const parts = outputs.flatMap((output) => (output.kind === 'send' ? [output.bytes] : []));
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Passes bytes to `to`, its answer to `from`, and so on until neither has more. */
function exchange(to: TlsConnection, from: TlsConnection, first: Bytes): void {
  let [reader, writer] = [to, from];
  for (let bytes = first; bytes.length > 0; [reader, writer] = [writer, reader]) bytes = sent(reader.receive(bytes));
}
