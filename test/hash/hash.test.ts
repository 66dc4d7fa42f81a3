import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { sha1, sha3_256, sha3_512, sha224, sha256, sha384, sha512, sha512_256 } from '../../src/hash/index.ts';
import { familyOf, merkleDamgard } from '../../src/hash/merkle-damgard.ts';
import vectors from '../../vectors/hash.json' with { type: 'json' };

const HASHES = [sha1, sha224, sha256, sha384, sha512, sha512_256, sha3_256, sha3_512];
const message = fc.uint8Array({ maxLength: 300 });

describe('vectors', () => {
  it.each(HASHES)('$name agrees with OpenSSL around the edges of a block', (hash) => {
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
    expect(bytesToHex(sha224.digest(utf8ToBytes('abc')))).toBe(
      '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
    );
    expect(bytesToHex(sha384.digest(utf8ToBytes('abc')))).toBe(
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    );
    expect(bytesToHex(sha512.digest(utf8ToBytes('abc')))).toBe(
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
        '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    );
    expect(bytesToHex(sha512_256.digest(utf8ToBytes('abc')))).toBe(
      '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
    );
    expect(bytesToHex(sha3_256.digest(utf8ToBytes('abc')))).toBe(
      '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
    );
    expect(bytesToHex(sha3_512.digest(utf8ToBytes('abc')))).toBe(
      'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e' +
        '10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
    );
  });

  it('has the digest of a million times "a"', () => {
    const million = new Uint8Array(1_000_000).fill(0x61);
    expect(bytesToHex(sha256.digest(million))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
    expect(bytesToHex(sha1.digest(million))).toBe('34aa973cd4c4daa4f61eeb2bdbad27316534016f');
  });
});

describe.each(HASHES)('properties of $name', (hash) => {
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

describe('the initial hash values of SHA-2', () => {
  /** FIPS 180-4 §5.3: 64 bits of the fractional part of a prime's square root, as two words. */
  const root = (prime: bigint): number[] => {
    let root = 0n;
    for (let bit = 1n << 70n; bit > 0n; bit >>= 1n) if ((root + bit) ** 2n <= prime << 128n) root += bit;
    return [Number(BigInt.asIntN(32, root >> 32n)), Number(BigInt.asIntN(32, root))];
  };
  const first = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n].map(root);
  const second = [23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n].map(root);

  it.each([
    [sha256, first.map(([high]) => high)],
    [sha224, second.map(([, low]) => low)],
    [sha512, first.flat()],
    [sha384, second.flat()],
  ])('come from square roots', (hash, expected) => {
    expect([...familyOf(hash)!.initial]).toEqual(expected);
  });

  it('come from a SHA-512 with another one, where a digest is truncated to 256 bits', () => {
    const family = familyOf(sha512)!;
    const other = merkleDamgard({ ...family, initial: family.initial.map((word) => word ^ 0xa5a5a5a5) });
    const digest = new DataView(other.digest(utf8ToBytes('SHA-512/256')).buffer);
    expect([...familyOf(sha512_256)!.initial]).toEqual(Array.from({ length: 16 }, (_, i) => digest.getInt32(4 * i)));
  });
});

describe('misuse', () => {
  it.each([undefined, null, 'abc', [1, 2], new ArrayBuffer(3), new Uint16Array(2)])('refuses %s', (value) => {
    for (const hash of HASHES) {
      expect(() => hash.digest(value as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
      expect(() => hash.create().update(value as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    }
  });
});
