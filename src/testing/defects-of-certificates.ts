/** Defects of a certificate's own fields: signature, numbers, key, encoding. */
import { type Bytes, concat } from '../bytes/index.ts';
import { publicKeyOf, toSpki } from '../keys/index.ts';
import type { RsaPrivateKey } from '../rsa/index.ts';
import { tbsCertificate } from '../x509/index.ts';
import { type ChainPlan, type Scheme, WITH_MD5, WITH_SHA1, WITH_UNKNOWN } from './chain-plan.ts';
import { skid } from './chains.ts';
import { change, type Defect, type Part, withExtension } from './defect.ts';
import type { FaultLabel } from './fault.ts';
import { faultyEncodings } from './faults.ts';

const SIGNATURE = 'RFC 5280 §6.1.3 (a)(1)';
const ALGORITHM = 'RFC 5280 §4.1.1.2';
const SERIAL = 'RFC 5280 §4.1.2.2';

const lastBitFlipped = (der: Bytes): Bytes => {
  const bytes = der.slice();
  bytes[bytes.length - 1] ^= 1;
  return bytes;
};

const forged =
  (part: Part) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, () => ({ alter: lastBitFlipped }));
const signedWith =
  (part: Part, scheme: Scheme) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, part, () => ({ scheme }));
const numbered =
  (serialNumber: bigint) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, 'leaf', () => ({ serialNumber }));

export const DEFECTS_OF_SIGNATURES: readonly Defect[] = [
  { name: 'leaf-signature-broken', code: 'signature', rule: SIGNATURE, spoil: forged('leaf') },
  { name: 'intermediate-signature-broken', code: 'signature', rule: SIGNATURE, spoil: forged('issuer') },
  {
    name: 'leaf-signed-by-another',
    code: 'signature',
    rule: SIGNATURE,
    spoil: (sound) => change(sound, 'leaf', ({ key }) => ({ issuerKey: key })),
  },
  {
    name: 'algorithm-inner-other-than-outer',
    code: 'signature-algorithm-mismatch',
    rule: ALGORITHM,
    spoil: (sound) => change(sound, 'leaf', () => ({ fields: { signature: WITH_SHA1.algorithm } })),
  },
  {
    name: 'leaf-signed-with-sha1',
    code: 'signature-hash-weak',
    rule: 'RFC 9155 §1',
    spoil: signedWith('leaf', WITH_SHA1),
  },
  {
    name: 'leaf-signed-with-md5',
    code: 'signature-hash-weak',
    rule: 'RFC 6151 §2',
    spoil: signedWith('leaf', WITH_MD5),
  },
  {
    name: 'intermediate-signed-with-sha1',
    code: 'signature-hash-weak',
    rule: 'RFC 9155 §1',
    spoil: signedWith('issuer', WITH_SHA1),
  },
  {
    name: 'leaf-signed-by-an-unknown-algorithm',
    code: 'signature-algorithm-unknown',
    rule: SIGNATURE,
    spoil: signedWith('leaf', WITH_UNKNOWN),
  },
];

/** The leaf may sign revocation lists too, and its names are critical, so that it needs no subject. */
const signingLists = (sound: ChainPlan): ChainPlan =>
  change(sound, 'leaf', ({ extensions }) => ({
    extensions: withExtension(extensions, 'keyUsage', ['digitalSignature', 'keyEncipherment', 'cRLSign']).map((one) =>
      one.extnValue.kind === 'subjectAltName' ? { ...one, critical: true } : one,
    ),
  }));

export const DEFECTS_OF_FIELDS: readonly Defect[] = [
  { name: 'serial-number-negative', code: 'serial-not-positive', rule: SERIAL, spoil: numbered(-4711n) },
  { name: 'serial-number-zero', code: 'serial-not-positive', rule: SERIAL, spoil: numbered(0n) },
  { name: 'serial-number-of-21-bytes', code: 'serial-too-long', rule: SERIAL, spoil: numbered(1n << 160n) },
  {
    name: 'subject-empty-and-names-not-critical',
    code: 'san-not-critical',
    rule: 'RFC 5280 §4.1.2.6',
    spoil: (sound) => change(sound, 'leaf', () => ({ subject: [] })),
  },
  {
    name: 'subject-of-a-signer-of-lists-empty',
    code: 'ca-subject-empty',
    rule: 'RFC 5280 §4.1.2.6',
    prepare: signingLists,
    spoil: (sound) => change(sound, 'leaf', () => ({ subject: [] })),
  },
  {
    name: 'issuer-without-a-name',
    code: 'issuer-empty',
    rule: 'RFC 5280 §4.1.2.4',
    spoil: (sound) => change(sound, 'issuer', () => ({ subject: [] })),
  },
  {
    name: 'extensions-in-version-1',
    code: 'version-extensions',
    rule: 'RFC 5280 §4.1.2.1',
    spoil: (sound) => change(sound, 'leaf', () => ({ fields: { version: 0 } })),
  },
  {
    name: 'key-weak',
    code: 'key-strength',
    rule: 'NIST SP 800-57 part 1 §5.6.1',
    spoil: (sound, keys) =>
      change(sound, 'leaf', ({ extensions }) => {
        const key = keys.weakKey();
        const identifier = skid(key).extnValue;
        if (identifier.kind !== 'subjectKeyIdentifier') throw new Error(identifier.kind);
        return { key, extensions: withExtension(extensions, 'subjectKeyIdentifier', identifier.value) };
      }),
  },
  {
    name: 'key-with-exponent-1',
    code: 'key-strength',
    rule: 'RFC 8017 §3.1',
    spoil: (sound) =>
      change(sound, 'leaf', ({ key }) => {
        return {
          fields: {
            subjectPublicKeyInfo: toSpki({ ...publicKeyOf<RsaPrivateKey>(key as RsaPrivateKey), publicExponent: 1n }),
          },
        };
      }),
  },
];

/** An encoding fault, as `mutated` makes them, in the leaf's signed part, which is signed with the fault. */
const encodedWith =
  (label: FaultLabel, field: string) =>
  (sound: ChainPlan): ChainPlan =>
    change(sound, 'leaf', () => ({
      alterTbs: (tbs) =>
        faultyEncodings(tbsCertificate, tbs).find(({ fault }) => fault.label === label && fault.path.includes(field))!
          .bytes,
    }));

export const DEFECTS_OF_ENCODING: readonly Defect[] = [
  {
    name: 'boolean-true-not-ff',
    code: 'boolean-not-canonical',
    rule: 'X.690 §11.1',
    spoil: encodedWith('boolean-not-canonical', 'critical'),
  },
  {
    name: 'default-encoded',
    code: 'default-encoded',
    rule: 'X.690 §11.5',
    spoil: encodedWith('default-encoded', 'critical'),
  },
  {
    name: 'integer-padded',
    code: 'integer-not-minimal',
    rule: 'X.690 §8.3.2',
    spoil: encodedWith('integer-not-minimal', 'serialNumber'),
  },
  {
    name: 'length-padded',
    code: 'length-not-minimal',
    rule: 'X.690 §10.1',
    spoil: encodedWith('length-not-minimal', 'validity'),
  },
  {
    name: 'trailing-byte',
    code: 'trailing',
    rule: 'RFC 5280 §4.1',
    spoil: (sound) => change(sound, 'leaf', () => ({ alter: (der) => concat(der, Uint8Array.of(0)) })),
  },
];
