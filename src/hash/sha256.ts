/** The half of the SHA-2 family (FIPS 180-4) that works on words of 32 bits: one block function, two initial hash values. A test derives the latter
 * as §5.3 does. */
import { sha256Blocks } from './generated/sha256-block.ts';
import type { Hash } from './hash.ts';
import { merkleDamgard } from './merkle-damgard.ts';

/** SHA-224 (FIPS 180-4 §6.3): 28 bytes of digest, blocks of 64. */
export const sha224: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha224',
  wordBits: 32,
  // §5.3.2 only lists them: the second 32 bits of the fractional parts of the square roots of the ninth to the sixteenth prime.
  initial: new Int32Array([
    0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
  ]),
  outputLength: 28,
  blocks: sha256Blocks,
});

/** SHA-256 (FIPS 180-4 §6.2): 32 bytes of digest, blocks of 64. */
export const sha256: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha256',
  wordBits: 32,
  // §5.3.3: the first 32 bits of the fractional parts of the square roots of the first eight primes.
  initial: new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]),
  outputLength: 32,
  blocks: sha256Blocks,
});
