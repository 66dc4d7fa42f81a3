import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, i2osp, UsageError } from '../../src/bytes/index.ts';
import { EcError, ed25519, x25519 } from '../../src/ec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';

const key32 = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  // Extreme digits: runs of zeros and of ones.
  fc
    .tuple(fc.nat(31), fc.nat(255), fc.constantFrom(0, 255))
    .map(([at, byte, fill]) => new Uint8Array(32).fill(fill).with(at, byte)),
);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
function nodeKeys(crv: 'X25519' | 'Ed25519', d: Uint8Array, x: Uint8Array): { key: KeyObject; publicKey: KeyObject } {
  const jwk = { kty: 'OKP', crv, x: text(x) };
  return {
    key: createPrivateKey({ format: 'jwk', key: { ...jwk, d: text(d) } }),
    publicKey: createPublicKey({ format: 'jwk', key: jwk }),
  };
}
/** The public half that node:crypto derives from PKCS #8, which has the private key alone. */
function nodePublic(oid: '6e' | '70', d: Uint8Array): Uint8Array {
  const der = Buffer.concat([Buffer.from(`302e020100300506032b65${oid}04220420`, 'hex'), d]);
  const spki = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return new Uint8Array(spki.export({ format: 'der', type: 'spki' }).subarray(-32));
}

function codeOf(operation: () => unknown): string {
  try {
    operation();
  } catch (error) {
    if (error instanceof EcError || error instanceof UsageError) return error.code;
    throw error;
  }
  return 'nothing';
}

describe('vectors of X25519', () => {
  // RFC 7748 §5.2.
  it.each([
    [
      'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    ],
    [
      '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    ],
  ])('X25519(%s, …)', (scalar, u, result) => {
    expect(bytesToHex(x25519.ecdh(hexToBytes(scalar), hexToBytes(u)))).toBe(result);
  });

  it('iterates a thousand times (RFC 7748 §5.2)', () => {
    let [k, u] = [new Uint8Array(32), new Uint8Array(32)];
    k[0] = 9;
    u[0] = 9;
    for (let i = 0; i < 1000; i++) [k, u] = [x25519.ecdh(k, u), k];
    expect(bytesToHex(k)).toBe('684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51');
  });

  it('agrees (RFC 7748 §6.1)', () => {
    const a = seededRandom('a').bytes(32);
    const b = hexToBytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
    expect(bytesToHex(x25519.publicKey(b))).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    expect(x25519.ecdh(a, x25519.publicKey(b))).toEqual(x25519.ecdh(b, x25519.publicKey(a)));
  });
});

describe('vectors of Ed25519', () => {
  // RFC 8032 §7.1, tests 1 to 3.
  it.each([
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('%s', (seed, publicKey, message, signature) => {
    expect(bytesToHex(ed25519.publicKey(hexToBytes(seed)))).toBe(publicKey);
    expect(bytesToHex(ed25519.sign(hexToBytes(seed), hexToBytes(message)))).toBe(signature);
    expect(ed25519.verify(hexToBytes(publicKey), hexToBytes(message), hexToBytes(signature))).toBe(true);
  });
});

// The bound is for the long run: `PROPERTY_RUNS=100000` has 10^5 runs beside node:crypto.
describe('properties', { timeout: 86_400_000 }, () => {
  it('makes node:crypto’s public keys and secrets of X25519', () => {
    fc.assert(
      fc.property(key32, key32, (a, b) => {
        const [A, B] = [x25519.publicKey(a), x25519.publicKey(b)];
        expect(bytesToHex(A)).toBe(bytesToHex(nodePublic('6e', a)));
        const secret = diffieHellman({
          privateKey: nodeKeys('X25519', a, A).key,
          publicKey: nodeKeys('X25519', b, B).publicKey,
        });
        expect(bytesToHex(x25519.ecdh(a, B))).toBe(bytesToHex(secret));
      }),
    );
  });

  it('signs and verifies as node:crypto', () => {
    fc.assert(
      fc.property(key32, fc.uint8Array({ maxLength: 300 }), fc.nat(), (seed, message, at) => {
        const A = ed25519.publicKey(seed);
        expect(bytesToHex(A)).toBe(bytesToHex(nodePublic('70', seed)));
        const { key, publicKey } = nodeKeys('Ed25519', seed, A);
        const signature = ed25519.sign(seed, message);
        expect(bytesToHex(signature)).toBe(bytesToHex(nodeSign(null, message, key)));
        expect(ed25519.verify(A, message, signature)).toBe(true);
        const forged = Uint8Array.from(signature);
        forged[at % 64] ^= 1 << (at % 8);
        expect(ed25519.verify(A, message, forged)).toBe(nodeVerify(null, message, publicKey, forged));
        expect(ed25519.verify(A, message, forged)).toBe(false);
      }),
    );
  });

  it('draws what the source gives', () => {
    expect(x25519.generatePrivateKey(seededRandom('x'))).toEqual(seededRandom('x').bytes(32));
    expect(ed25519.generatePrivateKey(seededRandom('x'))).toEqual(seededRandom('x').bytes(32));
  });

  it('leaves its arguments as they were, and takes views', () => {
    const room = new Uint8Array(100).fill(7);
    const a = room.subarray(3, 35);
    x25519.ecdh(a, a);
    ed25519.sign(a, room);
    expect(room).toEqual(new Uint8Array(100).fill(7));
  });
});

describe('misuse', () => {
  it('refuses other lengths and types', () => {
    const short = new Uint8Array(31);
    const whole = new Uint8Array(32).fill(9);
    expect(codeOf(() => x25519.publicKey(short))).toBe('private-key');
    expect(codeOf(() => x25519.ecdh(short, whole))).toBe('private-key');
    expect(codeOf(() => x25519.ecdh(whole, short))).toBe('point-encoding');
    expect(codeOf(() => ed25519.publicKey(short))).toBe('private-key');
    expect(codeOf(() => ed25519.checkPublicKey(short))).toBe('point-encoding');
    expect(codeOf(() => ed25519.sign(whole, 'text' as never))).toBe('wrong-type');
    expect(ed25519.verify(short, whole, new Uint8Array(64))).toBe(false);
    expect(ed25519.verify(whole, whole, new Uint8Array(63))).toBe(false);
  });

  it('refuses points of Ed25519 that are none', () => {
    // y = p, y = p + 1 (a second encoding of 1), and x = 0 with a sign (RFC 8032 §5.1.3).
    const p = 2n ** 255n - 19n;
    const encoded = (y: bigint): Uint8Array => i2osp(y, 32).reverse();
    for (const bad of [
      encoded(p),
      encoded(p + 1n),
      encoded(1n + 2n ** 255n),
      encoded(p - 1n + 2n ** 255n),
      encoded(2n),
    ]) {
      expect(codeOf(() => ed25519.checkPublicKey(bad))).toBe('point-encoding');
    }
    for (const good of [encoded(1n), encoded(p - 1n)]) ed25519.checkPublicKey(good);
  });
});
