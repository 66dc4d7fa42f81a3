import type { Bytes } from '../../bytes/index.ts';
import { ruleOf, TlsError } from '../errors.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import { ByteQueue } from '../record/byte-queue.ts';
import { HANDSHAKE_HEADER, type MessageType } from './message-type.ts';

/** Reassembles handshake messages, which may be fragmented across records (RFC 5246 §6.2.1). */
export class HandshakeAssembly {
  readonly #queue = new ByteQueue();

  /** Whether no message is incomplete: only then may other records or a key change follow. */
  get isAligned(): boolean {
    return this.#queue.length === 0;
  }

  push(fragment: Uint8Array): void {
    this.#queue.push(fragment);
  }

  /** @param expected - the acceptable messages with that number; checked before anything is buffered or decoded.
   * @returns the next message with its header, a copy; undefined until it is complete.
   * @throws TlsError `unexpected-message`, `message-too-large`, or `malformed-message` if the RFC allows one length only. */
  next(
    expected: (type: number) => readonly MessageType[],
    version?: TlsVersion,
  ): { readonly type: MessageType; readonly bytes: Bytes } | undefined {
    if (this.#queue.length < HANDSHAKE_HEADER) return undefined;
    // The fast path of `handshakeHeader`.
    const [number, high, middle, low] = this.#queue.peek(HANDSHAKE_HEADER);
    const candidates = expected(number);
    if (candidates.length === 0) {
      throw new TlsError('unexpected-message', ruleOf(version, 'RFC 5246 §7.4', 'RFC 8446 §4'));
    }
    const length = (high << 16) | (middle << 8) | low;
    const allowed = candidates.filter(({ most }) => length <= most);
    if (allowed.length === 0) throw tooLarge(candidates[0], version);
    if (this.#queue.length < HANDSHAKE_HEADER + length) return undefined;
    const bytes = this.#queue.take(HANDSHAKE_HEADER + length);
    const type = allowed.find(({ matches }) => matches(bytes));
    if (type === undefined) throw new TlsError('unexpected-message', 'RFC 8446 §4.1.4');
    return { type, bytes };
  }
}

const tooLarge = ({ isExact }: MessageType, version: TlsVersion | undefined): TlsError =>
  isExact
    ? new TlsError('malformed-message', ruleOf(version, 'RFC 5246 §7.2.2', 'RFC 8446 §6.2'))
    : new TlsError('message-too-large', 'Not in the RFC: local limit');
