/** The module that the build makes of code that comes in parts of its own (`scripts/explorer/late.ts`). */
declare module 'late' {
  /** Loads parts by name; other names are passed over. */
  export function loadParts(names: readonly string[]): Promise<void>;
  export function loadAllParts(): Promise<void>;
  /** Loads those whose functions were called since the last time, and were not there. @returns whether there were any. */
  export function loadMissingParts(): Promise<boolean>;
}
