/** 握手消息的头部，以及各条消息的用途。 */
import type { HANDSHAKE as ENGLISH } from '../../en/tls/handshake.ts';
import type { Translated } from '../../sentence.ts';

export const HANDSHAKE: Translated<typeof ENGLISH> = {
  Handshake: {
    '*': '一条握手消息：类型、长度、正文。',
    type: '这是哪一种消息。',
    length: '正文有多少字节。',
    hello_request: '服务器要求客户端重新握手；TLS 1.3 已取消，本引擎也拒绝它。',
    client_hello: '客户端开场：列出自己支持的版本、密码套件和扩展，并附上新的随机数。',
    server_hello: '服务器应答：从客户端所列的版本和套件中各选一个，并附上自己的随机数。',
    hello_retry_request: '服务器要求客户端重发 ClientHello：首次给出的密钥份额它用不上，或者它要收回一个 cookie。',
    new_session_ticket: '服务器发给客户端一张票据，以后凭它恢复会话，不必再出示证书。',
    end_of_early_data: '客户端的早期数据到此为止；它计入握手摘要。',
    encrypted_extensions: '服务器对一部分扩展的答复，旁人无需看到：这是 TLS 1.3 的第一条加密消息。',
    certificate: '发送方的证书，以及从它通向接收方所信任的 CA 的各级证书。',
    server_key_exchange: '服务器的临时公钥，用与其证书中公钥成对的私钥签了名。',
    certificate_request: '服务器也要客户端出示证书，并说明自己能验证哪些种类。',
    server_hello_done: '服务器的话说完了，轮到客户端。',
    certificate_verify: '发送方对至此的全部握手消息签名，证明自己持有证书对应的私钥。',
    client_key_exchange: '客户端在密钥交换中的一份：加密的秘密（RSA），或临时公钥（ECDHE）。',
    certificate_status: '关于服务器证书的新近 OCSP 响应，省得客户端自己去问。',
    finished: '整个握手的带密钥摘要：途中哪怕改动一个比特，改动者也算不出这个值。',
    key_update: '发送方从下一个记录起换用新密钥，双方都由当前密钥派生出它。',
  },
  HelloRequest: { '*': '没有内容。' },
  ServerHelloDone: { '*': '没有内容。' },
  EndOfEarlyData: { '*': '没有内容。' },
  ServerKeyExchange: {
    '*': 'TLS 1.2 中服务器在 Diffie-Hellman 交换里的一半，附签名。',
    params: '所用的曲线，以及服务器在其上的临时公钥点。',
    algorithm: '签名方案：必须是客户端在 signature_algorithms 中列出的。',
    signature: '服务器对双方随机数和这些参数的签名，把临时公钥与证书、与本次连接绑在一起。',
  },
  ServerECDHParams: {
    curveType: '曲线的给出方式：3 表示按名称，这是唯一仍允许的方式。',
    namedCurve: '所选的群：必须是客户端在 supported_groups 中列出的。',
    point: '服务器的临时公钥：曲线上的点（04 后接 x 和 y），X25519 则是 32 字节。',
  },
  ClientKeyExchange: {
    '*': '客户端为共享秘密贡献的部分。',
    encryptedPreMasterSecret: '48 字节的预主密钥，用服务器的 RSA 公钥加密；日后谁得到那把私钥，谁就能读出录下的通信。',
    point: '客户端的临时公钥：与服务器的那份合起来得到共享秘密，两边的临时私钥都不保留。',
  },
  PreMasterSecret: {
    '*': '采用 RSA 密钥传输时由客户端抽取的秘密，所有密钥都由它派生。',
    clientVersion: '客户端提供的最高版本；有人中途压低版本，就会在这里露馅。',
    random: '46 个随机字节。',
  },
  CertificateVerify: {
    algorithm: '签名方案：必须是对方列出的，并且与证书的密钥相配。',
    signature: '对至此握手内容的签名；TLS 1.3 签的是其摘要，前面加 64 个空格和一段说明签名者角色的文字。',
  },
  Finished: {
    verifyData: '至此全部消息的带密钥摘要：TLS 1.2 中是 PRF 输出的 12 字节，TLS 1.3 中是与散列等长的 HMAC。',
  },
  KeyUpdate: {
    requestUpdate: '是否要求对方也更换密钥：0 否，1 是。',
  },
  NewSessionTicket: {
    ticketLifetimeHint: '服务器预计在多少秒内承认这张票据；0 表示未说明。',
    ticketLifetime: '票据在多少秒内可用，最多 604800 秒（一周）。',
    ticketAgeAdd: '一个随机数：客户端把它加到票据的年龄上，旁观者便无法据此把两次连接联系起来。',
    ticketNonce: '同一连接的每张票据各不相同，因而各有自己的预共享密钥。',
    ticket: '恢复会话时客户端原样交回的数据：这里是服务器密封给自己的会话状态。',
    extensions: '票据的扩展；目前只定义了一种，即允许早期数据。',
  },
};
