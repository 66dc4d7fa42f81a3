/** The keys, messages and signatures of the elliptic-curve rows, and how each implementation's result is checked. */
import { strictEqual } from 'node:assert';
import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { type Curve, ed25519, p256, p384, p521, x25519 } from '../../src/ec/index.ts';
import type { Hash } from '../../src/hash/index.ts';
import { seededRandom, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import { type BenchRow, once } from '../rows.ts';
import { sameBytes } from './bytes.ts';

export const MESSAGE: Uint8Array = new TextEncoder().encode('kube-apiserver');

/** A key pair as bytes, and as node:crypto's. */
export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly nativePrivate: KeyObject;
  readonly nativePublic: KeyObject;
}

export interface NistCase {
  readonly curve: Curve;
  readonly hash: Hash;
  readonly opensslName: string;
  readonly mine: () => KeyPair;
  readonly other: () => KeyPair;
  /** r ‖ s by node:crypto. */
  readonly signature: () => Uint8Array;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

function nativePair(jwk: Record<string, string>, d: Uint8Array): Pick<KeyPair, 'nativePrivate' | 'nativePublic'> {
  return {
    nativePrivate: createPrivateKey({ format: 'jwk', key: { ...jwk, d: text(d) } }),
    nativePublic: createPublicKey({ format: 'jwk', key: jwk }),
  };
}

function nistPair(curve: Curve, opensslName: string, seed: string): KeyPair {
  const privateKey = curve.generatePrivateKey(seededRandom(seed));
  const ecdh = createECDH(opensslName);
  ecdh.setPrivateKey(privateKey);
  const publicKey = new Uint8Array(ecdh.getPublicKey());
  const { fieldLength } = curve;
  const [x, y] = [publicKey.subarray(1, 1 + fieldLength), publicKey.subarray(1 + fieldLength)];
  return { privateKey, publicKey, ...nativePair({ kty: 'EC', crv: curve.name, x: text(x), y: text(y) }, privateKey) };
}

export const p1363 = { dsaEncoding: 'ieee-p1363' } as const;

export const nistCases: readonly NistCase[] = (
  [
    [p256, sha256, 'prime256v1'],
    [p384, sha384, 'secp384r1'],
    [p521, sha512, 'secp521r1'],
  ] as const
).map(([curve, hash, opensslName]) => {
  const mine = once(() => nistPair(curve, opensslName, 'bench/ec mine'));
  const other = once(() => nistPair(curve, opensslName, 'bench/ec other'));
  const signature = once(() => new Uint8Array(sign(hash.name, MESSAGE, { key: mine().nativePrivate, ...p1363 })));
  return { curve, hash, opensslName, mine, other, signature };
});

/** The last bit is another. */
export const forged = (signature: Uint8Array): Uint8Array =>
  signature.map((byte, i, { length }) => (i === length - 1 ? byte ^ 1 : byte));

/** The four rows of a curve by one implementation, which takes and gives bytes. */
export interface NistOperations {
  sign(): Uint8Array;
  verify(signature: Uint8Array): boolean;
  ecdh(): Uint8Array;
  publicKey(): Uint8Array;
}

export function nistRows(each: NistCase, implementation: string, operations: NistOperations): BenchRow[] {
  const { curve, hash, mine, other, signature } = each;
  const row = (operation: string, run: () => unknown, check: () => void): BenchRow => ({
    row: `${operation}/${curve.name}`,
    implementation,
    run,
    check,
  });
  return [
    row(`sign/${hash.name}`, operations.sign, () => {
      const key = { key: mine().nativePublic, ...p1363 };
      strictEqual(verify(hash.name, MESSAGE, key, operations.sign()), true);
    }),
    row(
      `verify/${hash.name}`,
      () => operations.verify(signature()),
      () => {
        strictEqual(operations.verify(signature()), true);
        strictEqual(operations.verify(forged(signature())), false);
      },
    ),
    row('ecdh/-', operations.ecdh, () => {
      const expected = diffieHellman({ privateKey: mine().nativePrivate, publicKey: other().nativePublic });
      sameBytes(operations.ecdh(), expected);
    }),
    row('public key/-', operations.publicKey, () => sameBytes(operations.publicKey(), mine().publicKey)),
  ];
}

/** As each library calls the digest that it is to sign. */
export const digestOf = ({ hash }: NistCase): Uint8Array =>
  new Uint8Array(createHash(hash.name).update(MESSAGE).digest());

function okpPair(crv: 'X25519' | 'Ed25519', seed: string): KeyPair {
  const privateKey = seededRandom(seed).bytes(32);
  const publicKey = crv === 'X25519' ? x25519.publicKey(privateKey) : ed25519.publicKey(privateKey);
  // node:crypto takes the pair only where the halves belong together.
  return { privateKey, publicKey, ...nativePair({ kty: 'OKP', crv, x: text(publicKey) }, privateKey) };
}

const xMine = once(() => okpPair('X25519', 'bench/x25519 mine'));
const xOther = once(() => okpPair('X25519', 'bench/x25519 other'));
const edKey = once(() => okpPair('Ed25519', 'bench/ed25519'));
const edSignature = once(() => new Uint8Array(sign(null, MESSAGE, edKey().nativePrivate)));
export const okp = { mine: xMine, other: xOther, edKey, edSignature };

/** The rows of Curve25519 by one implementation. */
export interface OkpOperations {
  ecdh?(): Uint8Array;
  /** From the seed alone, or from what the library calls a private key. */
  sign?(): Uint8Array;
  verify?(signature: Uint8Array): boolean;
}

export function okpRows(implementation: string, { ecdh, sign: signed, verify: verified }: OkpOperations): BenchRow[] {
  const rows: BenchRow[] = [];
  if (ecdh !== undefined) {
    const check = (): void =>
      sameBytes(ecdh(), diffieHellman({ privateKey: xMine().nativePrivate, publicKey: xOther().nativePublic }));
    rows.push({ row: 'ecdh/-/X25519', implementation, run: ecdh, check });
  }
  if (signed !== undefined) {
    const check = (): void => sameBytes(signed(), edSignature());
    rows.push({ row: 'sign/-/Ed25519', implementation, run: signed, check });
  }
  if (verified !== undefined) {
    const check = (): void => {
      strictEqual(verified(edSignature()), true);
      strictEqual(verified(forged(edSignature())), false);
    };
    rows.push({ row: 'verify/-/Ed25519', implementation, run: () => verified(edSignature()), check });
  }
  return rows;
}
