/** Records of TLS 1.3 (RFC 8446 §5): the type inside, padding, early data that is passed over. */
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, bytesToHex, concat } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { recordHeader } from '../../../src/tls/index.ts';
import { suitesOf } from '../../../src/tls/negotiation/suites.ts';
import { headerOf } from '../../../src/tls/record/aead-protection.ts';
import { unwrapInner, wrapInner } from '../../../src/tls/record/inner-plaintext.ts';
import { RecordReader, RecordWriter } from '../../../src/tls/record/record-layer.ts';

const SUITES = suitesOf(
  ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  'suites',
).tls13;
const NODE_NAME: Record<string, string> = {
  TLS_AES_128_GCM_SHA256: 'aes-128-gcm',
  TLS_AES_256_GCM_SHA384: 'aes-256-gcm',
  TLS_CHACHA20_POLY1305_SHA256: 'chacha20-poly1305',
};
const random = seededRandom('inner type');
const keysOf = (suite: (typeof SUITES)[number]) => ({ key: random.bytes(suite.keyLength), iv: random.bytes(12) });
const anyVersion = () => true;
const refused = (code: string) => expect.objectContaining({ code });

/** A record by node:crypto. */
function recordOf(name: string, key: Uint8Array, iv: Uint8Array, sequence: number, inner: Uint8Array): Bytes {
  const nonce = Buffer.from(iv);
  nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ BigInt(sequence), 4);
  const header = encode(recordHeader, { type: 23, version: 0x0303, length: inner.length + 16 });
  const cipher = createCipheriv(name as 'chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(header, { plaintextLength: inner.length });
  return concat(header, cipher.update(inner), cipher.final(), cipher.getAuthTag());
}

describe.each(SUITES)('properties: $name', (suite) => {
  const { key, iv } = keysOf(suite);

  it('writes what node:crypto makes, and reads it', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 1, maxLength: 300 }), (sequence, plaintext) => {
        const protection = suite.protection(key, iv);
        const fragment = protection.seal(sequence, 23, wrapInner(22, plaintext, 0));
        const expected = recordOf(NODE_NAME[suite.name], key, iv, sequence, concat(plaintext, new Uint8Array([22])));
        expect(bytesToHex(concat(headerOf(fragment.length), fragment))).toBe(bytesToHex(expected));
        expect(unwrapInner(protection.open(sequence, 23, fragment))).toEqual({
          type: 22,
          content: new Uint8Array(plaintext),
        });
      }),
    );
  });

  it('reads padding of any length, and nothing but padding never', () => {
    const read = (inner: Uint8Array) => {
      const reader = new RecordReader({ observe: undefined });
      reader.install(suite.protection(key, iv));
      reader.push(recordOf(NODE_NAME[suite.name], key, iv, 0, inner));
      return reader.next(anyVersion);
    };
    for (const zeros of [0, 1, 255, 2 ** 14 - 3]) {
      expect(read(wrapInner(23, new Uint8Array([1, 2, 0]), zeros))).toEqual({
        kind: 'application_data',
        plaintext: new Uint8Array([1, 2, 0]),
      });
    }
    expect(() => read(new Uint8Array(20))).toThrow(refused('unexpected-message'));
    expect(() => read(wrapInner(23, new Uint8Array(3), 2 ** 14 - 2))).toThrow(refused('record-overflow'));
    const rule = 'RFC 8446 §5.4'; // Not RFC 8449's: no limit was negotiated.
    expect(() => read(wrapInner(23, new Uint8Array(3), 2 ** 14 - 2))).toThrow(expect.objectContaining({ rule }));
    // A ChangeCipherSpec, and a type that there is not, inside.
    for (const type of [20, 24, 99])
      expect(() => read(wrapInner(type, new Uint8Array([1]), 0))).toThrow(refused('unexpected-message'));
  });
});

describe('early data', () => {
  const [suite] = SUITES;
  const garbage = (length: number) => concat(headerOf(length), random.bytes(length));

  it('is passed over up to a bound, with and without keys, until a record opens', () => {
    const { key, iv } = keysOf(suite);
    const writer = new RecordWriter({ observe: undefined });
    writer.install(suite.protection(key, iv));
    const reader = new RecordReader({ observe: undefined });
    reader.skip(1000);
    reader.push(garbage(300));
    expect(reader.next(anyVersion)).toBeUndefined();
    reader.install(suite.protection(key, iv));
    reader.push(concat(garbage(300), writer.write('handshake', new Uint8Array([20, 0, 0, 0]))));
    expect(reader.next(anyVersion)).toEqual({ kind: 'handshake', plaintext: new Uint8Array([20, 0, 0, 0]) });
    reader.push(garbage(300));
    expect(() => reader.next(anyVersion)).toThrow(refused('bad-record-mac'));
  });

  it('is refused beyond it', () => {
    const reader = new RecordReader({ observe: undefined });
    reader.skip(1000);
    reader.push(concat(garbage(900), garbage(200)));
    expect(() => reader.next(anyVersion)).toThrow(refused('early-data-too-long'));
  });
});
