/** AlgorithmIdentifier (RFC 5280 §4.1.1.2): how X.509 and PKCS name an algorithm. */
import { anyElement, type Element, nullElement, oid, sequence } from '../asn1/index.ts';
import { encode, trailing, type ValueOf } from '../codec/index.ts';

const describedAlgorithmIdentifier = sequence('AlgorithmIdentifier', 'RFC 5280 §4.1.1.2', {
  algorithm: oid,
  parameters: trailing(anyElement),
});
export interface AlgorithmIdentifier extends ValueOf<typeof describedAlgorithmIdentifier> {}
/** The parameters depend on the algorithm: they are kept as the encoded element. */
export const algorithmIdentifier: Element<AlgorithmIdentifier> = describedAlgorithmIdentifier;

/** NULL parameters, as the algorithms of PKCS #1 require (RFC 4055 §1.2). */
export const NULL_PARAMETERS: Uint8Array = encode(nullElement, null);

/** The part by which algorithm identifiers are compared if the parameters do not matter: the OID. */
export const algorithmOid = (identifier: AlgorithmIdentifier | undefined): string | undefined => identifier?.algorithm;
