/** The object identifiers of hash functions, by the names in `hash/`: one table for DigestInfo, PSS, OAEP, CMS and other
 * structures (RFC 8017 §B.1; NIST's Computer Security Objects Register). */
export const HASH_OIDS = {
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  'sha512-256': '2.16.840.1.101.3.4.2.6',
  'sha3-256': '2.16.840.1.101.3.4.2.8',
  'sha3-512': '2.16.840.1.101.3.4.2.10',
} as const;

const isTabled = (name: unknown): name is keyof typeof HASH_OIDS =>
  typeof name === 'string' && Object.hasOwn(HASH_OIDS, name);

/** The OID of a hash function, or undefined for one that is not in the table. @param name - as in `Hash.name`. */
export const hashOid = (name: string): string | undefined => (isTabled(name) ? HASH_OIDS[name] : undefined);

/** The name of the hash function with an OID, or undefined. */
export const hashNameOf = (oid: string): string | undefined =>
  Object.entries(HASH_OIDS).find(([, id]) => id === oid)?.[0];
