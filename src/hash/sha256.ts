import { sha256Blocks } from './generated/sha256-block.ts';
import type { Hash } from './hash.ts';
import { merkleDamgard } from './merkle-damgard.ts';

/** SHA-256 (FIPS 180-4 §6.2): 32 bytes of digest, blocks of 64. */
export const sha256: Hash = merkleDamgard({
  name: 'sha256',
  // §5.3.3: the first 32 bits of the fractional parts of the square roots of the first eight primes.
  initial: new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]),
  blocks: sha256Blocks,
});
