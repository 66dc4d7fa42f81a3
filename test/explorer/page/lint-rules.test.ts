/** The rules for issuers in Chinese. */
import { describe, expect, it } from 'vitest';
import { LINT_RULES_CHINESE } from '../../../src/explorer/page/words/lint-rules.ts';
import { LINT_RULES } from '../../../src/lint/index.ts';

describe('the texts', () => {
  it('every rule that the page applies has its Chinese, and nothing else has', () => {
    const codes = LINT_RULES.filter(({ profile }) => profile === 'rfc5280').map(({ code }) => code);
    expect(Object.keys(LINT_RULES_CHINESE).toSorted()).toEqual([...new Set(codes)].toSorted());
    for (const text of Object.values(LINT_RULES_CHINESE)) expect(text).toMatch(/^.*[一-鿿].*[^。]$/);
  });
});
