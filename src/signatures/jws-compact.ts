/** JSON Web Signatures by private keys, in the compact form (RFC 7515 §7.1), with RSASSA-PKCS1-v1_5 and ECDSA (RFC 7518 §3.3, §3.4). */
import {
  assertBytes,
  assertFields,
  assertOptions,
  assertString,
  type Bytes,
  base64urlToBytes,
  bitLength,
  bytesToBase64url,
  bytesToUtf8,
  EncodingError,
  type Random,
  UsageError,
  utf8ToBytes,
} from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import type { PrivateKey, PublicKey } from '../keys/index.ts';
import { assertNoProxy } from '../keys/internal.ts';
import { ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 } from './ecdsa.ts';
import { ecdsaFromDer, ecdsaToDer } from './ecdsa-sig-value.ts';
import { JwsError } from './jws-errors.ts';
import { RSA_PKCS1_SHA256 } from './rsa-pkcs1.ts';
import type { SignatureScheme } from './scheme.ts';

/** RFC 7518 §3.1. Neither `none` nor HMAC is supported: a public key must never be usable as an HMAC secret (CVE-2015-9235). */
export type JwsAlgorithm = 'ES256' | 'ES384' | 'ES512' | 'RS256';

interface Row {
  readonly scheme: SignatureScheme;
  /** The curve of the algorithm (RFC 7518 §3.4), and the bytes of r and of s; absent for RSA. */
  readonly curve?: { readonly name: string; readonly half: number };
}

const ROWS: Readonly<Record<JwsAlgorithm, Row>> = {
  ES256: { scheme: ECDSA_SHA256, curve: { name: 'P-256', half: 32 } },
  ES384: { scheme: ECDSA_SHA384, curve: { name: 'P-384', half: 48 } },
  ES512: { scheme: ECDSA_SHA512, curve: { name: 'P-521', half: 66 } },
  RS256: { scheme: RSA_PKCS1_SHA256 },
};
/** All supported algorithms. */
export const JWS_ALGORITHMS = Object.freeze(Object.keys(ROWS)) as readonly JwsAlgorithm[];

/** RFC 7518 §3.3: "A key of size 2048 bits or larger MUST be used". */
const LEAST_MODULUS_BITS = 2048;
/** Maximum characters of a header. Not in the RFC. */
const MAX_HEADER = 4096;
const MAX_PAYLOAD = 2 ** 20;
const MAX_SIGNATURE = 4096;

/** The algorithm for a key; undefined if there is none, for instance for RSA below 2048 bits. */
export function jwsAlgorithmOf(key: PrivateKey | PublicKey): JwsAlgorithm | undefined {
  assertFields(key, 'key', 'a key', 'type');
  assertNoProxy(key);
  if (key.type === 'rsa') return bitLength(key.modulus) >= LEAST_MODULUS_BITS ? 'RS256' : undefined;
  const curve = key.type === 'ec' ? key.curve : undefined;
  return JWS_ALGORITHMS.find((algorithm) => curve !== undefined && ROWS[algorithm].curve?.name === curve);
}

export interface SignJwsOptions {
  /** `kid` of the header: a hint which key signed. Default: none. */
  readonly keyId?: string | undefined;
  /** `typ` of the header. Default: none. */
  readonly type?: string | undefined;
  /** Blinds RSA, hedges ECDSA. */
  readonly random: Random;
}

/** Signs a payload: `header.payload.signature`. The algorithm is that of the key.
 * @throws UsageError on wrong arguments, and `insecure` for a key without an algorithm. Timing: as the scheme's. */
export function signJws(payload: Uint8Array, key: PrivateKey, options: SignJwsOptions): string {
  assertBytes(payload, 'payload');
  assertOptions(options, 'options', ['keyId', 'type', 'random']);
  const algorithm = jwsAlgorithmOf(key);
  if (algorithm === undefined) {
    throw new UsageError('insecure', 'key', 'must be RSA of 2048 bits or more, or EC on P-256, P-384 or P-521');
  }
  const { keyId, type, random } = options;
  const header = {
    alg: algorithm,
    ...(type !== undefined && { typ: type }),
    ...(keyId !== undefined && { kid: keyId }),
  };
  // RFC 7515 §5.1 step 5: ASCII(BASE64URL(UTF8(JWS Protected Header)) || '.' || BASE64URL(JWS Payload)).
  const input = `${bytesToBase64url(utf8ToBytes(JSON.stringify(header)))}.${bytesToBase64url(payload)}`;
  const { scheme, curve } = ROWS[algorithm];
  const signature = scheme.sign(key, utf8ToBytes(input), random);
  // RFC 7518 §3.4: r and s in full length, concatenated, not in DER.
  const written = curve === undefined ? signature : ecdsaFromDer(signature, curve.half)!;
  return `${input}.${bytesToBase64url(written)}`;
}

/** A key that may have made a signature. */
export interface JwsKey {
  readonly key: PublicKey;
  /** Its `kid`. It is not tried for a signature that names another `kid`. */
  readonly keyId: string;
}

export interface VerifyJwsOptions {
  /** The accepted algorithms. There is no default: the header alone must not decide (RFC 8725 §3.1). */
  readonly algorithms: readonly JwsAlgorithm[];
  readonly keys: readonly JwsKey[];
}

/** The signed payload, and the key that signed it. */
export interface VerifiedJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Bytes;
  readonly key: JwsKey;
}

/** Verifies a signature in the compact form (RFC 7515 §5.2). `kid` is only compared with those of the given keys; `jwk`, `jku`, `x5u` and
 * `x5c` of the header are ignored: an unverified token must not choose the key that verifies it.
 * @throws UsageError on wrong arguments; JwsError `jws-malformed`, `jws-algorithm`, `jws-critical`, `jws-unknown-key`, `jws-signature`. */
export function verifyJws(jws: string, options: VerifyJwsOptions): VerifiedJws {
  assertString(jws, 'jws');
  assertOptions(options, 'options', ['algorithms', 'keys']);
  assertEach(options.algorithms, 'options.algorithms', assertAlgorithm);
  assertEach(options.keys, 'options.keys', (one, place) => assertFields(one, place, 'a JwsKey', 'key', 'keyId'));
  const [header64, payload64, signature64] = partsOf(jws);
  const header = headerOf(header64);
  // RFC 7515 §5.2 step 5, §4.1.11: no critical header parameters are supported. So `b64` is refused too: RFC 7797 §6 lists it in `crit`.
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) {
    throw new JwsError('jws-critical', 'the header asks for extensions that are not understood', 'RFC 7515 §4.1.11');
  }
  const algorithm = options.algorithms.find((name) => name === memberOf(header, 'alg'));
  if (algorithm === undefined) {
    throw new JwsError('jws-algorithm', 'the algorithm is none that is believed here', 'RFC 8725 §3.1');
  }
  const payload = bytesOf(payload64);
  const signature = bytesOf(signature64);
  const input = utf8ToBytes(`${header64}.${payload64}`);
  for (const key of candidates(algorithm, header, options.keys)) {
    if (isSignature(algorithm, key.key, input, signature)) return { header, payload, key };
  }
  throw new JwsError('jws-signature', 'the signature is wrong', 'RFC 7515 §5.2');
}

function assertAlgorithm(name: unknown, argument: string): void {
  if (typeof name === 'string' && Object.hasOwn(ROWS, name)) return;
  throw new UsageError('out-of-range', argument, `must be of ${JWS_ALGORITHMS.join(', ')}`);
}

const malformed = (message: string): JwsError => new JwsError('jws-malformed', message, 'RFC 7515 §7.1');

function partsOf(jws: string): string[] {
  const parts = jws.length > MAX_HEADER + MAX_PAYLOAD + MAX_SIGNATURE + 2 ? [] : jws.split('.', 4);
  const limits = [MAX_HEADER, MAX_PAYLOAD, MAX_SIGNATURE];
  if (parts.length === 3 && parts.every((part, i) => part !== '' && part.length <= limits[i])) return parts;
  throw malformed('not three parts with two dots between them, or one of them too long');
}

function bytesOf(part: string): Bytes {
  try {
    return base64urlToBytes(part);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw malformed('a part is not base64url');
  }
}

/** The JOSE header. Of a repeated member, the last one counts (RFC 7515 §4). */
function headerOf(part: string): Record<string, unknown> {
  const value = jsonOf(bytesOf(part));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed('the header is not a JSON object');
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(bytesToUtf8(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof EncodingError) throw malformed('the header is not JSON');
    throw error;
  }
}

const memberOf = (header: object, name: string): unknown =>
  Object.hasOwn(header, name) ? (header as Record<string, unknown>)[name] : undefined;

/** The keys of the algorithm's kind that the header does not exclude.
 * @throws JwsError `jws-unknown-key` where there is none. */
function candidates(algorithm: JwsAlgorithm, header: object, keys: readonly JwsKey[]): readonly JwsKey[] {
  const keyId = memberOf(header, 'kid');
  if (keyId !== undefined && typeof keyId !== 'string') throw malformed('kid is not a string');
  const found = keys.filter((one) => keyId === undefined || one.keyId === keyId);
  // RFC 8725 §3.1: a key is used with one algorithm only.
  const fitting = found.filter(({ key }) => jwsAlgorithmOf(key) === algorithm);
  if (fitting.length > 0) return fitting;
  throw new JwsError('jws-unknown-key', 'no key of this algorithm has the key ID that the header names', 'RFC 7515 §6');
}

function isSignature(algorithm: JwsAlgorithm, key: PublicKey, input: Uint8Array, signature: Uint8Array): boolean {
  const { scheme, curve } = ROWS[algorithm];
  if (curve === undefined) return scheme.verify(key, input, signature);
  // RFC 7518 §3.4: r ‖ s has 64, 96 or 132 bytes, by the curve; `verify` alone would accept shorter numbers.
  return signature.length === 2 * curve.half && scheme.verify(key, input, ecdsaToDer(signature));
}
