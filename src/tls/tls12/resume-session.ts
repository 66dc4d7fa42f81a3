/** The server's side of resumption in TLS 1.2: by ticket (RFC 5077) or by session id (RFC 5246 §7.3). Only sessions with the extended master
 * secret are resumed (RFC 7627 §5.4). */
import { randomBytes } from '../../bytes/index.ts';
import type { Certificate } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import { extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';
import type { CipherSuite } from '../negotiation/suites.ts';
import type { ServerSettings } from '../options.ts';
import { type PeerVerified, Resumed } from '../proofs.ts';
import { endOf, ticketContext } from '../resumption/bounds.ts';
import { judgeClient } from '../resumption/judge-again.ts';
import type { TicketState } from '../resumption/ticket-keys.ts';
import { MasterSecret } from './key-schedule.ts';
import type { MessageValue } from './messages.ts';

/** Bytes. */
const SESSION_ID = 32;
const USE = 'TLSv1.2';

/** A session that is resumed. */
export interface ResumedSession12 {
  readonly suite: CipherSuite;
  readonly master: MasterSecret;
  readonly client: Resumed;
}

type Bound = Pick<Negotiated, 'alpn' | 'serverName'>;

/** The session that the client names, if it can be resumed; undefined for a full handshake.
 * @throws TlsError `extended-master-secret-missing` (RFC 7627 §5.3). */
export function resumedSession(
  hello: ClientHello,
  bound: Bound,
  settings: ServerSettings,
): ResumedSession12 | undefined {
  const state = stateOf(hello, bound, settings);
  if (state === undefined) return undefined;
  const resumed = judged(state, hello, settings);
  state.secret.fill(0);
  const [chosen, reason] = resumed
    ? ['resumed', 'the session was found, has not expired, and its client still verifies']
    : ['new', 'the session has expired, does not fit what both sides now offer, or its client no longer verifies'];
  settings.observe?.({ kind: 'choice', what: 'session', chosen, reason });
  return resumed;
}

function stateOf(hello: ClientHello, bound: Bound, settings: ServerSettings): TicketState | undefined {
  const { tickets, sessionIds, time } = settings;
  const context = ticketContext(USE, bound, settings);
  const offered = extensionValue(hello.extensions, 'session_ticket');
  if (tickets !== undefined && offered !== undefined && offered.ticket.length > 0) {
    // RFC 5077 §3.4: a server with a ticket does not look for the session id.
    return tickets.keys.open(offered.ticket, context);
  }
  if (sessionIds === undefined || hello.sessionId.length === 0) return undefined;
  return sessionIds.cache.get(hello.sessionId, context, time().getTime());
}

function judged(state: TicketState, hello: ClientHello, settings: ServerSettings): ResumedSession12 | undefined {
  const suite = settings.suites.tls12.find(({ id }) => id === state.suite);
  // RFC 5246 §7.4.1.2: the client must offer the session's suite; and we must still enable it.
  if (suite === undefined || !hello.cipherSuites.includes(suite.id)) return undefined;
  if (settings.extendedMasterSecret === 'off') return undefined;
  const client = judgeClient(state, 'TLSv1.2', settings);
  if (client === undefined) return undefined;
  if (extensionValue(hello.extensions, 'extended_master_secret') === undefined) {
    throw new TlsError('extended-master-secret-missing', 'RFC 7627 §5.3');
  }
  return { suite, master: MasterSecret.resumed(state.secret), client: Resumed.offered(client.client) };
}

/** How the client will be able to resume a new session. */
export interface ResumptionPlan {
  /** Whether a NewSessionTicket was promised in ServerHello. */
  readonly ticket: boolean;
  /** The id under which we keep the session; empty if we keep none. */
  readonly sessionId: Uint8Array;
  /** Our certificates that were sent. */
  readonly own: readonly Certificate[];
}

/** @param own - our certificates. */
export function planResumption(
  hello: ClientHello,
  { extendedMasterSecret }: Negotiated,
  own: readonly Certificate[],
  { tickets, sessionIds, random }: ServerSettings,
): ResumptionPlan {
  const takesTicket = extensionValue(hello.extensions, 'session_ticket') !== undefined;
  const ticket = extendedMasterSecret && tickets !== undefined && takesTicket;
  const isKept = extendedMasterSecret && sessionIds !== undefined && !ticket;
  return { ticket, sessionId: isKept ? randomBytes(random, SESSION_ID) : new Uint8Array(), own };
}

/** A complete session. */
interface Session {
  readonly plan: ResumptionPlan;
  readonly suite: CipherSuite;
  readonly negotiated: Negotiated;
  readonly master: MasterSecret;
  readonly client: PeerVerified | undefined;
}

/** The promised NewSessionTicket (RFC 5077 §3.3): an empty ticket if a client certificate was requested and the client sent none. */
export function makeTicket(session: Session, settings: ServerSettings): MessageValue<'new_session_ticket'> {
  const { tickets, random } = settings;
  const state = tickets && stateFor(session, tickets.lifetime, settings);
  if (tickets === undefined || state === undefined) return NO_TICKET;
  const ticket = tickets.keys.seal(state, ticketContext(USE, session.negotiated, settings), random);
  state.secret.fill(0);
  // The client's certificates make the ticket longer than its length field allows: an empty one is sent (RFC 5077 §3.3).
  if (ticket.length > MAX_TICKET) return NO_TICKET;
  return { ticketLifetimeHint: Math.floor(Number(state.expiresAt - state.issuedAt) / 1000), ticket };
}
const NO_TICKET = { ticketLifetimeHint: 0, ticket: new Uint8Array() };
/** Bytes. */
const MAX_TICKET = 2 ** 16 - 1;

/** Keeps the session under its id, if it has one. */
export function keepSession(session: Session, settings: ServerSettings): void {
  const { sessionIds } = settings;
  const { sessionId } = session.plan;
  if (sessionIds === undefined || sessionId.length === 0) return;
  const state = stateFor(session, sessionIds.lifetime, settings);
  if (state !== undefined) sessionIds.cache.put(sessionId, state, ticketContext(USE, session.negotiated, settings));
}

/** @param lifetime - seconds. @returns undefined if the session must not be resumed. */
function stateFor(
  { plan, suite, master, client }: Session,
  lifetime: number,
  { time, clientCertificate }: ServerSettings,
): TicketState | undefined {
  if (clientCertificate.mode !== 'none' && client === undefined) return undefined;
  const now = time().getTime();
  const leaves = [...plan.own.slice(0, 1), ...(client === undefined ? [] : [client.leaf])];
  const expiresAt = endOf(now, lifetime, leaves);
  if (expiresAt - now < 1000) return undefined;
  return {
    suite: suite.id,
    secret: new Uint8Array(master.bytes),
    issuedAt: BigInt(now),
    expiresAt: BigInt(expiresAt),
    ticketAgeAdd: 0,
    clientCertificates: client?.chain.map(({ der }) => der) ?? [],
  };
}
