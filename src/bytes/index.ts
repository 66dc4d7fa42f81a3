/** Bytes, and what all other rooms build on: text forms, big-endian integers, branch-free choices, randomness, error classes, argument checks. */
export { base64urlToBytes, bytesToBase64url } from './base64url.ts';
export {
  assertArray,
  assertBoolean,
  assertBytes,
  assertDate,
  assertFields,
  assertFunction,
  assertInteger,
  assertMap,
  assertMethods,
  assertNotRenamed,
  assertOptions,
  assertString,
  type Bytes,
  type Clock,
  compareBytes,
  concat,
  equalBytes,
  isBytes,
  timeOf,
  xor,
} from './bytes.ts';
export { Concealed } from './concealed.ts';
export { ctEq, ctEqual, ctLessThan, ctSelect, ctSelectBytes } from './constant-time.ts';
export { type EncodingCode, EncodingError, type UsageCode, UsageError, VitrineError } from './errors.ts';
export { bitLength, i2osp, os2ip } from './integers.ts';
export { type Random, RandomError, randomBytes, systemRandom } from './random.ts';
export { base64ToBytes, bytesToBase64, bytesToHex, bytesToUtf8, hexToBytes, utf8ToBytes } from './text.ts';
