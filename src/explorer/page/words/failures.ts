/** What went wrong, in Chinese: the kind of an error and its meaning by its code. Loaded when something goes wrong in Chinese. */
import { pathText } from '../../../codec/internal.ts';
import type { Failure } from '../../work/jobs.ts';

/** The kinds of errors that the page comes upon, by their classes, and what each code of theirs means. */
const KINDS = {
  InspectError: [
    '读不懂这份输入',
    {
      'base64-without-label':
        '它是 base64，但没有 PEM 的 BEGIN 和 END 行；请放进 -----BEGIN CERTIFICATE----- 与 -----END CERTIFICATE-----（或别的合适标签）之间',
      capture: '它是网络抓包，不是密钥或证书；pcapng 格式先要转成 pcap：editcap -F pcap FILE NEW',
      'empty-file': '它是空的；应为 PEM、DER 或 kubeconfig',
      'plain-text': '它是文本，里面没有 PEM；应为带 -----BEGIN …----- 行的 PEM、DER，或内嵌数据的 kubeconfig',
      recording: '它是会话的录制文件，不是密钥或证书',
      'ssh-key':
        '它是 SSH 格式的密钥，这里不支持；ssh-keygen -e -m PKCS8 -f FILE 能把 RSA 或 ECDSA 公钥转成 PEM；PuTTY 的私钥用 puttygen FILE -O private-openssh 转换，RFC 4716 格式的公钥先用 ssh-keygen -i -f FILE 转换',
    },
  ],
  PemError: [
    'PEM 不合格式',
    {
      'pem-base64': '块里的内容不是 base64',
      'pem-headers': '证书、申请或列表的块里有旧式的头部（RFC 1421）',
      'pem-label': 'BEGIN 和 END 的标签不一致，或标签不合格式',
      'pem-too-large': '一个块超过了大小的限度',
      'pem-too-many-blocks': '块的数目超过了限度',
      'pem-unfinished': '块没有 END 行',
    },
  ],
  EncodingError: [
    '编码有误',
    { 'invalid-base64': '不是规范的 base64', 'invalid-hex': '不是十六进制', 'invalid-utf8': '不是 UTF-8' },
  ],
  ExplorerError: ['本页不接受', { 'edit-malformed': '地址里的修改读不懂', 'input-too-large': '输入大于 16 MiB' }],
  RecordingError: [
    '录制文件不合格式',
    {
      'malformed-json': '这一行不是 JSON',
      'malformed-value': '值的类型不对',
      'missing-field': '缺少这个字段',
      'too-large': '文件超过了大小的限度',
      'too-many-events': '事件的数目超过了限度',
      'unknown-field': '没有这个字段',
      'unknown-kind': '没有这种事件',
      'unknown-version': '不认识这个版本的格式',
    },
  ],
  DecodeError: [
    '字节不合格式',
    {
      'attributes-missing': '证书请求里没有 [0]，即它的属性',
      'bit-string-empty': 'BIT STRING 缺少第一个字节',
      'bit-string-not-canonical': 'BIT STRING 的未用比特不为零，或太多',
      'bit-string-padding': 'BIT STRING 的未用比特不为零',
      'bit-string-unused-bits': 'BIT STRING 的未用比特数不对',
      'boolean-length': 'BOOLEAN 应为一个字节',
      'boolean-not-canonical': 'TRUE 应为 FF，FALSE 应为 00',
      'default-encoded': '默认值应省略，不应写出',
      'duplicate-extension': '扩展出现了两次',
      'empty-item': '列表的一项不占字节',
      'encoding-differs': '写出来和读到的不一样',
      'extensions-empty': '请求了扩展，却一个也没有列出',
      'indefinite-length': '长度不定（BER），DER 不允许',
      'integer-empty': 'INTEGER 没有字节',
      'integer-not-minimal': 'INTEGER 前面多了一个字节',
      'integer-not-positive': 'INTEGER 应为正数',
      'ip-address-length': 'IP 地址应为 4 或 16 字节',
      'key-usage-empty': 'keyUsage 一个比特也没有',
      'length-not-minimal': '长度用的字节多于需要',
      'length-too-large': '长度大得没有文件会有',
      'multi-prime-key': 'RSA 密钥有两个以上的素数',
      'named-bits-not-canonical': '具名比特的末尾有零',
      'no-alternative': 'CHOICE 的各种选择都对不上',
      'not-an-element': '这些字节不是 DER 元素',
      'null-not-empty': 'NULL 应没有内容',
      'oid-arc-too-large': '对象标识符的一段太大',
      'oid-empty': '对象标识符没有字节',
      'oid-first-arcs': '对象标识符的前两个数不可能',
      'oid-not-minimal': '对象标识符的一段以 80 开头',
      'oid-syntax': '这段文本不是对象标识符',
      'oid-truncated': '对象标识符的最后一段没有结束',
      'out-of-range': '值超出了字段的范围',
      'set-not-sorted': 'SET OF 的成员没有按升序排列',
      'string-character': '这种字符串不允许其中的一个字符',
      'string-length': '字符串的长度不可能',
      'tag-not-minimal': '标签用的字节多于需要',
      'tag-too-large': '标签的号太大',
      'time-form': '时间的写法不合 DER',
      'time-fraction': '时间不应有秒的小数',
      'time-seconds': '时间没有秒',
      'time-value': '没有这个时间，或写不出来',
      'time-zone': '时间应为 UTC',
      'too-deep': '嵌套超过了层数的限度',
      'too-large': '字节数超过了限度',
      'too-many-nodes': '字段数超过了限度',
      trailing: '结构结束之后还有字节',
      truncated: '结构还没有完，字节就没有了',
      'unexpected-kind': '描述里没有这种值',
      'unexpected-tag': '这里应是另一种元素',
      'unexpected-value': '这里只允许另一个值',
      'unknown-type': '不认识值的类型',
      'wrong-form': '应为基本形式却是构造形式，或相反',
      'wrong-type': '值的类型与描述不符',
    },
  ],
  EcError: [
    '密钥或点不能用',
    {
      'point-encoding': '这些字节不是点的编码',
      'point-hybrid': '点是混合形式；应为未压缩形式',
      'point-identity': '无穷远点不能作公钥',
      'point-not-on-curve': '坐标不满足曲线的方程',
      'private-key': '私钥超出范围，或长度不对',
      'random-exhausted': '随机源给出的每个数都超出范围',
      'small-order': '公钥是小阶的点，共享秘密会是零',
      'unsupported-curve': '这条曲线没有实现',
    },
  ],
  RsaError: [
    'RSA 不能这样用',
    {
      'message-too-long': '消息对这把密钥来说太长',
      'modulus-too-short': '模数放不下这种散列和盐',
      'modulus-size': '模数太短或太长',
      'no-prime': '没有找到素数',
      'public-exponent': '公开指数是偶数，或太小、太大',
      'representative-range': '数不小于模数',
    },
  ],
  WebError: [
    '没能到达服务器',
    {
      closed: '连接由本页断开',
      'handshake-timeout': '握手用了太久',
      'relay-closed': '中继提前关闭了连接',
      'relay-refused': '地址上没有中继，或它拒绝本页、口令或这台服务器',
    },
  ],
  UsageError: ['输入不合要求', {}],
} as const satisfies Readonly<Record<string, readonly [name: string, codes: Readonly<Record<string, string>>]>>;
type Kind = keyof typeof KINDS;

/** What algorithms say of a field. */
const DEMANDS: readonly (readonly [RegExp, string])[] = [
  [/^must be an odd prime$/, '应为奇素数'],
  [/^must have at most (\d+) bits$/, '最多 $1 位'],
  [/^must be another prime than p: .*$/, '不能与 p 相同：n 开平方就得到它们'],
  [/^must be odd, from 3 to n − 1$/, '应为 3 到 n − 1 的奇数'],
  [
    /^must have no common factor with p − 1 and q − 1; (\d+) is one.*$/,
    '不能与 p − 1 或 q − 1 有公因数；$1 就是一个，所以没有与它配对的 d',
  ],
  [/^must be below n = p · q$/, '应小于 n = p · q'],
  [/^must be a prime: .*$/, '应为素数：否则斜率不总是存在'],
  [/^(\(.*\)) is not on the curve: coordinates are from 0 to (\d+)$/, '$1 不在曲线上：坐标应在 0 到 $2 之间'],
  [/^makes the curve singular: (.*) is 0 modulo (\d+).*$/, '使曲线奇异：$1 模 $2 为 0，有一点没有切线；请换一个'],
  [
    /^(\(.*\)) is not on the curve: (.*) is (\d+), and (.*) is (\d+) modulo (\d+)$/,
    '$1 不在曲线上：模 $6 算，$2 是 $3，而 $4 是 $5',
  ],
  [/^must leave 1 when divided by 4: .*$/, '除以 4 应余 1：否则 −1 不是模 p 的平方数'],
  [/^must be no square modulo (\d+): .*$/, '不能是模 $1 的平方数：否则有的分母为零'],
  [/^must be odd, and in 3\.\.2\^(\d+) - 1$/, '应为 3 到 2^$1 − 1 的奇数'],
  [/^must be in 1…n − 1, for n the order of (.*)$/, '应在 1 到 n − 1 之间，n 是 $1 的阶'],
  [/^makes r or s zero$/, '使 r 或 s 为零'],
  [/^is not a valid DNS name$/, '不是合法的 DNS 名字'],
  [/^must have 1 to (\d+) certificates$/, '应有 1 到 $1 张证书'],
  [/^must have at most (\d+) changes$/, '最多 $1 处改动'],
  [/^must be a list of changes.*$/, '应为改动的列表，例如 lower.expired'],
];

const RULES: Readonly<Record<string, string>> = {
  'Not in any standard: a limit or an address of the page': '本页自己的限度',
  'Not in the RFC: local limit': '本引擎自己的限度',
  'a limit of our own': '本引擎自己的限度',
};

/** The class of an error. The bundle has no names of classes, but the places differ; and where they do not, the codes do. */
function kindOf({ code, place: { argument, line, at, path } = {} }: Pick<Failure, 'code' | 'place'>): Kind | undefined {
  if (argument !== undefined) return 'UsageError';
  if (line !== undefined) return 'PemError';
  if (at !== undefined && path !== undefined) return 'DecodeError';
  if (path !== undefined) return 'RecordingError';
  return OF_ONE_CODE.find((kind) => meaningOf(kind, code) !== undefined);
}
const OF_ONE_CODE = ['InspectError', 'EncodingError', 'ExplorerError', 'EcError', 'RsaError', 'WebError'] as const;

function meaningOf(kind: Kind, code: string): string | undefined {
  const codes: Readonly<Record<string, string>> = KINDS[kind][1];
  return Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** What a code of the decoder means; the code alone for one without Chinese. */
export const decodeFault = (code: string): string => {
  const meaning = meaningOf('DecodeError', code);
  return meaning === undefined ? code : `${meaning}（${code}）`;
};

/** What an algorithm demands of a field: quoted where it has no Chinese. @param code - of its error. */
export function demandInChinese(message: string, code: string): string {
  const found = DEMANDS.find(([pattern]) => pattern.test(message));
  if (found !== undefined) return message.replace(found[0], found[1]);
  const kind = kindOf({ code });
  return (kind && meaningOf(kind, code)) ?? `“${message}”`;
}

/** A failure in a sentence: its kind, its meaning or the engine's own words as a quotation, its place, its rule and its code. */
export function failureInChinese(failure: Failure): string {
  const { code, message, rule, place = {} } = failure;
  const kind = kindOf(failure);
  const own = place.argument === undefined ? message : message.slice(place.argument.length + 2);
  const meaning = (kind && meaningOf(kind, code)) ?? demandInChinese(own, code);
  const places = placesOf(place, kind === 'EncodingError');
  const where = places.length === 0 ? '' : `（${places.join('，')}）`;
  const source = rule === '' ? '' : `依据：${RULES[rule] ?? rule}；`;
  return `${kind === undefined ? '出错了' : KINDS[kind][0]}${where}：${meaning}。${source}代码 ${code}`;
}

/** @param isText - whether characters are counted. */
const placesOf = ({ line, at, path = [], argument }: NonNullable<Failure['place']>, isText: boolean): string[] => [
  ...(argument === undefined ? [] : [argument]),
  ...(line === undefined ? [] : [`第 ${line} 行`]),
  ...(at === undefined ? [] : [isText ? `位置 ${at}` : `第 ${at} 字节`]),
  ...(path.length === 0 ? [] : [pathText(path, '.', (count) => `（共 ${count} 层）`)]),
];
