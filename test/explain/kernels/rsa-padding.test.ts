/** explainPss and explainOaep against node:crypto. */
import { constants, createPrivateKey, createPublicKey, type KeyObject, privateDecrypt, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../../src/bytes/index.ts';
import { type Exhibit, explainOaep, explainPss, explainRsaEncrypt } from '../../../src/explain/index.ts';
import { seededRandom, sha1, sha256, sha512 } from '../../../src/hash/index.ts';
import { encodePrivateKey } from '../../../src/keys/index.ts';
import { modulusLength, type RsaPrivateKey } from '../../../src/rsa/index.ts';
import { changed, opensslKey } from '../../fixtures/rsa-vectors.ts';
import { factOf, hiddenRenderings, widest } from './examples.ts';

const nodeKey = (key: RsaPrivateKey): KeyObject =>
  createPrivateKey({ key: Buffer.from(encodePrivateKey(key, 'pkcs8')), format: 'der', type: 'pkcs8' });
const message = utf8ToBytes('a message');
const HASHES = [sha1, sha256, sha512].map((hash) => [hash.name, hash] as const);

function expectKeyHidden(exhibit: Exhibit, key: RsaPrivateKey): void {
  const hidden = hiddenRenderings(exhibit);
  const { modulus: _n, publicExponent: _e, ...secrets } = key.components();
  for (const value of Object.values(secrets)) {
    expect(hidden).not.toContain(value.toString(16));
    expect(hidden).not.toContain(`${value}`);
  }
}

describe('properties of explainPss', () => {
  it.each(HASHES)('%s: node:crypto takes the signature, with any length of salt', (name, hash) => {
    const key = opensslKey(2048);
    for (const salt of [new Uint8Array(0), new Uint8Array(hash.outputLength).fill(7), new Uint8Array(100).fill(9)]) {
      const exhibit = explainPss({ key, message, hash, salt });
      const options = {
        key: createPublicKey(nodeKey(key)),
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: salt.length,
      };
      expect(verify(name, message, options, factOf(exhibit, 'signature').value as Uint8Array)).toBe(true);
      expect(factOf(exhibit, "the engine's own result").value).toBe('valid');
      expect(factOf(exhibit, 'the same as was signed').value).toBe('yes');
      expect(widest(exhibit)).toBeLessThanOrEqual(100);
      expectKeyHidden(exhibit, key);
    }
  });

  it('refuses a key too short for the salt, and one whose parts do not fit', () => {
    const key = opensslKey(1024);
    const example = { key, message, hash: sha256, salt: new Uint8Array(95) };
    expect(() => explainPss(example)).toThrow(expect.objectContaining({ code: 'modulus-too-short' }));
    const wrong = changed(key, { exponent1: key.exponent1 + 2n });
    expect(() => explainPss({ ...example, key: wrong })).toThrow(expect.objectContaining({ code: 'exponent1' }));
  });
});

describe('properties of explainRsaEncrypt', () => {
  it('node:crypto reads the padding that is shown; message, padding and key are hidden', () => {
    const key = opensslKey(2048);
    const most = modulusLength(key) - 11;
    for (const text of [new Uint8Array(0), message, new Uint8Array(most).fill(0x77)]) {
      const exhibit = explainRsaEncrypt({ key, message: text, random: seededRandom('padding') });
      const ciphertext = factOf(exhibit, 'ciphertext').value as Uint8Array;
      const EM = privateDecrypt({ key: nodeKey(key), padding: constants.RSA_NO_PADDING }, ciphertext);
      expect(factOf(exhibit, 'EM').value).toEqual(new Uint8Array(EM));
      expect([EM[0], EM[1], EM.indexOf(0, 1)]).toEqual([0, 2, EM.length - text.length - 1]);
      expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
      expect(widest(exhibit)).toBeLessThanOrEqual(100);
      expectKeyHidden(exhibit, key);
      expect(hiddenRenderings(exhibit)).not.toContain(bytesToHex(EM.subarray(2, 10)));
    }
    const tooLong = { key, message: new Uint8Array(most + 1), random: seededRandom('padding') };
    expect(() => explainRsaEncrypt(tooLong)).toThrow(expect.objectContaining({ code: 'message-too-long' }));
    expect(() => explainRsaEncrypt({ ...tooLong, random: {} as never })).toThrow(
      expect.objectContaining({ code: 'wrong-type' }),
    );
  });
});

describe('properties of explainOaep', () => {
  it.each(HASHES)('%s: node:crypto decrypts it; message, seed and key are hidden', (name, hash) => {
    const key = opensslKey(2048);
    const label = utf8ToBytes('label');
    const seed = Uint8Array.from({ length: hash.outputLength }, (_, i) => 0xa5 ^ i);
    const most = modulusLength(key) - 2 * hash.outputLength - 2;
    for (const text of [new Uint8Array(0), message, new Uint8Array(most).fill(0x77)]) {
      const exhibit = explainOaep({ key, message: text, hash, label, seed });
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const options = { key: nodeKey(key), padding, oaepHash: name, oaepLabel: Buffer.from(label) };
      const ciphertext = factOf(exhibit, 'ciphertext').value as Uint8Array;
      expect(bytesToHex(privateDecrypt(options, ciphertext))).toBe(bytesToHex(text));
      expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
      expect(factOf(exhibit, 'the same message').value).toBe('yes');
      expect(widest(exhibit)).toBeLessThanOrEqual(100);
      expectKeyHidden(exhibit, key);
      const hidden = hiddenRenderings(exhibit);
      for (const label of ['seed', 'DB', 'dbMask', 'maskedDB', 'seedMask', 'maskedSeed', 'EM']) {
        expect(hidden).not.toContain(bytesToHex(factOf(exhibit, label).value as Uint8Array));
      }
      if (text === message) expect(hidden).not.toContain(bytesToHex(message));
    }
  });

  it('refuses a message too long, a key too short and a seed of another length', () => {
    const example = { key: opensslKey(1024), message, hash: sha256, label: message, seed: new Uint8Array(32) };
    const refused = (change: Partial<typeof example>, code: string): void =>
      expect(() => explainOaep({ ...example, ...change })).toThrow(expect.objectContaining({ code }));
    refused({ message: new Uint8Array(63) }, 'message-too-long');
    refused({ hash: sha512, seed: new Uint8Array(64) }, 'modulus-too-short');
    refused({ seed: new Uint8Array(31) }, 'out-of-range');
  });
});
