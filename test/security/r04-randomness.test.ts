/** R4: keypair CVE-2021-41117 (avd.aquasec.com): keys from a generator that was broken, or that fell back silently. */
import { describe, expect, it } from 'vitest';
import { gcd } from '../../src/bigint/index.ts';
import { type Random, systemRandom } from '../../src/bytes/index.ts';
import { seededRandom, sha256 } from '../../src/hash/index.ts';
import { encryptPkcs1, generateRsaKey, signPkcs1 } from '../../src/rsa/index.ts';
import { codeOf, message, opensslKey } from '../fixtures/rsa-vectors.ts';

const key = opensslKey(1024);
const operations: readonly ((random: Random) => unknown)[] = [
  (random) => generateRsaKey({ modulusBits: 2048, random }),
  (random) => encryptPkcs1(key, message, random),
  (random) => signPkcs1(sha256, key, message, random),
];

/** Bernstein's batch gcd in its plain form: each modulus against the product of the others. */
function sharesFactor(moduli: readonly bigint[]): boolean {
  const product = moduli.reduce((all, n) => all * n, 1n);
  return moduli.some((n) => gcd(n, (product % (n * n)) / n) !== 1n);
}

describe('R4', () => {
  it('has no random source but the one it is given', () => {
    for (const operation of operations) expect(codeOf(() => operation(undefined as never))).toBe('wrong-type');
  });

  it('throws when the source is short, and draws no zeros in place of what is missing', () => {
    const short: Random = { source: 'short', bytes: (length) => new Uint8Array(Math.max(0, length - 1)).fill(0xa5) };
    const none = { source: 'none', bytes: () => undefined } as unknown as Random;
    for (const operation of operations) {
      expect(codeOf(() => operation(short))).toBe('short-random');
      expect(codeOf(() => operation(none))).toBe('wrong-type');
    }
  });

  it('finds out a source that is stuck, when making a key', () => {
    const stuck = (byte: number): Random => ({
      source: 'stuck',
      bytes: (length) => new Uint8Array(length).fill(byte),
    });
    for (const byte of [0x00, 0xff]) {
      const code = codeOf(() => generateRsaKey({ modulusBits: 512, insecure: true, random: stuck(byte) }));
      expect(['no-prime', 'range']).toContain(code);
    }
  });

  it('makes moduli that share no prime', () => {
    const options = { modulusBits: 256, insecure: true };
    const moduli = Array.from({ length: 64 }, () => generateRsaKey({ ...options, random: systemRandom }).modulus);
    expect(sharesFactor(moduli)).toBe(false);
    const { prime1 } = generateRsaKey({ ...options, random: systemRandom });
    expect(sharesFactor([...moduli.slice(0, 5), moduli[9] * prime1, prime1 * 3n])).toBe(true); // the control
  });

  it('says in the key that its source was seeded', () => {
    const options = { modulusBits: 256, insecure: true };
    expect(generateRsaKey({ ...options, random: seededRandom('class of 2025') }).randomSource).toBe('hmac-drbg');
    expect(generateRsaKey({ ...options, random: systemRandom }).randomSource).toBe('system');
  });
});
