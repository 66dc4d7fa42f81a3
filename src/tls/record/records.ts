/** The record protocol's own structures (RFC 5246 §6.2). */
import type { Bytes } from '../../bytes/index.ts';
import { constant, opaque, struct, uint8, uint16 } from '../../codec/index.ts';
import { CONTENT_TYPES, contentType, protocolVersion, TLS_1_2 } from '../messages/code-points.ts';

/** The content types that RFC 5246 §6.2.1 defines. */
const { heartbeat: _, ...CONTENT } = CONTENT_TYPES;

export { CONTENT };
export type ContentKind = keyof typeof CONTENT;

const KINDS = new Map<number, ContentKind>(Object.entries(CONTENT).map(([kind, type]) => [type, kind as ContentKind]));
/** @returns undefined for any other type. */
export const contentKind = (type: number): ContentKind | undefined => KINDS.get(type);

/** Maximum bytes of a plaintext fragment (RFC 5246 §6.2.1). */
export const MAX_PLAINTEXT = 2 ** 14;
/** Maximum bytes of a protected fragment (RFC 5246 §6.2.3). */
export const MAX_CIPHERTEXT = MAX_PLAINTEXT + 2048;
/** Maximum bytes of a protected fragment in TLS 1.3 (RFC 8446 §5.2). */
export const MAX_CIPHERTEXT_13 = MAX_PLAINTEXT + 256;
/** Bytes of a record's header. */
export const RECORD_HEADER = 5;

/** The first five bytes of a record. */
export const recordHeader = struct('TLSPlaintext', 'RFC 5246 §6.2.1', {
  type: contentType,
  version: protocolVersion,
  length: uint16,
});

/** A whole record; its fragment is plaintext, or protected by the current keys. */
export const tlsRecord = struct('TLSCiphertext', 'RFC 5246 §6.2.3', {
  type: contentType,
  version: protocolVersion,
  fragment: opaque(16, 0, MAX_CIPHERTEXT),
});

/** The fast path of `recordHeader`, of the version that all our records have. */
export function writeHeader(record: Bytes, type: number, length: number): void {
  record[0] = type;
  record[1] = TLS_1_2 >> 8;
  record[2] = TLS_1_2 & 0xff;
  record[3] = length >> 8;
  record[4] = length;
}

/** The fast path of `tlsRecord`. @param fragment - at most `MAX_CIPHERTEXT` bytes. */
export function recordOf(type: number, fragment: Uint8Array): Bytes {
  const record = new Uint8Array(RECORD_HEADER + fragment.length);
  writeHeader(record, type, fragment.length);
  record.set(fragment, RECORD_HEADER);
  return record;
}

/** The only message of the change_cipher_spec protocol. */
export const changeCipherSpec = struct('ChangeCipherSpec', 'RFC 5246 §7.1', {
  type: constant(uint8, 1, 'RFC 5246 §7.1'),
});
