/** What both ends of a session reported, in order, and the questions that the story asks of it. */
import type { Direction, HandshakeKind, HandshakeMessage, TlsEvent } from '../../tls/index.ts';

type EventOf<K extends TlsEvent['kind']> = Extract<TlsEvent, { kind: K }>;
type MessageOf<K extends HandshakeKind> = Extract<HandshakeMessage, { kind: K }>['value'];

/** One end's events. */
export class Recording {
  readonly events: TlsEvent[] = [];
  readonly observe = (event: TlsEvent): void => {
    this.events.push(event);
  };

  /** The first event of a kind, in a direction where that matters.
   * @throws Error when there is none: the session was not what the story is about. */
  first<K extends TlsEvent['kind']>(kind: K, where: (event: EventOf<K>) => boolean = () => true): EventOf<K> {
    const found = this.events.find((event): event is EventOf<K> => event.kind === kind && where(event as EventOf<K>));
    if (found === undefined) throw new Error(`no ${kind} was reported`);
    return found;
  }

  /** A handshake message and its octets, header included. */
  message<K extends HandshakeKind>(kind: K, direction: Direction): { value: MessageOf<K>; bytes: Uint8Array } {
    const event = this.first('message', (one) => one.message.kind === kind && one.direction === direction);
    return { value: event.message.value as MessageOf<K>, bytes: event.bytes };
  }
}
