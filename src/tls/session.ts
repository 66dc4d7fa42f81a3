import type { Negotiated } from './events.ts';
import type { FinishedVerified, PeerVerified } from './proofs.ts';

/** What two ends have once the handshake is complete. */
export interface TlsSession extends Negotiated {
  /** Absent on a server whose client showed no certificate. On a server, the client has proven that it has the key. */
  readonly peer: PeerVerified | undefined;
}

/** There is no session without the peer's Finished. */
export const sessionOf = (
  negotiated: Negotiated,
  peer: PeerVerified | undefined,
  _finished: FinishedVerified,
): TlsSession => ({ ...negotiated, peer });
