/** What runs in the page: keys of every kind that the Web Cryptography API has, there and back. */
import { base64ToBytes, bytesToBase64, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import {
  decodePrivateKey,
  encodePrivateKey,
  fromCryptoKey,
  type PrivateKey,
  publicKeyOf,
  toCryptoKey,
} from '../../../src/keys/index.ts';
import {
  ecdsaFromDer,
  ecdsaToDer,
  RSA_PKCS1_SHA256,
  type SignatureScheme,
  usualSchemeFor,
} from '../../../src/signatures/index.ts';

/** What is needed of the page's `crypto.subtle`. */
declare const crypto: { readonly subtle: typeof globalThis.crypto.subtle };
const { subtle } = crypto;
const message = utf8ToBytes('message');
const HASHES: Readonly<Record<number, string>> = { 32: 'SHA-256', 48: 'SHA-384', 66: 'SHA-512' };

/** How a kind is called there, and how its signatures are made. */
function paramsOf(key: PrivateKey) {
  if (key.type === 'rsa') return { algorithm: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  if (key.type === 'ec') return { algorithm: 'ECDSA' };
  return { algorithm: key.type === 'ed25519' ? 'Ed25519' : 'X25519' };
}

/** Signs here and verifies there, signs there and verifies here. */
async function signBothWays(key: PrivateKey): Promise<boolean> {
  const params = paramsOf(key);
  const scheme: SignatureScheme = key.type === 'rsa' ? RSA_PKCS1_SHA256 : usualSchemeFor(key);
  const size = key.type === 'ec' ? key.d.length : 0;
  const how = { name: params.algorithm, ...(key.type === 'ec' && { hash: HASHES[size] }) };
  const theirs = await toCryptoKey(subtle, key, { ...params, extractable: false, usages: ['sign'] });
  const half = await toCryptoKey(subtle, publicKeyOf(key), { ...params, extractable: true, usages: ['verify'] });
  const made = new Uint8Array(await subtle.sign(how, theirs, message));
  const ours = scheme.sign(key, message, systemRandom);
  const sent = size > 0 ? new Uint8Array(ecdsaFromDer(ours, size)!) : ours;
  const verifiesThere = await subtle.verify(how, half, sent, message);
  return verifiesThere && scheme.verify(publicKeyOf(key), message, size > 0 ? ecdsaToDer(made) : made);
}

/** @param keys - PKCS #8 in base64. @returns of each, whether it went both ways; and a key of the page's for each, in the same form. */
export async function run(keys: readonly string[]) {
  const results: { type: string; same: boolean; signs: boolean | undefined; theirs: string }[] = [];
  for (const text of keys) {
    const key = decodePrivateKey(base64ToBytes(text), 'pkcs8');
    const { algorithm: name, ...rest } = paramsOf(key);
    const usages = key.type === 'x25519' ? ['deriveBits'] : ['sign'];
    const theirs = await toCryptoKey(subtle, key, { algorithm: name, ...rest, extractable: true, usages });
    const back = (await fromCryptoKey(subtle, theirs)) as PrivateKey;
    const rsa = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
    const how = { name, ...rest, ...(key.type === 'rsa' && rsa), ...(key.type === 'ec' && { namedCurve: key.curve }) };
    const both = key.type === 'x25519' ? ['deriveBits'] : ['sign', 'verify'];
    const pair = (await subtle.generateKey(how, true, both as never)) as { privateKey: never; publicKey: never };
    const made = (await fromCryptoKey(subtle, pair.privateKey)) as PrivateKey;
    results.push({
      type: key.type,
      same: bytesToBase64(encodePrivateKey(back, 'pkcs8')) === text,
      signs: key.type === 'x25519' ? undefined : await signBothWays(key),
      theirs: bytesToBase64(encodePrivateKey(made, 'pkcs8')),
    });
  }
  return results;
}
