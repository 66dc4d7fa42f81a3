/** ML-KEM-768 by others, from the same seeds. */
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { expected, M, SEED } from '../inputs/lattice.ts';
import { type BenchRow, once } from '../rows.ts';

const pair = once(() => ml_kem768.keygen(SEED));
const sealed = once(() => ml_kem768.encapsulate(pair().publicKey, M));
const noble = (operation: string, run: () => unknown, check: () => void): BenchRow => ({
  row: `${operation}/-/ML-KEM-768`,
  implementation: '@noble/post-quantum',
  run,
  check,
});

export const rows: readonly BenchRow[] = [
  noble(
    'keygen',
    () => ml_kem768.keygen(SEED),
    () => expected('encapsulationKey', pair().publicKey),
  ),
  noble(
    'encapsulate',
    () => ml_kem768.encapsulate(pair().publicKey, M),
    () => expected('ciphertext', sealed().cipherText),
  ),
  noble(
    'decapsulate',
    () => ml_kem768.decapsulate(sealed().cipherText, pair().secretKey),
    () => expected('sharedSecret', ml_kem768.decapsulate(sealed().cipherText, pair().secretKey)),
  ),
];
