/** What is read and written without a codec for speed is what the codec says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { decode, encode, rest } from '../../../src/codec/index.ts';
import { handshakeHeader, macHeaderFields, recordHeader, tlsRecord } from '../../../src/tls/index.ts';
import { HandshakeAssembly } from '../../../src/tls/messages/handshake-assembly.ts';
import { messageTypes } from '../../../src/tls/messages/message-type.ts';
import { macHeader } from '../../../src/tls/record/protection.ts';
import { RecordWriter } from '../../../src/tls/record/record-layer.ts';

const byte = fc.integer({ min: 0, max: 255 });
const uint16 = fc.integer({ min: 0, max: 2 ** 16 - 1 });

describe('properties', () => {
  it("a MAC's header is what its description says", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), byte, uint16, (sequence, type, length) => {
        const described = encode(macHeaderFields, { seqNum: BigInt(sequence), type, version: 0x0303, length });
        expect(macHeader(sequence, type, length)).toEqual(described);
      }),
    );
  });

  it("a record's header is the beginning of the record", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (plaintext) => {
        const record = new RecordWriter({ observe: undefined }).write('handshake', plaintext);
        const header = { type: 22, version: 0x0303, length: plaintext.length };
        expect(decode(recordHeader, record.subarray(0, 5))).toEqual(header);
        expect(concat(encode(recordHeader, header), plaintext)).toEqual(record);
        expect(decode(tlsRecord, record).fragment).toEqual(new Uint8Array(plaintext));
      }),
    );
  });

  it("a handshake message's header is read as its description says", () => {
    const { anything } = messageTypes('tls12', { anything: { type: 250, body: rest(), most: 2 ** 24 - 1 } });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), byte, (length, next) => {
        const message = concat(encode(handshakeHeader, { type: 250, length }), new Uint8Array(length));
        const assembly = new HandshakeAssembly();
        assembly.push(concat(message, new Uint8Array([next])));
        const asked: number[] = [];
        const taken = assembly.next((type) => {
          asked.push(type);
          return [anything];
        });
        expect(asked).toEqual([250]);
        expect(taken).toEqual({ type: anything, bytes: message });
        expect(assembly.isAligned).toBe(false);
      }),
    );
  });
});
