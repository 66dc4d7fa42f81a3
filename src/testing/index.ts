/** Property-based testing of this or any other engine: fast-check arbitraries made from codecs, and chains with one defect. */
export { arbitraryOf, type Leaves } from './arbitrary.ts';
export { certificates, hostLabels, hostNames, names, requests } from './certificates.ts';
export { certificateListsOfEveryKind, certificatesOfEveryKind } from './certificates-of-every-kind.ts';
export { chainPem, type TestChain } from './chain-plan.ts';
export { type ChainWithDefect, type ChainWithDefectOptions, chainWithDefect, DEFECTS } from './chain-with-defect.ts';
export { type ChainOptions, chains } from './chains.ts';
export type { RefusalCode } from './defect.ts';
export {
  type DrawnChain,
  type DrawnChainOptions,
  drawChain,
  drawnChains,
  shrinkChain,
  VARIATIONS,
} from './drawn-chains.ts';
export type { Fault, FaultLabel, FaultyEncoding } from './fault.ts';
export { faultyEncodings } from './faults.ts';
export { type DefectVerdict, type ForEachDefectOptions, forEachDefect } from './for-each-defect.ts';
export type { Handshake12Options, HandshakeEnds, HandshakeModel } from './handshake-model.ts';
export type { Handshake13Options } from './handshake-model13.ts';
export { type HandshakeCommand, handshakeRun, handshakeRun13, handshakes } from './handshakes.ts';
export { type KeyPool, type KeyPoolOptions, keyPool, privateKeys } from './key-pool.ts';
export {
  type FaultySignature,
  faultySignatures,
  keysOfEveryKind,
  type OffCurve,
  pointsOffCurve,
} from './keys-of-every-kind.ts';
export { type Mutated, mutated } from './mutated.ts';
export type { Specimen, SpecimenRow } from './specimens/specimen.ts';
export { LINT_SPECIMENS } from './specimens/table.ts';
