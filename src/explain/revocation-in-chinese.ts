/** The checks of revocation in Chinese: a recording of a session that asked for them shows them. */

const LISTS = '请 CA 改正，重新签发吊销列表';
const CLOCK = '把时钟校准';
const AGAIN = '再问一次应答者';

/** What a rule demands, without a full stop, and how a breach of it is mended. */
export const REVOCATION_RULES: Readonly<Record<string, readonly [demand: string, remedy: string]>> = {
  revoked: ['证书不能已被吊销', '向 CA 申请一张新证书'],
  'revocation-unknown': ['应能查明证书有没有被吊销', '给出签发者最新的吊销列表，或关于它的 OCSP 响应'],
  'must-staple': ['证书要求附带 OCSP 响应，就应附带一份可用的', '让服务器附上最新的 OCSP 响应'],
  // Lists
  'crl-expired': ['吊销列表应还没有过期', '取 CA 最新的吊销列表'],
  'crl-not-yet-valid': ['吊销列表应已生效', CLOCK],
  'crl-scope': ['吊销列表应包括这张证书', '给出证书的分发点所指的吊销列表'],
  'crl-signature': ['吊销列表应由签发者的密钥签出，算法要够强', '重新取吊销列表；仍然不行，就问 CA'],
  'crl-signer': ['签吊销列表的应是已知的、通到同一个信任锚的，并且有权签', '给出它的证书，或给 CA 加上 cRLSign'],
  'crl-malformed': ['吊销列表应合乎标准', LISTS],
  'crl-critical-extension': ['吊销列表的关键扩展都要能处理', '用能处理它的验证器，或请 CA 去掉它'],
  // Responses
  'ocsp-expired': ['OCSP 响应应还没有过期', AGAIN],
  'ocsp-not-yet-valid': ['OCSP 响应应已生效', CLOCK],
  'ocsp-nonce': ['OCSP 响应应是对这一次请求的回答', '再问一次：这可能是旧的响应'],
  'ocsp-signature': ['OCSP 响应应由应答者签出，算法要够强', AGAIN],
  'ocsp-signer': ['签 OCSP 响应的应有权代 CA 回答', '请 CA 给它签发用于 OCSPSigning 的证书'],
  'ocsp-status': ['OCSP 应答者应给出回答，并且认识这张证书', '过一会儿再问，或换一个应答者'],
  'ocsp-malformed': ['OCSP 响应应是认识的类型，关键扩展都要能处理', '请应答者改用 id-pkix-ocsp-basic，或去掉这个扩展'],
  // Those of the web
  'cdp-web-uri': ['分发点的名字应是 http 的 URI', '重新签发证书，分发点写 http 的 URI'],
  'crl-entry-duplicate': ['吊销列表里同一个序列号只能列一次', LISTS],
  'crl-idp-full-name': ['吊销列表所属分发点的名字应是 http 的 URI', LISTS],
  'crl-idp-indirect': ['吊销列表不应是间接的', LISTS],
  'crl-number-missing': ['吊销列表应有编号（cRLNumber）', LISTS],
};

/** What a finding says. */
export const REVOCATION_DETAILS: readonly (readonly [RegExp, string])[] = [
  [/^not revoked, by an OCSP response of (\S+)$/, '没有被吊销，依据 $1 的 OCSP 响应'],
  [/^revoked on (\S+) \((\w+)\), by a list of (\S+)$/, '已于 $1 吊销（$2），依据 $3 的吊销列表'],
  [/^revoked on (\S+) \((\w+)\), by an OCSP response of (\S+)$/, '已于 $1 吊销（$2），依据 $3 的 OCSP 响应'],
  [
    /^whether it is revoked is not known: no list or response about it is at hand$/,
    '手头没有关于它的吊销列表或 OCSP 响应',
  ],
  [
    /^whether it is revoked is not known: none of the lists and responses can be used$/,
    '手头的吊销列表和 OCSP 响应没有一份能用',
  ],
  [
    /^whether it is revoked is not known: its issuer, whose evidence would count, is not among the certificates given$/,
    '手头没有签发者的证书，它的吊销列表和 OCSP 响应才算数',
  ],
  [/^too many signatures of lists and responses were verified already$/, '已经验证过太多吊销列表和响应的签名'],
  [/^the certificate demands an OCSP response in the handshake, and none came that can be used$/, ''],
  // Whether a list counts for the certificate
  [/^the list expired after (\S+)$/, '$1 已过期'],
  [/^the list is not valid before (\S+)$/, '$1 才生效'],
  [/^the list does not say when it expires \(no nextUpdate\)$/, '没有写明何时过期（没有 nextUpdate）'],
  [/^the list is not an indirect one$/, '它不是间接列表'],
  [/^the list is for another distribution point$/, '它属于另一个分发点'],
  [/^the list is for certificates that are no CA’s$/, '它只列不属于 CA 的证书'],
  [/^the list is for certificates of CAs$/, '它只列 CA 的证书'],
  [/^the list is for attribute certificates$/, '它只列属性证书'],
  [
    /^the list is indirect, or for some reasons only, and such lists are switched off$/,
    '它是间接列表，或者只列某些原因，而这类列表已关闭不用',
  ],
  [
    /^a delta list extends list (\d+) or a later one of its scope, and none is at hand$/,
    '增量列表补充的是同一范围的第 $1 号或更新的列表，手头却没有',
  ],
  [/^no list covers revocation for (.*)$/, '没有哪份列表管得到这些原因的吊销：$1'],
  [/^the certificate's distribution points cannot be read: (.*)$/s, '读不出证书的分发点：“$1”'],
  // Its form
  [/^the signature algorithms inside and outside the signed part differ$/, '签名部分内外写明的签名算法不一致'],
  [/^a list of version 1 has extensions$/, '第 1 版的列表却有扩展'],
  [/^an extension of the list occurs more than once$/, '同一种扩展不止一次'],
  [/^an entry cannot be read: (.*)$/s, '有一条读不出来：“$1”'],
  [/^the list has critical extension (.*), which is not supported$/, '关键扩展 $1 无法处理'],
  [/^the list has critical entry extension (.*), which is not supported$/, '某一条的关键扩展 $1 无法处理'],
  // Who signed it
  [/^the list is signed with an algorithm that is unknown or weak: (.*)$/, '签名算法不认识，或者太弱：$1'],
  [/^the list was not signed by its issuer's key$/, '不是签发者的密钥签的'],
  [/^a delta list was not signed by the key of its complete list$/, '增量列表和完整列表不是同一把密钥签的'],
  [/^the signer's keyUsage has no cRLSign$/, '签它的证书，keyUsage 没有 cRLSign'],
  [/^the list's signer has no valid path to the same anchor$/, '签它的证书没有通到同一个信任锚的有效路径'],
  [/^no certificate of the list’s issuer is known$/, '手头没有列表签发者的证书'],
  // The web's rules of lists
  [/^the issuingDistributionPoint of the list is empty$/, '吊销列表的 issuingDistributionPoint 是空的'],
  [
    /^a point of freshestCRL in the list has neither distributionPoint nor cRLIssuer$/,
    '吊销列表的 freshestCRL 里，有一个分发点既没有 distributionPoint，也没有 cRLIssuer',
  ],
  [/^the list has no cRLNumber$/, ''],
  [/^cRLNumber of the list is critical$/, '吊销列表的 cRLNumber 标成了关键'],
  [/^the list has a serial number twice$/, ''],
  [/^the list is an indirect one$/, ''],
  [/^the (?:list|certificate)’s distribution point has a name that is not an http URI$/, '有一个名字不是 http 的 URI'],
  // Responses
  [/^the response is not valid before (\S+)$/, '$1 才生效'],
  [/^the response expired after (\S+)$/, '$1 已过期'],
  [/^nextUpdate is before thisUpdate$/, 'nextUpdate 早于 thisUpdate'],
  [/^the response of (\S+) is older than (\d+) seconds$/, '$1 的响应已超过 $2 秒'],
  [/^the responder gave no answer: (\S+)$/, '应答者的回答是 $1'],
  [/^the responder does not know the certificate$/, '应答者不认识这张证书'],
  [/^the response has no content of the type id-pkix-ocsp-basic$/, '响应里没有 id-pkix-ocsp-basic 类型的内容'],
  [/^the response has critical extension (.*), which is not supported$/, '关键扩展 $1 无法处理'],
  [/^the response does not repeat the nonce$/, '响应没有带回请求里的 nonce'],
  [/^the response answers a request with another nonce$/, '响应里的 nonce 是另一个请求的'],
  [/^the nonce of the response cannot be read$/, '读不出响应里的 nonce'],
  [/^the response is signed with an algorithm that is unknown or weak: (.*)$/, '签名算法不认识，或者太弱：$1'],
  [/^the response was not signed by the key of its responder$/, '不是应答者的密钥签的'],
  [/^the certificate of the responder is not known$/, '手头没有应答者的证书'],
  [
    /^the responder's certificate is not issued by the CA of the certificate in question$/,
    '应答者的证书不是由这张证书的 CA 签发的',
  ],
  [
    /^the responder's certificate is not signed by the key of the CA of the certificate in question$/,
    '应答者的证书不是由这张证书的 CA 的密钥签的',
  ],
  [/^the responder's certificate is not valid at this time$/, '应答者的证书此时不在有效期之内'],
  [/^the responder's certificate is revoked$/, '应答者的证书已被吊销'],
  [/^the responder's certificate is not for OCSPSigning$/, '应答者的证书不是用于 OCSPSigning 的'],
  [
    /^the responder's certificate has a keyUsage that does not allow it to sign$/,
    '应答者的证书，keyUsage 不允许用来签名',
  ],
  [/^the responder's certificate has a key below (\d+) bits of security$/, '应答者证书的密钥，安全强度不到 $1 比特'],
  [
    /^the responder's certificate has critical extension (.*), which is not supported$/,
    '应答者证书的关键扩展 $1 无法处理',
  ],
];

/** A status that several lists give together; undefined for another text. */
export function goodByListsInChinese(text: string): string | undefined {
  const [, lists] = /^not revoked, by (a list of \S+(?:, a list of \S+)*)$/.exec(text) ?? [];
  return lists && `没有被吊销，依据 ${lists.replaceAll('a list of ', '').replaceAll(', ', '、')} 的吊销列表`;
}
