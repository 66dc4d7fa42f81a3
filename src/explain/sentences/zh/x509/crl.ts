/** 证书吊销列表（RFC 5280 §5）。 */
import type { CRL as ENGLISH } from '../../en/x509/crl.ts';
import type { Translated } from '../../sentence.ts';

export const CRL: Translated<typeof ENGLISH> = {
  CertificateList: {
    '*': '已吊销证书的列表，由其签发者签名。',
    tbsCertList: '被签名的部分。',
    signatureAlgorithm: '列表用什么算法签名；必须与里面的 signature 字段一致。',
    signature: '对 tbsCertList 逐字节所做的签名。',
  },
  TBSCertList: {
    version: '版本：1 表示 v2，带扩展的那一版。',
    signature: '签名算法，在这里受签名本身的保护。',
    issuer: '由谁签发这份列表。',
    thisUpdate: '列表何时制作。',
    nextUpdate: '下一份列表最迟何时发布：过了这一刻，这份列表就证明不了什么。',
    revokedCertificates: '已吊销的证书；一张也没有时不出现。',
    crlExtensions: '关于整份列表的其他规定，例如编号和适用范围。',
  },
  RevokedCertificate: {
    '*': '一张已吊销的证书。',
    userCertificate: '它的序列号。',
    revocationDate: '何时吊销。',
    crlEntryExtensions: '吊销的原因，以及密钥可能从何时起泄露。',
  },
  IssuingDistributionPoint: {
    '*': '列表涉及哪些证书：对其余的证书，它什么也没有说。',
    distributionPoint: '列表自己的地址：必须是证书所写的地址之一。',
    onlyContainsUserCerts: '是否只涉及终端证书。',
    onlyContainsCACerts: '是否只涉及 CA 证书。',
    onlySomeReasons: '列表涵盖哪些吊销原因；没有这个字段就是全部。',
    indirectCRL: '是否也收录其他签发者的证书。',
    onlyContainsAttributeCerts: '是否只涉及属性证书。',
  },
  CRLNumber: { '*': '逐份递增的编号，由它可知两份列表中哪一份更新。' },
  BaseCRLNumber: { '*': '本列表只记录变化，这是它所依据的完整列表的编号。' },
  CRLReason: {
    '*': '为何吊销：1 密钥泄露，2 CA 泄露，3 隶属关系变更，4 已被取代，5 停止使用，6 暂停，8 从列表中移除。',
  },
};
