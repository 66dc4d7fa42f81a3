/** Finds a key's row in a list of rows. Code that passes few rows bundles only the code of these key types. */
import { Concealed, UsageError } from '../bytes/index.ts';
import type { AnyKeyType } from './key-type.ts';

/** A key of some type. */
interface Typed {
  readonly type: string;
}

/** The row of a private key.
 * @param argument - how an error names it.
 * @throws UsageError `wrong-type` for values that are not a private key of these types, or have lost their components. */
export function privateRowIn(rows: readonly AnyKeyType[], key: Typed, argument = 'key'): AnyKeyType {
  const row = rows.find(({ type }) => type === key?.type);
  if (row?.isPrivate(key)) return row;
  const lost =
    row === undefined
      ? ''
      : `; this is not an ${row.name} private key (a structuredClone copy or a proxy loses the key)`;
  const old = key instanceof Concealed ? undefined : oldFormOf(key, 'new RsaPrivateKey(key)');
  throw new UsageError('wrong-type', argument, `must be a private key${old ?? lost}`);
}

/** The replacement for the earlier forms of a key (CHANGELOG.md, "What changed its name"): `{ type, key }`, or an RSA key's plain components.
 * @param made - an expression that makes a key from the components. @returns undefined for other values. */
export function oldFormOf(value: unknown, made: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('key' in value) return '; keys are not wrapped as { type, key } any more: pass its field key';
  return 'modulus' in value ? `; plain components are not a key: pass ${made}` : undefined;
}

/** Refuses a proxy of a private key (frameworks wrap objects in proxies) and an object that inherits from one: neither has the private
 * fields, and the getters would throw a TypeError.
 * @throws UsageError `wrong-type`. */
export function assertNumbers(rows: readonly AnyKeyType[], key: Typed): void {
  if (key instanceof Concealed) privateRowIn(rows, key);
}
