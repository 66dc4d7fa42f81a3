import { type CipherGCMTypes, createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes } from '../../src/bytes/index.ts';
import { aes, aesBitsliced, type BlockCipher, CipherError, gcm } from '../../src/cipher/index.ts';
import vectors from '../../vectors/gcm.json' with { type: 'json' };
import { runsOf } from '../property-runs.ts';
import { codesForClaimedLength } from './claimed-length.ts';

const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
const nonce = fc.oneof(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.uint8Array({ minLength: 1, maxLength: 40 }));
const bytes = fc.uint8Array({ maxLength: 100 });
const none = new Uint8Array(0);
/** On both sides of a batch of 32 blocks, and of the number of blocks from which GHASH has a table. */
const longer = fc.uint8Array({ maxLength: 1600, size: 'max' });
const failed = expect.objectContaining({ code: 'authentication-failed', message: 'authentication-failed' });

describe.each([aes, aesBitsliced])('vectors: %o', (aes) => {
  it('agrees with OpenSSL, both ways', () => {
    expect(vectors.cases.length).toBe(30);
    for (const { key, nonce, plaintext, additionalData, sealed } of vectors.cases) {
      const aead = gcm(aes(hexToBytes(key)));
      expect(bytesToHex(aead.seal(hexToBytes(nonce), hexToBytes(plaintext), hexToBytes(additionalData)))).toBe(sealed);
      expect(bytesToHex(aead.open(hexToBytes(nonce), hexToBytes(sealed), hexToBytes(additionalData)))).toBe(plaintext);
    }
  });

  it('has the tags of test cases 1 and 2 of the GCM specification (McGrew, Viega), appendix B', () => {
    const aead = gcm(aes(new Uint8Array(16)));
    expect(bytesToHex(aead.seal(new Uint8Array(12), none, none))).toBe('58e2fccefa7e3061367f1d57a4e7455a');
    expect(bytesToHex(aead.seal(new Uint8Array(12), new Uint8Array(16), none))).toBe(
      '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf',
    );
  });
});

describe.each([aes, aesBitsliced])('properties: %o', (aes) => {
  it('agrees with node:crypto, opens what it seals, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(key, nonce, bytes, bytes, (key, nonce, plaintext, data) => {
        const copies = [nonce.slice(), plaintext.slice(), data.slice()];
        const node = createCipheriv(`aes-${8 * key.length}-gcm` as CipherGCMTypes, key, nonce).setAAD(data);
        const expected = concat(node.update(plaintext), node.final(), node.getAuthTag());
        const aead = gcm(aes(key));
        const sealed = aead.seal(nonce, plaintext, data);
        expect(sealed).toEqual(expected);
        expect(aead.open(nonce, sealed, data)).toEqual(plaintext);
        expect([nonce, plaintext, data]).toEqual(copies);
      }),
    );
  });

  it('agrees with node:crypto message by message, before and after GHASH has its table', () => {
    fc.assert(
      fc.property(key, nonce, fc.array(fc.tuple(longer, bytes), { maxLength: 4 }), (key, nonce, messages) => {
        const aead = gcm(aes(key));
        for (const [plaintext, data] of messages) {
          const node = createCipheriv(`aes-${8 * key.length}-gcm` as CipherGCMTypes, key, nonce).setAAD(data);
          const expected = concat(node.update(plaintext), node.final(), node.getAuthTag());
          const sealed = aead.seal(nonce, plaintext, data);
          expect(bytesToHex(sealed)).toBe(bytesToHex(expected));
          expect(bytesToHex(aead.open(nonce, sealed, data))).toBe(bytesToHex(plaintext));
        }
      }),
      runsOf(0.5),
    );
  });

  it('refuses any flipped bit, anywhere, and any other length, in one way', () => {
    fc.assert(
      fc.property(key, nonce, bytes, bytes, fc.nat(), (key, nonce, plaintext, data, choice) => {
        const aead = gcm(aes(key));
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
      }),
    );
  });

  it('decrypts nothing before the tag is found right', () => {
    const inner = aes(new Uint8Array(16));
    let calls = 0;
    const counting: BlockCipher = {
      ...inner,
      encryptBlock(...args) {
        calls += 1;
        inner.encryptBlock(...args);
      },
      xorCounters(...args) {
        calls += 1;
        inner.xorCounters(...args);
      },
    };
    const aead = gcm(counting);
    const sealed = aead.seal(new Uint8Array(12), new Uint8Array(64), none);
    sealed[0] ^= 1;
    calls = 0;
    expect(() => aead.open(new Uint8Array(12), sealed, none)).toThrow(CipherError);
    expect(calls).toBe(1); // The tag's own block.
  });
});

describe('misuse', () => {
  const aead = gcm(aes(new Uint8Array(16)));

  it('refuses an empty nonce', () => {
    const empty = expect.objectContaining({ code: 'out-of-range', argument: 'nonce' });
    expect(() => aead.seal(none, none, none)).toThrow(empty);
    expect(() => aead.open(none, new Uint8Array(16), none)).toThrow(empty);
  });

  it('refuses more plaintext than SP 800-38D §5.2.1.1 allows', () => {
    const refused = { seal: 'out-of-range plaintext', open: 'authentication-failed ' };
    expect(codesForClaimedLength(2 ** 36, 'gcm(aes(new Uint8Array(16)))')).toEqual(refused);
  });

  it('refuses a cipher with another block', () => {
    const other = { ...aes(new Uint8Array(16)), blockLength: 8 };
    expect(() => gcm(other)).toThrow(expect.objectContaining({ code: 'out-of-range', argument: 'cipher' }));
  });

  it.each([[0], [1], [2]])('refuses argument %i when it is no bytes', (position) => {
    const args: [Uint8Array, Uint8Array, Uint8Array] = [new Uint8Array(12), new Uint8Array(16), none];
    args[position] = 'text' as never;
    expect(() => aead.seal(...args)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    expect(() => aead.open(...args)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
  });
});

describe('regressions', () => {
  it('decrypts the bytes that it has checked, though another thread may write to them meanwhile', () => {
    const cipher = aes(new Uint8Array(16));
    const sealed = gcm(cipher).seal(new Uint8Array(12), hexToBytes('00'.repeat(32)), none);
    const shared = new Uint8Array(new SharedArrayBuffer(sealed.length));
    shared.set(sealed);
    const meddling: BlockCipher = {
      ...cipher,
      // By then the ciphertext is checked.
      xorCounters(...args) {
        shared[20] ^= 0xff;
        cipher.xorCounters(...args);
      },
    };
    expect(bytesToHex(gcm(meddling).open(new Uint8Array(12), shared, none))).toBe('00'.repeat(32));
  });
});

it('makes the right tag after one that an exception ended', () => {
  const aead = gcm(aes(new Uint8Array(16)));
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
