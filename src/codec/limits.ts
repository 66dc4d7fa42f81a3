import { assertInteger, assertOptions } from '../bytes/index.ts';

/** Limits on hostile input. None of them applies to encoding. */
export interface Limits {
  /** Maximum nesting of length prefixes, at most 1000 (each takes a stack frame or two). Default: 64. */
  readonly depth: number;
  /** Maximum number of length prefixes and list items. Default: 1,000,000. */
  readonly nodes: number;
  /** Maximum bytes of input. Default: 64 MiB. */
  readonly bytes: number;
}

const DEFAULT_LIMITS: Limits = { depth: 64, nodes: 1_000_000, bytes: 2 ** 26 };
const MAX_DEPTH = 1000;

/** The limits given, with the default in the place of each that is missing. @throws UsageError for one that is unknown or invalid. */
export function completeLimits(given: Partial<Limits> | undefined): Limits {
  if (given === undefined) return DEFAULT_LIMITS;
  assertOptions(given, 'limits', ['depth', 'nodes', 'bytes']);
  const { depth = DEFAULT_LIMITS.depth, nodes = DEFAULT_LIMITS.nodes, bytes = DEFAULT_LIMITS.bytes } = given;
  assertInteger(depth, 'limits.depth', 1, MAX_DEPTH);
  assertInteger(nodes, 'limits.nodes', 1);
  assertInteger(bytes, 'limits.bytes', 0);
  return { depth, nodes, bytes };
}

/** The rule that a fault of a limit names: what the limit allows, how it is called, and why there is one.
 * @param of - what is counted: `levels`. */
export const limitRule = (name: string, most: number, of: string): string =>
  `Not in the standards: a limit of ${most} ${of} (limits.${name}), against input that is made to exhaust its reader`;
