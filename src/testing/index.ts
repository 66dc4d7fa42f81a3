/** For property-based tests, of this engine or of any other: fast-check arbitraries made from descriptions. */
export { arbitraryOf, type Leaves } from './arbitrary.ts';
export { type Fault, type FaultLabel, type FaultyEncoding, faultyEncodings } from './faults.ts';
export { type Mutated, mutated } from './mutated.ts';
