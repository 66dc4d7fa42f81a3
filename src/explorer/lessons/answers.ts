/** Whether an answer to an exercise is right, however it is written. An answer is read as a number, as yes or no, or as a text of which
 * only letters and digits count; each accepted answer is read likewise, and one of them must be equal. */

interface Answer {
  /** Its letters and digits, and what stands between digits. */
  readonly text: string;
  readonly word: 'no' | 'yes' | undefined;
  readonly number: Fraction | undefined;
}
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const YES = /^(?:y|yes|yeah|true|是|是的|对|对的|能|可以|会|要|算|相同|相等|一样)$/;
const NO =
  /^(?:n|no|nope|false|否|不|不是|不对|不能|不可以|不行|不会|不要|不用|不必|不需要|不算|没有|不同|不相同|不相等|不一样)$/;

/** Words whose places are their numbers. */
const COUNTED =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const ORDINAL = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const CHINESE_DIGITS = '零一二三四五六七八九';
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What may stand before a number, and behind it. */
const BEFORE =
  /^(?:(?:about|around|approximately|roughly|exactly|the|an?|byte|block|number)\s+|(?:大约是?|大概是?|约|第|=|~|≈)\s*)/;
const UNITS = [
  'bytes?|bits?|blocks?|digits?|characters?|attempts?|tries|times|steps?|(?:key )?shares?|round[ -]?trips?|(?:shared )?secrets?',
  'of (?:them|the .*|all .*)',
  '个?(?:字节|比特|分组|数字|字符|密钥份额|份额|来回|往返|共享秘密|秘密)|个|位|次方?|步',
];
const BEHIND = new RegExp(`\\s*(?:${UNITS.join('|')})$`);

/** @param answers - all that are right. */
export function isRightAnswer(given: string, answers: readonly string[]): boolean {
  const own = answerOf(given);
  return answers
    .map(answerOf)
    .some(
      ({ text, word, number }) =>
        (text !== '' && text === own.text) ||
        (word !== undefined && word === own.word) ||
        (number !== undefined && own.number !== undefined && areEqual(number, own.number)),
    );
}

const areEqual = (a: Fraction, b: Fraction): boolean => a.over * b.under === b.over * a.under;

function answerOf(given: string): Answer {
  const line = given
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (raised) => `^${[...raised].map((one) => RAISED.indexOf(one)).join('')}`)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/["'`‘’“”「」]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^ | ?[\s.。!！?？;；]*$/g, '')
    .replace(/ at all$/, '');
  const text = line.replace(/[^\p{L}\p{N}./*^%]+|(?<!\d)[./*^%]|[./*^](?!\d)/gu, '').replace(/^the/, '');
  return { text, word: wordIn(line), number: numberIn(line) };
}

/** Yes or no, also where a reason follows. */
function wordIn(line: string): 'no' | 'yes' | undefined {
  const first = /^(?:yes|no)(?= )/.exec(line)?.[0] ?? line.replace(/[,，;；:：.。、].*$/, '').replaceAll(' ', '');
  return YES.test(first) ? 'yes' : NO.test(first) ? 'no' : undefined;
}

/** A number, without what may stand around it. */
function numberIn(line: string): Fraction | undefined {
  for (let rest = line; ; ) {
    const found = numberOf(rest);
    if (found !== undefined) return found;
    const next = [rest.replace(BEFORE, ''), rest.replace(BEHIND, '')].find((one) => one !== rest);
    if (next === undefined) return undefined;
    rest = next;
  }
}

/** A number alone: an integer, a half, a percentage, a decimal fraction, a quotient. */
function numberOf(text: string): Fraction | undefined {
  const whole = wholeOf(text);
  if (whole !== undefined) return { over: whole, under: 1n };
  if (/^(?:one )?half$|^一半$/.test(text)) return { over: 1n, under: 2n };
  const [, hundredths = undefined, parts = hundredths] =
    /^(?:(.+?) ?(?:%|percent|per cent)|百分之(.+))$/.exec(text) ?? [];
  if (parts !== undefined) return fraction(wholeOf(parts), 100n);
  const [, units, decimals] = /^(\d{0,30})\.(\d{1,30})$/.exec(text) ?? [];
  if (decimals !== undefined) return { over: BigInt(units + decimals), under: 10n ** BigInt(decimals.length) };
  const [over, under, ...more] = text.split(/ ?[/⁄] ?/).map(wholeOf);
  return more.length === 0 ? fraction(over, under) : undefined;
}

const fraction = (over: bigint | undefined, under: bigint | undefined): Fraction | undefined =>
  over === undefined || under === undefined || under === 0n ? undefined : { over, under };

/** An integer: its digits, with spaces or commas between thousands; in hexadecimal; in words; as a power or a product. */
function wholeOf(text: string): bigint | undefined {
  // A digest may begin with a zero: it is a text.
  if (/^(?:0|[1-9]\d{0,400}|0x[\da-f]{1,400})$/.test(text)) return BigInt(text);
  if (/^\d{1,3}(?:[ ,]\d{3})+$/.test(text)) return BigInt(text.replace(/[ ,]/g, ''));
  const [, place] = /^(\d+)(?:st|nd|rd|th)$/.exec(text) ?? [];
  if (place !== undefined) return BigInt(place);
  const named = Math.max(COUNTED.indexOf(text), ORDINAL.indexOf(text));
  if (named !== -1) return BigInt(named);
  const [, base, exponent] = /^(.+?) ?(?:\^|\*\*|的) ?(\d{1,3})(?:次方)?$/.exec(text) ?? [];
  if (base !== undefined && /^\d{1,9}$/.test(base)) return BigInt(base) ** BigInt(exponent);
  const factors = text.split(/ ?[*·×] ?/);
  if (factors.length > 1 && factors.length < 9) {
    return factors.every((one) => /^\d{1,9}$/.test(one))
      ? factors.reduce((product, one) => product * BigInt(one), 1n)
      : undefined;
  }
  return chineseNumber(text);
}

/** Up to 99: 六, 两, 十六, 二十. */
function chineseNumber(text: string): bigint | undefined {
  const digit = (one: string): number => CHINESE_DIGITS.indexOf(one.replace('两', '二'));
  if (text.length === 1 && digit(text) !== -1) return BigInt(digit(text));
  const [, tens, ones] = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(text) ?? [];
  return tens === undefined
    ? undefined
    : BigInt(10 * (tens === '' ? 1 : digit(tens)) + (ones === '' ? 0 : digit(ones)));
}
