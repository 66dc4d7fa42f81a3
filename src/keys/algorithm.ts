/** AlgorithmIdentifier (RFC 5280 §4.1.1.2): how X.509 and PKCS name an algorithm, and the names that keys go by. */
import { anyElement, nullElement, oid, sequence } from '../asn1/index.ts';
import { bytesToHex } from '../bytes/index.ts';
import { encode, trailing, type ValueOf } from '../codec/index.ts';

/** What the parameters are is the algorithm's affair: they are kept as the element that they came as. */
export const algorithmIdentifier = sequence('AlgorithmIdentifier', 'RFC 5280 §4.1.1.2', {
  algorithm: oid,
  parameters: trailing(anyElement),
});
export interface AlgorithmIdentifier extends ValueOf<typeof algorithmIdentifier> {}

/** Parameters that are NULL, as the algorithms of PKCS #1 want them (RFC 4055 §1.2). */
export const NULL_PARAMETERS: Uint8Array = encode(nullElement, null);

/** RFC 3279 §2.3.1: `rsaEncryption`, with NULL for parameters. */
export const RSA_ENCRYPTION: AlgorithmIdentifier = {
  algorithm: '1.2.840.113549.1.1.1',
  parameters: NULL_PARAMETERS,
};

/** A key under which algorithm identifiers are equal: OID and parameters. */
export const algorithmKey = (identifier: AlgorithmIdentifier): string =>
  `${identifier?.algorithm} ${identifier?.parameters === undefined ? 'absent' : bytesToHex(identifier.parameters)}`;
