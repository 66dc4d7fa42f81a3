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
  [/^not revoked, by a list of (\S+)$/, '没有被吊销，依据 $1 的吊销列表'],
  [/^not revoked, by a list of (\S+), a list of (\S+)$/, '没有被吊销，依据 $1 和 $2 的吊销列表'],
  [/^not revoked, by an OCSP response of (\S+)$/, '没有被吊销，依据 $1 的 OCSP 响应'],
  [/^revoked on (\S+) \((\w+)\), by a list of (\S+)$/, '已于 $1 吊销（$2），依据 $3 的吊销列表'],
  [/^revoked on (\S+) \((\w+)\), by an OCSP response of (\S+)$/, '已于 $1 吊销（$2），依据 $3 的 OCSP 响应'],
  [
    /^whether it is revoked is not known: no list or response about it is at hand$/,
    '手头没有关于它的吊销列表或 OCSP 响应',
  ],
  [
    /^whether it is revoked is not known: its issuer, whose evidence would count, is not among the certificates given$/,
    '手头没有签发者的证书，它的吊销列表和 OCSP 响应才算数',
  ],
  [/^the list expired after (\S+)$/, '$1 已过期'],
  [/^the list is not valid before (\S+)$/, '$1 才生效'],
  [/^the response is not valid before (\S+)$/, '$1 才生效'],
  [/^the responder gave no answer: (\S+)$/, '应答者的回答是 $1'],
  [/^the certificate demands an OCSP response with it, and there is none that can be used$/, ''],
];
