import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derNode } from '../../../src/asn1/index.ts';
import { bytesToHex, concat, hexToBytes } from '../../../src/bytes/index.ts';
import { annotate, decode, encode, type Span } from '../../../src/codec/index.ts';
import { type Edit, ExplorerError, edited, fieldAfter, formatEdits, parseEdits } from '../../../src/explorer/index.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';
import { certificate, decodeCertificate, readCertificatesPem } from '../../../src/x509/index.ts';

const [{ der }] = readCertificatesPem(SAMPLES.server);
const change = (start: number, end: number, hex: string, mends = true): Edit => ({
  ...{ block: 0, start, end, bytes: hexToBytes(hex), mends },
});

describe('vectors', () => {
  it('mend every length around, as many bytes as it takes', () => {
    // SEQUENCE { OCTET STRING { SEQUENCE { NULL } }, BIT STRING { SEQUENCE { } } }
    const bytes = hexToBytes('300b 0404 3002 0500 0303 00 3000'.replaceAll(' ', ''));
    expect(bytesToHex(edited(bytes, change(6, 8, '0101ff')))).toBe('300c04053003' + '0101ff' + '0303003000');
    expect(bytesToHex(edited(bytes, change(13, 13, '0500')))).toBe('300d04043002' + '0500' + '03050030020500');
    const long = edited(bytes, change(6, 8, `0481c8${'aa'.repeat(200)}`));
    expect(bytesToHex(long.subarray(0, 12))).toBe('3081d60481ce3081cb0481c8');
    expect(decode(derNode, long)).toBeDefined();
  });

  it('leave the lengths as they are if that is wanted', () => {
    expect(bytesToHex(edited(hexToBytes('30020500'), change(2, 4, '', false)))).toBe('3002');
  });

  it('a name in a certificate becomes longer, and it is read as before', () => {
    const at = der.findIndex(
      (_, i) => bytesToHex(der.subarray(i, i + 16)) === bytesToHex(new TextEncoder().encode('\x0c\x0ekube-apiserver')),
    );
    const made = edited(der, change(at, at + 16, `0c82012c${'61'.repeat(300)}`));
    expect(decodeCertificate(made).subject.value).not.toEqual(decodeCertificate(der).subject.value);
    expect(made.length).toBeGreaterThan(der.length + 284);
  });
});

describe('where a field is after a change', () => {
  // SEQUENCE { NULL, SEQUENCE { OCTET STRING of 124 bytes } }
  const bytes = concat(hexToBytes('308182' + '0500' + '307e' + '047c'), new Uint8Array(124));
  const string = { start: 7, contentStart: 9, end: 133 };

  it('its length, and one around it, need another byte', () => {
    const longer = change(9, 133, '11'.repeat(130));
    const moved = fieldAfter(bytes, longer, string);
    expect(moved).toEqual({ start: 8, contentStart: 11, end: 141 });
    expect(bytesToHex(edited(bytes, longer).subarray(moved!.start, moved!.contentStart + 1))).toBe('04818211');
    const content = change(9, 133, '11'.repeat(130), false);
    expect(fieldAfter(bytes, content, string)).toEqual(string);
    expect(fieldAfter(bytes, change(9, 133, '', false), string)).toEqual({ ...string, end: 9 });
  });

  it('it is empty, or removed', () => {
    expect(fieldAfter(bytes, change(9, 133, ''), string)).toEqual({ start: 6, contentStart: 8, end: 8 });
    expect(fieldAfter(bytes, change(7, 133, ''), string)).toBeUndefined();
    expect(() => fieldAfter(bytes, change(3, 5, ''), string)).toThrow(/field.start/);
    // Of a BIT STRING, the number of unused bits is changed with the bits.
    const bits = { start: 3, contentStart: 3, end: 4 };
    expect(fieldAfter(hexToBytes('03020780'), change(2, 4, '070080'), bits)).toEqual({ ...bits, end: 5 });
  });
});

describe('properties', () => {
  /** Every element in a tree. */
  const elements = ({ start, end, children, type }: Span): { start: number; end: number }[] => [
    ...(type === 'identifier' ? [] : [{ start, end }]),
    ...children.flatMap(elements),
  ];

  it('DER stays DER when any element in it is replaced by one', () => {
    const trees = arbitraryOf(derNode).map((tree) => encode(derNode, { tag: 0x30, children: [tree] }));
    const chosen = fc.tuple(trees, trees, fc.nat());
    fc.assert(
      fc.property(chosen, ([bytes, other, n]) => {
        const { span } = annotate(derNode, bytes);
        const whole = elements(span).filter(({ start, end }) => {
          const { fault } = annotate(derNode, bytes.subarray(start, end));
          return end > start && fault === undefined;
        });
        const { start, end } = whole[n % whole.length];
        const made = edited(bytes, { block: 0, start, end, bytes: other, mends: true });
        expect(annotate(derNode, made).fault).toBeUndefined();
      }),
    );
  });

  it('any change to anything gives bytes, and nothing outside of the lengths changes', () => {
    const any = fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.nat(60), fc.nat(60), fc.uint8Array({ maxLength: 9 }));
    fc.assert(
      fc.property(any, fc.boolean(), ([bytes, one, other, put], mends) => {
        const [start, end] = [one, other].map((at) => Math.min(at, bytes.length)).toSorted((a, b) => a - b);
        const made = edited(bytes, { block: 0, start, end, bytes: put, mends });
        const tail = concat(put, bytes.subarray(end));
        expect(bytesToHex(made.subarray(made.length - tail.length))).toBe(bytesToHex(tail));
      }),
    );
  });

  it('changes come back from their text', () => {
    const edits = fc.array(
      fc.record({
        ...{ block: fc.nat(99), start: fc.nat(9999), end: fc.nat(9999), mends: fc.boolean() },
        bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(edits, (list) => {
        expect(parseEdits(formatEdits(list))).toEqual(list);
      }),
    );
  });
});

describe('misuse', () => {
  it('texts that are no changes, and ranges that are not there, are refused', () => {
    for (const text of ['x', '0.1-2', '0.1-2.a', '0.1-2.zz', ',', '-1.1-2.aa', '0.1-2.aa;0.1-2.bb']) {
      expect(() => parseEdits(text), text).toThrow(ExplorerError);
    }
    expect(() => parseEdits(new Array(1025).fill('0.1-2.aa').join(','))).toThrow(/more than 1024 changes/);
    expect(() => edited(der, change(9, 5, 'aa'))).toThrow(/edit.end/);
    expect(() => edited(der, change(0, der.length + 1, 'aa'))).toThrow(/edit.end/);
    expect(annotate(certificate, edited(der, change(0, 1, '31'))).fault?.at).toBe(0);
  });
});
