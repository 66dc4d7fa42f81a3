/** Finds a key's row in a list of rows. Code that passes few rows bundles only the code of these kinds. */
import { Concealed, UsageError } from '../bytes/index.ts';
import type { AnyKeyType } from './key-type.ts';

/** A key of some kind. */
interface Typed {
  readonly type: string;
}

/** The row of a private key.
 * @throws UsageError `wrong-type` for values that are not a private key of these kinds, or have lost their numbers. */
export function privateRowIn(rows: readonly AnyKeyType[], key: Typed): AnyKeyType {
  const row = rows.find(({ type }) => type === key?.type);
  if (row?.isPrivate(key)) return row;
  const lost =
    row === undefined
      ? ''
      : `; this is no ${row.name} private key, or a copy by structuredClone or a proxy, which has no numbers`;
  const old = key instanceof Concealed ? undefined : oldFormOf(key, 'new RsaPrivateKey(key)');
  throw new UsageError('wrong-type', 'key', `must be a private key${old ?? lost}`);
}

/** The replacement for the key formats that versions before 0.2 accepted: `{ type, key }`, or the plain numbers of an RSA key.
 * @param made - an expression that makes a key from the numbers. @returns undefined for other values. */
export function oldFormOf(value: unknown, made: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('key' in value) return '; keys are not wrapped as { type, key } any more: pass its field key';
  return 'modulus' in value ? `; numbers alone are none: pass ${made}` : undefined;
}

/** Refuses a proxy of a private key (frameworks wrap objects in proxies) and an object that inherits from one: neither has the private
 * fields, and the getters would throw a TypeError.
 * @throws UsageError `wrong-type`. */
export function assertNumbers(rows: readonly AnyKeyType[], key: Typed): void {
  if (key instanceof Concealed) privateRowIn(rows, key);
}
