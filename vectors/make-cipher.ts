/** Makes aes.json, cbc.json, ctr.json, gcm.json, chacha20-poly1305.json and key-wrap.json: single blocks, CBC and CTR by `openssl enc`; the
 * others by the OpenSSL inside Node, as that command refuses AEADs. Run with `npx tsx vectors/make-cipher.ts`; the same from run to run. */
import { execFileSync } from 'node:child_process';
import { type CipherGCMTypes, createCipheriv } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BITS = [128, 192, 256];
const CBC_LENGTHS = [0, 1, 15, 16, 17, 31, 32, 100];
/** Bytes of nonce, plaintext and associated data. */
const GCM_SHAPES = [
  [12, 0, 0],
  [12, 0, 20],
  [12, 1, 1],
  [12, 16, 16],
  [12, 60, 20],
  [12, 64, 0],
  [12, 100, 13],
  [1, 33, 17],
  [16, 48, 48],
  [60, 60, 20],
] as const;

const raw = (length: number, salt: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => (167 * i + 29 * length + salt) & 0xff));
const hex = (bytes: Buffer): string => bytes.toString('hex');
const encrypt = (input: Buffer, cipher: string, ...args: string[]): string =>
  hex(execFileSync('openssl', ['enc', `-${cipher}`, ...args], { input }));

const blocks = KEY_BITS.map((bits) => {
  const key = raw(bits / 8, 1);
  const block = raw(16, 2);
  return { key: hex(key), block: hex(block), encrypted: encrypt(block, `aes-${bits}-ecb`, '-K', hex(key), '-nopad') };
});

const cbc = KEY_BITS.flatMap((bits) =>
  CBC_LENGTHS.map((length) => {
    const key = hex(raw(bits / 8, 3));
    const iv = hex(raw(16, length));
    const message = raw(length, 5);
    return { key, iv, message: hex(message), ciphertext: encrypt(message, `aes-${bits}-cbc`, '-K', key, '-iv', iv) };
  }),
);

const gcm = KEY_BITS.flatMap((bits) =>
  GCM_SHAPES.map(([nonceLength, length, dataLength]) => {
    const key = raw(bits / 8, 6);
    const nonce = raw(nonceLength, 7);
    const plaintext = raw(length, 8);
    const additionalData = raw(dataLength, 9);
    const cipher = createCipheriv(`aes-${bits}-gcm` as CipherGCMTypes, key, nonce).setAAD(additionalData);
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    const inputs = { key: hex(key), nonce: hex(nonce), plaintext: hex(plaintext), additionalData: hex(additionalData) };
    return { ...inputs, sealed: hex(sealed) };
  }),
);

/** Bytes of plaintext and associated data, on both sides of every block's end and of the length where four blocks are taken at once. */
const CHACHA_SHAPES = [
  [0, 0],
  [0, 20],
  [1, 1],
  [16, 16],
  [60, 20],
  [64, 0],
  [65, 13],
  [100, 15],
  [191, 0],
  [192, 17],
  [300, 13],
  [17, 250],
] as const;

const chacha = CHACHA_SHAPES.map(([length, dataLength]) => {
  const [key, nonce, plaintext, data] = [raw(32, 10), raw(12, 11), raw(length, 12), raw(dataLength, 13)];
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(data, { plaintextLength: length });
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  const inputs = { key: hex(key), nonce: hex(nonce), plaintext: hex(plaintext), additionalData: hex(data) };
  return { ...inputs, sealed: hex(sealed) };
});

const ctr = KEY_BITS.flatMap((bits) =>
  [0, 1, 16, 17, 100].map((length) => {
    const key = hex(raw(bits / 8, 14));
    // One counter in two reaches a carry out of its last word.
    const counter = hex(raw(16, length).fill(0xff, length % 2 === 0 ? 5 : 16));
    const text = raw(length, 15);
    return { key, counter, text: hex(text), result: encrypt(text, `aes-${bits}-ctr`, '-K', key, '-iv', counter) };
  }),
);

const wrapped = (name: string, iv: string, kek: Buffer, key: Buffer): string => {
  const cipher = createCipheriv(name, kek, Buffer.from(iv, 'hex'));
  return hex(Buffer.concat([cipher.update(key), cipher.final()]));
};
const keyWrap = KEY_BITS.flatMap((bits) =>
  [1, 7, 8, 9, 16, 20, 24, 32, 40].map((length) => {
    const [kek, key] = [raw(bits / 8, 16), raw(length, 17)];
    const plain = length % 8 === 0 && length >= 16;
    return {
      kek: hex(kek),
      key: hex(key),
      wrapped: plain ? wrapped(`id-aes${bits}-wrap`, 'a6a6a6a6a6a6a6a6', kek, key) : null,
      padded: wrapped(`id-aes${bits}-wrap-pad`, 'a65959a6', kek, key),
    };
  }),
);

const write = (name: string, source: string, tool: string, command: string, cases: object[]): void =>
  writeFileSync(
    join(import.meta.dirname, `${name}.json`),
    `${JSON.stringify({ source, tool, command, cases }, null, 1)}\n`,
  );
const cli = execFileSync('openssl', ['version']).toString().trim();
write('aes', 'single blocks by OpenSSL', cli, 'openssl enc -aes-BITS-ecb -K KEY -nopad', blocks);
write('cbc', 'CBC with PKCS #7 padding by OpenSSL', cli, 'openssl enc -aes-BITS-cbc -K KEY -iv IV', cbc);
write('ctr', 'CTR by OpenSSL', cli, 'openssl enc -aes-BITS-ctr -K KEY -iv COUNTER', ctr);
const library = `OpenSSL ${process.versions.openssl} in Node ${process.version}`;
write('gcm', 'GCM by OpenSSL', library, 'createCipheriv(aes-BITS-gcm)', gcm);
write('chacha20-poly1305', 'ChaCha20-Poly1305 by OpenSSL', library, 'createCipheriv(chacha20-poly1305)', chacha);
write(
  'key-wrap',
  'Key wrap by OpenSSL',
  library,
  'createCipheriv(id-aesBITS-wrap), createCipheriv(id-aesBITS-wrap-pad)',
  keyWrap,
);
