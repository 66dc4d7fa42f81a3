/** Records of an append-only file: a header with the length and two checksums, then the content. A file that was truncated by a crash
 * contains complete records and at most the beginning of another one. */
import { bytesToUtf8, concat, utf8ToBytes } from '../../bytes/index.ts';
import { decode, encode, struct, uint32 } from '../../codec/index.ts';
import { crc32c } from './checksum.ts';
import { StoreError } from './store.ts';

const HEADER_BYTES = 12;
const lengths = struct('RecordLengths', 'Not in any standard', { length: uint32, checksum: uint32 });
/** `checksum` is that of the content, `headerChecksum` that of the two numbers before it: a damaged length must not be mistaken for a
 * truncation. */
const header = struct('RecordHeader', 'Not in any standard', {
  length: uint32,
  checksum: uint32,
  headerChecksum: uint32,
});

/** One record. */
export function encodeRecord(text: string): Uint8Array<ArrayBuffer> {
  const content = utf8ToBytes(text);
  const numbers = { length: content.length, checksum: crc32c(content) };
  return concat(encode(header, { ...numbers, headerChecksum: crc32c(encode(lengths, numbers)) }), content);
}

export interface ReadRecords {
  readonly texts: readonly string[];
  /** Bytes of all complete records; further bytes are the beginning of a record that was never acknowledged. */
  readonly length: number;
}

/** Reads the complete records from the beginning.
 * @param file - what to call it in an error.
 * @throws StoreError `corrupt` for a record that is damaged, not merely truncated. */
export function readRecords(bytes: Uint8Array, file: string): ReadRecords {
  const texts: string[] = [];
  let at = 0;
  while (bytes.length - at >= HEADER_BYTES) {
    const { length, checksum, headerChecksum } = decode(header, bytes.subarray(at, at + HEADER_BYTES));
    const rest = bytes.subarray(at + HEADER_BYTES);
    if (headerChecksum !== crc32c(bytes.subarray(at, at + 8))) {
      // The file system may have allocated space for a record without writing it.
      if (bytes.subarray(at).every((byte) => byte === 0)) break;
      throw damaged(file, at);
    }
    if (rest.length < length) break;
    const content = rest.subarray(0, length);
    if (checksum !== crc32c(content)) {
      if (rest.length > length) throw damaged(file, at);
      break;
    }
    texts.push(bytesToUtf8(content));
    at += HEADER_BYTES + length;
  }
  return { texts, length: at };
}

const damaged = (file: string, at: number): StoreError =>
  new StoreError('corrupt', `${file}: the record at byte ${at} is damaged`);
