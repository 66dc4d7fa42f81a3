/** The words of the measuring room. */
import type { SubjectName } from '../../../measure/fields.ts';
import { language, wordsOf } from '../../state.ts';
import {
  CHINESE_NAMES,
  CONTESTANTS_CHINESE,
  CONTESTANTS_ENGLISH,
  type ContestantText,
  contestantText,
} from './contestants.ts';

const ENGLISH = {
  lead: 'One task, done in several ways, side by side in this browser: what each idea buys. Then a way of your own: is it right, and how fast is it?',
  subject: 'Task',
  'subject.sha256': 'SHA-256 of a message',
  'subject.sha512': 'SHA-512 of a message',
  'subject.sha3-256': 'SHA3-256 of a message',
  'subject.aes': 'AES-128 in CBC mode: decryption, with the key’s expansion',
  'subject.ghash': 'GHASH, with its tables for the subkey',
  'subject.modexp': 'RSA’s private operation: a power modulo n',
  'subject.primes': 'The search for a prime',
  'subject.p256': 'P-256: the public key of a private one',
  'subject.x25519': 'X25519: a secret in common',
  'field.bytes': 'Bytes',
  'field.bits': 'Bits',
  'field.seed': 'Seed of the input',
  contestants: 'Who takes part',
  measure: 'Measure',
  hint: 'It takes some seconds. Other work of this machine makes the margins wider.',
  done: 'Measured: {0} is the fastest, {1} times as fast as {2}.',
  doneTogether:
    'Measured: {0} are the fastest, with no difference beyond the margins between them: about {1} times as fast as {2}.',
  doneAlike: 'Measured: no difference beyond the margins: nobody is the fastest.',
  results: 'Time of one call',
  scale:
    'Shorter bars are faster. Each mark of the scale is ten times the one before; the thin line is the margin within which the median lies with 95 % certainty.',
  who: 'who',
  bar: 'time',
  median: 'median',
  margin: 'margin',
  rate: 'rate',
  times: 'of the fastest',
  result: 'result',
  isRight: '✓ right',
  isWrong: '✗ wrong from byte {0} on',
  own: 'A function of your own',
  ownLead:
    'An expression of JavaScript whose value is a function {0}. It runs in a worker of its own, when you click, for at most {1} seconds, without a network. It is in no link, and is not stored.',
  ownCode: 'Your function',
  ownBytes: 'Bytes are a Uint8Array, as is the result. It may be async.',
  ownIntegers: 'Numbers are bigint, as is the result. It may be async.',
  ownRun: 'Run my function',
  ownNone: 'This task has no slot for a function of your own.',
  yours: 'yours',
  ownRight: '✓ All {0} results are those of the reference implementation.',
  ownWrong: '✗ Case {0} of {1} ({2}): the first byte that differs is {3}. Expected {4}, but it is {5}.',
  ownKind: '✗ Case {0} of {1} ({2}): the result is {3}, not {4}.',
  ownShort: 'nothing: the result has {0} bytes',
  bytesWanted: 'a Uint8Array',
  integerWanted: 'a bigint',
  inputBytes: '{0} bytes',
  ownThrew: '✗ It threw: {0}',
  ownThrewNothing: '✗ It threw something that has no text.',
  ownLoad: '✗ It cannot be read: {0}',
  ownLine: '{0} (line {1})',
  ownLate: '✗ It did not end within {0} seconds, and was stopped.',
  ownProtocol: '✗ It sent messages of its own, and was stopped.',
  ownLong: '✗ The text is too long.',
  ownImport: '✗ The word “import” is not allowed, not even in a comment: import() would load a file over the network.',
} as const;

type Name = keyof typeof ENGLISH;

const CHINESE: Readonly<Record<Name, string>> = {
  lead: '同一个任务，用几种办法，在这个浏览器里并排测一测：每个主意换来了什么。再写一个你自己的：对不对，快不快？',
  subject: '任务',
  'subject.sha256': '一条消息的 SHA-256',
  'subject.sha512': '一条消息的 SHA-512',
  'subject.sha3-256': '一条消息的 SHA3-256',
  'subject.aes': 'AES-128 的 CBC 解密，含密钥扩展',
  'subject.ghash': 'GHASH，含为子密钥建表',
  'subject.modexp': 'RSA 的私钥运算：模 n 的幂',
  'subject.primes': '寻找素数',
  'subject.p256': 'P-256：由私钥算公钥',
  'subject.x25519': 'X25519：共同的秘密',
  'field.bytes': '字节数',
  'field.bits': '比特数',
  'field.seed': '输入的种子',
  contestants: '参加者',
  measure: '开始测量',
  hint: '需要几秒钟。这台机器上的其他工作会让误差变大。',
  done: '测完了：“{0}”最快，速度是“{2}”的 {1} 倍。',
  doneTogether: '测完了：最快的是 {0}，它们之间的差别没有超出误差范围；速度约是“{2}”的 {1} 倍。',
  doneAlike: '测完了：差别没有超出误差范围，分不出快慢。',
  results: '一次调用的时间',
  scale: '条越短越快。刻度每一格是前一格的十倍；细线是误差范围，中位数有 95% 的把握落在其中。',
  who: '参加者',
  bar: '时间',
  median: '中位数',
  margin: '误差范围',
  rate: '速率',
  times: '相对最快者',
  result: '结果',
  isRight: '✓ 正确',
  isWrong: '✗ 从第 {0} 字节起不对',
  own: '你自己的函数',
  ownLead:
    '一个 JavaScript 表达式，它的值是函数 {0}。点击之后，它在自己的 worker 里运行，最多 {1} 秒，没有网络。它不进链接，也不保存。',
  ownCode: '你的函数',
  ownBytes: '字节串是 Uint8Array，结果也是。可以是 async 函数。',
  ownIntegers: '数是 bigint，结果也是。可以是 async 函数。',
  ownRun: '运行我的函数',
  ownNone: '这个任务没有给自己的函数留位置。',
  yours: '你的',
  ownRight: '✓ {0} 个结果都与参考实现一致。',
  ownWrong: '✗ 第 {0} 例，共 {1} 例（{2}）：第一个不同的字节是第 {3} 个。应为 {4}，得到的是 {5}。',
  ownKind: '✗ 第 {0} 例，共 {1} 例（{2}）：结果是 {3}，不是 {4}。',
  ownShort: '没有：结果只有 {0} 个字节',
  bytesWanted: 'Uint8Array',
  integerWanted: 'bigint',
  inputBytes: '{0} 字节',
  ownThrew: '✗ 它抛出了错误：{0}',
  ownThrewNothing: '✗ 它抛出的东西无法写成文字。',
  ownLoad: '✗ 读不懂：{0}',
  ownLine: '{0}（第 {1} 行）',
  ownLate: '✗ {0} 秒内没有结束，已被停止。',
  ownProtocol: '✗ 它自己发了消息，已被停止。',
  ownLong: '✗ 文本太长。',
  ownImport: '✗ 代码里不能出现 import 这个词，注释里也不行：import() 会从网络载入文件。',
};

export const say = wordsOf<Name>({ en: ENGLISH, zh: CHINESE });

/** The label of a field of this room; undefined for others. */
export const labelHere = (key: string): string | undefined =>
  Object.hasOwn(ENGLISH, key) ? say(key as Name) : undefined;

/** What a contestant is called. */
export const contestantName = (name: string): string =>
  (language.value === 'zh' ? CHINESE_NAMES[name] : undefined) ?? name;

const sayOf = wordsOf<ContestantText>({ en: CONTESTANTS_ENGLISH, zh: CONTESTANTS_CHINESE });
/** What a contestant does, in one sentence without a full stop. */
export const contestantIdea = (subject: SubjectName, name: string): string => sayOf(contestantText(subject, name));
