/** The engine of tls/ between two streams: the transport with its records, and the Duplex with the plaintext. */
import type { AddressInfo, Socket } from 'node:net';
import { addAbortSignal, Duplex } from 'node:stream';
import type * as tls from '../tls/index.ts';
import type { Certificate, SkippedCertificate, Validation } from '../x509/index.ts';
import { ConnectionError } from './errors.ts';
import type { Turns } from './turns.ts';

/** How much is protected at a time: four full records. More would hold up everyone else on this thread, and memory. */
const PIECE_LENGTH = 4 * 2 ** 14;
/** Milliseconds that a transport gets to deliver its last bytes (an alert, close_notify) and to see the peer close. */
const LINGER = 1000;

/** What the engine tells while it works. */
export type Taps = Pick<tls.ClientOptions, 'keyLog' | 'observe'>;
/** What the socket keeps of its options, the engine having the rest. */
export interface SocketSettings {
  /** Milliseconds. */
  readonly handshakeTimeout: number;
  readonly allowHalfOpen: boolean;
  readonly observe: ((event: tls.TlsEvent, socket: TlsSocket) => void) | undefined;
  /** What of the roots could not be read. */
  readonly skipped?: readonly SkippedCertificate[] | undefined;
  /** Where the steps of handshakes take turns; undefined where each is taken as its bytes come. */
  readonly turns?: Turns | undefined;
}
type Done = (error?: Error | null) => void;
/** Any stream, with whatever it has of a socket's. */
type Transport = Duplex & Partial<Omit<Socket, keyof Duplex>>;

/** A TLS connection as a stream of its plaintext, in the manner of `tls.TLSSocket`; node:http takes it for a socket.
 *
 * Events, beside those of a Duplex: `connect` (the transport is), `secureConnect` (the handshake is done), `keylog` (one line of an
 * SSLKEYLOGFILE, its end included, as a Buffer), `timeout`. An `error` is a TlsError, a ConnectionError or the system's.
 * `end()` sends close_notify and closes that direction; `destroy()` sends nothing, and the peer will see a truncated connection.
 * An end of the transport without the peer's close_notify is the error `truncated`; after our own end it is none, as in node:tls, and only
 * the property `truncated` tells of it. */
export class TlsSocket extends Duplex {
  readonly encrypted = true;
  readonly role: 'client' | 'server';
  /** What of the `ca` that was given could not be read, and was passed over. */
  readonly skipped: readonly SkippedCertificate[];
  readonly #connection: tls.TlsConnection;
  readonly #transport: Transport;
  /** A write, or the end, that waits for the handshake; the stream lets only one come at a time. */
  #waiting: { readonly go: () => void; readonly done: Done } | undefined;
  readonly #handshakeTimeout: number;
  #deadline: NodeJS.Timeout | undefined;
  /** Milliseconds that the peer has left for its part of the handshake, when the clock was started. */
  #timeLeft: number;
  #clockStarted = 0;
  readonly #turns: Turns | undefined;
  /** Whether bytes of the handshake wait for their turn; the transport is paused meanwhile. */
  #awaitsTurn = false;
  #hasSentCloseNotify = false;
  #truncated = false;

  /** Use `connect` or `createServer`.
   * @param connection - makes the engine; what that throws, the constructor throws.
   * @param transport - is opened only after that. */
  constructor(
    role: 'client' | 'server',
    connection: (taps: Taps) => tls.TlsConnection,
    transport: () => Duplex,
    settings: SocketSettings & { readonly signal?: AbortSignal | undefined },
  ) {
    const { allowHalfOpen, signal, observe, handshakeTimeout, turns, skipped = [] } = settings;
    super({ allowHalfOpen });
    this.role = role;
    this.skipped = skipped;
    this.#turns = turns;
    this.#handshakeTimeout = handshakeTimeout;
    this.#timeLeft = handshakeTimeout;
    this.#connection = connection({
      keyLog: (line) => this.emit('keylog', Buffer.from(`${line}\n`)),
      ...(observe && { observe: (event) => observe(event, this) }),
    });
    this.#transport = transport();
    this.#listen();
    const begin = () => this.#begin();
    if (!this.connecting) begin();
    else this.#transport.once('connect', begin).once('connect', () => this.emit('connect'));
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  #listen(): void {
    this.#transport
      .on('data', (bytes) => this.#receive(bytes))
      .on('end', () => this.#ended())
      // Without an end before it only when someone else destroyed the transport.
      .on('close', () => this.#ended())
      .on('error', (error) => this.destroy(error))
      .on('timeout', () => this.emit('timeout'));
  }

  #begin(): void {
    if (this.destroyed) return;
    this.#startClock();
    this.#carryOut(this.#connection.start());
  }

  /** The time for the handshake runs while we wait for the peer; bytes that come do not renew it. */
  #startClock(): void {
    this.#clockStarted = performance.now();
    this.#deadline = setTimeout(() => {
      this.abandon(new ConnectionError('handshake-timeout', `no TLS session after ${this.#handshakeTimeout} ms`));
    }, this.#timeLeft);
  }

  #stopClock(): void {
    clearTimeout(this.#deadline);
    this.#timeLeft -= performance.now() - this.#clockStarted;
  }

  #receive(bytes: Uint8Array): void {
    // After the end, what still comes is read only to be thrown away: see #linger.
    if (this.destroyed) return;
    if (this.#turns === undefined || this.session !== undefined) this.#carryOut(this.#connection.receive(bytes));
    else this.#receiveInTurn(this.#turns, bytes);
  }

  #receiveInTurn(turns: Turns, bytes: Uint8Array): void {
    this.#awaitsTurn = true;
    this.#transport.pause();
    // A crowd of others is before it: that is not the peer's time.
    this.#stopClock();
    turns.take(() => {
      this.#awaitsTurn = false;
      if (this.destroyed) return;
      this.#startClock();
      this.#transport.resume();
      this.#carryOut(this.#connection.receive(bytes));
    });
  }

  #ended(): void {
    if (this.destroyed) return;
    const outputs = this.#connection.endOfInput();
    this.#truncated = outputs.some((output) => output.kind === 'error' && output.error.code === 'truncated');
    if (this.#truncated && this.#hasSentCloseNotify) this.push(null);
    else this.#carryOut(outputs);
  }

  /** @internal Gives the connection up, finished or not, for a reason of ours: the peer gets a close_notify (RFC 5246 §7.2.1), and no time
   * to answer. @param reason - the socket's error; undefined for none. */
  abandon(reason?: ConnectionError): void {
    if (this.destroyed) return;
    this.#carryOut(this.#connection.close());
    if (this.#transport.writable) this.#transport.end(() => this.#transport.destroy());
    this.destroy(reason);
  }

  /** @param sent - called when the transport has taken what there is to send. */
  #carryOut(outputs: readonly tls.TlsOutput[], sent?: Done): void {
    for (const output of outputs) {
      // A listener to one output may have destroyed us.
      if (this.destroyed) return;
      switch (output.kind) {
        case 'send':
          this.#transport.write(output.bytes, sent);
          break;
        case 'data':
          if (!this.push(output.bytes)) this.#transport.pause();
          break;
        case 'secured':
          this.#secured();
          break;
        case 'end':
          this.push(null);
          break;
        case 'error':
          // The alert, if there is one, is on its way; it must not be overtaken.
          if (this.#transport.writable) this.#transport.end();
          this.destroy(output.error);
          break;
      }
    }
  }

  #secured(): void {
    clearTimeout(this.#deadline);
    this.emit('secureConnect');
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!this.destroyed) waiting?.go();
    else waiting?.done(this.errored);
  }

  /** Runs what needs a session, now or when there is one. */
  #whenSecured(go: () => void, done: Done): void {
    if (this.session !== undefined) go();
    else this.#waiting = { go, done };
  }

  /** @internal The next three are called by the stream. */
  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#whenSecured(() => this.#send(chunk, done), done);
  }

  /** @internal */
  override _writev(chunks: readonly { readonly chunk: Uint8Array }[], done: Done): void {
    const bytes = Buffer.concat(chunks.map(({ chunk }) => chunk));
    this.#whenSecured(() => this.#send(bytes, done), done);
  }

  /** @internal */
  override _final(done: Done): void {
    this.#whenSecured(() => {
      if (!this.#transport.writable) return done();
      this.#hasSentCloseNotify = true;
      this.#carryOut(this.#connection.close());
      this.#transport.end(done);
    }, done);
  }

  /** Piece by piece, each when the transport has taken the one before. */
  #send(plaintext: Uint8Array, done: Done): void {
    const rest = plaintext.subarray(PIECE_LENGTH);
    const outputs = this.#connection.write(plaintext.subarray(0, PIECE_LENGTH));
    const sent: Done = (error) => (error || rest.length === 0 ? done(error) : this.#send(rest, done));
    if (outputs.some(({ kind }) => kind === 'send')) this.#carryOut(outputs, sent);
    else done();
  }

  /** @internal Called by the stream when there is room again. */
  override _read(): void {
    if (!this.#awaitsTurn) this.#transport.resume();
  }

  /** @internal */
  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#deadline);
    this.#waiting?.done(error ?? new ConnectionError('closed', 'destroyed before the handshake was done'));
    this.#waiting = undefined;
    if (this.#transport.writableEnded) this.#linger();
    else this.#transport.destroy();
    done(error);
  }

  /** To close a TCP socket with bytes unread resets the connection, and the reset may overtake what was sent last, so that
   * the peer never sees our alert. We read on for a while instead, until the peer has closed too. */
  #linger(): void {
    if (this.#transport.destroyed) return;
    const limit = setTimeout(() => this.#transport.destroy(), LINGER);
    this.#transport.once('close', () => clearTimeout(limit)).resume();
  }

  /** Ends, and destroys once that is sent: what node:http does after a last response. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** What was agreed on; undefined until the handshake is done. */
  get session(): tls.TlsSession | undefined {
    return this.#connection.session;
  }
  /** Whether the transport ended without the peer's close_notify: someone may have cut off the rest (RFC 5246 §7.2.1). */
  get truncated(): boolean {
    return this.#truncated;
  }
  /** Whether the peer has shown a certificate that was verified, and proven that it has its key. */
  get authorized(): boolean {
    return this.validation?.ok === true;
  }
  /** The checks of the peer's certificate; undefined where it showed none or the caller said not to verify. Of one that was
   * refused, they are in the error. */
  get validation(): Validation | undefined {
    return this.session?.peer?.validation;
  }
  /** From the peer's certificate to the root, as verified; empty where it showed none. */
  get peerChain(): readonly Certificate[] {
    return this.session?.peer?.chain ?? [];
  }
  /** The peer's certificate; undefined where it showed none. */
  getPeerCertificate(): Certificate | undefined {
    return this.session?.peer?.leaf;
  }
  get alpnProtocol(): string | false {
    return this.session?.alpn ?? false;
  }
  /** The DNS name that the client told the server. */
  get servername(): string | false {
    return this.session?.serverName ?? false;
  }
  getProtocol(): tls.TlsVersion | null {
    return this.session?.version ?? null;
  }
  /** The suite by its name in RFC 5246; OpenSSL has another. */
  getCipher(): { name: tls.CipherSuiteName; standardName: tls.CipherSuiteName; version: string } | undefined {
    const { session } = this;
    return session && { name: session.suite, standardName: session.suite, version: session.version };
  }
  /** Keying material that both ends have and no other (RFC 5705, RFC 8446 §7.5). Secret.
   * @throws UsageError before the handshake is complete, and in TLS 1.2 without the extended master secret. */
  exportKeyingMaterial(length: number, label: string, context?: Uint8Array): Buffer {
    return Buffer.from(this.#connection.exportKeyingMaterial(label, length, context));
  }

  // What follows is the transport's, where it is a socket of node:net.
  get connecting(): boolean {
    return this.#transport.connecting ?? false;
  }
  get remoteAddress(): string | undefined {
    return this.#transport.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#transport.remotePort;
  }
  get remoteFamily(): string | undefined {
    return this.#transport.remoteFamily;
  }
  get localAddress(): string | undefined {
    return this.#transport.localAddress;
  }
  get localPort(): number | undefined {
    return this.#transport.localPort;
  }
  get localFamily(): string | undefined {
    return this.#transport.localFamily;
  }
  /** Bytes of the transport, records and all. */
  get bytesRead(): number {
    return this.#transport.bytesRead ?? 0;
  }
  /** Bytes of the transport, records and all. */
  get bytesWritten(): number {
    return this.#transport.bytesWritten ?? 0;
  }
  get timeout(): number | undefined {
    return this.#transport.timeout;
  }
  address(): AddressInfo | object {
    return this.#transport.address?.() ?? {};
  }
  /** Emits `timeout` after so many milliseconds without traffic; 0 for never. */
  setTimeout(milliseconds: number, onTimeout?: () => void): this {
    if (onTimeout !== undefined) this.once('timeout', onTimeout);
    this.#transport.setTimeout?.(milliseconds);
    return this;
  }
  setNoDelay(noDelay?: boolean): this {
    this.#transport.setNoDelay?.(noDelay);
    return this;
  }
  setKeepAlive(enable?: boolean, initialDelay?: number): this {
    this.#transport.setKeepAlive?.(enable, initialDelay);
    return this;
  }
  ref(): this {
    this.#transport.ref?.();
    return this;
  }
  unref(): this {
    this.#transport.unref?.();
    return this;
  }
}
