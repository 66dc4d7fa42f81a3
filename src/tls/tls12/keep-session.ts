/** A client stores its session of TLS 1.2 (RFC 5246 §7.3, RFC 5077 §3.3). */
import type { ClientSettings } from '../options.ts';
import type { PeerVerified } from '../proofs.ts';
import { endOf } from '../resumption/bounds.ts';
import { storeSession } from '../resumption/store-session.ts';
import type { StoredSession } from '../resumption/stored-session.ts';
import type { Agreed, Secrets } from './handshake-keys.ts';
import type { MessageValue } from './messages.ts';

/** Not in the RFC: lifetime in seconds of a session whose server names none. OpenSSL's default. */
const UNSPECIFIED = 7200;

/** Stores the session, under its ticket or its id, if it can be resumed. RFC 7627 §5.4: never without the extended master secret.
 * A resumed session without a new ticket is stored again as it was: in TLS 1.2 servers rarely send another. */
export function keepSession(
  {
    agreed: { suite, negotiated },
    ...state
  }: {
    readonly agreed: Agreed;
    readonly secrets: Secrets;
    readonly server: PeerVerified;
    readonly sessionId: Uint8Array;
    readonly resumed: StoredSession | undefined;
    readonly ticket: MessageValue<'new_session_ticket'> | undefined;
  },
  settings: ClientSettings,
): void {
  const { resumed, ticket, server, sessionId, secrets } = state;
  if (settings.resumption === undefined || !negotiated.extendedMasterSecret) return;
  const hasTicket = ticket !== undefined && ticket.ticket.length > 0;
  if (resumed !== undefined && !hasTicket) {
    storeSession(resumed, settings);
    return;
  }
  if (!hasTicket && sessionId.length === 0) return;
  const receivedAt = settings.time().getTime();
  const seconds = (hasTicket && ticket.ticketLifetimeHint) || UNSPECIFIED;
  const end = endOf(receivedAt, seconds, [server.leaf]);
  storeSession(
    {
      suite,
      ticket: hasTicket ? new Uint8Array(ticket.ticket) : new Uint8Array(),
      sessionId: hasTicket ? new Uint8Array() : new Uint8Array(sessionId),
      secret: new Uint8Array(secrets.master.bytes),
      ticketAgeAdd: 0,
      receivedAt,
      // Not in the RFC: resuming does not extend it, as in TLS 1.3.
      expiresAt: resumed === undefined ? end : Math.min(end, resumed.expiresAt),
      certificates: server.chain,
    },
    settings,
  );
}
