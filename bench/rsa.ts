/** RSA: the primitives, PKCS #1 v1.5, key generation over fixed seeds. */
import { deepStrictEqual } from 'node:assert';
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto';
import { systemRandom } from '../src/bytes/index.ts';
import { seededRandom, sha256 } from '../src/hash/index.ts';
import { writePrivateKeyPem } from '../src/keys/index.ts';
import {
  decryptPkcs1,
  encryptPkcs1,
  generateRsaKey,
  type RsaPrivateKey,
  signPkcs1,
  verifyPkcs1,
} from '../src/rsa/index.ts';
import { sameBytes } from './inputs/bytes.ts';
import {
  checkGenerated,
  KEYGEN_BITS,
  keygenRow,
  MESSAGE,
  type RsaCase,
  rsaCases,
  SEEDS,
  verifyRow,
} from './inputs/rsa.ts';
import { type BenchRow, once } from './rows.ts';

const asIs = (signature: Uint8Array): Uint8Array => signature;

function signatureRows(each: RsaCase): BenchRow[] {
  const { bits, key, native, nativePublic, signature } = each;
  const ours = (): Uint8Array => signPkcs1(sha256, key(), MESSAGE, systemRandom);
  const theirs = (): Uint8Array => sign('sha256', MESSAGE, native());
  const signRow = `sign/sha256/${bits}`;
  return [
    { row: signRow, implementation: 'vitrine', run: ours, check: () => sameBytes(ours(), signature()) },
    { row: signRow, implementation: 'node:crypto', run: theirs, check: () => sameBytes(theirs(), signature()) },
    verifyRow(each, 'vitrine', asIs, (given) => verifyPkcs1(sha256, key(), MESSAGE, given)),
    verifyRow(each, 'node:crypto', asIs, (given) => verify('sha256', MESSAGE, nativePublic(), given)),
  ];
}

/** Node 20 refuses to decrypt PKCS #1 v1.5, so its row is the private operation alone, and has a name of its own. */
function encryptionRows({ bits, key, native, nativePublic }: RsaCase): BenchRow[] {
  const nodeEncrypt = (): Uint8Array =>
    publicEncrypt({ key: nativePublic(), padding: constants.RSA_PKCS1_PADDING }, MESSAGE);
  const nodeRaw = (ciphertext: Uint8Array): Uint8Array =>
    privateDecrypt({ key: native(), padding: constants.RSA_NO_PADDING }, ciphertext).subarray(-MESSAGE.length);
  const ciphertext = once(() => new Uint8Array(nodeEncrypt()));
  const encrypt = (): Uint8Array => encryptPkcs1(key(), MESSAGE, systemRandom);
  const decrypt = (): Uint8Array => decryptPkcs1(key(), ciphertext(), systemRandom);
  const raw = (): Uint8Array => nodeRaw(ciphertext());
  const encryptRow = `encrypt/pkcs1/${bits}`;
  return [
    { row: encryptRow, implementation: 'vitrine', run: encrypt, check: () => sameBytes(nodeRaw(encrypt()), MESSAGE) },
    {
      row: encryptRow,
      implementation: 'node:crypto',
      run: nodeEncrypt,
      check: () => sameBytes(nodeRaw(nodeEncrypt()), MESSAGE),
    },
    {
      row: `decrypt/pkcs1/${bits}`,
      implementation: 'vitrine',
      run: decrypt,
      check: () => sameBytes(decrypt(), MESSAGE),
    },
    {
      row: `decrypt/no padding/${bits}`,
      implementation: 'node:crypto',
      run: raw,
      check: () => sameBytes(raw(), MESSAGE),
    },
  ];
}

/** Each call makes the next of 50 fixed keys, so that the median and p99 are those of one known sample. */
function keygenRows(bits: number): BenchRow[] {
  let next = 0;
  const make = (): RsaPrivateKey =>
    generateRsaKey({ modulusBits: bits, insecure: bits < 2048, random: seededRandom(`bench/rsa ${next++ % SEEDS}`) });
  const theirs = () => generateKeyPairSync('rsa', { modulusLength: bits });
  const common = { row: keygenRow(bits), samples: SEEDS };
  return [
    {
      ...common,
      implementation: 'vitrine',
      run: make,
      check: () => checkGenerated(writePrivateKeyPem(make(), 'pkcs1'), bits),
    },
    {
      ...common,
      implementation: 'node:crypto',
      run: theirs,
      check: () => deepStrictEqual(theirs().privateKey.asymmetricKeyDetails?.modulusLength, bits),
    },
  ];
}

export const rows: readonly BenchRow[] = [
  ...rsaCases.flatMap((each) => [...signatureRows(each), ...encryptionRows(each)]),
  ...KEYGEN_BITS.flatMap(keygenRows),
];
