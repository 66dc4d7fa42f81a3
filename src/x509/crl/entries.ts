/** The entries of a list, indexed once so that each is found in constant time. A list of 64 MB has about two million entries: the index
 * takes 8 bytes for each, and an entry is decoded when it is needed. */
import { integer } from '../../asn1/index.ts';
import { compareBytes, equalBytes } from '../../bytes/index.ts';
import { DecodeError, decode, encode, Reader } from '../../codec/index.ts';
import { CERTIFICATE_ISSUER, CRL_REASON, INVALIDITY_DATE, valueByOid } from '../extensions/by-oid.ts';
import type { Extension } from '../extensions/index.ts';
import type { GeneralName } from '../names/general-name.ts';
import { type CrlReason, reasonNamed } from './reasons.ts';
import { type RevokedCertificate, revokedCertificate } from './structures.ts';

/** One revoked certificate of a list. */
export interface RevokedEntry {
  readonly serialNumber: bigint;
  readonly revocationDate: Date;
  /** undefined: the entry has no reasonCode, which means unspecified (RFC 5280 §5.3.1). */
  readonly reason: CrlReason | undefined;
  readonly invalidityDate: Date | undefined;
  /** The issuer of the certificate, if it is not the list's issuer: from this entry, or from the last entry before it that has a
   * certificateIssuer (RFC 5280 §5.3.3). */
  readonly certificateIssuer: readonly GeneralName[] | undefined;
  /** The extensions of this entry. */
  readonly extensions: readonly Extension[];
}

/** The entry extensions that are processed here. */
const PROCESSED: ReadonlySet<string> = new Set([CRL_REASON.id, INVALIDITY_DATE.id, CERTIFICATE_ISSUER.id]);

/** An index over the contents octets of `revokedCertificates`. */
export class RevokedEntries {
  /** The number of entries. */
  readonly size: number;
  /** The OID of a critical entry extension that is not processed, if an entry has one (RFC 5280 §5.3: the list cannot be used). */
  readonly unprocessed: string | undefined;
  /** A serial number occurs twice: an error, unless the list covers several issuers. */
  readonly hasDuplicates: boolean;
  readonly #bytes: Uint8Array;
  /** Offsets of all entries, bucket by bucket; within a bucket by serial number, and in the list's order. */
  readonly #offsets: Uint32Array;
  /** Where each bucket begins in `#offsets`; one more than there are buckets. */
  readonly #buckets: Uint32Array;
  /** Offsets of the entries that have a certificateIssuer, ascending. */
  readonly #issuers: Uint32Array;
  /** The certificateIssuer that was read last: entries of one serial number may share one of any size. */
  #issuer: { readonly at: number; readonly names: readonly GeneralName[] | undefined } | undefined;

  /** Reads every entry once.
   * @param bytes - contents octets, kept as a view.
   * @throws DecodeError, its offset counted from the first entry. */
  constructor(bytes: Uint8Array) {
    const { offsets, issuers, unprocessed } = scan(bytes);
    this.#bytes = bytes;
    this.size = offsets.length;
    this.unprocessed = unprocessed;
    this.#issuers = issuers;
    const mask = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, offsets.length)))) - 1;
    this.#buckets = new Uint32Array(mask + 2);
    this.#offsets = this.#place(offsets, mask);
    this.hasDuplicates = this.#offsets.some((offset, i) => i > 0 && this.#compare(this.#offsets[i - 1], offset) === 0);
  }

  /** A counting sort into buckets. The entries of each bucket are sorted, so that the search takes logarithmic time even if all serial
   * numbers fall into one bucket. */
  #place(offsets: Uint32Array, mask: number): Uint32Array {
    const buckets = this.#buckets;
    for (const offset of offsets) buckets[hashOf(serialAt(this.#bytes, offset)) & mask]++;
    for (let i = 1; i < buckets.length; i++) buckets[i] += buckets[i - 1];
    // Each offset starts at the end of its bucket, and moves to the start as the bucket is filled.
    const placed = new Uint32Array(offsets.length);
    for (const offset of offsets) placed[--buckets[hashOf(serialAt(this.#bytes, offset)) & mask]] = offset;
    for (let i = 0; i + 1 < buckets.length; i++) {
      const own = placed.subarray(buckets[i], buckets[i + 1]);
      if (own.length > 1) own.sort((a, b) => this.#compare(a, b) || a - b);
    }
    return placed;
  }

  #compare = (a: number, b: number): number => compareBytes(serialAt(this.#bytes, a), serialAt(this.#bytes, b));

  /** The entries with a serial number, in the list's order: one, unless the list is faulty or covers several issuers. */
  *withSerial(serialNumber: bigint): Generator<RevokedEntry> {
    const wanted = encode(integer.body, serialNumber);
    const bucket = hashOf(wanted) & (this.#buckets.length - 2);
    let [low, high] = [this.#buckets[bucket], this.#buckets[bucket + 1]];
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes(serialAt(this.#bytes, this.#offsets[middle]), wanted) < 0) low = middle + 1;
      else high = middle;
    }
    for (; low < end && equalBytes(serialAt(this.#bytes, this.#offsets[low]), wanted); low++) {
      yield this.#read(this.#offsets[low]);
    }
  }

  /** All entries, in the list's order. Each is decoded when it is reached, and not cached. */
  *[Symbol.iterator](): Generator<RevokedEntry> {
    const reader = readerOf(this.#bytes);
    let issuer: readonly GeneralName[] | undefined;
    while (reader.left > 0) {
      const entry = revokedCertificate.decode(reader);
      issuer = valueByOid(entry.crlEntryExtensions, CERTIFICATE_ISSUER) ?? issuer;
      yield entryOf(entry, issuer);
    }
  }

  #read(offset: number): RevokedEntry {
    const entry = decode(revokedCertificate, elementAt(this.#bytes, offset));
    const issuedBy = this.#issuerBefore(offset);
    return entryOf(entry, issuedBy);
  }

  /** RFC 5280 §5.3.3: "on subsequent entries in an indirect CRL, if this extension is not present, the certificate issuer for the
   * entry is the same as that for the preceding entry." */
  #issuerBefore(offset: number): readonly GeneralName[] | undefined {
    let [low, high] = [0, this.#issuers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#issuers[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    const at = this.#issuers[low - 1];
    if (this.#issuer?.at !== at) {
      const { crlEntryExtensions } = decode(revokedCertificate, elementAt(this.#bytes, at));
      this.#issuer = { at, names: valueByOid(crlEntryExtensions, CERTIFICATE_ISSUER) };
    }
    return this.#issuer.names;
  }
}

interface Scan {
  readonly offsets: Uint32Array;
  readonly issuers: Uint32Array;
  readonly unprocessed: string | undefined;
}

/** Decodes every entry and its known extensions, so that later lookups find only well-formed entries. */
function scan(bytes: Uint8Array): Scan {
  const reader = readerOf(bytes);
  const [offsets, issuers] = [new Offsets(), new Offsets()];
  let unprocessed: string | undefined;
  while (reader.left > 0) {
    const { at } = reader;
    const { crlEntryExtensions = NONE } = located(offsets.length, at, () => revokedCertificate.decode(reader));
    offsets.push(at);
    if (crlEntryExtensions.length === 0) continue;
    located(offsets.length - 1, at, () => checkValues(crlEntryExtensions));
    if (crlEntryExtensions.some(({ extnID }) => extnID === CERTIFICATE_ISSUER.id)) issuers.push(at);
    unprocessed ??= crlEntryExtensions.find(({ extnID, critical }) => critical && !PROCESSED.has(extnID))?.extnID;
  }
  return { offsets: offsets.all(), issuers: issuers.all(), unprocessed };
}

const NONE: readonly Extension[] = [];

function checkValues(extensions: readonly Extension[]): void {
  valueByOid(extensions, CRL_REASON);
  valueByOid(extensions, INVALIDITY_DATE);
  valueByOid(extensions, CERTIFICATE_ISSUER);
}

function located<T>(index: number, at: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const path = ['CertificateList', 'tbsCertList', 'revokedCertificates', `${index + 1}`, ...error.path];
    throw new DecodeError(error.code, error.path.length > 0 ? at : error.at, error.rule, path);
  }
}

function entryOf(
  { userCertificate, revocationDate, crlEntryExtensions = [] }: RevokedCertificate,
  certificateIssuer: readonly GeneralName[] | undefined,
): RevokedEntry {
  const reason = valueByOid(crlEntryExtensions, CRL_REASON);
  return {
    serialNumber: userCertificate,
    revocationDate: revocationDate.value,
    reason: reason === undefined ? undefined : reasonNamed(reason),
    invalidityDate: valueByOid(crlEntryExtensions, INVALIDITY_DATE),
    certificateIssuer,
    extensions: crlEntryExtensions,
  };
}

/** A reader without further limits: the size of the list was limited when it was decoded. */
const readerOf = (bytes: Uint8Array): Reader =>
  new Reader(bytes, { limits: { bytes: bytes.length, nodes: bytes.length + 1 } });

/** Numbers below 2^32 in a growing array. */
class Offsets {
  length = 0;
  #values = new Uint32Array(64);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }
  /** A view. */
  all(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }
}

/** The element at an offset that `scan` has found. */
function elementAt(bytes: Uint8Array, at: number): Uint8Array {
  const { start, length } = contentsAt(bytes, at);
  return bytes.subarray(at, start + length);
}

/** The contents octets of the userCertificate of an entry that `scan` has decoded. */
function serialAt(bytes: Uint8Array, at: number): Uint8Array {
  const { start, length } = contentsAt(bytes, contentsAt(bytes, at).start);
  return bytes.subarray(start, start + length);
}

/** X.690 §8.1.3, of an element with a tag of one byte that was decoded before. */
function contentsAt(bytes: Uint8Array, at: number): { readonly start: number; readonly length: number } {
  const first = bytes[at + 1];
  if (first < 0x80) return { start: at + 2, length: first };
  let length = 0;
  const start = at + 2 + (first & 0x7f);
  for (let i = at + 2; i < start; i++) length = length * 256 + bytes[i];
  return { start, length };
}

/** FNV-1a with 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  // The low bits select the bucket, but FNV's high bits are mixed better.
  return (hash ^ (hash >>> 15)) >>> 0;
}
