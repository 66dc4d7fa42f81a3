/** What a validation may cost, whatever certificates a peer sends. */
import type { CheckCode } from '../check.ts';
import { DEFAULT_COMPARISONS } from '../name-constraints/judge.ts';

/** Bounds of their own for each kind of work. A validation that one of them ends without a valid path fails with its code. */
export interface PathLimits {
  /** Maximum CAs between the leaf and the anchor, self-issued ones not counted, as RFC 5280 §4.2.1.9 counts them. Default 8. Code
   * `depth-limit`. */
  readonly depth: number;
  /** Maximum signatures verified. Default 200. Code `signature-limit`. */
  readonly signatures: number;
  /** Maximum steps of the search: each is one candidate at the end of one path. Default 10 000. Code `path-limit`. */
  readonly paths: number;
  /** Maximum comparisons of names with name constraints. Default 250 000. Code `comparison-limit`. */
  readonly comparisons: number;
}

export const DEFAULT_LIMITS: PathLimits = {
  depth: 8,
  signatures: 200,
  paths: 10_000,
  comparisons: DEFAULT_COMPARISONS,
};

/** What is left. */
export class Budget {
  readonly #limits: PathLimits;
  #signatures = 0;
  #paths = 0;
  /** The bound that ended the search. */
  exceeded: Extract<CheckCode, 'path-limit' | 'signature-limit'> | undefined;

  constructor(limits: PathLimits) {
    this.#limits = limits;
  }

  /** @returns false: no signature more. */
  takeSignature(): boolean {
    if (this.#signatures++ < this.#limits.signatures) return true;
    this.exceeded = 'signature-limit';
    return false;
  }

  /** @returns false: no step more. */
  takeStep(): boolean {
    if (this.#paths++ < this.#limits.paths) return true;
    this.exceeded = 'path-limit';
    return false;
  }

  /** The bound that was met, as text. */
  get detail(): string {
    const { signatures, paths } = this.#limits;
    return this.exceeded === 'signature-limit'
      ? `the search stopped after ${signatures} signatures`
      : `the search stopped after ${paths} steps`;
  }
}
