/** An in-memory session: our own client and server, their events, and the bytes between them. */
import {
  assertBoolean,
  assertDate,
  assertOptions,
  assertString,
  type Bytes,
  UsageError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { generateKey } from '../../keys/index.ts';
import { generateRsaKeyAsync } from '../../rsa/index.ts';
import {
  type CipherSuiteName,
  CONTENT,
  type CommonOptions,
  createClient,
  createServer,
  GROUP_NAMES,
  type GroupName,
  recordHeader,
  SessionStore,
  TicketKeys,
  type TlsConnection,
  type TlsOutput,
} from '../../tls/index.ts';
import { type EngineEvent, failureOf, type Role } from '../document/events.ts';
import type { Recording } from '../recording/recording.ts';
import {
  CERTIFICATE_KINDS,
  type CertificateKind,
  type Fault,
  type HandshakeParties,
  makeParties,
  type PartyKeys,
} from './parties.ts';

/** What one side offers or takes, in its order of preference. */
export interface HandshakeOffer {
  /** They also determine the versions. Default: `suite` of the settings alone. */
  readonly suites?: readonly CipherSuiteName[] | undefined;
  /** A client sends a key share for the first; if that is hybrid, for the next too. Default: as `group` of the settings says. */
  readonly groups?: readonly GroupName[] | undefined;
}

/** All inputs of an in-memory session: the same settings give the same bytes. */
export interface HandshakeSettings {
  /** Also determines the version. */
  readonly suite: CipherSuiteName;
  /** The group of the key exchange. Default: the first that both have. */
  readonly group?: GroupName | undefined;
  /** What each side offers or takes, in the place of that suite and that group: then the server chooses among what both have, or refuses. */
  readonly offers?: Readonly<Partial<Record<Role, HandshakeOffer>>> | undefined;
  /** The kind of the certificates' keys. Default: `rsa`. */
  readonly certificate?: CertificateKind | undefined;
  /** TLS 1.3: whether the client's first key share is for another group, so that the server sends HelloRetryRequest. Needs `group`. */
  readonly retry?: boolean | undefined;
  /** Whether the session is resumed; the session before it is run, but not shown. */
  readonly resume?: boolean | undefined;
  /** TLS 1.3: whether both sides change their keys between the request and the answer. With `offers`, also where TLS 1.2 is chosen, which has no such
   * change. */
  readonly keyUpdate?: boolean | undefined;
  /** Whether the server asks for the client's certificate, and requires it. Default: true. */
  readonly clientAuthentication?: boolean | undefined;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  /** The fault to demonstrate; undefined for none. */
  readonly fault: Fault | undefined;
  /** Keys, certificates and all randomness of both ends are derived from it. Whoever knows it knows all of them. */
  readonly seed: string;
  readonly time: Date;
}

/** Derives keys from a seed, always the same keys for one seed: RSA of 2048 bits (about a tenth of a second each), ECDSA on
 * P-256, or Ed25519.
 * @param kind - default: `rsa`. */
export function seededKeys(seed: string, signal?: AbortSignal, kind: CertificateKind = 'rsa'): PartyKeys {
  assertString(seed, 'seed');
  assertKind(kind, 'kind');
  return async (owner) => {
    const random = seededRandom(`${seed}/${owner} key`);
    if (kind === 'ecdsa') return generateKey({ type: 'ec', curve: 'P-256', random });
    if (kind === 'ed25519') return generateKey({ type: 'ed25519', random });
    return generateRsaKeyAsync({ modulusBits: 2048, random, signal });
  };
}

function assertKind(kind: CertificateKind, argument: string): void {
  if (!CERTIFICATE_KINDS.includes(kind))
    throw new UsageError('out-of-range', argument, `must be one of ${CERTIFICATE_KINDS.join(', ')}`);
}

const FLAGS = ['retry', 'resume', 'keyUpdate', 'clientAuthentication'] as const;
const SURE = ['extendedMasterSecret', 'encryptThenMac'] as const;
const KNOWN = [...['suite', 'group', 'offers', 'certificate'], ...FLAGS, ...SURE, ...['fault', 'seed', 'time']];

function assertSettings(value: HandshakeSettings): void {
  assertOptions(value, 'settings', KNOWN);
  assertString(value.suite, 'settings.suite');
  assertString(value.seed, 'settings.seed');
  assertDate(value.time, 'settings.time');
  if (value.certificate !== undefined) assertKind(value.certificate, 'settings.certificate');
  for (const flag of FLAGS) if (value[flag] !== undefined) assertBoolean(value[flag], `settings.${flag}`);
  for (const flag of SURE) assertBoolean(value[flag], `settings.${flag}`);
  if (value.offers !== undefined) assertOffers(value.offers);
  if (value.retry && (value.group === undefined || !isTls13(value.suite)))
    throw new UsageError('misuse', 'settings.retry', 'needs a group, and a suite of TLS 1.3');
  if (value.keyUpdate && value.offers === undefined && !isTls13(value.suite))
    throw new UsageError('misuse', 'settings.keyUpdate', 'needs a suite of TLS 1.3');
}

/** The lists themselves are checked where the connections are made. */
function assertOffers(offers: NonNullable<HandshakeSettings['offers']>): void {
  assertOptions(offers, 'settings.offers', ['client', 'server']);
  for (const role of ['client', 'server'] as const) {
    if (offers[role] !== undefined) assertOptions(offers[role], `settings.offers.${role}`, ['suites', 'groups']);
  }
}

/** Runs a session: handshake, a request, its answer, close_notify; with a fault, up to the point where the session fails.
 * @param keys - default: `seededKeys` of the settings' seed. @throws anything that `keys` throws. */
export async function recordHandshake(settings: HandshakeSettings, keys?: PartyKeys): Promise<Recording> {
  assertSettings(settings);
  const { seed, certificate, resume } = settings;
  const parties = await makeParties(settings, keys ?? seededKeys(seed, undefined, certificate));
  const memory = memoryOf(settings);
  const earlier = resume ? earlierEvents(new Session(settings, parties, memory, `${seed}/first`).run()) : [];
  const events = [...earlier, ...new Session(settings, parties, memory, seed).run()];
  return { run: { command: 'handshake', ...settings }, events };
}

/** Of the session before, what the PSK of TLS 1.3 is derived from: a secret, and the nonces of its tickets. */
const earlierEvents = (events: readonly EngineEvent[]): readonly EngineEvent[] =>
  events.flatMap((one): readonly EngineEvent[] => {
    if (one.source !== 'tls' || one.role !== 'client') return [];
    const { event } = one;
    const isPart =
      event.kind === 'secret'
        ? event.name === 'resumption_master_secret'
        : event.kind === 'message' && event.dialect === 'tls13' && event.message.kind === 'new_session_ticket';
    return isPart ? [{ source: 'earlier', event }] : [];
  });

/** The state that both sides keep between two sessions. */
interface Memory {
  readonly sessions: SessionStore;
  readonly tickets: TicketKeys;
}

/** Undefined if no session is to be resumed: the client stores none, and the server hands out no ticket. */
function memoryOf({ resume, seed }: HandshakeSettings): Memory | undefined {
  if (!resume) return undefined;
  const key = seededRandom(`${seed}/tickets`).bytes(32);
  return { sessions: new SessionStore({ capacity: 4 }), tickets: new TicketKeys([key]) };
}

const isTls13 = (suite: CipherSuiteName): boolean => !suite.includes('_WITH_');

/** The suites of a side, in its order. */
const suitesOf = ({ suite, offers }: HandshakeSettings, role: Role): readonly CipherSuiteName[] =>
  offers?.[role]?.suites ?? [suite];

/** What a side offers or takes, in full. */
export interface HandshakeLists {
  readonly suites: readonly CipherSuiteName[];
  readonly groups: readonly GroupName[];
}

/** The lists of a side. */
export const offerOf = (settings: HandshakeSettings, role: Role): HandshakeLists => ({
  suites: suitesOf(settings, role),
  groups: groupsOf(settings, role) ?? GROUP_NAMES,
});

/** The groups of a side, in its order; undefined for the default ones. For a retry the client prefers a group that the server
 * does not support (RFC 8446 §4.1.4). */
function groupsOf(settings: HandshakeSettings, role: Role): readonly GroupName[] | undefined {
  const { group, certificate, retry, offers } = settings;
  const own = offers?.[role]?.groups;
  if (own !== undefined) return own;
  if (group === undefined) return undefined;
  if (retry && role === 'client') return [group === 'x25519' ? 'secp256r1' : 'x25519', group];
  // In TLS 1.2 the groups also restrict the curves of certificates (RFC 8422 §5.1.1).
  const has12 = !suitesOf(settings, role).every(isTls13);
  const forCertificate = certificate === 'ecdsa' && has12 && group !== 'secp256r1';
  return forCertificate ? [group, 'secp256r1'] : [group];
}

/** Lifetime of a ticket, in seconds. */
const TICKET_LIFETIME = 7200;

const REQUEST = 'GET /version HTTP/1.1\r\nHost: kubernetes\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"minor":"32"}';

/** Sessions are kept for each port of a server. */
const PORT = 6443;

/** Milliseconds that bytes take from one side to the other, on the session's simulated clock. */
const LATENCY = 1;

class Session {
  readonly #events: EngineEvent[] = [];
  readonly #ends: Readonly<Record<Role, TlsConnection>>;
  readonly #waiting: Record<Role, Bytes[]> = { client: [], server: [] };
  /** Whether a record is still to be tampered with. Only one is, since in TLS 1.3 the alert that follows looks like application
   * data too. */
  #tampers: boolean;
  readonly #updatesKeys: boolean;
  #now: number;

  constructor(
    settings: HandshakeSettings,
    { root, server, client, dialled }: HandshakeParties,
    memory: Memory | undefined,
    seed: string,
  ) {
    this.#now = settings.time.getTime();
    this.#tampers = settings.fault === 'tampered';
    this.#updatesKeys = settings.keyUpdate === true;
    const trust = { roots: [root], profile: 'rfc5280', revocation: { policy: 'off' } } as const;
    this.#ends = {
      client: createClient({
        ...this.#common('client', settings, seed),
        ...(memory && { resumption: { sessions: memory.sessions, port: PORT } }),
        name: dialled,
        verification: { mode: 'roots', ...trust },
        ...(client && { credentials: client }),
      }),
      server: createServer({
        ...this.#common('server', settings, seed),
        ...(memory && { tickets: { keys: memory.tickets, lifetime: TICKET_LIFETIME } }),
        credentials: server,
        clientCertificate: settings.clientAuthentication === false ? { mode: 'none' } : { mode: 'require', ...trust },
      }),
    };
  }

  #common(role: Role, settings: HandshakeSettings, seed: string): CommonOptions {
    const { time } = settings;
    const groups = groupsOf(settings, role);
    return {
      ciphers: suitesOf(settings, role),
      ...(groups && { groups }),
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
    if (this.#updatesKeys && client.session?.version === 'TLSv1.3')
      this.#take('client', client.updateKeys({ peer: true }));
    this.#exchange();
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
        if (bytes !== sent) this.#tampers = false;
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
