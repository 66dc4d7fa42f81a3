/** The rules for issuers in Chinese. */
import { describe, expect, it } from 'vitest';
import {
  findingInChinese,
  LINT_ADVICE_CHINESE,
  sourceInChinese,
  valueIn,
} from '../../../src/explorer/page/words/lint-advice.ts';
import { LINT_RULES_CHINESE } from '../../../src/explorer/page/words/lint-rules.ts';
import { LINT_RULES, lint } from '../../../src/lint/index.ts';
import { LINT_SPECIMENS } from '../../../src/testing/index.ts';

const APPLIED = LINT_RULES.filter(({ profile }) => profile === 'rfc5280');
const CODES = [...new Set(APPLIED.map(({ code }) => code))].toSorted();

describe('the texts', () => {
  it('every rule that the page applies has its Chinese and its advice, and nothing else has', () => {
    for (const texts of [LINT_RULES_CHINESE, LINT_ADVICE_CHINESE]) {
      expect(Object.keys(texts).toSorted()).toEqual(CODES);
      for (const text of Object.values(texts)) expect(text).toMatch(/^.*[一-鿿].*[^。]$/);
    }
  });

  it('the source of each names its standards, and says the rest in Chinese', () => {
    for (const { source } of APPLIED)
      expect(sourceInChinese(source).replace(/《.*》|Mozilla root policy/, '')).not.toMatch(
        /[a-z]{2,} [a-z]{2,} [a-z]{2,}|Not in|see /,
      );
    expect(sourceInChinese('Not in a standard: the CA writes these itself')).toBe('不出自标准：这些由 CA 自己写');
  });

  it('what each rule finds in its specimen is told without English', () => {
    for (const { code, kind, limits, make } of LINT_SPECIMENS.filter((row) => CODES.includes(row.code))) {
      const found = lint(make().faulty, { kind, profile: 'rfc5280', limits }).findings;
      for (const { detail } of found.filter((one) => one.code === code)) {
        // What is quoted stands in the file.
        const told = findingInChinese(LINT_RULES_CHINESE[code], detail).replace(/"(?:[^"\\]|\\.)*"/, '');
        expect(told, detail).not.toMatch(/\b(?:no|not|an?|the|is|are|of|in|has|with|bytes|bits) /);
      }
    }
    for (const [detail, value] of [
      ['"a_b.example.com" has an underscore', '"a_b.example.com"'],
      ['21 bytes', '21 字节'],
      ['1.3.6.1.5.5.7.3.1 again', '1.3.6.1.5.5.7.3.1'],
      ['divisible by 7', '7'],
      ['tbsCertificate.subject: a length is indefinite (indefinite-length)', 'tbsCertificate.subject'],
      ['no subjectAltName', ''],
      ['not critical', ''],
    ])
      expect(valueIn(detail), detail).toBe(value);
  });
});
