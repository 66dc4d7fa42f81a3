/** State machines as tables: for each state a row, and in the row what the state takes, each with its handler. A handshake message
 * comes with its description, so that a state brings all it takes to hear it. The compiler demands a row for every state; an input
 * without a handler is an unexpected message (RFC 5246 §7.2.2). */
import type { Bytes } from '../bytes/index.ts';
import { TlsError } from './errors.ts';
import type { Observe } from './events.ts';
import type { MessageType } from './messages/message-type.ts';
import type { TlsVersion } from './negotiation/signature-schemes.ts';
import type { Protection } from './record/protection.ts';
import type { TlsSession } from './session.ts';

/** A handshake message, with the bytes that the transcript takes in. */
export interface Received<T> {
  readonly value: T;
  /** The message with its header, as it came. */
  readonly bytes: Bytes;
}

/** What is no handshake message: the caller wants to begin; a record of another type came. */
export interface OtherInputs {
  readonly start: undefined;
  readonly change_cipher_spec: undefined;
  readonly application_data: Bytes;
  /** The caller wants new keys; whether the peer is to take new ones too. */
  readonly update_keys: boolean;
}

/** What a handler wants done, in order. */
export type Effect =
  | { readonly kind: 'send'; readonly bytes: Bytes }
  | { readonly kind: 'change-cipher-spec' }
  /** All that follows is under this protection. */
  | { readonly kind: 'protect-writing'; readonly protection: Protection }
  | { readonly kind: 'protect-reading'; readonly protection: Protection }
  | { readonly kind: 'warn'; readonly description: 'no_renegotiation' }
  | { readonly kind: 'deliver'; readonly bytes: Bytes }
  | { readonly kind: 'secured'; readonly session: TlsSession; readonly exporter: Exporter | undefined }
  /** What a client sends ahead is passed over, so many bytes of it (RFC 8446 §4.2.10). */
  | { readonly kind: 'skip'; readonly bytes: number };

/** Keying material for others (RFC 5705, RFC 8446 §7.5). */
export interface Exporter {
  export(label: string, context: Uint8Array | undefined, length: number): Bytes;
}

/** What comes of an input: the next state, of this table or of another one, and what is to be done. */
export interface Step<S> {
  readonly next: S | Entry;
  readonly effects: readonly Effect[];
}

interface AnyState {
  readonly at: string;
}
/** A pure function: it may draw from the environment's `Random` and report to its observer, and nothing else. */
export type Handler<In, T, Next, Env> = (state: In, input: T, env: Env) => Step<Next>;

/** A handshake message that a state takes, and what it does about it. */
export interface Listener<In, Next, Env> {
  /** Its description, where that does not depend on what was agreed on. */
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
  /** Under the names of the messages. */
  readonly messages?: Readonly<Record<string, Listener<In, Next, Env>>>;
};
export type Table<S extends AnyState, Env> = {
  readonly [A in S['at']]: Row<Extract<S, { readonly at: A }>, S, Env>;
};

// The table's type ties each handler to its state and input; looked up by run-time names, that is out of the compiler's sight.
type AnyRow = Row<AnyState, AnyState, unknown>;
type AnyTable = Readonly<Record<string, AnyRow>>;

/** Another table, and the state of it to go on in: how a hello leads into a version's own states. */
export class Entry {
  readonly table: AnyTable;
  readonly state: AnyState;
  /** Whose table it is; undefined while no version is chosen. */
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

/** A table with the state it is in. */
export class Machine {
  #table: AnyTable;
  #state: AnyState;
  #version: TlsVersion | undefined;
  readonly #env: { readonly observe: Observe | undefined };

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

  /** The messages of that number that the state takes. */
  expected(type: number): MessageType[] {
    const listeners = Object.values(this.#row.messages ?? {});
    return listeners.map((listener) => this.#described(listener)).filter((message) => message.type === type);
  }

  /** @param kind - of a message that is expected. @throws what its handler throws. */
  hear(kind: string, received: Received<unknown>): readonly Effect[] {
    const listener = this.#row.messages?.[kind];
    if (listener === undefined) throw unexpected();
    return this.#take(listener.handle(this.#state, received as never, this.#env));
  }

  /** @throws TlsError `unexpected-message` for an input that the state does not list; whatever its handler throws. */
  handle<K extends keyof OtherInputs>(kind: K, input: OtherInputs[K]): readonly Effect[] {
    const handler = this.#row[kind] as Handler<AnyState, unknown, AnyState, unknown> | undefined;
    if (handler === undefined) throw unexpected();
    return this.#take(handler(this.#state, input, this.#env));
  }

  /** The end, from whatever state. */
  close(): void {
    this.#enter(CLOSED);
  }

  get #row(): AnyRow {
    return this.#table[this.#state.at] ?? {};
  }

  #described({ message }: Listener<AnyState, AnyState, unknown>): MessageType {
    return typeof message === 'function' ? message(this.#state) : message;
  }

  #take({ next, effects }: Step<AnyState>): readonly Effect[] {
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

/** The state that every table leads to, and none leaves. */
const CLOSED: AnyState = { at: 'CLOSED' };

const unexpected = () => new TlsError('unexpected-message', 'RFC 5246 §7.2.2');
