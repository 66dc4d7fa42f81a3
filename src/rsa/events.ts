import type { Witness } from '../bigint/index.ts';
import type { GeneratedRsaKey } from './key.ts';

/** The events that an observer of key generation receives. All their contents are as secret as the key. */
export type RsaEvent =
  | {
      readonly kind: 'candidate-refused';
      readonly prime: 'p' | 'q';
      readonly candidate: bigint;
      readonly because: CandidateFault;
    }
  | {
      readonly kind: 'prime-found';
      readonly prime: 'p' | 'q';
      readonly value: bigint;
      /** Number of candidates that passed the sieve and were tested with Miller-Rabin, including this one. */
      readonly tested: number;
      /** Rounds of Miller-Rabin with random bases that it passed. */
      readonly rounds: number;
    }
  /** d is too small (FIPS 186-5 §A.1.1 criterion 3): both primes are generated again. */
  | { readonly kind: 'private-exponent-refused' }
  | { readonly kind: 'key-made'; readonly key: GeneratedRsaKey };

/** The reason for a rejected candidate: it is composite, p − 1 shares a factor with e, or q is too close to p. */
export type CandidateFault = Witness | { readonly test: 'public-exponent' } | { readonly test: 'distance' };
