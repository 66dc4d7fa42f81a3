/** The table of key types, from which `PrivateKey`, `PublicKey`, reading, writing and generating follow. Forms that not every type has
 * (JWK, OpenSSH, the Web Cryptography API) list their own: CONTRIBUTING.md, "A key type", names all such places. */
import { UsageError } from '../bytes/index.ts';
import { ed25519Keys, x25519Keys } from './curve25519.ts';
import { ecKeys } from './ec.ts';
import { KeyError } from './errors.ts';
import type { AnyKeyType } from './key-type.ts';
import type { UnknownPublicKey } from './reader.ts';
import { assertNumbers, oldFormOf, privateRowIn } from './rows.ts';
import { rsaKeys } from './rsa.ts';
import { rsaPssKeys } from './rsa-pss.ts';

/** A row for each key type. For a new one see CONTRIBUTING.md, "A key type". */
export const KEY_TYPES = [rsaKeys, rsaPssKeys, ecKeys, ed25519Keys, x25519Keys] as const;
type Rows = typeof KEY_TYPES;

/** A private key of any type: `type` says which. Generating, reading, writing, signing and decrypting all use this type. Secret. */
export type PrivateKey = ReturnType<Rows[number]['readPrivate']>;
/** A public key of a known type. */
export type KnownPublicKey = ReturnType<Rows[number]['readPublic']>;
/** A public key; one of an unsupported algorithm has `type: 'unknown'`. */
export type PublicKey = KnownPublicKey | UnknownPublicKey;

/** The row of a private key.
 * @throws UsageError `wrong-type` for values that are not a private key, or have lost their components. */
export const rowOfPrivate = (key: PrivateKey, argument?: string): AnyKeyType => privateRowIn(KEY_TYPES, key, argument);

/** The row of a public key.
 * @throws KeyError `unsupported-algorithm` for one of an unknown type; UsageError `wrong-type` for values that are not a key. */
export function rowOfPublic(key: PublicKey): AnyKeyType {
  if (key?.type === 'unknown') throw new KeyError('unsupported-algorithm', key.reason, 'RFC 3279 §2.3');
  const row: AnyKeyType | undefined = KEY_TYPES.find(({ type }) => type === key?.type);
  assertNoProxy(key);
  if (row?.isPublic(key)) return row;
  const old = oldFormOf(key, "{ type: 'rsa', modulus, publicExponent }") ?? '';
  throw new UsageError('wrong-type', 'key', `must be a public key${old}`);
}

/** `assertNumbers` for keys of every type. @throws UsageError `wrong-type`. */
export const assertNoProxy = (key: PrivateKey | PublicKey): void => assertNumbers(KEY_TYPES, key);
