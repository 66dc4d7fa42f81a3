import { namedBits } from '../../asn1/index.ts';

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

/** KeyUsage: what the key may do. */
export const keyUsage = namedBits<KeyUsageBit>('KeyUsage', 'RFC 5280 §4.2.1.3', BITS);
