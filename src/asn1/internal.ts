/** For other rooms only: the tables of object identifiers. */
export { HASH_OIDS } from './hash-oids.ts';
export {
  ACCESS_OIDS,
  ALGORITHM_OIDS,
  ATTRIBUTE_OIDS,
  CIPHER_OIDS,
  CONTENT_OIDS,
  EXTENSION_OIDS,
  HMAC_OIDS,
  MD5_OID,
  OTHER_NAME_OIDS,
  OTHER_PURPOSE_OIDS,
  PBE_OIDS,
  PKCS9_OIDS,
  POLICY_OIDS,
  PRECERTIFICATE_SIGNING_OID,
  PURPOSE_OIDS,
} from './object-identifiers.ts';
