import { assertBytes, type Bytes, type Random, randomBytes } from '../bytes/index.ts';
import { combPays, multiplyBase } from './edwards.ts';
import { edwardsPoint } from './edwards-point.ts';
import { EcError } from './errors.ts';
import { element25519, enter25519, invert25519, leave25519, smallElement, wipe25519 } from './field25519.ts';
import {
  a24,
  add,
  differenceSqr,
  mul,
  sqr,
  sub,
  sumSqr,
  swapAndSums,
  timesDifference,
} from './generated/curve25519.ts';
import { copyLimbs, wipe } from './limbs.ts';
import { isZeroBytes } from './scalars.ts';
import { reduceModuloL } from './scalars25519.ts';

/** Diffie-Hellman on Curve25519 (RFC 7748 §6.1). Keys are 32 bytes each; any 32 bytes are a private key.
 * Timing: one sequence of operations, independent of the private key and of the peer's point. */
export interface X25519 {
  readonly name: 'X25519';
  /** Bytes of either key, and of the secret. */
  readonly keyLength: 32;
  generatePrivateKey(random: Random): Bytes;
  /** @throws EcError `private-key` on another length. */
  publicKey(privateKey: Uint8Array): Bytes;
  /** X25519(a, B): the shared secret, equal on both sides. Secret. It is not a key: derive keys from it.
   * Accepts a u-coordinate that is not below p, and points on the twist (§5).
   * @throws EcError `private-key` and `point-encoding` on other lengths; `small-order` if the result is zero (§6.1, RFC 8446 §7.4.2): the peer's
   * point has small order, so the result does not depend on its private key. */
  ecdh(privateKey: Uint8Array, publicKey: Uint8Array): Bytes;
}

const LENGTH = 32;

/** RFC 7748 §5: decodeScalar25519. */
function clamped(privateKey: Uint8Array): Uint8Array {
  const k = new Uint8Array(privateKey);
  k[0] &= 248;
  k[31] = (k[31] & 127) | 64;
  return k;
}

function requireLength(bytes: Uint8Array, argument: string, code: 'private-key' | 'point-encoding'): void {
  assertBytes(bytes, argument);
  if (bytes.length === LENGTH) return;
  throw new EcError(code, `${argument} of X25519 has ${LENGTH} bytes, not ${bytes.length}`, 'RFC 7748 §5');
}

const [sum2, difference2, sum3, difference3] = /* @__PURE__ */ [0, 1, 2, 3].map(element25519);
const [x1, x2, z2, x3, z3] = /* @__PURE__ */ [0, 1, 2, 3, 4].map(element25519);
const [AA, BB, DA, CB, E] = /* @__PURE__ */ [0, 1, 2, 3, 4].map(element25519);
const ONE = /* @__PURE__ */ smallElement(1);
const ZERO = /* @__PURE__ */ smallElement(0);
const work = /* @__PURE__ */ edwardsPoint();

/** The function X25519 (RFC 7748 §5), by Montgomery's ladder. It needs no special cases: the formulas give zero where the RFC requires it. */
function ladder(privateKey: Uint8Array, u: Uint8Array): Bytes {
  const k = clamped(privateKey);
  enter25519(x1, u);
  copyLimbs(x2, ONE);
  copyLimbs(z2, ZERO);
  copyLimbs(x3, x1);
  copyLimbs(z3, ONE);
  let swap = 0;
  for (let t = 254; t >= 0; t--) {
    const bit = (k[t >> 3] >> (t & 7)) & 1;
    // A = x2 + z2, B = x2 − z2, C = x3 + z3, D = x3 − z3.
    swapAndSums(sum2, difference2, sum3, difference3, x2, z2, x3, z3, swap ^ bit);
    swap = bit;
    sqr(AA, sum2);
    sqr(BB, difference2);
    mul(DA, difference3, sum2);
    mul(CB, sum3, difference2);
    sumSqr(x3, DA, CB);
    differenceSqr(z3, DA, CB);
    mul(z3, z3, x1);
    mul(x2, AA, BB);
    a24(E, AA, BB); // AA + a24·(AA − BB)
    timesDifference(z2, E, AA, BB);
  }
  // The lowest bit of k is 0, so no final swap is needed.
  invert25519(z2, z2);
  mul(x2, x2, z2);
  const out = new Uint8Array(LENGTH);
  leave25519(out, x2);
  wipe(k, sum2, difference2, sum3, difference3, x1, x2, z2, x3, z3, AA, BB, DA, CB, E);
  wipe25519();
  return out;
}

const BASE = /* @__PURE__ */ new Uint8Array([9, ...new Uint8Array(31)]);

/** X25519(k, 9) from the comb of the Edwards curve: u = (Z + Y) / (Z − Y) (RFC 7748 §4.1). */
function fromEdwards(privateKey: Uint8Array): Bytes {
  const k = clamped(privateKey);
  const scalar = reduceModuloL(k);
  multiplyBase(work, scalar);
  add(x1, work.z, work.y);
  sub(x2, work.z, work.y);
  invert25519(x2, x2);
  mul(x1, x1, x2);
  const out = new Uint8Array(LENGTH);
  leave25519(out, x1);
  wipe(k, scalar, x1, x2, work.x, work.y, work.z, work.t);
  wipe25519();
  return out;
}

/** X25519 (RFC 7748). */
export const x25519: X25519 = {
  name: 'X25519',
  keyLength: LENGTH,
  generatePrivateKey: (random) => randomBytes(random, LENGTH),
  publicKey(privateKey) {
    requireLength(privateKey, 'privateKey', 'private-key');
    return combPays() ? fromEdwards(privateKey) : ladder(privateKey, BASE);
  },
  ecdh(privateKey, publicKey) {
    requireLength(privateKey, 'privateKey', 'private-key');
    requireLength(publicKey, 'publicKey', 'point-encoding');
    const secret = ladder(privateKey, publicKey);
    if (isZeroBytes(secret) === 1) {
      throw new EcError('small-order', 'the public key is a point of small order', 'RFC 7748 §6.1');
    }
    return secret;
  },
};
