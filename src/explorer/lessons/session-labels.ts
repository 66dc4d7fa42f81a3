/** The paragraphs and labels of sessions and of their secrets, in Chinese. What the standards name keeps its name. */

export const SESSION_LABELS: Readonly<Record<string, string>> = {
  // What each side has
  'agreed on': '商定的',
  nothing: '什么也没有',
  'What each side has, and what the server makes of it': '双方各有什么，服务器怎样选',
  'The version': '版本',
  'The cipher suite': '密码套件',
  'The group of the key exchange': '密钥协商所用的曲线（group）',
  'the client offers': '客户端提出',
  'with key shares for': '附有密钥份额的',
  'the server takes': '服务器接受',
  'the server chooses': '服务器选定',
  'the client would rather have': '客户端更想要',
  'extended master secret': '扩展主密钥',
  'application protocol': '应用协议',
  none: '无',
  'encrypt-then-MAC': '先加密后认证（encrypt-then-MAC）',
  // Messages
  'asks for another handshake': '请求再握一次手',
  'an ephemeral public value, signed with the key of its certificate': '临时公开值，用与证书中公钥成对的私钥签了名',
  'an ephemeral public value': '临时公开值',
  'public value': '公开值',
  'an OCSP response about the certificate: whether its CA has revoked it': '关于证书的 OCSP 响应：CA 有没有吊销它',
  'the server is done: it is the client’s turn': '服务器说完了：轮到客户端',
  'a fresh secret, encrypted with the server’s public key': '新的秘密，用服务器的公钥加密',
  'encrypted bytes': '密文',
  encryption: '加密方式',
  'RSAES-PKCS1-v1_5: only the holder of the server’s key can read it':
    'RSAES-PKCS1-v1_5：只有持有服务器私钥的一方读得懂',
  'the session, encrypted for the server itself: the client brings it back to resume':
    '这次会话，服务器为自己加了密：客户端下次带回来，就能恢复',
  'everything I send from here on is protected': '从这里起，我发的一切都受保护',
  'a hash of all messages so far, keyed with the master secret': '到此为止全部消息的散列，以主密钥为密钥',
  'no certificate': '没有证书',
  'a malformed certificate': '格式错误的证书',
  WRONG: '错误',
  ANOTHER: '另一个值',
  'the hash of “HelloRetryRequest”: what tells it from a ServerHello':
    '“HelloRetryRequest”的散列：凭它与 ServerHello 相区别',
  'a name for a PSK of this session: the client brings it back to resume':
    '这次会话的一个 PSK 的名字：客户端带回来，就能恢复',
  'the end of early data': '早期数据到此为止',
  'what I send after this is under the next traffic secret': '此后我发的内容，用下一个流量秘密保护',
  'next secret': '下一个秘密',
  'HKDF-Expand-Label(this traffic secret, "traffic upd")': 'HKDF-Expand-Label(这个流量秘密, "traffic upd")',
  'HKDF-Expand-Label(handshake traffic secret, "finished")': 'HKDF-Expand-Label(握手流量秘密, "finished")',
  'the peer is to': '要对方',
  'change its key too': '也换密钥',
  'do nothing': '什么也不做',
  'its binder': '它的 binder',
  'salt of the nonce': '一次性数里的盐',
  'explicit part': '显式部分',
  // Keys and secrets
  'Which bytes are under which key, in order of time': '哪些字节用哪把密钥，按时间先后',
  sender: '发送方',
  bytes: '字节数',
  'under the key of': '所用密钥出自',
  'none: in the clear': '没有：明文',
  'What the client checked': '客户端检查了什么',
  'What the server checked': '服务器检查了什么',
  'Premaster secret: known to the client, and to any holder of the server’s private key':
    '预主密钥：客户端知道，持有服务器私钥的人也知道',
  'the version offered, and 46 random bytes': '提出的版本，和 46 个随机字节',
  'decrypted with the server’s key': '用服务器的私钥解密',
  'as sent, encrypted': '发送时的密文',
  'the server recovered': '服务器解出的',
  'Master secret: the premaster secret, bound to this handshake': '主密钥：由预主密钥派生，与这次握手绑在一起',
  'both randoms': '双方的随机数',
  'Finished: each side proves that it has the master secret and saw the same messages':
    'Finished：双方各自证明自己有主密钥，看到的消息也相同',
  'the earlier session’s resumption_master_secret, "resumption", the nonce of the ticket':
    '前一次会话的 resumption_master_secret，"resumption"，ticket 的 nonce',
  '"res binder"': '"res binder"',
  'the binder: proof that the client has the PSK': 'binder：证明客户端有 PSK',
  '"res master", hash of ClientHello … client’s Finished': '"res master"，ClientHello 到客户端的 Finished 的散列',
  'the PSK of each ticket': '每张 ticket 的 PSK',
  // Secrets unfolded
  'What comes out': '结果',
  'the session’s own': '会话里的值',
  'derived anew': '重新派生的',
  'salt: zeros': 'salt：全零',
  'IKM: the shared secret of the key exchange': 'IKM：密钥交换的共享秘密',
  'IKM: psk': 'IKM：psk',
  'IKM: zeros': 'IKM：全零',
  'IKM: no PSK: zeros': 'IKM：没有 PSK，用全零',
  'context: the nonce of the ticket': 'context：ticket 的 nonce',
  'context: the hash of nothing': 'context：空消息的散列',
  'context: the hash of the messages so far': 'context：到此为止全部消息的散列',
  'context: nothing': 'context：空',
  'the hash of the messages so far': '到此为止全部消息的散列',
  'The inner hash, block by block': '内层散列，逐个分组',
  'The outer hash, block by block': '外层散列，逐个分组',
  block: '分组',
  'H before': '之前的 H',
  'H after': '之后的 H',
  'block of 64 bytes': '64 字节的分组',
  'block of 128 bytes': '128 字节的分组',
  // Captures
  'The capture': '抓包',
  packets: '数据包',
  'bytes of TCP': 'TCP 的字节数',
  records: '记录数',
  'Records, as they were sent': '记录，按发送的先后',
  'The record': '记录',
  // How it ended
  'The client counted as connected when it had sent its Finished, before the server’s verdict. The alert reaches it with its first read.':
    '客户端发出 Finished 就算已连接，这时服务器还没有作出判断。它第一次读取时，才收到警报。',
  'Changed in transit': '途中的改动',
  'as it arrived': '收到时',
};

/** What a session is about, sentence by sentence. */
const INTRODUCTIONS: Readonly<Record<string, string>> = {
  'Two parties want to agree on keys.': '双方想商定密钥。',
  'They part before a version of TLS and a cipher suite are agreed on.': '还没有商定 TLS 版本和密码套件，就分手了。',
  'Two parties who share nothing but a CA come to share keys.': '双方除了同一个 CA，别无共同之处，却要得到共同的密钥。',
  'The two hellos carry a key share each, from which both derive the same secret: it never travels, and everything after the hellos is encrypted.':
    '两条 hello 消息各带一份密钥份额，双方由此派生出同一个秘密：它从不在线路上出现，hello 之后的一切都已加密。',
  'Each side shows its certificate, signs all that was said, and proves in Finished that it has the keys.':
    '双方各自出示证书，给说过的话签名，再用 Finished 证明自己有密钥。',
  'The server shows its certificate and signs all that was said; each side proves in Finished that it has the keys.':
    '服务器出示证书，给说过的话签名；双方都用 Finished 证明自己有密钥。',
  'The keys of the certificates only sign: they open no recording.': '证书的密钥只用来签名：用它打不开录下的会话。',
  'Two parties who have met before take up their session again.': '双方以前见过面，这次接着上次的会话。',
  'The client shows the ticket that it was given then, and no certificate is shown: whoever has the secret behind the ticket is the same as last time.':
    '客户端出示上次得到的 ticket，谁也不再出示证书：有 ticket 背后那个秘密的，就是上次的那一方。',
  'That secret and a fresh exchange of key shares make the keys; everything after the hellos is encrypted, and each side proves in Finished that it has them.':
    '由那个秘密，加上新交换的密钥份额，得出密钥；hello 之后的一切都已加密，双方用 Finished 证明自己有密钥。',
  'No certificate is shown and no secret is agreed on: from the master secret of last time and two new random values both derive new keys, and prove it in Finished.':
    '不出示证书，也不再商定秘密：双方由上次的主密钥和两个新的随机数派生出新密钥，在 Finished 里证明。',
  'What comes after is encrypted and protected from change.': '此后的内容都加密，并防止篡改。',
  'The client opens with a ClientHello; the server answers and shows its certificate, which the client verifies.':
    '客户端以 ClientHello 开场；服务器应答，并出示证书，由客户端验证。',
  'The server signs the key share that it sends, the client sends one too, and from the two both derive the same secret: it never travels.':
    '服务器给自己发出的密钥份额签名，客户端也发出一份，双方由这两份派生出同一个秘密：它从不在线路上出现。',
  'The client sends a secret under the server’s public key: whoever gets its private key later opens the recording.':
    '客户端用服务器的公钥送去一个秘密：日后谁得到服务器的私钥，就能打开录下的会话。',
  'The client shows a certificate of its own, and signs all that was said.': '客户端出示自己的证书，给说过的话签名。',
  'Both derive keys from the secret, and prove it in Finished.': '双方由这个秘密派生出密钥，在 Finished 里证明。',
};

/** A paragraph of these sentences; undefined for another text. */
function introduction(text: string): string | undefined {
  const told = text.split(/(?<=\.) /).map((sentence): string | undefined => INTRODUCTIONS[sentence]);
  return told.includes(undefined) ? undefined : told.join('');
}

/** Why a session ended, by the beginning of what is told. */
const REASONS: readonly (readonly [begins: string, chinese: string])[] = [
  [
    'a record could not be decrypted',
    '有一条记录解不开。警报不说是填充错还是 MAC 错：攻击者要是知道，就能解密（Vaudenay 2002）',
  ],
  [
    'the tag of a record does not fit',
    '有一条记录的认证标签对不上：它在途中被改过，或者用了别的密钥。其中的内容一概不用',
  ],
  ['a certificate was required', '要求客户端出示证书，而它给出的证书列表是空的'],
  ['the peer closed the connection before', '握手还没完成，对方就关闭了连接'],
  ['the other side does not support the extended', '对方不支持扩展主密钥，没有它，会话可能被混淆'],
  [
    'the other side’s Finished does not match',
    '对方的 Finished 与这一方的消息对不上：有消息被改过，或者双方的秘密不同',
  ],
  ['a fault of this side’s own program', '是这一方自己程序的错；对方没有做错什么'],
  ['the two sides have no cipher suite', '双方没有共同的密码套件，或者没有一个适合双方的证书和曲线'],
  ['the two sides have no group', '双方没有共同的曲线（group）'],
  ['the server has no signature scheme', '服务器没有一种客户端认识、又适合它的密钥的签名方案'],
  ['the two sides have no TLS version', '双方没有共同的 TLS 版本'],
  ['the signature does not verify', '签名用出示的证书里的公钥验证不通过'],
  [
    'what came is no record of TLS',
    '收到的不是 TLS 1.2 或 1.3 的记录：对方在这里说的可能是别的版本，或者别的协议，例如 HTTP',
  ],
  ['the transport ended without a close_notify', '连接断开时没有 close_notify：数据可能被截断'],
  ['the other side closed the connection without an answer', '对方没有回答就关闭了连接：它在这里可能不说 TLS'],
];

/** Why reading a capture ends. */
const ENDS: readonly (readonly [begins: string, chinese: string])[] = [
  ['it is in the format pcapng', '它是 pcapng 格式；editcap -F pcap FILE NEW 把它转成 pcap'],
  ['no IP is looked for', '这种链路类型的数据包里不找 IP'],
  ['the packet is cut off', '数据包被截断'],
  ['a record is not whole', '有一条记录不完整'],
  ['the connection began before', '连接在抓包开始之前就有了'],
  ['bytes are missing before', '这个数据包之前缺少字节'],
  ['the packet repeats bytes', '数据包重复了先前的字节，但值不同（RFC 9293 §3.10.7.4）'],
];

const FAULTS: Readonly<Record<string, string>> = {
  'another CA signed the server’s certificate': '服务器证书由别的 CA 签发',
  'the server’s certificate has expired': '服务器证书已过期',
  'the certificate names another host': '证书上的名字是另一台主机',
  'one bit changes on the way': '途中有一个比特被改',
  'the client has no certificate': '客户端没有证书',
};

/** Texts with a value inside. */
export const SESSION_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^A (TLS[ \d.]*) handshake$/, '$1 握手'],
  [/^A (TLS[ \d.]*) session with (.*), as the client saw it$/, '与 $2 的 $1 会话，客户端所见'],
  [/^A (TLS[ \d.]*) session with (.*), as the server saw it$/, '与 $2 的 $1 会话，服务器所见'],
  [/^A TLS session without recorded events$/, '没有记录到事件的 TLS 会话'],
  [/^asks for another ClientHello, with a key share of (.*)$/, '请客户端再发一次 ClientHello，附上 $1 的密钥份额'],
  [
    /^Packets that are not of the first TCP connection are left out: (\d+)\. (.*) takes the second connection\.$/,
    '不属于第一个 TCP 连接的数据包没有列出：$1 个。$2 取出第二个连接。',
  ],
  [
    /^Packets whose bytes had all come before are passed over: (\d+) .*$/,
    '字节全都来过的数据包跳过不计：$1 个（重传，RFC 9293 §3.10.7.4）。',
  ],
  [/^Block (\d+): (.*)$/, '分组 $1：$2'],
  [/^(\w+), from the earlier session’s (\w+)(.*)$/, '$1，由前一次会话的 $2 派生$3'],
  [/^(\w+), from (\w+)(.*)$/, '$1，由 $2 派生$3'],
  [/^(.*) port (\d+)$/, '$1 端口 $2'],
  [/^Protection: (.*)$/, '保护：$1'],
  [/^Key block: (\d+) bytes, cut in this order$/, '密钥块：$1 字节，依次切开'],
  [/^byte (\d+) that the client sent$/, '客户端发送的第 $1 字节'],
  [/^byte (\d+) that the server sent$/, '服务器发送的第 $1 字节'],
  [/^ended without an alert \((.*)\)$/, '没有警报就结束了（$1）'],
  [/^(HMAC\(\w+, Hash\()all messages(\)\))$/, '$1全部消息$2'],
  [/^(PRF\(master_secret, "[a-z]+ finished", Hash\()all messages(\)\)\[0\.\.11\])$/, '$1全部消息$2'],
  [
    /^(.*): our first suite that the client offers and one of our certificates fits$/,
    '$1：服务器的次序里，客户端也提出、又有证书适用的第一个套件',
  ],
  [/^(.*): our first group that the client supports$/, '$1：服务器的次序里，客户端支持的第一条曲线'],
  [
    /^(.*): our first group that the client supports; its key share is requested$/,
    '$1：服务器的次序里，客户端支持的第一条曲线；向客户端要它的密钥份额',
  ],
  [
    /^resumed: a ticket decrypted, has not expired, and its client still verifies$/,
    '已恢复：有一张 ticket 解得开，没有过期，客户端的证书仍然有效',
  ],
  [
    /^resumed: the session was found, has not expired, and its client still verifies$/,
    '已恢复：找到了会话，没有过期，客户端的证书仍然有效',
  ],
  [/^(.*): that of the session that is resumed$/, '$1：与恢复的会话相同'],
  [/^(.*): but the order of the server decides$/, '$1：但由服务器的次序决定'],
  [
    /^nothing: it has none of what the client has(?: for that version)?; it sends the alert (\w+)$/,
    '没有：客户端提出的，服务器一样也没有；它发出警报 $1',
  ],
  [
    /^nothing: it has (.*) too, but no certificate and group of both sides fit; it sends the alert (\w+)$/,
    '没有：服务器也有 $1，但双方没有合适的证书和曲线；它发出警报 $2',
  ],
];

/** What goes wrong in a session, and why it ended; undefined for another text.
 * @param detail, rule - how the finding of a check, and the rule, are told. */
export function sessionSentence(
  text: string,
  detail: (text: string) => string | undefined,
  rule: (code: string) => string,
): string | undefined {
  const about = introduction(text);
  if (about !== undefined) return about;
  const [, tls, fault = ''] = /^A (TLS[ \d.]*) handshake that goes wrong: (.*)$/.exec(text) ?? [];
  if (tls !== undefined) return `出错的 ${tls} 握手：${FAULTS[fault] ?? fault}`;
  const [, at, end = ''] = /^Reading ends at byte (\d+): (.*)\.$/.exec(text) ?? [];
  if (at !== undefined) {
    const [, reason = `“${end}”`] = ENDS.find(([begins]) => end.startsWith(begins)) ?? [];
    return `读到第 ${at} 字节为止：${reason}。`;
  }
  const [, why, source] = /^Why: (.*) \(((?:[^()]|\([^()]*\))*)\)\.$/.exec(text) ?? [];
  if (why === undefined) return undefined;
  const [, role, subject, code, found] =
    /^the (\w+) checked the certificate of (.*); ([\w-]+) failed: (.*)$/.exec(why) ?? [];
  if (code !== undefined) {
    const who = role === 'client' ? '客户端' : '服务器';
    return `原因：${who}检查了 ${subject} 的证书，这一条没有通过：${rule(code)}，${detail(found) || `“${found}”`}（${source}）。`;
  }
  const [, reason = `“${why}”`] = REASONS.find(([begins]) => why.startsWith(begins)) ?? [];
  return `原因：${reason}（${source}）。`;
}
