import { createInverter } from './divsteps.ts';
import type { Modulus } from './kernels.ts';
import {
  createLimbs,
  digitsFromBytes,
  digitsToBytes,
  evenPositions,
  type Limbs,
  limbsOf,
  type Positions,
} from './limbs.ts';

/** The integers modulo a prime, as Montgomery elements, with the operations that are not in the kernels: bytes and inverses. Bytes are little-endian here.
 * Timing: every method does the same steps for all values. */
export class ModularField {
  readonly modulus: Modulus;
  /** Bytes of a reduced number. */
  readonly length: number;
  /** The modulus itself. */
  readonly bytes: Uint8Array;
  /** R mod m: the element 1. */
  readonly one: Limbs;

  readonly #position: Positions;
  readonly #digits: Int32Array;
  /** The number 1: multiplying by it converts from Montgomery's form. */
  readonly #unit: Limbs;
  readonly #R2: Limbs;
  readonly #inverse: (out: Limbs, a: Limbs) => void;
  readonly #work: Limbs;
  readonly #buffer: Uint8Array;

  constructor(modulus: Modulus) {
    const { n, bits, digits, balanced, minusInverse, R2, mul } = modulus;
    this.modulus = modulus;
    this.length = (bits + 7) >> 3;
    this.#position = evenPositions(n);
    this.#digits = new Int32Array(n);
    this.#unit = limbsOf(digits.map((_, i) => (i === 0 ? 1 : 0)));
    this.#R2 = limbsOf(R2);
    this.#inverse = createInverter(bits, balanced, minusInverse);
    this.#work = createLimbs(n);
    this.#buffer = new Uint8Array(this.length);
    this.one = createLimbs(n);
    mul(this.one, this.#unit, this.#R2);
    this.bytes = new Uint8Array(this.length);
    for (let i = 0; i < this.length; i++) this.bytes[i] = digits[Math.floor(i / 3)] >> (8 * (i % 3));
  }

  element(): Limbs {
    return createLimbs(this.modulus.n);
  }

  /** out = bytes, converted to Montgomery's form. The number may exceed the modulus, but must be below 2^bits. */
  enter(out: Limbs, bytes: Uint8Array): void {
    digitsFromBytes(out, bytes, this.#position);
    this.modulus.mul(out, out, this.#R2);
  }

  /** @param out - `length` bytes: the reduced number. */
  leaveTo(out: Uint8Array, a: Limbs): void {
    this.modulus.mul(this.#work, a, this.#unit);
    for (let i = 0; i < this.#digits.length; i++) this.#digits[i] = this.#work[i];
    digitsToBytes(out, this.#digits, this.modulus.digits, this.#position);
  }

  /** @returns a fresh array of `length` bytes. */
  leave(a: Limbs): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.length);
    this.leaveTo(out, a);
    return out;
  }

  /** out = a⁻¹, and 0 for 0. */
  invert(out: Limbs, a: Limbs): void {
    this.leaveTo(this.#buffer, a);
    digitsFromBytes(this.#work, this.#buffer, this.#position);
    this.#inverse(this.#work, this.#work);
    this.modulus.mul(out, this.#work, this.#R2);
  }

  /** 1 for zero, else 0. */
  isZero(a: Limbs): number {
    this.leaveTo(this.#buffer, a);
    let any = 0;
    for (let i = 0; i < this.#buffer.length; i++) any |= this.#buffer[i];
    return ((any - 1) >> 8) & 1;
  }

  /** Overwrites the temporary numbers. */
  wipe(): void {
    this.#digits.fill(0);
    this.#work.fill(0);
    this.#buffer.fill(0);
  }
}
