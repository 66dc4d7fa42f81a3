import { type CipherGCM, createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, bytesToHex, concat, hexToBytes, i2osp, xor } from '../../../src/bytes/index.ts';
import { aes, cbcEncrypt, gcm } from '../../../src/cipher/index.ts';
import { GHASH_VARIANTS, ghashSteps, resultOf } from '../../../src/reference/index.ts';
import { runsOf } from '../../property-runs.ts';

const none = new Uint8Array(0);
const nonce = new Uint8Array(12);
const bytes = (length: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => new Uint8Array(array));
const blocks = fc.integer({ min: 0, max: 12 }).chain((count) => bytes(16 * count));
/** The subkey of one bit shows each table's entries one by one. */
const subkey = fc.oneof(
  bytes(16),
  fc.integer({ min: 0, max: 127 }).map((bit) => i2osp(1n << BigInt(bit), 16)),
);

const encrypted = (key: Uint8Array, block: Uint8Array): Bytes => cbcEncrypt(aes(key), new Uint8Array(16), block);

describe('vectors', () => {
  it.each(GHASH_VARIANTS)('$name: test case 2 of the GCM specification (McGrew, Viega), appendix B', ({ run }) => {
    const hash = run(hexToBytes('66e94bd4ef8a2c3b884cfa59ca342b2e'));
    const X = hexToBytes('0388dace60b6a392f328c2b971b2fe7800000000000000000000000000000080');
    expect(bytesToHex(hash(X))).toBe('f38cbb1ad69223dcc3457ae5b6b0f885');
    expect(bytesToHex(hash(none))).toBe('00000000000000000000000000000000');
  });
});

describe('properties', () => {
  it('each equals the reference', () => {
    fc.assert(
      fc.property(subkey, blocks, (H, X) => {
        const expected = resultOf(ghashSteps(H, X));
        for (const { name, run } of GHASH_VARIANTS) expect(run(H)(X), name).toEqual(expected);
      }),
    );
  });

  it('each gives the tag of the engine and of node:crypto, which authenticates and encrypts nothing', () => {
    fc.assert(
      fc.property(bytes(16), blocks, (key, A) => {
        const native: CipherGCM = createCipheriv('aes-128-gcm', key, nonce).setAAD(A);
        native.final();
        const tag = new Uint8Array(native.getAuthTag());
        expect(gcm(aes(key)).seal(nonce, none, A)).toEqual(tag);
        // SP 800-38D §7.1 steps 5 and 6.
        const mask = encrypted(key, concat(nonce, i2osp(1n, 4)));
        const X = concat(A, i2osp(8n * BigInt(A.length), 8), new Uint8Array(8));
        for (const { name, run } of GHASH_VARIANTS) {
          expect(xor(run(encrypted(key, new Uint8Array(16)))(X), mask), name).toEqual(tag);
        }
      }),
      runsOf(0.5),
    );
  });

  it('each may be called again, and leaves what it was given as it was', () => {
    fc.assert(
      fc.property(bytes(16), blocks, blocks, (H, X, other) => {
        const before = bytesToHex(concat(H, X));
        for (const { name, run } of GHASH_VARIANTS) {
          const hash = run(H);
          const first = hash(X);
          const kept = bytesToHex(first);
          hash(other);
          expect([bytesToHex(first), bytesToHex(hash(X)), bytesToHex(concat(H, X))], name).toEqual([
            kept,
            kept,
            before,
          ]);
        }
      }),
      runsOf(0.2),
    );
  });
});

describe('the table', () => {
  it('calls each by another name', () => {
    expect(new Set(GHASH_VARIANTS.map(({ name }) => name)).size).toBe(GHASH_VARIANTS.length);
  });
});
