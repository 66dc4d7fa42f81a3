/** The digests of the command line: their names in options and in output. */
import { type Hash, sha1, sha3_256, sha3_512, sha224, sha256, sha384, sha512, sha512_256 } from '../hash/index.ts';
import { usageError } from './command.ts';

export interface Digest {
  readonly hash: Hash;
  /** The name that OpenSSL 3.0 prints. */
  readonly name: string;
}
type DigestName = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** By option. */
export const DIGESTS: Readonly<Record<DigestName, Digest>> = {
  sha1: { hash: sha1, name: 'SHA1' },
  sha224: { hash: sha224, name: 'SHA2-224' },
  sha256: { hash: sha256, name: 'SHA2-256' },
  sha384: { hash: sha384, name: 'SHA2-384' },
  sha512: { hash: sha512, name: 'SHA2-512' },
};

/** Includes hashes that no signature scheme uses. */
const MESSAGE_DIGESTS: Readonly<Record<DigestName | 'sha512-256' | 'sha3-256' | 'sha3-512', Digest>> = {
  ...DIGESTS,
  'sha512-256': { hash: sha512_256, name: 'SHA2-512/256' },
  'sha3-256': { hash: sha3_256, name: 'SHA3-256' },
  'sha3-512': { hash: sha3_512, name: 'SHA3-512' },
};

/** The digest whose option was given; undefined if none was. @throws CliError `usage` for several. */
export function digestOption(
  values: { readonly [Name in keyof typeof MESSAGE_DIGESTS]?: boolean },
): Digest | undefined {
  const given = (Object.keys(MESSAGE_DIGESTS) as (keyof typeof MESSAGE_DIGESTS)[]).filter((name) => values[name]);
  if (given.length > 1) throw usageError(`${given.map((name) => `-${name}`).join(' or ')}, not both`);
  return given.length === 0 ? undefined : MESSAGE_DIGESTS[given[0]];
}

/** The digest with this name, as in OpenSSL's options and configuration files: `sha256`, `SHA2-256`.
 * @throws CliError `usage`. */
export function digestNamed(given: string, option: string): Digest {
  const name = given.toLowerCase().replace('sha2-', 'sha').replace('sha-', 'sha');
  if (Object.hasOwn(DIGESTS, name)) return DIGESTS[name as DigestName];
  throw usageError(`-${option} takes ${Object.keys(DIGESTS).join(', ')}, not ${JSON.stringify(given)}`);
}
