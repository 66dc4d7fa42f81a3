/** References to standards in Chinese: the standard and the section keep their names, the words between them are told. */

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/ steps (\S+) (?:to|and) (\S+)$/, ' 第 $1–$2 步'],
  [/ step ([^\s;]+)(?=;|$)/g, ' 第 $1 步'],
  [/,? algorithms (\S+) and (\S+)/, ' 算法 $1、$2'],
  [/,? algorithm (\S+)/, ' 算法 $1'],
  [/,? appendix /g, ' 附录 '],
  [/ part (\d+)/, ' 第 $1 部分'],
  [/ criterion (\d+)$/, ' 条件 $1'],
  [/ note (\d+)$/, ' 注 $1'],
  [/ rule (\d+)$/, ' 规则 $1'],
];

/** A reference, such as `FIPS 203 algorithm 15 step 7`; one without such words stays as it is. */
export const citationInChinese = (rule: string): string =>
  /[a-z]{4}/.test(rule) ? WORDS.reduce((text, [pattern, told]) => text.replace(pattern, told), rule) : rule;
