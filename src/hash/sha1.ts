import { sha1Blocks } from './generated/sha1-block.ts';
import type { Hash } from './hash.ts';
import { merkleDamgard } from './merkle-damgard.ts';

/** SHA-1 (FIPS 180-4 §6.1): 20 bytes of digest, blocks of 64.
 * Collisions can be made (SHAttered, 2017). It stays where old formats demand it: key identifiers, OCSP's CertID, PKCS #12, HMAC in old TLS suites.
 * Signature schemes with it are `weak`, and serve only a caller that asks for them. */
export const sha1: Hash = /* @__PURE__ */ merkleDamgard({
  name: 'sha1',
  wordBits: 32,
  initial: new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]), // §5.3.1
  outputLength: 20,
  blocks: sha1Blocks,
});
