import { sequenceOf, smallInteger } from '../../asn1/index.ts';
import { named } from '../../codec/index.ts';

/** TLS features that the server must support, as numbers of TLS extensions. */
export const tlsFeature = named('Features', sequenceOf(smallInteger(0, 65_535, 'RFC 7633 §4.1')));
