import { explicit, optional, sequence, smallInteger, withDefault } from '../asn1/index.ts';
import type { ValueOf } from '../codec/index.ts';
import { algorithmIdentifier, NULL_PARAMETERS } from './algorithm.ts';

const RULE = 'RFC 4055 §3.1';

/** The default: SHA-1. */
const SHA1 = { algorithm: '1.3.14.3.2.26', parameters: NULL_PARAMETERS };

/** RSASSA-PSS-params: the hash, the mask, the length of the salt. */
export const pssParameters = sequence('RSASSA-PSS-params', RULE, {
  hashAlgorithm: withDefault(explicit(0, algorithmIdentifier), SHA1),
  maskGenAlgorithm: optional(explicit(1, algorithmIdentifier)),
  saltLength: withDefault(explicit(2, smallInteger(0, 65_535, RULE)), 20),
  trailerField: withDefault(explicit(3, smallInteger(1, 1, RULE)), 1),
});
export interface PssParameters extends ValueOf<typeof pssParameters> {}
