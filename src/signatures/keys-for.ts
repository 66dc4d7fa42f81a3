import { Concealed, UsageError } from '../bytes/index.ts';
import type { AnyKeyType, PrivateKey } from '../keys/index.ts';
import { privateRowIn } from '../keys/internal.ts';
import type { SignatureScheme } from './scheme.ts';

type KeyOf<Row extends AnyKeyType> = Extract<PrivateKey, { readonly type: Row['type'] }>;

/** Returns the key if the scheme can sign with it.
 * @param rows - the rows of the key types that the scheme can sign with. Only their code is bundled with the scheme.
 * @throws UsageError `wrong-type` unless it is a private key of one of them. */
export function privateKeyFor<Row extends AnyKeyType>(
  { name }: SignatureScheme,
  key: PrivateKey,
  ...rows: readonly Row[]
): KeyOf<Row> {
  const types = rows.map(({ type }) => type);
  if (key instanceof Concealed && typeof key.type === 'string' && !types.includes(key.type)) {
    throw new UsageError('wrong-type', 'key', `${name} signs with keys of type ${types.join(' or ')}, got ${key.type}`);
  }
  privateRowIn(rows, key);
  return key as KeyOf<Row>;
}
