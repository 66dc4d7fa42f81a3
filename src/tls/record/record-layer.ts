/** The record protocol (RFC 5246 §6.2, RFC 8446 §5): fragments in and out, each direction with its protection and its sequence
 * number. These numbers never go back, so they live here and nowhere else. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';
import { TlsError } from '../errors.ts';
import type { Observe } from '../events.ts';
import { TLS_1_2 } from '../messages/code-points.ts';
import { ByteQueue } from './byte-queue.ts';
import { unwrapInner, wrapInner } from './inner-plaintext.ts';
import { adviceFor } from './other-protocols.ts';
import type { ProtectedParts, Protection } from './protection.ts';
import {
  CONTENT,
  type ContentKind,
  contentKind,
  MAX_CIPHERTEXT,
  MAX_CIPHERTEXT_13,
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
  /** Bytes of early data that may still come under keys that we have not (RFC 8446 §4.2.10). */
  #skippable = 0;

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

  /** From now on, up to the first record that opens, so many bytes of records that do not open are passed over: what a client sent
   * ahead, of which we accept nothing. */
  skip(bytes: number): void {
    this.#skippable = bytes;
  }

  /** @param accepts - whether a record of that kind may have that version.
   * @returns the next record, or undefined until it is whole.
   * @throws TlsError */
  next(accepts: (kind: ContentKind, version: number) => boolean): PlainRecord | undefined {
    for (;;) {
      if (this.#queue.length < RECORD_HEADER) return undefined;
      // Judged as soon as it is there: nothing is buffered for a record that will be refused.
      const { type, version, length } = decode(recordHeader, this.#queue.peek(RECORD_HEADER));
      const kind = contentKind(type);
      if (kind === undefined) throw this.#unknownType();
      if (!accepts(kind, version)) throw new TlsError('record-version', 'RFC 5246 §6.2.1');
      if (length > this.#most(kind)) throw new TlsError('record-overflow', 'RFC 5246 §6.2.1');
      if (this.#queue.length < RECORD_HEADER + length) return undefined;
      const bytes = this.#queue.take(RECORD_HEADER + length);
      if (this.#isSkipped(kind, bytes)) continue;
      return this.#open(kind, bytes);
    }
  }

  #unknownType(): TlsError {
    const isFirst = this.#sequence === 0 && this.#protection === undefined;
    const advice = isFirst ? adviceFor(this.#queue.peek(RECORD_HEADER)) : undefined;
    return new TlsError('unknown-record-type', 'RFC 5246 §6', { advice });
  }

  #most(kind: ContentKind): number {
    if (this.#protection === undefined) {
      return this.#skippable > 0 && kind === 'application_data' ? MAX_CIPHERTEXT_13 : MAX_PLAINTEXT;
    }
    return this.#protection.hidesType ? MAX_CIPHERTEXT_13 : MAX_CIPHERTEXT;
  }

  /** Whether it is early data: application data before there are keys, or under other keys than ours. */
  #isSkipped(kind: ContentKind, bytes: Bytes): boolean {
    if (this.#skippable === 0 || kind !== 'application_data') return false;
    if (this.#protection !== undefined && this.#opens(bytes)) {
      this.#skippable = 0;
      return false;
    }
    this.#skippable -= bytes.length;
    if (this.#skippable < 0) throw new TlsError('early-data-too-long', 'RFC 8446 §4.2.10');
    return true;
  }

  #opens(bytes: Bytes): boolean {
    try {
      this.#protection!.open(this.#sequence, CONTENT.application_data, bytes.subarray(RECORD_HEADER));
      return true;
    } catch (error) {
      if (error instanceof TlsError && error.code === 'bad-record-mac') return false;
      throw error;
    }
  }

  #open(shown: ContentKind, bytes: Bytes): PlainRecord {
    const fragment = bytes.subarray(RECORD_HEADER);
    if (this.#isClear(shown)) return this.#checked(shown, bytes, fragment.slice(), undefined);
    if (this.#sequence >= LAST_SEQUENCE) throw new TlsError('sequence-exhausted', 'RFC 5246 §6.1');
    const sequence = this.#sequence;
    let parts: ProtectedParts | undefined;
    const watch = this.#observe && ((seen: ProtectedParts) => (parts = seen));
    const opened = this.#protection?.open(sequence, CONTENT[shown], fragment, watch) ?? fragment.slice();
    const record = this.#checked(shown, bytes, opened, parts);
    this.#sequence++;
    return record;
  }

  /** RFC 8446 §5, appendix D.4: ChangeCipherSpec is never protected; an alert is not while the peer has no keys yet. */
  #isClear(shown: ContentKind): boolean {
    if (!this.#protection?.hidesType || shown === 'application_data') return false;
    if (shown === 'change_cipher_spec' || (shown === 'alert' && this.#sequence === 0)) return true;
    throw new TlsError('unexpected-message', 'RFC 8446 §5.2');
  }

  #checked(shown: ContentKind, bytes: Bytes, opened: Bytes, parts: ProtectedParts | undefined): PlainRecord {
    const isInner = this.#protection?.hidesType === true && shown === 'application_data';
    if (isInner && opened.length > MAX_PLAINTEXT + 1) throw new TlsError('record-overflow', 'RFC 8446 §5.4');
    const { kind, plaintext } = isInner ? unwrapped(opened) : { kind: shown, plaintext: opened };
    if (plaintext.length > MAX_PLAINTEXT) throw new TlsError('record-overflow', 'RFC 5246 §6.2.3');
    // RFC 5246 §6.2.1: "MUST NOT send zero-length fragments of Handshake, Alert, or ChangeCipherSpec".
    if (plaintext.length === 0 && kind !== 'application_data') throw new TlsError('empty-fragment', 'RFC 5246 §6.2.1');
    this.#observe?.({
      kind: 'record',
      direction: 'received',
      type: kind,
      sequence: this.#sequence,
      bytes,
      plaintext,
      parts,
    });
    return { kind, plaintext };
  }
}

function unwrapped(opened: Bytes): PlainRecord {
  const { type, content } = unwrapInner(opened);
  const kind = contentKind(type);
  // RFC 8446 §5: a ChangeCipherSpec under protection is as unexpected as a type that there is not.
  if (kind === undefined || kind === 'change_cipher_spec') throw new TlsError('unexpected-message', 'RFC 8446 §5');
  return { kind, plaintext: content };
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

  /** Whether so many bytes more would wear the key out. */
  isWornBy(length: number): boolean {
    const { limit } = this.#protection ?? {};
    return limit !== undefined && this.#sequence + Math.ceil(length / MAX_PLAINTEXT) >= limit;
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
    const protection = kind === 'change_cipher_spec' && this.#protection?.hidesType ? undefined : this.#protection;
    if (this.#sequence >= LAST_SEQUENCE && kind !== 'alert') throw new TlsError('sequence-exhausted', 'RFC 5246 §6.1');
    const isInner = protection?.hidesType === true;
    const type = isInner ? CONTENT.application_data : CONTENT[kind];
    const content = isInner ? wrapInner(CONTENT[kind], plaintext, 0) : plaintext;
    let parts: ProtectedParts | undefined;
    const watch = this.#observe && ((seen: ProtectedParts) => (parts = seen));
    const fragment = protection?.seal(this.#sequence, type, content, watch) ?? content;
    const bytes = encode(tlsRecord, { type, version: TLS_1_2, fragment });
    const sequence = this.#sequence;
    this.#observe?.({ kind: 'record', direction: 'sent', type: kind, sequence, bytes, plaintext, parts });
    if (protection === this.#protection) this.#sequence++;
    return bytes;
  }
}
