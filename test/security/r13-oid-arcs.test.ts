// node-forge CVE-2025-66030, ASN1.js#148: OID arcs in 32-bit shifts, so that one OID reads as another; and quadratic time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oid } from '../../src/asn1/index.ts';
import { bytesToHex, concat, hexToBytes } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';

const der = (content: Uint8Array): Uint8Array =>
  concat(hexToBytes(`0683${content.length.toString(16).padStart(6, '0')}`), content);

describe('R13: arcs', () => {
  it('an arc beyond 32 bits is not the arc that its low bits spell', () => {
    // 2.5.29.17 with 2^32 added to its last arc: what a shift in 32 bits would take for subjectAltName.
    const disguised = encode(oid, `2.5.29.${2n ** 32n + 17n}`);
    expect(decode(oid, disguised)).toBe('2.5.29.4294967313');
    expect(bytesToHex(encode(oid, '2.5.29.17'))).not.toBe(bytesToHex(disguised));
  });

  it('any two OIDs have different encodings', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: (1n << 140n) - 1n }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(arcs, arcs, (a, b) => {
        const [left, right] = [`1.2.${a.join('.')}`, `1.2.${b.join('.')}`];
        expect(decode(oid, encode(oid, left))).toBe(left);
        expect(bytesToHex(encode(oid, left)) === bytesToHex(encode(oid, right))).toBe(left === right);
      }),
    );
  });

  it('256 kB of OID are read or refused at once, whatever the arcs', () => {
    const short = der(new Uint8Array(262_144).fill(1));
    expect(decode(oid, short).split('.')).toHaveLength(262_145);
    const giant = new Uint8Array(262_144).fill(0x81);
    giant[giant.length - 1] = 1;
    expect(() => decode(oid, der(giant))).toThrowError(expect.objectContaining({ code: 'oid-arc-too-large' }));
  });
});
