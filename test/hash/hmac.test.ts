import { createHmac as nodeHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import {
  createHmac,
  hmac,
  hmacKey,
  sha1,
  sha3_256,
  sha3_512,
  sha224,
  sha256,
  sha384,
  sha512,
  sha512_256,
} from '../../src/hash/index.ts';
import vectors from '../../vectors/hmac.json' with { type: 'json' };

const HASHES = [sha1, sha224, sha256, sha384, sha512, sha512_256, sha3_256, sha3_512];
const bytes = fc.uint8Array({ maxLength: 300 });

describe('vectors', () => {
  it.each(HASHES)('with $name agrees with OpenSSL around the edges of a block', (hash) => {
    const cases = vectors.cases.filter((vector) => vector.hash === hash.name);
    expect(cases.length).toBeGreaterThan(0);
    for (const { key, message, mac } of cases)
      expect(bytesToHex(hmac(hash, hexToBytes(key), hexToBytes(message)))).toBe(mac);
  });

  it('has the MACs of RFC 4231 §4.3 and RFC 2202 §3', () => {
    const message = utf8ToBytes('what do ya want for nothing?');
    expect(bytesToHex(hmac(sha256, utf8ToBytes('Jefe'), message))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(bytesToHex(hmac(sha1, utf8ToBytes('Jefe'), message))).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
  });
});

describe('a hash that is not of this library', () => {
  it('serves as well', () => {
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        expect(hmac({ ...sha512 }, key, message)).toEqual(hmac(sha512, key, message));
      }),
    );
  });
});

describe.each(HASHES)('properties with $name', (hash) => {
  it('agrees with node:crypto for keys and messages of any length', () => {
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        expect(bytesToHex(hmac(hash, key, message))).toBe(nodeHmac(hash.name, key).update(message).digest('hex'));
      }),
    );
  });

  it('does not mind how a message is cut, in a stream or in parts', () => {
    fc.assert(
      fc.property(bytes, fc.array(bytes, { maxLength: 5 }), (key, parts) => {
        const mac = hmac(hash, key, concat(...parts));
        const stream = createHmac(hash, key);
        for (const part of parts) stream.update(part);
        expect(stream.digest()).toEqual(mac);
        expect(stream.digest()).toEqual(mac);
        expect(hmacKey(hash, key).mac(...parts)).toEqual(mac);
      }),
    );
  });

  it('serves many messages from one prepared key, and clones go their own way', () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (key, left, right) => {
        const prepared = hmacKey(hash, key);
        const stream = prepared.create().update(left);
        const clone = stream.clone().update(right);
        expect(stream.digest()).toEqual(hmac(hash, key, left));
        expect(clone.digest()).toEqual(hmac(hash, key, concat(left, right)));
        expect(prepared.mac(right)).toEqual(hmac(hash, key, right));
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses keys and messages that are no bytes', () => {
    const wrongType = expect.objectContaining({ code: 'wrong-type' });
    expect(() => hmac(sha256, 'key' as never, new Uint8Array())).toThrow(wrongType);
    expect(() => hmac(sha256, new Uint8Array(), 'message' as never)).toThrow(wrongType);
    expect(() => createHmac(sha256, undefined as never)).toThrow(wrongType);
    for (const args of [[], ['a', 'b'], [new Uint8Array(), 1]]) {
      expect(() => hmacKey(sha256, new Uint8Array()).mac(...(args as never[]), null as never)).toThrow(wrongType);
    }
  });

  it('refuses what is no hash', () => {
    for (const hash of ['sha256', undefined, null, {}, 7, hmac]) {
      expect(() => hmac(hash as never, new Uint8Array(), new Uint8Array())).toThrow(
        expect.objectContaining({ code: 'wrong-type', argument: 'hash' }),
      );
    }
  });
});
