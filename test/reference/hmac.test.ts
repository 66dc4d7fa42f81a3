import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/bytes/index.ts';
import { hmac, sha1, sha256 } from '../../src/hash/index.ts';
import { hmacSteps, resultOf, sha256Steps } from '../../src/reference/index.ts';

const bytes = fc.uint8Array({ maxLength: 150 });

describe('vectors', () => {
  it('shows the pads of a short key, and calls nothing but the MAC public', () => {
    const steps = [...hmacSteps(sha256, utf8ToBytes('Jefe'), utf8ToBytes('what do ya want for nothing?'))];
    const value = Object.fromEntries(steps.map((step) => [step.name, bytesToHex(step.value)]));
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
      fc.property(bytes, bytes, (key, text) => {
        const mac = resultOf(hmacSteps(hash, key, text));
        expect(mac).toEqual(hmac(hash, key, text));
        expect(bytesToHex(mac)).toBe(createHmac(hash.name, key).update(text).digest('hex'));
      }),
    );
  });

  it('is built on any hash, the reference implementation among them', () => {
    const reference = { blockLength: 64, digest: (message: Uint8Array) => resultOf(sha256Steps(message)) };
    expect(resultOf(hmacSteps(reference, utf8ToBytes('key'), utf8ToBytes('text')))).toEqual(
      hmac(sha256, utf8ToBytes('key'), utf8ToBytes('text')),
    );
  });
});
