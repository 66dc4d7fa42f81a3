/** Makes hash.json, hmac.json, xof.json and kdf.json: digests, HMACs, outputs and derived keys by `openssl dgst` and `openssl kdf`, at
 * message lengths around the block's and the padding's edges and at key lengths around the block's.
 * Run with `npx tsx vectors/make-hash.ts`; the same from run to run. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** By bytes of a block. */
const MESSAGE_LENGTHS: Readonly<Record<number, readonly number[]>> = {
  64: [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 191, 192, 500],
  72: [0, 1, 3, 7, 8, 70, 71, 72, 73, 143, 144, 145, 500],
  128: [0, 1, 3, 110, 111, 112, 113, 127, 128, 129, 238, 239, 240, 241, 255, 256, 257, 500],
  136: [0, 1, 3, 7, 8, 134, 135, 136, 137, 271, 272, 273, 500],
  168: [0, 1, 3, 7, 8, 34, 166, 167, 168, 169, 335, 336, 337, 500],
};
const keyLengths = (block: number): number[] => [1, 16, 20, 32, block - 1, block, block + 1, 2 * block + 3];
/** By OpenSSL's name, which is ours: bytes of a block. */
const HASHES = {
  sha1: 64,
  sha224: 64,
  sha256: 64,
  sha384: 128,
  sha512: 128,
  'sha512-256': 128,
  'sha3-256': 136,
  'sha3-512': 72,
};
const XOFS = { shake128: 168, shake256: 136 };

/** Bytes that differ from one another and from length to length. */
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (167 * i + length) & 0xff));
const hex = (length: number): string => bytes(length).toString('hex');
const openssl = (input: Buffer, ...args: string[]): string => execFileSync('openssl', args, { input }).toString('hex');

const digests = Object.entries(HASHES).flatMap(([hash, block]) =>
  MESSAGE_LENGTHS[block].map(bytes).map((message) => ({
    hash,
    message: message.toString('hex'),
    digest: openssl(message, 'dgst', `-${hash}`, '-binary'),
  })),
);
const macs = Object.entries(HASHES).flatMap(([hash, block]) =>
  keyLengths(block).map((length) => {
    const key = hex(length);
    const mac = openssl(bytes(70), 'dgst', `-${hash}`, '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-binary');
    return { hash, key, message: hex(70), mac };
  }),
);
const outputs = Object.entries(XOFS).flatMap(([xof, rate]) =>
  MESSAGE_LENGTHS[rate].map((length, i) => {
    const message = bytes(length);
    const outputLength = [1, 32, rate, rate + 1, 504][i % 5];
    const output = openssl(message, 'dgst', `-${xof}`, '-xoflen', String(outputLength), '-binary');
    return { xof, message: message.toString('hex'), output };
  }),
);

/** @param options - `openssl kdf`'s own, as `name:value`. */
function kdf(name: string, length: number, options: Readonly<Record<string, string | number>>): string {
  const kdfopts = Object.entries(options).flatMap(([option, value]) => ['-kdfopt', `${option}:${value}`]);
  return openssl(Buffer.alloc(0), 'kdf', '-binary', '-keylen', String(length), ...kdfopts, name);
}
const LENGTHS = [
  [1, 8, 1],
  [20, 16, 32],
  [64, 0, 100],
  [150, 65, 64],
] as const;
const hkdfs = ['sha1', 'sha256', 'sha384', 'sha512'].flatMap((hash) =>
  LENGTHS.map(([secret, salt, length]) => {
    const [key, info] = [hex(secret), hex(salt + 5)];
    const output = kdf('HKDF', length, { digest: hash, hexkey: key, hexsalt: hex(salt), hexinfo: info });
    return { hash, key, salt: hex(salt), info, output };
  }),
);
const pbkdf2s = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha3-256'].flatMap((hash) =>
  LENGTHS.map(([secret, salt, length], i) => {
    const [password, iterations] = [hex(secret), [1, 2, 3, 1000][i]];
    // pkcs5:1 lifts the lower bounds of SP 800-132.
    const options = { digest: hash, hexpass: password, hexsalt: hex(salt), iter: iterations, pkcs5: 1 };
    return { hash, password, salt: hex(salt), iterations, output: kdf('PBKDF2', length, options) };
  }),
);
const scrypts = (
  [
    [2, 1, 1],
    [16, 1, 3],
    [1024, 8, 1],
    [64, 5, 4],
  ] as const
).map(([n, r, p], i) => {
  const [secret, salt, length] = LENGTHS[i];
  const password = hex(secret);
  const output = kdf('SCRYPT', length, { hexpass: password, hexsalt: hex(salt), n, r, p });
  return { password, salt: hex(salt), cost: n, blockSize: r, parallelization: p, output };
});

const tool = execFileSync('openssl', ['version']).toString().trim();
const write = (name: string, source: string, command: string, cases: object): void =>
  writeFileSync(
    join(import.meta.dirname, `${name}.json`),
    `${JSON.stringify({ source, tool, command, ...cases }, null, 1)}\n`,
  );
write('hash', 'digests by OpenSSL', 'openssl dgst -HASH -binary', { cases: digests });
write('hmac', 'HMACs by OpenSSL', 'openssl dgst -HASH -mac HMAC -macopt hexkey:KEY -binary', { cases: macs });
write('xof', 'outputs by OpenSSL', 'openssl dgst -XOF -xoflen LENGTH -binary', { cases: outputs });
write('kdf', 'derived keys by OpenSSL', 'openssl kdf -binary -keylen LENGTH -kdfopt NAME:VALUE … KDF', {
  hkdf: hkdfs,
  pbkdf2: pbkdf2s,
  scrypt: scrypts,
});
