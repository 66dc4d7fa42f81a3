import { expect } from 'vitest';
import { bytesToHex, hexToBytes, i2osp, os2ip } from '../../src/bytes/index.ts';
import { type Curve, EcError, ed25519, p256, p384, p521, x25519 } from '../../src/ec/index.ts';
import { type Hash, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface AgreementCase extends WycheproofCase {
  readonly public: string;
  readonly private: string;
  readonly shared: string;
}
interface SignatureCase extends WycheproofCase {
  readonly msg: string;
  readonly sig: string;
}

/** The secret in hexadecimal, or the code for which a key was refused. */
function outcome(agree: () => Uint8Array): string {
  try {
    return bytesToHex(agree());
  } catch (error) {
    if (error instanceof EcError) return error.code;
    throw error;
  }
}

/** The private key's integer, which the files write in as many bytes as it takes, or with a zero in front. */
const privateKeyOf = ({ orderLength }: Curve, hex: string): Uint8Array => i2osp(os2ip(hexToBytes(hex)), orderLength);

for (const [file, curve] of [
  ['ecdh_secp384r1_ecpoint_test', p384],
  ['ecdh_secp521r1_ecpoint_test', p521],
] as const) {
  describeCorpus(file, `wycheproof/${file}.json`, (suite: Wycheproof<{ readonly tests: readonly AgreementCase[] }>) => {
    eachWycheproofCase(suite, (test) => {
      const agreed = outcome(() => curve.ecdh(privateKeyOf(curve, test.private), hexToBytes(test.public)));
      // 'acceptable' are compressed points: taken.
      if (test.result === 'invalid') expect(agreed, `${test.tcId}: ${test.comment}`).toMatch(/^point-/);
      else expect(agreed, `${test.tcId}: ${test.comment}`).toBe(test.shared);
    });
  });
}

/** The one SubjectPublicKeyInfo that names P-256, with a point in either form; `keys/` reads others' and refuses them by name. */
const P256_SPKI =
  /^30(?:59301306072a8648ce3d020106082a8648ce3d030107034200(04.{128})|39301306072a8648ce3d020106082a8648ce3d030107032200(0[23].{64}))$/;

describeCorpus(
  'ecdh_secp256r1_test',
  'wycheproof/ecdh_secp256r1_test.json',
  (suite: Wycheproof<{ readonly tests: readonly AgreementCase[] }>) => {
    eachWycheproofCase(suite, (test) => {
      const match = P256_SPKI.exec(test.public);
      const point = match?.[1] ?? match?.[2];
      const agreed =
        point === undefined
          ? 'no key of P-256'
          : outcome(() => p256.ecdh(privateKeyOf(p256, test.private), hexToBytes(point)));
      // 'acceptable': compressed points are taken, BER and explicit parameters are refused.
      const taken =
        test.result === 'valid' || (test.result === 'acceptable' && test.flags.includes('CompressedPublic'));
      if (taken) expect(agreed, `${test.tcId}: ${test.comment}`).toBe(test.shared);
      else expect(agreed, `${test.tcId}: ${test.comment}`).toMatch(/^point-|^no key/);
    });
  },
);

/** r ‖ s of an Ecdsa-Sig-Value in DER, or undefined: what was read is written, and must be what it was read from. */
function fixedLength(der: Uint8Array, length: number): Uint8Array | undefined {
  const integer = (x: bigint): number[] => {
    const digits = x.toString(16);
    const bytes = [...hexToBytes(digits.length % 2 === 0 ? digits : `0${digits}`)];
    if (bytes[0] >= 0x80) bytes.unshift(0);
    return [2, bytes.length, ...bytes];
  };
  const header = der[1] === 0x81 ? 3 : 2;
  const rLength = der[header + 1];
  const r = os2ip(der.subarray(header + 2, header + 2 + rLength));
  const s = os2ip(der.subarray(header + 4 + rLength));
  const body = [...integer(r), ...integer(s)];
  const canonical = [0x30, ...(body.length < 0x80 ? [] : [0x81]), body.length, ...body];
  if (bytesToHex(der) !== bytesToHex(Uint8Array.from(canonical, (byte) => byte & 0xff))) return undefined;
  if (r >= 1n << BigInt(8 * length) || s >= 1n << BigInt(8 * length)) return undefined;
  return new Uint8Array([...i2osp(r, length), ...i2osp(s, length)]);
}

interface EcdsaGroup {
  readonly publicKey: { readonly uncompressed: string };
  readonly tests: readonly SignatureCase[];
}
for (const [file, curve, hash] of [
  ['ecdsa_secp256r1_sha256_test', p256, sha256],
  ['ecdsa_secp384r1_sha384_test', p384, sha384],
  ['ecdsa_secp521r1_sha512_test', p521, sha512],
] as const satisfies [string, Curve, Hash][]) {
  describeCorpus(file, `wycheproof/${file}.json`, (suite: Wycheproof<EcdsaGroup>) => {
    eachWycheproofCase(suite, ({ tcId, comment, msg, sig, result }, { publicKey }) => {
      const signature = fixedLength(hexToBytes(sig), curve.orderLength);
      const verified =
        signature !== undefined && curve.verify(hash, hexToBytes(publicKey.uncompressed), hexToBytes(msg), signature);
      expect(verified, `${tcId}: ${comment}`).toBe(result === 'valid');
    });
  });
}

interface EddsaGroup {
  readonly publicKey: { readonly pk: string };
  readonly tests: readonly SignatureCase[];
}
describeCorpus('ed25519_test', 'wycheproof/ed25519_test.json', (suite: Wycheproof<EddsaGroup>) => {
  eachWycheproofCase(suite, ({ tcId, comment, msg, sig, result }, { publicKey }) => {
    const verified = ed25519.verify(hexToBytes(publicKey.pk), hexToBytes(msg), hexToBytes(sig));
    expect(verified, `${tcId}: ${comment}`).toBe(result === 'valid');
  });
});

/** What precedes the 32 bytes of either key in its DER; none where the file has the keys themselves. */
for (const [file, publicPrefix, privatePrefix] of [
  ['x25519_test', '', ''],
  ['x25519_asn_test', '302a300506032b656e032100', '302e020100300506032b656e04220420'],
]) {
  describeCorpus(file, `wycheproof/${file}.json`, (suite: Wycheproof<{ readonly tests: readonly AgreementCase[] }>) => {
    const keyIn = (der: string, prefix: string): Uint8Array =>
      hexToBytes(der.startsWith(prefix) ? der.slice(prefix.length) : '');
    eachWycheproofCase(suite, (test) => {
      const agreed = outcome(() => x25519.ecdh(keyIn(test.private, privatePrefix), keyIn(test.public, publicPrefix)));
      // 'acceptable': points on the twist and u-coordinates that are not canonical are taken (RFC 7748 §5), results that are zero refused (§6.1).
      if (test.result === 'invalid')
        expect(agreed, `${test.tcId}: ${test.comment}`).toMatch(/^(?:point-encoding|private-key)$/);
      else if (test.flags.includes('ZeroSharedSecret')) expect(agreed, `${test.tcId}`).toBe('small-order');
      else expect(agreed, `${test.tcId}: ${test.comment}`).toBe(test.shared);
    });
  });
}
