/** PKCS #12's own password-based encryption (RFC 7292 appendix C), which preceded PBES2. Decryption only. */
import { PBE_OIDS } from '../../asn1/internal.ts';
import type { Bytes } from '../../bytes/index.ts';
import { sha1 } from '../../hash/index.ts';
import { type CbcCipher, DES_EDE3_CBC, decryptPadded } from '../encryption/ciphers.ts';
import type { Derivations } from '../encryption/derivations.ts';
import { wrongParameters } from '../encryption/faults.ts';
import { readParameters, toNumber } from '../encryption/kdf.ts';
import { pbeParameters } from '../encryption/parameters.ts';
import type { Encrypted } from '../encryption/pbes2.ts';
import { derivePkcs12, KDF_ID } from './pkcs12-kdf.ts';
import { rc2CbcDecrypt } from './rc2.ts';

const RULE = 'RFC 7292 appendix C';

const RC2_40_CBC: CbcCipher = {
  name: 'rc2-40-cbc',
  algorithm: PBE_OIDS.pbeWithSha1And40BitRc2,
  keyLength: 5,
  blockLength: 8,
  decrypt: (key, iv, ciphertext) => rc2CbcDecrypt(key, 40, iv, ciphertext),
};

/** The ciphers by the OIDs of the algorithms. */
export const PKCS12_CIPHERS: Readonly<Record<string, CbcCipher>> = {
  [PBE_OIDS.pbeWithSha1And3KeyTripleDes]: DES_EDE3_CBC,
  [PBE_OIDS.pbeWithSha1And40BitRc2]: RC2_40_CBC,
};

/** Decrypts, under a key and an IV that are derived from the password with SHA-1. The result is not authenticated.
 * @throws KeyError `encryption-parameters`, `decryption-failed`; KdfError above a limit. Timing: reads tables at secret indices. */
export function* pkcs12PbeDecrypt(
  { encryptionAlgorithm: { algorithm, parameters }, encryptedData }: Encrypted,
  derivations: Derivations,
): Generator<void, Bytes> {
  const cipher = PKCS12_CIPHERS[algorithm];
  const { salt, iterations: count } = readParameters(pbeParameters, parameters, RULE);
  derivations.assertSalt(salt);
  const iterations = toNumber(count);
  if (iterations < 1) throw wrongParameters('no iteration', RULE);
  // The derivation iterates once for each digest: two for the 24 bytes of a DES-EDE3 key, one for the 5 of an RC2 key, and one for the IV.
  derivations.spendIterations(iterations * (1 + Math.ceil(cipher.keyLength / sha1.outputLength)));
  const { password, turns } = derivations;
  const derive = (id: 1 | 2, length: number) =>
    derivePkcs12(sha1, password.bmp, salt, { id, iterations, length, turns });
  const key = yield* derive(KDF_ID.key, cipher.keyLength);
  const iv = yield* derive(KDF_ID.iv, cipher.blockLength);
  return decryptPadded(cipher, key, iv, encryptedData);
}
