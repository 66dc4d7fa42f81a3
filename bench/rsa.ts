import { deepStrictEqual, strictEqual } from 'node:assert';
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { bitLength, i2osp, systemRandom } from '../src/bytes/index.ts';
import { seededRandom, sha256 } from '../src/hash/index.ts';
import {
  checkPrivateKey,
  decryptPkcs1,
  encryptPkcs1,
  generateRsaKey,
  type RsaPrivateKey,
  signPkcs1,
  verifyPkcs1,
} from '../src/rsa/index.ts';
import type { BenchRow } from './rows.ts';

const message = new TextEncoder().encode('kube-apiserver');

function toJwk(key: RsaPrivateKey): JsonWebKey {
  const number = (value: bigint): string =>
    Buffer.from(i2osp(value, Math.ceil(bitLength(value) / 8))).toString('base64url');
  const { modulus, publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient } = key;
  const numbers = { n: modulus, e: publicExponent, d: privateExponent, p: prime1, q: prime2 };
  const all = { ...numbers, dp: exponent1, dq: exponent2, qi: coefficient };
  return { kty: 'RSA', ...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, number(value)])) };
}

function signatureRows(size: number, key: RsaPrivateKey): BenchRow[] {
  const privateKey = createPrivateKey({ format: 'jwk', key: toJwk(key) });
  const publicKey = createPublicKey(privateKey);
  const signature = sign('sha256', message, privateKey);
  const ours = (): Uint8Array => signPkcs1(sha256, key, message, systemRandom);
  const check = (): void => deepStrictEqual(Buffer.from(ours()), signature);
  const checkVerify = (): void => strictEqual(verifyPkcs1(sha256, key, message, signature), true);
  const parameter = `sha256/${size}`;
  return [
    { row: `sign/${parameter}`, implementation: 'vitrine', run: ours, check },
    { row: `sign/${parameter}`, implementation: 'node:crypto', run: () => sign('sha256', message, privateKey), check },
    {
      row: `verify/${parameter}`,
      implementation: 'vitrine',
      run: () => verifyPkcs1(sha256, key, message, signature),
      check: checkVerify,
    },
    {
      row: `verify/${parameter}`,
      implementation: 'node:crypto',
      run: () => verify('sha256', message, publicKey, signature),
      check: checkVerify,
    },
  ];
}

/** Node 20 refuses to decrypt PKCS #1 v1.5, so its row is the private operation alone. */
function encryptionRows(size: number, key: RsaPrivateKey): BenchRow[] {
  const privateKey = createPrivateKey({ format: 'jwk', key: toJwk(key) });
  const publicKey = createPublicKey(privateKey);
  const theirs = (): Buffer => publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, message);
  const ciphertext = theirs();
  const ours = (): Uint8Array => decryptPkcs1(key, ciphertext, systemRandom);
  const check = (): void => deepStrictEqual(ours(), message);
  const raw = (): Buffer => privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, ciphertext);
  const checkRaw = (): void => deepStrictEqual(new Uint8Array(raw().subarray(-message.length)), message);
  return [
    {
      row: `encrypt/pkcs1/${size}`,
      implementation: 'vitrine',
      run: () => encryptPkcs1(key, message, systemRandom),
      check,
    },
    { row: `encrypt/pkcs1/${size}`, implementation: 'node:crypto', run: theirs, check },
    { row: `decrypt/pkcs1/${size}`, implementation: 'vitrine', run: ours, check },
    { row: `decrypt/no padding/${size}`, implementation: 'node:crypto', run: raw, check: checkRaw },
  ];
}

/** Each call makes the next of 50 fixed keys, so that the median and p99 are those of one known sample. */
function keygenRows(size: number): BenchRow[] {
  let next = 0;
  const make = (): RsaPrivateKey =>
    generateRsaKey({ modulusBits: size, insecure: size < 2048, random: seededRandom(`bench/rsa ${next++ % 50}`) });
  const theirs = () => generateKeyPairSync('rsa', { modulusLength: size });
  return [
    { row: `keygen/65537/${size}`, implementation: 'vitrine', run: make, check: () => checkPrivateKey(make()) },
    {
      row: `keygen/65537/${size}`,
      implementation: 'node:crypto',
      run: theirs,
      check: () => strictEqual(theirs().privateKey.asymmetricKeyDetails?.modulusLength, size),
    },
  ];
}

export const rows: BenchRow[] = [2048, 4096].flatMap((size) => {
  const key = generateRsaKey({ modulusBits: size, random: seededRandom('bench/rsa') });
  return [...signatureRows(size, key), ...encryptionRows(size, key)];
});
rows.push(...[1024, 2048].flatMap(keygenRows));
