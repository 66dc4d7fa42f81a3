import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, VitrineError } from '../../../src/bytes/index.ts';
import { contentOf, valueAt } from '../../../src/explorer/index.ts';

/** Tag, contents, how it is entered, and as which text. */
const VALUES = [
  ['01', 'ff', 'boolean', 'true'],
  ['02', '0080', 'integer', '128'],
  ['02', 'ff', 'integer', '-1'],
  ['0a', '03', 'integer', '3'],
  ['06', '2a8648ce3d030107', 'oid', '1.2.840.10045.3.1.7'],
  ['17', '3236303630313132303030305a', 'time', '2026-06-01T12:00:00Z'],
  ['18', '32303531303630313132303030305a', 'time', '2051-06-01T12:00:00Z'],
  ['0c', 'e5bca0', 'text', '张'],
  ['13', '6b756265', 'text', 'kube'],
  ['16', '406162', 'text', '@ab'],
  ['1e', '5f20', 'text', '张'],
  ['82', '6b756265726e65746573', 'text', 'kubernetes'],
] as const;

describe('vectors', () => {
  it.each(VALUES)('%s %s is entered as %s: %s', (tag, content, kind, text) => {
    const bytes = hexToBytes(`${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`);
    expect(valueAt(bytes, 0, 2, bytes.length)).toEqual({ kind, text });
    expect(bytesToHex(contentOf(Number.parseInt(tag, 16), text))).toBe(content);
  });

  it('what is constructed, malformed or only bytes has none', () => {
    for (const hex of ['30020500', '020100'.replace('00', ''), '0402abcd', '8202ff00', '17025a5a', '03020001']) {
      const bytes = hexToBytes(hex);
      expect(valueAt(bytes, 0, 2, bytes.length), hex).toBeUndefined();
    }
  });
});

describe('misuse', () => {
  it.each([
    [0x02, 'twelve'],
    [0x02, '1.5'],
    [0x17, 'yesterday'],
    [0x17, '2026-02-31'],
    [0x17, '2026-02-31T00:00:00Z'],
    [0x18, '2026-01-31T24:00:00Z'],
    [0x17, '2051-01-01T00:00:00Z'],
    [0x06, '9.9'],
    [0x13, 'a@b'],
    [0x16, '张'],
  ])('an element of tag %d is never %s', (tag, text) => {
    expect(() => contentOf(tag, text)).toThrow(VitrineError);
  });
});

it('refuses an empty text for an integer, which JavaScript takes for 0', () => {
  for (const text of ['', ' ']) expect(() => contentOf(0x02, text)).toThrow('must be an integer');
});
