import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, toUtf8 } from '../../src/bytes/index.ts';
import { hmac, sha1, sha256 } from '../../src/hash/index.ts';
import { hmacSteps, resultOf, sha256Steps } from '../../src/spec/index.ts';

const octets = fc.uint8Array({ maxLength: 150 });

describe('vectors', () => {
  it('shows the pads of a short key, and calls nothing but the MAC public', () => {
    const steps = [...hmacSteps(sha256, toUtf8('Jefe'), toUtf8('what do ya want for nothing?'))];
    const value = Object.fromEntries(steps.map((step) => [step.name, toHex(step.value)]));
    expect(value['K0']).toBe(`4a656665${'00'.repeat(60)}`);
    expect(value['K0 ^ ipad']).toBe(`7c535053${'36'.repeat(60)}`);
    expect(value['K0 ^ opad']).toBe(`16393a39${'5c'.repeat(60)}`);
    expect(value['MAC']).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'); // RFC 4231 §4.3
    expect(steps.filter((step) => !step.secret).map((step) => step.name)).toEqual(['MAC']);
  });
});

describe('properties', () => {
  it.each([sha1, sha256])('with $name equals the kernel and node:crypto', (hash) => {
    fc.assert(
      fc.property(octets, octets, (key, text) => {
        const mac = resultOf(hmacSteps(hash, key, text));
        expect(mac).toEqual(hmac(hash, key, text));
        expect(toHex(mac)).toBe(createHmac(hash.name, key).update(text).digest('hex'));
      }),
    );
  });

  it('is built on any hash, the twin among them', () => {
    const twin = { blockLength: 64, digest: (message: Uint8Array) => resultOf(sha256Steps(message)) };
    expect(resultOf(hmacSteps(twin, toUtf8('key'), toUtf8('text')))).toEqual(
      hmac(sha256, toUtf8('key'), toUtf8('text')),
    );
  });
});
