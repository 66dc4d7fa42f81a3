import { bitString, explicit, octetString, oid, optional, sequence, smallInteger } from '../asn1/index.ts';
import { secret, type ValueOf } from '../codec/index.ts';

const RULE = 'RFC 5915 §3';

/** ECPrivateKey (SEC 1 §C.4): the curve is named here, or by what is around it. Secret. */
export const ecPrivateKey = sequence('ECPrivateKey', RULE, {
  version: smallInteger(1, 1, RULE),
  privateKey: secret(octetString),
  parameters: optional(explicit(0, oid)),
  publicKey: optional(explicit(1, bitString)),
});
export interface ECPrivateKey extends ValueOf<typeof ecPrivateKey> {}
