import { type Element, element, namedBits } from '../../asn1/index.ts';
import { refine } from '../../codec/index.ts';

/** The names of the bits, in their order. */
export const keyUsageBits = [
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
export type KeyUsageBit = (typeof keyUsageBits)[number];

const RULE = 'RFC 5280 §4.2.1.3';
const bits = namedBits<KeyUsageBit>('KeyUsage', RULE, keyUsageBits);

/** KeyUsage: the permitted uses of the key; at least one bit is set. */
export const keyUsage: Element<readonly KeyUsageBit[]> = element(
  bits.tag,
  refine(bits.body, 'key-usage-empty', RULE, (set) => !Array.isArray(set) || set.length > 0),
);
