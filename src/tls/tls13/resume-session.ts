/** The server's side of resumption: accepting and issuing tickets (RFC 8446 §4.2.11, §4.6.1). */
import { os2ip, randomBytes } from '../../bytes/index.ts';
import type { Certificate } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import type { Flight } from '../flight.ts';
import { PSK_KEY_EXCHANGE_MODES } from '../messages/code-points.ts';
import { extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';
import type { Transcript } from '../messages/transcript.ts';
import type { CipherSuite13 } from '../negotiation/suites.ts';
import type { ServerSettings } from '../options.ts';
import { type PeerVerified, Resumed } from '../proofs.ts';
import { endOf, ticketContext } from '../resumption/bounds.ts';
import { judgeClient } from '../resumption/judge-again.ts';
import type { TicketState } from '../resumption/ticket-keys.ts';
import { binderOf } from './binders.ts';
import { secretWatch } from './handshake-keys.ts';
import { EarlySecret, type ResumptionSecret } from './key-schedule.ts';
import { MESSAGES } from './messages.ts';

/** Not in the RFC: the number of offered tickets that are tried. */
const MAX_IDENTITIES = 4;
/** Maximum length of a ticket in bytes (§4.6.1). */
const MAX_TICKET = 2 ** 16 - 1;

/** A session that is resumed. */
export interface ResumedSession {
  /** Its index in the client's list. */
  readonly selectedIdentity: number;
  readonly early: EarlySecret;
  readonly client: Resumed;
  /** Milliseconds since 1970. Resuming does not extend it. */
  readonly expiresAt: number;
}

/** The session of the first offered ticket that decrypts, has not expired, and whose client still verifies; undefined for a full
 * handshake.
 * @param hello - with its header, as received. @param before - the transcript before it, with the suite's hash.
 * @throws TlsError `binder-wrong`. */
export function resumedSession(
  { value: hello, bytes }: { readonly value: ClientHello; readonly bytes: Uint8Array },
  suite: CipherSuite13,
  negotiated: Negotiated,
  before: Transcript,
  settings: ServerSettings,
): ResumedSession | undefined {
  const offered = extensionValue(hello.extensions, 'pre_shared_key');
  if (offered === undefined) return undefined;
  const { identities, binders } = offered;
  // §4.2.11: one binder for each identity. The alert that other implementations send, since no binder was computed yet.
  if (identities.length !== binders.length) {
    throw new TlsError('binder-wrong', 'RFC 8446 §4.2.11', { alert: 'illegal_parameter' });
  }
  if (settings.tickets === undefined || !takesTickets(hello)) return undefined;
  const usable = usableTicket(identities, suite, negotiated, settings);
  if (usable === undefined) {
    tellSession('new', 'no ticket that decrypts, has not expired, and whose client still verifies', settings);
    return undefined;
  }
  const { selectedIdentity, state, client } = usable;
  const watch = secretWatch(settings, hello.random);
  const early = EarlySecret.from(suite.hash, state.secret, watch);
  state.secret.fill(0);
  const binder = binderOf(early, before, bytes, binders, watch);
  const resumed = Resumed.byBinder(binder, binders[selectedIdentity], client);
  tellSession('resumed', 'a ticket decrypted, has not expired, and its client still verifies', settings);
  return { selectedIdentity, early, client: resumed, expiresAt: Number(state.expiresAt) };
}

interface UsableTicket {
  readonly selectedIdentity: number;
  readonly state: TicketState;
  readonly client: PeerVerified | undefined;
}

/** §4.2.11: the identities are the client's, in order of preference; those that are not ours are passed over. */
function usableTicket(
  identities: readonly { readonly identity: Uint8Array }[],
  suite: CipherSuite13,
  negotiated: Negotiated,
  settings: ServerSettings,
): UsableTicket | undefined {
  const context = ticketContext(suite.hash.name, negotiated, settings);
  for (const [selectedIdentity, { identity }] of identities.slice(0, MAX_IDENTITIES).entries()) {
    const state = settings.tickets?.keys.open(identity, context);
    if (state === undefined) continue;
    const judged = judgeClient(state, 'TLSv1.3', settings);
    if (judged !== undefined) return { selectedIdentity, state, client: judged.client };
    state.secret.fill(0);
  }
  return undefined;
}

const tellSession = (chosen: 'new' | 'resumed', reason: string, { observe }: ServerSettings): void =>
  observe?.({ kind: 'choice', what: 'session', chosen, reason });

/** §4.2.9: only together with (EC)DHE. */
const takesTickets = ({ extensions }: ClientHello): boolean =>
  extensionValue(extensions, 'psk_key_exchange_modes')?.includes(PSK_KEY_EXCHANGE_MODES.psk_dhe_ke) === true;

/** The expiry and number of tickets to issue. */
export interface TicketPlan {
  readonly expiresAt: number;
  readonly count: number;
}

/** Not in the RFC: the number of tickets after a full handshake, unless the options say another. OpenSSL's default. */
const TICKETS = 2;

/** @param own - the certificates that we sent. @returns undefined if tickets are off, or the client cannot use them. */
export function planTickets(
  hello: ClientHello,
  resumed: ResumedSession | undefined,
  own: readonly Certificate[],
  { tickets, time }: ServerSettings,
): TicketPlan | undefined {
  if (tickets === undefined || !takesTickets(hello)) return undefined;
  const { count = TICKETS, lifetime } = tickets;
  // As OpenSSL: one ticket replaces the one that was used.
  if (resumed !== undefined) return { expiresAt: resumed.expiresAt, count: Math.min(count, 1) };
  return { expiresAt: endOf(time().getTime(), lifetime, own.slice(0, 1)), count };
}

/** Sends the tickets of a new session; none if a client certificate was requested and the client sent none. */
export function sendTickets(
  flight: Flight,
  plan: TicketPlan,
  session: { readonly suite: CipherSuite13; readonly negotiated: Negotiated; readonly peer: PeerVerified | undefined },
  secret: ResumptionSecret,
  settings: ServerSettings,
): void {
  const { tickets, clientCertificate, random, time } = settings;
  const { suite, negotiated, peer } = session;
  if (tickets === undefined || (clientCertificate.mode !== 'none' && peer === undefined)) return;
  const now = time().getTime();
  const expiresAt = Math.min(plan.expiresAt, endOf(now, tickets.lifetime, peer?.chain.slice(0, 1) ?? []));
  const ticketLifetime = Math.floor((expiresAt - now) / 1000);
  if (ticketLifetime <= 0) return;
  const context = ticketContext(suite.hash.name, negotiated, settings);
  const clientCertificates = peer?.chain.map(({ der }) => der) ?? [];
  for (let i = 0; i < plan.count; i++) {
    // §4.6.1: "unique across all tickets issued on this connection".
    const ticketNonce = new Uint8Array([i]);
    const ticketAgeAdd = Number(os2ip(randomBytes(random, 4)));
    const psk = secret.psk(ticketNonce);
    const state: TicketState = {
      suite: suite.id,
      secret: psk,
      issuedAt: BigInt(now),
      expiresAt: BigInt(expiresAt),
      ticketAgeAdd,
      clientCertificates,
    };
    const ticket = tickets.keys.seal(state, context, random);
    psk.fill(0);
    // Not in the RFC: the client's chain does not fit: send no ticket (our choice; the RFC is silent).
    if (ticket.length > MAX_TICKET) return;
    flight.send(MESSAGES.new_session_ticket, { ticketLifetime, ticketAgeAdd, ticketNonce, ticket, extensions: [] });
  }
}
