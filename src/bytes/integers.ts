/** Non-negative integers as big-endian byte strings (RFC 8017 §4), under the names that PKCS #1 gives them. */
import { assertBytes, assertInteger, type Bytes } from './bytes.ts';
import { UsageError } from './errors.ts';
import { hexNumeral, hexToBytes } from './text.ts';

const MAX_LENGTH = 2 ** 27; // bytes: V8's integers have at most 2^30 bits

/** I2OSP (RFC 8017 §4.1): `value` as exactly `length` bytes.
 * @throws UsageError `out-of-range` when it is negative or does not fit ("integer too large").
 * Timing: depends on the length of the value. */
export function i2osp(value: bigint, length: number): Bytes {
  assertNatural(value);
  assertInteger(length, 'length', 0, MAX_LENGTH);
  const digits = value === 0n ? '' : value.toString(16);
  if (digits.length > 2 * length) throw new UsageError('out-of-range', 'value', `does not fit ${length} bytes`);
  return hexToBytes(digits.padStart(2 * length, '0'));
}

/** Up to this many bytes, combining 32-bit words is faster than converting by way of hexadecimal text. */
const FEW = 32;

/** OS2IP (RFC 8017 §4.2): the integer that the bytes encode; an empty array encodes zero. Linear-time conversion by way of hexadecimal.
 * @throws UsageError `out-of-range` for more bytes than the platform's integers have.
 * Timing: depends on the length. */
export function os2ip(bytes: Uint8Array): bigint {
  assertBytes(bytes, 'bytes');
  if (bytes.length > MAX_LENGTH) throw new UsageError('out-of-range', 'bytes', `must have at most ${MAX_LENGTH} bytes`);
  return bytes.length > FEW ? BigInt(hexNumeral(bytes)) : joinWords(bytes);
}

function joinWords(bytes: Uint8Array): bigint {
  let i = 0;
  let first = 0;
  while ((bytes.length - i) % 4 !== 0) first = first * 256 + bytes[i++];
  let value = BigInt(first);
  for (; i < bytes.length; i += 4) {
    const word = (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
    value = (value << 32n) | BigInt(word >>> 0);
  }
  return value;
}

/** Number of bits of a non-negative integer: the position of its highest one, 0 for zero. Linear in the size of the value.
 * @throws UsageError. */
export function bitLength(value: bigint): number {
  assertNatural(value);
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return 4 * (digits.length - 1) + (32 - Math.clz32(Number.parseInt(digits[0], 16)));
}

function assertNatural(value: unknown): asserts value is bigint {
  if (typeof value !== 'bigint') throw new UsageError('wrong-type', 'value', `must be a bigint, got ${typeof value}`);
  if (value < 0n) throw new UsageError('out-of-range', 'value', 'must not be negative');
}
