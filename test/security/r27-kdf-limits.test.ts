/** R27: OpenSSL CVE-2025-11187, CVE-2026-22795: what a file asks of a key derivation is bounded before any of it is done. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KdfError, pbkdf2, scrypt, sha1, sha512 } from '../../src/hash/index.ts';

const password = new Uint8Array(8);
const salt = new Uint8Array(8);

/** The error that `run` ends with. */
function refusalOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

describe('R27: key derivations', () => {
  it('refuse any number of PBKDF2 iterations above the limit at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_001, max: Number.MAX_SAFE_INTEGER }), fc.nat(64), (iterations, more) => {
        for (const hash of [sha1, sha512]) {
          const error = refusalOf(() => pbkdf2(hash, password, salt, { iterations, length: 1 + more }));
          expect(error).toBeInstanceOf(KdfError);
          expect(error).toMatchObject({ code: 'too-many-iterations', requested: iterations, limit: 10_000_000 });
        }
      }),
    );
  });

  it('refuse any scrypt parameters above the limits of memory and work at once', () => {
    const parameters = fc.record({
      cost: fc.integer({ min: 1, max: 52 }).map((bits) => 2 ** bits),
      blockSize: fc.integer({ min: 4, max: 2 ** 20 }),
      parallelization: fc.integer({ min: 1, max: 2 ** 9 }),
    });
    const above = parameters.filter(
      ({ cost: N, blockSize: r, parallelization: p }) => 128 * r * (N + p + 2) > 2 ** 28 || N * r * p > 2 ** 25,
    );
    fc.assert(
      fc.property(above, (costs) => {
        const error = refusalOf(() => scrypt(password, salt, { ...costs, length: 32 }));
        expect(error).toBeInstanceOf(KdfError);
        expect(['too-much-memory', 'too-much-work']).toContain((error as KdfError).code);
      }),
    );
  });
});
