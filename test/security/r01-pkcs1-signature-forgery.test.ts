/** R1: CVE-2006-4339, CVE-2014-1568, CVE-2021-30246, forge CVE-2022-24771/2/3 and CVE-2026-33894: signatures made without the key,
 * for verifiers that parse what they recover. Ours builds the one encoding there is and compares. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modInverse, modPow } from '../../src/bigint/index.ts';
import { bytesToHex, concat, hexToBytes, i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { sha256 } from '../../src/hash/index.ts';
import { modulusLength, type RsaPrivateKey, recoverEncodedMessage, rsadp, verifyPkcs1 } from '../../src/rsa/index.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const OID = '0609608648016503040201';
const SHA256_AND_NULL = `300d${OID}0500`;

/** A signature for any encoded message at all, made with the private key: what a forger would have to find. */
function signRaw(key: RsaPrivateKey, EM: Uint8Array): Uint8Array {
  return i2osp(rsadp(key, os2ip(EM) % key.modulus, systemRandom), modulusLength(key));
}

/** The largest integer whose cube is at most `n`, bit by bit. */
function cubeRoot(n: bigint): bigint {
  let root = 0n;
  for (let bit = 1n << BigInt(Math.ceil(n.toString(2).length / 3)); bit > 0n; bit >>= 1n) {
    if ((root + bit) ** 3n <= n) root += bit;
  }
  return root;
}

describe('R1: forgeries for e = 3, without the private key', () => {
  const key = opensslKey(2048, 3n);
  const k = modulusLength(key);
  const publicKey = { modulus: key.modulus, publicExponent: key.publicExponent };
  const forged = new TextEncoder().encode('pay Mallory 3');
  const digest = bytesToHex(sha256.digest(forged));

  /** A cube that starts with these bytes. */
  const cubeStartingWith = (prefix: string): bigint => cubeRoot(os2ip(hexToBytes(prefix.padEnd(2 * k, 'f'))));

  it('refuses a DigestInfo with garbage after it (Bleichenbacher 2006)', () => {
    const prefix = `0001${'ff'.repeat(8)}003031${SHA256_AND_NULL}0420${digest}`;
    const signature = i2osp(cubeStartingWith(prefix), k);
    expect(bytesToHex(recoverEncodedMessage(publicKey, signature)).startsWith(prefix)).toBe(true);
    expect(verifyPkcs1(sha256, publicKey, forged, signature)).toBe(false);
  });

  it('refuses one with the garbage in an extra child of AlgorithmIdentifier (CVE-2014-1568)', () => {
    expect(os2ip(hexToBytes(digest)) % 2n).toBe(1n); // an even number has no cube root modulo a power of two
    const suffix = `0420${digest}`;
    const lengths = [k - 15, k - 19 - 34, k - 36 - 34].map((length) => length.toString(16).padStart(4, '0'));
    const prefix = `0001${'ff'.repeat(8)}003082${lengths[0]}3082${lengths[1]}${OID}05000482${lengths[2]}`;
    expect(prefix.length / 2).toBe(36);
    // The low bits of the root make the suffix, the high ones the prefix: x = suffix^(1/3) modulo 2^272.
    const low = 1n << 272n;
    const inverseOf3 = modInverse(3n, 1n << 270n); // the order of the odd numbers modulo 2^272
    const x = modPow(os2ip(hexToBytes(suffix)), inverseOf3, low);
    const root = cubeStartingWith(`${prefix}80`);
    const signature = i2osp(root - (root % low) + x, k);
    const EM = bytesToHex(recoverEncodedMessage(publicKey, signature));
    expect(EM.startsWith(prefix) && EM.endsWith(suffix)).toBe(true);
    expect(verifyPkcs1(sha256, publicKey, forged, signature)).toBe(false);
  });
});

describe('R1: every other encoding, signed with the private key', () => {
  const key = opensslKey(1024);
  const k = modulusLength(key);
  const message = new TextEncoder().encode('kube-apiserver');
  const digest = bytesToHex(sha256.digest(message));
  const padded = (T: string, padding = 'ff'.repeat(k - 3 - T.length / 2)): Uint8Array =>
    hexToBytes(`0001${padding}00${T}`);
  const good = padded(`3031${SHA256_AND_NULL}0420${digest}`);
  const verified = (EM: Uint8Array): boolean => verifyPkcs1(sha256, key, message, signRaw(key, EM));
  const short = (padding: number): Uint8Array => {
    const T = `3031${SHA256_AND_NULL}0420${digest}`;
    return hexToBytes(`0001${'ff'.repeat(padding)}00${T}`.padEnd(2 * k, '0'));
  };

  it('accepts the one that is right', () => expect(verified(good)).toBe(true));

  it.each([
    ['an extra child of DigestInfo', padded(`3033${SHA256_AND_NULL}0420${digest}0500`)],
    ['an extra child of AlgorithmIdentifier', padded(`3033300f${OID}050005000420${digest}`)],
    ['trailing bytes', padded(`3031${SHA256_AND_NULL}0420${digest}0000`)],
    ['no parameters', padded(`302f300b${OID}0420${digest}`)],
    ['parameters that are no NULL', padded(`3031300d${OID}04000420${digest}`)],
    ['a NULL with content', padded(`3032300e${OID}0501000420${digest}`)],
    ['a length in long form', padded(`308131${SHA256_AND_NULL}0420${digest}`)],
    ['an indefinite length', padded(`3080${SHA256_AND_NULL}0420${digest}0000`)],
    ['a SET for the SEQUENCE', padded(`3131${SHA256_AND_NULL}0420${digest}`)],
    ['a BIT STRING for the OCTET STRING', padded(`3031${SHA256_AND_NULL}0320${digest}`)],
    ['a constructed OCTET STRING', padded(`3033${SHA256_AND_NULL}24220420${digest}`)],
    ['the OID of SHA-384', padded(`3031300d060960864801650304020205000420${digest}`)],
    ['the digest alone', padded(digest)],
    ['no padding', short(0)],
    ['seven bytes of padding', short(7)],
    ['eight bytes of padding and zeros at the end', short(8)],
    ['block type 2', concat(hexToBytes('0002'), good.subarray(2))],
    ['block type 0', concat(hexToBytes('0000'), good.subarray(2))],
    ['zeros for padding', padded(`3031${SHA256_AND_NULL}0420${digest}`, '00'.repeat(k - 54))],
    ['a digest cut by one', padded(`3030${SHA256_AND_NULL}041f${digest.slice(0, -2)}`)],
  ])('refuses %s', (_, EM) => {
    expect(EM.length).toBe(k);
    expect(verified(EM)).toBe(false);
  });

  it('refuses any change of a single byte', () => {
    const position = fc.integer({ min: 0, max: k - 1 });
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const EM = good.slice();
        EM[at] ^= difference;
        expect(verified(EM)).toBe(false);
      }),
      runsOf(3),
    );
  });
});
