/** `handshake_messages` (RFC 5246 §7.4.9): every handshake message so far as it was sent, type and length included, record
 * headers, HelloRequest and ChangeCipherSpec not. A value: adding to it makes another, so that no step can disturb an earlier one.
 * Kept whole, since CertificateVerify signs it whole (§7.4.8); it is a few thousand bytes. */
import { type Bytes, concat } from '../../bytes/index.ts';

export type Transcript = readonly Uint8Array[];

/** The messages joined. */
export const transcriptBytes = (transcript: Transcript): Bytes => concat(...transcript);
