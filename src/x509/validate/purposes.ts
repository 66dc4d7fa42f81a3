/** The key usages that each purpose requires. */
import type { Purpose } from '../extensions/ext-key-usage.ts';
import type { KeyUsageBit } from '../extensions/key-usage.ts';

/** For each purpose, the keyUsage bits of which at least one is required (§4.2.1.12). */
export const PURPOSE_USAGES: Readonly<Record<Exclude<Purpose, 'any'>, readonly KeyUsageBit[]>> = {
  serverAuth: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  clientAuth: ['digitalSignature', 'keyAgreement'],
  codeSigning: ['digitalSignature'],
  emailProtection: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement'],
  timeStamping: ['digitalSignature', 'nonRepudiation'],
  OCSPSigning: ['digitalSignature', 'nonRepudiation'],
};
