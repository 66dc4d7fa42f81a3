/** For other rooms of the engine. */
export { assertCertificate } from './certificate/certificate.ts';
export { withNull } from './certificate/tolerance.ts';
export { REASON_FLAGS } from './extensions/crl-distribution-points.ts';
export { assertGeneralNames } from './names/general-name.ts';
export { formatReadable } from './names/name-text.ts';
export { isInNormalForm } from './names/normal-form.ts';
export { assertNameStyle } from './names/print-name.ts';
export { assertBare } from './pem-blocks.ts';
export { validateChainKnowing } from './validate/validate-chain.ts';
export { VerifiedSignatures } from './validate/verified-signatures.ts';
