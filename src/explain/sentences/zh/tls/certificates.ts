/** 与证书有关的消息。 */
import type { CERTIFICATES as ENGLISH } from '../../en/tls/certificates.ts';
import type { Translated } from '../../sentence.ts';

export const CERTIFICATES: Translated<typeof ENGLISH> = {
  Certificate: {
    certificateRequestContext: '照抄所答复的那次请求；握手中为空。',
    certificateList: '先是发送方自己的证书，随后是各级签发者的证书；客户端发空列表，表示它没有证书。',
  },
  CertificateEntry: {
    '*': '一张证书及其附带内容。',
    certData: '证书，DER 编码。',
    extensions: '这张证书的附加内容，例如 OCSP 响应。',
  },
  'ASN.1Cert': { '*': '一张证书，DER 编码。' },
  CertificateRequest: {
    certificateRequestContext: '用来区分同一连接上的多次请求；握手中为空。',
    certificateTypes: '服务器接受哪些种类的密钥。',
    supportedSignatureAlgorithms: '服务器能验证的签名方案，最中意的排在最前。',
    certificateAuthorities: '服务器信任的 CA 的名称；空列表表示没有说明。',
    extensions: '对客户端证书的要求；signature_algorithms 必定在内。',
  },
  ClientCertificateType: { '*': '客户端证书的密钥种类：rsa_sign（1）、ecdsa_sign（64）；其余已成历史。' },
  DistinguishedName: { '*': '一个 CA 的名称，DER 编码，与其证书的主体名称相同。' },
  SignatureAndHashAlgorithm: { '*': '签名方案：用一个编号同时规定算法、填充或曲线，以及散列。' },
  CertificateStatus: {
    '*': '由 CA 出具、服务器随握手附上的“证书未被吊销”的证明（OCSP 装订）。',
    statusType: '证明的种类：1 是 OCSP，也是唯一的一种。',
    response: 'OCSP 响应，DER 编码。',
  },
  CertificateStatusRequest: {
    statusType: '客户端能读懂的证明种类：1 是 OCSP。',
    request: '客户端认识哪些响应者，以及给它们的扩展；几乎总是两个空列表。',
  },
  CertificateStatusPromised: { '*': '内容为空：表示服务器随后会发 CertificateStatus 消息。' },
  CertificateStatusRequested: { '*': '内容为空：服务器要求附上客户端证书的 OCSP 响应。' },
  OCSPStatusRequest: {
    responderIdList: '客户端信任的响应者；空列表表示由服务器决定。',
    requestExtensions: '给响应者的扩展，DER 编码；多半没有。',
  },
};
