/** The half of the SHA-2 family (FIPS 180-4) that works on words of 64 bits: one block function, several initial hash values. A test derives the latter
 * as §5.3 does. */
import { sha512Blocks } from './generated/sha512-block.ts';
import type { Hash } from './hash.ts';
import { merkleDamgard } from './merkle-damgard.ts';

/** SHA-384 (FIPS 180-4 §6.5): 48 bytes of digest, blocks of 128. */
export const sha384: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha384',
  wordBits: 64,
  // §5.3.4: the first 64 bits of the fractional parts of the square roots of the ninth to the sixteenth prime.
  initial: new Int32Array([
    0xcbbb9d5d, 0xc1059ed8, 0x629a292a, 0x367cd507, 0x9159015a, 0x3070dd17, 0x152fecd8, 0xf70e5939, 0x67332667,
    0xffc00b31, 0x8eb44a87, 0x68581511, 0xdb0c2e0d, 0x64f98fa7, 0x47b5481d, 0xbefa4fa4,
  ]),
  outputLength: 48,
  blocks: sha512Blocks,
});

/** SHA-512 (FIPS 180-4 §6.4): 64 bytes of digest, blocks of 128. */
export const sha512: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha512',
  wordBits: 64,
  // §5.3.5: the first 64 bits of the fractional parts of the square roots of the first eight primes.
  initial: new Int32Array([
    0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b, 0xa54ff53a, 0x5f1d36f1, 0x510e527f,
    0xade682d1, 0x9b05688c, 0x2b3e6c1f, 0x1f83d9ab, 0xfb41bd6b, 0x5be0cd19, 0x137e2179,
  ]),
  outputLength: 64,
  blocks: sha512Blocks,
});

/** SHA-512/256 (FIPS 180-4 §6.7): 32 bytes of digest, blocks of 128. */
export const sha512_256: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha512-256',
  wordBits: 64,
  // §5.3.6.2: the digest of "SHA-512/256" by a SHA-512 whose initial value has every byte XORed with a5.
  initial: new Int32Array([
    0x22312194, 0xfc2bf72c, 0x9f555fa3, 0xc84c64c2, 0x2393b86b, 0x6f53b151, 0x96387719, 0x5940eabd, 0x96283ee2,
    0xa88effe3, 0xbe5e1e25, 0x53863992, 0x2b0199fc, 0x2c85b8aa, 0x0eb72ddc, 0x81c52ca2,
  ]),
  outputLength: 32,
  blocks: sha512Blocks,
});
