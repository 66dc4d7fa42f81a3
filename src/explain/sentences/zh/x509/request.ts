/** 证书签名请求（PKCS #10，RFC 2986）。 */
import type { REQUEST as ENGLISH } from '../../en/x509/request.ts';
import type { Translated } from '../../sentence.ts';

export const REQUEST: Translated<typeof ENGLISH> = {
  CertificationRequest: {
    '*': '申请证书的请求，用所申请的密钥自己签名。',
    certificationRequestInfo: '申请的内容，也是被签名的部分。',
    signatureAlgorithm: '请求用什么算法签名。',
    signature: '申请者的签名：证明他持有私钥。',
  },
  CertificationRequestInfo: {
    version: '恒为 v1（0）。',
    subject: '申请者想要的名称。',
    subjectPKInfo: '要求认证的公钥。',
    attributes: '其他要求：多为 extensionRequest，列出想要的扩展。',
  },
  'Extensions[]': { '*': '申请者想要的扩展；给不给由 CA 决定。' },
  Attribute: {
    '*': '一个属性。',
    type: '哪一种属性。',
    values: '属性的值，格式由属性决定。',
  },
};
