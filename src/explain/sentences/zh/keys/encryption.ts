/** 用口令加密：PKCS #5 与 #8，scrypt。 */
import type { ENCRYPTION as ENGLISH } from '../../en/keys/encryption.ts';
import type { Translated } from '../../sentence.ts';

export const ENCRYPTION: Translated<typeof ENGLISH> = {
  EncryptedPrivateKeyInfo: {
    '*': '用口令加密的私钥。',
    encryptionAlgorithm: '如何加密：盐、次数和加密算法都写在这里，唯独没有口令。',
    encryptedData: '加密后的 PrivateKeyInfo。',
  },
  'PBES2-params': {
    '*': '分两步加密：先由口令得到密钥，再用密钥加密。',
    keyDerivationFunc: '如何由口令得到密钥：PBKDF2 或 scrypt。',
    encryptionScheme: '加密算法及其初始向量。',
  },
  'PBKDF2-params': {
    '*': 'PBKDF2 如何生成密钥。',
    salt: '随机字节，使同一口令每次得到不同的密钥。',
    iterationCount: '函数重复多少次：每猜一次口令，就要慢这么多倍。',
    keyLength: '密钥的字节数，仅在加密算法没有规定时需要。',
    prf: '反复使用的 HMAC；没有这个字段就是 HMAC-SHA-1。',
  },
  'scrypt-params': {
    '*': 'scrypt 如何生成密钥。',
    salt: '随机字节，使同一口令每次得到不同的密钥。',
    costParameter: 'N，2 的幂：时间和内存都随它增长。',
    blockSize: 'r：每猜一次要占用 128 · N · r 字节内存。',
    parallelizationParameter: 'p，这样的计算有几份，彼此独立。',
    keyLength: '密钥的字节数。',
  },
  PBEParameter: {
    '*': '一种旧方案如何生成密钥。',
    salt: '随机字节，使同一口令每次得到不同的密钥。',
    iterations: '散列重复多少次。',
  },
};
