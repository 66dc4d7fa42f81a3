import { describe, expect, it } from 'vitest';
import { rotationTime } from '../../../src/kubernetes/joining/node-certificates.ts';
import { root } from '../../fixtures/revocation.ts';

describe('properties', () => {
  it('a certificate is replaced between 70 and 90 per cent of its life', () => {
    const life = root.notAfter.getTime() - root.notBefore.getTime();
    for (const byte of [0, 128, 255]) {
      const random = { source: 'test', bytes: (length: number) => new Uint8Array(length).fill(byte) };
      const part = (rotationTime(root, random).getTime() - root.notBefore.getTime()) / life;
      expect(part).toBeGreaterThanOrEqual(0.7);
      expect(part).toBeLessThan(0.9);
    }
  });
});
