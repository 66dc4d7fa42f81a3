/** 记录、警报与 ChangeCipherSpec。 */
import type { RECORDS as ENGLISH } from '../../en/tls/records.ts';
import type { Translated } from '../../sentence.ts';

export const RECORDS: Translated<typeof ENGLISH> = {
  TLSPlaintext: {
    '*': '记录头。TLS 的一切都装在记录里发送，每个记录的内容不超过 16384 字节。',
    type: '记录里装的是什么：20 change_cipher_spec，21 警报，22 握手，23 应用数据；TLS 1.3 的加密记录一律写 23。',
    version: '记录层的版本号；在 TLS 1.3 中恒为 0x0303（首个 ClientHello 可写 0x0301），不再有含义。',
    length: '记录头之后还有多少字节。',
  },
  TLSCiphertext: {
    '*': '一个完整的记录：记录头加上内容，内容可能已加密。',
    type: '记录里装的是什么；TLS 1.3 的加密记录一律写 application_data，真正的类型藏在密文里。',
    version: '记录层的版本号；TLS 1.3 恒写 0x0303。',
    fragment: '内容：启用密钥之前是明文，之后是加密并认证过的密文。',
  },
  MACHeader: {
    '*': 'TLS 1.2 的 MAC 或 AEAD 标签除内容外还要覆盖的数据，使记录不能被调换或改头换面。',
    seqNum: '启用当前密钥以来的记录序号，从 0 开始；双方各自计数，从不发送。',
    type: '与记录头中的内容类型相同。',
    version: '与记录头中的版本号相同。',
    length: '明文的字节数，而不是实际发送的长度。',
  },
  ChangeCipherSpec: {
    '*': '在 TLS 1.2 中表示发送方从下一个记录起改用新密钥；在 TLS 1.3 中只是为了应付老旧的中间设备。',
    type: '恒为 1。',
  },
  Alert: {
    '*': '告诉对方：本方要关闭连接，或者哪里出了错。',
    level: 'warning（1）或 fatal（2）；TLS 1.3 只看下面的说明，除 close_notify 和 user_canceled 外都会终止连接。',
    description: '发生了什么：close_notify（0）是正常结束，其余每个编号都对应一种错误。',
  },
};
