/** What bytes are that are neither PEM nor DER: formats of other programs, by the bytes that they begin with. */

const TO_PKCS12 =
  'keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 turns it into PKCS #12';

/** The first bytes of a format, and what it is. */
const FORMATS: readonly (readonly [first: readonly number[], what: string])[] = [
  [[0xfe, 0xed, 0xfe, 0xed], `a Java key store (JKS); ${TO_PKCS12}`],
  [[0xce, 0xce, 0xce, 0xce], `a Java key store (JCEKS); ${TO_PKCS12}`],
  // Local file header, and the end of an empty archive.
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive; unzip FILE takes out what is in it'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP archive'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'a PDF, no key or certificate'],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'a picture (PNG), no key or certificate'],
  // RFC 1952 §2.3.1: the magic, and the only method.
  [[0x1f, 0x8b, 0x08], 'compressed (gzip); gunzip -c FILE > NEW decompresses it'],
];

/** Names such a format, with what to do about it, for a message after "is "; undefined for other bytes. */
export const otherFormat = (bytes: Uint8Array): string | undefined =>
  FORMATS.find(([first]) => first.every((byte, i) => bytes[i] === byte))?.[1];
