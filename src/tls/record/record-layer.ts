/** The record protocol (RFC 5246 §6.2): fragments in and out, each direction with its protection and its sequence number.
 * These numbers never go back, so they live here and nowhere else. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';
import { TlsError } from '../errors.ts';
import type { Observe } from '../events.ts';
import { TLS_1_2 } from '../messages/code-points.ts';
import { ByteQueue } from './byte-queue.ts';
import { adviceFor } from './other-protocols.ts';
import type { ProtectedParts, Protection } from './protection.ts';
import {
  CONTENT,
  type ContentKind,
  contentKind,
  MAX_CIPHERTEXT,
  MAX_PLAINTEXT,
  RECORD_HEADER,
  recordHeader,
  tlsRecord,
} from './records.ts';

/** Not in the RFC: numbers end at 2^64 - 1 there (§6.1), "must not wrap"; here where a `number` stops being exact. */
export const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;

export interface PlainRecord {
  readonly kind: ContentKind;
  /** At most 2^14 bytes; empty only in application data. Fresh. */
  readonly plaintext: Bytes;
}

interface RecordLayerOptions {
  readonly observe: Observe | undefined;
  /** Number of the first record; 0 but in tests of the last ones. */
  readonly sequence?: number;
}

/** The direction towards us. */
export class RecordReader {
  readonly #queue = new ByteQueue();
  readonly #observe: Observe | undefined;
  #protection: Protection | undefined;
  #sequence: number;

  constructor(options: RecordLayerOptions) {
    this.#observe = options.observe;
    this.#sequence = options.sequence ?? 0;
  }

  /** Takes in what the transport brought, cut in any way. */
  push(raw: Uint8Array): void {
    this.#queue.push(raw);
  }

  /** What protects the records that follow. */
  install(protection: Protection): void {
    this.#protection = protection;
    this.#sequence = 0;
  }

  /** @param accepts - whether a record of that kind may have that version.
   * @returns the next record, or undefined until it is whole.
   * @throws TlsError */
  next(accepts: (kind: ContentKind, version: number) => boolean): PlainRecord | undefined {
    if (this.#queue.length < RECORD_HEADER) return undefined;
    // Judged as soon as it is there: nothing is buffered for a record that will be refused.
    const { type, version, length } = decode(recordHeader, this.#queue.peek(RECORD_HEADER));
    const kind = contentKind(type);
    if (kind === undefined) throw this.#unknownType();
    if (!accepts(kind, version)) throw new TlsError('record-version', 'RFC 5246 §6.2.1');
    const most = this.#protection === undefined ? MAX_PLAINTEXT : MAX_CIPHERTEXT;
    if (length > most) throw new TlsError('record-overflow', 'RFC 5246 §6.2.1');
    if (this.#queue.length < RECORD_HEADER + length) return undefined;
    const bytes = this.#queue.take(RECORD_HEADER + length);
    return { kind, plaintext: this.#open(kind, bytes) };
  }

  #unknownType(): TlsError {
    const isFirst = this.#sequence === 0 && this.#protection === undefined;
    const advice = isFirst ? adviceFor(this.#queue.peek(RECORD_HEADER)) : undefined;
    return new TlsError('unknown-record-type', 'RFC 5246 §6', { advice });
  }

  #open(kind: ContentKind, bytes: Bytes): Bytes {
    if (this.#sequence >= LAST_SEQUENCE) throw new TlsError('sequence-exhausted', 'RFC 5246 §6.1');
    const sequence = this.#sequence++;
    const observe = this.#observe;
    let parts: ProtectedParts | undefined;
    const watch = observe && ((seen: ProtectedParts) => (parts = seen));
    const fragment = bytes.subarray(RECORD_HEADER);
    const plaintext = this.#protection?.open(sequence, CONTENT[kind], fragment, watch) ?? fragment.slice();
    if (plaintext.length > MAX_PLAINTEXT) throw new TlsError('record-overflow', 'RFC 5246 §6.2.3');
    // RFC 5246 §6.2.1: "MUST NOT send zero-length fragments of Handshake, Alert, or ChangeCipherSpec".
    if (plaintext.length === 0 && kind !== 'application_data') throw new TlsError('empty-fragment', 'RFC 5246 §6.2.1');
    observe?.({ kind: 'record', direction: 'received', type: kind, sequence, bytes, plaintext, parts });
    return plaintext;
  }
}

/** The direction towards the peer. */
export class RecordWriter {
  readonly #observe: Observe | undefined;
  #protection: Protection | undefined;
  #sequence: number;

  constructor(options: RecordLayerOptions) {
    this.#observe = options.observe;
    this.#sequence = options.sequence ?? 0;
  }

  /** What protects the records that follow. */
  install(protection: Protection): void {
    this.#protection = protection;
    this.#sequence = 0;
  }

  /** Makes records of a message, as many as it takes; an empty one gives none.
   * @throws TlsError `sequence-exhausted`; the last number is kept for the alert that says so. */
  write(kind: ContentKind, message: Uint8Array): Bytes {
    const records: Bytes[] = [];
    for (let at = 0; at < message.length; at += MAX_PLAINTEXT) {
      records.push(this.#seal(kind, message.subarray(at, at + MAX_PLAINTEXT)));
    }
    return records.length === 1 ? records[0] : concat(...records);
  }

  #seal(kind: ContentKind, plaintext: Uint8Array): Bytes {
    if (this.#sequence >= LAST_SEQUENCE && kind !== 'alert') throw new TlsError('sequence-exhausted', 'RFC 5246 §6.1');
    const sequence = this.#sequence++;
    const observe = this.#observe;
    const type = CONTENT[kind];
    let parts: ProtectedParts | undefined;
    const watch = observe && ((seen: ProtectedParts) => (parts = seen));
    const fragment = this.#protection?.seal(sequence, type, plaintext, watch) ?? plaintext;
    const bytes = encode(tlsRecord, { type, version: TLS_1_2, fragment });
    observe?.({ kind: 'record', direction: 'sent', type: kind, sequence, bytes, plaintext, parts });
    return bytes;
  }
}
