/** Whether an answer to an exercise is right, however it is written: only letters and digits count, and a number may have its unit. */

const YES = /^(?:y|yes|yeah|true|是|是的|对|对的|能|可以|会|要|算)$/;
const NO =
  /^(?:n|no|nope|false|否|不|不是|不对|不能|不可以|不行|不会|不要|不用|不必|不需要|不算|没有|不同|不相同|不一样)$/;
/** What may follow a number. */
const UNIT =
  /个?(?:bytes?|bits?|blocks?|digits?|attempts?|tries|times|steps?|keyshares?|shares?|roundtrips?|secrets?|字节|比特|分组|位|次方?|步|密钥份额|份额|来回|往返|共享秘密|秘密|个)$/;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** An answer without what does not matter: full-width forms, capitals, spaces, quotation marks, dashes and arrows between letters,
 * commas between thousands, a full stop. */
const plain = (text: string): string =>
  text
    // A word of agreement at the beginning is the answer to a question of yes or no.
    .replace(/^\s*(yes|no)\b[\s,.;:].*$/is, '$1')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (raised) => `^${[...raised].map((one) => SUPERSCRIPTS.indexOf(one)).join('')}`)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('**', '^')
    .replaceAll('⁄', '/')
    .replace(/[\s,.。，、·;:；：!！?？'"‘’“”「」`*~≈→>–—-]+/g, '')
    .replace(/^(?:about|around|approximately|大约|约|大概|the|a(?=half))/, '');

/** A number without its unit, or its place without 第. */
const bare = (text: string): string =>
  /^第?[0-9一二两三四五六七八九十]+|^第|^(?:byte|no)\d+$/.test(text)
    ? text.replace(/^(?:第|byte|no)/, '').replace(UNIT, '')
    : text.replace(UNIT, '');

/** @param answers - all that are right. */
export function isRightAnswer(given: string, answers: readonly string[]): boolean {
  const [own, right] = [plain(given), answers.map(plain)];
  if (own === '') return false;
  if (right.includes(own) || right.includes(bare(own))) return true;
  if (right.includes('yes')) return YES.test(own);
  if (right.includes('no')) return NO.test(own);
  return /^0x[0-9a-f]+$/.test(own) && right.some((one) => /^\d+$/.test(one) && BigInt(own) === BigInt(one));
}
