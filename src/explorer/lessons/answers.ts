/** Whether an answer to an exercise is right, however it is written. An answer is read as a number, as yes or no, or as a text of which
 * only letters and digits count; each accepted answer is read likewise, and one of them must be equal. In doubt it is wrong: a reader
 * who is told so reads the question again, while one who is told that a wrong answer is right learns it. */

interface Answer {
  /** Its letters and digits, and what stands between digits; then the same without what may stand around a word. */
  readonly texts: readonly string[];
  readonly word: 'no' | 'yes' | undefined;
  /** Its numbers: of `512 bits, i.e. 64 bytes` two. */
  readonly numbers: readonly Quantity[];
}
interface Quantity extends Fraction {
  readonly unit: Unit | undefined;
}
type Unit = 'bit' | 'block' | 'byte';
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** No right answer is nearly as long. Without a bound a long one would take seconds. */
const LONGEST = 500;

const SOMEBODY = '(?:he|she|it|they|one|you)';
const YES = new RegExp(
  `^(?:y|yes|${SOMEBODY}(?:can|does|is|are|must)|(?:theyare)?(?:equal|thesame)|yeah|true` +
    '|是|是的|对|对的|要|要?担心|算|算数|(?:是|都)?(?:相同|相等|一样)的?|(?:能够?|可以|会)[^不没无]{0,6}|[^不没无]{1,3}得[了懂到出见])$',
);
const NO = new RegExp(
  `^(?:n|no|nope|noway|never|false|(?:they)?(?:are)?(?:not|nt)(?:equal|thesame)|(?:theyare)?different|(?:they)?differ` +
    `|${SOMEBODY}?(?:cannot|cant|does(?:not|nt)|(?:is|are)(?:not|nt)|must(?:not|nt)|need(?:not|nt))` +
    '|否|不|不是|不对|不行|(?:不要|不用|不必|不需要?|无需|无须|没必要)(?:担心)?|不算数?|没有|(?:是|都)?(?:不同|不相同|不相等|不一样)的?|不可能' +
    '|(?:不能够?|不可以|不会|无法|没法|没办法)[^不没无]{0,8}|[^不没无]{1,3}不[了懂到出开见])$',
);
/** Who says that he does not know has not answered. */
const HEDGE =
  /\b(?:maybe|perhaps|possibly|probably|not sure|unsure|no idea|no clue|i guess|(?:dont|do not) know)\b|不知道|不清楚|不确定|也许|或许|(?<!不)可能|说不定|大概[能不会]|看情况/;
/** What may follow `yes ` and `no ` without a comma: a reason, or the same again. */
const REASON = /^(?:because|since|as|for|due to|way|never|thanks to)\b/;
const SENTENCES = {
  no: new RegExp(
    `^${SOMEBODY} (?:cannot|cant|can not|(?:does|do|is|are|must|need|will|would|has) (?:not|never)|dont|arent|wont|differ|only|needs?|lacks?)\\b`,
  ),
  yes: new RegExp(
    `^${SOMEBODY} (?:can|does|do|is|are|must|will|has|leaks|tells|says|shows|reveals)\\b(?! (?:not|no|never)\\b)`,
  ),
};
/** Which of these words contradict: that texts differ may be the reason for a yes, and that something can be for a no. */
const CONTRADICTION = {
  no: /^(?:and|but)?(?:n|no|nope|never|(?:he|she|it|they)(?:cannot|cant|(?:does|is|are)(?:not|nt))|否|不|不是|不能|不可以|不会|不要)$/,
  yes: /^(?:and|but)?(?:y|yes|(?:he|she|it|they)(?:can|does|is|are)(?:read(?:it|that))?|(?:theyare)?(?:equal|thesame)|(?:itis)?valid|itdoesmatch|itmatches|是|是的|对|要|算|算数|有效|相同|一样|(?:他|它)?(?:能|可以)(?:[读看]?[懂见到]?))$/,
};

/** Words whose places are their numbers. */
const COUNTED =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINAL = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const CHINESE_DIGITS = '零一二三四五六七八九';
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What may stand before a number, and behind it. Of an equation, such as `x = 9`, what is behind its sign counts. */
const BEFORE_NUMBER = [
  'about|around|approx\\.?|approximately|roughly|exactly|only|on average|after|at|in|the|an?|its?|she|eve|there|is|are|has|gives|fills|becomes|needs|takes|makes',
  'byte|block|number|no\\.|message|prime|factor|exponent|answer|iv|gcd|x',
].join('|');
const BEFORE = new RegExp(
  `^(?:(?:${BEFORE_NUMBER}):?\\s+|(?:平均|大约是?|大概是?|差不多|约|第|=|~|≈|一?共是?|总共|(?:她|它|伊芙|里面)?(?:有|是|要|等|需要)|在|(?:iv|初始向量)? ?的)\\s*` +
    '|(?:[a-z]{1,3}(?:\\([^()]*\\))?|[\\d\\s+*·×x/^()−-]+(?:bits?|bytes?)?) ?= ?)',
);
const UNITS = [
  'bytes?|octets?|b|bits?|blocks?|messages?|digits?|characters?|zero(?:e?s)?|attempts?|tries|times|steps?|(?:key )?shares?|round[ -]?trips?|-?rtts?',
  '(?:(?:shared|different|distinct) )*secrets?|(?:different|distinct)(?: ones?)?|mod \\d+',
  '(?:of )?(?:them|the .*|all .*)|of \\d+|on average|in (?:total|all|the end)',
  // A remark, such as which ones they are; a second number is none.
  `(?:[,;:]| [–-]) (?!(?:(?:or|and|no|not) )|(?:${COUNTED.join('|')})\\b(?! (?:with|for|from|between|by|each|is|to|of)\\b))(?=[a-z])[^\\d]*`,
  '[,;:] ?(?:和|与|跟|因为|由于|分别|其中|一个[和与跟是])[^\\d]*',
  '个?(?:字节|比特|分组|组|块|数字|字符|密钥份额|份额|来回|往返|(?:不同的?)?(?:共享秘密|秘密))|个\\s*[0零]|个|位|次方?|步|条|号|轮(?:往返)?|左右|上下',
];
const BEHIND = new RegExp(`\\s*(?:${UNITS.join('|')})$`);
/** Between two ways to say one number. */
const IN_OTHER_WORDS = /,? ?\b(?:i\.e\.?|ie|that is)[, ]+|,? ?(?:即|也就是说?)[, ]?| ?\((?=[^()]*\)$)/;
/** Units of which one does not stand for the other. 第六位 is a place. */
const KINDS: readonly (readonly [Unit, RegExp])[] = [
  ['byte', /^(?:bytes?|octets?|b|个?字节)$/],
  ['bit', /^(?:bits?|个?比特|位)$/],
  ['block', /^(?:blocks?|个?分组|组|块)$/],
];

/** What may stand before a word: its number in a list, what it is. And behind it. */
const BEFORE_WORD =
  /^(?:(?:message )?(?:no\.? ?)?\d{1,2}[.:、,]? (?=\p{L})|(?:at|in|on|by) |在 ?|第 ?\d{1,2} ?条[:,]? ?|the |it is |(?:user(?: ?name)?|message)(?: is|:)? |(?:用户|消息)名?(?:是|为|叫)? ?|[它他她]?是 ?|叫 ?|由 ?)/u;
const BEHIND_WORD =
  / (?:message|does|did|is|sends it)$|(?<=[a-z] ?)(?:这条消息|这一?条|消息)?[上时里]$|[,;] (?:since|because|as|so|it|in|with) .*$|[,;] ?(?:因为|由于|它) ?.*$| ?(?:消息|用户)$|(?:发送|[发做]出?)的$|发[出送]$/;

/** @param answers - all that are right. One with a unit, such as `64 bytes`, refuses another unit. */
export function isRightAnswer(given: string, answers: readonly string[]): boolean {
  if (given.length > LONGEST) return false;
  const own = answerOf(given);
  const accepted = answers.map(answerOf);
  return (
    accepted.some(({ texts: [text = ''], word }) =>
      // What follows a yes may take it back: then it does not count.
      word === undefined ? text !== '' && own.texts.includes(text) : text === own.texts[0] || word === own.word,
    ) ||
    isSaid(
      own.numbers,
      accepted.flatMap(({ numbers }) => numbers),
    )
  );
}

/** Whether one of the numbers is said, and no wrong one beside it: of a number in another unit that is not asked. */
function isSaid(said: readonly Quantity[], accepted: readonly Quantity[]): boolean {
  const isRight = (one: Quantity): boolean =>
    accepted.some((number) => areEqual(number, one) && (!number.unit || !one.unit || number.unit === one.unit));
  const isOfOtherUnit = ({ unit }: Quantity): boolean =>
    unit !== undefined && accepted.some((number) => number.unit !== undefined && number.unit !== unit);
  return said.some(isRight) && said.every((one) => isRight(one) || isOfOtherUnit(one));
}

const areEqual = (a: Fraction, b: Fraction): boolean => a.over * b.under === b.over * a.under;

function answerOf(given: string): Answer {
  const whole = lineOf(given);
  // A remark behind the answer.
  const line = whole.replace(/(?<=.) ?\([^()]*\)$/, '');
  if (HEDGE.test(whole)) return { texts: [textOf(line)], word: undefined, numbers: [] };
  return {
    texts: [line, ...strippedOf(line, BEFORE_WORD, BEHIND_WORD)].map(textOf),
    word: wordIn(line),
    numbers: whole
      .split(IN_OTHER_WORDS)
      .map((one) => numberIn(one.replace(/\)$/, '')))
      .filter((found) => found !== undefined),
  };
}

/** In small letters, without quotes, and without what a sentence ends with. */
const lineOf = (given: string): string =>
  given
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (raised) => `^${[...raised].map((one) => RAISED.indexOf(one)).join('')}`)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(\^|\*\*) ?\((\w+)\)/g, '$1$2')
    .replace(/\b(does|is)n['’]t\b/g, '$1 not')
    .replace(/\b(it|that|he|she)['’]s\b/g, '$1 is')
    .replace(/\bthey['’]re\b/g, 'they are')
    .replace(/["'`‘’“”「」]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^ | ?[\s.。!！?？;；]*$/g, '')
    .replace(/ at all$/, '');

/** Its letters and digits, and what stands between digits. Two more things make another answer of it, and stay, each as a control
 * character: what lists words (`Certificate, Verify` is no CertificateVerify), and a minus before a number. */
function textOf(line: string): string {
  const inOrder = line
    .replace(/,? (?:and )?then /g, ' ')
    .replace(/(?<![\p{Script=Han}])[先再后]|然后|最后/gu, ' ')
    .trim();
  const isOfLetters = /^[a-z](?:[^\p{L}\p{N}]+[a-z])*$/u.test(inOrder);
  return (isOfLetters ? inOrder : inOrder.replace(/(?<=\p{L}) ?[,;/|&?、] ?(?=\p{L})/gu, '\n'))
    .replace(/(?<![\p{L}\p{N}])[-−–] ?(?=\d)/gu, '\r')
    .replace(/[^\p{L}\p{N}./*^%\n\r]+|(?<!\d)[./*^%]|[./*^](?!\d)/gu, '')
    .replace(/^the/, '')
    .replaceAll('的', '');
}

/** The line with less and less around it, until nothing more may be taken away. */
function strippedOf(line: string, before: RegExp, behind: RegExp): readonly string[] {
  const next = [line.replace(before, ''), line.replace(behind, '')].find((one) => one !== line);
  return next === undefined ? [] : [next, ...strippedOf(next, before, behind)];
}

/** Yes or no, also where a reason follows that does not say the opposite. */
function wordIn(line: string): 'no' | 'yes' | undefined {
  const [first = '', ...reasons] = line.replace(/ [-–—] /g, ', ').split(/ ?[,，;；:：.。、] ?/);
  const [, said, more = ''] = /^(yes|no) (.+)$/.exec(first) ?? [];
  const word = wordOf(first) ?? (said as 'no' | 'yes' | undefined);
  if (word === undefined) return undefined;
  const isReason = more === '' || REASON.test(more) || wordOf(more) === word || SENTENCES[word].test(more);
  const opposite = CONTRADICTION[word === 'no' ? 'yes' : 'no'];
  const isContradicted = [more, ...reasons].some((one) => opposite.test(one.replaceAll(' ', '')));
  return (wordOf(first) === undefined && !isReason) || isContradicted ? undefined : word;
}

/** What it says where that is all: 它们不同 is no longer than 不同. */
function wordOf(clause: string): 'no' | 'yes' | undefined {
  const bare = clause
    .replaceAll(' ', '')
    .replace(/^(?:它们?|[他她]们?|两者|两个|这)(?=.)/, '')
    .replace(/^(?:还是|仍然?|依然)/, '');
  return YES.test(bare) ? 'yes' : NO.test(bare) ? 'no' : undefined;
}

/** A number, without what may stand around it; the unit is what stands next to it. */
function numberIn(line: string): Quantity | undefined {
  const lines = [line, ...strippedOf(line, BEFORE, BEHIND)];
  const at = lines.findIndex((one) => numberOf(one) !== undefined);
  const number = numberOf(lines[at] ?? '');
  if (number === undefined) return undefined;
  const taken = lines
    .slice(0, at)
    .map((one, index) =>
      one
        .replace(lines[index + 1]!, '')
        .replace(/:/, '')
        .trim(),
    )
    .reverse();
  const unit = taken.flatMap((one) => KINDS.filter(([, names]) => names.test(one)).map(([kind]) => kind))[0];
  return { ...number, unit: line.includes('第') && taken.includes('位') ? undefined : unit };
}

/** A number alone: an integer, a half, a percentage, a decimal fraction, a quotient. */
function numberOf(text: string): Fraction | undefined {
  const [, twice, doubled = twice] = /^(?:half of|half) (.+)$|^(.+?) ?的一半$/.exec(text) ?? [];
  if (doubled !== undefined) return fraction(integerOf(doubled), 2n);
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
  if (/^(?:\+?(?:0|[1-9]\d{0,400})|0x[\da-f]{1,400})$/.test(text)) return BigInt(text);
  if (/^\d{1,3}(?:[ ,]\d{3})+$/.test(text)) return BigInt(text.replace(/[ ,]/g, ''));
  const [, place] = /^(\d+)(?:st|nd|rd|th)$/.exec(text) ?? [];
  if (place !== undefined) return BigInt(place);
  const ordinal = ORDINAL.indexOf(text);
  return ordinal === -1 ? (englishNumber(text) ?? chineseNumber(text)) : BigInt(ordinal);
}

/** In words, up to the thousands: sixty-four, a hundred and twenty-eight, sixty-five thousand. */
function englishNumber(text: string): bigint | undefined {
  const [, thousands, below = 'zero'] = /^([a-z -]+) thousand(?:,? (?:and )?([a-z -]+))?$/.exec(text) ?? [];
  const [more, less] = [thousands ?? 'zero', thousands === undefined ? text : below].map(belowThousand);
  return more === undefined || less === undefined ? undefined : BigInt(1000 * more + less);
}

function belowThousand(text: string): number | undefined {
  const [, hundreds, rest = hundreds === undefined ? text : 'zero'] =
    /^([a-z]+) hundred(?: (?:and )?([a-z -]+))?$/.exec(text) ?? [];
  const [, tens = '', ones = 'zero'] = /^([a-z]+ty)(?:[- ]?([a-z]+))?$/.exec(rest) ?? [];
  const hundred = hundreds === undefined ? 0 : COUNTED.indexOf(hundreds.replace(/^an?$/, 'one'));
  const [ten, one] = [TENS.indexOf(tens) + 2, COUNTED.indexOf(ones)];
  const small =
    COUNTED.indexOf(rest) === -1 && ten > 1 && one > -1 && one < 10 ? 10 * ten + one : COUNTED.indexOf(rest);
  return hundred === -1 || hundred > 9 || small === -1 ? undefined : 100 * hundred + small;
}

/** Up to 99,999: 六, 两, 十六, 一百九十二, 六万五千, 6 万 5 千. What is said without its place, as in 六万五, is none. */
function chineseNumber(text: string): bigint | undefined {
  const places = CHINESE_NUMBER.exec(text)?.slice(1);
  if (text === '零') return 0n;
  if (text === '' || places === undefined) return undefined;
  const [myriads, thousands, hundreds, zero, tens, ones] = places;
  const isShort = ones !== undefined && tens === undefined && zero === undefined;
  if (isShort && [myriads, thousands, hundreds].some((place) => place !== undefined)) return undefined;
  const digit = (one: string): number =>
    /\d/.test(one) ? Number(one) : CHINESE_DIGITS.indexOf(one.replace('两', '二'));
  const value = [myriads, thousands, hundreds, tens === '' ? '一' : tens, ones].reduce(
    (sum, place, index) => sum + (place === undefined ? 0 : digit(place) * 10 ** (4 - index)),
    0,
  );
  return BigInt(value);
}
const CHINESE_NUMBER =
  /^(?:([一二两三四五六七八九\d]) ?万)? ?(?:零?([一二两三四五六七八九\d]) ?千)? ?(?:零?([一二两三四五六七八九\d]) ?百)? ?(零)?(?:([一二三四五六七八九]?)十)?([一二两三四五六七八九])?$/;
