/** PKCS #12 (RFC 7292) and the parts of PKCS #7 that it uses. */
import type { SentencesOfFields } from '../../sentence.ts';

export const PKCS12 = {
  PFX: {
    '*': 'A file of keys and certificates (PKCS #12).',
    version: 'Always 3.',
    authSafe: 'The content: a list of safes, inside a byte string.',
    macData: 'A MAC over the content, made from the password: it tells a wrong password and a changed file.',
  },
  MacData: {
    mac: 'The MAC and its hash.',
    macSalt: 'Random bytes that go into the MAC’s key.',
    iterations: 'How often the hash is repeated to make the MAC’s key; 1 where the field is absent.',
  },
  DigestInfo: {
    digestAlgorithm: 'The hash of the MAC.',
    digest: 'The MAC itself.',
  },
  ContentInfo: {
    '*': 'A content with its type: of a PKCS #12 file one safe.',
    contentType: 'Whether the content is plain data or encrypted.',
    content: 'The content.',
  },
  EncryptedData: {
    '*': 'A content, encrypted.',
    version: 'Always 0.',
    encryptedContentInfo: 'What is encrypted, and how.',
  },
  EncryptedContentInfo: {
    contentType: 'What comes out when it is decrypted: data.',
    contentEncryptionAlgorithm: 'How it is encrypted.',
    encryptedContent: 'The ciphertext.',
  },
  SafeBag: {
    '*': 'One thing in a safe: a key, a certificate, or others.',
    bagId: 'What it is: keyBag, pkcs8ShroudedKeyBag, certBag, safeContentsBag and so on.',
    bagValue: 'The thing itself.',
    bagAttributes: 'A friendly name, and the localKeyId that tells which key belongs to which certificate.',
  },
  CertBag: {
    '*': 'A certificate.',
    certId: 'Its kind: x509Certificate.',
    certValue: 'The certificate, inside a byte string.',
  },
} as const satisfies SentencesOfFields;
