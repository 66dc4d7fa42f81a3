/** Where in the structure a fault of reading is. */
import type { Fault } from '../reading/part.ts';

/** In the subtrees of nameConstraints, whose addresses have a mask. */
export const subtreeFault = ({ path, rule }: Fault): boolean =>
  rule === 'RFC 5280 §4.2.1.10' || path.includes('permittedSubtrees') || path.includes('excludedSubtrees');
