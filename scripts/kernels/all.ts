/** Every generated file. A new kernel is a description beside this file and a line here. */
import { aesChain, aesCounter } from './aes.ts';
import { aesBitsliced } from './aes-bitsliced.ts';
import { chacha20Blocks } from './chacha20.ts';
import { curve25519File } from './ec/curve25519.ts';
import { weierstrassFiles } from './ec/weierstrass.ts';
import type { GeneratedFile } from './emit.ts';
import { ghashProducts, ghashTables } from './ghash.ts';
import { ghashSliced } from './ghash-sliced.ts';
import { keccak } from './keccak.ts';
import { mlKemNtt } from './ntt.ts';
import { poly1305Blocks } from './poly1305.ts';
import { scryptBlockMix } from './scrypt.ts';
import { sha1Block } from './sha1.ts';
import { sha256Block, sha512Block } from './sha2.ts';

export const GENERATED: readonly GeneratedFile[] = [
  aesBitsliced,
  aesChain,
  aesCounter,
  chacha20Blocks,
  keccak,
  ghashProducts,
  ghashSliced,
  ghashTables,
  mlKemNtt,
  poly1305Blocks,
  scryptBlockMix,
  sha1Block,
  sha256Block,
  sha512Block,
  curve25519File,
  ...weierstrassFiles,
];
