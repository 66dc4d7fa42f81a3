import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, os2ip } from '../../../src/bytes/index.ts';
import { EcError, ed25519, x25519 } from '../../../src/ec/index.ts';
import { sha512 } from '../../../src/hash/index.ts';
import {
  decodeEdwardsPoint,
  EDWARDS25519,
  ed25519PublicKeySteps,
  ed25519SignSteps,
  ed25519VerifySteps,
  edwardsAdd,
  edwardsMultiply,
  encodeEdwardsPoint,
  extendedMultiplySteps,
  resultOf,
  x25519Steps,
} from '../../../src/reference/index.ts';
import { runsOf } from '../../property-runs.ts';

const { B, L, p } = EDWARDS25519;
const key32 = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc
    .tuple(fc.nat(31), fc.nat(255), fc.constantFrom(0, 255))
    .map(([at, byte, fill]) => new Uint8Array(32).fill(fill).with(at, byte)),
);

describe('vectors', () => {
  it('computes RFC 7748 §5.2', () => {
    const k = hexToBytes('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const u = hexToBytes('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    const expected = 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552';
    expect(bytesToHex(resultOf(x25519Steps(k, u)))).toBe(expected);
    expect([...x25519Steps(k, u)].filter(({ name }) => name === 'ladder').length).toBe(255);
  });

  it('computes RFC 8032 §7.1, test 1', () => {
    const seed = hexToBytes('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
    const A = resultOf(ed25519PublicKeySteps(sha512, seed));
    expect(bytesToHex(A)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const signature = resultOf(ed25519SignSteps(sha512, seed, new Uint8Array(0)));
    expect(bytesToHex(signature)).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    expect(resultOf(ed25519VerifySteps(sha512, A, new Uint8Array(0), signature))).toBe(true);
    expect(resultOf(ed25519VerifySteps(sha512, A, new Uint8Array(1), signature))).toBe(false);
  });

  it('has a base point of order L', () => {
    expect(edwardsMultiply(L, B)).toEqual({ x: 0n, y: 1n });
    expect(edwardsAdd(B, { x: p - B.x, y: B.y })).toEqual({ x: 0n, y: 1n });
  });
});

// The bound is for the long run: `PROPERTY_RUNS=100000` has 10^4 runs of the ladder and in extended coordinates, 10^3 in affine ones.
describe('properties', { timeout: 86_400_000 }, () => {
  it('climbs the ladder as the kernel', () => {
    fc.assert(
      fc.property(key32, key32, (k, u) => {
        const expected = resultOf(x25519Steps(k, u));
        if (os2ip(expected) === 0n) return;
        expect(bytesToHex(x25519.ecdh(k, u))).toBe(bytesToHex(expected));
      }),
      runsOf(0.1),
    );
  });

  it('multiplies as the addition law does', () => {
    const k = fc.oneof(
      fc.bigInt({ min: 0n, max: L }),
      fc.bigInt({ min: 0n, max: 20n }).map((few) => L - few),
    );
    fc.assert(
      fc.property(k, key32, (k, seed) => {
        expect(resultOf(extendedMultiplySteps(k, B))).toEqual(edwardsMultiply(k, B));
        const [s] = [...ed25519PublicKeySteps(sha512, seed)].filter(({ name }) => name === 's');
        expect(ed25519.publicKey(seed)).toEqual(encodeEdwardsPoint(edwardsMultiply(s.value as bigint, B)));
      }),
      runsOf(0.01),
    );
  });

  it('signs and verifies as the kernel', () => {
    fc.assert(
      fc.property(key32, fc.uint8Array(), fc.nat(511), (seed, message, bit) => {
        const A = ed25519.publicKey(seed);
        expect(bytesToHex(A)).toBe(bytesToHex(resultOf(ed25519PublicKeySteps(sha512, seed))));
        const signature = ed25519.sign(seed, message);
        expect(bytesToHex(signature)).toBe(bytesToHex(resultOf(ed25519SignSteps(sha512, seed, message))));
        expect(resultOf(ed25519VerifySteps(sha512, A, message, signature))).toBe(true);
        const forged = signature.with(bit >> 3, signature[bit >> 3] ^ (1 << (bit & 7)));
        expect(resultOf(ed25519VerifySteps(sha512, A, message, forged))).toBe(false);
      }),
      runsOf(0.1),
    );
  });

  it('decodes what the kernel takes for a point, and encodes it again', () => {
    fc.assert(
      fc.property(key32, (encoded) => {
        const point = decodeEdwardsPoint(encoded);
        let taken = true;
        try {
          ed25519.checkPublicKey(encoded);
        } catch (error) {
          expect(error).toBeInstanceOf(EcError);
          taken = false;
        }
        expect(taken).toBe(point !== undefined);
        if (point !== undefined) expect(encodeEdwardsPoint(point)).toEqual(encoded);
      }),
    );
  });
});
