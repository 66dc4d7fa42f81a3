/** The sessions that a server keeps itself, each under a session id (RFC 5246 §7.3), for clients of TLS 1.2 without tickets. */
import { assertInteger, assertOptions, bytesToHex } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { type TicketContext, type TicketState, ticketContextCodec } from './ticket-keys.ts';

const MAX_CAPACITY = 2 ** 16;

interface Cached {
  readonly context: string;
  readonly state: TicketState;
}

/** Sessions of TLS 1.2 by session id; all connections of a server share one instance. When it is full, the oldest session is dropped. The
 * content is secret; printing it does not show it. */
export class SessionIdCache {
  readonly #capacity: number;
  readonly #sessions = new Map<string, Cached>();

  /** @param options - `capacity`: maximum number of sessions, 1..65536; no default. @throws UsageError */
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
    for (const id of this.#sessions.keys()) this.#drop(id);
  }

  /** @internal */
  put(id: Uint8Array, state: TicketState, context: TicketContext): void {
    if (this.#sessions.size >= this.#capacity) this.#drop(this.#sessions.keys().next().value!);
    this.#sessions.set(bytesToHex(id), { state, context: nameOf(context) });
  }

  /** @internal @param now - milliseconds since 1970. @returns the session, which stays in the cache; undefined if there is none, if it has
   * expired, or if it belongs to another context. The caller owns the copy of its secret. */
  get(id: Uint8Array, context: TicketContext, now: number): TicketState | undefined {
    const name = bytesToHex(id);
    const cached = this.#sessions.get(name);
    if (cached === undefined) return undefined;
    if (now >= Number(cached.state.expiresAt)) this.#drop(name);
    else if (cached.context === nameOf(context))
      return { ...cached.state, secret: new Uint8Array(cached.state.secret) };
    return undefined;
  }

  #drop(name: string): void {
    this.#sessions.get(name)?.state.secret.fill(0);
    this.#sessions.delete(name);
  }
}

const nameOf = (context: TicketContext): string => bytesToHex(encode(ticketContextCodec, context));
