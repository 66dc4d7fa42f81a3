/** How a PKCS #12 file is made, in the words of `openssl pkcs12 -info`. */
import { decode } from '../../../codec/index.ts';
import {
  type AlgorithmIdentifier,
  type Pkcs12,
  type Pkcs12Bag,
  pbeParameters,
  pbes2Parameters,
  pbkdf2Parameters,
  scryptParameters,
} from '../../../keys/index.ts';

const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.12': 'PBKDF2',
  '1.2.840.113549.1.12.1.3': 'pbeWithSHA1And3-KeyTripleDES-CBC',
  '1.2.840.113549.1.12.1.6': 'pbeWithSHA1And40BitRC2-CBC',
  '1.2.840.113549.2.7': 'hmacWithSHA1',
  '1.2.840.113549.2.8': 'hmacWithSHA224',
  '1.2.840.113549.2.9': 'hmacWithSHA256',
  '1.2.840.113549.2.10': 'hmacWithSHA384',
  '1.2.840.113549.2.11': 'hmacWithSHA512',
  '1.2.840.113549.3.7': 'DES-EDE3-CBC',
  '1.3.6.1.4.1.11591.4.11': 'id-scrypt',
  '2.16.840.1.101.3.4.1.2': 'AES-128-CBC',
  '2.16.840.1.101.3.4.1.22': 'AES-192-CBC',
  '2.16.840.1.101.3.4.1.42': 'AES-256-CBC',
};
const nameOf = (oid: string): string => (Object.hasOwn(NAMES, oid) ? NAMES[oid] : oid);
const PBES2 = '1.2.840.113549.1.5.13';
const HMAC_SHA1 = '1.2.840.113549.2.7';

/** One line for the MAC, each part, each bag. */
export function infoText({ mac, safes }: Pkcs12): string {
  const lines = mac === undefined ? [] : macLines(mac);
  for (const { encryption, bags } of safes) {
    lines.push(encryption === undefined ? 'PKCS7 Data' : `PKCS7 Encrypted data: ${encryptionText(encryption)}`);
    lines.push(...bags.map(bagText));
  }
  return lines.map((line) => `${line}\n`).join('');
}

const macLines = ({ hash, iterations, length, saltLength }: NonNullable<Pkcs12['mac']>): string[] => [
  `MAC: ${hash}, Iteration ${iterations}`,
  `MAC length: ${length}, salt length: ${saltLength}`,
];

function bagText(bag: Pkcs12Bag): string {
  if (bag.type === 'certificate') return 'Certificate bag';
  if (bag.type === 'other') return `Warning unsupported bag type: ${bag.bagId}`;
  return bag.encryption === undefined ? 'Key bag' : `Shrouded Keybag: ${encryptionText(bag.encryption)}`;
}

/** It has been read, so that the parameters are as their codecs want them. */
function encryptionText({ algorithm, parameters }: AlgorithmIdentifier): string {
  if (algorithm !== PBES2) return `${nameOf(algorithm)}, Iteration ${decode(pbeParameters, parameters!).iterations}`;
  const { keyDerivationFunc: kdf, encryptionScheme } = decode(pbes2Parameters, parameters!);
  const start = `PBES2, ${nameOf(kdf.algorithm)}, ${nameOf(encryptionScheme.algorithm)}`;
  if (nameOf(kdf.algorithm) === 'PBKDF2') {
    const { iterationCount, prf } = decode(pbkdf2Parameters, kdf.parameters!);
    return `${start}, Iteration ${iterationCount}, PRF ${nameOf(prf?.algorithm ?? HMAC_SHA1)}`;
  }
  const { salt, costParameter, blockSize, parallelizationParameter } = decode(scryptParameters, kdf.parameters!);
  const numbers = `Cost(N): ${costParameter}, Block size(r): ${blockSize}, Parallelism(p): ${parallelizationParameter}`;
  return `${start}, Salt length: ${salt.length}, ${numbers}`;
}
