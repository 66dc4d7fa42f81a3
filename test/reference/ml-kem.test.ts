import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/bytes/index.ts';
import { shake256 } from '../../src/hash/index.ts';
import { compressAndEncode, decode12, decodeAndDecompress, encode12 } from '../../src/lattice/encoding.ts';
import { mlKemInverseNtt, mlKemMultiplyAdd, mlKemNtt, mlKemReduce } from '../../src/lattice/generated/ml-kem-ntt.ts';
import { mlKem512, mlKem768, mlKem1024 } from '../../src/lattice/index.ts';
import { sampleCbd, sampleNtt } from '../../src/lattice/sampling.ts';
import {
  isEncapsulationKey,
  mlKemDecapsSteps,
  mlKemEncapsSteps,
  mlKemKeyGenSteps,
  resultOf,
} from '../../src/reference/index.ts';
import {
  ByteDecode,
  ByteEncode,
  Compress,
  Decompress,
  inverseNTT,
  MultiplyNTTs,
  NTT,
  q,
  SampleNTT,
  SamplePolyCBD,
} from '../../src/reference/ml-kem-polynomials.ts';
import { runsOf } from '../property-runs.ts';

const SETS = [
  { kem: mlKem512, parameters: { k: 2, η1: 3, η2: 2, du: 10, dv: 4 } },
  { kem: mlKem768, parameters: { k: 3, η1: 2, η2: 2, du: 10, dv: 4 } },
  { kem: mlKem1024, parameters: { k: 4, η1: 2, η2: 2, du: 11, dv: 5 } },
];
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const modulo = (f: Iterable<number>): number[] => Array.from(f, (x) => ((x % q) + q) % q);
/** Coefficients, among them the largest that a kernel may get, all of one sign. */
const polynomial = (bound: number) =>
  fc.array(fc.oneof(fc.integer({ min: -bound, max: bound }), fc.constantFrom(-bound, bound)), {
    minLength: 256,
    maxLength: 256,
  });

describe('the transform', () => {
  it('is the standard’s, and its own inverse’s, within the bounds that are claimed', () => {
    fc.assert(
      fc.property(fc.oneof(polynomial(q), fc.constant(Array(256).fill(q))), (coefficients) => {
        const f = Float64Array.from(coefficients);
        mlKemNtt(f);
        expect(Math.max(...f.map(Math.abs))).toBeLessThan(5 * q);
        expect(modulo(f)).toEqual(NTT(modulo(coefficients)));
        mlKemInverseNtt(f);
        expect(Math.max(...f.map(Math.abs))).toBeLessThanOrEqual(0.51 * q);
        expect(modulo(f)).toEqual(modulo(coefficients));
      }),
      runsOf(0.5),
    );
  });

  it('inverts what is as large as sums of products get', () => {
    const large = polynomial(2 ** 50);
    fc.assert(
      fc.property(large, (coefficients) => {
        const f = Float64Array.from(coefficients);
        mlKemInverseNtt(f);
        expect(modulo(f)).toEqual(inverseNTT(modulo(coefficients)));
        const g = Float64Array.from(coefficients);
        mlKemReduce(g);
        expect(Math.max(...g.map(Math.abs))).toBeLessThanOrEqual(0.51 * q);
        expect(modulo(g)).toEqual(modulo(coefficients));
      }),
      runsOf(0.5),
    );
  });

  it('multiplies exactly factors below 8·q, four times added', () => {
    fc.assert(
      fc.property(polynomial(8 * q - 1), polynomial(8 * q - 1), (a, b) => {
        const h = new Float64Array(256);
        for (let i = 0; i < 4; i++) mlKemMultiplyAdd(h, Float64Array.from(a), Float64Array.from(b));
        expect(Math.max(...h.map(Math.abs))).toBeLessThan(2 ** 50);
        expect(modulo(h)).toEqual(MultiplyNTTs(modulo(a), modulo(b)).map((x) => (4 * x) % q));
      }),
      runsOf(0.5),
    );
  });
});

describe('the encodings', () => {
  it.each([1, 4, 5, 10, 11])('compress and decompress every value to %i bits as the standard does', (d) => {
    for (let from = -q; from < 2 * q; from += 256) {
      const x = Array.from({ length: 256 }, (_, i) => from + i);
      const out = new Uint8Array(32 * d);
      expect(compressAndEncode(Float64Array.from(x), d, out, 0)).toBe(32 * d);
      expect(bytesToHex(out)).toBe(bytesToHex(ByteEncode(d, Compress(d, modulo(x)))));
      const f = new Float64Array(256);
      decodeAndDecompress(f, d, out, 0);
      expect([...f]).toEqual(Decompress(d, ByteDecode(d, out)));
    }
  });

  it('encode balanced coefficients in twelve bits, and tell those that are not reduced', () => {
    fc.assert(
      fc.property(polynomial(q - 1), bytes(384), (coefficients, encoded) => {
        const out = new Uint8Array(384);
        encode12(Float64Array.from(coefficients), out, 0);
        expect(bytesToHex(out)).toBe(bytesToHex(ByteEncode(12, modulo(coefficients))));
        const f = new Float64Array(256);
        expect(decode12(f, out, 0)).toBe(true);
        expect([...f]).toEqual(modulo(coefficients));
        expect(decode12(f, encoded, 0)).toBe(f.every((x) => x < q));
        expect(modulo(f)).toEqual(ByteDecode(12, encoded));
      }),
      runsOf(0.5),
    );
  });
});

describe('the samples', () => {
  it('are those of the standard, a seed that needs more than three blocks included', () => {
    const f = new Float64Array(256);
    fc.assert(
      fc.property(bytes(34), bytes(33), fc.constantFrom(2 as const, 3 as const), (seed, secret, eta) => {
        sampleNtt(f, seed);
        expect([...f]).toEqual(SampleNTT(seed));
        sampleCbd(f, eta, secret);
        expect(modulo(f)).toEqual(SamplePolyCBD(eta, shake256.digest(secret, 64 * eta)));
      }),
    );
    // Of the seeds 0, 1, 2, … the first whose three blocks hold too few coefficients.
    const seed = new Uint8Array(34);
    seed[0] = 7;
    sampleNtt(f, seed);
    expect([...f]).toEqual(SampleNTT(seed));
  });
});

describe.each(SETS)('$kem.name', ({ kem, parameters }) => {
  it('equals the kernel, key, ciphertext and secret, a rejected one too', () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), bytes(32), fc.nat(), (d, z, m, choice) => {
        const [ek, dk] = resultOf(mlKemKeyGenSteps(parameters, d, z));
        const pair = kem.keyPairFromSeed(Uint8Array.from([...d, ...z]));
        expect(bytesToHex(pair.encapsulationKey)).toBe(bytesToHex(ek));
        expect(bytesToHex(pair.decapsulationKey)).toBe(bytesToHex(dk));
        expect(isEncapsulationKey(parameters, ek)).toBe(true);
        const [K, c] = resultOf(mlKemEncapsSteps(parameters, ek, m));
        const { ciphertext, sharedSecret } = kem.encapsulateWith(ek, m);
        expect(bytesToHex(ciphertext)).toBe(bytesToHex(c));
        expect(bytesToHex(sharedSecret)).toBe(bytesToHex(K));
        expect(bytesToHex(resultOf(mlKemDecapsSteps(parameters, dk, c)))).toBe(bytesToHex(K));
        c[choice % c.length] ^= 1;
        expect(bytesToHex(resultOf(mlKemDecapsSteps(parameters, dk, c)))).toBe(bytesToHex(kem.decapsulate(dk, c)));
      }),
      runsOf(0.05),
    );
  });

  it('shows every value on the way, and calls what is secret secret', () => {
    const [ek, dk] = resultOf(mlKemKeyGenSteps(parameters, new Uint8Array(32), new Uint8Array(32)));
    const steps = [...mlKemKeyGenSteps(parameters, new Uint8Array(32), new Uint8Array(32))];
    expect(steps.map(({ name }) => name)).toEqual([
      'ρ',
      'σ',
      ...Array(parameters.k).fill('Â[i]'),
      's',
      'e',
      'ŝ',
      'ê',
      't̂',
      'ek',
      'H(ek)',
      'dk',
    ]);
    const { ciphertext } = kem.encapsulateWith(ek, new Uint8Array(32));
    const all = [
      ...steps,
      ...mlKemEncapsSteps(parameters, ek, new Uint8Array(32)),
      ...mlKemDecapsSteps(parameters, dk, ciphertext),
    ];
    const open = new Set(all.filter(({ secret }) => !secret).map(({ name }) => name));
    expect([...open].toSorted()).toEqual(['ρ', 'Â[i]', 't̂', 'ek', 'H(ek)', 'c', 'c1', 'c2', 'u′', 'v′'].toSorted());
  });
});
