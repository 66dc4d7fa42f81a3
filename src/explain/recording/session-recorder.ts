import { assertBytes, assertDate, assertFields, assertString } from '../../bytes/index.ts';
import { TlsError, type TlsEvent } from '../../tls/index.ts';
import {
  assertDirection,
  assertRole,
  assertTlsEvent,
  type EngineEvent,
  failureOf,
  type Role,
} from '../document/events.ts';
import type { Recording } from './recording.ts';

/** Maximum number of application data records shown of a session; the others are counted. */
const MAX_DATA_RECORDS = 16;

/** Collects what one end of a live session reports to its `observe`, as a recording that `handshakeExhibit` shows. It holds the
 * session's secrets. */
export class SessionRecorder {
  readonly #role: Role;
  readonly #began: Date;
  readonly #events: EngineEvent[] = [];
  #dataRecords = 0;
  #isPeerDone = false;

  /** @param role - the end that is observed. @param began - when the session began. @throws UsageError */
  constructor(role: Role, began: Date) {
    assertRole(role, 'role');
    assertDate(began, 'began');
    this.#role = role;
    this.#began = began;
  }

  /** Adds one event. @param at - when it was observed. @throws UsageError for another value. */
  take(event: TlsEvent, at: Date): void {
    assertTlsEvent(event, 'event');
    assertDate(at, 'at');
    if (event.kind === 'record') {
      const { type, bytes } = event;
      assertBytes(bytes, 'event.bytes');
      if (type === 'application_data' && ++this.#dataRecords > MAX_DATA_RECORDS) return;
      this.#events.push({ source: 'wire', from: this.senderOf(event), at, bytes });
    }
    if (event.kind === 'alert' && event.direction === 'received')
      this.#isPeerDone = event.description === 'close_notify';
    this.#events.push({ source: 'tls', role: this.#role, event });
  }

  /** Which end sent a record. @throws UsageError for what has no direction. */
  senderOf(record: Pick<Extract<TlsEvent, { readonly kind: 'record' }>, 'direction'>): Role {
    assertFields(record, 'record', 'a record', 'direction');
    const { direction } = record;
    assertDirection(direction, 'record.direction');
    return (direction === 'sent') === (this.#role === 'client') ? 'client' : 'server';
  }

  /** The session is over. @param error - how it failed; undefined if it did not. */
  end(error: unknown): void {
    const failure = error instanceof TlsError ? failureOf(error) : undefined;
    // A session that we aborted, or that the network cut off, did not end by the protocol: no end is recorded.
    if (failure === undefined && !this.#isPeerDone) return;
    this.#events.push({ source: 'end', role: this.#role, failure });
  }

  /** @param peer - its address, for the title. @throws UsageError `wrong-type` */
  recording(peer: string): Recording {
    assertString(peer, 'peer');
    const run = { command: 'live', role: this.#role, peer, time: this.#began } as const;
    return { run, events: [...this.#events] };
  }
}
