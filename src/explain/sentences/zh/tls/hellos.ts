/** ClientHello、ServerHello、HelloRetryRequest、EncryptedExtensions。 */
import type { HELLOS as ENGLISH } from '../../en/tls/hellos.ts';
import type { Translated } from '../../sentence.ts';

export const HELLOS: Translated<typeof ENGLISH> = {
  ClientHello: {
    clientVersion: '客户端支持的最高版本。',
    legacyVersion: '恒为 0x0303，免得沿途设备见到不认识的版本就拦下；真正提供的版本列在 supported_versions 里。',
    random: '32 个新的随机字节，使每次握手及其密钥都不相同。',
    sessionId: '客户端想恢复的会话，也可以为空。',
    legacySessionId: '没有含义的字节，服务器照抄回来，让沿途设备以为是在恢复会话。',
    cipherSuites: '客户端能用的算法组合，最中意的排在最前。',
    compressionMethods: '谨慎的客户端只写 null：先压缩再加密，长度会泄露秘密（CRIME 攻击）。',
    legacyCompressionMethods: '恒为 null：长度会泄露秘密（CRIME 攻击），TLS 1.3 不再压缩。',
    extensions: '客户端的其他提议；服务器只能答复这里出现过的扩展。',
  },
  ServerHello: {
    serverVersion: '选定的版本。',
    legacyVersion: '恒为 0x0303，给沿途设备看；真正选定的版本在 supported_versions 里。',
    random: '服务器的 32 个随机字节；若它支持更高的版本却选了较低的，末 8 字节会写上 “DOWNGRD”，被迫的降级因此暴露。',
    sessionId: '日后恢复会话所用的编号，也可以为空。',
    legacySessionIdEcho: '照抄客户端的字节。',
    cipherSuite: '选定的密码套件：必须是客户端列出的。',
    compressionMethod: 'null：不压缩。',
    legacyCompressionMethod: '恒为 null。',
    extensions: '服务器对客户端扩展的答复；在 TLS 1.3 中只放密钥交换所必需的。',
  },
  HelloRetryRequest: {
    serverVersion: '恒为 0x0303。',
    legacyVersion: '恒为 0x0303；真正的版本在 supported_versions 里。',
    random: '“HelloRetryRequest” 的 SHA-256 值：它与 ServerHello 共用一个编号，客户端靠这个值区分两者。',
    sessionId: '客户端的字节，原样写回。',
    legacySessionIdEcho: '照抄客户端的字节。',
    cipherSuite: '选定的密码套件；随后的 ServerHello 必须选同一个。',
    compressionMethod: 'null：不压缩。',
    legacyCompressionMethod: '恒为 null。',
    extensions: '版本、希望客户端为哪个群提供密钥份额、需要带回的 cookie。',
  },
  EncryptedExtensions: {
    extensions: '旁观者无需看到的答复，例如选定的应用层协议。',
  },
  SessionID: { '*': '会话的编号，最多 32 字节。' },
  Random: { '*': '新的随机字节。' },
  CipherSuite: {
    '*': '一个密码套件；在 TLS 1.3 中只规定 AEAD 和散列，更早的版本还规定密钥交换和签名的种类。',
  },
  CompressionMethod: { '*': '压缩方法：null（0）即不压缩。' },
  ProtocolVersion: { '*': '协议版本：0x0304 是 TLS 1.3，0x0303 是 TLS 1.2；按 RFC 8996，更早的版本一律拒绝。' },
};
