/** A TLS connection without a socket: bytes in; bytes, plaintext and events out. */
import { assertBytes, assertFields, assertOptions, type Bytes, UsageError } from '../bytes/index.ts';
import { decode, encode } from '../codec/index.ts';
import { assertCertificateAlert, type CertificateAlert } from './certificate-alerts.ts';
import { asTlsError, ruleOf, TlsError } from './errors.ts';
import type { DescribedMessage, Observe } from './events.ts';
import { assertAnswer } from './key-request.ts';
import type { Effect, Exporter, Machine } from './machine.ts';
import { type Alert, alertMessage, readAlert } from './messages/alerts.ts';
import { HandshakeAssembly } from './messages/handshake-assembly.ts';
import type { Settings } from './options.ts';
import { OutputQueue, type TlsOutput } from './output.ts';
import { checkChangeCipherSpec } from './record/change-cipher-spec.ts';
import type { Protection } from './record/protection.ts';
import { type PlainRecord, RecordReader, RecordWriter } from './record/record-layer.ts';
import { type ContentKind, changeCipherSpec } from './record/records.ts';
import { acceptsVersion } from './record/versions.ts';
import { assertExport, serverEndPoint } from './server-end-point.ts';
import type { TlsSession } from './session.ts';

/** Local limit: at most this many consecutive records without effect (empty data, warnings, HelloRequest). */
const MAX_USELESS_RECORDS = 32;

/** Local limit: maximum bytes that are buffered while we wait for a private key operation. An honest peer sends less than this until it
 * receives our next message: the rest of its handshake, or early data. */
const MAX_HELD = 2 ** 17;

/** One connection of either role. Methods return outputs and throw only for misuse (UsageError); a fault of the peer is an
 * `error` output. After an `error`, an `end` or a `close`, they return nothing more.
 * Timing: opening a record depends on its protection's own timing; nothing else depends on secrets. */
export class TlsConnection {
  readonly role: 'client' | 'server';
  readonly #machine: Machine;
  readonly #observe: Observe | undefined;
  readonly #reader: RecordReader;
  readonly #writer: RecordWriter;
  readonly #assembly = new HandshakeAssembly();
  readonly #outputs = new OutputQueue();
  #session: TlsSession | undefined;
  #useless = 0;
  #exporter: Exporter | undefined;
  /** Whether the peer's close_notify was received. */
  #isReadClosed = false;
  /** Whether our close_notify was sent. */
  #isWriteClosed = false;
  /** Bytes that arrived during the wait for a private key operation. */
  #held = 0;
  /** Whether the transport ended during that wait. */
  #isInputAtEnd = false;

  /** Use `createClient` or `createServer`. */
  constructor(role: 'client' | 'server', machine: Machine, settings: Pick<Settings, 'observe' | 'recordPadding'>) {
    assertFields(machine, 'machine', 'a state machine', 'at');
    assertFields(settings, 'settings', 'an object');
    const { observe, recordPadding: padding } = settings;
    this.role = role;
    this.#machine = machine;
    this.#observe = observe;
    this.#reader = new RecordReader({ observe });
    this.#writer = new RecordWriter({ observe, padding });
  }

  /** The name of the state: `WAIT_SERVER_HELLO`, …, `CONNECTED`, `CLOSED`. */
  get at(): string {
    return this.#machine.at;
  }

  /** The negotiated parameters; undefined until the handshake is complete. */
  get session(): TlsSession | undefined {
    return this.#session;
  }

  /** Begins the handshake: a client sends its ClientHello, a server waits for one. Must be called once, before anything else.
   * @throws UsageError `misuse` */
  start(): readonly TlsOutput[] {
    if (this.at !== 'START') throw new UsageError('misuse', 'start', 'was already called');
    return this.#run(() => this.#perform(this.#machine.handle('start', undefined)));
  }

  /** Processes bytes from the transport, in chunks of any size.
   * @throws UsageError `misuse` before `start`; `wrong-type`. */
  receive(bytes: Uint8Array): readonly TlsOutput[] {
    assertBytes(bytes, 'bytes');
    if (this.at === 'START') throw new UsageError('misuse', 'receive', 'needs start() first');
    return this.#run(() => {
      if (this.isAwaitingKey && (this.#held += bytes.length) > MAX_HELD)
        throw new TlsError('too-much-held', 'Not in the RFC: local limit');
      this.#reader.push(bytes);
      this.#readRecords();
    });
  }

  /** Whether the connection waits for a private key operation: see `provide`. */
  get isAwaitingKey(): boolean {
    return this.#machine.request !== undefined;
  }

  /** Answers the `request` that was the last output, once. Bytes that arrived in the meantime are then processed. The caller should not
   * read from the transport until then: at most 128 KiB are buffered.
   * @param result - the signature, or the plaintext of the same length as `fallback`; an Error if there is none, which ends the connection.
   * @throws UsageError `misuse` without a pending request, for a second answer, and after the end of the connection; `wrong-type`,
   * `out-of-range`. */
  provide(result: Error | Uint8Array): readonly TlsOutput[] {
    const { request } = this.#machine;
    if (request === undefined) throw new UsageError('misuse', 'provide', 'must answer an open request, once');
    if (!(result instanceof Error)) assertAnswer(request, result);
    return this.#run(() => {
      if (result instanceof Error)
        throw new TlsError('internal', this.#rule('RFC 5246 §7.2.2', 'RFC 8446 §6.2'), { cause: result });
      this.#held = 0;
      this.#perform(this.#machine.provide(result.slice() as Bytes));
      this.#hearMessages();
      this.#readRecords();
      if (this.#isInputAtEnd) this.#onEndOfInput();
    });
  }

  #readRecords(): void {
    while (this.#isReading && !this.isAwaitingKey) {
      const accepts = (kind: ContentKind, version: number) => acceptsVersion(this.#machine, kind, version);
      const record = this.#reader.next(accepts, this.#machine.version);
      if (record === undefined) return;
      this.#onRecord(record);
      if (this.#reader.wearsOut() && this.#session !== undefined) this.#askForKeys();
    }
  }

  /** Encrypts plaintext into as many records as needed.
   * @throws UsageError `misuse` before the handshake is complete and after `close`; `wrong-type`. */
  write(plaintext: Uint8Array): readonly TlsOutput[] {
    assertBytes(plaintext, 'plaintext');
    if (this.#isWriteClosed) throw new UsageError('misuse', 'write', 'must not be called after close()');
    if (this.at === 'CLOSED') return [];
    if (this.#session === undefined) throw new UsageError('misuse', 'write', 'needs a complete handshake');
    return this.#run(() => {
      if (this.#writer.isWornBy(plaintext.length)) this.#perform(this.#machine.handle('update_keys', false));
      this.#send('application_data', plaintext);
    });
  }

  /** Updates our sending keys (RFC 8446 §4.6.3). This also happens automatically before a key reaches its usage limit.
   * @param options - `peer`: whether to ask the peer to update its keys too. Required.
   * @throws UsageError `misuse` unless a TLS 1.3 session is open; `missing-option`. */
  updateKeys(options: { readonly peer: boolean }): readonly TlsOutput[] {
    assertOptions(options, 'options', ['peer']);
    if (typeof options.peer !== 'boolean') throw new UsageError('missing-option', 'peer', 'must be given');
    if (this.at === 'CLOSED') return [];
    if (this.#session?.version !== 'TLSv1.3' || this.#isWriteClosed) {
      throw new UsageError('misuse', 'updateKeys', 'needs an open TLS 1.3 session');
    }
    if (options.peer) this.#useless--; // The peer's answer is not a useless record.
    return this.#run(() => this.#perform(this.#machine.handle('update_keys', options.peer)));
  }

  /** Exports keying material that only the two ends know (RFC 5705, RFC 8446 §7.5). Secret.
   * @param label - registered, or beginning with EXPERIMENTAL. @param length - bytes. @param context - mixed in. In TLS 1.2 no
   * context and an empty context give different values; in TLS 1.3 the same value.
   * @throws UsageError `misuse` before the handshake is complete, and in TLS 1.2 without the extended master secret. */
  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Bytes {
    assertExport(label, length, context);
    if (this.#exporter === undefined) {
      throw new UsageError('misuse', 'exportKeyingMaterial', 'needs a complete handshake with extended master secret');
    }
    return this.#exporter.export(label, context, length);
  }

  /** A channel binding (RFC 5056): a value that identifies this connection, to which an authentication inside it can be bound.
   * `tls-exporter` identifies the connection; its context is a zero-length string, which in TLS 1.2 differs from no context (RFC 9266 §2,
   * RFC 5705 §4). `tls-server-end-point` (RFC 5929 §4) identifies only the server's certificate, by its hash.
   * @throws UsageError `misuse` before the handshake is complete; for `tls-exporter` in TLS 1.2 without the extended master secret;
   * for `tls-server-end-point` on a server that resumed a session, or with a certificate whose signature has no hash of its own
   * (Ed25519). `out-of-range` for another type. */
  channelBinding(type: 'tls-exporter' | 'tls-server-end-point'): Bytes {
    if (type === 'tls-exporter') return this.exportKeyingMaterial('EXPORTER-Channel-Binding', 32, new Uint8Array());
    return serverEndPoint(type, this.#session);
  }

  /** Sends close_notify: we send no more data. Deviation: in RFC 5246 §7.2.1 this closes both directions; here, as in
   * RFC 8446 §6.1, the peer may still send until its own close_notify. Before the handshake is complete it ends the connection. */
  close(): readonly TlsOutput[] {
    return this.#run(() => {
      if (this.#isWriteClosed) return;
      this.#alert('warning', 'close_notify');
      this.#isWriteClosed = true;
      if (this.#session === undefined || this.#isReadClosed) this.#machine.close();
    });
  }

  /** Ends the session with a fatal alert about the peer's certificate: for a peer that may no longer be served, for instance because its
   * certificate was revoked (RFC 8446 §6.2, RFC 5246 §7.2.2). The last output is the error `certificate-refused`.
   * @throws UsageError `misuse` before the handshake is complete. */
  refusePeer(alert: CertificateAlert): readonly TlsOutput[] {
    assertCertificateAlert(alert);
    if (this.#session === undefined) throw new UsageError('misuse', 'refusePeer', 'needs a complete handshake');
    return this.#run(() => {
      throw new TlsError('certificate-refused', this.#rule('RFC 5246 §7.2.2', 'RFC 8446 §6.2'), { alert });
    });
  }

  /** The transport has ended. Without the peer's close_notify the data may have been cut off by an attacker: error `truncated`. */
  endOfInput(): readonly TlsOutput[] {
    return this.#run(() => this.#onEndOfInput());
  }

  #onEndOfInput(): void {
    this.#isInputAtEnd = true;
    // Buffered bytes are processed before the end of input.
    if (this.#isReading && !this.isAwaitingKey)
      throw new TlsError('truncated', this.#rule('RFC 5246 §7.2.1', 'RFC 8446 §6.1'), this.#reader.remnant);
  }

  get #isReading(): boolean {
    return !this.#isReadClosed && this.at !== 'CLOSED';
  }

  /** Runs one input; an exception becomes the connection's end. Returns the collected outputs. */
  #run(entry: () => void): readonly TlsOutput[] {
    if (this.at === 'CLOSED') return [];
    try {
      entry();
    } catch (error) {
      this.#fail(asTlsError(error, this.#machine.version));
    }
    return this.#outputs.take();
  }

  #fail(error: TlsError): void {
    let last = error;
    try {
      if (error.direction === 'sent') this.#alert('fatal', error.alert!);
    } catch (failure) {
      // If not even the alert can be built (no random bytes for its IV), the connection ends without one.
      last = asTlsError(failure, this.#machine.version);
    }
    this.#machine.close();
    this.#outputs.push({ kind: 'error', error: last });
  }

  #onRecord({ kind, plaintext }: PlainRecord): void {
    switch (kind) {
      case 'alert':
        // RFC 8446 §5.1: records of other types must not interrupt a handshake message.
        if (this.#is13) this.#checkAligned();
        this.#onAlert(readAlert(plaintext, this.#machine.version));
        break;
      case 'handshake':
        this.#assembly.push(plaintext);
        this.#hearMessages();
        break;
      case 'change_cipher_spec':
        this.#checkAligned();
        checkChangeCipherSpec(plaintext, this.#machine.version);
        this.#observe?.({ kind: 'change-cipher-spec', direction: 'received' });
        this.#perform(this.#machine.handle(kind, undefined));
        // Ignored in TLS 1.3, and by a client that does not know the version yet; in TLS 1.2 one comes.
        this.#countUseless();
        break;
      case 'application_data':
        this.#checkAligned();
        this.#perform(this.#machine.handle(kind, plaintext));
        if (plaintext.length === 0) this.#countUseless();
        break;
    }
  }

  /** RFC 8446 §5.5 limits the records of a key. The sender counts them; a receiver can request new keys (§4.6.3). */
  #askForKeys(): void {
    if (!this.#isWriteClosed && this.#isReading) this.#perform(this.#machine.handle('update_keys', true));
  }

  get #is13(): boolean {
    return this.#machine.version === 'TLSv1.3';
  }

  #rule(of12: string, of13: string): string {
    return ruleOf(this.#machine.version, of12, of13);
  }

  /** Not in the RFC: application data and key changes must not interrupt a handshake message either. */
  #checkAligned(): void {
    if (this.#assembly.isAligned) return;
    throw new TlsError('unexpected-message', this.#rule('RFC 5246 §7.1', 'RFC 8446 §5.1'));
  }

  /** Processes all complete messages. */
  #hearMessages(): void {
    while (!this.isAwaitingKey) {
      const next = this.#assembly.next((type) => this.#machine.expected(type), this.#machine.version);
      if (next === undefined) return;
      const { type, bytes } = next;
      const message = decode(type.codec, bytes);
      const described = { dialect: type.dialect, message } as unknown as DescribedMessage;
      this.#observe?.({ kind: 'message', direction: 'received', bytes, ...described });
      // HelloRequest; in TLS 1.3, any post-handshake message.
      const isUseless = message.kind === 'hello_request' || this.#session !== undefined;
      this.#perform(this.#machine.hear(message.kind, { value: message.value, bytes }));
      if (isUseless) this.#countUseless();
    }
  }

  #onAlert({ level, description }: Alert): void {
    this.#observe?.({ kind: 'alert', direction: 'received', level, description });
    if (description === 'close_notify') this.#onCloseNotify();
    // RFC 8446 §6: the level is ignored; every alert but these two is an error.
    else if (this.#is13 ? description !== 'user_canceled' : level === 'fatal')
      throw new TlsError('alert-received', this.#rule('RFC 5246 §7.2.2', 'RFC 8446 §6'), { alert: description });
    else this.#countUseless();
  }

  #onCloseNotify(): void {
    if (this.#session === undefined) {
      // RFC 5246 §7.2.1: it is answered. RFC 8446 §6.1: it closes one direction; a handshake cannot continue in the other direction alone,
      // and we too "MUST send a close_notify alert before closing".
      if (!this.#isWriteClosed) this.#alert('warning', 'close_notify');
      throw new TlsError('closed-early', this.#rule('RFC 5246 §7.2.1', 'RFC 8446 §6.1'));
    }
    this.#isReadClosed = true;
    this.#outputs.push({ kind: 'end' });
    if (this.#isWriteClosed) this.#machine.close();
  }

  #countUseless(): void {
    if (++this.#useless > MAX_USELESS_RECORDS)
      throw new TlsError('too-many-useless-records', 'Not in the RFC: local limit');
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) this.#performOne(effect);
  }

  #performOne(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#send('handshake', effect.bytes);
        break;
      case 'change-cipher-spec':
        this.#send('change_cipher_spec', encode(changeCipherSpec, { type: 1 }));
        break;
      case 'protect-writing':
        this.#writer.install(effect.protection);
        break;
      case 'protect-reading':
        this.#protectReading(effect.protection, effect.takesClearAlert);
        break;
      case 'answer-key-update':
        // RFC 8446 §6.1: after our close_notify we send nothing.
        if (!this.#isWriteClosed) this.#perform(this.#machine.handle('update_keys', false));
        break;
      case 'warn':
        if (!this.#isWriteClosed) this.#alert('warning', effect.description);
        break;
      case 'deliver':
        if (effect.bytes.length > 0) this.#deliver(effect.bytes);
        break;
      case 'secured':
        this.#secure(effect.session, effect.exporter);
        break;
      case 'limit-records':
        this.#reader.limit(effect.reading);
        this.#writer.limit(effect.writing);
        break;
      case 'skip':
        this.#reader.skip(effect.bytes);
        break;
      case 'ask':
        this.#outputs.push({ kind: 'request', request: effect.request });
        break;
    }
  }

  /** RFC 8446 §5.1: a message must not span a key change. */
  #protectReading(protection: Protection, takesClearAlert?: true): void {
    this.#checkAligned();
    this.#reader.install(protection, takesClearAlert);
  }

  #secure(session: TlsSession, exporter: Exporter | undefined): void {
    this.#session = session;
    this.#exporter = exporter;
    this.#outputs.push({ kind: 'secured', session });
  }

  #deliver(bytes: Bytes): void {
    this.#useless = 0;
    this.#outputs.push({ kind: 'data', bytes });
  }

  #alert(level: Alert['level'], description: Alert['description']): void {
    this.#send('alert', encode(alertMessage, { level, description }));
    this.#observe?.({ kind: 'alert', direction: 'sent', level, description });
  }

  #send(kind: ContentKind, message: Uint8Array): void {
    this.#outputs.send(this.#writer.write(kind, message));
  }
}
