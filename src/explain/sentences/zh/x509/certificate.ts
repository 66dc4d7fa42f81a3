/** 证书（RFC 5280 §4.1）。 */
import type { CERTIFICATE as ENGLISH } from '../../en/x509/certificate.ts';
import type { Translated } from '../../sentence.ts';

export const CERTIFICATE: Translated<typeof ENGLISH> = {
  Certificate: {
    '*': '证书：声明某个公钥属于某个名称，并由签发者签名。',
    tbsCertificate: '被签名的部分：除签名及其算法以外的全部内容。',
    signatureAlgorithm: '签发者用什么算法签名；必须与里面受签名保护的 signature 字段一致。',
    signature: '签发者对 tbsCertificate 逐字节所做的签名。',
  },
  TBSCertificate: {
    version: '版本：2 表示 v3，唯一带扩展的版本；没有这个字段就是 v1。',
    serialNumber: '序列号，同一签发者绝不重复；至少应有 64 比特是随机的，这样谁也无法事先构造碰撞。',
    signature: '签名算法，在这里受签名本身的保护。',
    issuer: '签发者的名称：必须与签发者证书的主体名称相同。',
    validity: '签发者从何时到何时为它作保。',
    subject: '这是谁的密钥；对服务器而言，真正算数的是 subjectAltName 中的名称，此处可以为空。',
    subjectPublicKeyInfo: '证书所证明的公钥。',
    issuerUniqueID: 'v2 中用来区分同名的签发者；没有人使用。',
    subjectUniqueID: 'v2 中用来区分同名的主体；没有人使用。',
    extensions: '其余的规定：名称、用途、约束，以及到哪里查询吊销情况。',
  },
  Validity: {
    notBefore: '证书开始有效的第一秒。',
    notAfter: '证书有效的最后一秒。',
  },
  Time: {
    utcTime: '2049 年及以前的年份只写两位：50 至 99 属于上世纪。',
    generalizedTime: '2050 年起年份写四位；99991231235959Z 表示没有终止日期。',
  },
  SubjectPublicKeyInfo: {
    '*': '公钥及其算法的名称。',
    algorithm: '密钥的种类；椭圆曲线密钥还指明是哪条曲线。',
    subjectPublicKey: '公钥本身，格式由算法决定。',
  },
  'Ecdsa-Sig-Value': {
    '*': 'ECDSA 签名：两个数，DER 编码。',
    r: '点 k·G 的 x 坐标，模基点 G 的阶；k 只用一次，而且保密。',
    s: '把 r、摘要和私钥联系在一起的数；验证它只需要公钥。',
  },
  AlgorithmIdentifier: {
    '*': '一种算法，以及使用它所需的参数。',
    algorithm: '这是哪一种算法。',
    parameters: '算法的参数：没有、NULL、曲线的名称，或一个结构。',
  },
  ECPoint: { '*': '曲线上的一个点：04 后接 x 和 y；02 或 03 后只有 x，同时表示 y 的奇偶。' },
  'public key': { '*': 'X25519 或 Ed25519 的公钥：32 字节，一个小端序的坐标。' },
  namedCurve: { '*': '曲线的名称。' },
  Extension: {
    extnID: '这是哪一种扩展。',
    critical: '不认识这个扩展的程序是否必须拒绝整张证书。',
    extnValue: '扩展的内容：装在字节串里的 DER。',
  },
};
