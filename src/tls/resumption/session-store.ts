/** The sessions that a client may resume (RFC 8446 §4.6.1). */
import { assertInteger, assertOptions, type Bytes } from '../../bytes/index.ts';
import type { Certificate } from '../../x509/index.ts';
import type { CipherSuite13 } from '../negotiation/suites.ts';

/** Not in the RFC: servers usually send one or two tickets; one server must not fill the store. */
const MAX_PER_KEY = 4;
const MAX_CAPACITY = 2 ** 14;

/** A ticket, and what goes with it. Times are milliseconds since 1970. */
export interface StoredSession {
  readonly ticket: Bytes;
  readonly psk: Bytes;
  readonly suite: CipherSuite13;
  readonly ticketAgeAdd: number;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** The server's, leaf first. They are verified again before the session is resumed. */
  readonly certificates: readonly Certificate[];
}

/** Sessions that a client may resume, each once (RFC 8446 appendix C.4: reuse of a ticket lets observers link connections). A session is
 * stored under host, port, protocols, verification policy and own credentials; a connection that differs in any of these does not find
 * it. When the store is full, the oldest session is dropped. The content is secret; printing the store does not show it. */
export class SessionStore {
  readonly #capacity: number;
  /** The key of each session, in the order in which they came. */
  readonly #sessions = new Map<StoredSession, string>();

  /** @param options - `capacity`: sessions at most, 1..16384; no default. @throws UsageError */
  constructor(options: { readonly capacity: number }) {
    assertOptions(options, 'options', ['capacity']);
    assertInteger(options.capacity, 'capacity', 1, MAX_CAPACITY);
    this.#capacity = options.capacity;
  }

  /** The number of sessions. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Removes all sessions. */
  clear(): void {
    for (const session of this.#sessions.keys()) this.#drop(session);
  }

  /** @internal */
  put(key: string, session: StoredSession): void {
    const [oldest, ...others] = this.#of(key);
    if (others.length + 1 >= MAX_PER_KEY) this.#drop(oldest);
    else if (this.#sessions.size >= this.#capacity) this.#drop(this.#sessions.keys().next().value!);
    this.#sessions.set(session, key);
  }

  /** @internal Removes and returns the newest session that fits; expired ones, and those from the future, are dropped.
   * @param now - milliseconds since 1970. */
  take(key: string, now: number, fits: (session: StoredSession) => boolean): StoredSession | undefined {
    const inTime = ({ receivedAt, expiresAt }: StoredSession) => receivedAt <= now && now < expiresAt;
    for (const session of this.#of(key)) if (!inTime(session)) this.#drop(session);
    const session = this.#of(key).filter(fits).at(-1);
    if (session !== undefined) this.#sessions.delete(session);
    return session;
  }

  #of(key: string): StoredSession[] {
    return [...this.#sessions].filter(([, of]) => of === key).map(([session]) => session);
  }

  #drop(session: StoredSession): void {
    session.psk.fill(0);
    this.#sessions.delete(session);
  }
}
