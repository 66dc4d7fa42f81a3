/** The glossary in Chinese, with the terms of the national standards (GB/T 25069, GB/T 38636) where these have one. */
import type { englishGlossary } from './english.ts';
import type { Term } from './term.ts';

/** @param word - the Chinese headword; '' where Chinese texts use the English one. */
const term = (word: string, explanation: string, ...aliases: string[]): Term =>
  word === '' ? { explanation, aliases } : { word, explanation, aliases };

/** Has the same headwords as the English glossary; the type enforces it. A function, so that a page can load it when it is first needed. */
export function chineseGlossary(): Readonly<Record<keyof ReturnType<typeof englishGlossary>, Term>> {
  return {
    // 数与函数
    'big-endian': term('大端序', '最高有效字节在前，与纸上写数的顺序相同。'),
    'constant time': term('恒定时间', '无论秘密是什么，耗时都一样，所以掐表的人什么也学不到。', '常数时间'),
    CRT: term('中国剩余定理', '把模 n 的大运算拆成模 p 和模 q 的两个小运算，再合并起来，大约快四倍。'),
    hash: term(
      '散列值',
      '由任意多的数据算出的简短的值，也叫摘要。相同的数据总得到相同的值，而没有人能找到另一份数据也得到它。',
      '散列',
      '哈希',
      '杂凑',
      '摘要',
    ),
    'message schedule': term('消息扩展', '把一个消息分组的十六个字展开，使散列的每一轮各得一个字。'),
    HMAC: term('', '用散列函数构造的 MAC：密钥与消息一起做两次散列。'),
    'key expansion': term('密钥扩展', '从一个密钥生成算法或会话所需的许多密钥。'),
    MAC: term('消息认证码', '由消息和共享密钥算出的短值。持有密钥的人可以判断消息没有被改动。'),
    'modular exponentiation': term('模幂', '求一个数的幂，只保留除法的余数。数很大时，算起来容易，倒推很难。'),
    'cube root': term('立方根', '三次方等于给定数的那个数。'),
    byte: term('字节', '八个比特：0 到 255 之间的一个数。'),
    MGF1: term('', '掩码生成函数：把种子与计数器一起做散列，扩展成所需的任意多个字节。'),
    PRF: term('伪随机函数', '把一个秘密扩展成所需的任意多个字节。不知道秘密的人看来，它们与随机数无异。'),
    round: term('轮', '算法反复执行的相同步骤之一，每次都把输入再打乱一些。', '轮函数'),
    'SHA-256': term('', '大多数证书使用的散列函数，输出 256 比特。'),

    // 密钥与 RSA
    'key pair': term('密钥对', '一起生成的两个数：私钥由所有者保管，公钥谁都可以知道。一个所做的，只有另一个能还原。'),
    'private key': term('私钥', '密钥对中从不离开所有者的一半。谁持有它，谁就能以所有者的名义签名和解密。'),
    'public key': term('公钥', '密钥对中公开的一半：用来验证所有者的签名，以及为所有者加密。'),
    RSA: term('', '一种密钥对，以 Rivest、Shamir、Adleman 命名。它的依据是：两个大素数相乘容易，由乘积求出它们很难。'),
    modulus: term('模数', 'RSA 密钥的两个秘密素数之积。它是公开的，它的长度就是密钥的长度。'),
    'public exponent': term('公钥指数', 'RSA 加密或验签时所取的幂次，几乎总是 65537。', '公开指数'),
    'private exponent': term('私钥指数', 'RSA 解密或签名时所取的秘密幂次。', '私有指数'),
    prime: term('素数', '大于 1、只能被 1 和自身整除的整数。', '质数'),
    'Miller-Rabin': term('', '找出合数的一种检验。一个数用多个随机选取的底数都通过了检验，就当作素数。', '米勒-拉宾'),
    Lucas: term('', '另一种素数检验，与 Miller-Rabin 原理不同：至今不知道有哪个数能同时骗过两者。', '卢卡斯'),
    sieve: term('筛法', '划掉能被小素数整除的数，只有剩下的才需要做缓慢的检验。'),
    witness: term('证据数', '证明另一个数是合数、却不给出其因子的数。'),
    blinding: term('盲化', '秘密运算之前乘以一个随机数，之后再除掉，使耗时不透露秘密。'),
    signature: term('签名', '只有私钥的所有者才能为一条消息算出、而任何人都能用公钥验证的值。', '数字签名'),
    'PKCS #1': term('', '规定 RSA 如何签名和加密的标准，尤其是消息事先如何填充。'),
    PSS: term('', '概率签名方案：RSA 签名较新的填充方式，其中有随机的盐。'),
    OAEP: term('', '最优非对称加密填充：RSA 加密较新的填充方式，其中有随机的种子。'),
    PBKDF2: term('', '基于口令的密钥派生函数：由口令缓慢地算出密钥，使猜测口令的代价很高。'),
    salt: term('盐值', '与其他数据一起做散列的随机字节，使相同的输入每次得到不同的结果。'),
    padding: term('填充', '为凑足算法所需的长度而添加的字节；不同的数据，添加之后仍然不同。'),
    seed: term('种子', '生成器由它算出一切看似随机的数。相同的种子得到相同的数。'),

    // 椭圆曲线
    'elliptic curve': term('椭圆曲线', '满足 y² = x³ + ax + b 这类方程的点，以及点的加法：求倍点容易，倒推很难。'),
    chord: term('弦', '过曲线上两点的直线。'),
    tangent: term('切线', '在一点处与曲线相切的直线。'),
    ECDSA: term('', '用椭圆曲线构造的一种签名；它的密钥比 RSA 的短得多。'),
    ECDH: term('', '椭圆曲线 Diffie-Hellman：两端交换公钥，各自用自己的私钥算出同一个秘密。'),
    X25519: term('', '在 Curve25519 上的 ECDH；这条椭圆曲线便于算得又快又安全。'),
    Ed25519: term('', '在 Curve25519 的近亲上的一种签名，不需要随机数。'),

    // 密码算法
    AES: term('', '高级加密标准：用双方共享的密钥加密 16 字节的分组。'),
    CBC: term('', '密码分组链接：每个分组先与前一个密文分组混合，使相同的分组看起来不同。'),
    GCM: term('', '伽罗瓦/计数器模式：加密，并附上能发现任何改动的认证标签。'),
    AEAD: term('', '带关联数据的认证加密：既加密，又能发现密文以及旁边明文数据的改动。', '认证加密'),
    'additional data': term(
      '关联数据',
      '与密文一起以明文发送、由同一个认证标签保护的数据：有改动就会被发现。在 TLS 1.3 里，是记录头部的五个字节。',
      '附加数据',
    ),
    'authentication tag': term('认证标签', '密文末尾的校验值，只有什么都没改动时才对得上。'),
    ciphertext: term('密文', '加密之后的数据。'),
    plaintext: term('明文', '加密之前或解密之后的数据。'),
    IV: term(
      '初始向量',
      '加密的起始值。在 TLS 1.3 里，它和密钥一起派生，不发送；与记录的序号异或，就得到一次性数。',
      '初始化向量',
    ),
    nonce: term('一次性数', '只用一次的数。不必保密，但在同一密钥下不得重复。'),
    ChaCha20: term('', '由加法、异或和循环移位构成的密码：产生一串字节，与数据做异或。'),
    Poly1305: term('', '用模 2^130 - 5 的乘法算出的 MAC；它的每个密钥只用一次。'),
    'S-box': term('S 盒', 'AES 用来替换每个字节的固定表。没有它，AES 就只是简单的算术。'),

    // ASN.1
    'ASN.1': term('', '描述数据结构的语言，就像表格规定有哪些栏目。证书就是用它描述的。'),
    DER: term('', '把 ASN.1 结构变成字节的规则：标签、长度、内容。每个值只有一种写法，所以能对它签名。'),
    tag: term(
      '标签',
      '在 DER 中，是值前面说明类型的字节；在 GCM 中，是末尾的校验值；在 HKDF 中（label），是说明派生出来作什么用的一段文字。',
    ),
    OID: term('对象标识符', '形如 2.5.4.3 的编号，在全世界范围内指称一个事物，这里是算法或字段。'),
    PEM: term('', '用字母写在 BEGIN 与 END 两行之间的 DER，便于邮寄和粘贴。'),

    // 证书
    certificate: term('证书', '经过签名的声明：某个公钥属于某个名字。信任签名者的人，就可以信任这个公钥。', '数字证书'),
    'X.509': term('', '证书的标准。'),
    CA: term('', '证书颁发机构：为他人签发证书的一方。', '证书颁发机构', '证书认证机构'),
    chain: term(
      '证书链',
      '一串证书，每一张为前一张作证，从服务器或客户端自己的证书，直到一张已受信任的证书。',
      '认证路径',
      '证书路径',
    ),
    root: term('根证书', '给自己签名的证书。它什么也不证明；它受信任，是因为有人把它列入了名单。'),
    'trust anchor': term('信任锚', '不需证明就相信的东西：事先交给验证器的 CA 公钥和名字。'),
    leaf: term('叶证书', '证书链起点上的证书：服务器或客户端自己的证书。', '末端证书', '终端实体证书'),
    subject: term('主体', '证书所说的那一方。'),
    issuer: term('签发者', '签发证书的一方。', '颁发者'),
    'serial number': term('序列号', '签发者给证书的编号，同一编号不给第二次。'),
    validity: term('有效期', '证书从何时起、到何时止可以相信。'),
    extension: term(
      '扩展',
      '附加字段。例如，证书的扩展说明它的密钥可作何用；TLS 里 hello 消息的扩展说明一方提供或接受什么。',
    ),
    SAN: term('主体备用名称', '证书所适用的 DNS 名字和 IP 地址。', '主题备用名称'),
    CN: term('通用名', '证书主体的一部分。Kubernetes 把客户端证书的通用名当作用户名。'),
    'certificate request': term(
      '证书请求',
      '申请证书的一方交给 CA 的东西：名字、公钥，以及证明自己持有私钥的签名。',
      '证书签名请求',
    ),
    TBSCertificate: term('', '证书中被签名的部分（“待签名”）：除签名本身以外的一切。', '待签名证书'),
    keyUsage: term('密钥用法', '说明密钥可以做什么的扩展：签名、加密密钥、签发证书。'),
    extKeyUsage: term('扩展密钥用法', '说明密钥可以以什么身份出现的扩展，例如服务器或客户端。'),
    basicConstraints: term('基本约束', '说明证书能否签发其他证书的扩展。'),

    // TLS
    TLS: term('', '传输层安全协议：https 里的 s。两个程序商定密钥、证明身份，然后私下交谈。', '传输层安全'),
    handshake: term('握手', '会话的最初几条消息：双方商定算法、证明身份，并得到一个共享的秘密。'),
    record: term('记录', 'TLS 发送一切内容所用的信封：类型、版本、长度，以及最多 16 KiB 的内容。'),
    alert: term('警报', '说明出了差错、或一方再没有话要说的 TLS 消息。', '告警'),
    'cipher suite': term('密码套件', '一次会话所用的一组算法：如何交换密钥、如何加密数据、如何发现改动。'),
    'premaster secret': term(
      '预主密钥',
      '48 字节，大部分是随机的，由客户端产生，用服务器的公钥加密后发送。其余的密钥都由它派生。',
    ),
    'master secret': term(
      '主密钥',
      '双方各自算出、再从中派生密钥的值。TLS 1.2 里是 48 字节，由预主密钥和彼此说过的话算出；TLS 1.3 里是一串秘密中的最后一个。',
      '主秘密',
    ),
    'key block': term(
      '密钥块',
      'PRF 的一段长输出，切分成会话的各个密钥：每个方向一个用于加密，需要时再加一个用于 MAC。',
      '密钥分组',
    ),
    'extended master secret': term(
      '扩展主密钥',
      '取决于此前每一条消息的主密钥，使中间人无法让两个会话共用一个主密钥。',
    ),
    'encrypt-then-MAC': term('先加密后认证', 'MAC 对密文计算，被改动的记录在解密之前就被丢弃。'),
    'ephemeral key': term('临时密钥', '只为一次会话而生成、用后即删的密钥对。'),
    'key share': term('密钥份额', '临时密钥的公开部分，发给对方。每一方用自己的私有部分和对方的份额算出共享秘密。'),
    'shared secret': term('共享秘密', '双方由各自的临时密钥算出、旁观者却算不出的值。'),
    HKDF: term('', '用 HMAC 从一个秘密得到密钥的办法：“提取”使它均匀，“扩展”产生所需的各个密钥。'),
    'key schedule': term('密钥编排', 'TLS 1.3 中的一串秘密：每一个由前一个和新的输入派生，用过即删。'),
    'traffic secret': term('流量秘密', 'TLS 1.3 中，一个方向的密钥由它派生。'),
    'forward secrecy': term('前向保密', '以后被偷走的密钥打不开以前的记录，因为每次会话的秘密都已删除。'),
    transcript: term(
      '全部握手消息',
      '到目前为止的每一条握手消息，一个字节不差。双方都对它做散列，因此能发现有人改动。',
      '握手抄本',
    ),
    'session hash': term('会话散列', '生成主密钥时全部握手消息的散列值。'),
    'key transport': term('密钥传输', '共享秘密的一种办法：一方产生秘密，用对方的公钥加密后发送。'),
    'mutual authentication': term('双向认证', '不只服务器，双方都出示证书。', '双向 TLS'),
    resumption: term('会话恢复', '接着以前的会话继续：双方仍知道一个共享的秘密，不必再发送证书。'),
    'session ticket': term('会话票据', '服务器交给客户端、用来恢复会话的数据：用只有服务器持有的密钥加密的会话状态。'),
    'OCSP stapling': term('OCSP 装订', '服务器把 CA 的新近声明（证书没有被吊销）随证书一起发送，客户端不必再去问 CA。'),
    SNI: term('服务器名称指示', '客户端说明它要访问哪个名字，因为一台服务器可能有好几个。'),
    ALPN: term('应用层协议协商', '双方在握手中商定，里面要讲哪种协议。'),
    verify_data: term(
      '验证数据',
      '握手结束时的若干字节，证明双方看到了同样的消息、持有同样的密钥：TLS 1.2 中为十二个，TLS 1.3 中与散列值一样长。',
    ),
    ClientHello: term('', '第一条消息：客户端说明它会哪些算法，并发送一个随机数。'),
    ServerHello: term('', '应答：服务器从所提供的算法中选择，并发送自己的随机数。'),
    HelloRetryRequest: term('', '服务器要求客户端重发 ClientHello：首次的密钥份额它用不上，或者要收回一个 cookie。'),
    EncryptedExtensions: term('', 'TLS 1.3 中服务器的第一条加密消息：旁人无需看到的答复。'),
    KeyUpdate: term('', '发送方从下一个记录起换用新密钥，新密钥由当前密钥派生。'),
    PSK: term('预共享密钥', '双方事先就有的密钥，多半来自先前的会话。'),
    'PSK binder': term(
      'PSK 绑定值',
      '对 ClientHello 的带密钥散列，证明客户端持有它所提供的 PSK，并把两者绑在一起。',
      'binder',
    ),
    'early data': term(
      '早期数据',
      '客户端用 PSK 随第一条消息发送的数据。攻击者可以重放它，所以 Vitrine 既不发送也不接受。',
      '0-RTT',
    ),
    exporter: term('密钥导出器', '让里面的协议从会话得到自己的密钥的方法。'),
    'channel binding': term('信道绑定', '指明某个会话的值，使会话中的登录在别的会话里毫无用处。'),
    'ML-KEM': term('', '一种商定秘密的方法，就目前所知，量子计算机也无法破解。在 TLS 中与 X25519 一起使用。'),
    'hybrid key exchange': term(
      '混合密钥交换',
      '同时进行 X25519 和 ML-KEM 两种密钥交换：只要其中一种可靠，秘密就安全。',
      'X25519MLKEM768',
    ),
    WebSocket: term('', '浏览器里的页面与服务器之间的连接，双向传递消息。'),
    relay: term('中继', '在两个程序之间转交字节的程序。Vitrine 的中继让页面能够连到服务器，自己只看得到密文。'),
    ServerHelloDone: term('', '服务器说完了要说的话，等待对方。'),
    CertificateRequest: term('', '服务器要求客户端也出示证书。'),
    ClientKeyExchange: term(
      '',
      'TLS 1.2 中客户端发送自己的密钥份额；用 RSA 密钥传输时，则是用服务器公钥加密的预主密钥。',
    ),
    CertificateVerify: term('', '发送方对全部握手消息签名，以此证明它持有与所出示证书中的公钥成对的私钥。'),
    ChangeCipherSpec: term('', '“从现在起我加密。”在 TLS 1.3 中它没有含义，只是为了让旧设备觉得眼熟。'),
    Finished: term(
      '',
      '每一方握手的最后一条消息，是此前全部内容的带密钥摘要。它证明双方看到的是同一次握手，持有同样的密钥。',
    ),
    close_notify: term('', '一方声明不再发送的警报，别人若中途截断会话，就会被察觉。'),

    // Kubernetes
    kubeconfig: term('', '告诉 kubectl 集群在哪里、信任哪个 CA、用哪张证书表明身份的文件。'),
    RBAC: term('', '基于角色的访问控制：规定 Kubernetes 集群里哪个用户或组可以做什么的规则。', '基于角色的访问控制'),
  };
}
