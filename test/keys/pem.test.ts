import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../src/codec/index.ts';
import {
  PemError,
  pemDecode,
  pemEncode,
  pemText,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
  writePublicKeyPem,
} from '../../src/keys/index.ts';
import { cases, codeOf } from '../fixtures/key-vectors.ts';

const raw = fc.uint8Array({ maxLength: 200 });
const label = fc.constantFrom('CERTIFICATE', 'RSA PRIVATE KEY', 'X509 CRL', 'A', 'A-B C');
const block = '-----BEGIN A-----\nAQID\n-----END A-----\n';

describe('vectors', () => {
  it('writes lines of 64 characters', () => {
    expect(pemEncode('A', new Uint8Array(49))).toBe(`-----BEGIN A-----\n${'A'.repeat(64)}\nAA==\n-----END A-----\n`);
    expect(pemEncode('A', new Uint8Array(0))).toBe('-----BEGIN A-----\n-----END A-----\n');
  });

  it('passes over text around blocks, and RFC 1421 headers in them', () => {
    const headers = ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,00'];
    const text = `subject=CN = x\n${block}between -----BEGIN B-----\n${block.replace('\n', `\n${headers.join('\n')}\n\n`)}end`;
    expect(pemDecode(text)).toEqual([
      { label: 'A', bytes: new Uint8Array([1, 2, 3]), headers: [], line: 2 },
      { label: 'A', bytes: new Uint8Array([1, 2, 3]), headers, line: 6 },
    ]);
  });

  it('takes the private key out of a file that holds a certificate too', () => {
    const [{ pkcs8 }] = cases;
    expect(readPrivateKeyPem(pemEncode('CERTIFICATE', new Uint8Array(5)) + pkcs8)).toEqual(readPrivateKeyPem(pkcs8));
  });
});

describe('text as editors and shells write it', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('passes over a byte order mark before a block, at the beginning and where files were joined', () => {
    const text = `\ufeff${block}${block}\ufeff${block}\r\n`;
    for (const given of [text, pemText(bytes(text))]) {
      expect(pemDecode(given).map(({ line }) => line)).toEqual([1, 4, 7]);
    }
    // Beside Latin-1, the mark is three characters of that.
    const latin1 = Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes(block), 0xe9, 0x0a, 0xef, 0xbb, 0xbf, ...bytes(block));
    expect(pemDecode(pemText(latin1)).map(({ line }) => line)).toEqual([1, 5]);
  });

  it('reads UTF-16 by its byte order mark', () => {
    const little = Buffer.from(`\ufeff${block}`, 'utf16le');
    for (const given of [little, Buffer.from(little).swap16()]) {
      expect(pemDecode(pemText(given))).toEqual(pemDecode(block));
    }
  });

  it('keeps other text as it is, whatever its encoding', () => {
    expect(pemText(bytes('Zürich 🔑'))).toBe('Zürich 🔑');
    expect(pemText(Uint8Array.of(0x5a, 0xfc))).toBe('Zü');
    expect(pemText(new Uint8Array(0))).toBe('');
    fc.assert(fc.property(fc.uint8Array(), (any) => typeof pemText(any) === 'string'));
  });
});

describe('labels that lie', () => {
  const [{ pkcs1, pkcs8 }] = cases;
  it('are told, with the label that is right', () => {
    const refusal = (text: string): string => {
      try {
        return String(readPrivateKeyPem(text));
      } catch (error) {
        return `${codeOf(() => {
          throw error;
        })} ${(error as Error).message}`;
      }
    };
    expect(refusal(pkcs8.replaceAll(' PRIVATE', ' RSA PRIVATE'))).toBe(
      'wrong-pem-label the block is labelled RSA PRIVATE KEY but holds a PKCS #8 key; it should be labelled PRIVATE KEY',
    );
    expect(refusal(pkcs1.replaceAll(' RSA', ''))).toBe(
      'wrong-pem-label the block is labelled PRIVATE KEY but holds a PKCS #1 key; it should be labelled RSA PRIVATE KEY',
    );
    const publicKey = readPublicKeyPem(writePublicKeyPem(publicKeyOf(readPrivateKeyPem(pkcs8)), 'spki'));
    const lying = writePublicKeyPem(publicKey, 'spki').replaceAll(' PUBLIC', ' RSA PUBLIC');
    expect(() => readPublicKeyPem(lying)).toThrow(
      'the block is labelled RSA PUBLIC KEY but holds a SubjectPublicKeyInfo',
    );
    // Of no format at all: the fault of the format that the label says.
    expect(() => readPrivateKeyPem(pemEncode('PRIVATE KEY', Uint8Array.of(5, 0)))).toThrow(DecodeError);
  });
});

describe('properties', () => {
  it('reads what it writes, with either line break and white space at the ends of lines', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ label, bytes: raw })), fc.constantFrom('\n', '\r\n', ' \t\n'), (blocks, eol) => {
        const text = blocks
          .map((one) => pemEncode(one.label, one.bytes))
          .join('')
          .replaceAll('\n', eol);
        expect(pemDecode(text).map(({ label, bytes }) => ({ label, bytes: Buffer.from(bytes) }))).toEqual(
          blocks.map((one) => ({ ...one, bytes: Buffer.from(one.bytes) })),
        );
      }),
    );
  });

  it('passes over white space inside lines, and counts lines with it (RFC 7468 §3)', () => {
    const [read] = pemDecode('-----BEGIN A-----\nAQ ID\n\t B A U\v G\n-----END A-----\n');
    expect([...read.bytes]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(codeOf(() => pemDecode('-----BEGIN A-----\nAQ ID\nA# ==\n-----END A-----\n'))).toBe('pem-base64');
  });

  it('refuses a listener that is none', () => {
    expect(codeOf(() => pemDecode('', { onFault: 'log' as never }))).toBe('wrong-type');
  });

  it('throws its own error, or none, whatever the text is', () => {
    const line = fc.constantFrom(
      '-----BEGIN A-----',
      '-----END A-----',
      '-----END B-----',
      'AQID',
      'AQ=',
      '',
      '#',
      'K: v',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          pemDecode(lines.join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(PemError);
        }
      }),
    );
  });

  it('reads a text of a megabyte without a block', () => {
    for (const text of [
      '\n'.repeat(2 ** 20),
      '-'.repeat(2 ** 20),
      '-----BEGIN '.repeat(2 ** 17),
      '0'.repeat(2 ** 20),
    ]) {
      expect(pemDecode(text)).toEqual([]);
    }
  });
});

describe('misuse', () => {
  const fault = (text: string): unknown => {
    try {
      pemDecode(text);
    } catch (error) {
      if (error instanceof PemError) return [error.code, error.line];
      throw error;
    }
    return undefined;
  };

  it('says what is wrong, and in which line', () => {
    expect(fault('\n-----BEGIN A-----\nAQID\n')).toEqual(['pem-unfinished', 2]);
    expect(fault('-----BEGIN A-----\nAQID\n-----END B-----\n')).toEqual(['pem-label', 3]);
    expect(fault('-----BEGIN A-----\nAQID\n-----BEGIN A-----\n')).toEqual(['pem-label', 3]);
    expect(fault('-----BEGIN A-----\nAQID\nA!ID\n-----END A-----\n')).toEqual(['pem-base64', 3]);
    expect(fault('-----BEGIN A-----\nAQID\n\nAQI\n-----END A-----\n')).toEqual(['pem-base64', 4]);
    expect(fault('-----BEGIN A-----\nAQI=\nAQID\n-----END A-----\n')).toEqual(['pem-base64', 2]);
    expect(fault('-----BEGIN A-----\nAQIC\nAR==\n-----END A-----\n')).toEqual(['pem-base64', 3]);
    expect(fault(block)).toBeUndefined();
  });

  it('refuses what is no label, and a text without a key', () => {
    for (const label of ['', '-A', 'A-', 'A--B', 'A\n']) {
      expect(codeOf(() => pemEncode(label, new Uint8Array(0)))).toBe('out-of-range');
    }
    expect(codeOf(() => readPrivateKeyPem('no key'))).toBe('no-pem-block');
    expect(codeOf(() => readPrivateKeyPem(block))).toBe('wrong-pem-label');
  });
});

describe('regressions', () => {
  it('counts blocks, however small they are', () => {
    const many = '-----BEGIN A-----\n-----END A-----\n'.repeat(4);
    expect(pemDecode(many, { limits: { nodes: 4 } }).map(({ line }) => line)).toEqual([1, 3, 5, 7]);
    expect(() => pemDecode(many, { limits: { nodes: 3 } })).toThrowError(
      expect.objectContaining({ code: 'pem-too-many-blocks', line: 7 }),
    );
    const flood = '-----BEGIN A-----\n-----END A-----\n'.repeat(100_001);
    expect(() => pemDecode(flood)).toThrowError(
      expect.objectContaining({ code: 'pem-too-many-blocks', line: 200_001 }),
    );
  });

  it('finds out of a line of any length whether it begins a block', () => {
    const long = 'A'.repeat(20_000_000);
    expect(pemDecode(`-----BEGIN ${long}`)).toEqual([]);
    expect(pemDecode(`-----BEGIN ${long}-----\n-----END ${long}-----`)[0].label.length).toBe(long.length);
    for (const text of ['-----BEGIN -----', '-----BEGIN ----', '-----BEGIN A -----', '-----BEGIN A--B-----']) {
      expect(pemDecode(text), text).toEqual([]);
    }
    expect(codeOf(() => pemEncode(5 as never, new Uint8Array(0)))).toBe('out-of-range');
  });
});
