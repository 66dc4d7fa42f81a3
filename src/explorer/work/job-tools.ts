import type { Standing } from './standing.ts';

/** What a job receives besides its input. */
export interface JobTools {
  /** @param done - in 0…1. @param note - what is going on, in a few words. @param standing - where an attack stands. */
  onProgress(done: number, note?: string, standing?: Standing): void;
  /** The time of a monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Loads code that comes in parts of its own (`scripts/explorer/late.ts`); without names, all: of the modules that are imported by then. A
   * job that calls what is not loaded is run again; but within TLS that would only be an alert, so a job with sessions loads what they need
   * before. */
  loadParts(names?: readonly string[]): Promise<void>;
  /** How often a function was called that is not loaded. What was made while this number changed must not be kept. */
  demandsSoFar(): number;
  /** The address of the one relay that a job may connect to: the server of the worker's script names it. Default: none. */
  readonly relay?: string | undefined;
}
