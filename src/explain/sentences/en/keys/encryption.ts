/** Encryption with a password: PKCS #5 and #8, scrypt. */
import type { SentencesOfFields } from '../../sentence.ts';

export const ENCRYPTION = {
  EncryptedPrivateKeyInfo: {
    '*': 'A private key, encrypted with a password.',
    encryptionAlgorithm: 'How it is encrypted: the salt, the count and the cipher are here, the password is not.',
    encryptedData: 'The encrypted PrivateKeyInfo.',
  },
  'PBES2-params': {
    '*': 'Encryption in two steps: a key from the password, then a cipher.',
    keyDerivationFunc: 'How the key is made from the password: PBKDF2 or scrypt.',
    encryptionScheme: 'The cipher, with its initialization vector.',
  },
  'PBKDF2-params': {
    '*': 'How PBKDF2 makes the key.',
    salt: 'Random bytes, so that the same password gives another key each time.',
    iterationCount: 'How often the function is repeated: it makes each guess that much slower.',
    keyLength: 'The length of the key in bytes, where the cipher does not fix it.',
    prf: 'The HMAC that is repeated; HMAC-SHA-1 where the field is absent.',
  },
  'scrypt-params': {
    '*': 'How scrypt makes the key.',
    salt: 'Random bytes, so that the same password gives another key each time.',
    costParameter: 'N, a power of two: time and memory grow with it.',
    blockSize: 'r: a guess takes 128 · N · r bytes of memory.',
    parallelizationParameter: 'p, how many such computations there are, independent of each other.',
    keyLength: 'The length of the key in bytes.',
  },
  PBEParameter: {
    '*': 'How an old scheme makes the key.',
    salt: 'Random bytes, so that the same password gives another key each time.',
    iterations: 'How often the hash is repeated.',
  },
} as const satisfies SentencesOfFields;
