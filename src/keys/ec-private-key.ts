import {
  byteAlignedBitString,
  type Element,
  explicit,
  octetString,
  oid,
  optional,
  sequence,
  smallInteger,
} from '../asn1/index.ts';
import { cite, named, secret, type ValueOf } from '../codec/index.ts';

const RULE = 'RFC 5915 §3';

const describedEcPrivateKey = sequence('ECPrivateKey', RULE, {
  version: smallInteger(1, 1, RULE),
  privateKey: secret(octetString),
  parameters: optional(explicit(0, named('namedCurve', cite('RFC 5480 §2.1.1', oid)))),
  publicKey: optional(explicit(1, byteAlignedBitString)),
});
export interface EcPrivateKeyFields extends ValueOf<typeof describedEcPrivateKey> {}
/** ECPrivateKey (SEC 1 §C.4): the curve is named here, or by the PrivateKeyInfo around it. Secret. */
export const ecPrivateKey: Element<EcPrivateKeyFields> = describedEcPrivateKey;

/** The message for a key that describes its curve in place of naming it. */
export const EXPLICIT_PARAMETERS = 'explicit parameters of a curve are not taken, named curves are';
