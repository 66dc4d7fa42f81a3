import { type Bytes, concat } from '../../bytes/index.ts';
import type { Hash, HashState } from '../../hash/index.ts';

/** `handshake_messages` (RFC 5246 §7.4.9): every handshake message so far as it was sent, type and length included, record
 * headers, HelloRequest and ChangeCipherSpec not. A value: adding to it makes another, so that no step can disturb an earlier one.
 *
 * The messages themselves are kept while the hash is not agreed on, and in TLS 1.2 until no CertificateVerify can come, which signs
 * them by a hash of its own (§7.4.8). From then on a hash state is all there is, however long the handshake goes on. */
export class Transcript {
  static readonly EMPTY: Transcript = new Transcript([], undefined);

  readonly #messages: readonly Uint8Array[] | undefined;
  readonly #state: HashState | undefined;

  private constructor(messages: readonly Uint8Array[] | undefined, state: HashState | undefined) {
    this.#messages = messages;
    this.#state = state;
  }

  /** With one more message at the end. */
  add(message: Uint8Array): Transcript {
    return new Transcript(this.#messages && [...this.#messages, message], this.#state?.clone().update(message));
  }

  /** The hash is agreed on: from now on the transcript is hashed as it grows. */
  hashedBy(hash: Hash): Transcript {
    const state = hash.create();
    for (const message of this.#kept) state.update(message);
    return new Transcript(this.#messages, state);
  }

  /** No one will ask for the messages themselves any more. */
  withoutMessages(): Transcript {
    return new Transcript(undefined, this.#state);
  }

  /** The hash of all messages so far. @throws Error before `hashedBy`. */
  digest(): Bytes {
    if (this.#state === undefined) throw new Error('no hash was agreed on');
    return this.#state.digest();
  }

  /** The messages joined. @throws Error after `withoutMessages`. */
  joined(): Bytes {
    return concat(...this.#kept);
  }

  get #kept(): readonly Uint8Array[] {
    if (this.#messages === undefined) throw new Error('the messages were given up');
    return this.#messages;
  }
}
