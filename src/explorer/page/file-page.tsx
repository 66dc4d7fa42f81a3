/** The page of `explore.html`. */
import { start } from './shell.tsx';
import { spawnFrom } from './spawn/blob.ts';

/** @param source - the script of the page, which its worker runs too. */
export const startFrom = (source: string): Promise<void> => start(spawnFrom(source));
