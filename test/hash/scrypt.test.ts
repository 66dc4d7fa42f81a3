import { scryptSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { KdfError, type Progress, scrypt, scryptAsync } from '../../src/hash/index.ts';
import vectors from '../../vectors/kdf.json' with { type: 'json' };
import { runsOf } from '../property-runs.ts';

const bytes = fc.uint8Array({ maxLength: 100 });

describe('vectors', () => {
  it('agrees with OpenSSL', () => {
    expect(vectors.scrypt.length).toBeGreaterThan(0);
    for (const { password, salt, output, ...parameters } of vectors.scrypt) {
      const options = { ...parameters, length: output.length / 2 };
      expect(bytesToHex(scrypt(hexToBytes(password), hexToBytes(salt), options))).toBe(output);
    }
  });

  it('has the keys of RFC 7914 §12', () => {
    const derive = (password: string, salt: string, cost: number, blockSize: number, parallelization: number): string =>
      bytesToHex(scrypt(utf8ToBytes(password), utf8ToBytes(salt), { cost, blockSize, parallelization, length: 64 }));
    expect(derive('', '', 16, 1, 1)).toBe(
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442' +
        'fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    );
    expect(derive('password', 'NaCl', 1024, 8, 16)).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162' +
        '2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    );
    expect(derive('pleaseletmein', 'SodiumChloride', 16384, 8, 1)).toBe(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
        'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    );
  });
});

describe('properties', () => {
  it('agrees with node:crypto', () => {
    const parameters = fc.record({
      cost: fc.integer({ min: 1, max: 7 }).map((bits) => 2 ** bits),
      blockSize: fc.integer({ min: 1, max: 9 }),
      parallelization: fc.integer({ min: 1, max: 4 }),
      length: fc.integer({ min: 1, max: 150 }),
    });
    fc.assert(
      fc.property(bytes, bytes, parameters, (password, salt, { length, ...costs }) => {
        const expected = new Uint8Array(scryptSync(password, salt, length, costs));
        expect(scrypt(password, salt, { length, ...costs })).toEqual(expected);
      }),
      runsOf(0.5),
    );
  });

  it('in turns gives the same key, tells its progress, and lets others run', async () => {
    const [password, salt] = [utf8ToBytes('password'), utf8ToBytes('salt')];
    const seen: Progress[] = [];
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const options = { cost: 4096, blockSize: 8, parallelization: 2, length: 40 };
    const derived = await scryptAsync(password, salt, { ...options, onProgress: (progress) => seen.push(progress) });
    clearInterval(counting);
    expect(derived).toEqual(scrypt(password, salt, options));
    expect(turns).toBeGreaterThan(0);
    expect(seen[0]).toEqual({ done: 0, total: 16_384 });
    expect(seen.at(-1)).toEqual({ done: 16_384, total: 16_384 });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(5);
  });
});

describe('misuse', () => {
  const [password, salt] = [utf8ToBytes('password'), utf8ToBytes('salt')];
  const options = { cost: 16, blockSize: 8, parallelization: 1, length: 32 };

  it('stops when it is told to', async () => {
    const reason = new Error('enough');
    expect(() => scrypt(password, salt, { ...options, signal: AbortSignal.abort(reason) })).toThrow(reason);
    const controller = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done > 0) controller.abort(reason);
    };
    const slow = { ...options, cost: 2 ** 16, signal: controller.signal, onProgress };
    await expect(scryptAsync(password, salt, slow)).rejects.toBe(reason);
  });

  it('refuses more memory than is allowed, before it takes any, and names the limit', () => {
    const run = (changes: object) => () => scrypt(password, salt, { ...options, ...changes });
    expect(run({ cost: 2 ** 18 })).toThrow(
      expect.objectContaining({
        code: 'too-much-memory',
        requested: 2 ** 28 + 3 * 1024,
        limit: 2 ** 28,
        option: 'options.maxMemory',
      }),
    );
    expect(run({ cost: 2 ** 40 })).toThrow(KdfError);
    expect(run({ maxMemory: 1024 * 19 - 1 })).toThrow(expect.objectContaining({ code: 'too-much-memory' }));
    expect(run({ maxMemory: 1024 * 19 })).not.toThrow();
  });

  it('refuses more work than is allowed, and names the limit', () => {
    const run = (changes: object) => () => scrypt(password, salt, { ...options, ...changes });
    // Little memory, and years of work.
    expect(run({ cost: 2 ** 17, parallelization: 2 ** 16 })).toThrow(
      expect.objectContaining({
        code: 'too-much-work',
        requested: 2 ** 36,
        limit: 2 ** 25,
        option: 'options.maxWork',
      }),
    );
    expect(run({ maxWork: 127 })).toThrow(expect.objectContaining({ code: 'too-much-work', limit: 127 }));
    expect(run({ maxWork: 128 })).not.toThrow();
  });

  it('refuses what RFC 7914 §2 and the documentation exclude', async () => {
    const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });
    const run = (changes: object) => () => scrypt(password, salt, { ...options, ...changes });
    for (const cost of [0, 1, 3, 24, 2 ** 32 + 1, 1.5]) {
      expect(run({ cost })).toThrow(refusal('out-of-range', 'options.cost'));
    }
    // RFC 7914 §2: less than 2^(128 · r / 8).
    expect(run({ cost: 2 ** 16, blockSize: 1 })).toThrow(refusal('out-of-range', 'options.cost'));
    expect(run({ cost: 2 ** 15, blockSize: 1 })).not.toThrow();
    expect(run({ onProgress: null })).toThrow(refusal('wrong-type', 'options.onProgress'));
    expect(run({ signal: true })).toThrow(refusal('wrong-type', 'options.signal'));
    expect(run({ blockSize: 0 })).toThrow(refusal('out-of-range', 'options.blockSize'));
    // RFC 7914 §2: at most (2^32 − 1) · 32 / (128 · r).
    expect(run({ parallelization: 2 ** 27 })).toThrow(refusal('out-of-range', 'options.parallelization'));
    expect(run({ length: 0 })).toThrow(refusal('out-of-range', 'options.length'));
    expect(run({ N: 16 })).toThrow(refusal('unknown-option', 'options'));
    expect(run({ cost: undefined })).toThrow(refusal('wrong-type', 'options.cost'));
    expect(() => scrypt('password' as never, salt, options)).toThrow(refusal('wrong-type', 'password'));
    expect(() => scrypt(password, 'salt' as never, options)).toThrow(refusal('wrong-type', 'salt'));
    await expect(scryptAsync(password, salt, null as never)).rejects.toEqual(refusal('wrong-type', 'options'));
  });
});
