import { createCipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { CIPHER_SUITE_NAMES, type ProtectedParts } from '../../../src/tls/index.ts';
import { suitesOf } from '../../../src/tls/negotiation/suites.ts';
import type { DirectionKeys } from '../../../src/tls/record/protection.ts';

/** Those of TLS 1.3 have a test of their own. */
const TLS_1_2 = CIPHER_SUITE_NAMES.filter((name) => name.includes('_WITH_'));
const cases = TLS_1_2.flatMap((name) =>
  (name.includes('CBC') ? [false, true] : [false]).map((encryptThenMac) => ({ name, encryptThenMac })),
);

function make(name: string, encryptThenMac: boolean) {
  const [suite] = suitesOf([name], 'name').tls12;
  const random = seededRandom(name);
  const { macKeyLength, keyLength, fixedIvLength } = suite.bulk;
  const draw = (length: number) => new Uint8Array(random.bytes(length));
  const keys = { macKey: draw(macKeyLength), key: draw(keyLength), fixedIv: draw(fixedIvLength) };
  return { keys, protection: suite.bulk.protection(keys, { encryptThenMac, random }) };
}

/** seq_num + type + version + length, by the letter of RFC 5246 §6.2.3.1. */
function header(sequence: number, type: number, length: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeBigUInt64BE(BigInt(sequence));
  bytes.set([type, 3, 3], 8);
  bytes.writeUInt16BE(length, 11);
  return bytes;
}

/** What the fragment should be, by node:crypto. */
function reference(
  name: string,
  keys: DirectionKeys,
  sequence: number,
  plaintext: Uint8Array,
  parts: ProtectedParts,
): string {
  const aes = `aes-${keys.key.length * 8}`;
  if (parts.kind === 'aead' && parts.explicitNonce.length === 0) {
    // RFC 7905 §2: the sequence number, padded with zeros to the left, XORed with the IV.
    const nonce = keys.fixedIv.map((byte, i) => byte ^ (i < 4 ? 0 : header(sequence, 23, 0)[i - 4]));
    const cipher = createCipheriv('chacha20-poly1305', keys.key, nonce, { authTagLength: 16 });
    cipher.setAAD(header(sequence, 23, plaintext.length), { plaintextLength: plaintext.length });
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]).toString('hex');
  }
  if (parts.kind === 'aead') {
    const explicit = header(sequence, 23, 0).subarray(0, 8);
    const cipher = createCipheriv(`${aes}-gcm` as 'aes-128-gcm', keys.key, Buffer.concat([keys.fixedIv, explicit]));
    cipher.setAAD(header(sequence, 23, plaintext.length));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([explicit, ciphertext, cipher.getAuthTag()]).toString('hex');
  }
  const { iv } = parts;
  const hmac = (...data: Uint8Array[]) =>
    createHmac(name.endsWith('SHA') ? 'sha1' : 'sha256', keys.macKey)
      .update(Buffer.concat(data))
      .digest();
  const encrypt = (...data: Uint8Array[]) => {
    const content = Buffer.concat(data);
    const count = 15 - (content.length % 16);
    const cipher = createCipheriv(`${aes}-cbc`, keys.key, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(Buffer.concat([content, Buffer.alloc(count + 1, count)])), cipher.final()]);
  };
  if (parts.kind === 'mac-then-encrypt') {
    const mac = hmac(header(sequence, 23, plaintext.length), plaintext);
    return Buffer.concat([iv, encrypt(plaintext, mac)]).toString('hex');
  }
  const sent = Buffer.concat([iv, encrypt(plaintext)]);
  return Buffer.concat([sent, hmac(header(sequence, 23, sent.length), sent)]).toString('hex');
}

describe.each(cases)('properties: $name, encryptThenMac $encryptThenMac', ({ name, encryptThenMac }) => {
  const { keys, protection } = make(name, encryptThenMac);
  const sequences = fc.maxSafeNat();
  const plaintexts = fc.uint8Array({ maxLength: 600 });

  it('seals what node:crypto seals, and opens it', () => {
    fc.assert(
      fc.property(sequences, plaintexts, (sequence, plaintext) => {
        const seen: ProtectedParts[] = [];
        const fragment = protection.seal(sequence, 23, plaintext, (parts) => seen.push(parts));
        expect(bytesToHex(fragment)).toBe(reference(name, keys, sequence, plaintext, seen[0]));
        expect(protection.open(sequence, 23, fragment, (parts) => seen.push(parts))).toEqual(new Uint8Array(plaintext));
        expect(seen[1]).toEqual(seen[0]);
      }),
    );
  });

  it('opens nothing else: another number, another type, another byte, another length', () => {
    const refused = expect.objectContaining({ code: 'bad-record-mac', alert: 'bad_record_mac' });
    fc.assert(
      fc.property(plaintexts, fc.nat(), fc.integer({ min: 1, max: 255 }), (plaintext, place, change) => {
        const fragment = protection.seal(7, 23, plaintext);
        expect(() => protection.open(8, 23, fragment)).toThrow(refused);
        expect(() => protection.open(7, 22, fragment)).toThrow(refused);
        expect(() => protection.open(7, 23, fragment.subarray(0, place % fragment.length))).toThrow(refused);
        fragment[place % fragment.length] ^= change;
        expect(() => protection.open(7, 23, fragment)).toThrow(refused);
      }),
    );
  });
});

describe('what a MAC does not say (RFC 5246 §6.2.3.2, RFC 7366 §3)', () => {
  const name = 'TLS_RSA_WITH_AES_128_CBC_SHA';
  const refused = expect.objectContaining({ code: 'bad-record-mac', alert: 'bad_record_mac' });
  /** A fragment under encrypt-then-MAC, with the MAC that it should have. */
  const authentic = ({ keys }: ReturnType<typeof make>, sent: Uint8Array): Buffer => {
    const mac = createHmac('sha1', keys.macKey)
      .update(Buffer.concat([header(7, 23, sent.length), sent]))
      .digest();
    return Buffer.concat([sent, mac]);
  };

  it('a part of a block is refused under a right MAC, and so is an IV alone', () => {
    const made = make(name, true);
    for (const length of [0, 15, 16, 17, 33, 47, 49]) {
      const sent = authentic(made, new Uint8Array(length));
      expect(() => made.protection.open(7, 23, sent), `${length} bytes`).toThrow(refused);
    }
  });

  it('a wrong padding is refused under a right MAC', () => {
    const made = make(name, true);
    const cipher = createCipheriv('aes-128-cbc', made.keys.key, Buffer.alloc(16)).setAutoPadding(false);
    const padded = Buffer.alloc(16, 15).fill(14, 0, 1);
    const sent = Buffer.concat([Buffer.alloc(16), cipher.update(padded)]);
    expect(() => made.protection.open(7, 23, authentic(made, sent))).toThrow(refused);
  });

  it('a part of a block is refused where the MAC is inside', () => {
    const { protection } = make(name, false);
    const fragment = protection.seal(7, 23, new Uint8Array(40));
    for (const cut of [1, 15]) expect(() => protection.open(7, 23, fragment.subarray(0, -cut))).toThrow(refused);
  });
});
