/** RSA keys: their row in the table of key types (RFC 3279 §2.3.1). */

import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { bitLength, equalBytes } from '../bytes/index.ts';
import { decode } from '../codec/index.ts';
import {
  AnyRsaPrivateKey,
  checkPrivateKey,
  checkPublicKey,
  generateRsaKey,
  generateRsaKeyAsync,
  type RsaKeygenOptions,
  type RsaPrivateComponents,
  RsaPrivateKey,
  type RsaPublicComponents,
  type RsaPublicKey,
} from '../rsa/index.ts';
import { type AlgorithmIdentifier, NULL_PARAMETERS } from './algorithm.ts';
import { KeyError } from './errors.ts';
import { rsaPrivateKeyOctets, rsaPublicKeyBits } from './key-encodings.ts';
import type { KeyType } from './key-type.ts';
import { rsaPrivateKey, rsaPublicKey } from './rsa-structures.ts';

/** RFC 3279 §2.3.1: `rsaEncryption`, with NULL parameters. */
const RSA_ENCRYPTION: AlgorithmIdentifier = { algorithm: ALGORITHM_OIDS.rsaEncryption, parameters: NULL_PARAMETERS };

export const rsaKeys: KeyType<
  'rsa',
  RsaPublicKey,
  RsaPrivateKey,
  RsaPublicComponents,
  RsaPrivateComponents,
  RsaKeygenOptions
> = {
  type: 'rsa',
  name: 'RSA',
  algorithm: RSA_ENCRYPTION,
  subjectPublicKey: rsaPublicKeyBits,
  privateKey: rsaPrivateKeyOctets,
  traditional: {
    format: 'pkcs1',
    parameters: NULL_PARAMETERS,
    privateLabel: 'RSA PRIVATE KEY',
    privateKey: rsaPrivateKey,
    publicLabel: 'RSA PUBLIC KEY',
    publicKey: rsaPublicKey,
  },
  readPublic({ modulus, publicExponent }, parameters) {
    assertNull(parameters);
    const key = { type: 'rsa', modulus, publicExponent } as const;
    checkPublicKey(key);
    return key;
  },
  writePublic: ({ modulus, publicExponent }) => ({
    algorithm: RSA_ENCRYPTION,
    content: { modulus, publicExponent },
  }),
  readPrivate(components, parameters, publicBits) {
    assertNull(parameters);
    const key = new RsaPrivateKey(components);
    checkPrivateKey(key);
    checkRsaPublicBits(key, publicBits);
    return key;
  },
  writePrivate: (key) => ({ algorithm: RSA_ENCRYPTION, content: key.components() }),
  isPublic: ({ modulus, publicExponent }) => typeof modulus === 'bigint' && typeof publicExponent === 'bigint',
  isPrivate: (value) => AnyRsaPrivateKey.is(value) && value.type === 'rsa',
  publicKeyOf: ({ modulus, publicExponent }) => ({ type: 'rsa', modulus, publicExponent }),
  securityStrength: rsaStrength,
  describe: ({ modulus }) => `RSA, ${bitLength(modulus)} bits`,
  generate: (options) => generateRsaKey(options),
  generateAsync: (options) => generateRsaKeyAsync(options),
};

/** The public key beside a private one must be its own (RFC 5958 §2). @throws DecodeError; KeyError `public-key-mismatch`. */
export function checkRsaPublicBits(key: RsaPublicComponents, publicBits: Uint8Array | undefined): void {
  if (publicBits === undefined) return;
  const { modulus, publicExponent } = decode(rsaPublicKey, publicBits);
  if (modulus === key.modulus && publicExponent === key.publicExponent) return;
  throw new KeyError('public-key-mismatch', 'the public half is not that of the private one', 'RFC 5958 §2');
}

/** RFC 3279 §2.3.1: "The parameters field MUST have ASN.1 type NULL". */
function assertNull(parameters: Uint8Array | undefined): void {
  if (parameters !== undefined && equalBytes(parameters, NULL_PARAMETERS)) return;
  const found = parameters === undefined ? 'are missing' : 'are not';
  const message = `the parameters of rsaEncryption must be NULL, but ${found}`;
  throw new KeyError('unsupported-algorithm', message, 'RFC 3279 §2.3.1');
}

/** SP 800-57 part 1 rev. 5 table 2, column "IFC": bits of the modulus, and of security. */
const STRENGTHS = [
  [15_360, 256],
  [7680, 192],
  [3072, 128],
  [2048, 112],
  [1024, 80],
] as const;

function rsaStrength({ modulus }: RsaPublicComponents): number {
  const bits = bitLength(modulus);
  return STRENGTHS.find(([least]) => bits >= least)?.[1] ?? 0;
}
