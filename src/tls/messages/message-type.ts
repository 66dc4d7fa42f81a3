import { type AnyCodec, type Codec, select, struct, uint24, type ValueOf } from '../../codec/index.ts';
import { HANDSHAKE_TYPES, type HandshakeTypeName, handshakeType } from './code-points.ts';

/** The first four bytes of a handshake message. */
export const handshakeHeader = struct('Handshake', 'RFC 5246 §7.4', { type: handshakeType, length: uint24 });
/** Body length in bytes. */
export const HANDSHAKE_HEADER = 4;

/** The table that describes a message. The hellos are shared by all versions; ClientKeyExchange depends on the key exchange; TLS
 * 1.3 shares with the others only the names of messages. */
export type Dialect = 'hello' | 'tls12' | 'tls12-ecdhe' | 'tls13';

/** A handshake message: its name, its codec, and its maximum size. */
export interface MessageType<K extends string = string, T = unknown> {
  readonly kind: K;
  readonly dialect: Dialect;
  /** Its number; two kinds may share one. */
  readonly type: number;
  readonly body: Codec<T>;
  /** Not in the RFC: our limit on the body's length in bytes. */
  readonly most: number;
  /** Whether the RFC itself fixes the body's length at `most`. */
  readonly isExact: boolean;
  /** Type, length and body. */
  readonly codec: Codec<{ readonly kind: K; readonly value: T }>;
  /** Distinguishes kinds that share a number. @param bytes - the message with its header. */
  readonly matches: (bytes: Uint8Array) => boolean;
}

interface MessageRow {
  readonly body: AnyCodec;
  readonly most: number;
  readonly isExact?: true;
  /** Set if the kind is not a HandshakeType name. */
  readonly type?: number;
  matches?(bytes: Uint8Array): boolean;
}
type MessageTypes<R extends Readonly<Record<string, MessageRow>>> = {
  readonly [K in keyof R & string]: MessageType<K, ValueOf<R[K]['body']>>;
};

export const SELECT = {
  type: 'Handshake',
  rule: 'RFC 5246 §7.4',
  typeBits: 8,
  lengthBits: 24,
  discriminant: handshakeType,
} as const;

/** A table of messages by kind. */
export const messageTypes = <R extends Readonly<Record<string, MessageRow>>>(
  dialect: Dialect,
  rows: R,
): MessageTypes<R> =>
  Object.fromEntries(
    Object.entries(rows).map(([kind, row]) => [kind, messageType(dialect, kind, row)]),
  ) as MessageTypes<R>;

function messageType(dialect: Dialect, kind: string, row: MessageRow): MessageType {
  const { body, most, isExact = false, matches = () => true } = row;
  const type = row.type ?? HANDSHAKE_TYPES[kind as HandshakeTypeName];
  const codec = select(SELECT, { [kind]: { type, body } });
  return { kind, dialect, type, body, most, isExact, codec: codec as MessageType['codec'], matches };
}
