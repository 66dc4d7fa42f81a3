/** Key usages as certificates.k8s.io names them, and as certificates encode them (kubernetes
 * pkg/controller/certificates/authority/policies.go). */
import { KEY_PURPOSES, type KeyUsageBit } from '../../x509/index.ts';

/** Usages that become bits of keyUsage. */
const BITS: ReadonlyMap<string, KeyUsageBit> = new Map([
  ['signing', 'digitalSignature'],
  ['digital signature', 'digitalSignature'],
  ['content commitment', 'nonRepudiation'],
  ['key encipherment', 'keyEncipherment'],
  ['key agreement', 'keyAgreement'],
  ['data encipherment', 'dataEncipherment'],
  ['cert sign', 'keyCertSign'],
  ['crl sign', 'cRLSign'],
  ['encipher only', 'encipherOnly'],
  ['decipher only', 'decipherOnly'],
] as const);

/** Usages that become purposes of extKeyUsage. Those of IPsec and the two server-gated ones, which no signer of Kubernetes grants, are
 * omitted. */
const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['any', KEY_PURPOSES.anyExtendedKeyUsage],
  ['server auth', KEY_PURPOSES.serverAuth],
  ['client auth', KEY_PURPOSES.clientAuth],
  ['code signing', KEY_PURPOSES.codeSigning],
  ['email protection', KEY_PURPOSES.emailProtection],
  ['s/mime', KEY_PURPOSES.emailProtection],
  ['timestamping', KEY_PURPOSES.timeStamping],
  ['ocsp signing', KEY_PURPOSES.OCSPSigning],
]);

/** All usages that the API knows (k8s.io/api certificates/v1, KeyUsage), in the order of its validation's message. */
export const USAGES: readonly string[] = [
  ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment'],
  ...['decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel'],
  ...['ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime'],
  ...['server auth', 'signing', 'timestamping'],
];

/** The bits of keyUsage that usages ask for. */
export const usageBits = (usages: readonly string[]): KeyUsageBit[] => [
  ...new Set(usages.flatMap((usage) => BITS.get(usage) ?? [])),
];

/** The object identifiers of the purposes that usages ask for. */
export const usagePurposes = (usages: readonly string[]): string[] => [
  ...new Set(usages.flatMap((usage) => PURPOSES.get(usage) ?? [])),
];
