/** The checks of a validation in Chinese: what each rule demands, by its code, and the values of its findings. */
import type { Check } from '../x509/index.ts';
import { goodByListsInChinese, REVOCATION_DETAILS, REVOCATION_RULES } from './revocation-in-chinese.ts';

/** What a rule demands, without a full stop, and how a breach of it is mended. */
const RULES: Readonly<Record<string, readonly [demand: string, remedy: string]>> = {
  ...REVOCATION_RULES,
  // Every profile
  validity: ['应在有效期之内', '换一张在有效期内的证书；或者看看时间设得对不对'],
  'version-extensions': ['只有第 3 版证书可以有扩展', '按第 3 版重新签发'],
  'unique-identifier-version': ['第 1 版证书不能有唯一标识符', '按第 3 版重新签发'],
  'serial-not-positive': ['序列号应是正数', '换一个正的序列号重新签发'],
  'serial-too-long': ['序列号不应超过 20 字节', '换一个不超过 20 字节的序列号重新签发'],
  'issuer-empty': ['签发者的名字不应为空', '由有名字的 CA 签发'],
  'ca-subject-empty': ['CA 和吊销列表的签发者应有主体名', '重新签发，写上主体名'],
  'subject-empty-without-san': ['主体名和 subjectAltName 不能都没有', '重新签发，写上主体名，或关键的 subjectAltName'],
  'san-not-critical': ['主体名为空时，subjectAltName 应标为关键', '把 subjectAltName 标为关键，重新签发'],
  'time-not-utc-time': ['2049 年及以前的时间应编码为 UTCTime', '重新签发，时间用 UTCTime'],
  'extension-duplicate': ['同一种扩展只能出现一次', '重新签发，每种扩展只写一次'],
  'extension-empty': [
    '列表至少要有一项，每个分发点要有 distributionPoint 或 cRLIssuer',
    '重新签发，去掉这个扩展或补全内容',
  ],
  'critical-extensions': ['关键扩展都要能处理：不认识的关键扩展不能忽略', '用能处理这种扩展的验证器，或请 CA 去掉它'],
  'key-strength': ['密钥要够强（至少 112 比特的安全强度）', '换一把密钥，例如 2048 位的 RSA 或 P-256，重新申请证书'],
  'signature-algorithm-mismatch': ['签名内外写明的算法应一致', '重新签名，两处写同一种算法'],
  'signature-hash-weak': ['签名用的散列函数不能有已知的碰撞', '改用 SHA-256 或更好的散列重新签名'],
  'signature-algorithm-unknown': ['签名算法应是认识的', '换一种通用的算法重新签名'],
  'name-chaining': ['签发者的名字应与上级证书的主体名相同', '把这个 CA 的中间证书一并交给验证器'],
  'key-identifier': ['写明的签发者密钥标识符应与上级证书的一致', '写上签发者真正的密钥标识符'],
  signature: ['签名应由签发者的密钥签出', '把证书原样交来，并附上真正签它的那把密钥的证书'],
  'basic-constraints': ['签发者应是 CA（basicConstraints 的 cA 为真）', '换一张由 CA 签发的证书：这一张无权签发'],
  'path-length': ['下面的 CA 不能多于上级允许的层数（pathLenConstraint）', '请上级 CA 放宽层数，或在更高一级签发'],
  'key-usage': ['keyUsage 应允许这样使用密钥', '重新签发，写上合适的 keyUsage'],
  'extended-key-usage': ['extKeyUsage 应允许这种用途', '为这种用途重新签发'],
  'extended-key-usage-nesting': ['CA 的 extKeyUsage 也应允许这种用途', '让 CA 证书也包括这种用途，或换一个 CA'],
  name: ['证书上应有所找的名字', '申请一张 subjectAltName 里有这个名字的证书，或改用证书上的名字'],
  'trust-anchor': ['路径应通到受信任的根', '补上缺少的中间证书；如果信任这个根，就把它加进来'],
  'name-constraints': ['名字应在上级 CA 允许的范围之内', '换成允许的名字，或由另一个 CA 签发'],
  'name-constraints-malformed': ['CA 的名字约束应合乎格式', '重新签发 CA 证书'],
  'name-constraints-unsupported': ['适用的名字约束要能处理', '换一张没有这类名字的证书'],
  'nc-empty': ['nameConstraints 不能一条约束也没有', '重新签发 CA 证书'],
  'nc-minimum-maximum': ['名字约束不能有 minimum 或 maximum', '重新签发 CA 证书'],
  'comparison-limit': ['名字和约束的比较次数不应超过限度', '换一张名字没有那么多的证书'],
  'explicit-policy': ['要求证书策略时，整条路径要有可接受的策略', '每一级都按可接受的策略签发'],
  'policies-malformed': ['有关策略的扩展应合乎格式', '重新签发'],
  'policies-unsupported': ['关键的策略里不能有不认识的限定符', '重新签发'],
  'policy-constraints-empty': ['policyConstraints 不能一条约束也没有', '重新签发'],
  'policy-duplicate': ['同一条策略只能出现一次', '重新签发'],
  'policy-mapping-any': ['策略映射不能涉及 anyPolicy', '重新签发'],
  'depth-limit': ['CA 的层数不应超过设定的限度', '放宽限度，或在更高一级签发'],
  'path-limit': ['寻找路径的步数不应超过限度', '少给一些证书'],
  'signature-limit': ['验证签名的次数不应超过限度', '少给一些证书'],
  // The obligations of issuers
  'bc-not-critical': ['CA 的 basicConstraints 应标为关键', '重新签发 CA 证书，把它标为关键'],
  'bc-path-length-without-ca': ['不是 CA，就不能有 pathLenConstraint', '重新签发，去掉 pathLenConstraint'],
  'bc-path-length-idle': ['有 pathLenConstraint，就应有 keyCertSign', '重新签发，加上 keyCertSign'],
  'ku-missing-ca': ['CA 证书应有 keyUsage', '重新签发 CA 证书，写上 keyUsage'],
  'ku-cert-sign-without-ca': ['有 keyCertSign 的应是 CA', '重新签发，去掉 keyCertSign，或让它成为 CA'],
  'san-name-empty': ['subjectAltName 里不能有空的名字', '重新签发，去掉空的名字'],
  'aki-differs': ['authorityKeyIdentifier 应指向实际的签发者', '重新签发，写上签发者的密钥标识符'],
  'aki-missing': ['应写明签发者的密钥标识符（authorityKeyIdentifier）', '重新签发，写上它'],
  'ski-missing-ca': ['CA 证书应写明自己的密钥标识符（subjectKeyIdentifier）', '重新签发，写上它'],
  'extension-critical': ['密钥标识符不应标为关键', '重新签发，不标为关键'],
  'nc-in-leaf': ['只有 CA 证书可以有 nameConstraints', '重新签发，去掉它'],
  'policy-constraints-not-critical': ['policyConstraints 和 inhibitAnyPolicy 应标为关键', '重新签发，标为关键'],
  'anchor-version': ['根证书应是第 3 版', '按第 3 版重新签发根证书，写上 basicConstraints'],
  // Those of the web
  'san-missing': ['应有 subjectAltName', '重新签发，把名字写进 subjectAltName'],
  'san-critical': ['主体名不为空时，subjectAltName 不应标为关键', '重新签发，不标为关键'],
  'leaf-eku-missing': ['应有 extKeyUsage', '重新签发，写上 serverAuth'],
  'leaf-eku-web': ['extKeyUsage 应有 serverAuth，此外至多有 clientAuth', '重新签发，改正 extKeyUsage'],
  'leaf-eku-critical': ['extKeyUsage 不应标为关键', '重新签发，不标为关键'],
  'ca-as-server': ['服务器的证书不应是 CA 证书', '给服务器用一张普通的证书'],
  'common-name-not-in-san': ['CN 里的名字也应在 subjectAltName 里', '在 subjectAltName 里重复一遍，或去掉 CN'],
  'validity-too-long': ['有效期不应长于 Baseline Requirements 允许的天数', '签发一张有效期短一些的'],
  'key-algorithm-web': ['密钥应是 RSA，或在 P-256、P-384、P-521 上', '换一种密钥，重新申请证书'],
  'rsa-modulus-short': ['RSA 模数不应短于 2048 位', '换一把 2048 位以上的密钥，重新申请证书'],
  'rsa-modulus-bits': ['RSA 模数的位数应能被 8 整除', '换一把密钥，重新申请证书'],
  'signature-algorithm-web': ['签名应是 RSA 或 ECDSA，配 SHA-256、SHA-384 或 SHA-512', '换一种算法重新签名'],
  'root-extended-key-usage': ['根证书不应有 extKeyUsage', '重新签发根证书，去掉它'],
  'root-aki-differs': ['根证书的 authorityKeyIdentifier 只能是它自己的', '重新签发根证书，改正或去掉它'],
  'extension-undecodable': ['每个扩展都应合乎格式', '重新签发，改正扩展'],
};

/** Details that say no more than the demand, where the mark stands beside it. */
const REPEATING = /^(not )?made by the issuer's key$|^basicConstraints does not make it a CA$|^one CA more than /;

const DETAILS: readonly (readonly [RegExp, string])[] = [
  ...REVOCATION_DETAILS,
  [/^(\S+Z) to (\S+Z)$/, '$1 至 $2'],
  [/^expired after (\S+), and it is (\S+)$/, '$1 已过期，现在是 $2'],
  [/^not valid before (\S+), and it is (\S+)$/, '$1 才生效，现在是 $2'],
  [/^version (\d)$/, '版本 $1'],
  [/^(\d+) more CAs allowed$/, '还允许 $1 层 CA'],
  [/^self-issued, so not counted$/, '它是自己签发的，不计入'],
  [/^no (\w+) extension, so no restriction$/, '没有 $1 扩展，所以没有限制'],
  [/^keyUsage (.*): no keyCertSign$/, '只有 $1，没有 keyCertSign'],
  [/^keyUsage (.*) does not permit (\S+)$/, '只有 $1，不允许 $2'],
  [/^extKeyUsage of this CA does not permit (\S+)$/, '不允许 $1'],
  [/^extKeyUsage does not permit (\S+); it has (.*)$/, '不允许 $1；只有 $2'],
  [/^(RSA(?:-PSS)?), (\d+) bits$/, '$1，$2 位'],
  [/^EC, (\S+)$/, 'EC，$1'],
  [/^(.*): below (\d+) bits of security$/, '$1，不到 $2 比特的安全强度'],
  [/^for (\S+)$/, '可用于 $1'],
  [/^names (\S+)$/, '含有 $1'],
  [/^does not name (\S+); it has no subjectAltName$/, '不含 $1；没有 subjectAltName'],
  [/^does not name (\S+); it has (.*)$/, '不含 $1；含有 $2'],
  [/^extension (\S+) must be processed, but is not supported$/, '不认识扩展 $1'],
  [/^its names are within the constraints of (?:one CA|(\d+) CAs)$/, ''],
  [/^(.*) is excluded by (.*)$/, '$1 被 $2 排除'],
  [/^(.*) is not permitted by (.*), which permits (.*)$/, '$1 不在 $2 允许的范围之内：它只允许 $3'],
  [/^(at most|valid for) (\d+) days(?:, (\d+) allowed)?$/, '$2 天'],
  [/^an? (?:RSA )?key of (?:type )?(\S+)(?: bits)?$/, '$1'],
  [/^is a trust anchor$/, '它就是受信任的根'],
  [/^issued by the trust anchor (.*)$/, '由受信任的 $1 签发'],
  [
    /^no trust anchor issued it; its issuer is (.*): no certificate with this name was given$/,
    '不是由信任锚签发的；签发者是 $1，而手头没有这个名称的证书',
  ],
  [
    /^no trust anchor issued it; its issuer is (.*): no certificate with this name leads to an anchor$/,
    '不是由信任锚签发的；签发者是 $1，而这个名称的证书都通不到信任锚',
  ],
  [
    /^no trust anchor issued it; its issuer is (.*): (?:a|(\d+)) trust anchors? ha(?:s|ve) this name, but another key$/,
    '不是由信任锚签发的；有信任锚也叫 $1，但密钥不同',
  ],
  [/^no trust anchor issued it; it is its own issuer, and it is not trusted$/, '它是自己签发的，而且不受信任'],
];

/** Names of standards, such as usages and algorithms. */
const IS_NAMES = /^(?=.*[A-Z\d])[\w.-]+(, [\w.-]+)*$/;

/** What a finding says, in Chinese; undefined for a text that has no Chinese, '' where the demand says it all. */
export function detailInChinese(text: string): string | undefined {
  if (REPEATING.test(text)) return '';
  const [, ofDelta] = /^of a delta list: (.*)$/s.exec(text) ?? [];
  if (ofDelta !== undefined) return `增量列表：${detailInChinese(ofDelta) ?? `“${ofDelta}”`}`;
  const byLists = goodByListsInChinese(text);
  if (byLists !== undefined) return byLists;
  const found = DETAILS.find(([pattern]) => pattern.test(text));
  return found && text.replace(found[0], found[1]);
}

/** What a rule demands, and its code; the code alone for one without Chinese. */
export const ruleInChinese = (code: string): string => {
  const [demand] = Object.hasOwn(RULES, code) ? RULES[code] : [];
  return demand === undefined ? code : `${demand}（${code}）`;
};

/** A check in Chinese. What a failure says is quoted where it has no Chinese. */
export function checkInChinese(check: Check): Check {
  const { code, detail, outcome, advice } = check;
  if (!Object.hasOwn(RULES, code)) return check;
  const [demand, remedy] = RULES[code];
  const known = detailInChinese(detail) ?? (outcome !== 'pass' ? `“${detail}”` : IS_NAMES.test(detail) ? detail : '');
  const told = known === '' ? `${demand}。` : `${demand}：${known}。`;
  return { ...check, detail: told, ...(advice && { advice: { ...advice, what: `${remedy}。` } }) };
}
