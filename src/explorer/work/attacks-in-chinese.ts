/** The exhibits of attacks in Chinese: their paragraphs, by how the English begins, and the labels that only they have. */
import type { Fact, Part } from '../../explain/index.ts';

/** A paragraph is known by its beginning, which is enough to tell it from the others. */
const PARAGRAPHS: readonly (readonly [begins: string, chinese: string])[] = [
  // Bleichenbacher 1998
  [
    'With RSA key transport',
    '在 RSA 密钥传输里，客户端用 PKCS #1 v1.5 把它的秘密加密了发出去：00 02、随机字节、00、秘密。做坏的服务器解密之后，如果分组不是以 00 02 开头，就回一个警报；是的话，就继续。RSA 允许任何人给密文里的数乘上一个倍数，于是每一次回答都透露：秘密在一个范围的哪一部分。',
  ],
  [
    'The attacker sends c·sᵉ',
    '攻击者换着 s，把 c·sᵉ 发出去。回答是“是”，就说明 m·s 模 n 落在 2B 与 3B 之间，于是 m 只可能在几个很短的区间里。下一个 s 要选得让区间再减半，直到只剩一个数。',
  ],
  [
    'How many questions it takes is luck',
    '要问多少次全看运气：密钥、秘密和填充不同，次数就不同。模数为 1024 位时，换种子试了 166 回：一半不到 31,000 次；十分之一不到 4,400 次，十分之一超过 93,000 次；最久的一回用了 286,000 次。不另选种子时用的是“lab”，它在 1024 位时恰好运气很好，只要 3,000 次左右。换一个种子，就能看到平常的情形。',
  ],
  [
    'This server looks at 00 02',
    '这台服务器只看 00 02。查得越多的服务器，说“是”的时候越少，攻击要问的次数就越多；只有整个格式全对才说“是”的，几乎从不说“是”。',
  ],
  ['The block holds the premaster', '分组里就是预主密钥。有了它，不用服务器的密钥，录下的会话就能读懂。'],
  [
    'The engine draws a random secret',
    '本引擎在解密之前先取一个随机的秘密；不管分组有什么毛病，都改用它继续走下去，中间没有分支。握手到 Finished 才失败，对任何密文都一样。TLS 1.3 没有这种密钥交换。',
  ],
  // Bleichenbacher 2006
  [
    'A signature is a number',
    '签名是一个数，它的 e 次幂是这样的：前面是一长串填充字节 FF，占满整个长度，最后是摘要。做坏的验证器从左往右读，看到摘要就停；摘要右边是什么，它不管。',
  ],
  [
    'The attacker writes 00 01 FF 00',
    '攻击者在最左边写 00 01 FF 00 和摘要，其余的长度都空着；再把这个数开立方，向上取整。得到的数的立方只在右边有所不同，而验证器不看那里。',
  ],
  ['The verifier accepts a signature', '验证器接受了这个签名，签的是攻击者自己选的名字。没有用到任何私钥。'],
  [
    'The engine parses nothing',
    '本引擎不去解析。它自己造出正确签名唯一的那种编码，占满模数的整个长度，再逐字节比较全部内容。',
  ],
  // Vaudenay
  [
    'Before TLS 1.1',
    'TLS 1.1 以前，服务器对错误的填充回答 decryption_failed，对错误的 MAC 回答 bad_record_mac。谁能发送密文，谁就能由此知道：最后一个分组的明文，结尾是不是合法的填充。',
  ],
  [
    'The attacker puts a block',
    '攻击者把录下的一个分组放在自己的分组后面，逐个改自己分组的最后一个字节，直到回答说填充正确：这时明文以 00 结尾。这样就得到一个字节。下一个字节，要让填充成为 01 01，依此类推。',
  ],
  [
    'The engine looks at padding and MAC',
    '本引擎检查填充和 MAC 都不用分支，两个结果先合在一起，之后才有别的动作依赖它。错误只有一种，出自同一处。',
  ],
  // Lucky 13
  [
    'The broken server gives one answer',
    '做坏的服务器对错误的填充和错误的 MAC 给出同一种回答，这合乎标准；两种情形下也都计算 MAC。但它是对去掉填充后剩下的内容计算的：如果剩下的恰好刚够不到下一个分组，散列就少算一次。',
  ],
  [
    'What the attacker sees is a model: the number of blocks',
    '攻击者看到的是一个模型：散列算了几个分组，再加上标准差为 0.3 的正态噪声。最后两个字节有 65,536 种改法，其中一种使它们成为 01 01，省下一个分组。知道了这两个字节，前面每个字节只要试 256 种。',
  ],
  ['All changes make the same work', '所有改法的计算量都一样：没有一种能从噪声里显出来。'],
  [
    'The engine hashes as many blocks',
    '不管填充是什么，本引擎散列的分组数都一样：MAC 用不着的部分，当作零来散列。取出 MAC 的时候，把它可能在的每个位置都读一遍。',
  ],
  // A comparison that stops early
  [
    'The broken server compares the MAC',
    '做坏的服务器把该有的 MAC 和收到的逐字节比较，碰到第一个不同就停。回答总是“不对”，但对的字节越多，用的时间就越长一点。',
  ],
  [
    'What the attacker sees is a model: the number of comparisons',
    '攻击者看到的是一个模型：服务器比较了几次，再加上标准差为 0.5 的正态噪声。一个字节有 256 个值，反复去掉较快的一半，最后留下最慢的那个。',
  ],
  [
    'ctEqual adds up',
    'ctEqual 把所有字节的差别累积起来，最后只看一次总和。MAC、认证标签、Finished 和填充都只用它来比较。',
  ],
  ['RFC 8446 §4.4.4 asks for the value', 'RFC 8446 §4.4.4 只要求值正确；怎样比较是本引擎自己的要求（安全要求 R3）'],
  // GCM
  [
    'The tag of AES-GCM',
    'AES-GCM 的认证标签是秘密 H 的一个多项式，系数是密文，再加上由密钥和一次性数决定的掩码。做坏的发送方给两条消息用了同一个一次性数。两个掩码相同，标签相加就消掉了：H 是一个多项式的零点，而这个多项式谁都写得出来。',
  ],
  [
    'The two tags are added',
    '把两个标签相加，在有 2¹²⁸ 个元素的域上分解这个多项式。每个零点都是 H 的候选，各做一条伪造的消息；接收方接受的那一条，用的就是 H。',
  ],
  ['With H and one message', '有了 H，再有一条已知内容的消息，就能给任何同样长的文本配上正确的标签。'],
  ['No zero of the polynomial', '用哪一个零点伪造的消息都不被接受：掩码不同。'],
  [
    'In the engine’s TLS the nonce',
    '在本引擎的 TLS 里，一次性数就是记录的序号，只由记录层保管，在一把密钥下从不重复：到了限度，连接就结束，或者换密钥。',
  ],
  // ECDSA
  [
    'Each ECDSA signature needs',
    '每个 ECDSA 签名都要一个数 k：没有人知道，也不再用第二次。做坏的签名者只取一次，一直用下去。于是两个签名的 r 相同。',
  ],
  ['k = (e₁ − e₂)', 'k = (e₁ − e₂) / (s₁ − s₂)，d = (s₁·k − e₁) / r，都模 n：两行算术就得到私钥。'],
  ['The two values of r differ', '两个 r 不同，方程没有与公钥相符的解。'],
  [
    'The engine derives k',
    '本引擎由私钥、摘要和新的随机数经 HMAC 派生出 k（hedged 签名）。即使随机源重复，两个不同的摘要也不会得到同一个 k。',
  ],
  [
    'The broken signer draws fresh',
    '做坏的签名者每次都取新的 k，但用的位数比曲线的阶少，所以每个 k 的前几位都是零。单看哪个签名，都没有异样。',
  ],
  [
    'Each signature says k = a',
    '每个签名都说 k = a + t·d（模 n），其中 a 和 t 已知。所有的 k 同时都短，就是说：在已知向量生成的格里有一个短向量。LLL 能找到它：交换各行，从一行里减去另一行的倍数，直到各行都短。',
  ],
  ['No row of the reduced lattice', '约化之后，没有一行含有私钥：这些 k 并不短。'],
  ['In the engine k is uniform', '在本引擎里，k 在 1…n − 1 中均匀分布：取的位数与阶的位数相同，不小于阶就重取。'],
  // RSA-CRT
  [
    'To sign, RSA computes',
    'RSA 签名时分别模 p、模 q 算幂，再把两半合起来。如果 dP 的一个比特被翻转（过热、电压尖峰、Rowhammer），模 p 的一半就错了，另一半是对的。做坏的签名者照样把结果交出去。',
  ],
  ['The greatest common divisor', '最大公约数就是一个素数，用它去除模数，得到另一个。密钥归攻击者了。'],
  [
    'The engine raises every result',
    '本引擎的每个结果在交出之前，趁还在盲化之中，先自乘到公开指数次幂。如果得不回签名的内容，就决不交出：调用者只得到错误 fault-detected，得不到任何数。',
  ],
  // CAs
  [
    'Each certificate in a chain',
    '链上的每张证书都由下一张签名。做坏的客户端检查签名、名字和日期，却不问证书的持有者有没有权力签发别的证书。这样一来，只要有一张证书，人人都是 CA。',
  ],
  ['The client believes', '客户端以为在和 api.cluster.example 说话。其实对面是 Mallory，她能看到一切，也能改动一切。'],
  [
    'The engine asks of each issuer',
    '本引擎对路径上的每个签发者都要求：第 3 版，basicConstraints 的 cA 为真，keyUsage 里有 keyCertSign，下面的层数没有超过限制。每一条都是单独的一项检查。',
  ],
  // Curves
  [
    'The formulas for adding points',
    'y² = x³ + ax + b 上点的加法公式里没有 b。做坏的服务器收到什么点，就拿自己的私钥去乘；于是，另一条曲线上的点，只要倍点很少，就能透露私钥除以这个个数的余数。',
  ],
  [
    'Each question is a point',
    '每次提问都是一个倍点很少的点。服务器用共享秘密算一个 MAC 作为回答；可能的秘密只有几个，攻击者一个一个地试。这样就得到 d 模这个阶的余数，只差一个正负号。余数的平方没有符号问题：用中国剩余定理得到 d²，开平方就是 d。',
  ],
  [
    'The engine puts the coordinates',
    '本引擎在做别的事之前，先把每个点的坐标代入方程。不在曲线上的点是一个错误，错误就叫这个名字。',
  ],
  [
    'Curve25519 has eight points',
    'Curve25519 上有八个小阶的点。不管私钥是什么，和其中任何一个相乘都得零。做坏的双方把零当作普通的秘密。',
  ],
  ['Both ends have the same secret', '双方的秘密相同，Mallory 也有：它是零。Alice 发的内容她都能读，不用任何私钥。'],
  [
    'The engine refuses a result of zeros',
    '本引擎把结果的每个字节都看过之后，拒绝全零的结果。TLS 1.3 随即以警报 illegal_parameter 结束。',
  ],
];

/** Short texts: titles, labels, and the cells and values that are the engine's words. */
const LABELS: Readonly<Record<string, string>> = {
  'In the end': '最后',
  'the block': '分组',
  questions: '提问次数',
  'The answers': '回答',
  'yes of this server': '这台服务器说“是”',
  'of these, yes of one that wants whole padding': '其中，要求填充完整的服务器也会说“是”',
  'of these, yes of one that wants 48 bytes and the version, too': '其中，还要求 48 字节和版本的服务器也会说“是”',
  'Read in the recording': '从录下的会话里读到的',
  request: '请求',
  'to 00 02 …': '对 00 02 …',
  'to anything else': '对其他的',
  'The forgery': '伪造',
  'the signature': '签名',
  'its cube': '它的立方',
  'bytes at the left that count': '左边起作用的字节数',
  'The verifier answers': '验证器的回答',
  invalid: '无效',
  'Per byte': '平均每个字节',
  records: '记录数',
  'Read, without any key': '没有任何密钥，读到了',
  'to 1,024 changed records': '对 1,024 条改过的记录',
  'bad_record_mac, each time': '每次都是 bad_record_mac',
  bytes: '字节',
  text: '文本',
  'A MAC without the key': '没有密钥，得到了 MAC',
  'How far it came': '走到了哪里',
  'bytes found': '找到的字节',
  'The polynomial': '多项式',
  degree: '次数',
  zeros: '零点的个数',
  'H found': '找到的 H',
  'Accepted by the receiver': '接收方接受了',
  'Two signatures': '两个签名',
  'r of the first': '第一个的 r',
  'r of the second': '第二个的 r',
  's of the first': '第一个的 s',
  's of the second': '第二个的 s',
  'The private key': '私钥',
  'The lattice': '格',
  signatures: '签名数',
  rows: '行数',
  'bits of k that are zero': 'k 中为零的位数',
  'exchanges of rows': '行交换次数',
  'The private key, in one row of the reduced lattice': '私钥，在约化后的格的一行里',
  'One faulty signature s of the encoded message m': '编码后的消息 m 的一个错误签名 s',
  'The primes': '两个素数',
  bits: '位数',
  'The signer answers': '签名者的回答',
  error: '错误',
  'The chain': '证书链',
  'signed by': '由谁签名',
  'a CA': '是 CA 吗',
  'itself, trusted': '它自己，受信任',
  'The report': '检查报告',
  'basicConstraints does not make it a CA': 'basicConstraints 没有说它是 CA',
  'keyUsage digitalSignature: no keyCertSign': 'keyUsage 只有 digitalSignature，没有 keyCertSign',
  'The remainders': '余数',
  'The server answers': '服务器的回答',
  'What both receive': '双方收到的',
  'public key': '公钥',
  'What both derive': '双方派生出的',
  'Read on the way': '半路上读到的',
  'Both ends refuse': '双方都拒绝',
};

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /^The server’s records \(type: length, or the alert\).* blocks of (\d+) bytes$/,
    '服务器的记录（类型：长度，或警报）和客户端的结局，分组为 $1 字节',
  ],
  [/^(\d+) of (\d+)$/, '$1 / $2'],
];

/** A text of an attack in Chinese; as it is if it has none. */
export function attackText(text: string): string {
  if (Object.hasOwn(LABELS, text)) return LABELS[text];
  const [, paragraph] = PARAGRAPHS.find(([begins]) => text.startsWith(begins)) ?? [];
  if (paragraph !== undefined) return paragraph;
  const found = PATTERNS.find(([pattern]) => pattern.test(text));
  return found === undefined ? text : text.replace(found[0], found[1]);
}

const factInChinese = (fact: Fact): Fact => ({
  ...fact,
  label: attackText(fact.label),
  value: typeof fact.value === 'string' ? attackText(fact.value) : fact.value,
});

/** The parts of an attack's exhibit with its own texts in Chinese; those that others have, too, stay as they are. */
export const attackInChinese = (parts: readonly Part[]): readonly Part[] =>
  parts.map((part): Part => {
    switch (part.kind) {
      case 'prose':
        return { ...part, text: attackText(part.text) };
      case 'section':
        return { ...part, parts: attackInChinese(part.parts) };
      case 'facts':
        return { ...part, title: attackText(part.title), rows: part.rows.map(factInChinese) };
      case 'table':
        if (part.listing) return part;
        return {
          ...part,
          title: attackText(part.title),
          columns: part.columns.map(attackText),
          rows: part.rows.map((row) => row.map(attackText)),
        };
      default:
        return part;
    }
  });
