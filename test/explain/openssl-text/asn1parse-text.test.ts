import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/bytes/index.ts';
import { asn1parseText } from '../../../src/explain/index.ts';
import { hasOpenssl30, openssl, readBytes, write } from './openssl.ts';

const CONFIG = `
asn1 = SEQUENCE:s
[s]
a = BOOL:TRUE
a2 = BOOL:FALSE
b = INT:-5
b0 = INT:0
c = ENUM:7
d = NULL
e = OID:1.2.3.4
e2 = OID:subjectAltName
f = UTCTIME:200101000000Z
g = GENTIME:20200101000000Z
h = FORMAT:HEX,OCT:00ff
i = FORMAT:ASCII,OCT:hello
j = BMP:ab
k = UNIV:ab
l = T61:ab
m = VISIBLE:ab
n = NUMERIC:12
o = IMP:5A,IA5:xx
p = EXP:5P,IA5:xx
q = FORMAT:ASCII,OCT:
r = IMP:99,IA5:xx
s = GENSTR:xx
t = FORMAT:BITLIST,BITSTR:1,5
u = IMP:7U,UTF8:desc
v = IMP:13U,UTF8:desc
w = INT:0x1234567890123456789012
x = SET:y
[y]
z = FORMAT:UTF8,UTF8:Ä
`;

describe.skipIf(!hasOpenssl30)('vectors: the listing that OpenSSL prints', () => {
  it('of every universal type and tag class', () => {
    write('asn1.cnf', CONFIG);
    openssl('asn1parse', '-genconf', 'asn1.cnf', '-noout', '-out', 'asn1.der');
    const bytes = readBytes('asn1.der');
    expect(asn1parseText(bytes)).toEqual({ text: openssl('asn1parse', '-inform', 'DER', '-in', 'asn1.der') });
    expect(asn1parseText(bytes, { indent: true }).text).toBe(
      openssl('asn1parse', '-inform', 'DER', '-in', 'asn1.der', '-i'),
    );
  });
});

describe('properties', () => {
  it('lists several elements in a row', () => {
    expect(asn1parseText(hexToBytes('3000020105')).text.split('\n')).toHaveLength(3);
  });
});

describe('misuse', () => {
  it('lists malformed bytes up to the fault, and tells the fault', () => {
    const { text, fault } = asn1parseText(hexToBytes('3006020101020500'));
    expect(text.split('\n')).toHaveLength(4);
    expect(fault).toMatchObject({ code: 'truncated' });
  });

  it('shows no control character of the input', () => {
    const { text } = asn1parseText(hexToBytes('0c041b5b316d'));
    expect(text).toContain(':.[1m');
  });

  it('stops at a budget of the caller', () => {
    expect(asn1parseText(hexToBytes('30043002'.padEnd(12, '0')), { limits: { depth: 1 } }).fault).toMatchObject({
      code: 'too-deep',
    });
  });
});
