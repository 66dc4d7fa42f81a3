/** 私钥：PKCS #1、PKCS #8、SEC 1。 */
import type { PRIVATE_KEYS as ENGLISH } from '../../en/keys/private-keys.ts';
import type { Translated } from '../../sentence.ts';

export const PRIVATE_KEYS: Translated<typeof ENGLISH> = {
  PrivateKeyInfo: {
    '*': '任意种类的私钥（PKCS #8），未加密。',
    version: '0；若同时附有公钥则为 1。',
    privateKeyAlgorithm: '密钥的种类；椭圆曲线密钥还指明是哪条曲线。',
    privateKey: '密钥本身，按其种类的格式装在字节串里。这是秘密。',
    attributes: '关于密钥的附注，多半没有。',
    publicKey: '公钥，本可由私钥算出。',
  },
  RSAPublicKey: {
    '*': 'RSA 公钥。',
    modulus: 'n，两个秘密素数之积：它的长度就是密钥的长度。',
    publicExponent: 'e，验签或加密时所取的幂次，几乎总是 65537。',
  },
  RSAPrivateKey: {
    '*': 'RSA 私钥，附有用来加速的几个数。这是秘密。',
    version: '0：两个素数。',
    modulus: 'n = p · q。',
    publicExponent: 'e。',
    privateExponent: 'd，用来还原 e 次幂：d · e 除以 lcm(p − 1, q − 1) 余 1。',
    prime1: 'p，两个素数之一。',
    prime2: 'q，另一个素数。',
    exponent1: 'd mod (p − 1)：把 p 和 q 分开计算，大约快四倍。',
    exponent2: 'd mod (q − 1)。',
    coefficient: 'q 模 p 的逆，用来把两半合并起来。',
  },
  ECPrivateKey: {
    '*': '椭圆曲线私钥（SEC 1）。这是秘密。',
    version: '恒为 1。',
    privateKey: '秘密的整数，长度与曲线的阶相同。',
    parameters: '所在的曲线；放在 PKCS #8 里时，外层已经写明。',
    publicKey: '公钥点，本可由私钥算出。',
  },
  CurvePrivateKey: { '*': 'X25519 或 Ed25519 私钥的 32 个秘密字节。' },
  'RSASSA-PSS-params': {
    '*': 'RSA-PSS 如何签名。',
    hashAlgorithm: '消息所用的散列；没有这个字段就是 SHA-1。',
    maskGenAlgorithm: '生成掩码的函数：MGF1 及其散列。',
    saltLength: '每个签名掺入多少随机字节，多与散列等长；没有这个字段就是 20。',
    trailerField: '恒为 1，即字节 bc，因此从不写出。',
  },
};
