/** Hashes and HMAC by others. What a peer takes (bytes, hexadecimal text, a text of bytes) is made before anything is timed. */
import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { createHMAC, createSHA1, createSHA256 } from 'hash-wasm';
import jsrsasign from 'jsrsasign';
import { sameBytes } from '../inputs/bytes.ts';
import { type HashCase, HMAC_KEY, hashCases, hmacCases, preparedHmacCases } from '../inputs/hash.ts';
import type { BenchRow } from '../rows.ts';
import { forge, fromBinary, toBinary } from './forge.ts';

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hexToBytes = (text: string): Uint8Array => Buffer.from(text, 'hex');

function row<T>({ row, expected }: HashCase, implementation: string, run: () => T, bytes: (result: T) => Uint8Array) {
  return { row, implementation, run, check: () => sameBytes(bytes(run()), expected()) };
}
const asIs = (bytes: Uint8Array): Uint8Array => bytes;

const noble = { sha1: nobleSha1, sha256: nobleSha256 };
const nobleHashRow = (each: HashCase): BenchRow =>
  row(each, '@noble/hashes', () => noble[each.hash](each.message), asIs);
const nobleHmacRow = (each: HashCase): BenchRow =>
  row(each, '@noble/hashes', () => nobleHmac(nobleSha256, HMAC_KEY, each.message), asIs);
const nobleKeyed = nobleHmac.create(nobleSha256, HMAC_KEY);
const noblePreparedRow = (each: HashCase): BenchRow =>
  row(each, '@noble/hashes', () => nobleKeyed.clone().update(each.message).digest(), asIs);

/** Its one-call functions are asynchronous; this is its faster way, one instance that is used again and again. */
const wasm = { sha1: await createSHA1(), sha256: await createSHA256() };
const wasmHashRow = (each: HashCase): BenchRow =>
  row(each, 'hash-wasm', () => wasm[each.hash].init().update(each.message).digest('binary'), asIs);
const wasmKeyed = await createHMAC(createSHA256(), HMAC_KEY);
const wasmPreparedRow = (each: HashCase): BenchRow =>
  row(each, 'hash-wasm', () => wasmKeyed.init().update(each.message).digest('binary'), asIs);

function forgeHashRow(each: HashCase): BenchRow {
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

function jsrsasignHashRow(each: HashCase): BenchRow {
  const message = toHex(each.message);
  return row(each, 'jsrsasign', () => jsrsasign.KJUR.crypto.Util.hashHex(message, each.hash), hexToBytes);
}
function jsrsasignHmacRow(each: HashCase): BenchRow {
  const message = toHex(each.message);
  const pass = { hex: toHex(HMAC_KEY) };
  const run = (): string => new jsrsasign.KJUR.crypto.Mac({ alg: 'HmacSHA256', pass }).doFinalHex(message);
  return row(each, 'jsrsasign', run, hexToBytes);
}

export const rows: readonly BenchRow[] = [
  ...hashCases.flatMap((each) => [nobleHashRow(each), wasmHashRow(each), forgeHashRow(each), jsrsasignHashRow(each)]),
  ...hmacCases.flatMap((each) => [nobleHmacRow(each), forgeHmacRow(each), jsrsasignHmacRow(each)]),
  ...preparedHmacCases.flatMap((each) => [noblePreparedRow(each), wasmPreparedRow(each)]),
];
