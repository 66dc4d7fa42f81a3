/** Private keys: PKCS #1, PKCS #8, SEC 1. */
import type { SentencesOfFields } from '../../sentence.ts';

export const PRIVATE_KEYS = {
  PrivateKeyInfo: {
    '*': 'A private key of any kind (PKCS #8), unencrypted.',
    version: '0, or 1 if the public key is there too.',
    privateKeyAlgorithm: 'The kind of key; of an elliptic curve also the curve.',
    privateKey: 'The key, in the form of its kind, inside a byte string. Secret.',
    attributes: 'Notes on the key; mostly none.',
    publicKey: 'The public key, which could be computed.',
  },
  RSAPublicKey: {
    '*': 'An RSA public key.',
    modulus: 'n, the product of two secret primes: its length is the key’s length.',
    publicExponent: 'e, the power to which one raises to verify or to encrypt; nearly always 65537.',
  },
  RSAPrivateKey: {
    '*': 'An RSA private key, with numbers that make it faster. Secret.',
    version: '0: two primes.',
    modulus: 'n = p · q.',
    publicExponent: 'e.',
    privateExponent: 'd, the power that undoes e: d · e leaves 1 when divided by lcm(p − 1, q − 1).',
    prime1: 'p, one of the two primes.',
    prime2: 'q, the other prime.',
    exponent1: 'd mod (p − 1): with p and q apart the operation is about four times as fast.',
    exponent2: 'd mod (q − 1).',
    coefficient: 'The inverse of q modulo p, with which the two halves are put together.',
  },
  ECPrivateKey: {
    '*': 'A private key of an elliptic curve (SEC 1). Secret.',
    version: 'Always 1.',
    privateKey: 'The secret number, as long as the curve’s order.',
    parameters: 'The curve; inside PKCS #8 it stands outside already.',
    publicKey: 'The public point, which could be computed.',
  },
  CurvePrivateKey: { '*': 'The 32 secret bytes of a key of X25519 or Ed25519.' },
  'RSASSA-PSS-params': {
    '*': 'How RSA-PSS signs.',
    hashAlgorithm: 'The hash of the message; SHA-1 where the field is absent.',
    maskGenAlgorithm: 'The function that stretches the mask: MGF1, with its hash.',
    saltLength:
      'How many random bytes go into each signature; mostly as many as the hash has. 20 where the field is absent.',
    trailerField: 'Always 1, the byte bc, and so never written.',
  },
} as const satisfies SentencesOfFields;
