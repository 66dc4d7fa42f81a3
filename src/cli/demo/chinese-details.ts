/** What checks of certificates say, in Chinese: the texts of validation that the story comes upon. */

const TEXTS: Readonly<Record<string, string>> = {
  positive: '正数',
  'at most 20 bytes': '不超过 20 字节',
  'the issuer has a name': '签发者的名称不为空',
  'UTCTime for dates through 2049': '2049 年及以前的时间用 UTCTime 编码',
  'each extension once': '每种扩展只出现一次',
  'all critical extensions are processed': '关键扩展全部处理',
  'one algorithm inside and outside the signed part': '签名内外写明的算法一致',
  'no hash with known collisions': '散列函数没有已知的碰撞',
  "the issuer's subject": '与上级证书的主体一致',
  'key identifiers match': '密钥标识符一致',
  "made by the issuer's key": '由签发者的密钥签出',
};

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^version (\d)$/, '版本 $1'],
  [/^(\S+Z) to (\S+Z)$/, '$1 至 $2'],
  [/^(RSA), (\d+) bits$/, '$1，$2 位'],
  [/^for (\S+)$/, '可用于 $1'],
  [/^names (\S+)$/, '含有 $1'],
  [/^does not name (\S+); it has (.*)$/, '不含 $1；含有 $2'],
  [
    /^no trust anchor issued it; its issuer is (.*): no certificate with this name was given$/,
    '不是由信任锚签发的；签发者是 $1，而手头没有这个名称的证书',
  ],
];

/** @returns the text as it is where it has no words, or none that are known. */
export function chineseDetail(text: string): string {
  if (Object.hasOwn(TEXTS, text)) return TEXTS[text];
  const found = PATTERNS.find(([pattern]) => pattern.test(text));
  return found === undefined ? text : text.replace(found[0], found[1]);
}
