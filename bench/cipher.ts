/** AES-CBC, AES-GCM and ChaCha20-Poly1305. Every row begins with a key, as that is all that some peers allow; ours has rows for a prepared key too. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Aead, aes, aesBitsliced, cbcDecrypt, cbcEncrypt, chacha20Poly1305, gcm } from '../src/cipher/index.ts';
import { sameBytes } from './inputs/bytes.ts';
import {
  type AeadCase,
  type CbcCase,
  cbcCases,
  chachaCases,
  gcmCases,
  nodeCbc,
  nodeOpen,
  nodeSeal,
} from './inputs/cipher.ts';
import type { BenchRow } from './rows.ts';

const checked = (row: string, implementation: string, run: () => Uint8Array, expected: Uint8Array): BenchRow => ({
  row,
  implementation,
  run,
  check: () => sameBytes(run(), expected),
});

/** Ours too, reading no table. */
const WITHOUT_TABLES = 'vitrine without tables';

const prepared = (what: string): string => what.replace('/', ' prepared key/');

function cbcRows(inputs: CbcCase): BenchRow[] {
  const { what, key, iv, plaintext, ciphertext } = inputs;
  const cipher = aes(key);
  const [encrypt, decrypt] = [`cbc encrypt/${what}`, `cbc decrypt/${what}`];
  return [
    checked(encrypt, 'vitrine', () => cbcEncrypt(aes(key), iv, plaintext), ciphertext),
    checked(encrypt, 'node:crypto', () => nodeCbc(createCipheriv, inputs, plaintext), ciphertext),
    checked(encrypt, WITHOUT_TABLES, () => cbcEncrypt(aesBitsliced(key), iv, plaintext), ciphertext),
    checked(decrypt, 'vitrine', () => cbcDecrypt(aes(key), iv, ciphertext), plaintext),
    checked(decrypt, WITHOUT_TABLES, () => cbcDecrypt(aesBitsliced(key), iv, ciphertext), plaintext),
    checked(decrypt, 'node:crypto', () => nodeCbc(createDecipheriv, inputs, ciphertext), plaintext),
    checked(prepared(encrypt), 'vitrine', () => cbcEncrypt(cipher, iv, plaintext), ciphertext),
    checked(prepared(decrypt), 'vitrine', () => cbcDecrypt(cipher, iv, ciphertext), plaintext),
  ];
}

/** GCM by the bitsliced AES, and GHASH by products. */
function withoutTablesRows({ what, key, nonce, additionalData, plaintext, ciphertext }: AeadCase): BenchRow[] {
  const aead = () => gcm(aesBitsliced(key));
  const ready = aead();
  const [seal, open] = [`gcm seal/${what}`, `gcm open/${what}`];
  return [
    checked(seal, WITHOUT_TABLES, () => aead().seal(nonce, plaintext, additionalData), ciphertext),
    checked(open, WITHOUT_TABLES, () => aead().open(nonce, ciphertext, additionalData), plaintext),
    checked(prepared(seal), WITHOUT_TABLES, () => ready.seal(nonce, plaintext, additionalData), ciphertext),
    checked(prepared(open), WITHOUT_TABLES, () => ready.open(nonce, ciphertext, additionalData), plaintext),
  ];
}

function aeadRows(name: string, aead: (key: Uint8Array) => Aead, inputs: AeadCase): BenchRow[] {
  const { what, key, nonce, additionalData, plaintext, ciphertext } = inputs;
  const ready = aead(key);
  const [seal, open] = [`${name} seal/${what}`, `${name} open/${what}`];
  return [
    checked(seal, 'vitrine', () => aead(key).seal(nonce, plaintext, additionalData), ciphertext),
    {
      row: seal,
      implementation: 'node:crypto',
      run: () => nodeSeal(inputs),
      check: () => sameBytes(Buffer.concat(nodeSeal(inputs)), ciphertext),
    },
    checked(open, 'vitrine', () => aead(key).open(nonce, ciphertext, additionalData), plaintext),
    checked(open, 'node:crypto', () => nodeOpen(inputs), plaintext),
    checked(prepared(seal), 'vitrine', () => ready.seal(nonce, plaintext, additionalData), ciphertext),
    checked(prepared(open), 'vitrine', () => ready.open(nonce, ciphertext, additionalData), plaintext),
  ];
}

export const rows: readonly BenchRow[] = [
  ...cbcCases.flatMap(cbcRows),
  ...gcmCases.flatMap((inputs) => aeadRows('gcm', (key) => gcm(aes(key)), inputs)),
  ...gcmCases.flatMap(withoutTablesRows),
  ...chachaCases.flatMap((inputs) => aeadRows('chacha20-poly1305', chacha20Poly1305, inputs)),
];
