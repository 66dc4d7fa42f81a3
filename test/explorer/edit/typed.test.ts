import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, VitrineError } from '../../../src/bytes/index.ts';
import { type FieldPlace, fieldValue } from '../../../src/explorer/index.ts';

const at = (path: string, type: string, hex: string, start: number, contentStart: number): FieldPlace => ({
  ...{ path: path.split(' '), type, start, contentStart, end: hex.length / 2 },
});

/** A field, its bytes, how it is entered and as what; another value, and the bytes of all with that. */
const FIELDS = [
  ['x 2.iPAddress', 'OCTET STRING', '87040a600001', 0, 2, 'address', '10.96.0.1', '192.0.2.1', '8704c0000201'],
  ['base.iPAddress', '', '87080a000000ff000000', 0, 2, 'address', '10.0.0.0/255.0.0.0', '10.0.0.0/255.255.0.0', ''],
  ['extnValue.keyUsage', 'KeyUsage', '040403020780', 0, 2, 'names', 'digitalSignature', 'cRLSign', '040403020102'],
  ['extnValue.keyUsage value', 'KeyUsage', '03020106', 0, 2, 'names', 'keyCertSign,cRLSign', 'cRLSign', '03020102'],
  [
    'extnValue.keyUsage value bytes',
    'bits',
    '03020780',
    3,
    3,
    'names',
    'digitalSignature',
    'decipherOnly',
    '0303070080',
  ],
  ['extnValue.basicConstraints', 'BasicConstraints', '04023000', 0, 2, 'boolean', 'false', 'true', '040530030101ff'],
  ['extnValue.basicConstraints value', 'BasicConstraints', '3000', 0, 2, 'boolean', 'false', 'true', '30030101ff'],
  ['value', 'BasicConstraints', '30060101ff020103', 0, 2, 'boolean', 'true', 'false', '3003020103'],
  ['tbsCertificate version', 'INTEGER', 'a003020102', 0, 2, 'choice', 'v3 (2)', 'v1 (0)', 'a003020100'],
  ['tbsCertificate version value', 'INTEGER', '020102', 0, 2, 'choice', 'v3 (2)', 'v2 (1)', '020101'],
  ['serialNumber', 'INTEGER', '020105', 0, 2, 'integer', '5', '7', '020107'],
] as const;

/** The bytes after another value was entered, with the lengths around it in a byte each. */
function entered(bytes: Uint8Array, field: FieldPlace, text: string): string {
  const { start, end, encode } = fieldValue(bytes, field)!;
  const made = encode(text);
  const after = [...bytes.subarray(0, start), ...made, ...bytes.subarray(end)];
  for (let i = 0; i + 1 < start; i++)
    if (i + 2 + bytes[i + 1] === bytes.length) after[i + 1] += made.length - (end - start);
  return bytesToHex(new Uint8Array(after));
}

describe('vectors', () => {
  it.each(FIELDS)('%s of type %s, %s', (path, type, hex, start, contentStart, kind, text, other, after) => {
    const field = at(path, type, hex, start, contentStart);
    expect(fieldValue(hexToBytes(hex), field)).toMatchObject({ kind, text });
    if (after !== '') expect(entered(hexToBytes(hex), field, other)).toBe(after);
  });

  it('what is malformed has no editor of its own', () => {
    const of = (path: string, type: string, hex: string) => fieldValue(hexToBytes(hex), at(path, type, hex, 0, 2));
    expect(of('extnValue.keyUsage value', 'KeyUsage', '03020080')).toBeUndefined();
    expect(of('x 0.iPAddress', '', '87050a60000101')).toBeUndefined();
    expect(of('tbsCertificate version', 'INTEGER', 'a003020109')).toBeUndefined();
    expect(of('extnValue.basicConstraints', 'BasicConstraints', '04023001')).toBeUndefined();
  });
});

describe('misuse', () => {
  it.each([
    ['x 2.iPAddress', '', '87040a600001', '10.96.0.1/32'],
    ['x 2.iPAddress', '', '87040a600001', 'kubernetes'],
    ['keyUsage value', 'KeyUsage', '03020780', ''],
  ])('%s is never %s', (path, type, hex, text) => {
    expect(() => fieldValue(hexToBytes(hex), at(path, type, hex, 0, 2))!.encode(text)).toThrow(VitrineError);
  });
});
