import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AttributeValue, formatCompatible, NAME_STYLES, type Name, printName } from '../../../src/x509/index.ts';
import { formatReadable } from '../../../src/x509/names/name-text.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';

const of = (kind: AttributeValue['kind'], value: string): Name => [
  [{ type: '2.5.4.3', value: { kind, value } as AttributeValue }],
];
const UTF8 = { ...NAME_STYLES.plain, utf8: true };

describe('vectors', () => {
  it('escapes a character of each length of UTF-8, as its bytes', () => {
    for (const character of ['\u0080', 'é', '\u07ff', '\u0800', '中', '\uffff', '\u{10000}', '😀', '\u{10ffff}']) {
      const bytes = [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(16).toUpperCase()}`);
      const printed = printName(of('utf8String', character), { ...UTF8, esc_msb: true });
      expect(printed).toBe(`CN=${bytes.join('')}`);
    }
  });

  it('escapes a character by its number where texts are not converted', () => {
    const printed = printName(of('utf8String', 'é\u0085ÿĀ中\uffff😀\u{10ffff}'), NAME_STYLES.plain);
    expect(printed).toBe('CN=é\\85ÿ\\U0100\\U4E2D\\UFFFF\\W0001F600\\W0010FFFF');
  });
});

describe('properties', () => {
  it('writes a text that is longer than its buffer as it writes each part', () => {
    const part = 'aé中😀\u202e\n';
    const name = (text: string): Name => of('utf8String', text);
    for (const style of [NAME_STYLES.plain, NAME_STYLES.multiline, UTF8, { ...UTF8, esc_msb: true }]) {
      const one = printName(name(part), { ...style, field: 'nofname', space_eq: false });
      const many = printName(name(part.repeat(5000)), { ...style, field: 'nofname', space_eq: false });
      expect(many === one.repeat(5000)).toBe(true);
    }
    expect(formatCompatible(of('teletexString', 'é/'.repeat(5000))) === `/CN=${'\\xE9\\/'.repeat(5000)}`).toBe(true);
  });

  it('cuts a readable name where it cuts the whole', () => {
    const name = of('utf8String', ' #a,"中\u202e😀 b ');
    const whole = formatReadable(name);
    for (let most = 0; most <= whole.length; most++) {
      expect(formatReadable(name, most)).toBe(whole.slice(0, most).replace(/[\ud800-\udbff]$/, ''));
    }
  });
});

describe('misuse', () => {
  it('refuses a lone surrogate, which has no UTF-8', () => {
    expect(codeOf(() => printName(of('utf8String', 'a\ud800'), { ...UTF8, esc_msb: true }))).toBe('invalid-utf8');
  });
});

describe('regressions', () => {
  afterEach(() => vi.restoreAllMocks());
  const long = 'é中\u202e'.repeat(10_000);

  it('calls no encoder for each character: a megabyte took seconds', () => {
    const encodings = vi.spyOn(TextEncoder.prototype, 'encode');
    for (const style of Object.values(NAME_STYLES)) printName(of('utf8String', long), style);
    printName(of('bmpString', long), UTF8);
    printName(of('universalString', long), NAME_STYLES.oneline);
    expect(encodings.mock.calls.length).toBeLessThan(50);
  });

  it('escapes no more of a name than is asked for', () => {
    const looks = vi.spyOn(String.prototype, 'codePointAt');
    const name = [...of('utf8String', long), ...of('bmpString', long)];
    expect(formatReadable(name, 100)).toHaveLength(100);
    const many = Array.from({ length: 10_000 }, () => of('utf8String', '中')[0]);
    expect(formatReadable(many, 100)).toHaveLength(100);
    expect(looks.mock.calls.length).toBeLessThan(1000);
  });
});
