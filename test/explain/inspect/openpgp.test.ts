/** OpenPGP's blocks resemble PEM, and are found beside certificates: they are named, and a private key in them is hidden. */
import { describe, expect, it } from 'vitest';
import { bytesToBase64, bytesToHex, concat, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { pemDecode, pemEncode } from '../../../src/keys/index.ts';
import { certificatePem } from '../../../src/x509/index.ts';
import { root } from '../../fixtures/drafts.ts';
import { show, textOf } from './shown.ts';

const PUBLIC = `04 6b0b0edb 16 09 2b06010401da470f01 0107 40 ${'a0'.repeat(32)}`;
const SCALAR = 'b5e03ee659a579a73406cec0738677f743480656b1d9785680f9d6346300b1f7';
const packet = (hex: string): Uint8Array => hexToBytes(hex.replaceAll(' ', ''));
/** RFC 9580 §5.5.3: of Ed25519, version 4, not encrypted, as GnuPG 2.2 exports it; in the old form of a header. */
const secretKey = packet(`94 58 ${PUBLIC} 00 0100 ${SCALAR} 10d4`);
const publicKey = packet(`98 33 ${PUBLIC}`);
const armour = (label: string, bytes: Uint8Array, checksum = '\n=AEIr'): string =>
  `-----BEGIN ${label}-----\nVersion: GnuPG v2\n\n${bytesToBase64(bytes).replace(/.{64}(?=.)/g, '$&\n')}${checksum}\n-----END ${label}-----\n`;
const textOfFile = (file: string | Uint8Array): string => textOf(show(file).exhibit);
const isShown = (file: string | Uint8Array): boolean => {
  const text = textOfFile(file)
    .replace(/^[0-9a-f]{6} {2}/gm, '')
    .replace(/\s/g, '');
  return text.includes(SCALAR.slice(0, 8)) || text.includes(SCALAR.slice(-20, -10));
};

describe('the armour', () => {
  it.each([
    ['PGP PUBLIC KEY BLOCK', 'OpenPGP public key'],
    ['PGP PRIVATE KEY BLOCK', 'OpenPGP private key'],
    ['PGP MESSAGE', 'OpenPGP message'],
    ['PGP SIGNATURE', 'OpenPGP signature'],
  ])('%s is named, with what to do, with a checksum and without', (label, name) => {
    for (const checksum of ['\n=AEIr', '']) {
      const text = textOfFile(armour(label, publicKey, checksum));
      expect(text).toContain(name);
      expect(text).toContain('gpg --list-packets FILE');
      expect(text).toContain('RFC 9580 §6.2');
    }
  });

  it('a file that age encrypted is named too, and a key in the place of one is hidden', () => {
    const begin = utf8ToBytes('age-encryption.org/v1\n-> X25519 abc\n');
    expect(textOfFile(pemEncode('AGE ENCRYPTED FILE', begin))).toContain('age -d FILE decrypts it');
    expect(isShown(pemEncode('AGE ENCRYPTED FILE', secretKey))).toBe(false);
  });

  it('does not keep what is beside it from being shown, nor does a text that is signed', () => {
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n${armour('PGP SIGNATURE', packet('88 01 04'))}`;
    const text = textOfFile(`${signed}${certificatePem(root)}`);
    expect(text).toContain('OpenPGP signature');
    expect(text).toContain('tbsCertificate');
  });

  it('is read as bytes; the checksum is none of them, and in PEM it is a fault', () => {
    const [block] = pemDecode(armour('PGP MESSAGE', publicKey));
    expect(bytesToHex(block.bytes)).toBe(bytesToHex(publicKey));
    const labelled = armour('CERTIFICATE', publicKey);
    expect(() => pemDecode(labelled)).toThrow(expect.objectContaining({ code: 'pem-base64' }));
  });
});

describe('a private key', () => {
  const LABELS = ['PGP PRIVATE KEY BLOCK', 'PGP PUBLIC KEY BLOCK', 'PGP MESSAGE', 'CERTIFICATE', 'SOMETHING ELSE'];

  it.each(LABELS)('is hidden under %s', (label) => {
    expect(isShown(pemEncode(label, secretKey))).toBe(false);
  });

  it('is hidden in its binary form, in the new form of a header, and as armour in a string', () => {
    const newForm = concat(packet('c558'), secretKey.subarray(2));
    for (const bytes of [secretKey, newForm]) {
      expect(isShown(bytes)).toBe(false);
      expect(textOfFile(bytes)).toContain('OpenPGP private key');
    }
    const text = utf8ToBytes(armour('PGP PRIVATE KEY BLOCK', secretKey));
    const string = concat(packet(`04 81 ${text.length.toString(16)}`), text);
    expect(textOfFile(string)).toContain('(hidden)');
  });

  it('is the only thing that is hidden', () => {
    for (const file of [publicKey, armour('PGP PUBLIC KEY BLOCK', publicKey)]) {
      expect(textOfFile(file)).toContain('OpenPGP public key');
      expect(textOfFile(file)).not.toContain('(hidden)');
    }
  });
});

it('a file of age or minisign is named', () => {
  for (const text of ['untrusted comment: minisign public key 0\nRWQ\n', 'AGE-SECRET-KEY-1QQPZRY9\n']) {
    expect(() => show(text)).toThrow(/of age, minisign or signify/);
  }
});
