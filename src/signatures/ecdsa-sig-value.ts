/** Ecdsa-Sig-Value (RFC 3279 §2.2.3; SEC 1 §C.5): the encoding of r and s in certificates and TLS. */
import { integer, sequence } from '../asn1/index.ts';
import { assertBytes, assertInteger, type Bytes, concat, i2osp, os2ip, UsageError } from '../bytes/index.ts';
import { DecodeError, decode, encode, type ValueOf } from '../codec/index.ts';

export const ecdsaSigValue = sequence('Ecdsa-Sig-Value', 'RFC 3279 §2.2.3', { r: integer, s: integer });
export interface EcdsaSigValue extends ValueOf<typeof ecdsaSigValue> {}

/** The DER of r ‖ s. @param signature - two numbers of equal length, big-endian. */
export function ecdsaToDer(signature: Uint8Array): Bytes {
  assertBytes(signature, 'signature');
  if (signature.length % 2 !== 0)
    throw new UsageError('out-of-range', 'signature', 'must be two numbers of one length');
  const half = signature.length / 2;
  return encode(ecdsaSigValue, { r: os2ip(signature.subarray(0, half)), s: os2ip(signature.subarray(half)) });
}

/** r ‖ s of a DER signature.
 * @param length - bytes of each number.
 * @returns undefined if it is not DER, or a number is negative or too long. */
export function ecdsaFromDer(der: Uint8Array, length: number): Bytes | undefined {
  assertInteger(length, 'length', 0);
  try {
    const { r, s } = decode(ecdsaSigValue, der);
    if (r < 0n || s < 0n || r >> BigInt(8 * length) !== 0n || s >> BigInt(8 * length) !== 0n) return undefined;
    return concat(i2osp(r, length), i2osp(s, length));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}
