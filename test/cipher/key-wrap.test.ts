import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes } from '../../src/bytes/index.ts';
import { aes, aesBitsliced, unwrapKey, unwrapKeyPadded, wrapKey, wrapKeyPadded } from '../../src/cipher/index.ts';
import vectors from '../../vectors/key-wrap.json' with { type: 'json' };

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const kek = fc.constantFrom(16, 24, 32).chain(bytes);
const units = fc.integer({ min: 2, max: 12 }).chain((n) => bytes(8 * n));
const any = fc.uint8Array({ minLength: 1, maxLength: 70 });
const failed = expect.objectContaining({ code: 'authentication-failed', message: 'authentication-failed' });

/** Wraps any A and R, to make ciphertexts that the standard's wrapping never makes.
 * @param rounds - RFC 5649 §4.1 has none for one R. */
function sealed(kek: Uint8Array, text: Uint8Array, rounds = text.length > 16): Uint8Array {
  const ecb = createCipheriv(`aes-${8 * kek.length}-ecb`, kek, null).setAutoPadding(false);
  if (!rounds) return ecb.update(text);
  const R = text.slice();
  for (let t = 1; t <= 6 * (R.length / 8 - 1); t++) {
    const i = 8 * (((t - 1) % (R.length / 8 - 1)) + 1);
    const B = ecb.update(concat(R.subarray(0, 8), R.subarray(i, i + 8)));
    B[7] ^= t;
    R.set(B.subarray(0, 8));
    R.set(B.subarray(8), i);
  }
  return R;
}

describe('vectors', () => {
  it.each([aes, aesBitsliced])('agrees with OpenSSL, both ways: %o', (aes) => {
    expect(vectors.cases.length).toBe(27);
    for (const { kek, key, wrapped, padded } of vectors.cases) {
      const cipher = aes(hexToBytes(kek));
      expect(bytesToHex(wrapKeyPadded(cipher, hexToBytes(key)))).toBe(padded);
      expect(bytesToHex(unwrapKeyPadded(cipher, hexToBytes(padded)))).toBe(key);
      if (wrapped === null) continue;
      expect(bytesToHex(wrapKey(cipher, hexToBytes(key)))).toBe(wrapped);
      expect(bytesToHex(unwrapKey(cipher, hexToBytes(wrapped)))).toBe(key);
    }
  });

  it('has the values of RFC 3394 §4.1 and §4.6', () => {
    const kek = Uint8Array.from({ length: 32 }, (_, i) => i);
    const key = hexToBytes('00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f');
    expect(bytesToHex(wrapKey(aes(kek.subarray(0, 16)), key.subarray(0, 16)))).toBe(
      '1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5',
    );
    expect(bytesToHex(wrapKey(aes(kek), key))).toBe(
      '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21',
    );
  });

  it('has the values of RFC 5649 §6', () => {
    const cipher = aes(hexToBytes('5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8'));
    expect(bytesToHex(wrapKeyPadded(cipher, hexToBytes('c37b7e6492584340bed12207808941155068f738')))).toBe(
      '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a',
    );
    expect(bytesToHex(wrapKeyPadded(cipher, hexToBytes('466f7250617369')))).toBe('afbeb0f07dfbf5419200f2ccb50bb24f');
  });
});

describe('properties', () => {
  it('unwraps what it wraps, as node:crypto wraps it', () => {
    fc.assert(
      fc.property(kek, units, any, (kek, key, other) => {
        const cipher = aes(kek);
        const node = createCipheriv(`id-aes${8 * kek.length}-wrap`, kek, hexToBytes('a6a6a6a6a6a6a6a6'));
        const wrapped = wrapKey(cipher, key);
        expect(bytesToHex(wrapped)).toBe(node.update(key, undefined, 'hex'));
        expect(unwrapKey(cipher, wrapped)).toEqual(key);
        expect(unwrapKeyPadded(cipher, wrapKeyPadded(cipher, other))).toEqual(other);
      }),
    );
  });

  it('refuses any flipped bit, any other length, and one kind for the other, in one way', () => {
    fc.assert(
      fc.property(kek, units, any, fc.nat(), (kek, key, other, choice) => {
        const cipher = aes(kek);
        for (const [wrapped, unwrap] of [
          [wrapKey(cipher, key), unwrapKey],
          [wrapKeyPadded(cipher, other), unwrapKeyPadded],
        ] as const) {
          const flipped = wrapped.slice();
          flipped[(choice >> 3) % flipped.length] ^= 1 << (choice & 7);
          expect(() => unwrap(cipher, flipped)).toThrow(failed);
          expect(() => unwrap(cipher, wrapped.subarray(1))).toThrow(failed);
          expect(() => unwrap(cipher, wrapped.subarray(8))).toThrow(failed);
          expect(() => unwrap(cipher, concat(wrapped, new Uint8Array(8)))).toThrow(failed);
          const otherWay = unwrap === unwrapKey ? unwrapKeyPadded : unwrapKey;
          expect(() => otherWay(cipher, wrapped)).toThrow(failed);
        }
      }),
    );
  });

  it('refuses padding that RFC 5649 §3 does not allow: the constant, the length, bytes that are not zero', () => {
    const field = (length: number) => hexToBytes(length.toString(16).padStart(8, '0'));
    const constant = hexToBytes('a65959a6');
    fc.assert(
      fc.property(kek, fc.integer({ min: 1, max: 4 }), fc.nat(40), fc.nat(63), (kek, units, length, dirt) => {
        const cipher = aes(kek);
        const room = new Uint8Array(8 * units);
        const clean = sealed(kek, concat(constant, field(length), room));
        const allowed = length > 8 * (units - 1) && length <= 8 * units;
        if (allowed) expect(unwrapKeyPadded(cipher, clean)).toEqual(new Uint8Array(length));
        else expect(() => unwrapKeyPadded(cipher, clean)).toThrow(failed);
        const at = 8 * units - 1 - (dirt >> 3);
        room[at] = 1 << (dirt & 7);
        const dirty = sealed(kek, concat(constant, field(length), room));
        if (allowed && at < length) expect(unwrapKeyPadded(cipher, dirty)).toEqual(room.subarray(0, length));
        else expect(() => unwrapKeyPadded(cipher, dirty)).toThrow(failed);
      }),
    );
    const huge = sealed(new Uint8Array(16), concat(constant, hexToBytes('80000001'), new Uint8Array(8)));
    expect(() => unwrapKeyPadded(aes(new Uint8Array(16)), huge)).toThrow(failed);
  });
});

describe('misuse', () => {
  const cipher = aes(new Uint8Array(16));

  it('refuses keys of other lengths, and what is no bytes', () => {
    const refused = expect.objectContaining({ code: 'out-of-range', argument: 'key' });
    for (const length of [0, 8, 15, 17, 20]) expect(() => wrapKey(cipher, new Uint8Array(length))).toThrow(refused);
    expect(() => wrapKeyPadded(cipher, new Uint8Array(0))).toThrow(refused);
    for (const length of [0, 8, 16, 20]) expect(() => unwrapKey(cipher, new Uint8Array(length))).toThrow(failed);
    for (const length of [0, 8, 15, 20]) expect(() => unwrapKeyPadded(cipher, new Uint8Array(length))).toThrow(failed);
    // RFC 3394 §2.2: "n 64-bit values", and §2: n ≥ 2, whatever the initial value says.
    const short = sealed(new Uint8Array(16), concat(new Uint8Array(8).fill(0xa6), new Uint8Array(8)), true);
    expect(() => unwrapKey(cipher, short)).toThrow(failed);
    for (const call of [wrapKey, unwrapKey, wrapKeyPadded, unwrapKeyPadded]) {
      expect(() => call(cipher, 'key' as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
      const other = { ...cipher, blockLength: 8 };
      expect(() => call(other, new Uint8Array(24))).toThrow(
        expect.objectContaining({ code: 'out-of-range', argument: 'kek' }),
      );
    }
  });
});
