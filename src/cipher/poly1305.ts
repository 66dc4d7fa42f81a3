/** Poly1305 (RFC 8439 §2.5) of whole blocks, which suffices for the AEAD of §2.8: (m_1·r^n + … + m_n·r) modulo p = 2^130 − 5, plus s
 * modulo 2^128. The reference implementation takes any length.
 *
 * All callers share one accumulator: allocating one per tag would take as long as several blocks. No other code runs between
 * `startPoly1305` and `finishPoly1305`, which clears it. */
import { poly1305Blocks, poly1305FourBlocks, poly1305Key, poly1305Power } from './generated/poly1305-blocks.ts';

/** h, six limbs of 22 bits; r, r^2, r^3 and r^4, twelve numbers each; s, four words; h again, as integers. */
const memory = new Float64Array(6 + 48 + 2 + 3);
const h = memory.subarray(0, 6);
const powers = memory.subarray(6, 54);
const s = new Uint32Array(memory.buffer, 8 * 54, 4);
const limbs = new Int32Array(memory.buffer, 8 * 56, 6);

/** @param key - the one-time key, 32 bytes: r, then s (§2.5).
 * @param many - whether enough blocks follow to compute the powers of r, with which four blocks are processed at once. */
export function startPoly1305(key: DataView, many: boolean): void {
  h.fill(0); // A tag that was begun, and ended by an exception, may have left its sum.
  poly1305Key(powers, key);
  if (many) for (let at = 0; at < 36; at += 12) poly1305Power(powers, at);
  for (let i = 0; i < 4; i++) s[i] = key.getUint32(16 + 4 * i, true);
}

/** Processes the whole blocks of 16 bytes of `data[at..end)`.
 * @param many - as for `startPoly1305`. @returns the offset of the rest.
 * Timing: no branch and no index depends on key or data. */
export function updatePoly1305(data: DataView, at: number, end: number, many: boolean): number {
  return poly1305Blocks(h, powers, data, many ? poly1305FourBlocks(h, powers, data, at, end) : at, end);
}

/** Writes the tag to `out[at]`.
 * Timing: no branch and no index depends on key or data. */
export function finishPoly1305(out: DataView, at: number): void {
  for (let i = 0; i < 6; i++) limbs[i] = h[i];
  // Reduces the limbs to 0 … 2^22 − 1, and adds the carry out of the highest limb to the lowest, times 20 since 2^132 ≡ 20. As |h| <
  // 2^131.1, that carry is 0 or −1; after −1, the remaining value is too large for a second carry.
  carryUp(20 * carryUp(0));
  // The bits from 2^130 ≡ 5 on. Then h < 2^130 + 15.
  carryUp(5 * topBits(0));
  // h − p = h + 5 − 2^130, so that h ≥ p if h + 5 reaches 2^130.
  let carry = 5;
  for (let i = 0; i < 5; i++) carry = (limbs[i] + carry) >> 22;
  carryUp(5 * topBits(carry));
  // a + s modulo 2^128, in words.
  const [h0, h1, h2, h3, h4, h5] = limbs;
  let sum = ((h0 | (h1 << 22)) >>> 0) + s[0];
  out.setUint32(at, sum, true);
  sum = (((h1 >>> 10) | (h2 << 12)) >>> 0) + s[1] + Math.floor(sum * 2 ** -32);
  out.setUint32(at + 4, sum, true);
  sum = (((h2 >>> 20) | (h3 << 2) | (h4 << 24)) >>> 0) + s[2] + Math.floor(sum * 2 ** -32);
  out.setUint32(at + 8, sum, true);
  sum = (((h4 >>> 8) | (h5 << 14)) >>> 0) + s[3] + Math.floor(sum * 2 ** -32);
  out.setUint32(at + 12, sum, true);
  memory.fill(0);
}

/** Adds `carry` to the lowest limb, and each limb's excess over 22 bits to the next. @returns the carry out of the highest. */
function carryUp(carry: number): number {
  for (let i = 0; i < 6; i++) {
    const limb = limbs[i] + carry;
    limbs[i] = limb & 0x3fffff;
    carry = limb >> 22;
  }
  return carry;
}

/** Computes the bits from 2^130 on of the highest limb plus `carry`, and subtracts them from that limb, without adding `carry`.
 * @returns these bits; the caller adds them in times 5, since 2^130 ≡ 5. */
function topBits(carry: number): number {
  const bits = (limbs[5] + carry) >> 20;
  limbs[5] -= bits << 20;
  return bits;
}
