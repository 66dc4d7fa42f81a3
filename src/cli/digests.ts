/** The digests of the command line: what they are called in options and in output. */
import { type Hash, sha1, sha256 } from '../hash/index.ts';

/** By option: the hash, and OpenSSL 3.0's name for it. */
export const DIGESTS: Readonly<Record<'sha1' | 'sha256', { readonly hash: Hash; readonly name: string }>> = {
  sha1: { hash: sha1, name: 'SHA1' },
  sha256: { hash: sha256, name: 'SHA2-256' },
};
