/** The kernels of GHASH beside the reference implementation, on blocks and subkeys whose bits are mostly alike. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes } from '../../src/bytes/index.ts';
import { ghashWithoutTables } from '../../src/cipher/ghash-products.ts';
import { ghashWithTables } from '../../src/cipher/ghash-tables.ts';
import { ghashSteps, resultOf } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';
import { viewOf } from '../view.ts';

/** Where every bit of a number with holes is set, its products' columns are fullest. */
const word = fc.oneof(
  fc.constantFrom('00000000', 'ffffffff', '80000000', '00000001', '92499249', '24922492', '49244924'),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map(bytesToHex),
);
const blocks = (min: number, max: number) =>
  fc
    .array(fc.tuple(word, word, word, word), { minLength: min, maxLength: max, size: 'max' })
    .map((parts) => hexToBytes(parts.flat().join('')));

describe.each([ghashWithTables, ghashWithoutTables])('%o', (ghash) => {
  function expectReference(H: Uint8Array, pieces: readonly Uint8Array[]): void {
    const update = ghash(H);
    const Y = new Int32Array(4);
    for (const piece of pieces) update(Y, viewOf(piece), 0, piece.length);
    const hash = new Uint8Array(16);
    for (let i = 0; i < 4; i++) viewOf(hash).setInt32(4 * i, Y[i]);
    expect(bytesToHex(hash)).toBe(bytesToHex(resultOf(ghashSteps(H, concat(...pieces)))));
  }

  it('equals the reference implementation, in whatever pieces the blocks come', () => {
    fc.assert(fc.property(blocks(1, 1), fc.array(blocks(0, 40), { maxLength: 3 }), expectReference));
  });

  it('equals it for messages of several batches too', () => {
    const pieces = fc.tuple(blocks(0, 40), blocks(90, 170), blocks(0, 70));
    fc.assert(fc.property(blocks(1, 1), pieces, expectReference), runsOf(0.1));
  });

  it('keeps no hold on the subkey', () => {
    const H = hexToBytes('66e94bd4ef8a2c3b884cfa59ca342b2e');
    const update = ghash(H);
    H.fill(0);
    for (const count of [1, 200]) {
      const Y = new Int32Array(4);
      update(Y, viewOf(concat(hexToBytes('0388dace60b6a392f328c2b971b2fe78'), new Uint8Array(16 * count - 16))), 0, 16);
      expect(Y[0] >>> 0).toBe(0x5e2ec746);
      update(Y, viewOf(new Uint8Array(16 * count)), 0, 16 * count);
    }
  });
});
