/** TLS 的扩展。 */
import type { EXTENSIONS as ENGLISH } from '../../en/tls/extensions.ts';
import type { Translated } from '../../sentence.ts';

export const EXTENSIONS: Translated<typeof ENGLISH> = {
  Extension: {
    '*': '一个扩展：先是种类，内容的格式由种类决定。',
    type: '这是哪一种扩展；不认识的可以跳过，新旧程序因此能够互通。',
    server_name: '客户端要访问的主机名，途中人人可见；服务器若用到了它，就回一个空的。',
    status_request: '客户端请服务器随证书附上 OCSP 响应（装订），或者服务器由此附上。',
    supported_groups: '发送方能用于密钥交换的群，最中意的排在最前。',
    ec_point_formats: 'TLS 1.2 中点的写法；如今只用未压缩的一种（0）。',
    signature_algorithms: '发送方能验证的签名方案，最中意的排在最前。',
    application_layer_protocol_negotiation: '客户端打算在里面使用的协议，如 h2 或 http/1.1；服务器答复其中一个。',
    encrypt_then_mac: 'CBC 套件改为对密文计算 MAC，填充预言攻击从此无从下手。',
    extended_master_secret: '让主密钥取决于整个握手，任何两个会话都无法被弄成共用一个主密钥。',
    record_size_limit: '发送方能接收多大的记录内容。',
    session_ticket: '用来恢复 TLS 1.2 会话的票据；为空表示客户端没有票据，但愿意要一张。',
    pre_shared_key:
      '客户端想据以恢复的会话（或事先约定的密钥）；必须是最后一个扩展，因为其中的绑定值覆盖前面的全部内容。',
    early_data: '客户端不等服务器答复就先发数据（0-RTT）；出现在票据里时，说明允许多少。',
    supported_versions: '客户端支持的版本；来自服务器时，是它选定的那一个。',
    cookie: '服务器要客户端在第二个 ClientHello 中带回的字节，这样它自己就不必保存状态。',
    psk_key_exchange_modes: '恢复会话时是否还要做一次新的 Diffie-Hellman 交换。',
    certificate_authorities: '发送方信任的 CA 的名称，帮助对方挑选证书。',
    signature_algorithms_cert: '证书内部的签名可用哪些方案，仅在与握手所用的不同时给出。',
    key_share: '临时公钥：客户端先猜服务器会用哪个群；服务器答复自己的公钥，或指出它想要的群。',
    renegotiation_info: '把重新协商与它所延续的连接绑在一起；首次握手时为空。',
    unknown: '本引擎不认识的扩展，内容按字节显示。',
  },
  ServerName: {
    '*': '服务器的一个名字。',
    nameType: '名字的种类：0 是 DNS 名，也是唯一的一种。',
    hostName: 'DNS 名，末尾不带点；不能是 IP 地址。',
  },
  ServerNameAcknowledged: { '*': '内容为空：表示服务器用到了这个名字。' },
  NamedGroup: { '*': '用于密钥交换的群：一条曲线、一个有限域，或与 ML-KEM 的混合。' },
  ECPointFormat: { '*': '点的写法：0 是未压缩，即 04 后接 x 和 y。' },
  ProtocolName: { '*': '一个应用层协议的名称，如 h2 或 http/1.1。' },
  EncryptThenMac: { '*': '没有内容：出现本身就是表态。' },
  ExtendedMasterSecret: { '*': '没有内容：出现本身就是表态。' },
  RecordSizeLimit: {
    recordSizeLimit: '一个受保护记录最多装多少字节明文；在 TLS 1.3 中，内容类型那一字节也算在内。',
  },
  SessionTicket: { ticket: '服务器发的票据，原样交回；为空表示想要一张。' },
  SessionTicketPromised: { '*': '内容为空：表示服务器随后会发 NewSessionTicket。' },
  RenegotiationInfo: {
    renegotiatedConnection: '上一次握手的 Finished 值；首次握手时为空。',
  },
  OfferedPsks: {
    identities: '客户端提供的预共享密钥，各以其票据或约定的名称表示。',
    binders: '逐一证明客户端持有相应的密钥，覆盖 ClientHello 至此为止的内容。',
  },
  PskIdentity: {
    '*': '客户端提供的一个预共享密钥。',
    identity: '服务器发的票据原样，或密钥的约定名称。',
    obfuscatedTicketAge: '收到票据以来的毫秒数，加上票据的 ticket_age_add，模 2³²；约定的密钥写 0。',
  },
  PskBinderEntry: {
    '*': '由该预共享密钥派生的密钥算出的 HMAC，把密钥与这个 ClientHello 绑在一起。',
  },
  SelectedPsk: { selectedIdentity: '服务器选用了第几个密钥，从 0 数起。' },
  EarlyDataIndication: {
    '*': '宣布有早期数据，或限定其多少。',
    maxEarlyDataSize: '凭这张票据，服务器最多接受多少字节早期数据。',
  },
  SelectedVersion: { selectedVersion: '选定的版本：0x0304 是 TLS 1.3。' },
  Cookie: { cookie: '只对服务器有意义的字节。' },
  PskKeyExchangeMode: {
    '*': 'psk_ke（0）只用预共享密钥；psk_dhe_ke（1）再加一次新的交换，录下的旧通信因此始终打不开。',
  },
  KeyShareEntry: {
    '*': '某一个群中的临时公钥。',
    group: '这个公钥属于哪个群。',
    keyExchange: '公钥本身：一个点、X25519 的 32 字节，或者混合时两部分依次相接。',
  },
  KeyShareHelloRetryRequest: {
    selectedGroup: '服务器希望客户端为哪个群提供密钥份额。',
  },
};
