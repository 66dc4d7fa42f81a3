/** State machines as tables: one row for each state, listing the inputs that the state accepts with their handlers. A handshake
 * message comes with its codec, so that the row holds everything needed to decode it. The compiler requires a row for every
 * state; an input without a handler is an unexpected message (RFC 5246 §7.2.2). */
import type { Bytes } from '../bytes/index.ts';
import { ruleOf, TlsError } from './errors.ts';
import type { Observe } from './events.ts';
import type { KeyRequest } from './key-request.ts';
import type { MessageType } from './messages/message-type.ts';
import type { TlsVersion } from './negotiation/signature-schemes.ts';
import type { Protection } from './record/protection.ts';
import type { TlsSession } from './session.ts';

/** A handshake message, with its bytes for the transcript. */
export interface Received<T> {
  readonly value: T;
  /** The message with its header, as received. */
  readonly bytes: Bytes;
}

/** Inputs other than handshake messages: the caller's requests, and records of other types. */
export interface OtherInputs {
  readonly start: undefined;
  readonly change_cipher_spec: undefined;
  readonly application_data: Bytes;
  /** The caller requests a key update; the value tells whether to ask the peer to update too. */
  readonly update_keys: boolean;
}

/** What a handler requests, in order. */
export type Effect =
  | { readonly kind: 'send'; readonly bytes: Bytes }
  | { readonly kind: 'change-cipher-spec' }
  /** Everything after this is sent under this protection. */
  | { readonly kind: 'protect-writing'; readonly protection: Protection }
  /** `takesClearAlert`: the peer may not have these keys yet, and may then send an alert in the clear (RFC 8446 §5). */
  | { readonly kind: 'protect-reading'; readonly protection: Protection; readonly takesClearAlert?: true }
  /** Updates our sending keys, as the peer asked (RFC 8446 §4.6.3), unless our direction is closed. */
  | { readonly kind: 'answer-key-update' }
  | { readonly kind: 'warn'; readonly description: 'no_renegotiation' }
  | { readonly kind: 'deliver'; readonly bytes: Bytes }
  | { readonly kind: 'secured'; readonly session: TlsSession; readonly exporter: Exporter | undefined }
  /** The limits on the plaintext of protected records, in bytes (RFC 8449 §4): ours and the peer's. */
  | { readonly kind: 'limit-records'; readonly reading: number; readonly writing: number }
  /** Skips this many bytes of early data (RFC 8446 §4.2.10); undefined: none can come any more. */
  | { readonly kind: 'skip'; readonly bytes: number | undefined }
  /** The step continues with the answer: see `Machine.provide`. */
  | { readonly kind: 'ask'; readonly request: KeyRequest };

/** Exports keying material (RFC 5705, RFC 8446 §7.5). */
export interface Exporter {
  export(label: string, context: Uint8Array | undefined, length: number): Bytes;
}

/** The result of an input: the next state, of this table or another one, and the effects. */
export interface Taken<S> {
  readonly next: S | Entry;
  readonly effects: readonly Effect[];
}
/** A step that waits for a private key operation. Until the answer, the machine stays in its previous state and accepts no input. */
interface Asking<S> {
  readonly request: KeyRequest;
  readonly resume: (result: Bytes) => Step<S>;
}
export type Step<S> = Asking<S> | Taken<S>;

interface AnyState {
  readonly at: string;
}
/** Pure, except that it may draw from the environment's `Random`, use its session store, and report to its observer. */
export type Handler<In, T, Next, Env> = (state: In, input: T, env: Env) => Step<Next>;

/** A handshake message that a state accepts, and its handler. */
export interface Listener<In, Next, Env> {
  /** Its codec, if that does not depend on the negotiated parameters. */
  readonly message: MessageType | ((state: In) => MessageType);
  readonly handle: Handler<In, Received<never>, Next, Env>;
}

/** Binds a message to its handler. */
export const on = <In, T, Next, Env>(
  message: MessageType<string, T> | ((state: In) => MessageType<string, T>),
  handle: Handler<In, Received<T>, Next, Env>,
): Listener<In, Next, Env> => ({ message: message as Listener<In, Next, Env>['message'], handle });

export type Row<In, Next, Env> = {
  readonly [K in keyof OtherInputs]?: Handler<In, OtherInputs[K], Next, Env>;
} & {
  /** By message name. */
  readonly messages?: Readonly<Record<string, Listener<In, Next, Env>>>;
};
export type Table<S extends AnyState, Env> = {
  readonly [A in S['at']]: Row<Extract<S, { readonly at: A }>, S, Env>;
};

// The table's type ties each handler to its state and input, but TypeScript cannot check a lookup by a run-time name.
type AnyRow = Row<AnyState, AnyState, unknown>;
type AnyTable = Readonly<Record<string, AnyRow>>;

/** Another table, and its state to continue in: how a hello hands over to the states of a version. */
export class Entry {
  readonly table: AnyTable;
  readonly state: AnyState;
  /** The version that the table belongs to; undefined before one is chosen. */
  readonly version: TlsVersion | undefined;
  private constructor(table: AnyTable, state: AnyState, version: TlsVersion | undefined) {
    this.table = table;
    this.state = state;
    this.version = version;
  }

  static into<S extends AnyState, Env>(table: Table<S, Env>, state: S, version?: TlsVersion): Entry {
    return new Entry(table as unknown as AnyTable, state, version);
  }
}

/** A table with its current state. */
export class Machine {
  #table: AnyTable;
  #state: AnyState;
  #version: TlsVersion | undefined;
  readonly #env: { readonly observe: Observe | undefined };
  #asking: Asking<AnyState> | undefined;

  constructor(entry: Entry, env: { readonly observe: Observe | undefined }) {
    this.#table = entry.table;
    this.#state = entry.state;
    this.#env = env;
  }

  /** The version that was chosen. */
  get version(): TlsVersion | undefined {
    return this.#version;
  }

  get at(): string {
    return this.#state.at;
  }

  /** The messages with that number that the state accepts. */
  expected(type: number): MessageType[] {
    const listeners = Object.values(this.#row.messages ?? {});
    return listeners.map((listener) => this.#described(listener)).filter((message) => message.type === type);
  }

  #unexpected(): TlsError {
    return new TlsError('unexpected-message', ruleOf(this.#version, 'RFC 5246 §7.2.2', 'RFC 8446 §6.2'));
  }

  /** @param kind - of a message that is expected. @throws what its handler throws. */
  hear(kind: string, received: Received<unknown>): readonly Effect[] {
    const listener = this.#row.messages?.[kind];
    if (listener === undefined) throw this.#unexpected();
    return this.#take(listener.handle(this.#state, received as never, this.#env));
  }

  /** @throws TlsError `unexpected-message` for an input that the state does not list; anything that its handler throws. */
  handle<K extends keyof OtherInputs>(kind: K, input: OtherInputs[K]): readonly Effect[] {
    const handler = this.#row[kind] as Handler<AnyState, unknown, AnyState, unknown> | undefined;
    if (handler === undefined) throw this.#unexpected();
    return this.#take(handler(this.#state, input, this.#env));
  }

  /** The pending request; undefined if the machine can accept messages. */
  get request(): KeyRequest | undefined {
    return this.#asking?.request;
  }

  /** Continues with the answer to `request`. */
  provide(result: Bytes): readonly Effect[] {
    const { resume } = this.#asking!;
    this.#asking = undefined;
    return this.#take(resume(result));
  }

  /** Ends the connection, from any state. */
  close(): void {
    this.#asking = undefined;
    this.#enter(CLOSED);
  }

  get #row(): AnyRow {
    return this.#table[this.#state.at] ?? {};
  }

  #described({ message }: Listener<AnyState, AnyState, unknown>): MessageType {
    return typeof message === 'function' ? message(this.#state) : message;
  }

  #take(step: Step<AnyState>): readonly Effect[] {
    if ('request' in step) {
      this.#asking = step;
      return [{ kind: 'ask', request: step.request }];
    }
    const { next, effects } = step;
    if (next instanceof Entry) {
      this.#table = next.table;
      this.#version = next.version;
      this.#enter(next.state);
    } else this.#enter(next);
    return effects;
  }

  #enter(next: AnyState): void {
    if (next.at !== this.#state.at) this.#env.observe?.({ kind: 'state', from: this.#state.at, to: next.at });
    this.#state = next;
  }
}

/** The final state of every table. */
const CLOSED: AnyState = { at: 'CLOSED' };
