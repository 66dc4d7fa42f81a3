/** RSA by others. */
import { strictEqual } from 'node:assert';
import { constants, createPublicKey, privateDecrypt, publicEncrypt, verify } from 'node:crypto';
import jsrsasign from 'jsrsasign';
import { keygen, PKCS1_KEM, PKCS1_SHA256 } from 'micro-rsa-dsa-dh/rsa.js';
import { seededRandom } from '../../src/hash/index.ts';
import { sameBytes } from '../inputs/bytes.ts';
import {
  checkGenerated,
  KEYGEN_BITS,
  keygenRow,
  MESSAGE,
  type RsaCase,
  rsaCases,
  SEEDS,
  TEXT,
  verifyRow,
} from '../inputs/rsa.ts';
import { type BenchRow, once } from '../rows.ts';
import { forge, fromBinary, toBinary } from './forge.ts';

const MICRO = 'micro-rsa-dsa-dh';

/** What node:crypto makes of a ciphertext; Node 20 refuses to decrypt PKCS #1 v1.5, so the padding is left in front. */
const nodeDecrypt = ({ native }: RsaCase, ciphertext: Uint8Array): Uint8Array =>
  privateDecrypt({ key: native(), padding: constants.RSA_NO_PADDING }, ciphertext).subarray(-MESSAGE.length);
const nodeEncrypt = ({ nativePublic }: RsaCase): Uint8Array =>
  new Uint8Array(publicEncrypt({ key: nativePublic(), padding: constants.RSA_PKCS1_PADDING }, MESSAGE));

function forgeRows(each: RsaCase): BenchRow[] {
  const { bits, pem, publicPem, signature } = each;
  const privateKey = once(() => forge.pki.privateKeyFromPem(pem()));
  const publicKey = once(() => forge.pki.publicKeyFromPem(publicPem()));
  const ciphertext = once(() => toBinary(nodeEncrypt(each)));
  const sign = (): string => privateKey().sign(forge.md.sha256.create().update(TEXT));
  const verify = (given: string): boolean => {
    try {
      return publicKey().verify(forge.md.sha256.create().update(TEXT).digest().bytes(), given);
    } catch {
      return false; // Its way to refuse what is not padded as it should be.
    }
  };
  const encrypt = (): string => publicKey().encrypt(TEXT, 'RSAES-PKCS1-V1_5');
  const decrypt = (): string => privateKey().decrypt(ciphertext(), 'RSAES-PKCS1-V1_5');
  const row = (operation: string, run: () => string, check: (result: Uint8Array) => void): BenchRow => ({
    row: `${operation}/${bits}`,
    implementation: 'node-forge',
    run,
    check: () => check(fromBinary(run())),
  });
  return [
    row('sign/sha256', sign, (made) => sameBytes(made, signature())),
    verifyRow(each, 'node-forge', toBinary, verify),
    row('encrypt/pkcs1', encrypt, (made) => sameBytes(nodeDecrypt(each, made), MESSAGE)),
    row('decrypt/pkcs1', decrypt, (made) => sameBytes(made, MESSAGE)),
  ];
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** It signs and verifies; encryption by RSA it gave up with version 11. */
function jsrsasignRows(each: RsaCase): BenchRow[] {
  const { bits, pem, publicPem, signature } = each;
  const privateKey = once(() => jsrsasign.KEYUTIL.getKey(pem()) as jsrsasign.RSAKey);
  const publicKey = once(() => jsrsasign.KEYUTIL.getKey(publicPem()) as jsrsasign.RSAKey);
  const sign = (): string => privateKey().sign(TEXT, 'sha256');
  return [
    {
      row: `sign/sha256/${bits}`,
      implementation: 'jsrsasign',
      run: sign,
      check: () => strictEqual(sign(), toHex(signature())),
    },
    verifyRow(each, 'jsrsasign', toHex, (given) => publicKey().verify(TEXT, given)),
  ];
}

/** Its private key is the modulus and the exponent alone: it has no Chinese remainders to work with. */
function microRows(each: RsaCase): BenchRow[] {
  const { bits, key, signature } = each;
  const privateKey = once(() => ({ n: key().modulus, d: key().privateExponent }));
  const publicKey = once(() => ({ n: key().modulus, e: key().publicExponent }));
  const ciphertext = once(() => nodeEncrypt(each));
  const row = (operation: string, run: () => Uint8Array, check: (result: Uint8Array) => void): BenchRow => ({
    row: `${operation}/${bits}`,
    implementation: MICRO,
    run,
    check: () => check(run()),
  });
  return [
    row(
      'sign/sha256',
      () => PKCS1_SHA256.sign(privateKey(), MESSAGE),
      (made) => sameBytes(made, signature()),
    ),
    verifyRow(
      each,
      MICRO,
      (given) => given,
      (given) => PKCS1_SHA256.verify(publicKey(), MESSAGE, given),
    ),
    row(
      'encrypt/pkcs1',
      () => PKCS1_KEM.encrypt(publicKey(), MESSAGE),
      (made) => sameBytes(nodeDecrypt(each, made), MESSAGE),
    ),
    row(
      'decrypt/pkcs1',
      () => PKCS1_KEM.decrypt(privateKey(), ciphertext()),
      (made) => sameBytes(made, MESSAGE),
    ),
  ];
}

/** How many of the seeds there is time for. */
const FORGE_SEEDS = { 1024: SEEDS, 2048: 15 };
const OTHERS_SEEDS = { 1024: 10, 2048: 5 };

/** node-forge takes its randomness from whoever calls; it is given ours, seeded, so that its keys too are the same in each run. */
function forgeKeygen(bits: (typeof KEYGEN_BITS)[number]): BenchRow {
  let next = 0;
  const run = () => {
    const random = seededRandom(`bench/rsa ${next++ % SEEDS}`);
    const prng = { getBytesSync: (count: number): string => toBinary(random.bytes(count)) };
    return forge.pki.rsa.generateKeyPair({ bits, e: 0x10001, prng });
  };
  const check = (): void => checkGenerated(forge.pki.privateKeyToPem(run().privateKey), bits);
  return { row: keygenRow(bits), implementation: 'node-forge', samples: FORGE_SEEDS[bits], run, check };
}

function jsrsasignKeygen(bits: (typeof KEYGEN_BITS)[number]): BenchRow {
  const run = () => jsrsasign.KEYUTIL.generateKeypair('RSA', bits);
  const check = (): void => {
    const { prvKeyObj } = run();
    checkGenerated(jsrsasign.KEYUTIL.getPEM(prvKeyObj as jsrsasign.RSAKey, 'PKCS1PRV'), bits);
  };
  return { row: keygenRow(bits), implementation: 'jsrsasign', samples: OTHERS_SEEDS[bits], run, check };
}

/** It makes no key below 2048 bits, and hands out neither prime: node:crypto has its public key verify what its private key signs. */
function microKeygen(bits: 2048): BenchRow {
  const run = () => keygen(bits);
  const check = (): void => {
    const { privateKey, publicKey } = run();
    const encode = (value: bigint): string => {
      const hex = value.toString(16);
      return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
    };
    const key = createPublicKey({
      format: 'jwk',
      key: { kty: 'RSA', n: encode(publicKey.n), e: encode(publicKey.e) },
    });
    strictEqual(key.asymmetricKeyDetails?.modulusLength, bits);
    strictEqual(verify('sha256', MESSAGE, key, PKCS1_SHA256.sign(privateKey, MESSAGE)), true);
  };
  return { row: keygenRow(bits), implementation: MICRO, samples: OTHERS_SEEDS[bits], run, check };
}

export const rows: readonly BenchRow[] = [
  ...rsaCases.flatMap((each) => [...forgeRows(each), ...jsrsasignRows(each), ...microRows(each)]),
  ...KEYGEN_BITS.flatMap((bits) => [forgeKeygen(bits), jsrsasignKeygen(bits)]),
  microKeygen(2048),
];
