import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EcError, p256, p384, p521 } from '../../src/ec/index.ts';
import {
  decodePrivateKey,
  decodePublicKey,
  encodePrivateKey,
  encodePublicKey,
  KEY_TYPES,
  publicKeyOf,
} from '../../src/keys/index.ts';
import { faultySignatures, keyPool, keysOfEveryKind, pointsOffCurve } from '../../src/testing/index.ts';
import { runsOf } from '../property-runs.ts';

const pool = keyPool({ seed: 'every kind', size: 2, modulusBits: 1280, insecure: true });

describe('keysOfEveryKind', () => {
  it('draws every kind', () => {
    const drawn = fc.sample(keysOfEveryKind(pool), { seed: 1, numRuns: 200 }).map(({ type }) => type);
    expect([...new Set(drawn)].toSorted()).toEqual(KEY_TYPES.map(({ type }) => type).toSorted());
  });

  it('each goes through PKCS #8 and SubjectPublicKeyInfo', () => {
    fc.assert(
      fc.property(keysOfEveryKind(pool), (key) => {
        const again = decodePrivateKey(encodePrivateKey(key, 'pkcs8'), 'pkcs8');
        expect(again.components()).toEqual(key.components());
        const publicKey = publicKeyOf(key);
        expect(decodePublicKey(encodePublicKey(publicKey, 'spki'), 'spki')).toEqual(publicKey);
      }),
      runsOf(0.5),
    );
  });
});

describe('faultySignatures', () => {
  it('are refused, by node:crypto too where it knows the scheme', () => {
    fc.assert(
      fc.property(faultySignatures(pool), ({ scheme, publicKey, message, signature, fault }) => {
        expect(scheme.verify(publicKey, message, signature), fault).toBe(false);
        if (publicKey.type !== 'ec' && publicKey.type !== 'ed25519') return;
        const der = Buffer.from(encodePublicKey(publicKey, 'spki'));
        const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
        expect(nodeVerify(scheme.hash?.name ?? null, message, key, signature), fault).toBe(false);
      }),
      runsOf(0.5),
    );
  });
});

describe.each([p256, p384, p521])('pointsOffCurve of $name', (curve) => {
  const CODES: Readonly<Record<string, string>> = {
    'another-length': 'point-encoding',
    hybrid: 'point-hybrid',
    identity: 'point-identity',
    'no-square': 'point-not-on-curve',
    'not-on-curve': 'point-not-on-curve',
    'not-reduced': 'point-encoding',
  };

  it('are refused by what is wrong with them', () => {
    fc.assert(
      fc.property(pointsOffCurve(curve), ({ encoded, fault }) => {
        let code = 'nothing';
        try {
          curve.ecdh(new Uint8Array(curve.orderLength).fill(1).with(0, 0), encoded);
        } catch (error) {
          if (!(error instanceof EcError)) throw error;
          ({ code } = error);
        }
        expect(code, fault).toBe(CODES[fault]);
      }),
    );
  });
});
