/** An in-memory session: our own client and server, their events, and the bytes between them. */
import {
  assertDate,
  assertOptions,
  assertString,
  type Bytes,
  equalBytes,
  UsageError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { generateRsaKeyAsync } from '../../rsa/index.ts';
import {
  type CipherSuiteName,
  CONTENT,
  type CommonOptions,
  createClient,
  createServer,
  recordHeader,
  type TlsConnection,
  type TlsOutput,
} from '../../tls/index.ts';
import { type EngineEvent, failureOf, type Role } from '../document/events.ts';
import { assertRecording, encodeRecording, type RecordedRun, type Recording } from '../recording/recording.ts';
import { type Fault, type HandshakeParties, makeParties, type PartyKeys } from './parties.ts';

/** All inputs of an in-memory session: the same settings give the same bytes. */
export interface HandshakeSettings {
  readonly suite: CipherSuiteName;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  /** The fault to demonstrate; undefined for none. */
  readonly fault: Fault | undefined;
  /** Keys, certificates and all randomness of both ends come from it: it is as public as they are to be. */
  readonly seed: string;
  readonly time: Date;
}

/** 2048-bit keys from a seed: about a tenth of a second each, and always the same for one seed. */
export function seededKeys(seed: string, signal?: AbortSignal): PartyKeys {
  assertString(seed, 'seed');
  return async (owner) => {
    const random = seededRandom(`${seed}/${owner} key`);
    return generateRsaKeyAsync({ modulusBits: 2048, random, signal });
  };
}

function assertSettings(value: HandshakeSettings): void {
  const known = ['suite', 'extendedMasterSecret', 'encryptThenMac', 'fault', 'seed', 'time'];
  assertOptions(value, 'settings', known);
  assertString(value.suite, 'settings.suite');
  assertString(value.seed, 'settings.seed');
  assertDate(value.time, 'settings.time');
}

/** Runs a session: handshake, a request, its answer, close_notify; with a fault, as far as it gets.
 * @param keys - default: `seededKeys` of the settings' seed. @throws anything that `keys` throws. */
export async function recordHandshake(settings: HandshakeSettings, keys?: PartyKeys): Promise<Recording> {
  assertSettings(settings);
  const parties = await makeParties(settings, keys ?? seededKeys(settings.seed));
  return { run: { command: 'handshake', ...settings }, events: new Session(settings, parties).run() };
}

/** The comparison of a run with its recording. */
export interface Replay {
  /** Whether it produced the same file, byte by byte. */
  readonly same: boolean;
  readonly again: Recording;
}

/** Runs a recorded session again, from its seed and time. @throws anything that `keys` throws. */
export async function replayHandshake(
  recording: Recording & { readonly run: Extract<RecordedRun, { readonly command: 'handshake' }> },
  keys?: PartyKeys,
): Promise<Replay> {
  assertRecording(recording);
  const { command, ...settings } = recording.run;
  if (command !== 'handshake') throw new UsageError('misuse', 'recording', 'is not of a session in memory');
  const again = await recordHandshake(settings, keys);
  return { same: equalBytes(encodeRecording(again), encodeRecording(recording)), again };
}

const REQUEST = 'GET /version HTTP/1.1\r\nHost: kubernetes\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"minor":"32"}';

/** Milliseconds that bytes take between the two sides, on the session's own clock. */
const LATENCY = 1;

class Session {
  readonly #events: EngineEvent[] = [];
  readonly #ends: Readonly<Record<Role, TlsConnection>>;
  readonly #waiting: Record<Role, Bytes[]> = { client: [], server: [] };
  readonly #tampers: boolean;
  #now: number;

  constructor(settings: HandshakeSettings, { root, server, client, dialled }: HandshakeParties) {
    this.#now = settings.time.getTime();
    this.#tampers = settings.fault === 'tampered';
    const trust = { roots: [root], profile: 'rfc5280', revocation: { policy: 'off' } } as const;
    this.#ends = {
      client: createClient({
        ...this.#common('client', settings),
        name: dialled,
        verification: { mode: 'roots', ...trust },
        ...(client && { credentials: client }),
      }),
      server: createServer({
        ...this.#common('server', settings),
        credentials: server,
        clientCertificate: { mode: 'require', ...trust },
      }),
    };
  }

  #common(role: Role, { suite, seed, time, ...settings }: HandshakeSettings): CommonOptions {
    return {
      ciphers: [suite],
      random: seededRandom(`${seed}/${role}`),
      time: () => time,
      extendedMasterSecret: settings.extendedMasterSecret ? 'require' : 'off',
      encryptThenMac: settings.encryptThenMac,
      observe: (event) => this.#events.push({ source: 'tls', role, event }),
    };
  }

  run(): readonly EngineEvent[] {
    const { client, server } = this.#ends;
    this.#take('server', server.start());
    this.#take('client', client.start());
    this.#exchange();
    this.#say('client', REQUEST);
    this.#say('server', ANSWER);
    this.#take('client', client.close());
    this.#exchange();
    this.#take('server', server.close());
    this.#exchange();
    return this.#events;
  }

  /** If the handshake did not complete, there is nothing to send. */
  #say(role: Role, text: string): void {
    const end = this.#ends[role];
    if (end.session !== undefined) this.#take(role, end.write(utf8ToBytes(text)));
    this.#exchange();
  }

  #take(role: Role, outputs: readonly TlsOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'send') this.#waiting[role].push(output.bytes);
      const failure = output.kind === 'error' ? failureOf(output.error) : undefined;
      if (output.kind === 'end' || output.kind === 'error') this.#events.push({ source: 'end', role, failure });
    }
  }

  /** Passes bytes between the two sides until neither sends more. */
  #exchange(): void {
    let from: Role = 'client';
    while (this.#waiting.client.length + this.#waiting.server.length > 0) {
      const to: Role = from === 'client' ? 'server' : 'client';
      for (const sent of this.#waiting[from].splice(0)) {
        const bytes = this.#tampers ? withBitFlipped(sent) : sent;
        this.#now += LATENCY;
        this.#events.push({ source: 'wire', from, at: new Date(this.#now), bytes });
        this.#take(to, this.#ends[to].receive(bytes));
      }
      from = to;
    }
  }
}

/** Length of a record's header in bytes. */
const HEADER = 5;

/** Flips the last bit of a flight that begins with application data. */
function withBitFlipped(flight: Bytes): Bytes {
  const { type } = decode(recordHeader, flight.subarray(0, HEADER));
  if (type !== CONTENT.application_data) return flight;
  const changed = flight.slice();
  changed[changed.length - 1] ^= 1;
  return changed;
}
