/** The twins: algorithms transcribed from their standards, to be watched step by step. Tests hold each equal to its fast kernel. */
export {
  type CipherStep,
  cipherSteps,
  type InvCipherStep,
  invCipherSteps,
  type KeyExpansionStep,
  keyExpansionSteps,
} from './aes.ts';
export {
  type BlockFunction,
  type CbcDecryptStep,
  type CbcEncryptStep,
  cbcDecryptSteps,
  cbcEncryptSteps,
} from './cbc.ts';
export {
  type GcmStep,
  type GctrStep,
  type GhashStep,
  gcmDecryptSteps,
  gcmEncryptSteps,
  gctrSteps,
  ghashSteps,
  multiplyBlocks,
} from './gcm.ts';
export { type HashFunction, type HmacStep, hmacSteps } from './hmac.ts';
export { type Sha256Step, sha256Steps, type WorkingVariables } from './sha256.ts';
export { resultOf, type Step, type Steps } from './step.ts';
