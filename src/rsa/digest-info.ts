/** DigestInfo (RFC 8017 §9.2, §A.2.4): a digest and the name of its hash. */
import { hashOid, nullElement, octetString, oid, sequence } from '../asn1/index.ts';
import type { Bytes } from '../bytes/index.ts';
import { encode, type ValueOf } from '../codec/index.ts';
import type { Hash } from '../hash/index.ts';
import { RsaError } from './errors.ts';

const RULE = 'RFC 8017 §9.2 note 1';

/** DigestInfo with NULL parameters, as in §9.2 note 1. So each digest has exactly one encoding. */
export const digestInfo = sequence('DigestInfo', RULE, {
  digestAlgorithm: sequence('AlgorithmIdentifier', RULE, { algorithm: oid, parameters: nullElement }),
  digest: octetString,
});
export interface DigestInfo extends ValueOf<typeof digestInfo> {}

/** The DigestInfo of each hash up to the digest, which is always the same. */
const prefixes = new WeakMap<Hash, Bytes>();

/** The DER of DigestInfo up to the digest.
 * @returns a cached array: do not modify it.
 * @throws RsaError `unknown-hash` for a hash without an OID in our table. */
export function digestInfoPrefix(hash: Hash): Bytes {
  const known = prefixes.get(hash);
  if (known !== undefined) return known;
  const algorithm = hashOid(hash.name);
  if (algorithm === undefined) throw new RsaError('unknown-hash', `no DigestInfo for ${hash.name}`, RULE);
  const digest = new Uint8Array(hash.outputLength);
  const whole = encode(digestInfo, { digestAlgorithm: { algorithm, parameters: null }, digest });
  const prefix = whole.slice(0, whole.length - hash.outputLength);
  prefixes.set(hash, prefix);
  return prefix;
}
