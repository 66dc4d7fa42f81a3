/** Elliptic curves by others. */
import { ed25519 as nobleEd25519, x25519 as nobleX25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import * as stableEd25519 from '@stablelib/ed25519';
import * as stableX25519 from '@stablelib/x25519';
import nacl from 'tweetnacl';
import { MESSAGE, type NistCase, nistCases, nistRows, okp, okpRows } from '../inputs/ec.ts';
import { type BenchRow, once } from '../rows.ts';

const NOBLE = '@noble/curves';
const NOBLE_CURVES = { 'P-256': p256, 'P-384': p384, 'P-521': p521 };

/** It hashes the message itself, as ours does; k is deterministic, and high s is neither avoided nor refused. */
function nobleRows(each: NistCase): BenchRow[] {
  const { curve, mine, other } = each;
  const noble = NOBLE_CURVES[curve.name];
  const options = { lowS: false };
  return nistRows(each, NOBLE, {
    sign: () => noble.sign(MESSAGE, mine().privateKey, options),
    verify: (given) => noble.verify(given, MESSAGE, mine().publicKey, options),
    ecdh: () => noble.getSharedSecret(mine().privateKey, other().publicKey).subarray(1),
    publicKey: () => noble.getPublicKey(mine().privateKey, false),
  });
}

/** Its private key is the seed and the public key, which so is not derived again at each signature. */
const naclKey = once(() => nacl.sign.keyPair.fromSeed(okp.edKey().privateKey).secretKey);
const stableKey = once(() => stableEd25519.generateKeyPairFromSeed(okp.edKey().privateKey).secretKey);

export const rows: readonly BenchRow[] = [
  ...nistCases.flatMap(nobleRows),
  ...okpRows(NOBLE, {
    ecdh: () => nobleX25519.getSharedSecret(okp.mine().privateKey, okp.other().publicKey),
    sign: () => nobleEd25519.sign(MESSAGE, okp.edKey().privateKey),
    verify: (given) => nobleEd25519.verify(given, MESSAGE, okp.edKey().publicKey),
  }),
  ...okpRows('tweetnacl', {
    ecdh: () => nacl.scalarMult(okp.mine().privateKey, okp.other().publicKey),
    sign: () => nacl.sign.detached(MESSAGE, naclKey()),
    verify: (given) => nacl.sign.detached.verify(MESSAGE, given, okp.edKey().publicKey),
  }),
  ...okpRows('@stablelib/x25519', { ecdh: () => stableX25519.sharedKey(okp.mine().privateKey, okp.other().publicKey) }),
  ...okpRows('@stablelib/ed25519', {
    sign: () => stableEd25519.sign(stableKey(), MESSAGE),
    verify: (given) => stableEd25519.verify(okp.edKey().publicKey, MESSAGE, given),
  }),
];
