/** PKCS #12（RFC 7292）以及它用到的 PKCS #7 部分。 */
import type { PKCS12 as ENGLISH } from '../../en/keys/pkcs12.ts';
import type { Translated } from '../../sentence.ts';

export const PKCS12: Translated<typeof ENGLISH> = {
  PFX: {
    '*': '装有密钥和证书的文件（PKCS #12）。',
    version: '恒为 3。',
    authSafe: '文件的内容：若干个保险箱，装在字节串里。',
    macData: '由口令算出、覆盖全部内容的消息认证码：口令不对或文件被改动，都能看出来。',
  },
  MacData: {
    mac: '消息认证码及其散列。',
    macSalt: '生成认证密钥时掺入的随机字节。',
    iterations: '生成认证密钥时散列重复多少次；没有这个字段就是 1 次。',
  },
  DigestInfo: {
    digestAlgorithm: '消息认证码所用的散列。',
    digest: '消息认证码本身。',
  },
  ContentInfo: {
    '*': '内容及其类型：在 PKCS #12 文件中是一个保险箱。',
    contentType: '内容是普通数据还是已加密。',
    content: '内容本身。',
  },
  EncryptedData: {
    '*': '加密的内容。',
    version: '恒为 0。',
    encryptedContentInfo: '加密的是什么，怎样加密。',
  },
  EncryptedContentInfo: {
    contentType: '解密之后得到什么：普通数据。',
    contentEncryptionAlgorithm: '怎样加密。',
    encryptedContent: '密文。',
  },
  SafeBag: {
    '*': '保险箱里的一样东西：密钥、证书或其他。',
    bagId: '这是什么：keyBag、pkcs8ShroudedKeyBag、certBag、safeContentsBag 等。',
    bagValue: '东西本身。',
    bagAttributes: '好记的名字，以及 localKeyId，由它可知哪把密钥配哪张证书。',
  },
  CertBag: {
    '*': '一张证书。',
    certId: '证书的种类：x509Certificate。',
    certValue: '证书，装在字节串里。',
  },
};
