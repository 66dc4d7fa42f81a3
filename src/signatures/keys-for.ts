import { UsageError } from '../bytes/index.ts';
import { type PrivateKey, publicKeyOf } from '../keys/index.ts';
import type { SignatureScheme } from './scheme.ts';

type KeyOf<Type extends PrivateKey['type']> = Extract<PrivateKey, { readonly type: Type }>;

/** Returns the key if the scheme can sign with it.
 * @throws UsageError `wrong-type` unless it is a private key of this type. */
export function privateKeyFor<Type extends PrivateKey['type']>(
  { name }: SignatureScheme,
  key: PrivateKey,
  ...types: readonly Type[]
): KeyOf<Type> {
  publicKeyOf(key); // throws unless it is a private key
  if ((types as readonly string[]).includes(key.type)) return key as KeyOf<Type>;
  throw new UsageError('wrong-type', 'key', `${name} signs with keys of type ${types.join(' or ')}, got ${key.type}`);
}
