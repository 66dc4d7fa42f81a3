/** Keys for the tests: OpenSSL's from vectors/rsa.json, and the way to node:crypto. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gcd, modInverse, modPow } from '../../src/bigint/index.ts';
import { bitLength, i2osp, os2ip } from '../../src/bytes/index.ts';
import { type RsaPrivateComponents, RsaPrivateKey } from '../../src/rsa/index.ts';

export interface RsaVector {
  readonly bits: number;
  readonly key: RsaPrivateKey;
  readonly signatures: Readonly<Record<'sha1' | 'sha256', string>>;
  readonly ciphertexts: Readonly<Record<'message' | 'premaster', string>>;
}

const file = JSON.parse(readFileSync(new URL('../../vectors/rsa.json', import.meta.url), 'utf8'));

const bigints = (fields: Record<string, string>): RsaPrivateKey =>
  new RsaPrivateKey(
    Object.fromEntries(
      Object.entries(fields).map(([name, hex]) => [name, BigInt(`0x${hex}`)]),
    ) as unknown as RsaPrivateComponents,
  );

/** The same key with some of its numbers changed. */
export const changed = (key: RsaPrivateKey, change: Partial<RsaPrivateComponents>): RsaPrivateKey =>
  new RsaPrivateKey({ ...key.components(), ...change });

export const vectors: RsaVector[] = file.cases.map((vector: { key: Record<string, string> }) => ({
  ...vector,
  key: bigints(vector.key),
}));
export const message = new TextEncoder().encode(file.message);
export const premaster = new Uint8Array(Buffer.from(file.premaster, 'hex'));

/** OpenSSL's key of that length with e = 65537, or with e = 3. */
export function opensslKey(bits: number, publicExponent = 65_537n): RsaPrivateKey {
  const found = vectors.find(({ bits: has, key }) => has === bits && key.publicExponent === publicExponent);
  if (found === undefined) throw new Error(`no key of ${bits} bits in vectors/rsa.json`);
  return found.key;
}

/** The same key for node:crypto, by way of a JSON Web Key (RFC 7518 §6.3), which needs no DER. */
export function toKeyObject(key: RsaPrivateKey): KeyObject {
  const number = (value: bigint): string =>
    Buffer.from(i2osp(value, Math.ceil(bitLength(value) / 8))).toString('base64url');
  const publicPart = { kty: 'RSA', n: number(key.modulus), e: number(key.publicExponent) };
  const primes = { d: number(key.privateExponent), p: number(key.prime1), q: number(key.prime2) };
  const crt = { dp: number(key.exponent1), dq: number(key.exponent2), qi: number(key.coefficient) };
  return createPrivateKey({ format: 'jwk', key: { ...publicPart, ...primes, ...crt } });
}

/** The numbers of node:crypto's key. */
export function fromKeyObject(key: KeyObject): RsaPrivateKey {
  const { n, e, d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  const number = (text: string | undefined): bigint => os2ip(Buffer.from(text!, 'base64url'));
  const primes = { privateExponent: number(d), prime1: number(p), prime2: number(q) };
  const crt = { exponent1: number(dp), exponent2: number(dq), coefficient: number(qi) };
  return new RsaPrivateKey({ modulus: number(n), publicExponent: number(e), ...primes, ...crt });
}

/** A key as Wycheproof writes it, in hexadecimal; some files leave the primes out. */
export type WycheproofKey = Readonly<Record<'modulus' | 'publicExponent' | 'privateExponent', string>> & {
  readonly prime1?: string;
  readonly prime2?: string;
};

export function privateKeyFrom(key: WycheproofKey): RsaPrivateKey {
  const number = (hex: string): bigint => BigInt(`0x${hex}`);
  const [n, e, d] = [key.modulus, key.publicExponent, key.privateExponent].map(number);
  const p = key.prime1 !== undefined ? number(key.prime1) : recoverPrime(n, e, d);
  const q = n / p;
  const exponents = { publicExponent: e, privateExponent: d, exponent1: d % (p - 1n), exponent2: d % (q - 1n) };
  return new RsaPrivateKey({ modulus: n, prime1: p, prime2: q, ...exponents, coefficient: modInverse(q, p) });
}

/** A prime of n = p · q from both exponents (SP 800-56B rev. 2 appendix C.1). */
function recoverPrime(n: bigint, e: bigint, d: bigint): bigint {
  for (let g = 2n; ; g++) {
    // g^(e·d − 1) = 1; on the way there by squaring, a root of 1 other than ±1 splits n for half of all g.
    let exponent = e * d - 1n;
    while (exponent % 2n === 0n) {
      exponent /= 2n;
      const root = modPow(g, exponent, n);
      if (root === n - 1n) break;
      if (root !== 1n) return gcd(root - 1n, n);
    }
  }
}

/** What `wrong` throws, as its code; anything without one is thrown on. */
export function codeOf(wrong: () => unknown): string {
  try {
    wrong();
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
    throw error;
  }
  return 'accepted';
}
