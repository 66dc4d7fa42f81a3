import { sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, UsageError, utf8ToBytes } from '../../src/bytes/index.ts';
import { EcError, p256, p384, p521 } from '../../src/ec/index.ts';
import { type Hash, seededRandom, sha1, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import { runsOf } from '../property-runs.ts';
import { CURVES, nodeEcdh, nodePrivateKey, nodePublicKey, scalarBytes, scalars } from './curves.ts';

const dsaEncoding = 'ieee-p1363';
const DETERMINISTIC = { deterministic: true } as const;

/** The code of what `operation` throws. */
function codeOf(operation: () => unknown): string {
  try {
    operation();
  } catch (error) {
    if (error instanceof EcError || error instanceof UsageError) return error.code;
    throw error;
  }
  return 'nothing';
}

describe('vectors', () => {
  // RFC 6979 §A.2.5 to §A.2.7.
  const KEYS = {
    'P-256': 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    'P-384': '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    'P-521':
      '00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538',
  };
  const SIGNATURES: [(typeof p256)['name'], Hash, string, string][] = [
    [
      'P-256',
      sha1,
      'sample',
      '61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d32' +
        '6d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb',
    ],
    [
      'P-256',
      sha256,
      'sample',
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716' +
        'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    ],
    [
      'P-256',
      sha256,
      'test',
      'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367' +
        '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
    ],
    [
      'P-256',
      sha512,
      'sample',
      '8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00' +
        '2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe',
    ],
    [
      'P-384',
      sha384,
      'sample',
      '94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46' +
        '99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
    ],
    [
      'P-521',
      sha512,
      'sample',
      '00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa' +
        '00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a',
    ],
  ];
  it.each(SIGNATURES)('%s signs as RFC 6979 with %o', (name, hash, message, expected) => {
    const { curve } = CURVES.find(({ curve }) => curve.name === name)!;
    const privateKey = hexToBytes(KEYS[name]);
    const signature = curve.sign(hash, privateKey, utf8ToBytes(message), DETERMINISTIC);
    expect(bytesToHex(signature)).toBe(expected);
    expect(curve.verify(hash, curve.publicKey(privateKey), utf8ToBytes(message), signature)).toBe(true);
  });

  it('has the lengths of the standards', () => {
    expect([p256, p384, p521].map(({ name, fieldLength, orderLength }) => [name, fieldLength, orderLength])).toEqual([
      ['P-256', 32, 32],
      ['P-384', 48, 48],
      ['P-521', 66, 66],
    ]);
  });
});

// The bound is for the long run: `PROPERTY_RUNS=100000` has 10^5 runs beside node:crypto, which take hours.
describe.each(CURVES)('properties of $curve.name', { timeout: 86_400_000 }, (test) => {
  const { curve, hash, order } = test;

  it('makes node:crypto’s public keys and shared secrets, from points in either form', () => {
    fc.assert(
      fc.property(scalars(test), scalars(test), (a, b) => {
        const [mine, other] = [nodeEcdh(test, a), nodeEcdh(test, b)];
        const d = scalarBytes(test, a);
        const publicKey = curve.publicKey(d);
        expect(bytesToHex(publicKey)).toBe(mine.getPublicKey('hex'));
        expect(bytesToHex(curve.encodePoint(curve.decodePoint(publicKey), 'compressed'))).toBe(
          mine.getPublicKey('hex', 'compressed'),
        );
        const secret = mine.computeSecret(other.getPublicKey()).toString('hex');
        expect(bytesToHex(curve.ecdh(d, other.getPublicKey()))).toBe(secret);
        expect(bytesToHex(curve.ecdh(d, other.getPublicKey(null, 'compressed')))).toBe(secret);
      }),
    );
  });

  it('signs what node:crypto verifies, and verifies what node:crypto signs', () => {
    const message = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(scalars(test), message, fc.boolean(), fc.nat(), (a, message, hedged, at) => {
        const d = scalarBytes(test, a);
        const publicKey = curve.publicKey(d);
        const signature = curve.sign(hash, d, message, hedged ? { random: seededRandom(d) } : DETERMINISTIC);
        const key = nodePublicKey(test, publicKey);
        expect(nodeVerify(hash.name, message, { key, dsaEncoding }, signature)).toBe(true);
        const theirs = nodeSign(hash.name, message, { key: nodePrivateKey(test, a), dsaEncoding });
        const forged = Uint8Array.from(theirs);
        forged[at % forged.length] ^= 1 << (at % 8);
        expect(curve.verify(hash, publicKey, message, theirs)).toBe(true);
        expect(curve.verify(hash, publicKey, message, forged)).toBe(false);
      }),
    );
  });

  it('verifies with prepared keys what it verifies without', () => {
    fc.assert(
      fc.property(scalars(test), fc.uint8Array({ minLength: 1, maxLength: 80 }), (a, digest) => {
        const d = scalarBytes(test, a);
        const prepared = curve.prepare(curve.publicKey(d));
        const signature = curve.signDigest(hash, d, digest, DETERMINISTIC);
        expect(prepared.verifyDigest(digest, signature)).toBe(true);
        // Only the leftmost bits count.
        const other = digest.with(0, digest[0] ^ 1);
        expect(prepared.verifyDigest(other, signature)).toBe(false);
        expect(curve.verifyDigest(curve.publicKey(d), other, signature)).toBe(false);
      }),
      runsOf(0.1),
    );
  });

  it('takes s and n − s alike, and no number outside 1…n − 1', () => {
    const d = scalarBytes(test, 12345n);
    const publicKey = curve.publicKey(d);
    const digest = hash.digest(new Uint8Array(3));
    const signature = curve.signDigest(hash, d, digest, DETERMINISTIC);
    const r = signature.slice(0, curve.orderLength);
    const s = BigInt(`0x${bytesToHex(signature.subarray(curve.orderLength))}`);
    const verify = (r: Uint8Array, s: Uint8Array): boolean =>
      curve.verifyDigest(publicKey, digest, new Uint8Array([...r, ...s]));
    expect(verify(r, scalarBytes(test, s))).toBe(true);
    expect(verify(r, scalarBytes(test, order - s))).toBe(true);
    const zero = scalarBytes(test, 0n);
    const n = scalarBytes(test, order);
    for (const [left, right] of [
      [zero, zero],
      [zero, n],
      [n, n],
      [r, zero],
      [r, n],
      [zero, r],
    ]) {
      expect(verify(left, right)).toBe(false);
    }
  });

  it('draws private keys in range, the same from the same seed', () => {
    const random = () => seededRandom(curve.name);
    const d = curve.generatePrivateKey(random());
    curve.checkPrivateKey(d);
    expect(curve.generatePrivateKey(random())).toEqual(d);
    expect(curve.generatePrivateKey(seededRandom('other'))).not.toEqual(d);
  });
});

describe.each(CURVES)('misuse of $curve.name', (test) => {
  const { curve, hash, order, p } = test;
  const G = curve.publicKey(scalarBytes(test, 1n));
  const d = scalarBytes(test, 7n);

  it('refuses private keys that are none', () => {
    for (const bad of [scalarBytes(test, 0n), scalarBytes(test, order), scalarBytes(test, order + 1n), d.subarray(1)]) {
      expect(codeOf(() => curve.publicKey(bad))).toBe('private-key');
      expect(codeOf(() => curve.ecdh(bad, G))).toBe('private-key');
      expect(codeOf(() => curve.sign(hash, bad, d, DETERMINISTIC))).toBe('private-key');
    }
    expect(codeOf(() => curve.publicKey('07' as never))).toBe('wrong-type');
  });

  it('refuses points that are none', () => {
    const cases: [string, Uint8Array][] = [
      ['point-identity', new Uint8Array(1)],
      ['point-hybrid', G.with(0, 6 | (G[G.length - 1] & 1))],
      ['point-encoding', G.with(0, 5)],
      ['point-encoding', G.subarray(0, -1)],
      ['point-encoding', new Uint8Array(0)],
      ['point-encoding', new Uint8Array([...G, 0])],
      ['point-not-on-curve', G.with(G.length - 1, G[G.length - 1] ^ 1)],
      ['point-encoding', new Uint8Array([2, ...hexToBytes(p.toString(16).padStart(2 * curve.fieldLength, '0'))])],
    ];
    for (const [code, bad] of cases) {
      expect(codeOf(() => curve.decodePoint(bad))).toBe(code);
      expect(codeOf(() => curve.ecdh(d, bad))).toBe(code);
      expect(codeOf(() => curve.prepare(bad))).toBe(code);
      expect(codeOf(() => curve.verify(hash, bad, d, new Uint8Array(2 * curve.orderLength).fill(1)))).toBe(code);
    }
    const { x, y } = curve.decodePoint(G);
    expect(codeOf(() => curve.encodePoint({ x, y: x }, 'compressed'))).toBe('point-not-on-curve');
    expect(codeOf(() => curve.encodePoint({ x: x.subarray(1), y }, 'compressed'))).toBe('point-encoding');
    expect(codeOf(() => curve.encodePoint({ x, y }, 'hybrid' as never))).toBe('out-of-range');
  });

  it('asks for exactly one source of k', () => {
    const random = seededRandom('k');
    const sign = (source: object) => codeOf(() => curve.sign(hash, d, d, source as never));
    expect(sign({})).toBe('missing-option');
    expect(sign({ random, deterministic: true })).toBe('misuse');
    expect(sign({ deterministic: false })).toBe('misuse');
    expect(sign({ random: 4 })).toBe('wrong-type');
    expect(sign({ rnd: random })).toBe('unknown-option');
  });

  it('gives up on a source that never draws a key', () => {
    const stuck = { source: 'stuck', bytes: (length: number) => new Uint8Array(length) };
    expect(codeOf(() => curve.generatePrivateKey(stuck))).toBe('random-exhausted');
  });
});
