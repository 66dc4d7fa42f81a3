/** R10: forge CVE-2026-33895 (S not below L), and encodings that are not canonical. The rule for the cofactor, S·B = R + k·A, is OpenSSL's and Go's. */
import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mod } from '../../src/bigint/index.ts';
import { concat, i2osp, os2ip } from '../../src/bytes/index.ts';
import { ed25519 } from '../../src/ec/index.ts';
import { seededRandom, sha512 } from '../../src/hash/index.ts';
import { EDWARDS25519, edwardsAdd, edwardsMultiply, encodeEdwardsPoint } from '../../src/reference/index.ts';

const { B, L, p } = EDWARDS25519;
const little = (bytes: Uint8Array): bigint => os2ip(new Uint8Array(bytes).reverse());
const bytesOf = (x: bigint): Uint8Array => i2osp(x, 32).reverse();
const random = seededRandom('R10');

function nodeVerdict(A: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(A).toString('base64url') },
  });
  return nodeVerify(null, message, key, signature);
}

describe('R10', () => {
  it('refuses S + L, S + 2L, … and S = L', () => {
    for (let i = 0; i < 20; i++) {
      const seed = random.bytes(32);
      const A = ed25519.publicKey(seed);
      const signature = ed25519.sign(seed, seed);
      const S = little(signature.subarray(32));
      expect(ed25519.verify(A, seed, signature)).toBe(true);
      for (let k = 1n; S + k * L < 2n ** 256n; k++) {
        const forged = concat(signature.subarray(0, 32), bytesOf(S + k * L));
        expect(ed25519.verify(A, seed, forged)).toBe(false);
        expect(nodeVerdict(A, seed, forged)).toBe(false);
      }
      expect(ed25519.verify(A, seed, concat(signature.subarray(0, 32), bytesOf(L)))).toBe(false);
    }
  });

  it('refuses every encoding of A and of R but one', () => {
    // With A of small order, R = S·B − k·A is known without a key, so that another encoding of R could pass.
    const message = new Uint8Array([7]);
    const identity = bytesOf(1n);
    const zero = bytesOf(0n);
    expect(ed25519.verify(identity, message, concat(identity, zero))).toBe(true);
    expect(nodeVerdict(identity, message, concat(identity, zero))).toBe(true);
    const others = [1n + p, 1n + 2n ** 255n, 1n + p + 2n ** 255n].map(bytesOf);
    for (const other of others) {
      expect(ed25519.verify(identity, message, concat(other, zero))).toBe(false);
      expect(ed25519.verify(other, message, concat(identity, zero))).toBe(false);
      expect(() => ed25519.checkPublicKey(other)).toThrow('not a public key');
    }
  });

  it('verifies without the cofactor: what is right only eight times over is refused, as by OpenSSL', () => {
    // A point of order 8 is L times any point that is not in the group of B.
    let torsion = { x: 0n, y: 1n };
    for (let y = 2n; torsion.x === 0n || edwardsMultiply(4n, torsion).y === 1n; y++) {
      const x = [...sqrtCandidates(y)][0];
      if (x !== undefined) torsion = edwardsMultiply(L, { x, y });
    }
    expect(edwardsMultiply(8n, torsion)).toEqual({ x: 0n, y: 1n });
    const a = 0x123456789n;
    const A = encodeEdwardsPoint(edwardsAdd(edwardsMultiply(a, B), torsion));
    const seen = { true: 0, false: 0 };
    for (let i = 0; i < 40; i++) {
      const message = new Uint8Array([i]);
      const r = BigInt(1000 + i);
      const R = encodeEdwardsPoint(edwardsMultiply(r, B));
      const k = mod(little(sha512.digest(concat(R, A, message))), L);
      const signature = concat(R, bytesOf(mod(r + k * a, L)));
      // S·B − k·A = R − k·T, which is R where 8 divides k.
      const verified = ed25519.verify(A, message, signature);
      expect(verified).toBe(k % 8n === 0n);
      expect(verified).toBe(nodeVerdict(A, message, signature));
      seen[`${verified}`]++;
    }
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(0);
  });
});

/** The x of the points with that y. */
function* sqrtCandidates(y: bigint): Generator<bigint> {
  const power = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % p;
    return result;
  };
  const [u, v] = [mod(y * y - 1n, p), mod(EDWARDS25519.d * y * y + 1n, p)];
  const square = mod(u * power(v, p - 2n), p);
  const root = power(square, (p + 3n) / 8n);
  for (const x of [root, mod(root * power(2n, (p - 1n) / 4n), p)]) if (mod(x * x, p) === square && x !== 0n) yield x;
}
