/** R35: Minerva (CVE-2019-15809), LadderLeak: the length and the low bits of a nonce or scalar show in how long it takes. Here the operations themselves are
 * counted; bench/timing/ec.ts measures. */
import { describe, expect, it } from 'vitest';
import { signWithNonces } from '../../src/ec/ecdsa.ts';
import { COMB, Group, NAF_GENERATOR } from '../../src/ec/group.ts';
import type { CurveKernels, Modulus } from '../../src/ec/kernels.ts';
import { reversed } from '../../src/ec/scalars.ts';
import { CURVES, scalarBytes } from '../ec/curves.ts';

/** Kernels that write down their names as they are called, and which entries of a table are read. */
function recorded(kernels: CurveKernels, log: string[]): CurveKernels {
  const spy =
    <Args extends unknown[]>(name: string, kernel: (...args: Args) => void) =>
    (...args: Args): void => {
      log.push(name === 'select' ? `select ${args[3]} ${args[4]}` : name);
      kernel(...args);
    };
  const modulus = (name: string, modulus: Modulus): Modulus => ({ ...modulus, mul: spy(name, modulus.mul) });
  return {
    ...kernels,
    field: modulus('mul', kernels.field),
    order: modulus('mulOrder', kernels.order),
    sqr: spy('sqr', kernels.sqr),
    mulSub: spy('mulSub', kernels.mulSub),
    mulAddOrder: spy('mulAddOrder', kernels.mulAddOrder),
    double: spy('double', kernels.double),
    addAffine: spy('addAffine', kernels.addAffine),
    select: spy('select', kernels.select),
  };
}

describe.each(CURVES)('R35: $curve.name', (test) => {
  const { curve, kernels, order } = test;
  const log: string[] = [];
  const group = new Group(recorded(kernels, log));
  const G = group.point();
  {
    const { x, y } = curve.decodePoint(curve.publicKey(scalarBytes(test, 1n)));
    group.field.enter(G.x, reversed(x));
    group.field.enter(G.y, reversed(y));
    for (let i = 0; i < G.z.length; i++) G.z[i] = group.field.one[i];
  }
  const comb = group.comb(G);
  const bits = BigInt(order.toString(2).length);
  /** Short and long, even and odd, few ones and many, and one that meets an exception. */
  const secrets = [
    1n,
    2n,
    38n,
    2n ** 64n,
    2n ** (bits - 9n) + 1n,
    2n ** (bits - 2n) - 1n,
    order - 1n,
    order - 2n,
    (30n * 2n ** 252n) % order,
  ];
  const sequenceOf = (operation: () => unknown): string => {
    log.length = 0;
    operation();
    return log.join('\n');
  };
  const out = group.point();
  const scalar = (k: bigint): Uint8Array => reversed(scalarBytes(test, k));

  it.each([
    ['a window', (k: bigint) => group.multiply(out, G, scalar(k))],
    ['a comb', (k: bigint) => group.multiplyComb(out, comb, scalar(k))],
    [
      'an inverse',
      (k: bigint) => {
        const a = group.order.element();
        group.order.enter(a, scalar(k));
        group.order.invert(a, a);
      },
    ],
    [
      'a signature',
      (k: bigint) =>
        signWithNonces(
          group,
          scalarBytes(test, 3n),
          scalarBytes(test, order - k),
          () => scalarBytes(test, k),
          (P, n) => group.multiplyComb(P, comb, n),
        ),
    ],
  ])('%s runs one sequence of operations whatever the scalar is', (_, operation) => {
    const sequences = secrets.map((k) => sequenceOf(() => operation(k)));
    expect(sequences[0].length).toBeGreaterThan(10);
    expect(new Set(sequences).size).toBe(1);
  });

  it('reads tables as a whole', () => {
    const reads = sequenceOf(() => group.multiplyComb(out, comb, scalar(5n)))
      .split('\n')
      .filter((line) => line.startsWith('select'));
    const size = kernels.entryLength << (COMB - 1);
    expect(reads).toEqual(Array.from({ length: group.positions }, (_, i) => `select ${i * size} ${1 << (COMB - 1)}`));
  });

  it('sees scalars in the sequence where they are public: the control', () => {
    const tables = group.publicMultiples(G, NAF_GENERATOR);
    const sequences = secrets.map((k) => sequenceOf(() => group.multiplyPublic(out, tables, scalar(k), G, scalar(1n))));
    expect(new Set(sequences).size).toBeGreaterThan(secrets.length / 2);
  });
});
