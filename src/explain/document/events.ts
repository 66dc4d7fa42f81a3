/** The events of all rooms as one union, told apart by their source, and queries on a session's events. */
import { assertArray, assertFields, assertFunction, UsageError } from '../../bytes/index.ts';
import type { RsaEvent } from '../../rsa/index.ts';
import type {
  DescribedMessage,
  Direction,
  HandshakeKind,
  HandshakeMessage,
  TlsError,
  TlsEvent,
} from '../../tls/index.ts';
import type { X509Event } from '../../x509/index.ts';

/** The two ends of a session. */
export type Role = 'client' | 'server';

/** @throws UsageError `out-of-range` */
export function assertRole(role: Role, argument: string): void {
  if (role !== 'client' && role !== 'server')
    throw new UsageError('out-of-range', argument, 'must be client or server');
}

/** @throws UsageError `out-of-range` */
export function assertDirection(direction: Direction, argument: string): void {
  if (direction !== 'sent' && direction !== 'received')
    throw new UsageError('out-of-range', argument, 'must be sent or received');
}

const KINDS: Readonly<Record<TlsEvent['kind'], true>> = {
  message: true,
  state: true,
  record: true,
  'change-cipher-spec': true,
  alert: true,
  negotiated: true,
  choice: true,
  'shared-secret': true,
  secret: true,
  'parameters-signature': true,
  'peer-certificates': true,
  'premaster-secret': true,
  'master-secret': true,
  'key-block': true,
  'transcript-signature': true,
  'verify-data': true,
};

function assertKind(kind: TlsEvent['kind'], argument: string): void {
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind))
    throw new UsageError('out-of-range', argument, 'is not a kind of TlsEvent');
}

/** @throws UsageError for a value that is no event, or of no known kind. */
export function assertTlsEvent(event: TlsEvent, argument: string): void {
  assertFields(event, argument, 'a TlsEvent', 'kind');
  assertKind(event.kind, `${argument}.kind`);
}

/** Any event that an observer of a run may receive, in order of time. */
export type EngineEvent =
  | { readonly source: 'tls'; readonly role: Role; readonly event: TlsEvent }
  /** From the session that is resumed: what its client told of the PSK (RFC 8446 §4.6.1). */
  | { readonly source: 'earlier'; readonly event: TlsEvent }
  | { readonly source: 'x509'; readonly event: X509Event }
  | { readonly source: 'rsa'; readonly event: RsaEvent }
  /** Bytes as sent on the transport. */
  | { readonly source: 'wire'; readonly from: Role; readonly at: Date; readonly bytes: Uint8Array }
  /** How a session ended for one side; without a failure, it ended properly. */
  | { readonly source: 'end'; readonly role: Role; readonly failure: SessionFailure | undefined };

/** The parts of an error that are shown. */
export interface SessionFailure extends Pick<TlsError, 'alert' | 'code' | 'direction' | 'rule'> {}

/** An error as a recording keeps it. */
export function failureOf(error: TlsError): SessionFailure {
  assertFields(error, 'error', 'a TlsError');
  const { alert, code, direction, rule } = error;
  return { alert, code, direction, rule };
}

export type TlsEventOf<K extends TlsEvent['kind']> = Extract<TlsEvent, { readonly kind: K }>;
type MessageOf<K extends HandshakeKind> = Extract<HandshakeMessage, { readonly kind: K }>['value'];

type Message13 = Extract<DescribedMessage, { readonly dialect: 'tls13' }>['message'];
type Message13Of<K extends Message13['kind']> = Extract<Message13, { readonly kind: K }>['value'];

/** The events of one end of a session, in order. Methods throw UsageError for kinds and directions that do not exist. */
export class TlsLog {
  readonly events: TlsEvent[] = [];
  /** An observer for that side. */
  readonly observe = (event: TlsEvent): void => {
    assertTlsEvent(event, 'event');
    this.events.push(event);
  };

  /** All events of a kind. */
  all<K extends TlsEvent['kind']>(kind: K): TlsEventOf<K>[] {
    assertKind(kind, 'kind');
    return this.events.filter((event): event is TlsEventOf<K> => event.kind === kind);
  }

  /** The first event of a kind, optionally in one direction; undefined if the session did not get that far. */
  find<K extends TlsEvent['kind']>(kind: K, where?: (event: TlsEventOf<K>) => boolean): TlsEventOf<K> | undefined {
    if (where !== undefined) assertFunction(where, 'where');
    const found = this.all(kind);
    return where === undefined ? found[0] : found.find(where);
  }

  /** The same for a session that must have it. @throws UsageError `misuse` if it is missing. */
  first<K extends TlsEvent['kind']>(kind: K, where?: (event: TlsEventOf<K>) => boolean): TlsEventOf<K> {
    const found = this.find(kind, where);
    if (found === undefined) throw new UsageError('misuse', 'kind', `no ${kind} that fits was reported`);
    return found;
  }

  /** A handshake message and its bytes, header included. @throws UsageError `misuse` if there is none. */
  message<K extends HandshakeKind>(kind: K, direction: Direction): { value: MessageOf<K>; bytes: Uint8Array } {
    assertDirection(direction, 'direction');
    const event = this.first('message', (one) => one.message.kind === kind && one.direction === direction);
    return { value: event.message.value as MessageOf<K>, bytes: event.bytes };
  }

  /** The same for a message of TLS 1.3 after the hellos. @throws UsageError `misuse` if there is none. */
  message13<K extends Message13['kind']>(kind: K, direction: Direction): { value: Message13Of<K>; bytes: Uint8Array } {
    assertDirection(direction, 'direction');
    const event = this.first(
      'message',
      (one) => one.dialect === 'tls13' && one.message.kind === kind && one.direction === direction,
    );
    return { value: event.message.value as Message13Of<K>, bytes: event.bytes };
  }
}

/** What is known of the session that was resumed; empty for another session. */
export function earlierLogOf(events: readonly EngineEvent[]): TlsLog {
  const log = new TlsLog();
  for (const one of events) if (one?.source === 'earlier') log.observe(one.event);
  return log;
}

/** The events of one side; undefined if that side was not observed. */
export function tlsLogOf(events: readonly EngineEvent[], role: Role): TlsLog | undefined {
  assertArray(events, 'events');
  const log = new TlsLog();
  for (const one of events) if (one?.source === 'tls' && one.role === role) log.observe(one.event);
  return log.events.length > 0 ? log : undefined;
}
