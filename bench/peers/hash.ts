/** Hashes, HMAC and key derivation by others. What a peer takes (bytes, hexadecimal text, a text of bytes) is made before anything is timed. */
import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 as noblePbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt as nobleScrypt } from '@noble/hashes/scrypt.js';
import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import { sha3_256 as nobleSha3, shake128 as nobleShake128 } from '@noble/hashes/sha3.js';
import { createHMAC, createSHA1, createSHA3, createSHA256, createSHA512 } from 'hash-wasm';
import jsrsasign from 'jsrsasign';
import { sameBytes } from '../inputs/bytes.ts';
import {
  type HashCase,
  type HashRow,
  HMAC_KEY,
  hashCases,
  hmacCases,
  PASSWORD,
  type Pbkdf2Case,
  pbkdf2Cases,
  preparedHmacCases,
  SALT,
  scryptCase,
  xofCase,
} from '../inputs/hash.ts';
import type { BenchRow } from '../rows.ts';
import { forge, fromBinary, toBinary } from './forge.ts';

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hexToBytes = (text: string): Uint8Array => Buffer.from(text, 'hex');

function row<T>({ row, expected }: HashRow, implementation: string, run: () => T, bytes: (result: T) => Uint8Array) {
  return { row, implementation, run, check: () => sameBytes(bytes(run()), expected()) };
}
const asIs = (bytes: Uint8Array): Uint8Array => bytes;

const noble = { sha1: nobleSha1, sha256: nobleSha256, sha512: nobleSha512, 'sha3-256': nobleSha3 };
const nobleHashRow = (each: HashCase): BenchRow =>
  row(each, '@noble/hashes', () => noble[each.hash](each.message), asIs);
const nobleHmacRow = (each: HashCase): BenchRow =>
  row(each, '@noble/hashes', () => nobleHmac(nobleSha256, HMAC_KEY, each.message), asIs);
const nobleKeyed = nobleHmac.create(nobleSha256, HMAC_KEY);
const noblePreparedRow = (each: HashCase): BenchRow =>
  row(each, '@noble/hashes', () => nobleKeyed.clone().update(each.message).digest(), asIs);

/** Its one-call functions are asynchronous; this is its faster way, one instance that is used again and again. */
const wasm = {
  sha1: await createSHA1(),
  sha256: await createSHA256(),
  sha512: await createSHA512(),
  'sha3-256': await createSHA3(256),
};
const wasmHashRow = (each: HashCase): BenchRow =>
  row(each, 'hash-wasm', () => wasm[each.hash].init().update(each.message).digest('binary'), asIs);
const wasmKeyed = await createHMAC(createSHA256(), HMAC_KEY);
const wasmPreparedRow = (each: HashCase): BenchRow =>
  row(each, 'hash-wasm', () => wasmKeyed.init().update(each.message).digest('binary'), asIs);

/** What node-forge and jsrsasign have too. */
type CommonCase = HashCase & { readonly hash: 'sha1' | 'sha256' | 'sha512' };
const isCommon = (each: HashCase): each is CommonCase => each.hash !== 'sha3-256';

function forgeHashRow(each: CommonCase): BenchRow {
  const message = toBinary(each.message);
  const { [each.hash]: hash } = forge.md;
  return row(each, 'node-forge', () => hash.create().update(message).digest().bytes(), fromBinary);
}
function forgeHmacRow(each: HashCase): BenchRow {
  const message = toBinary(each.message);
  const key = toBinary(HMAC_KEY);
  const run = (): string => {
    const hmac = forge.hmac.create();
    hmac.start('sha256', key);
    hmac.update(message);
    return hmac.digest().bytes();
  };
  return row(each, 'node-forge', run, fromBinary);
}

function jsrsasignHashRow(each: CommonCase): BenchRow {
  const message = toHex(each.message);
  return row(each, 'jsrsasign', () => jsrsasign.KJUR.crypto.Util.hashHex(message, each.hash), hexToBytes);
}
function jsrsasignHmacRow(each: HashCase): BenchRow {
  const message = toHex(each.message);
  const pass = { hex: toHex(HMAC_KEY) };
  const run = (): string => new jsrsasign.KJUR.crypto.Mac({ alg: 'HmacSHA256', pass }).doFinalHex(message);
  return row(each, 'jsrsasign', run, hexToBytes);
}

const noblePbkdf2Row = (each: Pbkdf2Case): BenchRow =>
  row(
    each,
    '@noble/hashes',
    () => noblePbkdf2(noble[each.hash], PASSWORD, SALT, { c: each.iterations, dkLen: each.length }),
    asIs,
  );

export const rows: readonly BenchRow[] = [
  ...hashCases.flatMap((each) => [nobleHashRow(each), wasmHashRow(each)]),
  ...hashCases.filter(isCommon).flatMap((each) => [forgeHashRow(each), jsrsasignHashRow(each)]),
  row(xofCase, '@noble/hashes', () => nobleShake128(xofCase.message, { dkLen: xofCase.length }), asIs),
  ...pbkdf2Cases.map(noblePbkdf2Row),
  row(
    scryptCase,
    '@noble/hashes',
    () => nobleScrypt(PASSWORD, SALT, { N: scryptCase.N, r: scryptCase.r, p: scryptCase.p, dkLen: 32 }),
    asIs,
  ),
  ...hmacCases.flatMap((each) => [nobleHmacRow(each), forgeHmacRow(each), jsrsasignHmacRow(each)]),
  ...preparedHmacCases.flatMap((each) => [noblePreparedRow(each), wasmPreparedRow(each)]),
];
