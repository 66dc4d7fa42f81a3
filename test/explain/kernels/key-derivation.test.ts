/** explainHkdf and explainPrf: against node:crypto and the published examples. */
import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { explainHkdf, explainPrf } from '../../../src/explain/index.ts';
import { sha1, sha256, sha384 } from '../../../src/hash/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, tableOf, widest } from './examples.ts';

const [nothing, secret] = [new Uint8Array(0), hexToBytes('0b'.repeat(22))];

describe('vectors', () => {
  it('RFC 5869 §A.1 and §A.3: PRK and OKM, without salt too', () => {
    const [salt, info] = [hexToBytes('000102030405060708090a0b0c'), hexToBytes('f0f1f2f3f4f5f6f7f8f9')];
    const exhibit = explainHkdf({ hash: sha256, salt, secret, info, length: 42 });
    expect(bytesToHex(factOf(exhibit, 'PRK').value as Uint8Array)).toBe(
      '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
    );
    expect(bytesToHex(factOf(exhibit, 'OKM').value as Uint8Array)).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
    const bare = explainHkdf({ hash: sha256, salt: nothing, secret, info: nothing, length: 42 });
    expect(factOf(bare, "HMAC's key: zeros").value).toEqual(new Uint8Array(32));
    expect(bytesToHex(factOf(bare, 'PRK').value as Uint8Array)).toBe(
      '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
    );
  });

  it('the PRF with SHA-256, as the TLS working group’s list has it: each block', () => {
    const exhibit = explainPrf({
      hash: sha256,
      secret: hexToBytes('9bbe436ba940f017b17652849a71db35'),
      label: 'test label',
      seed: hexToBytes('a0ba9f936cda311827a6f796ffd5198c'),
      length: 100,
    });
    const blocks = tableOf(exhibit, /^A\(i\)/).rows.map((row) => row[2].replaceAll(' ', ''));
    expect(blocks).toHaveLength(4);
    expect(blocks.join('').slice(0, 200)).toBe(bytesToHex(factOf(exhibit, 'output').value as Uint8Array));
    expect(blocks[0]).toBe('e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a');
  });
});

describe('properties', () => {
  it('HKDF: what node:crypto makes, and the engine; the secret is hidden', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(sha1, sha256, sha384),
        fc.uint8Array({ minLength: 12, maxLength: 100 }),
        fc.uint8Array(),
        fc.uint8Array(),
        fc.integer({ min: 1, max: 200 }),
        (hash, ikm, salt, info, length) => {
          const exhibit = explainHkdf({ hash, salt, secret: ikm, info, length });
          const expected = new Uint8Array(hkdfSync(hash.name, ikm, salt, info, length));
          expect(factOf(exhibit, 'OKM, the keys').value).toEqual(expected);
          expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
          expect(widest(exhibit)).toBeLessThanOrEqual(100);
          if (new Set(ikm).size > 6) expect(hiddenRenderings(exhibit)).not.toContain(bytesToHex(ikm));
        },
      ),
      runsOf(0.1),
    );
  });

  it('the PRF: the engine comes to the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(sha256, sha384),
        fc.uint8Array({ maxLength: 60 }),
        fc.string(),
        fc.uint8Array(),
        fc.integer({ min: 1, max: 200 }),
        (hash, secret, label, seed, length) => {
          const exhibit = explainPrf({ hash, secret, label, seed, length });
          expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
          expect(widest(exhibit)).toBeLessThanOrEqual(100);
        },
      ),
      runsOf(0.1),
    );
  });
});

describe('misuse', () => {
  it.each([0, 513, 1.5])('refuses a length of %d', (length) => {
    for (const run of [
      () => explainHkdf({ hash: sha256, salt: nothing, secret, info: nothing, length }),
      () => explainPrf({ hash: sha256, secret, label: 'x', seed: nothing, length }),
    ]) {
      expect(run).toThrow(expect.objectContaining({ code: expect.stringMatching(/out-of-range|wrong-type/) }));
    }
  });
});
