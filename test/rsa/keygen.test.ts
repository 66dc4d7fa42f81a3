import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitLength, systemRandom } from '../../src/bytes/index.ts';
import { seededRandom, sha256 } from '../../src/hash/index.ts';
import {
  checkPrivateKey,
  generateRsaKey,
  generateRsaKeyAsync,
  type RsaEvent,
  type RsaKeygenProgress,
  signPkcs1,
} from '../../src/rsa/index.ts';
import { codeOf, message, toKeyObject } from '../fixtures/rsa-vectors.ts';
import { hasOpenssl } from '../openssl.ts';

const small = { modulusBits: 512, insecure: true };
const primality = { random: systemRandom, rounds: 8 };

describe('properties', () => {
  it.skipIf(!hasOpenssl)('makes a key that `openssl rsa -check` takes', () => {
    const key = generateRsaKey({ modulusBits: 2048, random: systemRandom });
    const pem = toKeyObject(key).export({ type: 'pkcs8', format: 'pem' });
    const said = execFileSync('openssl', ['rsa', '-check', '-noout'], { input: pem, stdio: 'pipe' }).toString();
    expect(said).toContain('RSA key ok');
  });

  it('makes a key that node:crypto takes, and that signs', () => {
    const key = generateRsaKey({ modulusBits: 2048, random: systemRandom });
    expect(key.randomSource).toBe('system');
    expect(bitLength(key.modulus)).toBe(2048);
    checkPrivateKey(key, primality);
    const node = toKeyObject(key);
    const signature = signPkcs1(sha256, key, message, systemRandom);
    expect(verify('sha256', message, createPublicKey(node), signature)).toBe(true);
  });

  it('gives the same key for the same seed, synchronous or not, and says that it was seeded', async () => {
    const keys = [1, 2].map(() => generateRsaKey({ ...small, random: seededRandom('replay') }));
    keys.push(await generateRsaKeyAsync({ ...small, random: seededRandom('replay') }));
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
    expect(keys[0].randomSource).toBe('hmac-drbg');
    expect(generateRsaKey({ ...small, random: seededRandom('another') }).modulus).not.toBe(keys[0].modulus);
  });

  it('reaches every even length, from toys on', () => {
    for (let modulusBits = 64; modulusBits <= 400; modulusBits += 6) {
      const key = generateRsaKey({ modulusBits, insecure: true, random: systemRandom });
      expect(bitLength(key.modulus)).toBe(modulusBits);
      expect(key.prime1 > key.prime2).toBe(true);
      checkPrivateKey(key, primality);
    }
  });

  it.each([3n, 5n, 17n, 65_537n, (1n << 64n) | 13n])('takes the public exponent %i', (publicExponent) => {
    const key = generateRsaKey({ ...small, publicExponent, random: systemRandom });
    expect(key.publicExponent).toBe(publicExponent);
    checkPrivateKey(key, primality);
  });

  it('tells an observer each candidate and why it was refused, in order', () => {
    const events: RsaEvent[] = [];
    const options = { modulusBits: 256, insecure: true, publicExponent: 3n };
    const key = generateRsaKey({ ...options, random: seededRandom('watched'), observe: (event) => events.push(event) });
    expect(key).toEqual(generateRsaKey({ ...options, random: seededRandom('watched') }));
    expect(events.at(-1)).toEqual({ kind: 'key-made', key });
    const primes = events.flatMap((event) => (event.kind === 'prime-found' ? [event.value] : []));
    expect(primes.toSorted()).toEqual([key.prime1, key.prime2].toSorted());
    const refused = events.flatMap((event) => (event.kind === 'candidate-refused' ? [event] : []));
    for (const { candidate, because } of refused) {
      if (because.test === 'trial-division') expect(candidate % BigInt(because.divisor)).toBe(0n);
      if (because.test === 'public-exponent') expect(candidate % 3n).toBe(1n);
    }
    const tests = new Set(refused.map(({ because }) => because.test));
    expect([...tests].toSorted()).toEqual(['miller-rabin', 'public-exponent', 'trial-division']);
  });

  it('reports progress, one number at a time, for p and then for q', () => {
    const reports: RsaKeygenProgress[] = [];
    generateRsaKey({ ...small, random: seededRandom('progress'), onProgress: (report) => reports.push(report) });
    expect(reports.map(({ prime }) => prime).join('')).toMatch(/^p+q+$/);
    for (const prime of ['p', 'q']) {
      const tested = reports.filter((report) => report.prime === prime).map((report) => report.tested);
      expect(tested).toEqual(tested.map((_, i) => i + 1));
    }
    expect(reports[0].expected).toBe(10);
  });

  it('lets the event loop turn', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await generateRsaKeyAsync({ modulusBits: 1536, insecure: true, random: seededRandom('turns') });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('misuse', () => {
  const attempt = (options: object): string =>
    codeOf(() => generateRsaKey({ modulusBits: 2048, random: systemRandom, ...options }));

  it('names what is wrong', () => {
    expect(attempt({ modulusBits: 1024 })).toBe('insecure');
    expect(attempt({ modulusBits: 2049 })).toBe('out-of-range');
    expect(attempt({ modulusBits: 8194 })).toBe('out-of-range');
    expect(attempt({ modulusBits: 62, insecure: true })).toBe('out-of-range');
    expect(attempt({ modulusBits: '2048' })).toBe('wrong-type');
    expect(attempt({ publicExponent: 3n })).toBe('insecure');
    expect(attempt({ publicExponent: 65_538n })).toBe('out-of-range');
    expect(attempt({ publicExponent: 1n, insecure: true })).toBe('out-of-range');
    const tooLarge = { modulusBits: 64, publicExponent: 2n ** 32n + 1n, insecure: true, random: systemRandom };
    expect(() => generateRsaKey(tooLarge)).toThrow('in 3..2^32 - 1');
    expect(attempt({ publicExponent: 65_537 })).toBe('wrong-type');
    expect(attempt({ modulusLength: 2048 })).toBe('unknown-option');
    expect(attempt({ onProgress: 1 })).toBe('wrong-type');
    expect(attempt({ observe: {} })).toBe('wrong-type');
    expect(attempt({ signal: new AbortController() })).toBe('wrong-type');
  });

  it('stops when aborted: before the start, and on the way', async () => {
    const options = { modulusBits: 4096, random: systemRandom };
    const reason = new Error('enough');
    expect(() => generateRsaKey({ ...options, signal: AbortSignal.abort(reason) })).toThrow(reason);
    await expect(generateRsaKeyAsync({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const stopped = generateRsaKeyAsync({
      ...options,
      signal: controller.signal,
      onProgress: ({ tested }) => tested === 3 && controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });
});
