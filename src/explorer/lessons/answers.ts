/** Whether an answer to an exercise is right, however it is written. An answer is read as a number, as yes or no, or as a text of which
 * only letters and digits count; each accepted answer is read likewise, and one of them must be equal. */

interface Answer {
  /** Its letters and digits, and what stands between digits; then the same without what may stand around a word. */
  readonly texts: readonly string[];
  readonly word: 'no' | 'yes' | undefined;
  readonly number: Fraction | undefined;
}
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const YES =
  /^(?:y|yes|(?:he|she|it|they|one|you)(?:can|does|is|must)|itisan?\w+|(?:theyare)?(?:equal|thesame)|theyare|yeah|true|是|是的|对|对的|要|算|算数|相同|相等|一样|(?:能够?|可以|会)[^不没无]{0,6}|[^不没无]{1,3}得[了懂到出])$/;
const NO =
  /^(?:n|no|nope|never|false|itisnoa?\w+|(?:they)?(?:are)?(?:not|nt)(?:equal|thesame)|theyare(?:not|nt)|(?:theyare)?different|(?:they)?differ|(?:he|she|it|they|one|you)?(?:cannot|cant|does(?:not|nt)|is(?:not|nt)|must(?:not|nt)|need(?:not|nt))|否|不|不是|不对|不行|不要|不用|不必|不需要|不算数?|没有|不同|不相同|不相等|不一样|(?:不能够?|不可以|不会|无法|没法|没办法)[^不没无]{0,8}|[^不没无]{1,3}不[了懂到出开])$/;

/** Words whose places are their numbers. */
const COUNTED =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const ORDINAL = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const CHINESE_DIGITS = '零一二三四五六七八九';
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What may stand before a number, and behind it. Of an equation, such as `x = 9`, what is behind its sign counts. */
const BEFORE_NUMBER = [
  'about|around|approx\\.?|approximately|roughly|exactly|only|on average|after|at|the|an?|it|she|eve|there|is|are|has|gives|fills|becomes|needs|takes|makes',
  'byte|block|number|no\\.|message|prime|factor|exponent|answer|iv|gcd|x',
].join('|');
const BEFORE = new RegExp(
  `^(?:(?:${BEFORE_NUMBER}):?\\s+|(?:平均|大约是?|大概是?|差不多|约|第|=|~|≈)\\s*` +
    '|(?:[a-z]{1,3}(?:\\([^()]*\\))?|[\\d\\s+*·×x/^()−-]+(?:bits?|bytes?)?) ?= ?)',
);
const UNITS = [
  'bytes?|octets?|b|bits?|blocks?|digits?|characters?|zero(?:e?s)?|attempts?|tries|times|steps?|(?:key )?shares?|round[ -]?trips?|-?rtts?',
  '(?:(?:shared|different|distinct) )*secrets?|(?:different|distinct)(?: ones?)?|mod \\d+',
  '(?:of )?(?:them|the .*|all .*)|of \\d+|on average|in (?:total|all|the end)',
  // A remark, such as which ones they are; a second number is none.
  '(?:[,;:]| [–-]) (?!or )(?=[a-z])[^\\d]*',
  '(?:,? ?i\\.?e\\.?| ?, ?(?:即|也就是)).*',
  '个?(?:字节|比特|分组|组|块|数字|字符|密钥份额|份额|来回|往返|共享秘密|秘密)|个\\s*[0零]|个|位|次方?|步|条|左右|上下',
];
const BEHIND = new RegExp(`\\s*(?:${UNITS.join('|')})$`);

/** What may stand before a word: its number in a list, what it is. And behind it. */
const BEFORE_WORD =
  /^(?:(?:message )?(?:no\.? ?)?\d{1,2}[.:、,]? (?=\p{L})|(?:at|in|on|by) |第 ?\d{1,2} ?条[:,]? ?|the |it is |(?:user(?: ?name)?|message)(?: is)? |(?:用户|消息)名?(?:是|为|叫)? ?|是 ?|叫 ?|由 ?)/u;
const BEHIND_WORD =
  / (?:message|does|did|is|sends it)$|[,;] (?:since|because|as|so|it|in|with) .*$|[,;] ?(?:因为|由于|它) ?.*$| ?(?:消息|用户)$|(?:发送|[发做]出?)的$|发[出送]$/;

/** @param answers - all that are right. */
export function isRightAnswer(given: string, answers: readonly string[]): boolean {
  const own = answerOf(given);
  return answers
    .map(answerOf)
    .some(
      ({ texts: [text], word, number }) =>
        (text !== '' && own.texts.includes(text)) ||
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
    .replace(/\b(does|is)n['’]t\b/g, '$1 not')
    .replace(/["'`‘’“”「」]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^ | ?[\s.。!！?？;；]*$/g, '')
    .replace(/ at all$/, '')
    // A remark behind the answer.
    .replace(/(?<=.) ?\([^()]*\)$/, '');
  return {
    texts: [line, ...strippedOf(line, BEFORE_WORD, BEHIND_WORD)].map(textOf),
    word: wordIn(line),
    number: numberIn(line),
  };
}

/** Its letters and digits, and what stands between digits. */
const textOf = (line: string): string =>
  line
    .replace(/,? (?:and )?then /g, ' ')
    .replace(/(?<![\p{Script=Han}])[先再后]|然后|最后/gu, ' ')
    .replace(/[^\p{L}\p{N}./*^%]+|(?<!\d)[./*^%]|[./*^](?!\d)/gu, '')
    .replace(/^the/, '')
    .replaceAll('的', '');

/** The line with less and less around it, until nothing more may be taken away. */
function strippedOf(line: string, before: RegExp, behind: RegExp): readonly string[] {
  const next = [line.replace(before, ''), line.replace(behind, '')].find((one) => one !== line);
  return next === undefined ? [] : [next, ...strippedOf(next, before, behind)];
}

/** Yes or no, also where a reason follows. */
function wordIn(line: string): 'no' | 'yes' | undefined {
  const first =
    /^(?:yes|no)(?= )/.exec(line)?.[0] ??
    line
      .replace(/[,，;；:：.。、].*$/, '')
      .replace(/^(?:还是|仍然?|依然)/, '')
      .replaceAll(' ', '');
  return YES.test(first) ? 'yes' : NO.test(first) ? 'no' : undefined;
}

/** A number, without what may stand around it. */
const numberIn = (line: string): Fraction | undefined =>
  [line, ...strippedOf(line, BEFORE, BEHIND)].map(numberOf).find((found) => found !== undefined);

/** A number alone: an integer, a half, a percentage, a decimal fraction, a quotient. */
function numberOf(text: string): Fraction | undefined {
  const whole = wholeOf(text);
  if (whole !== undefined) return { over: whole, under: 1n };
  if (/^(?:one )?half$|^一半$/.test(text)) return { over: 1n, under: 2n };
  const [, hundredths = undefined, parts = hundredths] =
    /^(?:(.+?) ?(?:%|percent|per cent)|百分之(.+))$/.exec(text) ?? [];
  if (parts !== undefined) return fraction(wholeOf(parts), 100n);
  const [, units, decimals = '', multiple] = /^(\d{0,30})(?:\.(\d{1,30}))? ?(万|k|thousand)?$/.exec(text) ?? [];
  if (`${units ?? ''}${decimals}` !== '' && (decimals !== '' || multiple !== undefined))
    return {
      over: BigInt(units + decimals) * (multiple === undefined ? 1n : multiple === '万' ? 10_000n : 1000n),
      under: 10n ** BigInt(decimals.length),
    };
  const [over, under, ...more] = text.split(/ ?[/⁄] ?/).map(wholeOf);
  return more.length === 0 ? fraction(over, under) : undefined;
}

const fraction = (over: bigint | undefined, under: bigint | undefined): Fraction | undefined =>
  over === undefined || under === undefined || under === 0n ? undefined : { over, under };

/** An integer: alone, as a power, or as a product. */
function wholeOf(text: string): bigint | undefined {
  const alone = integerOf(text);
  if (alone !== undefined) return alone;
  const [base, exponent] = (POWER.exec(text) ?? []).slice(1).map(integerOf);
  if (base !== undefined && exponent !== undefined)
    return base < 1_000_000_000n && exponent < 1000n ? base ** exponent : undefined;
  const factors = text.split(/ ?[*·×x] ?/);
  if (factors.length < 2 || factors.length > 8 || !factors.every((one) => /^\d{1,9}$/.test(one))) return undefined;
  return factors.reduce((product, one) => product * BigInt(one), 1n);
}
const POWER = /^(.+?) ?(?:\^|\*\*|的|(?:raised )?to the (?:power (?:of )?)?) ?(.+?)(?:次方| power)?$/;

/** Its digits, with spaces or commas between thousands; in hexadecimal; in words. */
function integerOf(text: string): bigint | undefined {
  // A digest may begin with a zero: it is a text.
  if (/^(?:0|[1-9]\d{0,400}|0x[\da-f]{1,400})$/.test(text)) return BigInt(text);
  if (/^\d{1,3}(?:[ ,]\d{3})+$/.test(text)) return BigInt(text.replace(/[ ,]/g, ''));
  const [, place] = /^(\d+)(?:st|nd|rd|th)$/.exec(text) ?? [];
  if (place !== undefined) return BigInt(place);
  const named = Math.max(COUNTED.indexOf(text), ORDINAL.indexOf(text));
  return named === -1 ? chineseNumber(text) : BigInt(named);
}

/** Up to 99: 六, 两, 十六, 二十; and thousands behind ten thousands: 六万五千, 6 万 5 千. */
function chineseNumber(text: string): bigint | undefined {
  const digit = (one: string): number => CHINESE_DIGITS.indexOf(one.replace('两', '二'));
  const [, myriads, thousands] = /^([一二三四五六七八九\d]) ?万 ?([一二三四五六七八九\d]) ?千$/.exec(text) ?? [];
  if (myriads !== undefined) {
    const [ten, one] = [myriads, thousands].map((each) => (digit(each) === -1 ? Number(each) : digit(each)));
    return BigInt(10_000 * ten + 1000 * one);
  }
  if (text.length === 1 && digit(text) !== -1) return BigInt(digit(text));
  const [, tens, ones] = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(text) ?? [];
  return tens === undefined
    ? undefined
    : BigInt(10 * (tens === '' ? 1 : digit(tens)) + (ones === '' ? 0 : digit(ones)));
}
