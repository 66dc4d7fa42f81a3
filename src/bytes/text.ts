/** Bytes as text and back: hexadecimal in either case (RFC 4648 §8), base64 (§4) and UTF-8 (RFC 3629), each only in its canonical form. */
import { assertBytes, type Bytes } from './bytes.ts';
import { EncodingError, UsageError } from './errors.ts';

/** Text is first written as ASCII bytes and then decoded in one call: concatenating pieces of a 64 MiB text would take 2 GB and half a
 * minute. */
const ASCII = new TextDecoder();
const codesOf = (alphabet: string): Uint8Array => Uint8Array.from(alphabet, (character) => character.charCodeAt(0));

const HEX = codesOf('0123456789abcdef');
/** Entry b has the two hexadecimal digits of byte b. The table is written as bytes, so that they stand in the right order whatever the
 * platform's byte order is. */
const HEX_PAIRS = new Uint16Array(
  Uint8Array.from({ length: 512 }, (_, i) => HEX[i & 1 ? (i >> 1) & 15 : i >> 5]).buffer,
);
const HEX_VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 16; i++) HEX_VALUE[HEX[i]] = HEX_VALUE['0123456789ABCDEF'.charCodeAt(i)] = i;

/** Lower-case hexadecimal, two digits for each byte. Timing: table look-ups by value; not for long-lived secrets. */
export function bytesToHex(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  const pairs = HEX_PAIRS;
  const digits = new Uint16Array(bytes.length);
  for (let i = 0; i < digits.length; i++) digits[i] = pairs[bytes[i]];
  return ASCII.decode(digits);
}

/** Numbers of up to this many bytes, which includes those of all usual keys, are converted in a shared buffer for `0x` and the digits:
 * allocating a buffer for each number would take as long as the conversion. No other code runs while the buffer is in use, and its digits
 * are cleared afterwards. */
const NUMERAL_MAX = 1024;
const NUMERAL = new Uint16Array(NUMERAL_MAX + 1);
new Uint8Array(NUMERAL.buffer).set(codesOf('0x'));

/** The bytes as a hexadecimal numeral: `0x`, then `bytesToHex`. Timing: as `bytesToHex`. */
export function hexNumeral(bytes: Uint8Array): string {
  const { length } = bytes;
  if (length > NUMERAL_MAX) return `0x${bytesToHex(bytes)}`;
  const pairs = HEX_PAIRS;
  const numeral = NUMERAL;
  for (let i = 0; i < length; i++) numeral[i + 1] = pairs[bytes[i]];
  const text = ASCII.decode(numeral.subarray(0, length + 1));
  numeral.fill(0, 1, length + 1);
  return text;
}

/** Hexadecimal of either case, without separators.
 * @throws EncodingError `invalid-hex` on an odd length or any other character. */
export function hexToBytes(text: string): Bytes {
  assertText(text);
  const values = HEX_VALUE;
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const high = text.charCodeAt(2 * i);
    const low = text.charCodeAt(2 * i + 1);
    const byte = (high | low) < 128 ? (values[high] << 4) | values[low] : -1;
    if (byte < 0) throw refusedHex(text);
    bytes[i] = byte;
  }
  if (text.length % 2 !== 0) throw refusedHex(text);
  return bytes;
}

function refusedHex(text: string): EncodingError {
  const at = text.search(/[^0-9a-fA-F]/);
  return at >= 0
    ? new EncodingError('invalid-hex', at, 'not a hexadecimal digit', 'RFC 4648 §8')
    : new EncodingError('invalid-hex', text.length, 'odd number of digits', 'RFC 4648 §8');
}

const BASE64 = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const BASE64_VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) BASE64_VALUE[BASE64[i]] = i;
const PADDING = 0x3d;

/** Base64 with padding, on one line. */
export function bytesToBase64(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  const digits = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    digits[at++] = BASE64[group >> 18];
    digits[at++] = BASE64[(group >> 12) & 63];
    digits[at++] = i + 1 < bytes.length ? BASE64[(group >> 6) & 63] : PADDING;
    digits[at++] = i + 2 < bytes.length ? BASE64[group & 63] : PADDING;
  }
  return ASCII.decode(digits);
}

/** Decodes base64 with padding and without white space. Unused bits before the padding must be zero (RFC 4648 §3.5).
 * @throws EncodingError `invalid-base64`. */
export function base64ToBytes(text: string): Bytes {
  assertText(text);
  if (text.length % 4 !== 0)
    throw new EncodingError('invalid-base64', text.length, 'the length is not a multiple of four', 'RFC 4648 §4');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  let group = 0;
  for (let i = 0; i < digits; i++) {
    const value = BASE64_VALUE[text.charCodeAt(i)] ?? -1;
    if (value < 0) throw new EncodingError('invalid-base64', i, 'not a base64 digit', 'RFC 4648 §3.3');
    group = ((group << 6) | value) & 0xffffff;
    if (i % 4 === 3) {
      bytes[at++] = group >> 16;
      bytes[at++] = group >> 8;
      bytes[at++] = group;
    }
  }
  if (padding === 2) group <<= 12;
  if (padding === 1) group <<= 6;
  if (padding > 0) bytes[at++] = group >> 16;
  if (padding === 1) bytes[at++] = group >> 8;
  const leftOver = padding === 2 ? group & 0xffff : padding === 1 ? group & 0xff : 0;
  if (leftOver !== 0)
    throw new EncodingError('invalid-base64', digits - 1, 'non-zero bits in the padding', 'RFC 4648 §3.5');
  return bytes;
}

const ENCODER = new TextEncoder();
/** Keeps no state between calls: each call decodes a complete text. */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a text.
 * @throws EncodingError `invalid-utf8` on a lone surrogate, which has no encoding (RFC 3629 §3). */
export function utf8ToBytes(text: string): Bytes {
  assertText(text);
  const at = text.search(/\p{Surrogate}/u);
  if (at >= 0) throw new EncodingError('invalid-utf8', at, 'lone surrogate', 'RFC 3629 §3');
  return ENCODER.encode(text) as Bytes;
}

/** @throws EncodingError `invalid-utf8` on anything that is not well-formed; a byte order mark is kept as a character. */
export function bytesToUtf8(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  try {
    return DECODER.decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new EncodingError('invalid-utf8', 0, 'not well-formed UTF-8', 'RFC 3629 §4');
  }
}

function assertText(text: unknown): asserts text is string {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
}
