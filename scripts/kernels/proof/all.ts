/** Every proof of a committed kernel: of each function of a curve's file, and of each other file as a whole. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { partsOf } from '../../../src/cipher/ghash-products.ts';
import { tableOf } from '../../../src/cipher/ghash-tables.ts';
import { FIELD_25519 } from '../ec/curve25519.ts';
import { WEIERSTRASS_CURVES } from '../ec/weierstrass.ts';
import { proveAesChain, proveAesCounter } from './aes.ts';
import { proveAesBitsliced } from './aes-bitsliced.ts';
import { proveChaCha20 } from './chacha20.ts';
import { FIELD_PROOFS, proveField } from './curves.ts';
import { proveGhashProducts, proveGhashTables } from './ghash.ts';
import { proveGhashSliced } from './ghash-sliced.ts';
import { HASH_PROOFS } from './hashes.ts';
import { proveNtt } from './ntt.ts';
import { provePointFormulas } from './points.ts';
import { provePoly1305 } from './poly1305.ts';
import { constantsOf, functionText } from './straight-line.ts';
import { proveSwap, proveTables } from './tables.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** The text of a file of the repository. */
export const committed = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

/** A function, or a file as a whole, that is proved. */
export interface Proved {
  readonly path: string;
  /** The function that is proved; none if all of the file's are. */
  readonly name?: string;
  /** @param file - the whole text. @throws Error where it cannot be shown. */
  prove(file: string): void;
}

const aesTables = committed('src/cipher/aes-tables.ts');

const WHOLE_FILES: Readonly<Record<string, (file: string) => void>> = {
  ...HASH_PROOFS,
  'src/cipher/generated/aes-bitsliced.ts': proveAesBitsliced,
  'src/cipher/generated/aes-chain.ts': (file) => proveAesChain(file, aesTables),
  'src/cipher/generated/aes-counter.ts': (file) => proveAesCounter(file, aesTables),
  'src/cipher/generated/chacha20-blocks.ts': proveChaCha20,
  'src/cipher/generated/ghash-products.ts': (file) => proveGhashProducts(file, partsOf),
  'src/cipher/generated/ghash-sliced.ts': proveGhashSliced,
  'src/cipher/generated/ghash-tables.ts': (file) => proveGhashTables(file, tableOf),
  'src/cipher/generated/poly1305-blocks.ts': provePoly1305,
  'src/lattice/generated/ml-kem-ntt.ts': proveNtt,
};

const curve25519 = 'src/ec/generated/curve25519.ts';

export const PROOFS: readonly Proved[] = [
  ...Object.entries(WHOLE_FILES).map(([path, prove]): Proved => ({ path, prove })),
  ...FIELD_PROOFS.map(
    (proof): Proved => ({
      path: proof.path,
      name: proof.kernel.name,
      prove: (file) => {
        proveField(proof, file);
      },
    }),
  ),
  ...WEIERSTRASS_CURVES.flatMap(({ file: name, field }): Proved[] => {
    const path = `src/ec/generated/${name}.ts`;
    const tables = (file: string): void => proveTables(file, constantsOf(file), field, 2);
    return [
      { path, name: 'double', prove: (file) => provePointFormulas(file, 'double') },
      { path, name: 'addAffine', prove: (file) => provePointFormulas(file, 'addAffine') },
      { path, name: 'pack', prove: tables },
      { path, name: 'select', prove: tables },
    ];
  }),
  ...['pack', 'select'].map(
    (name): Proved => ({
      path: curve25519,
      name,
      prove: (file) => proveTables(file, constantsOf(file), FIELD_25519, 3),
    }),
  ),
  {
    path: curve25519,
    name: 'swapAndSums',
    prove: (file) => proveSwap(file, constantsOf(file), FIELD_25519),
  },
];

/** The text that a proof is of. */
export const provedText = ({ name }: Proved, file: string): string =>
  name === undefined ? file : functionText(file, name);
