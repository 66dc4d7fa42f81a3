/** A private key: generated, kept under a password, read again, and given on as PKCS #12, as a JWK and to a worker. */
import { systemRandom as random } from 'vitrine/bytes';
import {
  fromTransferable,
  generateKey,
  privateKeyFromJwk,
  privateKeyToJwk,
  publicKeyOf,
  readPkcs12,
  readPrivateKeyPem,
  toTransferable,
  writeEncryptedPrivateKeyPem,
  writePkcs12,
  writePublicKeyPem,
} from 'vitrine/keys';

const key = generateKey({ type: 'ec', curve: 'P-256', random });
console.log(`${key}`); // → EC private key, P-256
console.log(writePublicKeyPem(publicKeyOf(key), 'spki').split('\n')[0]); // → -----BEGIN PUBLIC KEY-----

// As `openssl pkey -aes256` writes it. The iterations are what each guess of the password costs.
const password = 'correct horse';
const encryption = {
  password,
  cipher: 'aes-256-cbc',
  kdf: { type: 'pbkdf2', hash: 'sha256', iterations: 600_000 },
  random,
} as const;
const pem = writeEncryptedPrivateKeyPem(key, encryption);
console.log(pem.split('\n')[0]); // → -----BEGIN ENCRYPTED PRIVATE KEY-----
const again = readPrivateKeyPem(pem, { password });
console.log(again.type); // → ec

const p12 = writePkcs12({ keys: [{ key, friendlyName: 'mine' }] }, { ...encryption, macIterations: 600_000 });
console.log(readPkcs12(p12, { password }).keys[0].friendlyName); // → mine
console.log(privateKeyFromJwk(privateKeyToJwk(key)).type); // → ec

// postMessage copies no private fields: a key goes to a worker as a record.
console.log(fromTransferable(structuredClone(toTransferable(key))).type); // → ec
