/** Limits on the cost of a validation, for any certificates that a peer may send. */
import type { CheckCode } from '../check.ts';
import { DEFAULT_COMPARISONS } from '../name-constraints/judge.ts';

/** A separate limit for each kind of work. If a limit ends the search before a valid path is found, the validation fails with that limit's
 * code. */
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

/** The remaining budget. */
export class Budget {
  readonly #limits: PathLimits;
  #signatures = 0;
  #paths = 0;
  /** The limit that ended the search. */
  exceeded: Extract<CheckCode, 'path-limit' | 'signature-limit'> | undefined;

  constructor(limits: PathLimits) {
    this.#limits = limits;
  }

  /** @returns false if no further signature may be verified. */
  takeSignature(): boolean {
    if (this.#signatures++ < this.#limits.signatures) return true;
    this.exceeded = 'signature-limit';
    return false;
  }

  /** @returns false if no further step is allowed. */
  takeStep(): boolean {
    if (this.#paths++ < this.#limits.paths) return true;
    this.exceeded = 'path-limit';
    return false;
  }

  /** The limit that was reached, as text. */
  get detail(): string {
    const { signatures, paths } = this.#limits;
    return this.exceeded === 'signature-limit'
      ? `the search stopped after ${signatures} signatures`
      : `the search stopped after ${paths} steps`;
  }
}
