import { pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import {
  hkdfExpand,
  hmac,
  KdfError,
  mgf1,
  type Progress,
  pbkdf2,
  pbkdf2Async,
  sha1,
  sha3_256,
  sha224,
  sha256,
  sha384,
  sha512,
  sha512_256,
  shake128,
  shake256,
} from '../../src/hash/index.ts';
import vectors from '../../vectors/kdf.json' with { type: 'json' };

const HASHES = [sha1, sha224, sha256, sha384, sha512, sha512_256, sha3_256];
const bytes = fc.uint8Array({ maxLength: 150 });

describe('vectors', () => {
  it.each(HASHES)('with $name agrees with OpenSSL', (hash) => {
    const cases = vectors.pbkdf2.filter((vector) => vector.hash === hash.name);
    expect(cases.length).toBeGreaterThan(0);
    for (const { password, salt, iterations, output } of cases) {
      const options = { iterations, length: output.length / 2 };
      expect(bytesToHex(pbkdf2(hash, hexToBytes(password), hexToBytes(salt), options))).toBe(output);
    }
  });

  it('has the keys of RFC 6070 §2 and RFC 7914 §11', () => {
    const derived = pbkdf2(sha1, utf8ToBytes('password'), utf8ToBytes('salt'), { iterations: 4096, length: 20 });
    expect(bytesToHex(derived)).toBe('4b007901b765489abead49d926f721d065a429c1');
    const longer = pbkdf2(sha256, utf8ToBytes('passwd'), utf8ToBytes('salt'), { iterations: 1, length: 64 });
    expect(bytesToHex(longer)).toBe(
      '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc' +
        '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    );
  });
});

describe('properties', () => {
  it.each(HASHES)('with $name agrees with node:crypto', (hash) => {
    fc.assert(
      fc.property(
        bytes,
        bytes,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 150 }),
        (password, salt, iterations, length) => {
          const expected = new Uint8Array(pbkdf2Sync(password, salt, iterations, length, hash.name));
          expect(pbkdf2(hash, password, salt, { iterations, length })).toEqual(expected);
        },
      ),
    );
  });

  it('serves a hash that is not of this library', () => {
    const [password, salt] = [utf8ToBytes('password'), utf8ToBytes('salt')];
    const options = { iterations: 5, length: 70 };
    expect(pbkdf2({ ...sha256 }, password, salt, options)).toEqual(pbkdf2(sha256, password, salt, options));
  });

  it('in turns gives the same key, tells its progress, and lets others run', async () => {
    const [password, salt] = [utf8ToBytes('password'), utf8ToBytes('salt')];
    const seen: Progress[] = [];
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const options = { iterations: 20_000, length: 40, onProgress: (progress: Progress) => seen.push(progress) };
    const derived = await pbkdf2Async(sha256, password, salt, options);
    clearInterval(counting);
    expect(derived).toEqual(new Uint8Array(pbkdf2Sync(password, salt, 20_000, 40, 'sha256')));
    expect(turns).toBeGreaterThan(0);
    expect(seen[0]).toEqual({ done: 0, total: 40_000 });
    expect(seen.at(-1)).toEqual({ done: 40_000, total: 40_000 });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(5);
  });
});

describe('misuse', () => {
  const [password, salt] = [utf8ToBytes('password'), utf8ToBytes('salt')];
  const options = { iterations: 1, length: 1 };

  it('stops when it is told to', async () => {
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    expect(() => pbkdf2(sha256, password, salt, { ...options, signal: aborted })).toThrow(reason);
    const controller = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done > 4000) controller.abort(reason);
    };
    const slow = { iterations: 1_000_000, length: 32, signal: controller.signal, onProgress };
    await expect(pbkdf2Async(sha256, password, salt, slow)).rejects.toBe(reason);
  });

  it('refuses more iterations than are allowed, and names the limit', () => {
    const refusal = expect.objectContaining({
      code: 'too-many-iterations',
      requested: 10_000_001,
      limit: 10_000_000,
      option: 'options.maxIterations',
    });
    const run = (iterations: number, maxIterations?: number) => () =>
      pbkdf2(sha256, password, salt, { iterations, length: 1, maxIterations });
    expect(run(10_000_001)).toThrow(refusal);
    expect(run(10_000_001)).toThrow(KdfError);
    expect(run(3, 2)).toThrow(expect.objectContaining({ code: 'too-many-iterations', limit: 2 }));
    expect(run(3, 3)).not.toThrow();
  });

  it('refuses wrong arguments and options', async () => {
    const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });
    const run = (changes: object) => () => pbkdf2(sha256, password, salt, { ...options, ...changes });
    expect(run({ iterations: 0 })).toThrow(refusal('out-of-range', 'options.iterations'));
    expect(run({ iterations: undefined })).toThrow(refusal('wrong-type', 'options.iterations'));
    expect(run({ length: 0 })).toThrow(refusal('out-of-range', 'options.length'));
    expect(run({ length: 2 ** 26 + 1 })).toThrow(refusal('out-of-range', 'options.length'));
    expect(run({ maxIterations: 0 })).toThrow(refusal('out-of-range', 'options.maxIterations'));
    expect(run({ rounds: 1 })).toThrow(refusal('unknown-option', 'options'));
    expect(run({ onProgress: 'often' })).toThrow(refusal('wrong-type', 'options.onProgress'));
    expect(run({ signal: new EventTarget() })).toThrow(refusal('wrong-type', 'options.signal'));
    expect(() => pbkdf2(sha256, 'password' as never, salt, options)).toThrow(refusal('wrong-type', 'password'));
    expect(() => pbkdf2(sha256, password, 'salt' as never, options)).toThrow(refusal('wrong-type', 'salt'));
    expect(() => pbkdf2('sha256' as never, password, salt, options)).toThrow(refusal('wrong-type', 'hash'));
    await expect(pbkdf2Async(sha256, password, salt, undefined as never)).rejects.toEqual(
      refusal('wrong-type', 'options'),
    );
  });
});

describe('a function that is no hash', () => {
  it('is refused by name: a SHAKE has no length of its own, and would give keys of zeros', async () => {
    const none = new Uint8Array(0);
    const key = new Uint8Array(32);
    const options = { iterations: 1, length: 32 };
    for (const xof of [shake128, shake256] as unknown as (typeof sha256)[]) {
      const refused = expect.objectContaining({
        code: 'wrong-type',
        argument: 'hash',
        message: `hash: must be a hash such as sha256, got ${xof.name}`,
      });
      expect(() => pbkdf2(xof, key, none, options)).toThrow(refused);
      await expect(pbkdf2Async(xof, key, none, options)).rejects.toThrow(refused);
      expect(() => hkdfExpand(xof, key, none, 16)).toThrow(refused);
      expect(() => hmac(xof, key, none)).toThrow(refused);
      expect(() => mgf1(xof, key, 16)).toThrow(refused);
    }
    for (const lengths of [{ outputLength: 0 }, { outputLength: Number.NaN }, { blockLength: 0.5 }]) {
      expect(() => pbkdf2({ ...sha256, ...lengths }, key, none, options)).toThrow('must be a hash');
    }
  });
});
