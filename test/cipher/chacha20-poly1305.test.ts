import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes } from '../../src/bytes/index.ts';
import { chacha20Poly1305 } from '../../src/cipher/index.ts';
import vectors from '../../vectors/chacha20-poly1305.json' with { type: 'json' };
import { codesForClaimedLength } from './claimed-length.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key = bytes(32);
const nonce = bytes(12);
/** Lengths around the end of each block, and around the length from which four blocks are processed at once. */
const message = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 3000, size: 'max' }));
const data = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 400, size: 'max' }));
const none = new Uint8Array(0);
const failed = expect.objectContaining({ code: 'authentication-failed', message: 'authentication-failed' });

function nodeSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, data: Uint8Array): Uint8Array {
  const node = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  node.setAAD(data, { plaintextLength: plaintext.length });
  return concat(node.update(plaintext), node.final(), node.getAuthTag());
}

describe('vectors', () => {
  it('agrees with OpenSSL, both ways', () => {
    expect(vectors.cases.length).toBe(12);
    for (const { key, nonce, plaintext, additionalData, sealed } of vectors.cases) {
      const aead = chacha20Poly1305(hexToBytes(key));
      expect(bytesToHex(aead.seal(hexToBytes(nonce), hexToBytes(plaintext), hexToBytes(additionalData)))).toBe(sealed);
      expect(bytesToHex(aead.open(hexToBytes(nonce), hexToBytes(sealed), hexToBytes(additionalData)))).toBe(plaintext);
    }
  });

  it('has the ciphertext and the tag of RFC 8439 §2.8.2', () => {
    const aead = chacha20Poly1305(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i));
    const text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    const sealed = aead.seal(
      hexToBytes('070000004041424344454647'),
      new TextEncoder().encode(text),
      hexToBytes('50515253c0c1c2c3c4c5c6c7'),
    );
    expect(bytesToHex(sealed)).toBe(
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b' +
        '1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
        '3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
    );
  });
});

describe('properties', () => {
  it('agrees with node:crypto, opens what it seals, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(key, nonce, message, data, (key, nonce, plaintext, data) => {
        const copies = [key, nonce, plaintext, data].map((argument) => argument.slice());
        const aead = chacha20Poly1305(key);
        const sealed = aead.seal(nonce, plaintext, data);
        expect(bytesToHex(sealed)).toBe(bytesToHex(nodeSeal(key, nonce, plaintext, data)));
        expect(bytesToHex(aead.open(nonce, sealed, data))).toBe(bytesToHex(plaintext));
        expect([key, nonce, plaintext, data]).toEqual(copies);
      }),
    );
  });

  it('takes views at any offset, and keeps no hold on the key', () => {
    fc.assert(
      fc.property(key, nonce, message, fc.nat(9), (key, nonce, plaintext, offset) => {
        const view = (bytes: Uint8Array): Uint8Array => concat(new Uint8Array(offset), bytes, none).subarray(offset);
        const expected = nodeSeal(key, nonce, plaintext, plaintext);
        const aead = chacha20Poly1305(view(key));
        key.fill(0);
        const sealed = aead.seal(view(nonce), view(plaintext), view(plaintext));
        expect(bytesToHex(sealed)).toBe(bytesToHex(expected));
        expect(bytesToHex(aead.open(view(nonce), view(sealed), view(plaintext)))).toBe(bytesToHex(plaintext));
      }),
    );
  });

  it('refuses any flipped bit, anywhere, and any other length, in one way', () => {
    fc.assert(
      fc.property(key, nonce, message, data, fc.nat(), (key, nonce, plaintext, data, choice) => {
        const aead = chacha20Poly1305(key);
        const sealed = aead.seal(nonce, plaintext, data);
        const parts = [nonce, sealed, data].map((part) => part.slice());
        let bit = choice % (8 * (nonce.length + sealed.length + data.length));
        for (const part of parts) {
          if (bit >= 0 && bit < 8 * part.length) part[bit >> 3] ^= 1 << (bit & 7);
          bit -= 8 * part.length;
        }
        expect(() => aead.open(parts[0], parts[1], parts[2])).toThrow(failed);
        expect(() => aead.open(nonce, sealed.subarray(1), data)).toThrow(failed);
        expect(() => aead.open(nonce, sealed.subarray(0, choice % sealed.length), data)).toThrow(failed);
        expect(() => aead.open(nonce, concat(sealed, new Uint8Array(1)), data)).toThrow(failed);
        expect(() => aead.open(nonce, sealed, concat(data, new Uint8Array(1)))).toThrow(failed);
        // A refusal leaves nothing behind for the next call.
        expect(bytesToHex(aead.open(nonce, sealed, data))).toBe(bytesToHex(plaintext));
      }),
    );
  });
});

describe('misuse', () => {
  const aead = chacha20Poly1305(new Uint8Array(32));

  it.each([0, 16, 31, 33])('refuses a key of %i bytes', (length) => {
    const refused = expect.objectContaining({ code: 'out-of-range', argument: 'key' });
    expect(() => chacha20Poly1305(new Uint8Array(length))).toThrow(refused);
  });

  it.each([0, 8, 11, 13, 24])('refuses a nonce of %i bytes', (length) => {
    const refused = expect.objectContaining({ code: 'out-of-range', argument: 'nonce' });
    expect(() => aead.seal(new Uint8Array(length), none, none)).toThrow(refused);
    expect(() => aead.open(new Uint8Array(length), new Uint8Array(16), none)).toThrow(refused);
  });

  it('refuses more plaintext than RFC 8439 §2.8 allows', () => {
    const refused = { seal: 'out-of-range plaintext', open: 'authentication-failed ' };
    expect(codesForClaimedLength(2 ** 38, 'chacha20Poly1305(new Uint8Array(32))')).toEqual(refused);
  });

  it('refuses arguments that are no bytes', () => {
    expect(() => chacha20Poly1305('text' as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    for (const position of [0, 1, 2]) {
      const args: [Uint8Array, Uint8Array, Uint8Array] = [new Uint8Array(12), new Uint8Array(16), none];
      args[position] = 'text' as never;
      expect(() => aead.seal(...args)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
      expect(() => aead.open(...args)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    }
  });
});

it('makes the right tag after one that an exception ended', () => {
  const aead = chacha20Poly1305(new Uint8Array(32));
  const nonce = new Uint8Array(12);
  const before = aead.seal(nonce, new Uint8Array(40), none);
  // Its length is read for the third time when some of it is hashed.
  let reads = 0;
  const data = Object.defineProperty(new Uint8Array(4001).fill(7), 'length', {
    get: () => {
      reads += 1;
      if (reads === 3) throw new Error('unreadable');
      return 4001;
    },
  });
  expect(() => aead.seal(nonce, new Uint8Array(40), data)).toThrow('unreadable');
  expect(aead.seal(nonce, new Uint8Array(40), none)).toEqual(before);
});
