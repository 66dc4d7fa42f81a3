/** Reference implementations: algorithms transcribed from their standards, which yield each intermediate value. Tests hold each equal to its fast kernel. */
export {
  type CipherStep,
  cipherSteps,
  type InvCipherStep,
  invCipherSteps,
  type KeyExpansionStep,
  keyExpansionSteps,
  multiplyBytes,
} from './aes.ts';
export {
  type BlockFunction,
  type CbcDecryptStep,
  type CbcEncryptStep,
  cbcDecryptSteps,
  cbcEncryptSteps,
} from './cbc.ts';
export {
  type ChaCha20BlockStep,
  type ChaCha20State,
  type ChaCha20Step,
  chacha20BlockSteps,
  chacha20Steps,
} from './chacha20.ts';
export {
  type ChaCha20Poly1305Step,
  chacha20Poly1305DecryptSteps,
  chacha20Poly1305EncryptSteps,
} from './chacha20-poly1305.ts';
export { type CrtStep, crtSteps } from './crt.ts';
export { type CtrStep, ctrSteps } from './ctr.ts';
export {
  type AffineMultiplyStep,
  type AffinePoint,
  type AffineStep,
  affineAddSteps,
  affineMultiplySteps,
  type CurveDomain,
  type CurvePoint,
  isOnCurve,
} from './ec/affine.ts';
export {
  type EcdsaSignature,
  type EcdsaStep,
  ecdsaSignSteps,
  ecdsaVerifySteps,
  type NonceInput,
  type NonceStep,
  nonceSteps,
} from './ec/ecdsa.ts';
export { type Ed25519Step, ed25519PublicKeySteps, ed25519SignSteps, ed25519VerifySteps } from './ec/ed25519.ts';
export {
  decodeEdwardsPoint,
  EDWARDS25519,
  type EdwardsStep,
  type ExtendedPoint,
  edwardsAdd,
  edwardsMultiply,
  encodeEdwardsPoint,
  extendedAdd,
  extendedDouble,
  extendedMultiplySteps,
} from './ec/edwards.ts';
export {
  type JacobianPoint,
  type JacobianStep,
  jacobianAdd,
  jacobianDouble,
  jacobianMultiplySteps,
} from './ec/jacobian.ts';
export { NIST_DOMAINS } from './ec/nist-domains.ts';
export { type LadderValues, type X25519Step, x25519Steps } from './ec/x25519.ts';
export { type EmeOaepInput, type EmeOaepStep, emeOaepSteps } from './eme-oaep.ts';
export { type EmePkcs1Step, emePkcs1Steps } from './eme-pkcs1.ts';
export { type EmsaPkcs1Step, emsaPkcs1Steps } from './emsa-pkcs1.ts';
export { type EmsaPssStep, emsaPssSteps } from './emsa-pss.ts';
export {
  type BlockProductStep,
  type GcmStep,
  type GctrStep,
  type GhashStep,
  gcmDecryptSteps,
  gcmEncryptSteps,
  gctrSteps,
  ghashSteps,
  multiplyBlocks,
  multiplyBlocksSteps,
} from './gcm.ts';
export { type HkdfStep, hkdfSteps } from './hkdf.ts';
export { type HashFunction, type HmacStep, hmacSteps } from './hmac.ts';
export {
  type KeyWrapStep,
  keyUnwrapPaddedSteps,
  keyUnwrapSteps,
  keyWrapPaddedSteps,
  keyWrapSteps,
} from './key-wrap.ts';
export { type LucasStep, lucasSteps, strongLucasSteps } from './lucas.ts';
export { type Mgf1Step, mgf1Steps } from './mgf1.ts';
export { type MillerRabinStep, millerRabinSteps, type Verdict } from './miller-rabin.ts';
export {
  isEncapsulationKey,
  type MlKemParameters,
  type MlKemStep,
  mlKemDecapsSteps,
  mlKemEncapsSteps,
  mlKemKeyGenSteps,
} from './ml-kem.ts';
export {
  type BaseCaseProduct,
  Compress,
  Decompress,
  multiplyNttsSteps,
  type NttLayer,
  nttSteps,
  type Polynomial,
} from './ml-kem-polynomials.ts';
export { type ModexpStep, squareAndMultiplySteps, windowSteps } from './modexp.ts';
export { type Pbkdf2Step, pbkdf2Steps } from './pbkdf2.ts';
export {
  type PolicyTree,
  type PolicyTreeCertificate,
  type PolicyTreeInputs,
  type PolicyTreeResult,
  type PolicyTreeStep,
  policyTreeSteps,
} from './policy-tree.ts';
export { type Poly1305Step, poly1305Steps } from './poly1305.ts';
export { type Candidate, type RsaKeygenInput, type RsaKeygenStep, rsaKeygenSteps } from './rsa-keygen.ts';
export { type ScryptStep, scryptSteps } from './scrypt.ts';
export { type Sha1Step, type Sha1WorkingVariables, sha1Steps } from './sha1.ts';
export {
  continueSha256,
  SHA256,
  SHA512,
  type Sha2,
  type Sha2Step,
  type Sha256Step,
  type Sha512Step,
  sha224Steps,
  sha256Steps,
  sha384Steps,
  sha512_256Steps,
  sha512Steps,
  type WorkingVariables,
} from './sha2.ts';
export {
  type KeccakState,
  type KeccakStep,
  type SpongeStep,
  sha3_256Steps,
  sha3_512Steps,
  shake128Steps,
  shake256Steps,
} from './sha3.ts';
export { resultOf, type Step, type Steps } from './step.ts';
export {
  KEY_BLOCK_PARTS,
  type KeyBlockInput,
  type KeyBlockPart,
  type KeyBlockStep,
  keyBlockSteps,
  type PrfStep,
  prfSteps,
} from './tls-prf.ts';
export { AES_VARIANTS, type Aes, type AesBlocks } from './variants/aes.ts';
export { GHASH_VARIANTS, type Ghash } from './variants/ghash.ts';
export { MODEXP_VARIANTS, type ModexpVariant, type ModularPower } from './variants/modexp.ts';
export { PRIME_SEARCH_VARIANTS, type PrimeSearch } from './variants/prime-search.ts';
export { SHA256_VARIANTS, type Sha256, type Sha256Blocks } from './variants/sha256.ts';
export type { Variant } from './variants/variant.ts';
