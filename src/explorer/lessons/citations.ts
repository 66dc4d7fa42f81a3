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

/** What stands in the place of a reference where no standard has the rule. */
const OWN: Readonly<Record<string, string>> = {
  'Not in X.690: arcs up to 2^140': '不出自 X.690：每段至多 2^140',
  'Not in X.690: lengths up to 2^32 − 1': '不出自 X.690：长度至多 2^32 − 1',
  'Not in X.690: tag numbers up to 2^28': '不出自 X.690：标签号至多 2^28',
  'Not in RFC 5280: the limit that the caller set': '不出自 RFC 5280：调用者设的限度',
  'Not in RFC 5280: the option of the caller': '不出自 RFC 5280：调用者的选择',
  'Not in RFC 5280: the certificate itself is trusted': '不出自 RFC 5280：证书本身就受信任',
  'Not in the RFC: local limit': '不出自 RFC：本引擎的限度',
};

/** A reference, such as `FIPS 203 algorithm 15 step 7`; one without such words stays as it is. */
export function citationInChinese(rule: string): string {
  if (!/[a-z]{2}/.test(rule)) return rule;
  return OWN[rule] ?? WORDS.reduce((text, [pattern, told]) => text.replace(pattern, told), rule);
}
