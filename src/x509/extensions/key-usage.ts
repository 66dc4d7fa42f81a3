import { type Element, element, namedBits } from '../../asn1/index.ts';
import { refine } from '../../codec/index.ts';

const BITS = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsageBit = (typeof BITS)[number];

const RULE = 'RFC 5280 §4.2.1.3';
const bits = namedBits<KeyUsageBit>('KeyUsage', RULE, BITS);

/** KeyUsage: the permitted uses of the key; at least one bit is set. */
export const keyUsage: Element<readonly KeyUsageBit[]> = element(
  bits.tag,
  refine(bits.body, 'key-usage-empty', RULE, (set) => !Array.isArray(set) || set.length > 0),
);
