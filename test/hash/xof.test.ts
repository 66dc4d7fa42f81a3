import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { shake128, shake256 } from '../../src/hash/index.ts';
import vectors from '../../vectors/xof.json' with { type: 'json' };

const XOFS = [shake128, shake256];
const message = fc.uint8Array({ maxLength: 600 });

describe('vectors', () => {
  it.each(XOFS)('$name agrees with OpenSSL around the edges of a block', (xof) => {
    const cases = vectors.cases.filter((vector) => vector.xof === xof.name);
    expect(cases.length).toBeGreaterThan(0);
    for (const { message, output } of cases) {
      expect(bytesToHex(xof.digest(hexToBytes(message), output.length / 2))).toBe(output);
    }
  });

  it("has the first 32 bytes of NIST's examples for an empty message", () => {
    expect(bytesToHex(shake128.digest(utf8ToBytes(''), 32))).toBe(
      '7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26',
    );
    expect(bytesToHex(shake256.digest(utf8ToBytes(''), 32))).toBe(
      '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f',
    );
  });
});

describe.each(XOFS)('properties of $name', (xof) => {
  it('agrees with node:crypto for outputs of any length', () => {
    fc.assert(
      fc.property(message, fc.integer({ min: 1, max: 900 }), (m, length) => {
        const expected = createHash(xof.name, { outputLength: length }).update(m).digest('hex');
        expect(bytesToHex(xof.digest(m, length))).toBe(expected);
      }),
    );
  });

  it('does not mind how message and output are cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), fc.array(fc.nat(500), { maxLength: 6 }), (pieces, lengths) => {
        const state = xof.create();
        for (const piece of pieces) expect(state.update(piece)).toBe(state);
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const output = xof.digest(new Uint8Array(pieces.flatMap((piece) => [...piece])), total);
        expect(new Uint8Array(lengths.flatMap((length) => [...state.squeeze(length)]))).toEqual(output);
      }),
    );
  });

  it('clones into a state that goes its own way, in the message and in the output', () => {
    fc.assert(
      fc.property(message, message, fc.nat(400), (left, right, length) => {
        const state = xof.create().update(left);
        const clone = state.clone().update(right);
        const first = state.squeeze(length);
        const inOutput = state.clone();
        expect(first).toEqual(xof.digest(left, length));
        expect(state.squeeze(100)).toEqual(inOutput.squeeze(100));
        expect(clone.squeeze(length)).toEqual(xof.digest(new Uint8Array([...left, ...right]), length));
      }),
    );
  });

  it('neither keeps nor changes what it is given', () => {
    fc.assert(
      fc.property(message, (m) => {
        const copy = m.slice();
        const state = xof.create().update(m);
        expect(m).toEqual(copy);
        m.fill(0);
        expect(state.squeeze(50)).toEqual(xof.digest(copy, 50));
      }),
    );
  });
});

describe('misuse', () => {
  it('takes no message after output was taken', () => {
    const state = shake128.create().update(new Uint8Array(3));
    state.squeeze(0);
    expect(() => state.update(new Uint8Array(1))).toThrow(expect.objectContaining({ code: 'misuse' }));
  });

  it('refuses wrong types and lengths', () => {
    const code = (code: string) => expect.objectContaining({ code });
    expect(() => shake128.digest('abc' as never, 1)).toThrow(code('wrong-type'));
    expect(() => shake128.digest(new Uint8Array(), undefined as never)).toThrow(code('wrong-type'));
    expect(() => shake128.digest(new Uint8Array(), -1)).toThrow(code('out-of-range'));
    expect(() => shake256.create().squeeze(1.5)).toThrow(code('out-of-range'));
    expect(() => shake256.create().update([1] as never)).toThrow(code('wrong-type'));
  });
});
