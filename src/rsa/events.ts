import type { Witness } from '../bigint/index.ts';
import type { GeneratedRsaKey } from './key.ts';

/** What an observer of key generation is told. Everything in it is secret, as the key is. */
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
      /** Candidates that passed the sieve and were put to Miller-Rabin, this one included. */
      readonly tested: number;
      /** Rounds of Miller-Rabin with random bases that it passed. */
      readonly rounds: number;
    }
  /** d came out too small (FIPS 186-5 §A.1.1 criterion 3): both primes are drawn again. */
  | { readonly kind: 'private-exponent-refused' }
  | { readonly kind: 'key-made'; readonly key: GeneratedRsaKey };

/** The reason for a rejected candidate: it is composite, p − 1 shares a factor with e, or q is too close to p. */
export type CandidateFault = Witness | { readonly test: 'public-exponent' } | { readonly test: 'distance' };
