/** State machines as tables: for each state a row, and in the row a handler for each input that the state takes. The compiler
 * demands a row for every state; an input without a handler is an unexpected message (RFC 5246 §7.2.2). */
import type { Bytes } from '../bytes/index.ts';
import { TlsError } from './errors.ts';
import type { Observe } from './events.ts';
import type { HandshakeKind, HandshakeMessage } from './messages/handshake.ts';
import type { Protection } from './record/protection.ts';
import type { TlsSession } from './session.ts';

/** A handshake message, with the bytes that the transcript takes in. */
export type ReceivedMessage = {
  readonly [K in HandshakeKind]: Extract<HandshakeMessage, { kind: K }> & Raw;
}[HandshakeKind];
interface Raw {
  /** The message with its header, as it came. */
  readonly bytes: Bytes;
}
export type MachineInput =
  /** The caller wants the handshake to begin. */
  | { readonly kind: 'start' }
  | ReceivedMessage
  | { readonly kind: 'change_cipher_spec' }
  | { readonly kind: 'application_data'; readonly bytes: Bytes };
export type InputKind = MachineInput['kind'];
export type InputOf<K extends InputKind> = Extract<MachineInput, { readonly kind: K }>;

/** What a handler wants done, in order. */
export type Effect =
  | { readonly kind: 'send'; readonly bytes: Bytes }
  /** ChangeCipherSpec goes out, and all that follows is under this protection. */
  | { readonly kind: 'protect-writing'; readonly protection: Protection }
  | { readonly kind: 'protect-reading'; readonly protection: Protection }
  | { readonly kind: 'warn'; readonly description: 'no_renegotiation' }
  | { readonly kind: 'deliver'; readonly bytes: Bytes }
  | { readonly kind: 'secured'; readonly session: TlsSession };

export interface Step<S> {
  readonly next: S;
  readonly effects: readonly Effect[];
}

interface AnyState {
  readonly at: string;
}
/** A pure function: it may draw from the environment's `Random` and report to its observer, and nothing else. */
export type Handler<S extends AnyState, A extends S['at'], K extends InputKind, Env> = (
  state: Extract<S, { readonly at: A }>,
  input: InputOf<K>,
  env: Env,
) => Step<S>;
export type Table<S extends AnyState, Env> = {
  readonly [A in S['at']]: { readonly [K in InputKind]?: Handler<S, A, K, Env> };
};

/** A table with the state it is in. */
export interface Machine {
  readonly at: string;
  /** Whether the state lists that input. */
  expects(kind: InputKind): boolean;
  /** @throws TlsError `unexpected-message` for an input that the state does not list; whatever its handler throws. */
  handle(input: MachineInput): readonly Effect[];
  /** The end, from whatever state. */
  close(): void;
}

export function createMachine<S extends AnyState, Env extends { readonly observe: Observe | undefined }>(
  table: Table<S, Env>,
  first: S,
  closed: S,
  env: Env,
): Machine {
  let state = first;
  const enter = (next: S) => {
    if (next.at !== state.at) env.observe?.({ kind: 'state', from: state.at, to: next.at });
    state = next;
  };
  // The table's type ties each handler to its state and input; looked up by run-time names, that is out of the compiler's sight.
  type AnyHandler = (state: S, input: MachineInput, env: Env) => Step<S>;
  const handlerOf = (kind: InputKind) => table[state.at as S['at']][kind] as AnyHandler | undefined;
  return {
    get at() {
      return state.at;
    },
    expects: (kind) => handlerOf(kind) !== undefined,
    handle(input) {
      const handler = handlerOf(input.kind);
      if (handler === undefined) throw new TlsError('unexpected-message', 'RFC 5246 §7.2.2');
      const { next, effects } = handler(state, input, env);
      enter(next);
      return effects;
    },
    close: () => enter(closed),
  };
}
