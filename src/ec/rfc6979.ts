import { type Bytes, concat } from '../bytes/index.ts';
import { type Hash, hmac } from '../hash/index.ts';

/** RFC 6979's q and qlen. */
export interface NonceRange {
  /** Bits of the order. */
  readonly qlen: number;
  /** Bytes of the order. */
  readonly rlen: number;
  /** 1 for a big-endian candidate in 1…q − 1, else 0. Timing: independent of the candidate. */
  readonly contains: (candidate: Uint8Array) => number;
}

/** bits2int (RFC 6979 §2.3.2, FIPS 186-5 §6.4.1 step 2): the leftmost qlen bits, as big-endian bytes of the length of the order. The result may be above the
 * order. Timing: depends on the length of `bits` only. */
export function leftmostBits(bits: Uint8Array, qlen: number): Bytes {
  const rlen = (qlen + 7) >> 3;
  const out = new Uint8Array(rlen);
  const taken = Math.min(bits.length, rlen);
  out.set(bits.subarray(0, taken), rlen - taken);
  const surplus = 8 * taken - qlen;
  if (surplus <= 0) return out;
  for (let i = rlen - 1; i >= 0; i--) out[i] = (out[i] >> surplus) | (i > 0 ? out[i - 1] << (8 - surplus) : 0);
  return out;
}

/** The candidates for k of RFC 6979 §3.2, one per call; the first is almost always used. HMAC_DRBG derives them from the
 * private key and the digest, so that only equal messages get equal k.
 * @param x - the private key, big-endian, of the length of the order. Secret.
 * @param h1 - bits2octets(H(m)): the digest reduced modulo q, of the length of the order.
 * @param additional - §3.6: k', fresh randomness; may be empty.
 * Timing: depends on lengths, and on how many candidates were out of range, which reveals nothing about the accepted one. */
export function createNonces(
  hash: Hash,
  range: NonceRange,
  x: Uint8Array,
  h1: Uint8Array,
  additional: Uint8Array,
): () => Bytes {
  // §3.2 steps b to g.
  let V: Bytes = new Uint8Array(hash.outputLength).fill(0x01);
  let K: Bytes = new Uint8Array(hash.outputLength);
  for (const separator of [0x00, 0x01]) {
    K = hmac(hash, K, concat(V, new Uint8Array([separator]), x, h1, additional));
    V = hmac(hash, K, V);
  }
  let first = true;
  // Step h.
  return () => {
    for (;;) {
      // Step h.3 of the previous round: the candidate was out of range, or gave r = 0 or s = 0.
      if (!first) {
        K = hmac(hash, K, concat(V, new Uint8Array([0x00])));
        V = hmac(hash, K, V);
      }
      first = false;
      // Steps h.1 and h.2.
      const T = new Uint8Array(Math.ceil(range.rlen / V.length) * V.length);
      for (let at = 0; 8 * at < range.qlen; at += V.length) {
        V = hmac(hash, K, V);
        T.set(V, at);
      }
      const k = leftmostBits(T, range.qlen);
      if (range.contains(k) === 1) return k;
    }
  };
}
