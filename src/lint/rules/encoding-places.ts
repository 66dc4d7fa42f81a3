/** The location of an encoding fault in the structure. */
import type { Fault } from '../reading/part.ts';

/** Whether the fault is in a subtree of nameConstraints, where addresses have a mask. */
export const subtreeFault = ({ path, rule }: Fault): boolean =>
  rule === 'RFC 5280 §4.2.1.10' || path.includes('permittedSubtrees') || path.includes('excludedSubtrees');
