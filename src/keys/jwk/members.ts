/** The members of a JSON Web Key (RFC 7517 §4): strings, of which those of keys are base64url. */
import {
  type Bytes,
  base64urlToBytes,
  bitLength,
  bytesToBase64url,
  EncodingError,
  i2osp,
  os2ip,
} from '../../bytes/index.ts';
import { KeyError } from '../errors.ts';

/** A JSON Web Key, as `JSON.parse` gives it. Members that are not about the key itself (`use`, `kid`, …) are ignored (RFC 7517 §4). */
export interface Jwk {
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly d?: string;
  readonly p?: string;
  readonly q?: string;
  readonly dp?: string;
  readonly dq?: string;
  readonly qi?: string;
}

export const malformed = (message: string, rule: string): KeyError => new KeyError('malformed-jwk', message, rule);

/** A member of a JWK's own, or undefined. */
export const memberOf = (jwk: object, name: string): unknown =>
  Object.hasOwn(jwk, name) ? (jwk as Readonly<Record<string, unknown>>)[name] : undefined;

/** The bytes of a member. @throws KeyError `malformed-jwk` unless it is present, and is base64url without padding. */
export function bytesOf(jwk: object, name: string, rule: string): Bytes {
  const text = memberOf(jwk, name);
  if (typeof text !== 'string')
    throw malformed(`${name} ${text === undefined ? 'is missing' : 'is not a string'}`, rule);
  try {
    return base64urlToBytes(text);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    // The text may be secret: the error gives the fault but no part of the text.
    throw malformed(`${name}: ${error.message}`, error.rule);
  }
}

/** The positive integer of a member, Base64urlUInt (RFC 7518 §2): "MUST utilize the minimum number of octets".
 * @throws KeyError `malformed-jwk`. */
export function integerOf(jwk: object, name: string, rule: string): bigint {
  const bytes = bytesOf(jwk, name, rule);
  if (bytes.length === 0 || bytes[0] === 0) throw malformed(`${name} is empty, or begins with a zero`, 'RFC 7518 §2');
  return os2ip(bytes);
}

/** Base64urlUInt. Timing: depends on the length of the value. */
export const integerMember = (value: bigint): string => bytesToBase64url(i2osp(value, Math.ceil(bitLength(value) / 8)));
