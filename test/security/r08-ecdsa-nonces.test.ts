/** R8: jsrsasign CVE-2026-4599 and -4601, elliptic CVE-2025-14505, GHSA-vjh7-7g9h-fjfh (and CVE-2024-48948): nonces that are biased, shared or shortened; r = 0 or
 * s = 0 that leaves with a signature. */
import { verify as nodeVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { modInverse } from '../../src/bigint/index.ts';
import { bytesToHex, os2ip } from '../../src/bytes/index.ts';
import { isScalar, signWithNonces } from '../../src/ec/ecdsa.ts';
import { Group } from '../../src/ec/group.ts';
import { createNonces } from '../../src/ec/rfc6979.ts';
import { reversed } from '../../src/ec/scalars.ts';
import { hmacDrbg, seededRandom, sha256 } from '../../src/hash/index.ts';
import { CURVES, nodePublicKey, scalarBytes } from '../ec/curves.ts';

describe.each(CURVES)('R8: $curve.name', (test) => {
  const { curve, kernels, hash, order } = test;
  const group = new Group(kernels);
  const G = group.point();
  {
    const { x, y } = curve.decodePoint(curve.publicKey(scalarBytes(test, 1n)));
    group.field.enter(G.x, reversed(x));
    group.field.enter(G.y, reversed(y));
    for (let i = 0; i < G.z.length; i++) G.z[i] = group.field.one[i];
  }

  it('takes another k where s would be zero', () => {
    // s = k⁻¹(z + r·d) is zero for z = −r·d: the digest is made for the first k, which then must not be used.
    const d = 0x1234567n;
    const [first, second] = [5n, 7n];
    const x = os2ip(curve.decodePoint(curve.publicKey(scalarBytes(test, first))).x);
    const z = (order - (((x % order) * d) % order)) % order;
    const nonces = [first, second].map((k) => scalarBytes(test, k));
    let drawn = 0;
    const signature = signWithNonces(
      group,
      scalarBytes(test, z),
      scalarBytes(test, d),
      () => nonces[drawn++],
      (out, k) => group.multiply(out, G, k),
    );
    expect(drawn).toBe(2);
    const r = os2ip(curve.decodePoint(curve.publicKey(scalarBytes(test, second))).x) % order;
    const s = (modInverse(second, order) * (z + r * d)) % order;
    expect(bytesToHex(signature)).toBe(bytesToHex(scalarBytes(test, r)) + bytesToHex(scalarBytes(test, s)));
  });

  it('draws k from the whole of 1…n − 1, by rejection', () => {
    // The candidates out of range are refused, not reduced: all are below n, and their highest byte takes its values evenly.
    const range = {
      qlen: order.toString(2).length,
      rlen: curve.orderLength,
      contains: (k: Uint8Array) => isScalar(group, k),
    };
    const next = createNonces(
      hash,
      range,
      scalarBytes(test, 99n),
      new Uint8Array(curve.orderLength),
      new Uint8Array(0),
    );
    const counts = new Map<number, number>();
    for (let i = 0; i < 1024; i++) {
      const k = os2ip(next());
      expect(k > 0n && k < order).toBe(true);
      const top = Number((k << 3n) / order);
      counts.set(top, (counts.get(top) ?? 0) + 1);
    }
    // Eight classes of 128 each, give or take six standard deviations.
    for (let top = 0; top < 8; top++) expect(Math.abs(counts.get(top)! - 128)).toBeLessThan(64);
  });

  it('signs where k or the digest begins with zeros', () => {
    const d = scalarBytes(test, 0xabcdefn);
    const key = nodePublicKey(test, curve.publicKey(d));
    const random = seededRandom('zeros');
    const range = {
      qlen: order.toString(2).length,
      rlen: curve.orderLength,
      contains: (k: Uint8Array) => isScalar(group, k),
    };
    let found = 0;
    for (let i = 0; found < 2 && i < 3000; i++) {
      const message = random.bytes(8);
      const digest = hash.digest(message);
      const z = scalarBytes(test, os2ip(digest) % order);
      const k = createNonces(hash, range, d, z, new Uint8Array(0))();
      // P-521's highest byte has one bit.
      const zeros = curve.name === 'P-521' ? k[0] === 0 && k[1] === 0 : k[0] === 0;
      if (!zeros && digest[0] !== 0) continue;
      found++;
      const signature = curve.sign(hash, d, message, { deterministic: true });
      expect(nodeVerify(hash.name, message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
    expect(found).toBe(2);
  });

  it('gives two messages two nonces, and one message another where it is hedged', () => {
    const d = scalarBytes(test, 0xabcdefn);
    const r = (signature: Uint8Array): string => bytesToHex(signature.subarray(0, curve.orderLength));
    const drbg = hmacDrbg(sha256, { entropy: new Uint8Array(48) });
    const messages = [[], [0], [0, 0], [1], [45], [0x31]].map((bytes) => new Uint8Array(bytes));
    const deterministic = messages.map((message) => r(curve.sign(hash, d, message, { deterministic: true })));
    const hedged = [0, 1, 2].map(() => r(curve.sign(hash, d, messages[0], { random: drbg })));
    expect(new Set([...deterministic, ...hedged]).size).toBe(messages.length + hedged.length);
    // A source that is stuck makes hedged signatures deterministic, not equal for two messages.
    const stuck = { source: 'stuck', bytes: (length: number) => new Uint8Array(length) };
    const withStuck = messages.map((message) => r(curve.sign(hash, d, message, { random: stuck })));
    expect(new Set([...deterministic, ...withStuck]).size).toBe(2 * messages.length);
  });

  it('takes bytes alone, so that no two inputs are one', () => {
    for (const bad of ['00', [0], 0, { length: 32 }, new ArrayBuffer(32), new Uint16Array(32)]) {
      expect(() => curve.sign(hash, scalarBytes(test, 5n), bad as never, { deterministic: true })).toThrow(
        'must be a Uint8Array',
      );
      expect(() => curve.signDigest(hash, scalarBytes(test, 5n), bad as never, { deterministic: true })).toThrow(
        'digest',
      );
    }
  });
});
