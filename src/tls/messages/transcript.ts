import { type Bytes, concat } from '../../bytes/index.ts';
import type { Hash, HashState } from '../../hash/index.ts';

/** `handshake_messages` (RFC 5246 §7.4.9): all handshake messages so far as sent, with type and length but without record
 * headers, HelloRequest and ChangeCipherSpec. Immutable: adding a message makes a new value, so that no step can change an
 * earlier one.
 *
 * The messages are kept until the hash is negotiated; in TLS 1.2, until no CertificateVerify can follow, which signs them with a
 * hash of its own (§7.4.8). From then on only a hash state is kept, so memory stays constant. */
export class Transcript {
  static readonly EMPTY: Transcript = new Transcript([], undefined);

  readonly #messages: readonly Uint8Array[] | undefined;
  readonly #state: HashState | undefined;

  private constructor(messages: readonly Uint8Array[] | undefined, state: HashState | undefined) {
    this.#messages = messages;
    this.#state = state;
  }

  /** A transcript with one more message. */
  add(message: Uint8Array): Transcript {
    return new Transcript(this.#messages && [...this.#messages, message], this.#state?.clone().update(message));
  }

  /** The hash is negotiated: from now on the transcript is hashed as it grows. */
  hashedBy(hash: Hash): Transcript {
    const state = hash.create();
    for (const message of this.#kept) state.update(message);
    return new Transcript(this.#messages, state);
  }

  /** Drops the messages; only their hash is needed from now on. */
  withoutMessages(): Transcript {
    return new Transcript(undefined, this.#state);
  }

  /** The hash of all messages so far. @throws Error before `hashedBy`. */
  digest(): Bytes {
    if (this.#state === undefined) throw new Error('no hash is negotiated yet');
    return this.#state.digest();
  }

  /** The messages joined. @throws Error after `withoutMessages`. */
  joined(): Bytes {
    return concat(...this.#kept);
  }

  get #kept(): readonly Uint8Array[] {
    if (this.#messages === undefined) throw new Error('the messages were dropped');
    return this.#messages;
  }
}
