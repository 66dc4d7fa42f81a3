import { generateKeyPairSync, getCurves } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as ec from '../../src/ec/index.ts';
import { findNamedCurve, NAMED_CURVES } from '../../src/ec/index.ts';

/** The body of an object identifier, in hexadecimal. */
function encoded(oid: string): string {
  const [first, second, ...rest] = oid.split('.').map(Number);
  const bytes = [40 * first + second, ...rest].flatMap((arc) => {
    const digits = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    return digits;
  });
  return Buffer.from(bytes).toString('hex');
}

describe('vectors', () => {
  it.each(NAMED_CURVES.filter(({ name }) => getCurves().includes(name)))('OpenSSL writes $oid for $name', (curve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve.name });
    expect(publicKey.export({ format: 'der', type: 'spki' }).toString('hex')).toContain(encoded(curve.oid));
  });

  it.each(['x25519', 'ed25519', 'x448', 'ed448'] as const)('and the one of %s', (type) => {
    const { publicKey } = (generateKeyPairSync as (type: string) => ReturnType<typeof generateKeyPairSync>)(type);
    const der = publicKey.export({ format: 'der', type: 'spki' } as never) as unknown as Buffer;
    expect(der.toString('hex')).toContain(encoded(findNamedCurve(type.toUpperCase())!.oid));
  });
});

describe('properties', () => {
  it('names each curve once', () => {
    const names = NAMED_CURVES.flatMap(({ name, oid, aliases }) => [name, oid, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect([name, findNamedCurve(name)]).toEqual([name, expect.anything()]);
    expect(findNamedCurve('toString')).toBeUndefined();
  });

  it('says of what is served that it is', () => {
    const served = NAMED_CURVES.map(({ served }) => served).filter((name) => name !== undefined);
    const here = [ec.p256, ec.p384, ec.p521, ec.x25519, ec.ed25519].map(({ name }) => name);
    expect(served).toEqual(here);
  });
});
