/** The sessions that a client may resume (RFC 8446 §4.6.1, RFC 5077 §3.1, RFC 5246 §7.3). */
import { assertBytes, assertInteger, assertOptions, type Bytes, bytesToHex } from '../../bytes/index.ts';
import { importSession, type StoredSession } from './stored-session.ts';

/** Not in the RFC: servers usually send one or two tickets; one server must not fill the store. */
const MAX_PER_KEY = 4;
const MAX_CAPACITY = 2 ** 14;

/** Sessions that a client may resume, each once (RFC 8446 appendix C.4: reuse of a ticket lets observers link connections). A session is
 * stored under host, port, protocols, verification policy and own credentials; a connection that differs in any of these does not find
 * it. When the store is full, the oldest session is dropped. The content is secret; printing the store does not show it. */
export class SessionStore {
  readonly #capacity: number;
  /** The key of each session, in the order in which they came. */
  readonly #sessions = new Map<StoredSession, string>();

  /** @param options - `capacity`: maximum number of sessions, 1..16384; no default. @throws UsageError */
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

  /** Adds a session that `ClientResumption.onSession` exported. It stays bound to the parameters of its connection, and can be resumed once
   * from each store that it is added to. @throws DecodeError for other bytes; UsageError. */
  add(exported: Uint8Array): void {
    assertBytes(exported, 'exported');
    const { key, session } = importSession(exported);
    this.put(key, session);
  }

  /** @internal @param key - see `sessionKey`. */
  put(key: Bytes, session: StoredSession): void {
    const name = bytesToHex(key);
    const [oldest, ...others] = this.#of(name);
    if (others.length + 1 >= MAX_PER_KEY) this.#drop(oldest);
    else if (this.#sessions.size >= this.#capacity) this.#drop(this.#sessions.keys().next().value!);
    this.#sessions.set(session, name);
  }

  /** @internal Removes and returns the newest session that fits; expired ones, and those from the future, are dropped.
   * @param now - milliseconds since 1970. */
  take(key: Bytes, now: number, fits: (session: StoredSession) => boolean): StoredSession | undefined {
    const name = bytesToHex(key);
    const inTime = ({ receivedAt, expiresAt }: StoredSession) => receivedAt <= now && now < expiresAt;
    for (const session of this.#of(name)) if (!inTime(session)) this.#drop(session);
    const session = this.#of(name).filter(fits).at(-1);
    if (session !== undefined) this.#sessions.delete(session);
    return session;
  }

  #of(name: string): StoredSession[] {
    return [...this.#sessions].filter(([, of]) => of === name).map(([session]) => session);
  }

  #drop(session: StoredSession): void {
    session.secret.fill(0);
    this.#sessions.delete(session);
  }
}
