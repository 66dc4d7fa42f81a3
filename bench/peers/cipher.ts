/** AES-CBC, AES-GCM and ChaCha20-Poly1305 by others, each from a key. */
import { cbc, gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sameBytes } from '../inputs/bytes.ts';
import { type AeadCase, type CbcCase, cbcCases, chachaCases, gcmCases } from '../inputs/cipher.ts';
import type { BenchRow } from '../rows.ts';
import { forge, fromBinary, toBinary } from './forge.ts';

const noble = (row: string, run: () => Uint8Array, expected: Uint8Array): BenchRow => ({
  row,
  implementation: '@noble/ciphers',
  run,
  check: () => sameBytes(run(), expected),
});
const forgeRow = (row: string, run: () => string, expected: Uint8Array): BenchRow => ({
  row,
  implementation: 'node-forge',
  run,
  check: () => sameBytes(fromBinary(run()), expected),
});

/** What @types/node-forge leaves out is that `finish` takes a padding. */
interface ForgeCipher {
  readonly output: { bytes(): string };
  start(options: { readonly iv: string }): void;
  update(input: ReturnType<typeof forge.util.createBuffer>): void;
  finish(pad?: () => boolean): boolean;
}
/** node-forge pads by a function: this one adds nothing, and takes nothing away. */
const unpadded = (): boolean => true;

function cbcRows({ what, key, iv, plaintext, ciphertext }: CbcCase): BenchRow[] {
  const [textKey, textIv, text, sealed] = [key, iv, plaintext, ciphertext].map(toBinary);
  const [encrypt, decrypt] = [`cbc encrypt/${what}`, `cbc decrypt/${what}`];
  const options = { disablePadding: true };
  const forgeRun = (cipher: ForgeCipher, input: string): string => {
    cipher.start({ iv: textIv });
    cipher.update(forge.util.createBuffer(input));
    if (!cipher.finish(unpadded)) throw new Error('node-forge failed');
    return cipher.output.bytes();
  };
  return [
    noble(encrypt, () => cbc(key, iv, options).encrypt(plaintext), ciphertext),
    noble(decrypt, () => cbc(key, iv, options).decrypt(ciphertext), plaintext),
    forgeRow(encrypt, () => forgeRun(forge.cipher.createCipher('AES-CBC', textKey), text), ciphertext),
    forgeRow(decrypt, () => forgeRun(forge.cipher.createDecipher('AES-CBC', textKey), sealed), plaintext),
  ];
}

function gcmRows({ what, key, nonce, additionalData, plaintext, ciphertext }: AeadCase): BenchRow[] {
  const [textKey, iv, aad, text, sealed] = [key, nonce, additionalData, plaintext, ciphertext].map(toBinary);
  const [seal, open] = [`gcm seal/${what}`, `gcm open/${what}`];
  const forgeSeal = (): string => {
    const cipher = forge.cipher.createCipher('AES-GCM', textKey);
    cipher.start({ iv, additionalData: aad });
    cipher.update(forge.util.createBuffer(text));
    cipher.finish();
    return cipher.output.bytes() + cipher.mode.tag.bytes();
  };
  const forgeOpen = (): string => {
    const decipher = forge.cipher.createDecipher('AES-GCM', textKey);
    decipher.start({ iv, additionalData: aad, tag: forge.util.createBuffer(sealed.slice(-16)) });
    decipher.update(forge.util.createBuffer(sealed.slice(0, -16)));
    if (!decipher.finish()) throw new Error('node-forge refuses the tag');
    return decipher.output.bytes();
  };
  return [
    noble(seal, () => gcm(key, nonce, additionalData).encrypt(plaintext), ciphertext),
    noble(open, () => gcm(key, nonce, additionalData).decrypt(ciphertext), plaintext),
    forgeRow(seal, forgeSeal, ciphertext),
    forgeRow(open, forgeOpen, plaintext),
  ];
}

function chachaRows({ what, key, nonce, additionalData, plaintext, ciphertext }: AeadCase): BenchRow[] {
  const seal = () => chacha20poly1305(key, nonce, additionalData).encrypt(plaintext);
  const open = () => chacha20poly1305(key, nonce, additionalData).decrypt(ciphertext);
  return [
    noble(`chacha20-poly1305 seal/${what}`, seal, ciphertext),
    noble(`chacha20-poly1305 open/${what}`, open, plaintext),
  ];
}

export const rows: readonly BenchRow[] = [
  ...cbcCases.flatMap(cbcRows),
  ...gcmCases.flatMap(gcmRows),
  ...chachaCases.flatMap(chachaRows),
];
