import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { sha1, sha256 } from '../../src/hash/index.ts';
import vectors from '../../vectors/hash.json' with { type: 'json' };

const HASHES = { sha1, sha256 };
const message = fc.uint8Array({ maxLength: 300 });

describe('vectors', () => {
  it.each(Object.values(HASHES))('$name agrees with OpenSSL around the edges of a block', (hash) => {
    const cases = vectors.cases.filter((vector) => vector.hash === hash.name);
    expect(cases.length).toBeGreaterThan(0);
    for (const { message, digest } of cases) expect(bytesToHex(hash.digest(hexToBytes(message)))).toBe(digest);
  });

  it('has the digests of "abc" and of the two-block message that the standard has', () => {
    const long = utf8ToBytes('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq');
    expect(bytesToHex(sha256.digest(utf8ToBytes('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(bytesToHex(sha256.digest(long))).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
    expect(bytesToHex(sha1.digest(utf8ToBytes('abc')))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(bytesToHex(sha1.digest(long))).toBe('84983e441c3bd26ebaae4aa1f95129e5e54670f1');
  });

  it('has the digest of a million times "a"', () => {
    const million = new Uint8Array(1_000_000).fill(0x61);
    expect(bytesToHex(sha256.digest(million))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
    expect(bytesToHex(sha1.digest(million))).toBe('34aa973cd4c4daa4f61eeb2bdbad27316534016f');
  });
});

describe.each(Object.values(HASHES))('properties of $name', (hash) => {
  it('agrees with node:crypto', () => {
    fc.assert(
      fc.property(message, (m) => {
        expect(bytesToHex(hash.digest(m))).toBe(createHash(hash.name).update(m).digest('hex'));
      }),
    );
  });

  it('reads a view of a larger buffer, long or short, at any offset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), fc.nat({ max: 70 }), (buffer, start) => {
        const m = buffer.subarray(start);
        const expected = createHash(hash.name).update(m).digest('hex');
        expect(bytesToHex(hash.digest(m))).toBe(expected);
        expect(bytesToHex(hash.create().update(m).digest())).toBe(expected);
      }),
    );
  });

  it('does not mind how a message is cut, and a digest on the way disturbs nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 })), (pieces) => {
        const state = hash.create();
        const soFar: number[] = [];
        for (const piece of pieces) {
          expect(state.update(piece)).toBe(state);
          soFar.push(...piece);
          expect(state.digest()).toEqual(hash.digest(new Uint8Array(soFar)));
        }
      }),
    );
  });

  it('clones into a state that goes its own way', () => {
    fc.assert(
      fc.property(message, message, message, (shared, left, right) => {
        const state = hash.create().update(shared);
        const clone = state.clone().update(right);
        state.update(left);
        expect(state.digest()).toEqual(hash.digest(new Uint8Array([...shared, ...left])));
        expect(clone.digest()).toEqual(hash.digest(new Uint8Array([...shared, ...right])));
      }),
    );
  });

  it('neither keeps nor changes what it is given, and returns a fresh array', () => {
    fc.assert(
      fc.property(message, (m) => {
        const copy = m.slice();
        const state = hash.create().update(m);
        const digest = hash.digest(m);
        expect(m).toEqual(copy);
        m.fill(0);
        expect(state.digest()).toEqual(digest);
        expect(digest.length).toBe(hash.outputLength);
        expect(digest.buffer.byteLength).toBe(hash.outputLength);
      }),
    );
  });
});

describe('misuse', () => {
  it.each([undefined, null, 'abc', [1, 2], new ArrayBuffer(3), new Uint16Array(2)])('refuses %s', (value) => {
    for (const hash of Object.values(HASHES)) {
      expect(() => hash.digest(value as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
      expect(() => hash.create().update(value as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    }
  });
});
