import type { Bytes } from '../../bytes/index.ts';
import { TlsError } from '../errors.ts';
import { ByteQueue } from '../record/byte-queue.ts';
import { boundOf, HANDSHAKE_HEADER, type HandshakeKind } from './handshake.ts';

/** Joins the fragments of handshake messages, which records may cut anywhere (RFC 5246 §6.2.1). */
export class HandshakeAssembly {
  readonly #queue = new ByteQueue();

  /** Whether no message has begun: nothing else may come inside one, and no key change either. */
  get isAligned(): boolean {
    return this.#queue.length === 0;
  }

  push(fragment: Uint8Array): void {
    this.#queue.push(fragment);
  }

  /** @param expects - whether a message of that kind may come now: asked before it is buffered, or looked at.
   * @returns the next message with its header, a copy; undefined until it is whole.
   * @throws TlsError `unexpected-message` or `message-too-large`. */
  next(expects: (kind: HandshakeKind) => boolean): Bytes | undefined {
    if (this.#queue.length < HANDSHAKE_HEADER) return undefined;
    const [type, high, middle, low] = this.#queue.peek(HANDSHAKE_HEADER);
    const bound = boundOf(type);
    if (bound === undefined || !expects(bound.kind)) throw new TlsError('unexpected-message', 'RFC 5246 §7.4');
    const length = (high << 16) | (middle << 8) | low;
    if (length > bound.most) throw new TlsError('message-too-large', 'Not in the RFC: a bound of ours');
    if (this.#queue.length < HANDSHAKE_HEADER + length) return undefined;
    return this.#queue.take(HANDSHAKE_HEADER + length);
  }
}
