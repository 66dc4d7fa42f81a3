/** The algorithms of a PKCS #12 file, in the format of `openssl pkcs12 -info`. */
import { CIPHER_OIDS, HMAC_OIDS, PBE_OIDS } from '../../../asn1/internal.ts';
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
  [PBE_OIDS.pbkdf2]: 'PBKDF2',
  [PBE_OIDS.pbeWithSha1And3KeyTripleDes]: 'pbeWithSHA1And3-KeyTripleDES-CBC',
  [PBE_OIDS.pbeWithSha1And40BitRc2]: 'pbeWithSHA1And40BitRC2-CBC',
  [HMAC_OIDS.sha1]: 'hmacWithSHA1',
  [HMAC_OIDS.sha224]: 'hmacWithSHA224',
  [HMAC_OIDS.sha256]: 'hmacWithSHA256',
  [HMAC_OIDS.sha384]: 'hmacWithSHA384',
  [HMAC_OIDS.sha512]: 'hmacWithSHA512',
  [CIPHER_OIDS.desEde3Cbc]: 'DES-EDE3-CBC',
  [PBE_OIDS.scrypt]: 'id-scrypt',
  [CIPHER_OIDS.aes128Cbc]: 'AES-128-CBC',
  [CIPHER_OIDS.aes192Cbc]: 'AES-192-CBC',
  [CIPHER_OIDS.aes256Cbc]: 'AES-256-CBC',
};
const nameOf = (oid: string): string => (Object.hasOwn(NAMES, oid) ? NAMES[oid] : oid);
const PBES2 = PBE_OIDS.pbes2;
const HMAC_SHA1 = HMAC_OIDS.sha1;

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

/** The file has been read, so the parameters are known to decode. */
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
