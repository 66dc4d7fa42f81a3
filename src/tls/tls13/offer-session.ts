/** The client's side of resumption: offering a session, and storing tickets (RFC 8446 §4.2.11, §4.6.1). */
import type { ClientHello } from '../messages/hellos.ts';
import type { Transcript } from '../messages/transcript.ts';
import type { ClientSettings } from '../options.ts';
import type { Resumed } from '../proofs.ts';
import { endOf } from '../resumption/bounds.ts';
import type { TakenSession } from '../resumption/judge-again.ts';
import { storeSession } from '../resumption/store-session.ts';
import { type OfferedTicket, withTicket } from './binders.ts';
import type { Connected } from './connected.ts';
import { secretWatch } from './handshake-keys.ts';
import { EarlySecret } from './key-schedule.ts';
import type { MessageValue } from './messages.ts';

/** The part of a stored session that goes into `pre_shared_key`. */
interface Ticket {
  readonly identity: Uint8Array;
  readonly ticketAgeAdd: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** A session to offer. Its server was verified again, and its ticket has been removed from the store. */
export interface OfferedSession {
  readonly ticket: Ticket;
  readonly early: EarlySecret;
  readonly server: Resumed;
}

/** Prepares a session of TLS 1.3 to be offered. @param random - the client random. */
export function offeredSession(
  { stored, server }: TakenSession,
  random: Uint8Array,
  settings: ClientSettings,
): OfferedSession {
  const { ticket: identity, ticketAgeAdd, receivedAt, secret: psk, suite } = stored;
  const early = EarlySecret.from(suite.hash, psk, secretWatch(settings, random));
  psk.fill(0);
  return { ticket: { identity, ticketAgeAdd, receivedAt }, early, server };
}

/** Its age at this moment, in each ClientHello (§4.1.2, §4.2.11.1): modulo 2^32. */
const aged = ({ identity, ticketAgeAdd, receivedAt }: Ticket, now: Date): OfferedTicket => ({
  identity,
  obfuscatedTicketAge: (now.getTime() - receivedAt + ticketAgeAdd) >>> 0,
});

/** The ClientHello with the session. @param before - the transcript so far, with the session's hash. */
export const offering = (
  hello: ClientHello,
  { ticket, early }: OfferedSession,
  before: Transcript,
  settings: ClientSettings,
): ClientHello => withTicket(hello, aged(ticket, settings.time()), early, before, secretWatch(settings, hello.random));

/** Stores a ticket, unless it or the server's certificate has expired. */
export function keepTicket(
  { suite, peer, resumption: secret }: Connected,
  { ticketLifetime, ticketAgeAdd, ticketNonce, ticket }: MessageValue<'new_session_ticket'>,
  settings: ClientSettings,
): void {
  const { resumption, time } = settings;
  if (resumption === undefined || secret === undefined || peer?.peer === undefined) return;
  const certificates = peer.peer.chain;
  const receivedAt = time().getTime();
  const expiresAt = endOf(receivedAt, ticketLifetime, certificates.slice(0, 1));
  // §4.6.1: "The value of zero indicates that the ticket should be discarded immediately."
  if (expiresAt <= receivedAt) return;
  storeSession(
    {
      ticket: ticket.slice(),
      sessionId: new Uint8Array(),
      secret: secret.psk(ticketNonce),
      ...{ suite, ticketAgeAdd, receivedAt, expiresAt, certificates },
    },
    settings,
  );
}
