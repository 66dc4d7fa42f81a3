/** A signer of ECDSA on P-256 whose numbers k come from a function, and what an attacker sees of it. */
import { i2osp, os2ip, type Random, utf8ToBytes } from '../bytes/index.ts';
import { p256 } from '../ec/index.ts';
import { sha256 } from '../hash/index.ts';
import { ecdsaSignSteps, NIST_DOMAINS, resultOf } from '../reference/index.ts';
import type { Target } from './attack.ts';

export const DOMAIN = NIST_DOMAINS['P-256'];

/** A signature and what it is of, as numbers. */
export interface SeenSignature {
  /** The digest. */
  readonly e: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

export interface EcdsaVictim {
  /** The truth, which is only compared with. */
  readonly d: bigint;
  readonly publicKey: Uint8Array;
  sign(text: string): SeenSignature;
}

/** A victim whose k comes from `drawK`; or, as the target asks, the engine's own signer.
 * @param drawK - a number in 1…n − 1. */
export function ecdsaVictim(target: Target, random: Random, drawK: () => bigint): EcdsaVictim {
  const key = p256.generatePrivateKey(random);
  const d = os2ip(key);
  return {
    d,
    publicKey: p256.publicKey(key),
    sign(text) {
      const digest = sha256.digest(utf8ToBytes(text));
      const e = os2ip(digest);
      if (target === 'broken') {
        // r or s is zero with a chance of 2^−255.
        const { r, s } = resultOf(ecdsaSignSteps(DOMAIN, d, digest, drawK()))!;
        return { e, r, s };
      }
      const signature = p256.signDigest(sha256, key, digest, { random });
      return { e, r: os2ip(signature.subarray(0, 32)), s: os2ip(signature.subarray(32)) };
    },
  };
}

/** Whether a number is the private key of a public key. */
export function isPrivateKeyOf(d: bigint, publicKey: Uint8Array): boolean {
  if (d <= 0n || d >= DOMAIN.n) return false;
  const own = p256.publicKey(i2osp(d, 32));
  return own.every((byte, i) => byte === publicKey[i]);
}
