import { type AnyCodec, type Codec, select, struct, uint24, type ValueOf } from '../../codec/index.ts';
import { HANDSHAKE_TYPES, type HandshakeTypeName, handshakeType } from './code-points.ts';

/** The first four bytes of a handshake message. */
export const handshakeHeader = struct('Handshake', 'RFC 5246 §7.4', { type: handshakeType, length: uint24 });
/** Bytes of it. */
export const HANDSHAKE_HEADER = 4;

/** Which table describes a message: the hellos are everyone's; ClientKeyExchange depends on the key exchange, and what TLS 1.3 has
 * in common with its elders is the names. */
export type Dialect = 'hello' | 'tls12' | 'tls12-ecdhe' | 'tls13';

/** What a handshake message is called, how it is described, and what it may cost before it is whole. */
export interface MessageType<K extends string = string, T = unknown> {
  readonly kind: K;
  readonly dialect: Dialect;
  /** Its number; two kinds may share one. */
  readonly type: number;
  readonly body: Codec<T>;
  /** Not in the RFC: the most bytes that we let the body have. */
  readonly most: number;
  /** Whether `most` is the only length that the body may have by the RFC itself. */
  readonly isExact: boolean;
  /** Type, length and body. */
  readonly codec: Codec<{ readonly kind: K; readonly value: T }>;
  /** Tells kinds that share a number apart. @param bytes - the message with its header. */
  readonly matches: (bytes: Uint8Array) => boolean;
}

interface MessageRow {
  readonly body: AnyCodec;
  readonly most: number;
  readonly isExact?: true;
  /** Where the kind is no name of a HandshakeType. */
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
