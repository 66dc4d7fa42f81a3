/** `-supervised`: a server or controller under `vitrine cluster up`. It ends with its supervisor, and reports what happens to it. */
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

/** A certificate as a report names it. */
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
  /** What the reporting end showed. */
  readonly own?: ShownCertificate | undefined;
  /** What the other end showed, verified here. */
  readonly peer?: ShownCertificate | undefined;
}

/** A report that the component serves, or has begun its work. */
export interface ReadyReport {
  readonly kind: 'ready';
  /** Where it listens, if it does. */
  readonly port?: number | undefined;
  /** What listens there, where that is not the component itself. */
  readonly name?: string | undefined;
}

export type Report = HandshakeReport | ReadyReport;

/** What an end of a connection may have shown. */
export interface Shown {
  readonly cert?: CertificatesInput | undefined;
}

const REPORTS = 3;
/** Bytes that a supervisor may leave unread; more reports are dropped. */
const MAX_UNREAD = 2 ** 20;
/** Milliseconds that an orderly end may take once the supervisor is gone. */
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

  /** The `onHandshake` of clients; undefined where nobody reads. */
  get onHandshake(): ((socket: TlsSocket, shown: Shown | undefined) => void) | undefined {
    if (this.#reports === undefined) return undefined;
    return (socket, shown) => this.#report(handshakeReport(socket, this.context.now(), ownCertificate(shown)));
  }

  /** Reports the handshakes of a server from now on. */
  follow(server: TlsServer): void {
    if (this.#reports === undefined) return;
    // A session that is resumed does not name it again.
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
    // Whatever still waits for a peer then waits no more.
    setTimeout(() => process.exit(EXIT.interrupted), PATIENCE_MS).unref();
  };
  world.stdin.once('end', end).once('close', end).once('error', end).resume();
  return new Context({ ...world, signal: AbortSignal.any([world.signal, gone.signal]) }, command);
}

function reportSocket(): Socket {
  if (!isSocket(REPORTS)) throw usageError('-supervised is for vitrine cluster up: file descriptor 3 is no socket');
  const socket = new Socket({ fd: REPORTS, readable: false, writable: true });
  // That nobody reads any more is told by standard input.
  return socket.on('error', () => undefined).unref();
}

/** What was not handed over may be something of Node's own. */
function isSocket(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isSocket();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error;
    return false;
  }
}

/** What a completed handshake was. */
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

/** The last text that was read: a client shows the same again and again. */
let lastRead: { readonly text: string; readonly certificate: Certificate } | undefined;

/** The leaf that an end has to show. */
export function ownCertificate(shown: Shown | undefined): Certificate | undefined {
  const cert = shown?.cert;
  if (cert === undefined) return undefined;
  if (typeof cert !== 'string' && !(cert instanceof Uint8Array)) return cert[0];
  const text = typeof cert === 'string' ? cert : Buffer.from(cert).toString();
  if (lastRead?.text !== text) lastRead = { text, certificate: readCertificatesPem(text)[0] };
  return lastRead.certificate;
}
