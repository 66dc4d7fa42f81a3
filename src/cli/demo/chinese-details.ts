/** What checks of certificates say, in Chinese: the texts of validation that the story comes upon. */
import { detailInChinese } from '../../explain/internal.ts';

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

/** @returns the text as it is where it has no words, or none that are known. */
export const chineseDetail = (text: string): string =>
  Object.hasOwn(TEXTS, text) ? TEXTS[text] : (detailInChinese(text) ?? text);
