/** The checks of arguments that the reference implementations share: a wrong one is refused before the first step. */
import { assertBytes, assertFields, assertFunction, assertInteger } from '../bytes/index.ts';

/** @param named - byte strings by the names that their standard gives them. @throws UsageError. */
export function assertEachBytes(named: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(named)) assertBytes(value, name);
}

/** @throws UsageError unless `H` is a hash function of this room, which has a block length. */
export function assertHashFunction(H: { readonly blockLength: number; readonly outputLength?: number }): void {
  assertFields(H, 'H', 'a hash function', 'blockLength');
  assertInteger(H.blockLength, 'H.blockLength', 1, 1024);
}

/** @throws UsageError unless `CIPH` is a function. */
export const assertBlockFunction = (CIPH: unknown): void => assertFunction(CIPH, 'CIPH');
