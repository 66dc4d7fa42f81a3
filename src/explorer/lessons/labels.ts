/** The labels of exhibits in Chinese: all that the lessons show, and of the rooms’ exhibits what a reader needs first. What the standards name (fields, messages, secrets) keeps its name. */
import type { Span } from '../../codec/index.ts';
import type { Arrow, Fact, Part, Table } from '../../explain/index.ts';
import { checkInChinese, detailInChinese, ruleInChinese } from '../../explain/internal.ts';
import type { Check } from '../../x509/index.ts';
import { citationInChinese } from './citations.ts';
import { KERNEL_LABELS } from './kernel-labels.ts';
import { kernelText } from './kernel-paragraphs.ts';
import { KERNEL_STEP_PATTERNS, KERNEL_STEPS } from './kernel-steps.ts';
import { MESSAGE_LABELS } from './message-labels.ts';
import { CHINESE_PAGE_WORDS } from './page-words.ts';
import { SESSION_LABELS, SESSION_PATTERNS, sessionSentence } from './session-labels.ts';

const OPENPGP = { 'public key': '公钥', 'private key': '私钥', signature: '签名', message: '消息', packets: '数据包' };

const LABELS: Readonly<Record<string, string>> = {
  ...KERNEL_LABELS,
  ...KERNEL_STEPS,
  ...SESSION_LABELS,
  ...MESSAGE_LABELS,
  // SHA-256
  Padding: '填充',
  'padded message': '填充后的消息',
  message: '消息',
  'the bit 1, and seven zeros': '一个比特 1 和七个 0',
  'The state after each round': '每一轮之后的状态',
  'The others move on by one place: b becomes a’s old value, c that of b, d that of c; f that of e, g that of f, h that of g.':
    '其余的各移一格：b 得到 a 原来的值，c 得到 b 的，d 得到 c 的；f 得到 e 的，g 得到 f 的，h 得到 g 的。',
  init: '初值',
  // AES
  Cipher: '加密',
  round: '轮',
  step: '步骤',
  'state, column by column': '状态（按列）',
  meaning: '含义',
  'the plaintext': '明文',
  'the ciphertext': '密文',
  'the round key, for AddRoundKey': '轮密钥，用于 AddRoundKey',
  'the state at the start of the round': '这一轮开始时的状态',
  'after SubBytes': 'SubBytes 之后',
  'after ShiftRows': 'ShiftRows 之后',
  'after MixColumns': 'MixColumns 之后',
  // HMAC, RSA, curves
  Steps: '步骤',
  'Search for p: FIPS 186-5 §A.1.3 step 4': '寻找 p：FIPS 186-5 §A.1.3 第 4 步',
  'The multiples of G: whoever sees a point in so short a list sees k': 'G 的倍点：表这么短，看到一个点就知道 k',
  infinity: '无穷远点',
  // Certificates
  Certificate: '证书',
  Bytes: '字节数',
  Subject: '主体',
  subject: '主体',
  Issuer: '签发者',
  issuer: '签发者',
  'Serial number': '序列号',
  'Not before': '起始时间',
  'Not after': '终止时间',
  'Public key': '公钥',
  'Response status': '响应状态',
  'Certificate status': '证书状态',
  Names: '名字',
  names: '名字',
  'Certificate request': '证书申请',
  'Certificate revocation list': '证书吊销列表',
  'OCSP response': 'OCSP 响应',
  'Private key (PKCS #8)': '私钥（PKCS #8）',
  'Private key, encrypted (PKCS #8)': '加密的私钥（PKCS #8）',
  'Keys and certificates (PKCS #12)': '密钥和证书（PKCS #12）',
  'RSA private key (PKCS #1)': 'RSA 私钥（PKCS #1）',
  'EC private key (SEC 1)': 'EC 私钥（SEC 1）',
  'RSA public key (PKCS #1)': 'RSA 公钥（PKCS #1）',
  'OCSP request': 'OCSP 请求',
  'Encrypted with a password': '用口令加密',
  'OpenSSH private key; ssh-keygen -p -m PKCS8 -f FILE turns it into PKCS #8, except for Ed25519':
    'OpenSSH 私钥；ssh-keygen -p -m PKCS8 -f FILE 把它转成 PKCS #8（Ed25519 除外）',
  ...Object.fromEntries(
    Object.entries(OPENPGP).map(([what, name]) => [
      `OpenPGP ${what}, which X.509 does not use and Vitrine does not read; gpg --list-packets FILE lists what is in it`,
      `OpenPGP ${name}：X.509 不用它，Vitrine 不解读；gpg --list-packets FILE 列出其中的内容`,
    ]),
  ),
  'ASN.1 of an unknown structure': '结构未知的 ASN.1',
  // Validation
  'Issuers tried': '试过的签发者',
  'issuer candidate, by name': '名字相符的签发者',
  'its key made the signature': '签名出自它的密钥',
  'SHA-256 fingerprint': 'SHA-256 指纹',
  validity: '有效期',
  valid: '有效',
  INVALID: '无效',
  yes: '是',
  no: '否',
  // Attacks
  '1. What is broken': '1. 坏在哪里',
  '2. The attack': '2. 攻击怎样进行',
  '3. What it won': '3. 赢得了什么',
  '4. What stops it': '4. 什么挡住了它',
  'The count': '次数',
  'the attacker has won': '攻击者赢了吗',
  'The same attack on the engine': '同样的攻击，打在本引擎上',
  'The rule': '依据',
  source: '出处',
  'questions to the server': '向服务器提问',
  'records sent to the server': '发给服务器的记录',
  'signatures tried': '试过的签名',
  'signatures seen': '看到的签名',
  'messages seen': '看到的消息',
  'faulty signatures': '错误的签名',
  'certificates shown': '出示的证书',
  'public keys replaced': '换掉的公钥',
  'exchanges of rows of the lattice': '格的行交换',
  requests: '请求',
};

/** Texts with a value inside. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Structures in a file
  [/^(.*), in (.*), line (\d+)$/, '$1（$2，第 $3 行）'],
  [/^([A-Z0-9 ]+), line (\d+)$/, '$1（第 $2 行）'],
  [
    /^The label (.*) is wrong: decoding by it fails at byte (\d+) \((.*)\)\. The content is shown as what it is: (.*)\.$/,
    '标签 $1 不对：按它解码，到第 $2 字节就不行了（$3）。内容按它实际的样子显示：$4。',
  ],
  [
    /^The content of bytes (\d+) to (\d+) is not shown field by field .* more than (\d+) fields\. (.*) lists what is in such a string\.$/,
    '第 $1 到 $2 字节的内容没有逐个字段显示：否则字段会超过 $3 个。$4 能列出这种字符串里有什么。',
  ],
  ...SESSION_PATTERNS,
  ...KERNEL_STEP_PATTERNS,
  [/^Block (\d+)$/, '分组 $1'],
  [/^column (\d+)$/, '第 $1 列'],
  [/^Path (\d+), verified$/, '路径 $1：通过验证'],
  [/^unknown: unusable key or algorithm$/, '无法判断：密钥或算法不可用'],
  [/^Path (\d+), refused$/, '路径 $1：被拒绝'],
  [/^l = (\d+), the length in bits$/, 'l = $1，以比特计的长度'],
  [/^new e = (.*); new a = (.*)$/, '新的 e = $1；新的 a = $2'],
  [/^(TLS .*), always: it means nothing$/, '$1，恒为此值，没有含义'],
  [/^divisible by (.*)$/, '能被 $1 整除'],
  [
    /^The chord through (.*) and (.*) has slope (\d+) and meets (.*\)): (.*)$/,
    '过 $1 和 $2 的弦，斜率是 $3，与曲线交于 $4：$5',
  ],
  [/^(\d+) bytes$/, '$1 字节'],
  [/^The engine, (src\/.*)$/, '本引擎，$1'],
  [/^The broken variant, (src\/.*)$/, '做坏的版本，$1'],
  [/^offers (\d+) cipher suites?, dials (.*)$/, '提出 $1 个密码套件，要找的名字是 $2'],
  [/^offers (\d+) cipher suites?$/, '提出 $1 个密码套件'],
  [/^chooses (.*)$/, '选定 $1'],
  [/^“I am (.*)”$/, '“我是 $1”'],
  [/^key share, (.*)$/, '密钥份额，$1'],
  [/^Alert (.*)$/, '警报 $1'],
  [/^(.*Z) to (.*Z)$/, '$1 到 $2'],
  [/^("[a-z ]+"), hash of ClientHello … (\w+)$/, '$1，ClientHello 到 $2 的散列'],
  [/^("[a-z ]+"), hash of ClientHello … server’s (\w+)$/, '$1，ClientHello 到服务器的 $2 的散列'],
  [/^sent the alert (\w+) \(.*\)$/, '发出了警报 $1'],
  [/^received the alert (\w+)$/, '收到了警报 $1'],
  [/^(.*): the highest version that both support$/, '$1：双方都支持的最高版本'],
  [/^(.*): our first suite that the client offers$/, '$1：服务器的次序里，客户端也提出的第一个套件'],
  [
    /^(.*): our first group that the client sent a key share for$/,
    '$1：服务器的次序里，客户端送来了密钥份额的第一条曲线',
  ],
  [
    /^(.*): our first suite that the client offers and one of our certificates fits$/,
    '$1：服务器的次序里，客户端也提出、证书也适用的第一个套件',
  ],
  [/^(.*): our first group that the client supports$/, '$1：服务器的次序里，客户端也支持的第一个'],
  [
    /^(.*): our first group that the client supports; its key share is requested$/,
    '$1：服务器的次序里，客户端也支持的第一个；要客户端为它补送密钥份额',
  ],
  [/^(.*): but the order of the server decides$/, '$1；不过由服务器的次序决定'],
  [/^(.*): that of the session that is resumed$/, '$1：与所恢复的会话相同'],
  [
    /^nothing: it has none of what the client has(?: for that version)?; it sends the alert (\w+)$/,
    '没有：客户端有的，它一个也没有；它发出警报 $1',
  ],
  [
    /^nothing: it has (.*) too, but no certificate and group of both sides fit; it sends the alert (\w+)$/,
    '没有：双方都有 $1，但没有合适的证书和群；它发出警报 $2',
  ],
  [/^(.*): our first certificate that the client can verify$/, '$1：服务器的证书里，客户端能验证的第一份'],
  [
    /^(.*): our first scheme that the client accepts and the key fits$/,
    '$1：服务器的次序里，客户端接受、密钥也适用的第一种方案',
  ],
];

/** A title or a label in Chinese; as it is if it has none. */
export function chinese(text: string): string {
  if (Object.hasOwn(LABELS, text)) return LABELS[text];
  const found = PATTERNS.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return text.replace(found[0], found[1]);
  const [, kind, label] = /^(.*), under the label (.*)$/.exec(text) ?? [];
  if (kind !== undefined) return `${chinese(kind)}（标签写的是 ${label}）`;
  return sessionSentence(text, detailInChinese, ruleInChinese) ?? kernelText(text) ?? numbered(text);
}

/** Certificates are told apart by their numbers (`verificationParts`). */
const numbered = (text: string): string =>
  text
    .replace(/ \[serial ([\da-f]+…?)\]/g, ' [序列号 $1]')
    .replace(/\(no subject\)(?= \[序列号)/g, CHINESE_PAGE_WORDS.nobody);

/** @param label - of the value: that of a derivation is what the reader typed. */
function textInChinese(text: string, label: string, ownTexts: boolean): string {
  if (label === 'source') return citationInChinese(text);
  if (label === 'Certificate status') return statusInChinese(text);
  if (label === 'Public key') return text.replace(/, (\d+) bits$/, '，$1 位');
  return (ownTexts || label === 'CA') && label !== 'label' ? chinese(text) : numbered(text);
}

/** What an OCSP response says of certificates. */
const statusInChinese = (text: string): string =>
  text
    .replace(/\bgood\b/g, '没有被吊销（good）')
    .replace(/\bunknown\b/g, '响应者不认识它（unknown）')
    .replace(/\brevoked on (\S+) \((\w+)\)/g, '已于 $1 吊销（$2）')
    .replace(/\brevoked on ([^\s;]+)/g, '已于 $1 吊销')
    .replaceAll('; ', '；');

const factInChinese = (fact: Fact, ownTexts: boolean): Fact => ({
  ...fact,
  label: chinese(fact.label),
  value: typeof fact.value === 'string' ? textInChinese(fact.value, fact.label, ownTexts) : fact.value,
  rule: citationInChinese(fact.rule),
});

const arrowInChinese = (arrow: Arrow): Arrow => ({
  ...arrow,
  // The names of handshake messages stay, also that of Certificate.
  label: /^[A-Z]\w+$/.test(arrow.label) ? arrow.label : chinese(arrow.label),
  note: chinese(arrow.note),
  detail: partsInChinese(arrow.detail, true),
});

/** The types of ranges of bytes that are no type of a standard. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ byte: '字节', bytes: '字节', digest: '摘要', message: '消息', 'encoded message': '编码后的消息' },
};

/** Names and types in words are told, and the message and the plaintext of a kernel; the fields and types of a standard stay. */
const spanInChinese = (span: Span, ownTexts: boolean): Span => ({
  ...span,
  ...(ownTexts && {
    name: /[ :]|^(?:message|plaintext)$/.test(span.name) ? chinese(span.name) : span.name,
    type: TYPES[span.type] ?? (span.type.includes(' ') ? chinese(span.type) : span.type),
  }),
  rule: citationInChinese(span.rule),
  children: span.children.map((one) => spanInChinese(one, ownTexts)),
});

/** The parts of an exhibit with their labels in Chinese.
 * @param ownTexts - whether values, cells and fields may be texts of the engine; false where they come from a reader’s input. */
export const partsInChinese = (parts: readonly Part[], ownTexts: boolean): readonly Part[] =>
  parts.map((part) => partInChinese(part, ownTexts));

/** A check with its reference in Chinese. */
const cited = (check: Check): Check => ({ ...check, rule: citationInChinese(check.rule) });

/** Whether a cell is no name of a reader’s input. */
const isAnswer = (title: string, cell: string): boolean =>
  title === 'Issuers tried' && /^(yes|no|unknown: .*)$/.test(cell);

function tableInChinese(table: Table, ownTexts: boolean): Table {
  const cellInChinese = (cell: string, column: string): string => {
    if (column === 'rule') return citationInChinese(cell);
    // The name of a message stays.
    return cell !== 'Certificate' && (ownTexts || isAnswer(table.title, cell)) ? chinese(cell) : numbered(cell);
  };
  return {
    ...table,
    rule: citationInChinese(table.rule),
    columns: table.columns.map(chinese),
    rows: table.rows.map((row) => row.map((cell, i) => cellInChinese(cell, table.columns[i]))),
    ...(table.how && { how: table.how.map((lines) => lines.map(chinese)) }),
  };
}

function partInChinese(part: Part, ownTexts: boolean): Part {
  if (part.kind === 'prose') return { ...part, text: chinese(part.text) };
  const title = chinese(part.title);
  switch (part.kind) {
    case 'section':
      return { ...part, title, parts: partsInChinese(withReasons(part.parts), ownTexts) };
    case 'checks':
      return { ...part, title, checks: part.checks.map(CHECKS_IN_CHINESE.check) };
    case 'facts':
      return { ...part, title, rows: part.rows.map((row) => factInChinese(row, ownTexts)) };
    case 'bytes':
      return { ...part, title, span: spanInChinese(part.span, ownTexts) };
    case 'table':
      return { ...tableInChinese(part, ownTexts), title };
    case 'sequence': {
      const [left, right] = part.actors;
      return { ...part, title, actors: [chinese(left), chinese(right)], arrows: part.arrows.map(arrowInChinese) };
    }
    case 'search':
      return { ...part, title, marks: part.marks.map((mark) => ({ ...mark, detail: chinese(mark.detail) })) };
    case 'points':
      return { ...part, title, rule: citationInChinese(part.rule) };
  }
}

/** A path's parts, with the reasons why it is refused told from its checks. */
function withReasons(parts: readonly Part[]): readonly Part[] {
  const checks = parts.find((part) => part.kind === 'checks')?.checks ?? [];
  const failed = checks.filter(({ outcome }) => outcome === 'fail').map(checkInChinese);
  const reasons = failed.map(({ subject, depth, detail, rule }) => {
    return `${subject || CHINESE_PAGE_WORDS.nobody}（第 ${depth} 层）：${detail.replace(/。$/, '')}（${rule}）`;
  });
  const text = `被拒绝，因为：${reasons.join('；')}。`;
  return parts.map((part) => (part.kind === 'prose' && reasons.length > 0 ? { ...part, text } : part));
}

/** How checks and rules are told in Chinese. */
export const CHECKS_IN_CHINESE = { check: (check: Check): Check => cited(checkInChinese(check)), rule: ruleInChinese };
