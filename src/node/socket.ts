/** Connects the engine of tls/ to two streams: the transport that carries records, and the Duplex that carries plaintext. */
import { X509Certificate } from 'node:crypto';
import { addAbortSignal, type Duplex } from 'node:stream';
import { assertFields, assertFunction, UsageError } from '../bytes/index.ts';
import type * as tls from '../tls/index.ts';
import type { Certificate, SkippedCertificate, Validation } from '../x509/index.ts';
import { ConnectionError } from './errors.ts';
import { HandshakeTimer } from './handshake-timer.ts';
import type { SocketSettings, Taps } from './socket-settings.ts';
import { type Transport, TransportSocket } from './transport-socket.ts';
import type { Turns } from './turns.ts';

/** Plaintext to encrypt at a time: four full records. More would block other connections and use more memory. */
const PIECE_LENGTH = 4 * 2 ** 14;
/** Milliseconds for the transport to send its last bytes (an alert, close_notify) and to see the peer close. */
const LINGER = 1000;

type Done = (error?: Error | null) => void;

/** A TLS connection as a stream of its plaintext, like `tls.TLSSocket`; node:http accepts it as a socket.
 *
 * Events in addition to those of a Duplex: `connect` (the transport is connected), `secureConnect` (the handshake is complete),
 * `OCSPResponse` (the OCSP response that came with the server's certificate, as a Buffer; before `secureConnect`),
 * `session` (a client's new session, for the option `session` of a later connection; secret, as a Buffer),
 * `keylog` (one line for an SSLKEYLOGFILE with its line end, as a Buffer; on a server only where the server has a listener for it), `timeout`. An `error` is a TlsError, a
 * ConnectionError or the system's.
 * `end()` sends close_notify and closes that direction; `destroy()` sends nothing, so that the peer sees a truncated connection.
 * If the transport ends without the peer's close_notify, that is the error `truncated`; after our own end it is not an error, as
 * in node:tls, and only the property `truncated` shows it. */
export class TlsSocket extends TransportSocket {
  readonly encrypted = true;
  readonly role: 'client' | 'server';
  /** The certificates of `roots` that could not be read and were skipped. */
  readonly skipped: readonly SkippedCertificate[];
  /** @internal */
  protected readonly transport: Transport;
  readonly #connection: tls.TlsConnection;
  /** A write, or the end, that waits for the handshake; the stream allows one at a time. */
  #waiting: { readonly go: () => void; readonly done: Done } | undefined;
  readonly #handshakeTimeout: number;
  readonly #timer = new HandshakeTimer(() => this.#timeIsUp());
  readonly #turns: Turns | undefined;
  readonly #answerKeyRequest: SocketSettings<TlsSocket>['answerKeyRequest'];
  /** Received bytes of the handshake that wait for their turn, as they came; the transport is paused where there are several. */
  #inTurn: Uint8Array[] | undefined;
  /** Whether the transport ended meanwhile. */
  #hasEndedInTurn = false;
  #hasSentCloseNotify = false;
  #exported: Buffer | undefined;
  #truncated = false;

  /** Use `connect` or `createServer`.
   * @param connection - creates the engine; the constructor throws what it throws.
   * @param transport - opened only after that. */
  constructor(
    role: 'client' | 'server',
    connection: (taps: Taps) => tls.TlsConnection,
    transport: () => Duplex,
    settings: SocketSettings<TlsSocket> & { readonly signal?: AbortSignal | undefined },
  ) {
    assertFunction(connection, 'connection');
    assertFunction(transport, 'transport');
    assertFields(settings, 'settings', 'an object');
    const { allowHalfOpen, signal, observe, handshakeTimeout, turns, answerKeyRequest, skipped = [] } = settings;
    super({ allowHalfOpen });
    this.role = role;
    this.skipped = skipped;
    this.#turns = turns;
    this.#answerKeyRequest = answerKeyRequest;
    this.#handshakeTimeout = handshakeTimeout;
    this.#connection = connection({
      keyLog: (line) => this.emit('keylog', Buffer.from(`${line}\n`)),
      onSession: (exported) => {
        this.#exported = Buffer.from(exported);
        this.emit('session', this.#exported);
      },
      ...(observe && { observe: (event) => observe(event, this) }),
    });
    this.transport = transport();
    this.#listen();
    const begin = () => this.#begin();
    if (!this.connecting) begin();
    else this.transport.once('connect', begin).once('connect', () => this.emit('connect'));
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  #listen(): void {
    this.transport
      .on('data', (bytes) => this.#receive(bytes))
      .on('end', () => this.#ended())
      // Without a preceding end, someone else destroyed the transport.
      .on('close', () => this.#ended())
      .on('error', (error) => this.destroy(error))
      .on('timeout', () => this.emit('timeout'));
  }

  #begin(): void {
    if (this.destroyed) return;
    this.#timer.start(this.#handshakeTimeout);
    this.#carryOut(this.#connection.start());
  }

  #timeIsUp(): void {
    this.abandon(
      new ConnectionError('handshake-timeout', `the handshake is not complete after ${this.#handshakeTimeout} ms`),
    );
  }

  #receive(bytes: Uint8Array): void {
    // After the end, further bytes are read only to be discarded: see #linger.
    if (this.destroyed) return;
    if (this.#turns === undefined || this.session !== undefined) this.#carryOut(this.#connection.receive(bytes));
    else this.#receiveInTurn(this.#turns, bytes);
  }

  #receiveInTurn(turns: Turns, bytes: Uint8Array): void {
    if (this.#inTurn !== undefined) {
      this.#inTurn.push(bytes);
      this.transport.pause();
      return;
    }
    this.#inTurn = [bytes];
    // Waiting behind other connections does not count as the peer's time.
    this.#timer.pause();
    turns.take(() => this.#takeTurn());
  }

  #takeTurn(): void {
    const waiting = this.#inTurn!;
    this.#timer.resume();
    this.#inTurn = undefined;
    if (this.destroyed) return;
    if (waiting.length > 1) this.transport.resume();
    for (const bytes of waiting) if (!this.destroyed) this.#carryOut(this.#connection.receive(bytes));
    if (this.#hasEndedInTurn) this.#ended();
  }

  /** Nothing is read until the answer has come; the handshake timer keeps running. */
  #askForKey(request: tls.KeyRequest): void {
    this.transport.pause();
    const settle = (result: Error | Uint8Array) => {
      const provide = () => this.#provide(result);
      if (this.#turns === undefined) setImmediate(provide);
      else this.#turns.take(provide);
    };
    const answer = async () => this.#answerKeyRequest!(request);
    answer().then(settle, (error) => settle(error instanceof Error ? error : new Error(String(error))));
  }

  #provide(result: Error | Uint8Array): void {
    if (this.destroyed || !this.#connection.isAwaitingKey) return;
    this.transport.resume();
    this.#carryOut(this.#answered(result));
  }

  /** Passes an answer on. An invalid one ends the connection with an error. */
  #answered(result: Error | Uint8Array): readonly tls.TlsOutput[] {
    try {
      return this.#connection.provide(result);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return this.#connection.provide(error);
    }
  }

  #ended(): void {
    if (this.destroyed) return;
    // A paused socket still emits its end. Bytes received before it are processed first.
    this.#hasEndedInTurn = this.#inTurn !== undefined;
    if (this.#hasEndedInTurn) return;
    const outputs = this.#connection.endOfInput();
    this.#truncated = outputs.some((output) => output.kind === 'error' && output.error.code === 'truncated');
    if (this.#truncated && this.#hasSentCloseNotify) this.#endReading();
    else this.#carryOut(outputs);
  }

  /** @internal Closes the connection, complete or not, for a local reason: the peer gets a close_notify (RFC 5246 §7.2.1) without
   * time to answer. @param reason - the socket's error; undefined for none. */
  abandon(reason?: ConnectionError): void {
    if (this.destroyed) return;
    this.#carryOut(this.#connection.close());
    if (this.transport.writable) this.transport.end(() => this.transport.destroy());
    this.destroy(reason);
  }

  /** What is sent in one step goes to the system in one call, with what listeners write meanwhile.
   * @param sent - called when the transport has accepted all pending data. */
  #carryOut(outputs: readonly tls.TlsOutput[], sent?: Done): void {
    const isHeld = outputs.length > 1;
    if (isHeld) this.transport.cork();
    try {
      this.#carryOutEach(outputs, sent);
    } finally {
      if (isHeld) this.transport.uncork();
    }
  }

  #carryOutEach(outputs: readonly tls.TlsOutput[], sent: Done | undefined): void {
    for (const output of outputs) {
      // A listener for one output may have destroyed this socket.
      if (this.destroyed) return;
      switch (output.kind) {
        case 'send':
          this.transport.write(output.bytes, sent);
          break;
        case 'request':
          this.#askForKey(output.request);
          break;
        case 'data':
          if (!this.push(output.bytes)) this.transport.pause();
          break;
        case 'secured':
          this.#secured();
          break;
        case 'end':
          this.#endReading();
          break;
        case 'error':
          // The alert, if any, is still being sent and must go first.
          if (this.transport.writable) this.transport.end();
          this.destroy(output.error);
          break;
      }
    }
  }

  /** As in node:net: where nothing is left to read, the end is told even if nobody reads, so that the socket of a caller who only writes closes too. */
  #endReading(): void {
    this.push(null);
    this.read(0);
  }

  #secured(): void {
    this.#timer.stop();
    const { ocspResponse } = this;
    if (ocspResponse !== undefined) this.emit('OCSPResponse', ocspResponse);
    this.emit('secureConnect');
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!this.destroyed) waiting?.go();
    else waiting?.done(this.errored);
  }

  /** Runs a function that needs a session, now or once there is one. */
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
      if (!this.transport.writable) return done();
      this.#hasSentCloseNotify = true;
      this.#carryOut(this.#connection.close());
      this.transport.end(done);
    }, done);
  }

  /** Chunk by chunk, each after the transport has accepted the one before. */
  #send(plaintext: Uint8Array, done: Done): void {
    const rest = plaintext.subarray(PIECE_LENGTH);
    const outputs = this.#connection.write(plaintext.subarray(0, PIECE_LENGTH));
    const sent: Done = (error) => (error || rest.length === 0 ? done(error) : this.#send(rest, done));
    if (outputs.some(({ kind }) => kind === 'send')) this.#carryOut(outputs, sent);
    else done();
  }

  /** @internal Called by the stream when its buffer has room again. */
  override _read(): void {
    if (this.#inTurn === undefined && !this.#connection.isAwaitingKey) this.transport.resume();
  }

  /** @internal */
  override _destroy(error: Error | null, done: Done): void {
    this.#timer.stop();
    this.#waiting?.done(error ?? new ConnectionError('closed', 'destroyed before the handshake was complete'));
    this.#waiting = undefined;
    // A listener may destroy this socket in the step whose last message, such as Finished, is still held back.
    while (this.transport.writableCorked > 0) this.transport.uncork();
    if (this.transport.writableEnded) this.#linger();
    else this.transport.destroy();
    done(error);
  }

  /** Closing a TCP socket with unread bytes resets the connection, and the reset may discard our last bytes, so that the peer
   * never sees our alert. So we keep reading until the peer has closed too. */
  #linger(): void {
    if (this.transport.destroyed) return;
    const limit = setTimeout(() => this.transport.destroy(), LINGER);
    this.transport.once('close', () => clearTimeout(limit)).resume();
  }

  /** Ends, and destroys once everything is sent: node:http calls it after a last response. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** Ends the session with a fatal alert about the peer's certificate; see `refusePeer` of tls/. The socket's error is `certificate-refused`.
   * @throws UsageError before the handshake is complete. */
  refusePeer(alert: tls.CertificateAlert): void {
    if (!this.destroyed) this.#carryOut(this.#connection.refusePeer(alert));
  }

  /** Updates the keys with which this side sends (RFC 8446 §4.6.3), as happens automatically before a key reaches its usage limit.
   * @param options - `peer`: whether to ask the peer to update its own too. Required.
   * @throws UsageError unless a TLS 1.3 session is open; `missing-option`. */
  updateKeys(options: { readonly peer: boolean }): void {
    if (!this.destroyed) this.#carryOut(this.#connection.updateKeys(options));
  }

  /** The negotiated parameters; undefined until the handshake is complete. */
  get session(): tls.TlsSession | undefined {
    return this.#connection.session;
  }
  /** Whether an earlier session was resumed; false until the handshake is complete. */
  isSessionReused(): boolean {
    return this.session?.resumed ?? false;
  }
  /** A client's newest session, to be resumed by the option `session` of a later connection; undefined until the server has sent
   * one, which in TLS 1.3 is after the handshake: see the event `session`. Secret. */
  getSession(): Buffer | undefined {
    return this.#exported;
  }
  /** Whether the transport ended without the peer's close_notify: an attacker may have cut off data (RFC 5246 §7.2.1). */
  get truncated(): boolean {
    return this.#truncated;
  }
  /** Whether the peer presented a certificate that was validated, and proved possession of its key. */
  get authorized(): boolean {
    return this.validation?.ok === true;
  }
  /** The checks of the peer's certificate; undefined without a certificate or if verification is off. If the certificate was
   * refused, they are in the error. */
  get validation(): Validation | undefined {
    return this.session?.peer?.validation;
  }
  /** The validated path from the peer's certificate to the root; empty without a certificate. */
  get peerChain(): readonly Certificate[] {
    return this.session?.peer?.chain ?? [];
  }
  /** The peer's certificate; undefined if it presented none. */
  getPeerCertificate(): Certificate | undefined {
    return this.session?.peer?.leaf;
  }
  /** The same, in Node's own form. */
  getPeerX509Certificate(): X509Certificate | undefined {
    const leaf = this.getPeerCertificate();
    return leaf && new X509Certificate(leaf.der);
  }
  /** The DER of the OCSP response that came with the peer's certificate; undefined without one. See `PeerVerified` of tls/. */
  get ocspResponse(): Buffer | undefined {
    const response = this.session?.peer?.ocspResponse;
    return response && Buffer.from(response);
  }
  get alpnProtocol(): string | false {
    return this.session?.alpn ?? false;
  }
  /** The server name (DNS) that the client sent. */
  get servername(): string | false {
    return this.session?.serverName ?? false;
  }
  getProtocol(): tls.TlsVersion | null {
    return this.session?.version ?? null;
  }
  /** The suite's name in RFC 5246; OpenSSL uses another. */
  getCipher(): { name: tls.CipherSuiteName; standardName: tls.CipherSuiteName; version: string } | undefined {
    const { session } = this;
    return session && { name: session.suite, standardName: session.suite, version: session.version };
  }
  /** Exports keying material that only the two ends know (RFC 5705, RFC 8446 §7.5). Secret.
   * @throws UsageError before the handshake is complete, and in TLS 1.2 without the extended master secret. */
  exportKeyingMaterial(length: number, label: string, context?: Uint8Array): Buffer {
    return Buffer.from(this.#connection.exportKeyingMaterial(label, length, context));
  }
  /** A channel binding (RFC 9266, RFC 5929); see `channelBinding` of tls/. @throws UsageError as there. */
  channelBinding(type: 'tls-exporter' | 'tls-server-end-point'): Buffer {
    return Buffer.from(this.#connection.channelBinding(type));
  }
}
