/** The elliptic curve keys for showing an algorithm. */
import type { Random } from '../../../bytes/index.ts';
import type { CurveName } from '../../../ec/index.ts';
import { seededRandom } from '../../../hash/index.ts';
import {
  Curve25519PrivateKey,
  type EcPrivateKey,
  type Ed25519PrivateKey,
  generateKey,
  type KnownPublicKey,
  type PrivateKey,
  type X25519PrivateKey,
} from '../../../keys/index.ts';
import { wordValue } from '../../arguments.ts';
import { CliError, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { inputName } from '../../files.ts';
import { readPrivateKeyFile, readPublicKeyFile } from '../../key-files.ts';
import { PASSIN_OPTION } from '../../passwords.ts';
import { hexValue } from '../../values.ts';

/** Where the key comes from. */
export const KEY_FILE_OPTIONS = {
  key: { value: 'FILE', help: 'the private key in a file; default: a new key' },
  passin: PASSIN_OPTION,
  seed: { value: 'TEXT', help: 'make the same key each time' },
} as const;
/** The curve of a new key. */
export const CURVE_OPTION = {
  curve: { value: 'NAME', help: 'of a new key: P-256, P-384 or P-521; default P-256' },
} as const;
/** A private key of 32 bytes, as its RFC's examples print it. */
export const HEX_KEY_OPTION = {
  hexkey: { value: 'HEX', help: 'the private key: 32 bytes in hexadecimal' },
} as const;
/** The other end of an agreement. */
export const PEER_OPTIONS = {
  peerkey: { value: 'FILE', help: "the other end's public key in a file; default: a new key" },
} as const;

interface KeyValues {
  readonly key: string | undefined;
  readonly passin: string | undefined;
  readonly seed: string | undefined;
}

/** The random source of new keys. @throws CliError `usage` for a seed if no key is made. */
export function exampleRandom(context: Context, { seed }: Pick<KeyValues, 'seed'>): Random {
  return seed === undefined ? context.random : seededRandom(seed);
}

/** A key of the type that is needed. @throws CliError `wrong-key`. */
export function keyOfKind<K extends PrivateKey | KnownPublicKey, Type extends K['type']>(
  key: K,
  type: Type,
  path: string,
): Extract<K, { readonly type: Type }> {
  if (key.type === type) return key as Extract<K, { readonly type: Type }>;
  throw new CliError('wrong-key', `${inputName(path)}: holds a key of type ${key.type}; one of type ${type} is needed`);
}

/** The EC key that the options name. @throws CliError `usage`, `wrong-key`; as `readPrivateKeyFile`. */
export async function exampleEcKey(
  context: Context,
  values: KeyValues & { readonly curve: string | undefined },
  random: Random,
): Promise<EcPrivateKey> {
  const { key, passin, seed, curve } = values;
  if (key === undefined) return generateKey({ type: 'ec', curve: curveValue(curve), random });
  if (seed !== undefined || curve !== undefined) throw usageError('-key cannot be combined with -curve or -seed');
  return keyOfKind(await readPrivateKeyFile(context, key, { passin }), 'ec', key);
}

const curveValue = (given = 'P-256'): CurveName => wordValue(given, 'curve', ['P-256', 'P-384', 'P-521']);

/** The key of 32 bytes that the options name. @throws as `exampleEcKey`. */
export async function exampleKey25519<Type extends 'ed25519' | 'x25519'>(
  context: Context,
  type: Type,
  values: KeyValues & { readonly hexkey: string | undefined },
  random: Random,
): Promise<Type extends 'ed25519' ? Ed25519PrivateKey : X25519PrivateKey>;
export async function exampleKey25519(
  context: Context,
  type: 'ed25519' | 'x25519',
  { key, passin, seed, hexkey }: KeyValues & { readonly hexkey: string | undefined },
  random: Random,
): Promise<Ed25519PrivateKey | X25519PrivateKey> {
  if ([key, seed, hexkey].filter((one) => one !== undefined).length > 1) {
    throw usageError('give only one of -key, -hexkey and -seed');
  }
  if (hexkey !== undefined) return new Curve25519PrivateKey(type, hexValue(hexkey, '-hexkey', [32]));
  if (key === undefined) return generateKey({ type, random });
  return keyOfKind(await readPrivateKeyFile(context, key, { passin }), type, key);
}

/** The public key in a file. @throws CliError `wrong-key`; as `readPublicKeyFile`. */
export async function peerKeyFile<Type extends 'ec' | 'x25519'>(context: Context, type: Type, path: string) {
  return keyOfKind(await readPublicKeyFile(context, path), type, path);
}
