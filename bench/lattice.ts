/** ML-KEM-768 from seeds and bytes: node:crypto has it from Node 24 on. */
import { mlKem768 } from '../src/lattice/index.ts';
import { expected, M, SEED } from './inputs/lattice.ts';
import { type BenchRow, once } from './rows.ts';

const pair = once(() => mlKem768.keyPairFromSeed(SEED));
const sealed = once(() => mlKem768.encapsulateWith(pair().encapsulationKey, M));
const ours = (operation: string, run: () => unknown, check: () => void): BenchRow => ({
  row: `${operation}/-/ML-KEM-768`,
  implementation: 'vitrine',
  run,
  check,
});

export const rows: readonly BenchRow[] = [
  ours(
    'keygen',
    () => mlKem768.keyPairFromSeed(SEED),
    () => {
      expected('encapsulationKey', pair().encapsulationKey);
      expected('decapsulationKey', pair().decapsulationKey);
    },
  ),
  ours(
    'encapsulate',
    () => mlKem768.encapsulateWith(pair().encapsulationKey, M),
    () => {
      expected('ciphertext', sealed().ciphertext);
      expected('sharedSecret', sealed().sharedSecret);
    },
  ),
  ours(
    'decapsulate',
    () => mlKem768.decapsulate(pair().decapsulationKey, sealed().ciphertext),
    () => expected('sharedSecret', mlKem768.decapsulate(pair().decapsulationKey, sealed().ciphertext)),
  ),
];
