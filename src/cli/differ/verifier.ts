/** The interface of the verifiers that are compared. */

import type { TestChain } from '../../testing/index.ts';
import type { Profile } from '../../x509/index.ts';
import type { Answer } from './asked-chain.ts';

/** The names of verifiers on the command line. */
export const VERIFIER_NAMES = ['openssl', 'go', 'gnutls', 'java', 'node'] as const;
export type VerifierName = (typeof VERIFIER_NAMES)[number];

/** The settings for running verifiers. */
export interface Asking {
  /** A folder for temporary files, for this verifier alone. */
  readonly folder: string;
  readonly profile: Profile;
  /** The time of all chains. */
  readonly time: Date;
  readonly signal: AbortSignal;
}

/** A verifier that is ready to use. */
export interface Verifier {
  readonly name: VerifierName;
  /** The verifier's own message, in one line. */
  readonly version: string;
  /** Has the verifier validate chains. @returns an answer for each; never rejects because of the verifier. */
  ask(chains: readonly TestChain[]): Promise<readonly Answer[]>;
  /** The command that validates a kept chain, to be run in the folder of its files. */
  command(chain: TestChain): string;
  /** Ends its processes. */
  close(): void;
}

/** A verifier that is not available, and the reason. */
export interface Missing {
  readonly name: VerifierName;
  readonly missing: string;
}

export const isMissing = (one: Verifier | Missing): one is Missing => 'missing' in one;
