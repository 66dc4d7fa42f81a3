/** The keys and the message of the RSA rows. */
import { strictEqual } from 'node:assert';
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { seededRandom } from '../../src/hash/index.ts';
import { publicKeyOf, writePrivateKeyPem, writePublicKeyPem } from '../../src/keys/index.ts';
import { generateRsaKey, type RsaPrivateKey } from '../../src/rsa/index.ts';
import { type BenchRow, once } from '../rows.ts';

export const TEXT = 'kube-apiserver';
export const MESSAGE: Uint8Array = new TextEncoder().encode(TEXT);

export interface RsaCase {
  readonly bits: number;
  /** The same key for everybody: as ours, as PEM (PKCS #1; SPKI), as node:crypto's. Made when first asked for. */
  readonly key: () => RsaPrivateKey;
  readonly pem: () => string;
  readonly publicPem: () => string;
  readonly native: () => KeyObject;
  readonly nativePublic: () => KeyObject;
  /** PKCS #1 v1.5 with SHA-256 over MESSAGE, by node:crypto. */
  readonly signature: () => Uint8Array;
  /** The same with its last bit changed. */
  readonly forged: () => Uint8Array;
}

function rsaCase(bits: number): RsaCase {
  const key = once(() => generateRsaKey({ modulusBits: bits, random: seededRandom('bench/rsa') }));
  const pem = once(() => writePrivateKeyPem(key(), 'pkcs1'));
  const publicPem = once(() => writePublicKeyPem(publicKeyOf(key()), 'spki'));
  const native = once(() => createPrivateKey(pem()));
  const nativePublic = once(() => createPublicKey(native()));
  const signature = once(() => new Uint8Array(sign('sha256', MESSAGE, native())));
  const forged = once(() => signature().map((byte, i, { length }) => (i === length - 1 ? byte ^ 1 : byte)));
  return { bits, key, pem, publicPem, native, nativePublic, signature, forged };
}

/**
 * Verifies the signature; the check has the forged one refused too.
 * @param inForm - a signature in the form that `verify` takes.
 */
export function verifyRow<T>(
  { bits, signature, forged }: RsaCase,
  implementation: string,
  inForm: (signature: Uint8Array) => T,
  verify: (signature: T) => boolean,
): BenchRow {
  const given = once(() => inForm(signature()));
  const run = (): boolean => verify(given());
  const check = (): void => {
    strictEqual(run(), true);
    strictEqual(verify(inForm(forged())), false);
  };
  return { row: `verify/sha256/${bits}`, implementation, run, check };
}

export const rsaCases: readonly RsaCase[] = [2048, 4096].map(rsaCase);

/** How many fixed seeds a generator of keys goes through; slow ones go through as many as they can. */
export const SEEDS = 50;
/** Lengths of the keys that are generated. */
export const KEYGEN_BITS = [1024, 2048] as const;
export const keygenRow = (bits: number): string => `keygen/65537/${bits}`;

/**
 * Lets node:crypto judge a generated key: it takes it only when its numbers belong together.
 * @throws AssertionError when its modulus is not of that length; what createPrivateKey throws.
 */
export function checkGenerated(pem: string, bits: number): void {
  const key = createPrivateKey(pem);
  strictEqual(key.asymmetricKeyDetails?.modulusLength, bits);
  strictEqual(key.asymmetricKeyDetails?.publicExponent, 65_537n);
  sign('sha256', MESSAGE, key);
}
