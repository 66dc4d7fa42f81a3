import { expect } from 'vitest';
import { octetString } from '../../src/asn1/index.ts';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { atOneGo } from '../../src/hash/internal.ts';
// What encrypts keys takes any plaintext; these are no keys.
import { Derivations } from '../../src/keys/encryption/derivations.ts';
import { passwordForms } from '../../src/keys/encryption/password.ts';
import { pbes2Decrypt } from '../../src/keys/encryption/pbes2.ts';
import { NULL_PARAMETERS, pbes2Parameters, pbkdf2Parameters } from '../../src/keys/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly password: string;
  readonly salt: string;
  readonly iterationCount: number;
  readonly iv: string;
  readonly msg: string;
  readonly ct: string;
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_CBC: Readonly<Record<number, string>> = { 128: '2.16.840.1.101.3.4.1.2', 256: '2.16.840.1.101.3.4.1.42' };

/** The AlgorithmIdentifier of a case. */
function algorithmOf({ salt, iterationCount, iv }: Case, bits: number) {
  const derivation = encode(pbkdf2Parameters, {
    salt: hexToBytes(salt),
    iterationCount: BigInt(iterationCount),
    prf: { algorithm: HMAC_SHA256, parameters: NULL_PARAMETERS },
  });
  const parameters = encode(pbes2Parameters, {
    keyDerivationFunc: { algorithm: PBKDF2, parameters: derivation },
    encryptionScheme: { algorithm: AES_CBC[bits], parameters: encode(octetString, hexToBytes(iv)) },
  });
  return { algorithm: PBES2, parameters };
}

for (const bits of [128, 256]) {
  const file = `wycheproof/pbes2_hmacsha256_aes_${bits}_test.json`;
  describeCorpus(`PBES2 with HMAC-SHA256 and AES-${bits}`, file, (suite: Wycheproof<{ readonly tests: Case[] }>) => {
    const check = (test: Case) => {
      const { tcId, comment, password, msg, ct, result } = test;
      const encrypted = { encryptionAlgorithm: algorithmOf(test, bits), encryptedData: hexToBytes(ct) };
      const derivations = () => new Derivations(passwordForms(hexToBytes(password), 'password'), {});
      const decrypt = () => bytesToHex(atOneGo(pbes2Decrypt(encrypted, derivations())));
      expect(result, `${tcId}: ${comment}`).toBe('valid');
      expect(decrypt(), `${tcId}: ${comment}`).toBe(msg);
    };
    eachWycheproofCase(suite, check);
  });
}
