/** What a verifier is, to those that compare them. */

import type { TestChain } from '../../testing/index.ts';
import type { Profile } from '../../x509/index.ts';
import type { Answer } from './asked-chain.ts';

/** What verifiers are called on the command line. */
export const VERIFIER_NAMES = ['openssl', 'go', 'gnutls', 'java', 'node'] as const;
export type VerifierName = (typeof VERIFIER_NAMES)[number];

/** How verifiers are asked. */
export interface Asking {
  /** A folder for temporary files, for this verifier alone. */
  readonly folder: string;
  readonly profile: Profile;
  /** The time of all chains. */
  readonly time: Date;
  readonly signal: AbortSignal;
}

/** A verifier that is ready to be asked. */
export interface Verifier {
  readonly name: VerifierName;
  /** The verifier's own message, in one line. */
  readonly version: string;
  /** Asks of chains. @returns an answer for each; never rejects for what the verifier does. */
  ask(chains: readonly TestChain[]): Promise<readonly Answer[]>;
  /** The command that asks of a kept chain, in the folder of its files. */
  command(chain: TestChain): string;
  /** Ends its processes. */
  close(): void;
}

/** A verifier that is not here, and why. */
export interface Missing {
  readonly name: VerifierName;
  readonly missing: string;
}

export const isMissing = (one: Verifier | Missing): one is Missing => 'missing' in one;
