import {
  assertBytes,
  assertOptions,
  type Bytes,
  concat,
  hexToBytes,
  type Random,
  randomBytes,
  UsageError,
} from '../bytes/index.ts';
import type { Hash } from '../hash/index.ts';
import { assertHash } from '../hash/internal.ts';
import type { AffinePoint, Curve, CurveName, NonceSource, PointForm, PreparedPublicKey } from './curve.ts';
import { affineX, isScalar, signWithNonces, verifyScalars } from './ecdsa.ts';
import { EcError } from './errors.ts';
import { type Comb, Group, NAF_GENERATOR, NAF_POINT, type OddMultiples } from './group.ts';
import type { CurveKernels, Point } from './kernels.ts';
import { copyLimbs, type Limbs, wipe } from './limbs.ts';
import { createNonces, leftmostBits } from './rfc6979.ts';
import { rolledAtFirst } from './rolled.ts';
import { isBelow, reversed } from './scalars.ts';

/** A curve as SP 800-186 §3.2.1 prints it: hexadecimal, big-endian, of the length of the field. */
export interface CurveParameters {
  readonly name: CurveName;
  readonly kernels: CurveKernels;
  readonly b: string;
  readonly gx: string;
  readonly gy: string;
}

/** The first products k·G use the window. Then the comb is built, which costs about ten such products. */
const USES_BEFORE_COMB = 8;
/** Number of verifications that use a small table of odd multiples of the generator before the wide table is built. Building the wide table
 * costs about a third of a verification, and then saves a tenth of each. */
const USES_BEFORE_WIDE = 4;
/** Maximum number of draws. Each is in range with a probability of at least 1/2. */
const MOST_DRAWS = 128;
const NONE = new Uint8Array(0);

/** Creates a curve. Its tables are computed at first use. */
export function createCurve(parameters: CurveParameters): Curve {
  return new WeierstrassCurve(parameters);
}

class WeierstrassCurve implements Curve {
  readonly name: CurveName;
  readonly fieldLength: number;
  readonly orderLength: number;
  readonly #parameters: CurveParameters;
  #made: Arithmetic | undefined;

  constructor(parameters: CurveParameters) {
    const { name, kernels } = parameters;
    this.name = name;
    this.fieldLength = (kernels.field.bits + 7) >> 3;
    this.orderLength = (kernels.order.bits + 7) >> 3;
    this.#parameters = parameters;
  }

  get #arithmetic(): Arithmetic {
    return (this.#made ??= new Arithmetic(this.#parameters));
  }

  generatePrivateKey(random: Random): Bytes {
    const { group } = this.#arithmetic;
    const excess = 8 * this.orderLength - group.order.modulus.bits;
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const candidate = randomBytes(random, this.orderLength);
      candidate[0] &= 0xff >> excess;
      if (isScalar(group, candidate) === 1) return candidate;
    }
    throw new EcError('random-exhausted', `no private key in ${MOST_DRAWS} draws`, 'FIPS 186-5 §A.2.2');
  }

  checkPrivateKey(privateKey: Uint8Array): void {
    assertBytes(privateKey, 'privateKey');
    if (privateKey.length !== this.orderLength) {
      const message = `a private key of ${this.name} has ${this.orderLength} bytes, not ${privateKey.length}`;
      throw new EcError('private-key', message, 'RFC 5915 §3');
    }
    if (isScalar(this.#arithmetic.group, privateKey) === 0) {
      throw new EcError('private-key', `the private key is not in 1…n − 1 of ${this.name}`, 'FIPS 186-5 §6.2.1');
    }
  }

  publicKey(privateKey: Uint8Array): Bytes {
    this.checkPrivateKey(privateKey);
    const { group } = this.#arithmetic;
    const Q = group.point();
    const d = reversed(privateKey);
    this.#arithmetic.multiplyGenerator(Q, d);
    const x = affineX(group, Q).reverse();
    wipe(d);
    return concat(UNCOMPRESSED, x, group.field.leave(Q.y).reverse());
  }

  decodePoint(encoded: Uint8Array): { readonly x: Bytes; readonly y: Bytes } {
    const { field } = this.#arithmetic.group;
    const { y } = this.#arithmetic.decode(encoded, 'encoded');
    const [xBytes, rest] = [encoded.subarray(1, 1 + field.length), encoded.subarray(1 + field.length)];
    // The coordinates were found to be below p.
    return { x: new Uint8Array(xBytes), y: rest.length > 0 ? new Uint8Array(rest) : field.leave(y).reverse() };
  }

  encodePoint(point: AffinePoint, form: PointForm): Bytes {
    assertOptions(point, 'point', ['x', 'y']);
    const { x, y } = point;
    assertBytes(x, 'point.x');
    assertBytes(y, 'point.y');
    if (form !== 'compressed' && form !== 'uncompressed') {
      throw new UsageError('out-of-range', 'form', 'must be uncompressed or compressed');
    }
    if (x.length !== this.fieldLength || y.length !== this.fieldLength) {
      throw new EcError('point-encoding', `a coordinate of ${this.name} has ${this.fieldLength} bytes`, 'SEC 1 §2.3.5');
    }
    const encoded = concat(UNCOMPRESSED, x, y);
    this.#arithmetic.decode(encoded, 'point');
    return form === 'uncompressed' ? encoded : concat(new Uint8Array([2 | (y[y.length - 1] & 1)]), x);
  }

  ecdh(privateKey: Uint8Array, publicKey: Uint8Array): Bytes {
    this.checkPrivateKey(privateKey);
    const { group } = this.#arithmetic;
    const Q = this.#arithmetic.decode(publicKey, 'publicKey');
    const d = reversed(privateKey);
    const Z = group.point();
    group.multiply(Z, Q, d);
    const secret = affineX(group, Z).reverse();
    wipe(d, Z.x, Z.y, Z.z);
    group.field.wipe();
    return secret;
  }

  sign(hash: Hash, privateKey: Uint8Array, message: Uint8Array, source: NonceSource): Bytes {
    assertHash(hash, 'hash');
    return this.signDigest(hash, privateKey, hash.digest(message), source);
  }

  signDigest(hash: Hash, privateKey: Uint8Array, digest: Uint8Array, source: NonceSource): Bytes {
    assertHash(hash, 'hash');
    this.checkPrivateKey(privateKey);
    assertBytes(digest, 'digest');
    const additional = this.#additional(source);
    const { group } = this.#arithmetic;
    const { order } = group;
    const qlen = order.modulus.bits;
    const z = leftmostBits(digest, qlen);
    const reduced = order.element();
    order.enter(reduced, reversed(z));
    const range = { qlen, rlen: this.orderLength, contains: (k: Uint8Array) => isScalar(group, k) };
    const nonces = createNonces(hash, range, privateKey, order.leave(reduced).reverse(), additional);
    return signWithNonces(group, z, privateKey, nonces, (out, k) => this.#arithmetic.multiplyGenerator(out, k));
  }

  /** RFC 6979 §3.6: additional input to k, besides the key and the digest. */
  #additional(source: NonceSource): Uint8Array {
    assertOptions(source, 'source', ['random', 'deterministic']);
    const { random, deterministic } = source;
    if (random === undefined && deterministic === undefined) {
      throw new UsageError('missing-option', 'source', 'must have `random` or `deterministic: true`');
    }
    if (random !== undefined && deterministic !== undefined) {
      throw new UsageError('misuse', 'source', 'must have one of `random` and `deterministic`, not both');
    }
    if (random !== undefined) return randomBytes(random, this.orderLength);
    if (deterministic !== true)
      throw new UsageError('misuse', 'source.deterministic', 'must be true where it is given');
    return NONE;
  }

  verify(hash: Hash, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    assertHash(hash, 'hash');
    return this.verifyDigest(publicKey, hash.digest(message), signature);
  }

  verifyDigest(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
    const arithmetic = this.#arithmetic;
    const Q = arithmetic.decode(publicKey, 'publicKey');
    return this.#verify(digest, signature, (out, u1, u2) =>
      arithmetic.group.multiplyPublic(out, arithmetic.oddMultiples, u1, Q, u2),
    );
  }

  #verify(digest: Uint8Array, signature: Uint8Array, sum: Parameters<typeof verifyScalars>[4]): boolean {
    assertBytes(digest, 'digest');
    assertBytes(signature, 'signature');
    // FIPS 186-5 §6.4.2 step 1.
    if (signature.length !== 2 * this.orderLength) return false;
    const { group } = this.#arithmetic;
    const r = signature.subarray(0, this.orderLength);
    const s = signature.subarray(this.orderLength);
    if (isScalar(group, r) === 0 || isScalar(group, s) === 0) return false;
    return verifyScalars(group, leftmostBits(digest, group.order.modulus.bits), r, s, sum);
  }

  prepare(publicKey: Uint8Array): PreparedPublicKey {
    const { group, comb: G } = this.#arithmetic;
    const Q = group.comb(this.#arithmetic.decode(publicKey, 'publicKey'));
    const verifyDigest = (digest: Uint8Array, signature: Uint8Array): boolean =>
      this.#verify(digest, signature, (out, u1, u2) => group.multiplyCombs(out, G, u1, Q, u2));
    return {
      verify(hash, message, signature) {
        assertHash(hash, 'hash');
        return verifyDigest(hash.digest(message), signature);
      },
      verifyDigest,
    };
  }
}

const UNCOMPRESSED = new Uint8Array([4]);

/** The state of a curve: its group, its generator, and the generator's tables. */
class Arithmetic {
  readonly group: Group;
  readonly #name: CurveName;
  readonly #b: Limbs;
  readonly #generator: Point;
  #uses = 0;
  #verifications = 0;
  #comb: Comb | undefined;
  #oddMultiples: OddMultiples | undefined;

  constructor({ name, kernels, b, gx, gy }: CurveParameters) {
    this.#name = name;
    const group = new Group(rolledAtFirst(kernels));
    this.group = group;
    const { field } = group;
    this.#b = field.element();
    field.enter(this.#b, reversed(hexToBytes(b)));
    const G = group.point();
    field.enter(G.x, reversed(hexToBytes(gx)));
    field.enter(G.y, reversed(hexToBytes(gy)));
    copyLimbs(G.z, field.one);
    this.#generator = G;
  }

  /** The comb of the generator. */
  get comb(): Comb {
    return (this.#comb ??= this.group.comb(this.#generator));
  }

  /** Odd multiples of the generator for a verification: a small table for the first verifications, a wide one after. */
  get oddMultiples(): OddMultiples {
    if (this.#verifications === USES_BEFORE_WIDE) this.#oddMultiples = undefined;
    const width = this.#verifications++ < USES_BEFORE_WIDE ? NAF_POINT : NAF_GENERATOR;
    return (this.#oddMultiples ??= this.group.publicMultiples(this.#generator, width));
  }

  /** k·G for a secret k: with a window, and after enough calls with the comb. */
  multiplyGenerator(out: Point, k: Uint8Array): void {
    if (this.#comb === undefined && this.#uses++ < USES_BEFORE_COMB) this.group.multiply(out, this.#generator, k);
    else this.group.multiplyComb(out, this.comb, k);
  }

  /** SEC 1 §2.3.4, without the identity. */
  decode(encoded: Uint8Array, argument: string): Point {
    assertBytes(encoded, argument);
    const { field } = this.group;
    const { length } = field;
    const [form] = encoded;
    if (encoded.length === 1 && form === 0) {
      throw new EcError('point-identity', 'the point at infinity is not a public key', 'SEC 1 §3.2.2.1 step 1');
    }
    if (encoded.length === 2 * length + 1 && (form === 6 || form === 7)) {
      throw new EcError('point-hybrid', 'hybrid points are not supported', 'RFC 5480 §2.2');
    }
    const compressed = encoded.length === length + 1 && (form === 2 || form === 3);
    if (!compressed && (encoded.length !== 2 * length + 1 || form !== 4)) {
      throw new EcError('point-encoding', `not a point of ${this.#name}`, 'SEC 1 §2.3.4');
    }
    const P = this.group.point();
    this.#enterCoordinate(P.x, encoded.subarray(1, 1 + length));
    copyLimbs(P.z, field.one);
    if (compressed) this.#findY(P, form & 1);
    else {
      this.#enterCoordinate(P.y, encoded.subarray(1 + length));
      this.#requireOnCurve(P);
    }
    return P;
  }

  #enterCoordinate(out: Limbs, bytes: Uint8Array): void {
    const { field } = this.group;
    const little = reversed(bytes);
    if (isBelow(little, field.bytes) === 0) {
      throw new EcError('point-encoding', 'a coordinate is not below p', 'SEC 1 §2.3.6');
    }
    field.enter(out, little);
  }

  /** out = x³ − 3x + b. */
  #rightHandSide(out: Limbs, x: Limbs): void {
    const { sqr, cubic } = this.group.kernels;
    sqr(out, x);
    cubic(out, out, x, this.#b);
  }

  #requireOnCurve({ x, y }: Point): void {
    const { field, kernels } = this.group;
    const right = field.element();
    this.#rightHandSide(right, x);
    kernels.mulSub(right, y, y, right);
    if (field.isZero(right) === 1) return;
    throw new EcError('point-not-on-curve', `the point is not on ${this.#name}`, 'SEC 1 §3.2.2.1 step 3');
  }

  /** y = (x³ − 3x + b)^((p + 1) / 4), as p ≡ 3 (mod 4), or its negative. Timing: nothing is secret. */
  #findY(P: Point, parity: number): void {
    const { field, kernels } = this.group;
    const { mul } = field.modulus;
    const right = field.element();
    this.#rightHandSide(right, P.x);
    // The two lowest bits of p are ones, so (p + 1) / 4 is (p >> 2) + 1.
    copyLimbs(P.y, field.one);
    for (let i = field.modulus.bits - 1; i >= 2; i--) {
      kernels.sqr(P.y, P.y);
      if ((field.bytes[i >> 3] >> (i & 7)) & 1) mul(P.y, P.y, right);
    }
    mul(P.y, P.y, right);
    this.#requireOnCurve(P);
    if ((field.leave(P.y)[0] & 1) !== parity) for (let i = 0; i < P.y.length; i++) P.y[i] *= -1;
  }
}
