import { assertBytes, type Bytes, concat, equalBytes, type Random, randomBytes } from '../bytes/index.ts';
import { sha512 } from '../hash/index.ts';
import { multiplyBase, multiplyPrepared, multiplyPublic, negatePoint, publicComb } from './edwards.ts';
import {
  decodeEdwards,
  type EdwardsPoint,
  edwardsPoint,
  encodeEdwards,
  encodeEdwardsPair,
  groupOrder,
} from './edwards-point.ts';
import { EcError } from './errors.ts';
import { wipe25519 } from './field25519.ts';
import { wipe } from './limbs.ts';
import { isBelow } from './scalars.ts';
import { multiplyAddModuloL, reduceModuloL } from './scalars25519.ts';

/** Signatures on edwards25519, with SHA-512 (RFC 8032 §5.1, "PureEdDSA"). Either key is 32 bytes, a signature 64.
 *
 * Verification is the same as in OpenSSL and Go: S·B = R + k·A without the cofactor (RFC 8032 §5.1.7 allows either); S below L; A and R canonically
 * encoded, so that a valid signature cannot be turned into another one without the key. Public keys of small order are accepted. */
export interface Ed25519 {
  readonly name: 'Ed25519';
  /** Bytes of either key. */
  readonly keyLength: 32;
  readonly signatureLength: 64;
  /** The seed that RFC 8032 calls the private key. */
  generatePrivateKey(random: Random): Bytes;
  /** @throws EcError `private-key` on another length. Timing: depends on nothing but lengths. */
  publicKey(privateKey: Uint8Array): Bytes;
  /** @throws EcError `point-encoding` unless the bytes are the canonical encoding of a point. */
  checkPublicKey(publicKey: Uint8Array): void;
  /** Deterministic: it takes no randomness. The public key is derived each time: signing with a public key that does not match the seed would reveal
   * the private scalar. @throws EcError `private-key`. Timing: depends on the length of the message only. */
  sign(privateKey: Uint8Array, message: Uint8Array): Bytes;
  /** @returns false for an invalid signature and for an invalid public key. Timing: nothing is secret. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** A public key for many verifications. Preparing costs about as much as seven of them, and takes 200 kB.
   * @throws EcError `point-encoding`. */
  prepare(publicKey: Uint8Array): PreparedEd25519Key;
}

/** A public key whose multiples are tabulated. */
export interface PreparedEd25519Key {
  /** As `Ed25519.verify`. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

const LENGTH = 32;
const [work, second] = /* @__PURE__ */ [0, 1].map(edwardsPoint);

/** RFC 8032 §5.1.5 steps 1 to 3: the scalar s, and the prefix. */
function expand(privateKey: Uint8Array): { readonly s: Bytes; readonly prefix: Bytes } {
  assertBytes(privateKey, 'privateKey');
  if (privateKey.length !== LENGTH) {
    const message = `a private key of Ed25519 has ${LENGTH} bytes, not ${privateKey.length}`;
    throw new EcError('private-key', message, 'RFC 8032 §5.1.5');
  }
  const h = sha512.digest(privateKey);
  const s = h.slice(0, 32);
  s[0] &= 248;
  s[31] = (s[31] & 127) | 64;
  const prefix = h.slice(32);
  wipe(h);
  return { s, prefix };
}

/** The encoding of k·B, for 32 bytes of k. */
function encodedMultiple(k: Uint8Array): Bytes {
  multiplyReduced(work, k);
  const encoded = encodeEdwards(work);
  wipePoint(work);
  wipe25519();
  return encoded;
}

/** The encodings of j·B and k·B, for 32 or 64 bytes of each. */
function encodedMultiples(j: Uint8Array, k: Uint8Array): readonly [Bytes, Bytes] {
  multiplyReduced(work, j);
  multiplyReduced(second, k);
  const encoded = encodeEdwardsPair(work, second);
  wipePoint(work);
  wipePoint(second);
  wipe25519();
  return encoded;
}

/** out = k·B. */
function multiplyReduced(out: EdwardsPoint, k: Uint8Array): void {
  const scalar = reduceModuloL(k);
  multiplyBase(out, scalar);
  wipe(scalar);
}

const wipePoint = ({ x, y, z, t }: EdwardsPoint): void => wipe(x, y, z, t);

/** Ed25519 (RFC 8032). */
export const ed25519: Ed25519 = {
  name: 'Ed25519',
  keyLength: LENGTH,
  signatureLength: 64,
  generatePrivateKey: (random) => randomBytes(random, LENGTH),
  publicKey(privateKey) {
    const { s, prefix } = expand(privateKey);
    const A = encodedMultiple(s);
    wipe(s, prefix);
    return A;
  },
  checkPublicKey(publicKey) {
    decoded(publicKey);
  },
  sign(privateKey, message) {
    assertBytes(message, 'message');
    const { s, prefix } = expand(privateKey);
    // RFC 8032 §5.1.6 steps 2 and 3. A is computed together with R, so that both share one inversion.
    const r = sha512.digest(concat(prefix, message));
    const [A, R] = encodedMultiples(s, r);
    // Steps 4 to 6.
    const k = sha512.digest(concat(R, A, message));
    const signature = concat(R, multiplyAddModuloL(k, s, r));
    wipe(s, prefix, r);
    return signature;
  },
  verify(publicKey, message, signature) {
    assertBytes(publicKey, 'publicKey');
    assertBytes(message, 'message');
    assertBytes(signature, 'signature');
    if (publicKey.length !== LENGTH) return false;
    const A = decodeEdwards(publicKey);
    if (A === undefined) return false;
    negatePoint(A);
    return isValid(publicKey, message, signature, (out, S, k) => multiplyPublic(out, S, A, k));
  },
  prepare(publicKey) {
    const A = decoded(publicKey);
    negatePoint(A);
    const [comb, encoded] = [publicComb(A), new Uint8Array(publicKey)];
    return {
      verify(message, signature) {
        assertBytes(message, 'message');
        assertBytes(signature, 'signature');
        return isValid(encoded, message, signature, (out, S, k) => multiplyPrepared(out, S, comb, k));
      },
    };
  },
};

/** The point of a public key. @throws EcError `point-encoding`. */
function decoded(publicKey: Uint8Array): EdwardsPoint {
  assertBytes(publicKey, 'publicKey');
  const A = publicKey.length === LENGTH ? decodeEdwards(publicKey) : undefined;
  if (A !== undefined) return A;
  throw new EcError('point-encoding', 'not a public key of Ed25519', 'RFC 8032 §5.1.3');
}

/** RFC 8032 §5.1.7. @param sum - out = S·B − k·A. */
function isValid(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  sum: (out: EdwardsPoint, S: Uint8Array, k: Uint8Array) => void,
): boolean {
  if (signature.length !== 2 * LENGTH) return false;
  // Step 1. R is not decoded: its bytes are compared with the encoding of the computed point.
  const [R, S] = [signature.subarray(0, LENGTH), signature.subarray(LENGTH)];
  if (isBelow(S, groupOrder()) === 0) return false;
  // Step 2.
  const k = sha512.digest(concat(R, publicKey, message));
  // Step 3: R = S·B − k·A.
  sum(work, S, reduceModuloL(k));
  return equalBytes(encodeEdwards(work), R);
}
