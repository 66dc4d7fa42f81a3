/** A TLS connection without a socket: bytes in; bytes, plaintext and facts out. */
import { assertBytes, assertInteger, assertOptions, type Bytes, concat, UsageError } from '../bytes/index.ts';
import { DecodeError, decode, encode } from '../codec/index.ts';
import { CLIENT, type ClientState } from './client/client.ts';
import { TlsError } from './errors.ts';
import type { DescribedMessage, Observe } from './events.ts';
import { type Effect, Entry, type Exporter, Machine } from './machine.ts';
import { type Alert, alertMessage } from './messages/alerts.ts';
import { TLS_1_2 } from './messages/code-points.ts';
import { HandshakeAssembly } from './messages/handshake-assembly.ts';
import {
  type ClientOptions,
  type ClientSettings,
  clientSettings,
  type ServerOptions,
  type ServerSettings,
  serverSettings,
} from './options.ts';
import { type PlainRecord, RecordReader, RecordWriter } from './record/record-layer.ts';
import { type ContentKind, changeCipherSpec } from './record/records.ts';
import { SERVER, type ServerState } from './server/server.ts';
import type { TlsSession } from './session.ts';

/** What a connection wants done, in this order. */
export type TlsOutput =
  /** For the transport. */
  | { readonly kind: 'send'; readonly bytes: Bytes }
  /** Plaintext from the peer; the caller owns it. */
  | { readonly kind: 'data'; readonly bytes: Bytes }
  /** The handshake is complete: `write` may be called from now on. */
  | { readonly kind: 'secured'; readonly session: TlsSession }
  /** The peer's close_notify: it sends no more. */
  | { readonly kind: 'end' }
  /** The connection is over; the last output. Our alert, where there is one, was in a `send` before. */
  | { readonly kind: 'error'; readonly error: TlsError };

/** Not in the RFC: so many records in a row may bring nothing (empty data, warnings, HelloRequest) before we take them for an attack. */
const MAX_USELESS_RECORDS = 32;

/** A client's connection, not yet begun.
 * @throws UsageError for options that are missing, unknown or out of range. */
export function createClient(options: ClientOptions): TlsConnection {
  const settings = clientSettings(options);
  const machine = new Machine(Entry.into<ClientState, ClientSettings>(CLIENT, { at: 'START' }), settings);
  return new TlsConnection('client', machine, settings.observe);
}

/** A server's connection, not yet begun.
 * @throws UsageError for options that are missing, unknown or out of range. */
export function createServer(options: ServerOptions): TlsConnection {
  const settings = serverSettings(options);
  const machine = new Machine(Entry.into<ServerState, ServerSettings>(SERVER, { at: 'START' }), settings);
  return new TlsConnection('server', machine, settings.observe);
}

/** One connection of either role. Its methods return what is to be done, and throw only for misuse (UsageError): what the peer
 * does wrong is an `error` output. After that, and after `end` and `close`, they return nothing more.
 * Timing: records are opened as their protection says; nothing else depends on secrets. */
export class TlsConnection {
  readonly role: 'client' | 'server';
  readonly #machine: Machine;
  readonly #observe: Observe | undefined;
  readonly #reader: RecordReader;
  readonly #writer: RecordWriter;
  readonly #assembly = new HandshakeAssembly();
  #outputs: TlsOutput[] = [];
  #session: TlsSession | undefined;
  #useless = 0;
  #exporter: Exporter | undefined;
  /** Whether the peer's close_notify came. */
  #isReadClosed = false;
  /** Whether ours went out. */
  #isWriteClosed = false;

  /** Use `createClient` or `createServer`. */
  constructor(role: 'client' | 'server', machine: Machine, observe: Observe | undefined) {
    this.role = role;
    this.#machine = machine;
    this.#observe = observe;
    this.#reader = new RecordReader({ observe });
    this.#writer = new RecordWriter({ observe });
  }

  /** The name of the state: `WAIT_SERVER_HELLO`, …, `CONNECTED`, `CLOSED`. */
  get at(): string {
    return this.#machine.at;
  }

  /** What was agreed; undefined until the handshake is complete. */
  get session(): TlsSession | undefined {
    return this.#session;
  }

  /** Begins: a client says hello, a server gets ready to hear one. To be called once, first.
   * @throws UsageError `misuse` */
  start(): readonly TlsOutput[] {
    if (this.at !== 'START') throw new UsageError('misuse', 'start', 'was called before');
    return this.#run(() => this.#perform(this.#machine.handle('start', undefined)));
  }

  /** Takes in what the transport brought, cut in any way.
   * @throws UsageError `misuse` before `start`; `wrong-type`. */
  receive(bytes: Uint8Array): readonly TlsOutput[] {
    assertBytes(bytes, 'bytes');
    if (this.at === 'START') throw new UsageError('misuse', 'receive', 'needs start() first');
    return this.#run(() => {
      this.#reader.push(bytes);
      while (this.#isReading) {
        const record = this.#reader.next((kind, version) => this.#acceptsVersion(kind, version));
        if (record === undefined) return;
        this.#onRecord(record);
      }
    });
  }

  /** Protects plaintext; records are cut as their size asks.
   * @throws UsageError `misuse` before the handshake is complete and after `close`; `wrong-type`. */
  write(plaintext: Uint8Array): readonly TlsOutput[] {
    assertBytes(plaintext, 'plaintext');
    if (this.#isWriteClosed) throw new UsageError('misuse', 'write', 'comes after close()');
    if (this.at === 'CLOSED') return [];
    if (this.#session === undefined) throw new UsageError('misuse', 'write', 'needs a complete handshake');
    return this.#run(() => {
      if (this.#writer.isWornBy(plaintext.length)) this.#perform(this.#machine.handle('update_keys', false));
      this.#send('application_data', plaintext);
    });
  }

  /** Takes new keys for what we send (RFC 8446 §4.6.3); before a key is worn out, that happens without being asked for.
   * @param options - `peer`: whether the peer is asked to take new keys too. Must be given.
   * @throws UsageError `misuse` unless the session is one of TLS 1.3; `missing-option`. */
  updateKeys(options: { readonly peer: boolean }): readonly TlsOutput[] {
    assertOptions(options, 'options', ['peer']);
    if (typeof options.peer !== 'boolean') throw new UsageError('missing-option', 'peer', 'must be given');
    if (this.at === 'CLOSED') return [];
    if (this.#session?.version !== 'TLSv1.3' || this.#isWriteClosed) {
      throw new UsageError('misuse', 'updateKeys', 'needs a session of TLS 1.3 that is open');
    }
    return this.#run(() => this.#perform(this.#machine.handle('update_keys', options.peer)));
  }

  /** Keying material that both ends have and no other (RFC 5705, RFC 8446 §7.5). Secret.
   * @param label - of a registry, or EXPERIMENTAL. @param length - bytes. @param context - mixed in; without one is another value than an
   * empty one in TLS 1.2, and the same in TLS 1.3.
   * @throws UsageError `misuse` before the handshake is complete, and in TLS 1.2 without the extended master secret. */
  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Bytes {
    assertInteger(length, 'length', 1, 2 ** 13);
    if (context !== undefined) assertBytes(context, 'context');
    if (typeof label !== 'string' || label.length < 1 || label.length > 249) {
      throw new UsageError('out-of-range', 'label', 'must have 1..249 characters');
    }
    if (this.#exporter === undefined) {
      throw new UsageError('misuse', 'exportKeyingMaterial', 'needs a complete handshake with extended master secret');
    }
    return this.#exporter.export(label, context, length);
  }

  /** Says that no more will be sent (close_notify). Deviation: RFC 5246 §7.2.1 closes both directions with it; here, as in
   * RFC 8446 §6.1, the peer may still send, until its own close_notify. Before the handshake is complete it ends everything. */
  close(): readonly TlsOutput[] {
    return this.#run(() => {
      if (this.#isWriteClosed) return;
      this.#alert('warning', 'close_notify');
      this.#isWriteClosed = true;
      if (this.#session === undefined || this.#isReadClosed) this.#machine.close();
    });
  }

  /** The transport has no more bytes. Without the peer's close_notify someone may have cut off the rest: error `truncated`. */
  endOfInput(): readonly TlsOutput[] {
    return this.#run(() => {
      if (this.#isReading) throw new TlsError('truncated', 'RFC 5246 §7.2.1');
    });
  }

  get #isReading(): boolean {
    return !this.#isReadClosed && this.at !== 'CLOSED';
  }

  /** Runs one entry, makes of what it throws the connection's end, and hands out what is to be done. */
  #run(entry: () => void): readonly TlsOutput[] {
    if (this.at === 'CLOSED') return [];
    try {
      entry();
    } catch (error) {
      this.#fail(asTlsError(error));
    }
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  #fail(error: TlsError): void {
    let last = error;
    try {
      if (error.direction === 'sent') this.#alert('fatal', error.alert!);
    } catch (failure) {
      // Where not even the alert can be made (no random bytes for its IV), the connection ends without one.
      last = asTlsError(failure);
    }
    this.#machine.close();
    this.#outputs.push({ kind: 'error', error: last });
  }

  /** RFC 5246 appendix E.1: before the version is agreed, a server takes any minor version in a record, and a client in the
   * record of an alert, which may come from a server that knows only older ones. */
  #acceptsVersion(kind: ContentKind, version: number): boolean {
    if (version === TLS_1_2) return true;
    // RFC 8446 §5.1: "MUST be ignored for all purposes"; what is no 3 at all is no TLS.
    if (this.#machine.version === 'TLSv1.3') return version >> 8 === TLS_1_2 >> 8;
    const isOpen = this.at === 'WAIT_CLIENT_HELLO' || (this.at === 'WAIT_SERVER_HELLO' && kind === 'alert');
    return isOpen && version >> 8 === TLS_1_2 >> 8;
  }

  #onRecord({ kind, plaintext }: PlainRecord): void {
    switch (kind) {
      case 'alert':
        // RFC 8446 §5.1: no other type comes inside a handshake message.
        if (this.#is13) this.#checkAligned();
        this.#onAlert(decode(alertMessage, plaintext));
        break;
      case 'handshake':
        this.#onHandshake(plaintext);
        break;
      case 'change_cipher_spec':
        this.#checkAligned();
        this.#checkChangeCipherSpec(plaintext);
        this.#observe?.({ kind: 'change-cipher-spec', direction: 'received' });
        this.#perform(this.#machine.handle(kind, undefined));
        if (this.#is13) this.#countUseless();
        break;
      case 'application_data':
        this.#checkAligned();
        this.#perform(this.#machine.handle(kind, plaintext));
        if (plaintext.length === 0) this.#countUseless();
        break;
    }
  }

  get #is13(): boolean {
    return this.#machine.version === 'TLSv1.3';
  }

  /** RFC 8446 §5: any other content than its one byte is an unexpected message; in TLS 1.2 it is a malformed one. */
  #checkChangeCipherSpec(plaintext: Bytes): void {
    if (!this.#is13) decode(changeCipherSpec, plaintext);
    else if (plaintext.length !== 1 || plaintext[0] !== 1) throw new TlsError('unexpected-message', 'RFC 8446 §5');
  }

  /** Not in the RFC: neither data nor a key change comes inside a handshake message. */
  #checkAligned(): void {
    if (!this.#assembly.isAligned) throw new TlsError('unexpected-message', 'RFC 5246 §7.1');
  }

  #onHandshake(fragment: Bytes): void {
    this.#assembly.push(fragment);
    for (;;) {
      const next = this.#assembly.next((type) => this.#machine.expected(type));
      if (next === undefined) return;
      const { type, bytes } = next;
      const message = decode(type.codec, bytes);
      const described = { dialect: type.dialect, message } as unknown as DescribedMessage;
      this.#observe?.({ kind: 'message', direction: 'received', ...described, bytes });
      // HelloRequest; in TLS 1.3, whatever comes after the handshake.
      const isUseless = message.kind === 'hello_request' || this.#session !== undefined;
      this.#perform(this.#machine.hear(message.kind, { value: message.value, bytes }));
      if (isUseless) this.#countUseless();
    }
  }

  #onAlert({ level, description }: Alert): void {
    this.#observe?.({ kind: 'alert', direction: 'received', level, description });
    if (description === 'close_notify') this.#onCloseNotify();
    // RFC 8446 §6: the level tells nothing; but for these two, an alert is an error.
    else if (this.#is13 ? description !== 'user_canceled' : level === 'fatal')
      throw new TlsError('alert-received', 'RFC 5246 §7.2.2', { alert: description });
    else this.#countUseless();
  }

  #onCloseNotify(): void {
    if (this.#session === undefined) throw new TlsError('closed-early', 'RFC 5246 §7.2.1');
    this.#isReadClosed = true;
    this.#outputs.push({ kind: 'end' });
    if (this.#isWriteClosed) this.#machine.close();
  }

  #countUseless(): void {
    if (++this.#useless > MAX_USELESS_RECORDS)
      throw new TlsError('too-many-useless-records', 'Not in the RFC: a bound of ours');
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
        this.#observe?.({ kind: 'change-cipher-spec', direction: 'sent' });
        break;
      case 'protect-writing':
        this.#writer.install(effect.protection);
        break;
      case 'protect-reading':
        // RFC 8446 §5.1: a message does not go on under other keys.
        this.#checkAligned();
        this.#reader.install(effect.protection);
        break;
      case 'warn':
        this.#alert('warning', effect.description);
        break;
      case 'deliver':
        if (effect.bytes.length > 0) this.#deliver(effect.bytes);
        break;
      case 'secured':
        this.#session = effect.session;
        this.#exporter = effect.exporter;
        this.#outputs.push({ kind: 'secured', session: effect.session });
        break;
      case 'skip':
        this.#reader.skip(effect.bytes);
        break;
    }
  }

  #deliver(bytes: Bytes): void {
    this.#useless = 0;
    this.#outputs.push({ kind: 'data', bytes });
  }

  #alert(level: Alert['level'], description: Alert['description']): void {
    this.#send('alert', encode(alertMessage, { level, description }));
    this.#observe?.({ kind: 'alert', direction: 'sent', level, description });
  }

  /** Neighbours are joined: one write to the transport for a whole flight. */
  #send(kind: ContentKind, message: Uint8Array): void {
    const bytes = this.#writer.write(kind, message);
    const last = this.#outputs.at(-1);
    if (last?.kind === 'send')
      this.#outputs[this.#outputs.length - 1] = { kind: 'send', bytes: concat(last.bytes, bytes) };
    else if (bytes.length > 0) this.#outputs.push({ kind: 'send', bytes });
  }
}

/** Anything that is thrown while the peer is served ends the connection, and no more than that. */
function asTlsError(error: unknown): TlsError {
  if (error instanceof TlsError) return error;
  if (!(error instanceof DecodeError)) return new TlsError('internal', 'RFC 5246 §7.2.2', { cause: error });
  const code = error.code === 'duplicate-extension' ? error.code : 'malformed-message';
  return new TlsError(code, error.rule, { cause: error });
}
