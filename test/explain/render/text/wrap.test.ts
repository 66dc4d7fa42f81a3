import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTo, pad, width, wrap } from '../../../../src/explain/render/text/wrap.ts';

describe('vectors', () => {
  it('counts wide characters as two columns, combining marks as none (UAX #11)', () => {
    const columns = {
      '': 0,
      'CA = x': 6,
      主密钥: 6,
      'CA证书，': 8,
      '“é”→…': 5,
      'e\u0301': 1,
      ﬁ: 1,
      한글: 4,
      カナ: 4,
      '🔑': 2,
      ｱ: 1,
    };
    expect(Object.keys(columns).map(width)).toEqual(Object.values(columns));
  });

  it('cuts between words and between wide characters, and leaves punctuation where it belongs', () => {
    expect(wrap('the certificate of a server', 12)).toEqual(['the', 'certificate', 'of a server']);
    expect(wrap('双方由预主密钥算出主密钥。', 10)).toEqual(['双方由预主', '密钥算出主', '密钥。']);
    expect(wrap('主密钥主密，钥', 10)).toEqual(['主密钥主', '密，钥']);
    expect(wrap('主密钥（（主密', 6)).toEqual(['主密钥', '（（主', '密']);
    expect(wrap('用 RSA-2048 签名', 8)).toEqual(['用', 'RSA-2048', '签名']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('cuts off and fills up by columns', () => {
    expect([cutTo('主密钥', 6), cutTo('主密钥', 5), cutTo('主密钥', 4)]).toEqual(['主密钥', '主密…', '主…']);
    expect([pad('主', 4), pad('ab', 4), pad('主密钥', 4)]).toEqual(['主  ', 'ab  ', '主密钥']);
  });
});

describe('properties', () => {
  const characters = fc.constantFrom(...'ab 主密，。（(🔑é');
  const texts = fc.string({ unit: characters });

  it('no line is longer than asked, and nothing but white space is lost', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 12 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(width(cutTo(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
