/** 证书的扩展（RFC 5280 §4.2 等）。 */
import type { CERTIFICATE_EXTENSIONS as ENGLISH } from '../../en/x509/extensions.ts';
import type { Translated } from '../../sentence.ts';

export const CERTIFICATE_EXTENSIONS: Translated<typeof ENGLISH> = {
  Extensions: { '*': '各个扩展，每种至多出现一次。' },
  BasicConstraints: {
    '*': '说明主体是不是 CA：没有它的证书不得签发别的证书。',
    cA: '主体能否签发证书。',
    pathLenConstraint: '下面还能再有几级 CA，最末一张证书不计在内；0 表示只能签发终端证书。',
  },
  KeyUsage: {
    '*': '密钥可以用来做什么：digitalSignature 用于握手签名，keyEncipherment 用于 RSA 密钥传输，keyCertSign 用于签发证书，cRLSign 用于签吊销列表。',
  },
  ExtKeyUsageSyntax: {
    '*': '证书的用途，例如 serverAuth 或 clientAuth；没有这个扩展就不限用途。',
    '0': '一种用途。',
  },
  GeneralNames: { '*': '若干名称：对服务器而言，就是客户端可以用来访问它的那些。' },
  KeyIdentifier: { '*': '密钥的简短代号，多为其 SHA-1 值：只用来帮助找到签发者，证明不了什么。' },
  AuthorityKeyIdentifier: {
    '*': '签名用的是签发者的哪一把密钥。',
    keyIdentifier: '签发者证书的 subjectKeyIdentifier。',
    authorityCertIssuer: '签发者证书的签发者。',
    authorityCertSerialNumber: '签发者证书的序列号。',
  },
  NameConstraints: {
    '*': '这个 CA 之下的证书可以使用哪些名称。',
    permittedSubtrees: '凡在此出现的种类，名称必须落在这些范围之内。',
    excludedSubtrees: '落在这些范围内的名称一律禁止，即使上面允许。',
  },
  GeneralSubtree: {
    '*': '名称的一个范围。',
    base: '范围的顶端：一个域及其下的全部、一个网段，或可分辨名称的开头部分。',
    minimum: '恒为 0（RFC 5280）。',
    maximum: '恒不出现（RFC 5280）。',
  },
  CertificatePolicies: { '*': '证书是按照哪些规章签发的。' },
  PolicyInformation: {
    '*': '一项策略。',
    policyIdentifier: '这是哪一项策略；anyPolicy 代表任何一项。',
    policyQualifiers: '给人看的附加说明。',
  },
  PolicyQualifierInfo: {
    '*': '关于策略的一条说明。',
    policyQualifierId: '说明的种类：声明的网址，或一段文字。',
    qualifier: '说明的内容。',
  },
  UserNotice: {
    '*': '要显示给人看的文字。',
    noticeRef: '这段文字的出处：由哪个组织发布，编号多少。',
    explicitText: '文字本身，最多 200 个字符。',
  },
  NoticeReference: {
    organization: '发布告示的组织。',
    noticeNumbers: '指的是其中哪几条。',
  },
  DisplayText: {
    ia5String: 'ASCII 文本。',
    visibleString: '可打印的 ASCII 文本。',
    bmpString: '每个字符占两个字节的文本。',
    utf8String: 'UTF-8 文本，RFC 5280 要求使用它。',
  },
  PolicyMappings: { '*': '签发者一方的哪些策略与主体一方的哪些策略等价。' },
  PolicyMapping: {
    '*': '一对等价的策略。',
    issuerDomainPolicy: '上级的策略。',
    subjectDomainPolicy: '与之等价的下级策略。',
  },
  PolicyConstraints: {
    '*': '下级证书是否必须写明策略，以及策略能否映射。',
    requireExplicitPolicy: '再过这么多张证书之后，每一张都必须写明可接受的策略。',
    inhibitPolicyMapping: '再过这么多张证书之后，策略映射不再有效。',
  },
  CRLDistributionPoints: { '*': '到哪里取得涉及这张证书的吊销列表。' },
  DistributionPoint: {
    '*': '一处吊销列表。',
    distributionPoint: '从哪里下载。',
    reasons: '列表涵盖哪些吊销原因；没有这个字段就是全部。',
    cRLIssuer: '由谁签发列表，仅在不是证书的签发者时给出。',
  },
  DistributionPointName: {
    fullName: '列表的地址：任何一个都指向同一份列表。',
    nameRelativeToCRLIssuer: '可分辨名称的末段，接在签发者名称之后。',
  },
  ReasonFlags: { '*': '吊销原因，每种占一个比特。' },
  AuthorityInfoAccessSyntax: { '*': '到哪里询问签发者，以及它的证书在哪里。' },
  SubjectInfoAccessSyntax: { '*': '主体的服务在哪里。' },
  AccessDescription: {
    '*': '一项服务及其地址。',
    accessMethod: '哪一种服务：ocsp 回答吊销情况，caIssuers 提供签发者的证书。',
    accessLocation: '服务的地址，多为 http 网址。',
  },
  PrivateKeyUsagePeriod: {
    '*': '私钥何时可以签名，仅在与证书有效期不同时给出。',
    notBefore: '第一秒。',
    notAfter: '最后一秒。',
  },
  Features: {
    '*': '服务器必须使用的 TLS 扩展：5 表示必须装订 OCSP 响应。',
    '0': '一个 TLS 扩展的编号；5 即 status_request。',
  },
  NetscapeCertType: { '*': '1990 年代用来说明证书用途，现已由 extKeyUsage 取代。' },
  SubjectDirectoryAttributes: { '*': '主体的属性，例如国籍。' },
  SignedCertificateTimestampList: { '*': '公开日志的承诺：这张证书已收录在内，暗中签发的证书因此会被发现。' },
  SignedCertificateTimestamp: {
    '*': '一个日志的承诺。',
    version: '恒为 v1（0）。',
    logID: '哪一个日志：其公钥的 SHA-256 值。',
    timestamp: '日志何时看到这张证书，自 1970 年起的毫秒数。',
    extensions: '留待将来使用；为空。',
    hashAlgorithm: '日志签名所用的散列：sha256（4）。',
    signatureAlgorithm: '日志签名的种类：ecdsa（3）或 rsa（1）。',
    signature: '日志对证书和时间戳的签名。',
  },
};
