/** The signature schemes of TLS, under their numbers (RFC 8446 §4.2.3; RFC 5246 §7.4.1.4.1): the table itself is that of
 * `signatures/`. */
import { UsageError } from '../../bytes/index.ts';
import { type Hash, sha256, sha384, sha512 } from '../../hash/index.ts';
import type { PublicKey } from '../../keys/index.ts';
import { signPss, verifyPss } from '../../rsa/index.ts';
import {
  type CodePoint,
  type SignatureScheme as Scheme,
  SIGNATURE_SCHEMES,
  type TlsVersion,
} from '../../signatures/index.ts';
import { SIGNATURE_SCHEMES as NUMBERS } from '../messages/code-points.ts';

export type { TlsVersion } from '../../signatures/index.ts';

/** A scheme under one of its numbers. */
export interface SignatureScheme
  extends Pick<CodePoint, 'id' | 'keyType' | 'name' | 'versions'>,
    Pick<Scheme, 'sign' | 'verify'> {
  /** Absent where the scheme hashes in its own way. */
  readonly hash: Hash | undefined;
}

/** RSASSA-PSS under a key that certificates call rsaEncryption (RFC 8446 §4.2.3): the salt is as long as the digest. */
function rsaPss(name: keyof typeof NUMBERS, hash: Hash): SignatureScheme {
  const parameters = { hash, mgfHash: hash, saltLength: hash.outputLength };
  return {
    id: NUMBERS[name],
    name,
    keyType: 'rsa',
    versions: ['TLSv1.2', 'TLSv1.3'],
    hash,
    sign(key, message, random) {
      if (key.type !== 'rsa') throw new UsageError('wrong-type', 'key', `must be an RSA key for ${name}`);
      return signPss(parameters, key, message, random);
    },
    verify: (key, message, signature) => key.type === 'rsa' && verifyPss(parameters, key, message, signature),
  };
}

/** The preferred first. */
const SCHEMES: readonly SignatureScheme[] = [
  rsaPss('rsa_pss_rsae_sha256', sha256),
  rsaPss('rsa_pss_rsae_sha384', sha384),
  rsaPss('rsa_pss_rsae_sha512', sha512),
  ...SIGNATURE_SCHEMES.flatMap(({ codePoints, hash, sign, verify }) =>
    codePoints.map(({ id, name, keyType, versions }) => ({ id, name, keyType, versions, hash, sign, verify })),
  ),
];

/** The names of all schemes, in the order in which they are preferred where none is named. */
export const SIGNATURE_SCHEME_NAMES: readonly string[] = SCHEMES.map(({ name }) => name);

/** The schemes of those names, in that order.
 * @throws UsageError when a name has none, comes twice, or there is none at all. */
export function schemesOf(names: readonly string[], argument: string): readonly SignatureScheme[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new UsageError('missing-option', argument, `must name at least one of ${SIGNATURE_SCHEME_NAMES.join(', ')}`);
  }
  if (new Set(names).size < names.length) throw new UsageError('out-of-range', argument, 'must not repeat a scheme');
  return names.map((name) => {
    const scheme = SCHEMES.find((row) => row.name === name);
    if (scheme === undefined) throw new UsageError('out-of-range', argument, `has no scheme ${JSON.stringify(name)}`);
    return scheme;
  });
}

/** Whether a key can sign a handshake of that version by a scheme. */
export const fits = ({ keyType, versions }: SignatureScheme, key: PublicKey, version: TlsVersion): boolean =>
  versions.includes(version) && key.type === keyType;

/** The first of ours that the peer takes too, and that a key can be used with. */
export const schemeFor = (
  key: PublicKey,
  version: TlsVersion,
  ours: readonly SignatureScheme[],
  theirs: readonly number[],
): SignatureScheme | undefined => ours.find((scheme) => theirs.includes(scheme.id) && fits(scheme, key, version));
