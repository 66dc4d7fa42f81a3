/** The small types that several messages share. */
import { type Codec, cite, named, struct, uint8, uint16 } from '../../codec/index.ts';

/** TLS 1.2, the one version spoken here (RFC 5246 §6.2.1). */
export const TLS_1_2 = 0x0303;

/** `ProtocolVersion`: major and minor as one number, so that `{3, 3}` is 0x0303. */
export const protocolVersion: Codec<number> = cite('RFC 5246 §6.2.1', named('ProtocolVersion', uint16));

export const cipherSuite: Codec<number> = cite('RFC 5246 §7.4.1.2', named('CipherSuite', uint16));
export const compressionMethod: Codec<number> = cite('RFC 5246 §7.4.1.2', named('CompressionMethod', uint8));

/** Hash and signature in one number, as RFC 8446 §4.2.3 renames `SignatureAndHashAlgorithm`. */
export const signatureScheme: Codec<number> = cite('RFC 5246 §7.4.1.4.1', named('SignatureAndHashAlgorithm', uint16));

/** A body without fields. */
export const empty = (type: string, rule: string): Codec<Record<never, never>> => struct(type, rule, {});
