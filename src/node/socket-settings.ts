/** What a TLS socket is given beside its engine. */
import type * as tls from '../tls/index.ts';
import type { SkippedCertificate } from '../x509/index.ts';
import type { Turns } from './turns.ts';

/** The engine's events. */
export interface Taps extends Pick<tls.ClientOptions, 'keyLog' | 'observe'> {
  /** A client's new session: see `ClientResumption`. */
  readonly onSession: (exported: Uint8Array) => void;
}
/** The options that concern the socket, not the engine. */
export interface SocketSettings<Socket> {
  /** Milliseconds. */
  readonly handshakeTimeout: number;
  readonly allowHalfOpen: boolean;
  readonly observe: ((event: tls.TlsEvent, socket: Socket) => void) | undefined;
  /** The roots that could not be read. */
  readonly skipped?: readonly SkippedCertificate[] | undefined;
  /** Answers the engine's requests for the use of a private key; undefined if it makes none. */
  readonly answerKeyRequest?: ((request: tls.KeyRequest) => Promise<Uint8Array>) | undefined;
  /** Schedules handshake steps fairly; undefined: each step runs as its bytes arrive. */
  readonly turns?: Turns | undefined;
}
