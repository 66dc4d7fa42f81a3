import type { Negotiated } from './events.ts';
import type { FinishedVerified, PeerVerified } from './proofs.ts';

/** The result of a complete handshake. */
export interface TlsSession extends Negotiated {
  /** Absent on a server whose client sent no certificate. If present on a server, the client has proven possession of its key. */
  readonly peer: PeerVerified | undefined;
}

/** A session requires the peer's verified Finished. */
export const sessionOf = (
  negotiated: Negotiated,
  peer: PeerVerified | undefined,
  _finished: FinishedVerified,
): TlsSession => ({ ...negotiated, peer });
