/** JSON Web Keys (RFC 7517) and their thumbprints (RFC 7638). Other members than those of the key are no misuse: "if not understood by implementations encountering them, they MUST
 * be ignored" (RFC 7517 §4). */
import { type Bytes, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import { assertHash, type Hash } from '../../hash/index.ts';
import { KeyError } from '../errors.ts';
import { type KnownPublicKey, type PrivateKey, type PublicKey, rowOfPrivate, rowOfPublic } from '../key-types.ts';
import { ecForm, type JwkForm, okpForm, rsaForm } from './forms.ts';
import { type Jwk, malformed, memberOf } from './members.ts';

// biome-ignore lint/suspicious/noExplicitAny: a form is invariant in its keys, so "a form of some key type" has no other name.
const FORMS: readonly JwkForm<any, any>[] = [ecForm, okpForm, rsaForm];

/** Reads a public key, with the same checks as for any other format.
 * @param jwk - an object, as `JSON.parse` gives it; of a repeated member, that is the last one.
 * @throws UsageError for values that are not an object; KeyError `malformed-jwk` (also for a private key, or part of one), `unsupported-algorithm`; the error of the
 * key type's room for components that are not a valid key. */
export function publicKeyFromJwk(jwk: Jwk): KnownPublicKey {
  const form = formOf(jwk);
  const secret = form.secret.find((name) => memberOf(jwk, name) !== undefined);
  if (secret !== undefined) {
    throw malformed(`the JWK is a private key, not a public one: it has ${secret}`, 'RFC 7517 §9.2');
  }
  return form.readPublic(jwk);
}

/** Reads a private key, and checks that its components belong together, the public half too.
 * @throws UsageError for values that are not an object; KeyError `malformed-jwk` (also for a public key), `unsupported-algorithm`,
 * `public-key-mismatch`; the error of the key type's room for components that are not a valid key.
 * Timing: base64url is decoded by table; otherwise as `decodePrivateKey`. */
export function privateKeyFromJwk(jwk: Jwk): PrivateKey {
  const form = formOf(jwk);
  if (memberOf(jwk, 'd') === undefined) throw malformed('the JWK is not a private key: d is missing', 'RFC 7518 §6');
  return form.readPrivate(jwk);
}

/** A public key as a JSON Web Key, with only the members that define the key.
 * @throws UsageError for values that are not a public key; EcError for values that are not a point; KeyError `unsupported-algorithm` for RSA-PSS keys, which
 * have no form of their own. */
export const publicKeyToJwk = (key: PublicKey): Jwk => formOfType(rowOfPublic(key).type).writePublic(key);

/** A private key as a JSON Web Key, not encrypted. Secret.
 * @throws as `publicKeyToJwk`. Timing: base64url is encoded by table; depends on the lengths of the key's components. */
export const privateKeyToJwk = (key: PrivateKey): Jwk => formOfType(rowOfPrivate(key).type).writePrivate(key);

/** The thumbprint of a public key (RFC 7638 §3; of OKP keys, RFC 8037 §2): the hash of its required members.
 * @param hash - RFC 7638 §3.4: thumbprints can be compared only if they use the same hash, usually SHA-256.
 * @throws UsageError on wrong arguments; KeyError `unsupported-algorithm` as `publicKeyToJwk`. */
export function jwkThumbprint(hash: Hash, key: PublicKey): Bytes {
  assertHash(hash, 'hash');
  const jwk = publicKeyToJwk(key);
  const { required } = formOfType(key.type);
  // RFC 7638 §3: "no whitespace or line breaks before or after any syntactic elements", the members in order.
  return hash.digest(utf8ToBytes(JSON.stringify(Object.fromEntries(required.map((name) => [name, jwk[name]])))));
}

function formOf(jwk: unknown): (typeof FORMS)[number] {
  if (typeof jwk !== 'object' || jwk === null) throw new UsageError('wrong-type', 'jwk', 'must be an object');
  const kty = memberOf(jwk, 'kty');
  if (typeof kty !== 'string') {
    throw malformed(`kty ${kty === undefined ? 'is missing' : 'is not a string'}`, 'RFC 7517 §4.1');
  }
  const found = FORMS.find((form) => form.kty === kty);
  if (found !== undefined) return found;
  const what = kty === 'oct' ? 'symmetric keys (oct) are' : 'the key type of the JWK is';
  const known = FORMS.map((form) => form.kty).join(', ');
  throw new KeyError('unsupported-algorithm', `${what} not supported; ${known} are`, 'RFC 7517 §4.1');
}

function formOfType(type: string): (typeof FORMS)[number] {
  const found = FORMS.find(({ types }) => types.includes(type));
  if (found !== undefined) return found;
  throw new KeyError('unsupported-algorithm', `keys of the type ${type} have no JWK form`, 'RFC 7518 §6.1');
}
