/** `-supervised`: a server or controller under `vitrine cluster up`. It ends when its supervisor ends, and reports events to it. */
import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { CertificatesInput, TlsServer, TlsSocket } from '../node/index.ts';
import { type Certificate, formatRfc4514, readCertificatesPem } from '../x509/index.ts';
import { CliError, EXIT, usageError } from './command.ts';
import { Context } from './context.ts';

export const SUPERVISED_OPTIONS = {
  supervised: {
    help: 'end when standard input ends, and report as JSON lines on file descriptor 3: that it serves, and each handshake',
  },
} as const;

/** The identification of a certificate in a report. */
export interface ShownCertificate {
  /** Hexadecimal. */
  readonly serial: string;
  readonly subject: string;
  readonly issuer: string;
}

/** One completed handshake, as one of its ends saw it. */
export interface HandshakeReport {
  readonly kind: 'handshake';
  readonly role: 'client' | 'server';
  /** ISO 8601. */
  readonly at: string;
  readonly version: string;
  readonly suite: string;
  readonly resumed: boolean;
  readonly localPort: number;
  readonly remotePort: number;
  /** The certificate that the reporting end presented. */
  readonly own?: ShownCertificate | undefined;
  /** The certificate that the other end presented, verified by the reporting end. */
  readonly peer?: ShownCertificate | undefined;
}

/** A report that the component serves, or has begun its work. */
export interface ReadyReport {
  readonly kind: 'ready';
  /** Where it listens, if it does. */
  readonly port?: number | undefined;
  /** The name of the server that listens there, if that is not the component itself. */
  readonly name?: string | undefined;
}

export type Report = HandshakeReport | ReadyReport;

/** The credentials that one end of a connection may have presented. */
export interface Shown {
  readonly cert?: CertificatesInput | undefined;
}

const REPORTS = 3;
/** Maximum bytes of reports that the supervisor has not read; further reports are dropped. */
const MAX_UNREAD = 2 ** 20;
/** Milliseconds for an orderly shutdown after the supervisor has ended. */
const PATIENCE_MS = 3000;

export class Supervision {
  /** The command's context; its signal aborts with the supervisor too. */
  readonly context: Context;
  readonly #reports: Socket | undefined;

  /** @throws CliError `usage` where file descriptor 3 is not open. */
  static of(context: Context, supervised: boolean): Supervision {
    return supervised ? new Supervision(alongside(context), reportSocket()) : new Supervision(context, undefined);
  }

  private constructor(context: Context, reports: Socket | undefined) {
    this.context = context;
    this.#reports = reports;
  }

  /** The `onHandshake` of clients; undefined without a supervisor. */
  get onHandshake(): ((socket: TlsSocket, shown: Shown | undefined) => void) | undefined {
    if (this.#reports === undefined) return undefined;
    return (socket, shown) => this.#report(handshakeReport(socket, this.context.now(), ownCertificate(shown)));
  }

  /** Reports the handshakes of a server from now on. */
  follow(server: TlsServer): void {
    if (this.#reports === undefined) return;
    // A resumed session does not report the server's certificate, so the last one is kept.
    let own: Certificate | undefined;
    server.on('secureConnection', (socket: TlsSocket) => {
      own = socket.session?.serverCertificate ?? own;
      this.#report(handshakeReport(socket, this.context.now(), own));
    });
  }

  /** Reports that the work has begun.
   * @param name - of a further server in the same process. */
  ready(port?: number, name?: string): void {
    this.#report({ kind: 'ready', port, name });
  }

  #report(report: Report): void {
    if (this.#reports === undefined || this.#reports.writableLength > MAX_UNREAD) return;
    this.#reports.write(`${JSON.stringify(report)}\n`);
  }
}

/** A context that is interrupted when standard input ends too: the supervisor holds its other end. */
function alongside(context: Context): Context {
  const { world, command } = context;
  const gone = new AbortController();
  const end = (): void => {
    if (gone.signal.aborted) return;
    gone.abort(new CliError('interrupted', 'the supervisor has ended', EXIT.interrupted));
    // Ends the process even if something still waits for a peer.
    setTimeout(() => process.exit(EXIT.interrupted), PATIENCE_MS).unref();
  };
  world.stdin.once('end', end).once('close', end).once('error', end).resume();
  return new Context({ ...world, signal: AbortSignal.any([world.signal, gone.signal]) }, command);
}

function reportSocket(): Socket {
  if (!isSocket(REPORTS)) throw usageError('-supervised is for vitrine cluster up: file descriptor 3 is not a socket');
  const socket = new Socket({ fd: REPORTS, readable: false, writable: true });
  // An error here means that the supervisor has ended; the end of standard input reports the same.
  return socket.on('error', () => undefined).unref();
}

/** Whether a file descriptor is a socket. If the supervisor did not pass it, Node.js may use it for something else. */
function isSocket(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isSocket();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error;
    return false;
  }
}

/** The report about a completed handshake. */
export function handshakeReport(socket: TlsSocket, at: Date, own: Certificate | undefined): HandshakeReport {
  const { role, localPort = 0, remotePort = 0, session } = socket;
  const peer = socket.getPeerCertificate();
  return {
    ...{ kind: 'handshake', role, at: at.toISOString(), localPort, remotePort },
    ...{ version: session?.version ?? '', suite: session?.suite ?? '', resumed: session?.resumed ?? false },
    ...(own && { own: shownCertificate(own) }),
    ...(peer && { peer: shownCertificate(peer) }),
  };
}

export const shownCertificate = ({ serialNumber, subject, issuer }: Certificate): ShownCertificate => ({
  serial: serialNumber.toString(16),
  ...{ subject: formatRfc4514(subject.value), issuer: formatRfc4514(issuer.value) },
});

/** The last certificate that was decoded, cached since a client presents the same one in every handshake. */
let lastRead: { readonly text: string; readonly certificate: Certificate } | undefined;

/** The leaf certificate that an end presents. */
export function ownCertificate(shown: Shown | undefined): Certificate | undefined {
  const cert = shown?.cert;
  if (cert === undefined) return undefined;
  if (typeof cert !== 'string' && !(cert instanceof Uint8Array)) return cert[0];
  const text = typeof cert === 'string' ? cert : Buffer.from(cert).toString();
  if (lastRead?.text !== text) lastRead = { text, certificate: readCertificatesPem(text)[0] };
  return lastRead.certificate;
}
