/** The table of key types: the only place that knows which kinds there are. */
import { Concealed, UsageError } from '../bytes/index.ts';
import { ed25519Keys, x25519Keys } from './curve25519.ts';
import { ecKeys } from './ec.ts';
import { KeyError } from './errors.ts';
import type { AnyKeyType } from './key-type.ts';
import type { UnknownPublicKey } from './reader.ts';
import { rsaKeys } from './rsa.ts';
import { rsaPssKeys } from './rsa-pss.ts';

/** Every kind of key. Adding one is a row, in a file of its own. */
export const KEY_TYPES = [rsaKeys, rsaPssKeys, ecKeys, ed25519Keys, x25519Keys] as const;
type Rows = typeof KEY_TYPES;

/** A private key of any kind: `type` says which. What generating gives is what is written, signs, decrypts, and is asked for everywhere. Secret. */
export type PrivateKey = ReturnType<Rows[number]['readPrivate']>;
/** A public key of a kind that is known. */
export type KnownPublicKey = ReturnType<Rows[number]['readPublic']>;
/** A public key of any kind: `type` says which. */
export type PublicKey = KnownPublicKey | UnknownPublicKey;

/** The row of a private key.
 * @throws UsageError `wrong-type` for values that are not a private key, or have lost their numbers. */
export function rowOfPrivate(key: PrivateKey): AnyKeyType {
  const row = KEY_TYPES.find(({ type }) => type === key?.type);
  if (row?.isPrivate(key)) return row;
  const lost =
    row === undefined
      ? ''
      : `; this is no ${row.name} private key, or a copy by structuredClone or a proxy, which has no numbers`;
  const old = key instanceof Concealed ? undefined : oldFormOf(key, 'new RsaPrivateKey(key)');
  throw new UsageError('wrong-type', 'key', `must be a private key${old ?? lost}`);
}

/** What to pass instead of a form of keys that versions before 0.2 took: `{ type, key }`, or the plain numbers of an RSA key.
 * @param made - an expression that makes a key of the numbers. @returns undefined for other values. */
function oldFormOf(value: unknown, made: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('key' in value) return '; keys are not wrapped as { type, key } any more: pass its field key';
  return 'modulus' in value ? `; numbers alone are none: pass ${made}` : undefined;
}

/** The row of a public key.
 * @throws KeyError `unsupported-algorithm` for one of an unknown kind; UsageError `wrong-type` for values that are not a key. */
export function rowOfPublic(key: PublicKey): AnyKeyType {
  if (key?.type === 'unknown') throw new KeyError('unsupported-algorithm', key.reason, 'RFC 3279 §2.3');
  const row: AnyKeyType | undefined = KEY_TYPES.find(({ type }) => type === key?.type);
  assertNoProxy(key);
  if (row?.isPublic(key)) return row;
  const old = oldFormOf(key, "{ type: 'rsa', modulus, publicExponent }") ?? '';
  throw new UsageError('wrong-type', 'key', `must be a public key${old}`);
}

/** Refuses a proxy of a private key (frameworks wrap what is given to them) and an object that inherits from one: neither has the private
 * fields, and the getters would throw a TypeError.
 * @throws UsageError `wrong-type`. */
export function assertNoProxy(key: PrivateKey | PublicKey): void {
  if (key instanceof Concealed) rowOfPrivate(key);
}
