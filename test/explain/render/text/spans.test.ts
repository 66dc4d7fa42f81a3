import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derNode } from '../../../../src/asn1/index.ts';
import { bytesToHex, hexToBytes } from '../../../../src/bytes/index.ts';
import { annotate, encode } from '../../../../src/codec/index.ts';
import { spansText } from '../../../../src/explain/index.ts';
import { width } from '../../../../src/explain/render/text/wrap.ts';
import { seededRandom } from '../../../../src/hash/index.ts';
import { encodePrivateKey, privateKeyInfo } from '../../../../src/keys/index.ts';
import { generateRsaKey } from '../../../../src/rsa/index.ts';
import { arbitraryOf } from '../../../../src/testing/index.ts';
import { handshake } from '../../../../src/tls/index.ts';
import { certificate, name } from '../../../../src/x509/index.ts';

const key = generateRsaKey({ modulusBits: 512, random: seededRandom('spans'), insecure: true });
const pkcs8 = encodePrivateKey(key, 'pkcs8');

describe('vectors', () => {
  it('of a name, as it has always been shown', () => {
    const bytes = hexToBytes('300c310a30080603550403130161');
    expect(spansText(annotate(name, bytes).span, bytes).split('\n')).toEqual([
      '000000  30 0c                    Name: Name, 14 bytes  X.690 §11.6',
      '000002  31 0a                      0: RelativeDistinguishedName, 12 bytes  X.690 §11.6',
      '000004  30 08                        0: AttributeTypeAndValue, 10 bytes  RFC 5280 §4.1.2.4',
      '000006  06 03 55 04 03                 type = 2.5.4.3 (commonName)  X.690 §8.19',
      '00000b  13 01 61                       value.printableString = "a"  X.680 §41.4',
      '',
    ]);
  });
});

describe('regressions', () => {
  it('writes versions, suites and schemes with their names, and as their standards do', () => {
    const hello = hexToBytes(`010000290303${'00'.repeat(32)}000004003cfafa0100`);
    const told = spansText(annotate(handshake, hello).span, hello);
    expect(told).toContain('clientVersion = TLS 1.2 (0x0303)');
    expect(told).toContain('type = client_hello (1)');
    expect(told).toContain('0 = TLS_RSA_WITH_AES_128_CBC_SHA256 (0x003c)');
    expect(told).toContain('1 = 0xfafa');
    const request = hexToBytes('0d00000a 0101 0004 0401 fafa 0000'.replaceAll(' ', ''));
    const asked = spansText(annotate(handshake, request).span, request);
    expect(asked).toContain('0 = rsa_sign (1)');
    expect(asked).toContain('0 = rsa_pkcs1_sha256 (0x0401)');
    expect(asked).toContain('1 = 0xfafa');
    expect(told).toContain('SessionID, 1 byte  ');
  });
});

describe('properties', () => {
  it('shows every byte once, in order, within 100 columns', () => {
    fc.assert(
      fc.property(arbitraryOf(certificate), (value) => {
        const bytes = encode(certificate, value);
        const lines = spansText(annotate(certificate, bytes).span, bytes, { fieldBytes: 2 ** 20 })
          .trimEnd()
          .split('\n');
        expect(lines.map((line) => line.slice(8, 31).replaceAll(' ', '')).join('')).toBe(bytesToHex(bytes));
        expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('hides secrets unless they are asked for', () => {
    const { span } = annotate(privateKeyInfo, pkcs8);
    const hidden = spansText(span, pkcs8);
    const shown = spansText(span, pkcs8, { secrets: true });
    const prime = bytesToHex(pkcs8).indexOf(key.prime1.toString(16)) / 2;
    const raw = bytesToHex(pkcs8.subarray(prime, prime + 4)).replace(/..(?=.)/g, '$& ');
    expect(shown).toContain(raw);
    expect(hidden).not.toContain(raw);
    expect(hidden).not.toContain(`${key.prime1}`);
    expect(hidden.match(/secret/g)).toHaveLength(6);
  });
});

describe('misuse', () => {
  it('shows malformed bytes up to the fault', () => {
    const bytes = hexToBytes('3006020101020500');
    expect(spansText(annotate(derNode, bytes).span, bytes)).toContain('02 01 01');
  });
});
