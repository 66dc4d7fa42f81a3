/** OCSP：查询吊销情况及其答复（RFC 6960）。 */
import type { OCSP as ENGLISH } from '../../en/x509/ocsp.ts';
import type { Translated } from '../../sentence.ts';

export const OCSP: Translated<typeof ENGLISH> = {
  OCSPRequest: {
    '*': '向响应者提问：这些证书吊销了没有？',
    tbsRequest: '问题本身。',
    optionalSignature: '提问者的签名；几乎没有响应者要求它。',
  },
  TBSRequest: {
    version: '恒为 v1（0），因此从不写出。',
    requestorName: '提问者是谁。',
    requestList: '所问的各张证书。',
    requestExtensions: '多为一个随机数，答复要照抄它。',
  },
  Request: {
    '*': '所问的一张证书。',
    reqCert: '哪一张证书。',
    singleRequestExtensions: '仅针对这一问的扩展。',
  },
  Signature: {
    signatureAlgorithm: '问题用什么算法签名。',
    signature: '对 tbsRequest 的签名。',
    certs: '有助于验证它的证书。',
  },
  CertID: {
    '*': '一张证书，用其签发者的两个散列值和序列号表示。',
    hashAlgorithm: '下面两个字段所用的散列；多为 SHA-1，在这里只用于查找，不起保护作用。',
    issuerNameHash: '签发者名称（DER）的散列值。',
    issuerKeyHash: '签发者公钥的散列值。',
    serialNumber: '证书的序列号。',
  },
  OCSPResponse: {
    '*': '响应者的答复。',
    responseStatus:
      '有没有答复：0 成功，1 问题格式有误，2 内部错误，3 稍后再试，5 要求签名，6 无权询问；只有 0 才涉及证书。',
    responseBytes: '答复的内容，仅在成功时出现。',
  },
  ResponseBytes: {
    '*': '答复的格式，以及按该格式写出的答复。',
    responseType: '答复的格式：id-pkix-ocsp-basic，也是唯一的一种。',
    response: '按该格式写出的答复，DER 编码。',
  },
  BasicOCSPResponse: {
    '*': '签了名的答复。',
    tbsResponseData: '被签名的部分。',
    signatureAlgorithm: '用什么算法签名。',
    signature: '响应者的签名：响应者可以是签发者本身，也可以是由它专门授权的一方。',
    certs: '响应者的证书，仅在它不是签发者时给出。',
  },
  ResponseData: {
    version: '恒为 v1（0），因此从不写出。',
    responderID: '由谁答复。',
    producedAt: '答复何时签名。',
    responses: '对每张证书各有一份答复。',
    responseExtensions: '多为问题中的随机数。',
  },
  ResponderID: {
    '*': '一个响应者，DER 编码。',
    byName: '响应者，用其证书的主体名称表示。',
    byKey: '响应者，用其公钥的 SHA-1 值表示。',
  },
  SingleResponse: {
    '*': '关于一张证书的答复。',
    certID: '哪一张证书。',
    certStatus: '响应者所知的情况。',
    thisUpdate: '这一情况在何时确认无误。',
    nextUpdate: '最迟何时有更新的消息：过了这一刻，这份答复就证明不了什么。',
    singleExtensions: '仅针对这一份答复的扩展。',
  },
  CertStatus: {
    good: '据响应者所知没有吊销；这并不表示该证书确曾签发过。',
    revoked: '已吊销：何时，或许还有原因。',
    unknown: '响应者不认识这张证书。',
  },
  RevokedInfo: {
    revocationTime: '何时吊销。',
    revocationReason: '为何吊销。',
  },
};
