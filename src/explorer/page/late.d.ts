/** The module that the build makes of code that comes in parts of its own (`scripts/explorer/late.ts`). */
declare module 'late' {
  /** Loads parts by name; other names are passed over. */
  export function loadParts(names: readonly string[]): Promise<void>;
  export function loadAllParts(): Promise<void>;
  /** How often a function was called that was not there. */
  export function demandsSoFar(): number;
  /** Loads the parts of those functions. @param since - of `demandsSoFar`. @returns whether there were any since then. */
  export function loadMissingParts(since: number): Promise<boolean>;
}
