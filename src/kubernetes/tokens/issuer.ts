/** The issuer of service account tokens: its keys, its signatures, and its discovery documents (kubernetes pkg/serviceaccount/jwt.go,
 * openidmetadata.go; OpenID Connect Discovery 1.0 §3). */
import {
  assertFields,
  assertFunction,
  assertMethods,
  assertOptions,
  assertString,
  bytesToBase64url,
  type Random,
  UsageError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { sha256 } from '../../hash/index.ts';
import {
  encodePublicKey,
  type Jwk,
  type PrivateKey,
  type PublicKey,
  publicKeyOf,
  publicKeyToJwk,
} from '../../keys/index.ts';
import {
  JWS_ALGORITHMS,
  type JwsKey,
  type JwtClaims,
  jwsAlgorithmOf,
  signJws,
  verifyJwt,
} from '../../signatures/index.ts';
import { randomUid } from '../registry/metadata.ts';

/** go-jose's DefaultLeeway: seconds by which clocks may differ. */
const LEEWAY = 60;

export interface TokenIssuerOptions {
  /** `iss`: an https URL (--service-account-issuer). */
  readonly issuer: string;
  /** The audiences of a token that names none (--api-audiences). Default: the issuer. */
  readonly audiences?: readonly string[];
  /** RSA of 2048 bits or more, or EC on P-256, P-384 or P-521 (--service-account-signing-key-file). */
  readonly key: PrivateKey;
  /** Additional keys for verifying older tokens (--service-account-key-file). Default: only the public half of `key`. */
  readonly verifyingKeys?: readonly PublicKey[];
  /** The base URL of `/openid/v1/jwks`: `https://10.0.0.5:6443`. Called when it is needed. */
  readonly server: () => string;
  readonly random: Random;
}

const OPTIONS: Readonly<Record<keyof TokenIssuerOptions, true>> = {
  issuer: true,
  audiences: true,
  key: true,
  verifyingKeys: true,
  server: true,
  random: true,
};

/** The key ID: unpadded base64url of SHA-256 over the DER of the SubjectPublicKeyInfo (jwt.go, keyIDFromPublicKey). */
export const tokenKeyId = (key: PublicKey): string => bytesToBase64url(sha256.digest(encodePublicKey(key, 'spki')));

export class TokenIssuer {
  readonly issuer: string;
  readonly audiences: readonly string[];
  #key: PrivateKey;
  #keys: readonly JwsKey[];
  readonly #server: () => string;
  readonly #random: Random;

  /** @throws UsageError on wrong options, for an issuer that is not an https URL, and for a key that cannot sign tokens. */
  constructor(options: TokenIssuerOptions) {
    assertOptions(options, 'options', Object.keys(OPTIONS));
    const { issuer, audiences = [issuer], key, verifyingKeys = [], server, random } = options;
    assertString(issuer, 'options.issuer');
    if (!URL.canParse(issuer) || !issuer.startsWith('https://')) {
      throw new UsageError('out-of-range', 'options.issuer', 'must be an https URL');
    }
    assertEach(audiences, 'options.audiences', assertString);
    assertMethods(random, 'options.random', 'a Random', 'bytes');
    assertFunction(server, 'options.server');
    this.issuer = issuer;
    this.audiences = audiences;
    [this.#key, this.#keys] = [key, jwsKeysOf(key, verifyingKeys, 'options.')];
    this.#server = server;
    this.#random = random;
  }

  /** Signs with another key from now on. Tokens by the former one are refused, unless it is among `verifyingKeys`.
   * @param verifyingKeys - as in the options. @throws UsageError for a key that cannot sign tokens: then nothing changes. */
  replaceKey(key: PrivateKey, verifyingKeys: readonly PublicKey[] = []): void {
    [this.#keys, this.#key] = [jwsKeysOf(key, verifyingKeys, ''), key];
  }

  /** Signs claims; `iss` is added. Timing: as `signJws`.
   * @throws UsageError for claims that are no JSON. */
  sign(claims: object): string {
    assertFields(claims, 'claims', 'an object');
    const payload = utf8ToBytes(jsonOf({ iss: this.issuer, ...claims }, 'claims'));
    return signJws(payload, this.#key, { keyId: tokenKeyId(publicKeyOf(this.#key)), random: this.#random });
  }

  /** An ID for a token (`jti`): a UUID. */
  newId(): string {
    return randomUid(this.#random);
  }

  /** Verifies a token of this issuer.
   * @param audiences - the token must be valid for one of these. @throws JwsError. */
  verify(token: string, audiences: readonly string[], time: Date): JwtClaims {
    return verifyJwt(token, {
      ...{ algorithms: JWS_ALGORITHMS, keys: this.#keys, issuer: this.issuer, audiences, time, leeway: LEEWAY },
    });
  }

  /** `/openid/v1/jwks`: the public keys (RFC 7517 §5). */
  keySet(): { readonly keys: readonly Jwk[] } {
    return {
      keys: this.#keys.map(({ key, keyId }) => ({
        ...{ use: 'sig', kid: keyId, alg: jwsAlgorithmOf(key), ...publicKeyToJwk(key) },
      })),
    };
  }

  /** `/.well-known/openid-configuration`. */
  configuration(): object {
    const algorithms = new Set(this.#keys.map(({ key }) => jwsAlgorithmOf(key)));
    return {
      issuer: this.issuer,
      jwks_uri: `${this.#server()}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [...algorithms].toSorted(),
    };
  }
}

/** @throws UsageError for a value that JSON cannot express: a bigint, a circle. */
function jsonOf(value: object, argument: string): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError('wrong-type', argument, 'must be what JSON can express');
  }
}

function assertVerifier(key: unknown, argument: string): void {
  assertFields(key, argument, 'a public key', 'type');
  if (jwsAlgorithmOf(key as PublicKey) !== undefined) return;
  throw new UsageError('insecure', argument, 'must be RSA of 2048 bits or more, or EC on a NIST curve');
}

/** The keys that verify tokens, by their IDs.
 * @param prefix - of the arguments' names. @throws UsageError for a key that cannot. */
function jwsKeysOf(key: PrivateKey, verifyingKeys: readonly PublicKey[], prefix: string): readonly JwsKey[] {
  assertFields(key, `${prefix}key`, 'a private key', 'type');
  const own = publicKeyOf(key);
  assertVerifier(own, `${prefix}key`);
  assertEach(verifyingKeys, `${prefix}verifyingKeys`, assertVerifier);
  const all = [own, ...verifyingKeys];
  const byId = new Map(all.map((one): [string, PublicKey] => [tokenKeyId(one), one]));
  return [...byId].map(([keyId, one]): JwsKey => ({ keyId, key: one }));
}
