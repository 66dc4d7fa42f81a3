/** Key encapsulation on lattices: ML-KEM (FIPS 203). */
export { type LatticeCode, LatticeError } from './errors.ts';
export { type Encapsulation, type MlKem, type MlKemKeyPair, mlKem512, mlKem768, mlKem1024 } from './ml-kem.ts';
