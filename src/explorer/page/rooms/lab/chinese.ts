/** The attacks in Chinese: what the list says of each, and what each counts. */

export interface AttackTexts {
  readonly title: string;
  readonly usualName: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What is counted. */
  readonly unit: string;
}

export const ATTACKS_CHINESE: Readonly<Record<string, AttackTexts>> = {
  'bleichenbacher-1998': {
    title: '用 RSA 填充的预言机读懂录下的会话',
    usualName: 'Bleichenbacher 攻击，ROBOT',
    summary: '服务器只要说出密文解开后是不是以 00 02 开头，录下的每一场会话就都能解开',
    unit: '次提问',
  },
  'bleichenbacher-2006': {
    title: '没有密钥的签名',
    usualName: 'Bleichenbacher 伪造，BERserk',
    summary: 'e = 3，填充又没有查到底，一个立方根就是签名',
    unit: '个试过的签名',
  },
  vaudenay: {
    title: '该有一种警报，却有两种',
    usualName: 'Vaudenay 填充预言机',
    summary: '知道错的是填充还是 MAC，就能一个字节一个字节地解开一条记录',
    unit: '条发给服务器的记录',
  },
  lucky13: {
    title: '少算一个散列分组',
    usualName: 'Lucky 13',
    summary: '回答里看不出填充，散列算了多少却看得出',
    unit: '条发给服务器的记录',
  },
  'early-return': {
    title: '提前结束的比较',
    usualName: '对 MAC 的计时攻击',
    summary: '拒绝用了多久，说明 MAC 对了几个字节',
    unit: '个请求',
  },
  'gcm-nonce': {
    title: '两条消息用了同一个一次性数',
    usualName: 'GCM 的 nonce 重用，Joux 的“禁忌攻击”',
    summary: '同一个一次性数下的两条消息，泄露 AES-GCM 的认证密钥',
    unit: '条看到的消息',
  },
  'ecdsa-nonce-repeated': {
    title: '两个签名用了同一个 k',
    usualName: 'ECDSA 的 nonce 重用，PlayStation 3',
    summary: '同一个 k 的两个 ECDSA 签名，泄露私钥',
    unit: '个看到的签名',
  },
  'ecdsa-nonce-biased': {
    title: '稍微短了一点的 k',
    usualName: '有偏的 nonce，隐藏数问题',
    summary: 'k 总以若干个 0 开头，用格就能从签名找出私钥',
    unit: '次格的行交换',
  },
  'rsa-crt-fault': {
    title: '一个错误的签名分解了密钥',
    usualName: 'Bellcore 攻击',
    summary: 'RSA 签名有一半算错，就泄露两个素数',
    unit: '个错误的签名',
  },
  'shared-primes': {
    title: '共用一个素数的密钥',
    usualName: '批量求最大公约数',
    summary: '一次算出全部密钥两两之间的最大公约数',
    unit: '把收集到的密钥',
  },
  fermat: {
    title: '挨在一起的素数',
    usualName: 'Fermat 分解',
    summary: '两个素数靠得太近，模数一下子就能分解',
    unit: '个试过的平方数',
  },
  roca: {
    title: '弱密钥的指纹',
    usualName: 'ROCA',
    summary: '生成时选择太少的密钥，从模数就认得出来；这里只辨认，不分解',
    unit: '把看过的密钥',
  },
  'length-extension': {
    title: '散列不是 MAC',
    usualName: '长度扩展攻击',
    summary: '密钥接消息的摘要，正是下一个分组接着算的起点',
    unit: '个交给服务的请求',
  },
  'ca-without-basic-constraints': {
    title: '人人都是 CA',
    usualName: '不检查 basicConstraints',
    summary: '普通证书给别的名字签了一张证书，不细看的客户端就信了',
    unit: '张出示的证书',
  },
  'name-constraints-cn': {
    title: '受约束的 CA 绕过了约束',
    usualName: '绕过名字约束',
    summary: '名字写在 CN 里，名字约束管不到',
    unit: '张签发的证书',
  },
  downgrade: {
    title: '逼着说旧版本',
    usualName: '版本降级，POODLE',
    summary: '客户端退一步重试，又不看服务器留下的标记',
    unit: '个试过的发生器状态',
  },
  'triple-handshake': {
    title: '两场会话，一个主密钥',
    usualName: '三次握手攻击（Triple Handshake）',
    summary: '中间人让两场会话有同一个主密钥，一场里的证明在另一场里也成立',
    unit: '场会话',
  },
  'invalid-curve': {
    title: '别的曲线上的点',
    usualName: '无效曲线攻击',
    summary: '不在曲线上的点，一点一点地泄露私钥',
    unit: '次提问',
  },
  'cbc-bit-flipping': {
    title: '加密了，不等于没被改过',
    usualName: '比特翻转攻击',
    summary: '没有 MAC，翻转 AES-CBC 令牌的比特就能改变它说的话',
    unit: '个给服务器看的令牌',
  },
  'zero-x25519': {
    title: '全是零的共享秘密',
    usualName: '小子群攻击',
    summary: '一个小阶的点，让双方商定的秘密是零',
    unit: '把换掉的公钥',
  },
};
