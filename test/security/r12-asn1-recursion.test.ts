// node-forge CVE-2025-66031, ASN1.js#131, lapo-luchini/asn1js#110, node-asn1#57: recursion without a bound; asn1-schema#134, PeculiarVentures/x509#141, #150: bounds that nobody can set.
import { describe, expect, it } from 'vitest';
import { derLength, derNode, explicit, integer, octetString, sequenceOf } from '../../src/asn1/index.ts';
import { type Codec, decode, encode, type Limits, Writer } from '../../src/codec/index.ts';

/** `depth` SEQUENCEs inside one another, written from the inside without recursion. */
function nested(depth: number): Uint8Array {
  const writer = new Writer();
  for (let i = 0; i < depth; i++) {
    derLength.encode(writer, writer.size);
    writer.uint8(0x30);
  }
  return writer.finish();
}

const codeOf = (bytes: Uint8Array, limits?: Partial<Limits>): unknown => {
  try {
    decode(derNode, bytes, { limits });
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('R12: budgets', () => {
  it('a million nested elements end in an error of ours, never of the stack', () => {
    expect(codeOf(nested(1_000_000))).toBe('too-deep');
    expect(codeOf(nested(1_000_000), { depth: 1000 })).toBe('too-deep');
  });

  it('depth, nodes and bytes are the caller’s to set', () => {
    expect(codeOf(nested(65))).toBe('too-deep');
    expect(codeOf(nested(64))).toBeUndefined();
    expect(codeOf(nested(900), { depth: 900 })).toBeUndefined();
    expect(codeOf(nested(3), { depth: 2 })).toBe('too-deep');
    const wide = encode(sequenceOf(octetString), Array(500).fill(new Uint8Array()));
    expect(codeOf(wide)).toBeUndefined();
    expect(codeOf(wide, { nodes: 500 })).toBe('too-many-nodes');
    expect(codeOf(wide, { bytes: wide.length - 1 })).toBe('too-large');
  });

  it('no budget is applied to what we write ourselves', () => {
    let deep: Codec<bigint> = integer;
    for (let i = 0; i < 200; i++) deep = explicit(0, deep);
    const bytes = encode(deep, 7n);
    expect(() => decode(deep, bytes)).toThrowError(expect.objectContaining({ code: 'too-deep' }));
    expect(decode(deep, bytes, { limits: { depth: 201 } })).toBe(7n);
  });
});
