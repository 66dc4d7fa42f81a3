/** JSON Web Tokens (RFC 7519), signed: the claims of a token, once its signature, issuer, audience and validity period are verified. */
import { assertDate, assertInteger, assertOptions, assertString, bytesToUtf8, EncodingError } from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import { type JwsAlgorithm, type JwsKey, verifyJws } from './jws-compact.ts';
import { JwsError } from './jws-errors.ts';

export interface VerifyJwtOptions {
  /** The accepted algorithms. */
  readonly algorithms: readonly JwsAlgorithm[];
  readonly keys: readonly JwsKey[];
  /** `iss` must be this text. */
  readonly issuer: string;
  /** One of these must be in `aud`. */
  readonly audiences: readonly string[];
  readonly time: Date;
  /** Seconds by which clocks may differ. */
  readonly leeway: number;
}

/** The claims of a verified token. */
export interface JwtClaims {
  readonly issuer: string;
  readonly subject: string;
  /** The members of `aud` that are among the required audiences. */
  readonly audiences: readonly string[];
  readonly expires: Date;
  /** All claims, unchanged. Their names are untrusted input: read only own properties. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Verifies a token: signature, `iss`, `aud`, `exp`, `nbf`. `iss`, `sub`, `aud` and `exp` must be present.
 * @throws UsageError on wrong arguments; JwsError as `verifyJws`, and `jws-claims`, `jws-issuer`, `jws-audience`, `jws-expired`, `jws-not-yet-valid`. */
export function verifyJwt(token: string, options: VerifyJwtOptions): JwtClaims {
  assertString(token, 'token');
  assertOptions(options, 'options', ['algorithms', 'keys', 'issuer', 'audiences', 'time', 'leeway']);
  const { algorithms, keys, issuer, audiences: wanted, time, leeway } = options;
  assertString(issuer, 'options.issuer');
  assertEach(wanted, 'options.audiences', assertString);
  assertDate(time, 'options.time');
  assertInteger(leeway, 'options.leeway', 0);
  const claims = claimsOf(verifyJws(token, { algorithms, keys }).payload);
  const subject = textClaim(claims, 'sub');
  // RFC 7519 §4.1.1: compared as a string, with case.
  if (textClaim(claims, 'iss') !== issuer) {
    throw new JwsError('jws-issuer', 'the token is of another issuer', 'RFC 7519 §4.1.1');
  }
  const expires = requireTime(claims, time.getTime() / 1000, leeway);
  // RFC 7519 §4.1.3: a recipient that is not named in `aud` must reject the token.
  const audiences = audiencesOf(claims).filter((audience) => wanted.includes(audience));
  if (audiences.length === 0) throw new JwsError('jws-audience', 'the token is for somebody else', 'RFC 7519 §4.1.3');
  return { issuer, subject, audiences, expires, claims };
}

const wrong = (message: string): JwsError => new JwsError('jws-claims', message, 'RFC 7519 §7.2');

function claimsOf(payload: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytesToUtf8(payload));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof EncodingError)) throw error;
  }
  throw wrong('the claims are not a JSON object');
}

const claimOf = (claims: object, name: string): unknown =>
  Object.hasOwn(claims, name) ? (claims as Record<string, unknown>)[name] : undefined;

function textClaim(claims: object, name: string): string {
  const value = claimOf(claims, name);
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(`${name} is missing, or no text`);
}

function audiencesOf(claims: object): string[] {
  const value = claimOf(claims, 'aud');
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((audience) => typeof audience === 'string')) return list as string[];
  throw wrong('aud is missing, or neither a text nor a list of texts');
}

/** A claim that is a NumericDate (RFC 7519 §2): seconds since 1970; undefined if absent. A `Date` ends at 8.64e12. */
function timeClaim(claims: object, name: string): number | undefined {
  const value = claimOf(claims, name);
  if (value === undefined || (typeof value === 'number' && Math.abs(value) <= 8.64e12)) return value;
  throw wrong(`${name} is not a time`);
}

function requireTime(claims: object, now: number, leeway: number): Date {
  const [expires, begins] = ['exp', 'nbf'].map((name) => timeClaim(claims, name));
  timeClaim(claims, 'iat');
  if (expires === undefined) throw wrong('exp is missing');
  // RFC 7519 §4.1.4: "on or after which the JWT MUST NOT be accepted".
  if (now >= expires + leeway) throw new JwsError('jws-expired', 'the token has expired', 'RFC 7519 §4.1.4');
  if (begins !== undefined && now < begins - leeway) {
    throw new JwsError('jws-not-yet-valid', 'the token is not valid yet', 'RFC 7519 §4.1.5');
  }
  return new Date(expires * 1000);
}
