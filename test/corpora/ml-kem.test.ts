import { expect } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { LatticeError, mlKem768 } from '../../src/lattice/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

type Fields<Name extends string> = WycheproofCase & { readonly [name in Name]: string };
/** A key made from a seed decapsulates. */
type Case = Fields<'seed' | 'ek' | 'c' | 'K'>;
/** A key in the standard's expanded form does. */
type DecapsCase = Fields<'dk' | 'c' | 'K'>;

describeCorpus('ML-KEM-768', 'wycheproof/mlkem_768_test.json', (suite: Wycheproof<{ tests: Case[] }>) => {
  eachWycheproofCase(suite, ({ tcId, seed, ek, c, K, result }) => {
    const decapsulate = () => {
      const { encapsulationKey, decapsulationKey } = mlKem768.keyPairFromSeed(hexToBytes(seed));
      return [bytesToHex(encapsulationKey), bytesToHex(mlKem768.decapsulate(decapsulationKey, hexToBytes(c)))];
    };
    if (result === 'valid') expect(decapsulate(), `${tcId}`).toEqual([ek, K]);
    else expect(decapsulate, `${tcId}`).toThrow(seed.length === 128 ? LatticeError : /^seed: /);
  });
});

const encaps = 'wycheproof/mlkem_768_encaps_test.json';
describeCorpus('ML-KEM-768 encapsulation', encaps, (suite: Wycheproof<{ tests: Fields<'ek' | 'm' | 'c' | 'K'>[] }>) => {
  eachWycheproofCase(suite, ({ tcId, ek, m, c, K, result }) => {
    const encapsulate = () => mlKem768.encapsulateWith(hexToBytes(ek), hexToBytes(m));
    if (result === 'valid') {
      const { ciphertext, sharedSecret } = encapsulate();
      expect([bytesToHex(ciphertext), bytesToHex(sharedSecret)], `${tcId}`).toEqual([c, K]);
    } else {
      expect(encapsulate, `${tcId}`).toThrow(expect.objectContaining({ code: 'invalid-encapsulation-key' }));
    }
  });
});

const keygen = 'wycheproof/mlkem_768_keygen_seed_test.json';
describeCorpus('ML-KEM-768 keys', keygen, (suite: Wycheproof<{ tests: Fields<'seed' | 'ek' | 'dk'>[] }>) => {
  eachWycheproofCase(suite, ({ tcId, seed, ek, dk, result }) => {
    expect(result).toBe('valid');
    const { encapsulationKey, decapsulationKey } = mlKem768.keyPairFromSeed(hexToBytes(seed));
    expect([bytesToHex(encapsulationKey), bytesToHex(decapsulationKey)], `${tcId}`).toEqual([ek, dk]);
  });
});

const decaps = 'wycheproof/mlkem_768_semi_expanded_decaps_test.json';
describeCorpus('ML-KEM-768 decapsulation', decaps, (suite: Wycheproof<{ tests: DecapsCase[] }>) => {
  eachWycheproofCase(suite, ({ tcId, comment, dk, c, K, result }) => {
    const decapsulate = () => bytesToHex(mlKem768.decapsulate(hexToBytes(dk), hexToBytes(c)));
    if (result === 'valid') expect(decapsulate(), `${tcId}: ${comment}`).toBe(K);
    else expect(decapsulate, `${tcId}: ${comment}`).toThrow(LatticeError);
  });
});
