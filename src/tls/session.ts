import type { Certificate } from '../x509/index.ts';
import type { Negotiated } from './events.ts';
import type { FinishedVerified, PeerVerified } from './proofs.ts';

/** The result of a complete handshake. */
export interface TlsSession extends Negotiated {
  /** Absent on a server whose client sent no certificate. If present on a server, the client has proven possession of its key. */
  readonly peer: PeerVerified | undefined;
  /** The server's certificate; undefined on a server that resumed a session. */
  readonly serverCertificate: Certificate | undefined;
  /** Whether an earlier session was resumed (RFC 8446 §2.2). The peer sent its certificate in that one; it was verified again. */
  readonly resumed: boolean;
}

/** A session requires the peer's verified Finished. */
export const sessionOf = (
  negotiated: Negotiated,
  peer: PeerVerified | undefined,
  _finished: FinishedVerified,
  { serverCertificate, resumed }: Pick<TlsSession, 'resumed' | 'serverCertificate'>,
): TlsSession => ({ peer, serverCertificate, resumed, ...negotiated });
