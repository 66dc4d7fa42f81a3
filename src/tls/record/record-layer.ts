/** The record protocol (RFC 5246 §6.2, RFC 8446 §5). Each direction has its protection and its sequence number, which must never
 * repeat and is therefore kept only here. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { ruleOf, TlsError } from '../errors.ts';
import type { Observe } from '../events.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import { ByteQueue } from './byte-queue.ts';
import { unwrapInner, wrapInner } from './inner-plaintext.ts';
import { adviceFor, lengthAdvice, versionAdvice } from './other-protocols.ts';
import type { ProtectedParts, Protection } from './protection.ts';
import {
  CONTENT,
  type ContentKind,
  contentKind,
  MAX_CIPHERTEXT,
  MAX_CIPHERTEXT_13,
  MAX_PLAINTEXT,
  RECORD_HEADER,
  recordOf,
} from './records.ts';

/** Not in the RFC, which limits sequence numbers to 2^64 - 1 (§6.1): ours end at the largest exact `number`. */
export const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;

export interface PlainRecord {
  readonly kind: ContentKind;
  /** At most 2^14 bytes; empty only for application data. Newly allocated. */
  readonly plaintext: Bytes;
}

interface RecordLayerOptions {
  readonly observe: Observe | undefined;
  /** Sequence number of the first record; nonzero only in tests. */
  readonly sequence?: number;
  /** TLS 1.3: content and type are padded to a multiple of this many bytes (RFC 8446 §5.4). Default: no padding. */
  readonly padding?: number;
}

/** The receiving direction. */
export class RecordReader {
  readonly #queue = new ByteQueue();
  readonly #observe: Observe | undefined;
  #protection: Protection | undefined;
  #sequence: number;
  /** The bytes of a protected record's plaintext that we accept (RFC 8449 §4): with the content type and padding in TLS 1.3. */
  #limit: number | undefined;
  /** Remaining bytes of early data to skip; we have no keys for it (RFC 8446 §4.2.10). Undefined where none can come. */
  #skippable: number | undefined;
  /** Whether `wearsOut` has already reported this key. */
  #isWorn = false;
  /** See `install`. */
  #takesClearAlert = false;
  #chosen: TlsVersion | undefined;

  constructor(options: RecordLayerOptions) {
    this.#observe = options.observe;
    this.#sequence = options.sequence ?? 0;
  }

  /** Buffers bytes from the transport, in chunks of any size. */
  push(raw: Uint8Array): void {
    this.#queue.push(raw);
  }

  /** Sets the protection of the following records.
   * @param takesClearAlert - whether an alert may come in the clear before the first record under this protection. Only a server takes one,
   * under its client's handshake keys: the client sends it if it cannot derive the keys. Default: no. */
  install(protection: Protection, takesClearAlert = false): void {
    this.#protection = protection;
    this.#takesClearAlert = takesClearAlert;
    this.#sequence = 0;
    this.#isWorn = false;
  }

  /** Whether the key has reached its usage limit (RFC 8446 §5.5). True once for each key. */
  wearsOut(): boolean {
    const limit = this.#protection?.limit ?? Number.POSITIVE_INFINITY;
    if (this.#isWorn || this.#sequence < limit) return false;
    this.#isWorn = true;
    return true;
  }

  /** Sets the limit on the plaintext of protected records that we sent to the peer (RFC 8449 §4). */
  limit(bytes: number): void {
    this.#limit = bytes;
  }

  /** Until the first record that opens, skips records that do not open, up to this many bytes: early data, which we do not
   * accept. Undefined: no more of it can come. */
  skip(bytes: number | undefined): void {
    this.#skippable = bytes;
  }

  /** @param accepts - whether a record of that type may have that version. @param chosen - the version that was chosen; its rules are named.
   * @returns the next record, or undefined until it is complete.
   * @throws TlsError */
  next(accepts: (kind: ContentKind, version: number) => boolean, chosen?: TlsVersion): PlainRecord | undefined {
    this.#chosen = chosen;
    for (;;) {
      if (this.#queue.length < RECORD_HEADER) return undefined;
      // The header is checked as soon as it arrives: nothing is buffered for a record that will be refused.
      // The fast path of `recordHeader`.
      const header = this.#queue.peek(RECORD_HEADER);
      const kind = contentKind(header[0]);
      const version = (header[1] << 8) | header[2];
      const length = (header[3] << 8) | header[4];
      if (kind === undefined)
        throw new TlsError('unknown-record-type', this.#rule('RFC 5246 §6', 'RFC 8446 §5'), this.#told(adviceFor));
      if (!accepts(kind, version))
        throw new TlsError('record-version', this.#rule('RFC 5246 §6.2.1', 'RFC 8446 §5.1'), this.#told(versionAdvice));
      if (length > this.#most(kind))
        throw new TlsError('record-overflow', this.#rule('RFC 5246 §6.2.1', 'RFC 8446 §5.2'), this.#told(lengthAdvice));
      if (this.#queue.length < RECORD_HEADER + length) return undefined;
      // What is opened is a copy; only observers keep the record itself.
      const bytes = this.#observe ? this.#queue.take(RECORD_HEADER + length) : this.#queue.pass(RECORD_HEADER + length);
      if (this.#isSkipped(kind, bytes)) continue;
      return this.#open(kind, bytes);
    }
  }

  #rule(of12: string, of13: string): string {
    return ruleOf(this.#chosen, of12, of13);
  }

  /** Of a transport that ended: what the peer speaks, where the few bytes that came begin no record. */
  get remnant(): { readonly advice?: string } {
    const isNone = this.#queue.length > 0 && contentKind(this.#queue.peek(1)[0]) === undefined;
    return isNone ? this.#told(adviceFor) : {};
  }

  /** About a header that is refused. The first one tells what the peer speaks instead. */
  #told(adviceOf: (header: Uint8Array) => string): { readonly advice?: string } {
    const isFirst = this.#sequence === 0 && this.#protection === undefined;
    return isFirst ? { advice: adviceOf(this.#queue.peek(Math.min(RECORD_HEADER, this.#queue.length))) } : {};
  }

  #most(kind: ContentKind): number {
    if (this.#protection === undefined) {
      return this.#skippable !== undefined && kind === 'application_data' ? MAX_CIPHERTEXT_13 : MAX_PLAINTEXT;
    }
    return this.#protection.hidesType ? MAX_CIPHERTEXT_13 : MAX_CIPHERTEXT;
  }

  /** Whether the record may be early data: application data before we have keys, or under keys that we do not have. */
  #isSkipped(kind: ContentKind, bytes: Bytes): boolean {
    if (this.#skippable === undefined || kind !== 'application_data') return false;
    if (this.#protection !== undefined && this.#opens(bytes)) {
      this.#skippable = undefined;
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
    if (this.#sequence >= LAST_SEQUENCE)
      throw new TlsError('sequence-exhausted', this.#rule('RFC 5246 §6.1', 'RFC 8446 §5.3'));
    const sequence = this.#sequence;
    let parts: ProtectedParts | undefined;
    const watch = this.#observe && ((seen: ProtectedParts) => (parts = seen));
    const opened = this.#protection?.open(sequence, CONTENT[shown], fragment, watch) ?? fragment.slice();
    const record = this.#checked(shown, bytes, opened, parts);
    this.#sequence++;
    return record;
  }

  /** RFC 8446 §5, appendix D.4: ChangeCipherSpec is never protected; nor is an alert of a client that has no keys yet. From all others
   * it would be an attacker's, who could cut off the data by a close_notify. */
  #isClear(shown: ContentKind): boolean {
    if (!this.#protection?.hidesType || shown === 'application_data') return false;
    if (shown === 'change_cipher_spec' || (shown === 'alert' && this.#takesClearAlert && this.#sequence === 0))
      return true;
    throw new TlsError('unexpected-message', 'RFC 8446 §5.2');
  }

  #checked(shown: ContentKind, bytes: Bytes, opened: Bytes, parts: ProtectedParts | undefined): PlainRecord {
    const isInner = this.#protection?.hidesType === true && shown === 'application_data';
    const isProtected = isInner || (this.#protection !== undefined && !this.#protection.hidesType);
    if (isProtected && this.#limit !== undefined && opened.length > this.#limit)
      throw new TlsError('record-overflow', 'RFC 8449 §4');
    // RFC 8446 §5.4: with its type and padding. The same bound without them is checked below.
    if (isInner && opened.length > MAX_PLAINTEXT + 1) throw new TlsError('record-overflow', 'RFC 8446 §5.4');
    const { kind, plaintext } = isInner ? unwrapped(opened) : { kind: shown, plaintext: opened };
    if (plaintext.length > MAX_PLAINTEXT)
      throw new TlsError('record-overflow', this.#rule('RFC 5246 §6.2.3', 'RFC 8446 §5.4'));
    // RFC 5246 §6.2.1: "MUST NOT send zero-length fragments of Handshake, Alert, or ChangeCipherSpec".
    if (plaintext.length === 0 && kind !== 'application_data')
      throw new TlsError('empty-fragment', this.#rule('RFC 5246 §6.2.1', 'RFC 8446 §5.1'));
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
  // RFC 8446 §5: a protected ChangeCipherSpec is unexpected, and so is an unknown type.
  if (kind === undefined || kind === 'change_cipher_spec') throw new TlsError('unexpected-message', 'RFC 8446 §5');
  return { kind, plaintext: content };
}

/** The sending direction. */
export class RecordWriter {
  readonly #observe: Observe | undefined;
  readonly #padding: number;
  /** As the reader's: what the peer accepts. */
  #limit = MAX_PLAINTEXT + 1;
  #protection: Protection | undefined;
  #sequence: number;

  constructor(options: RecordLayerOptions) {
    this.#observe = options.observe;
    this.#sequence = options.sequence ?? 0;
    this.#padding = options.padding ?? 1;
  }

  /** Sets the protection of the following records. */
  install(protection: Protection): void {
    this.#protection = protection;
    this.#sequence = 0;
  }

  /** Sets the peer's limit on the plaintext of protected records (RFC 8449 §4). */
  limit(bytes: number): void {
    this.#limit = bytes;
  }

  /** Bytes of content that a record may have. */
  get #most(): number {
    if (this.#protection === undefined) return MAX_PLAINTEXT;
    return Math.min(MAX_PLAINTEXT, this.#protection.hidesType ? this.#limit - 1 : this.#limit);
  }

  /** Whether this many more bytes would exceed the key's limit. */
  isWornBy(length: number): boolean {
    const { limit } = this.#protection ?? {};
    return limit !== undefined && this.#sequence + Math.ceil(length / this.#most) >= limit;
  }

  /** Puts content into one or more records, and protects them; empty content gives none.
   * @throws TlsError `sequence-exhausted`: the last sequence number is kept for the alert that reports this. */
  write(kind: ContentKind, message: Uint8Array): Bytes {
    const most = this.#most;
    if (message.length > 0 && message.length <= most) return this.#seal(kind, message);
    const records: Bytes[] = [];
    for (let at = 0; at < message.length; at += most) {
      records.push(this.#seal(kind, message.subarray(at, at + most)));
    }
    return concat(...records);
  }

  /** Bytes of padding for a content of that length. RFC 8449 §4: the limit includes them. */
  #zeros(length: number): number {
    const padded = Math.ceil((length + 1) / this.#padding) * this.#padding;
    return Math.min(padded, this.#limit, MAX_PLAINTEXT + 1) - (length + 1);
  }

  #seal(kind: ContentKind, plaintext: Uint8Array): Bytes {
    const protection = kind === 'change_cipher_spec' && this.#protection?.hidesType ? undefined : this.#protection;
    const isInner = protection?.hidesType === true;
    if (this.#sequence >= LAST_SEQUENCE && kind !== 'alert')
      throw new TlsError('sequence-exhausted', isInner ? 'RFC 8446 §5.3' : 'RFC 5246 §6.1');
    const type = isInner ? CONTENT.application_data : CONTENT[kind];
    const content = isInner ? wrapInner(CONTENT[kind], plaintext, this.#zeros(plaintext.length)) : plaintext;
    let parts: ProtectedParts | undefined;
    const watch = this.#observe && ((seen: ProtectedParts) => (parts = seen));
    const fragment = protection?.seal(this.#sequence, type, content, watch) ?? content;
    const bytes = recordOf(type, fragment);
    const sequence = this.#sequence;
    this.#observe?.({ kind: 'record', direction: 'sent', type: kind, sequence, bytes, plaintext, parts });
    if (protection === this.#protection) this.#sequence++;
    return bytes;
  }
}
