import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/hash/index.ts';
import { resultOf, rsaKeygenSteps } from '../../src/reference/index.ts';
import { checkPrivateKey, generateRsaKey, type RsaEvent } from '../../src/rsa/index.ts';

describe('properties', () => {
  it.each([64, 128, 256, 512, 768])('makes the kernel’s key of %i bits from the same seed', (modulusBits) => {
    for (const publicExponent of [3n, 65_537n]) {
      const seed = `reference ${modulusBits} ${publicExponent}`;
      const reference = resultOf(rsaKeygenSteps({ modulusBits, publicExponent, random: seededRandom(seed) }));
      checkPrivateKey(reference);
      const options = { modulusBits, publicExponent, insecure: true, random: seededRandom(seed) };
      expect(generateRsaKey(options).components()).toEqual(reference.components());
    }
  });

  it('refuses the same numbers for the same reasons', () => {
    const events: RsaEvent[] = [];
    const input = { modulusBits: 256, publicExponent: 3n };
    const random = () => seededRandom('refusals');
    generateRsaKey({ ...input, insecure: true, random: random(), observe: (event) => events.push(event) });
    const seen = [...rsaKeygenSteps({ ...input, random: random() })].flatMap((step) =>
      step.name === 'candidate' && step.value.fault !== undefined ? [step.value] : [],
    );
    const told = events.flatMap((event) =>
      event.kind === 'candidate-refused' ? [{ value: event.candidate, fault: event.because }] : [],
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(told).toEqual(seen);
  });
});
