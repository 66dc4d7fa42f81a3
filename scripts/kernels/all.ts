/** Every generated file. A new kernel is a description beside this file and a line here. */
import { chacha20Blocks } from './chacha20.ts';
import type { GeneratedFile } from './emit.ts';
import { keccak } from './keccak.ts';
import { poly1305Blocks } from './poly1305.ts';
import { scryptBlockMix } from './scrypt.ts';
import { sha1Block } from './sha1.ts';
import { sha256Block, sha512Block } from './sha2.ts';

export const GENERATED: readonly GeneratedFile[] = [
  chacha20Blocks,
  keccak,
  poly1305Blocks,
  scryptBlockMix,
  sha1Block,
  sha256Block,
  sha512Block,
];
