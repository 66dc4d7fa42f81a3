import { createHmac as nodeHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { type Hash, hmacDrbg, seededRandom, sha1, sha256 } from '../../src/hash/index.ts';

/** SP 800-90A §10.1.2 once more, over node:crypto's HMAC. */
class Transcription {
  #hash: string;
  #Key: Buffer;
  #V: Buffer;
  constructor({ name, outputLength }: Hash, seedMaterial: Uint8Array) {
    this.#hash = name;
    this.#Key = Buffer.alloc(outputLength, 0x00);
    this.#V = Buffer.alloc(outputLength, 0x01);
    this.update(seedMaterial);
  }
  #hmac = (...data: Uint8Array[]) => nodeHmac(this.#hash, this.#Key).update(Buffer.concat(data)).digest();
  update(provided: Uint8Array): void {
    this.#Key = this.#hmac(this.#V, Buffer.of(0), provided);
    this.#V = this.#hmac(this.#V);
    if (provided.length === 0) return;
    this.#Key = this.#hmac(this.#V, Buffer.of(1), provided);
    this.#V = this.#hmac(this.#V);
  }
  generate(length: number, additional: Uint8Array): Buffer {
    if (additional.length > 0) this.update(additional);
    let temp = Buffer.alloc(0);
    while (temp.length < length) {
      this.#V = this.#hmac(this.#V);
      temp = Buffer.concat([temp, this.#V]);
    }
    this.update(additional);
    return temp.subarray(0, length);
  }
}

const raw = fc.uint8Array({ maxLength: 80 });
const entropy = fc.uint8Array({ minLength: 48, maxLength: 80 });

describe('vectors', () => {
  it('NIST CAVP HMAC_DRBG.rsp, SHA-256 without reseed, first case: the second of two requests', () => {
    const drbg = hmacDrbg(sha256, {
      entropy: hexToBytes('ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488'),
      nonce: hexToBytes('659ba96c601dc69fc902940805ec0ca8'),
    });
    drbg.bytes(128);
    expect(bytesToHex(drbg.bytes(128))).toBe(
      'e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89' +
        'd54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1' +
        '07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668' +
        '961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8',
    );
  });

  it('RFC 6979 §A.2.5, whose k is what HMAC_DRBG gives for key and hashed message', () => {
    const drbg = hmacDrbg(sha256, {
      entropy: hexToBytes('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'),
      nonce: sha256.digest(utf8ToBytes('sample')),
    });
    expect(bytesToHex(drbg.bytes(32))).toBe('a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60');
  });
});

describe('properties', () => {
  it.each([sha1, sha256])('with $name agrees with another transcription, through requests and reseedings', (hash) => {
    const action = fc.record({
      length: fc.nat(200),
      additional: raw,
      reseed: fc.option(entropy, { nil: undefined }),
    });
    fc.assert(
      fc.property(entropy, raw, raw, fc.array(action, { maxLength: 4 }), (seed, nonce, personalization, actions) => {
        const drbg = hmacDrbg(hash, { entropy: seed, nonce, personalization });
        const model = new Transcription(hash, Buffer.concat([seed, nonce, personalization]));
        for (const { length, additional, reseed } of actions) {
          if (reseed) {
            drbg.reseed(reseed, additional);
            model.update(Buffer.concat([reseed, additional]));
          }
          expect(bytesToHex(drbg.bytes(length, additional))).toBe(
            length > 0 ? model.generate(length, additional).toString('hex') : '',
          );
        }
      }),
    );
  });

  it('serves more than 2^16 bytes by requests of at most that', () => {
    const whole = seededRandom('long');
    const parts = seededRandom('long');
    expect(whole.bytes(2 ** 17 + 5)).toEqual(
      new Uint8Array([...parts.bytes(2 ** 16), ...parts.bytes(2 ** 16), ...parts.bytes(5)]),
    );
  });

  it('replays from the same seed and from no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const bytes = randomBytes(seededRandom(a), 32);
        expect(randomBytes(seededRandom(utf8ToBytes(a)), 32)).toEqual(bytes);
        if (a !== b) expect(randomBytes(seededRandom(b), 32)).not.toEqual(bytes);
      }),
    );
    expect(seededRandom('a').source).toBe('hmac-drbg');
    const random = seededRandom('a');
    expect(random.bytes(32)).not.toEqual(random.bytes(32));
  });
});

describe('misuse', () => {
  const seed = new Uint8Array(48);

  it('refuses too little entropy', () => {
    const short = expect.objectContaining({ code: 'short-entropy' });
    expect(() => hmacDrbg(sha256, { entropy: new Uint8Array(31), nonce: new Uint8Array(32) })).toThrow(short);
    expect(() => hmacDrbg(sha256, { entropy: new Uint8Array(47) })).toThrow(short);
    expect(() => hmacDrbg(sha1, { entropy: new Uint8Array(16), nonce: new Uint8Array(7) })).toThrow(short);
    expect(() => hmacDrbg(sha256, { entropy: seed }).reseed(new Uint8Array(31))).toThrow(short);
  });

  it('stops when the seed has served its interval, and goes on after a reseeding', () => {
    const drbg = hmacDrbg(sha256, { entropy: seed, reseedInterval: 2 });
    drbg.bytes(1);
    drbg.bytes(1);
    expect(() => drbg.bytes(1)).toThrow(expect.objectContaining({ code: 'reseed-required' }));
    drbg.reseed(seed);
    expect(drbg.bytes(1).length).toBe(1);
  });

  it('refuses wrong types, ranges and unknown options', () => {
    const code = (code: string) => expect.objectContaining({ code });
    expect(() => hmacDrbg(sha256, { entropy: 'secret' as never })).toThrow(code('wrong-type'));
    expect(() => hmacDrbg(sha256, { entropy: seed, nonce: 1 as never })).toThrow(code('wrong-type'));
    expect(() => hmacDrbg(sha256, { entropy: seed, seed } as never)).toThrow(code('unknown-option'));
    expect(() => hmacDrbg(sha256, { entropy: seed, reseedInterval: 2 ** 48 + 1 })).toThrow(code('out-of-range'));
    expect(() => seededRandom('a').bytes(-1)).toThrow(code('out-of-range'));
    expect(() => seededRandom(7 as never)).toThrow(code('wrong-type'));
  });
});
