/** Elliptic curves: ECDSA, ECDH and public keys of the NIST's, X25519, Ed25519. Keys are bytes on both sides of every call. */
import { strictEqual } from 'node:assert';
import { createECDH, diffieHellman, sign, verify } from 'node:crypto';
import { ed25519, x25519 } from '../src/ec/index.ts';
import { forged, MESSAGE, type NistCase, nistCases, nistRows, okp, okpRows, p1363 } from './inputs/ec.ts';
import { type BenchRow, once } from './rows.ts';

function oursOf(each: NistCase): BenchRow[] {
  const { curve, hash, mine, other, signature } = each;
  const prepared = once(() => curve.prepare(mine().publicKey));
  const verifyPrepared = (given: Uint8Array): boolean => prepared().verify(hash, MESSAGE, given);
  return [
    ...nistRows(each, 'vitrine', {
      sign: () => curve.sign(hash, mine().privateKey, MESSAGE, { deterministic: true }),
      verify: (given) => curve.verify(hash, mine().publicKey, MESSAGE, given),
      ecdh: () => curve.ecdh(mine().privateKey, other().publicKey),
      publicKey: () => curve.publicKey(mine().privateKey),
    }),
    {
      row: `verify prepared key/${hash.name}/${curve.name}`,
      implementation: 'vitrine',
      run: () => verifyPrepared(signature()),
      check() {
        strictEqual(verifyPrepared(signature()), true);
        strictEqual(verifyPrepared(forged(signature())), false);
      },
    },
  ];
}

/** node:crypto signs with a random k: it offers no other. Its keys are made ready before. */
function nodesOf(each: NistCase): BenchRow[] {
  const { hash, opensslName, mine, other } = each;
  const ecdh = once(() => createECDH(opensslName));
  return nistRows(each, 'node:crypto', {
    sign: () => sign(hash.name, MESSAGE, { key: mine().nativePrivate, ...p1363 }),
    verify: (given) => verify(hash.name, MESSAGE, { key: mine().nativePublic, ...p1363 }, given),
    ecdh: () => diffieHellman({ privateKey: mine().nativePrivate, publicKey: other().nativePublic }),
    publicKey() {
      ecdh().setPrivateKey(mine().privateKey);
      return ecdh().getPublicKey();
    },
  });
}

export const rows: readonly BenchRow[] = [
  ...nistCases.flatMap((each) => [...oursOf(each), ...nodesOf(each)]),
  ...okpRows('vitrine', {
    ecdh: () => x25519.ecdh(okp.mine().privateKey, okp.other().publicKey),
    sign: () => ed25519.sign(okp.edKey().privateKey, MESSAGE),
    verify: (given) => ed25519.verify(okp.edKey().publicKey, MESSAGE, given),
  }),
  ...okpRows('node:crypto', {
    ecdh: () => diffieHellman({ privateKey: okp.mine().nativePrivate, publicKey: okp.other().nativePublic }),
    sign: () => sign(null, MESSAGE, okp.edKey().nativePrivate),
    verify: (given) => verify(null, MESSAGE, okp.edKey().nativePublic, given),
  }),
];
