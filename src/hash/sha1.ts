import { sha1Blocks } from './generated/sha1-block.ts';
import type { Hash } from './hash.ts';
import { merkleDamgard } from './merkle-damgard.ts';

/** SHA-1 (FIPS 180-4 §6.1): 20 bytes of digest, blocks of 64.
 * Only for key identifiers (RFC 5280 §4.2.1.2) and for HMAC in old TLS suites: collisions can be made, so it signs nothing. */
export const sha1: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha1',
  wordBits: 32,
  initial: new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]), // §5.3.1
  outputLength: 20,
  blocks: sha1Blocks,
});
