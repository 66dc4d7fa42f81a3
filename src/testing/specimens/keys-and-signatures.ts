/** Specimens of serial numbers, validity, signatures and keys. */
import { concat } from '../../bytes/index.ts';
import { bits, context, generalizedTime, integer, NULL, oid, primitive, raw, sequence, utcTime } from './der.ts';
import { bytesOf, closeFactors, keyOf, numberOf, offCurve, rocaModulus, rsaKey } from './keys.ts';
import type { CertificateParts } from './parts.ts';
import { ecKey, SOME_SIGNATURE, sct, sctList } from './sound.ts';
import { type SpecimenRow, specimen } from './specimen.ts';

const RSA = '1.2.840.113549.1.1';
const P256 = oid('1.2.840.10045.3.1.7');
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';

const VERSION_AND_SERIAL: readonly SpecimenRow[] = [
  specimen('version-extensions', 'leaf', (c) => {
    c.version = raw();
    return c.extensionField;
  }),
  specimen(
    'version-not-3',
    'leaf',
    (c) => {
      c.version = context(0, integer(1));
      return c.version;
    },
    { implies: ['version-extensions'] },
  ),
  specimen(
    'unique-identifier-version',
    'leaf',
    (c) => {
      c.version = raw();
      return (c.uniqueIdentifiers = primitive(1, raw(0, 0xab, 0xcd)));
    },
    { implies: ['version-extensions', 'unique-identifier-present'] },
  ),
  specimen('serial-not-positive', 'leaf', (c) => (c.serialNumber = integer(-0x123456))),
  specimen('serial-too-long', 'leaf', (c) => (c.serialNumber = integer(1n << 165n))),
  specimen('serial-low-entropy', 'leaf', (c) => (c.serialNumber = integer(0x100001))),
];

const VALIDITY: readonly SpecimenRow[] = [
  specimen('validity-negative', 'leaf', (c) => {
    c.notAfter = utcTime('270330000000Z');
    return c.validity;
  }),
  specimen('time-not-utc-time', 'leaf', (c) => (c.notAfter = generalizedTime('20270629235959Z'))),
  specimen('validity-too-long', 'leaf', (c) => {
    c.notAfter = utcTime('270711000000Z');
    return c.validity;
  }),
  specimen('validity-near-limit', 'leaf', (c) => {
    c.notAfter = utcTime('270709235959Z');
    return c.validity;
  }),
  specimen('validity-leaf-long', 'leaf', (c) => {
    c.notAfter = utcTime('370401000000Z');
    return c.validity;
  }),
  specimen('validity-root', 'root', (c) => {
    c.notAfter = generalizedTime('20600401000000Z');
    return c.validity;
  }),
  specimen('validity-no-end', 'leaf', (c) => (c.notAfter = generalizedTime('99991231235959Z'))),
  specimen('not-before-backdated', 'leaf', (c) => {
    c.extensions.set(
      'signedCertificateTimestamps',
      false,
      sctList(sct(1, Date.UTC(2027, 3, 5)), sct(2, Date.UTC(2027, 3, 5))),
    );
    return c.validity;
  }),
];

/** Sets both algorithm identifiers. */
const algorithm = (c: CertificateParts, ...parts: readonly Uint8Array[]) => {
  c.signatureAlgorithm = sequence(...parts);
  c.outerAlgorithm = c.signatureAlgorithm;
  return c.outerAlgorithm;
};
const sha256 = (tag: number) => context(tag, sequence(oid('2.16.840.1.101.3.4.2.1'), NULL));
const mgf1 = context(1, sequence(oid(`${RSA}.8`), sequence(oid('2.16.840.1.101.3.4.2.1'), NULL)));

const SIGNATURES: readonly SpecimenRow[] = [
  specimen('signature-algorithm-mismatch', 'leaf', (c) => (c.outerAlgorithm = sequence(oid('1.2.840.10045.4.3.3')))),
  specimen('signature-hash-weak', 'leaf', (c) => algorithm(c, oid(`${RSA}.5`), NULL)),
  specimen('signature-hash-weak-root', 'root', (c) => algorithm(c, oid(`${RSA}.5`), NULL)),
  specimen('signature-algorithm-web', 'leaf', (c) => {
    c.signature = bits(0, bytesOf(64));
    return algorithm(c, oid(ED25519));
  }),
  specimen('signature-rsa-parameters', 'leaf', (c) => algorithm(c, oid(`${RSA}.11`))),
  specimen('signature-pss-parameters', 'leaf', (c) => algorithm(c, oid(`${RSA}.10`), sequence(sha256(0), mgf1))),
  specimen('signature-parameters', 'leaf', (c) => algorithm(c, oid('1.2.840.10045.4.3.2'), NULL)),
  specimen('signature-encoding', 'leaf', (c) => (c.signature = bits(0, bytesOf(64)))),
  specimen('signature-invalid', 'root', (c) => (c.signature = bits(0, SOME_SIGNATURE))),
];

const rsa = { twin: (c: CertificateParts) => (c.publicKey = rsaKey(numberOf(2048))) };
const rsaLeaf = (code: string, key: () => ReturnType<typeof rsaKey>, implies: readonly string[] = []): SpecimenRow =>
  specimen(code, 'leaf', (c) => (c.publicKey = key()), { ...rsa, implies });

const RSA_KEYS: readonly SpecimenRow[] = [
  rsaLeaf('rsa-modulus-short', () => rsaKey(numberOf(1024))),
  rsaLeaf('rsa-modulus-long', () => rsaKey(numberOf(16_392))),
  rsaLeaf('rsa-modulus-bits', () => rsaKey(numberOf(2049))),
  specimen(
    'rsa-modulus-until-2030',
    'leaf',
    (c) => {
      c.notAfter = utcTime('350401000000Z');
      return c.publicKey;
    },
    rsa,
  ),
  rsaLeaf('rsa-small-factor', () => rsaKey(numberOf(2045) * 7n)),
  rsaLeaf('rsa-fermat', () => rsaKey(closeFactors())),
  rsaLeaf('rsa-roca', () => rsaKey(rocaModulus())),
  rsaLeaf('rsa-exponent-invalid', () => rsaKey(numberOf(2048), 65_538)),
  rsaLeaf('rsa-exponent-small', () => rsaKey(numberOf(2048), 3)),
  rsaLeaf('rsa-exponent-large', () => rsaKey(numberOf(2048), 0xffff_ffff_ffn)),
  rsaLeaf('rsa-spki-parameters', () => rsaKey(numberOf(2048), 65_537, raw())),
  rsaLeaf('rsa-spki-pss', () => keyOf(`${RSA}.10`, sequence(integer(numberOf(2048)), integer(65_537)))),
];

/** The point of the shared key, with another first byte. */
const point = (form: number, length = 65) => concat(raw(form), ecKey().subarray(27, 27 + length - 1));
const leafWith = (code: string, key: () => ReturnType<typeof keyOf>, implies: readonly string[] = []): SpecimenRow =>
  specimen(code, 'leaf', (c) => (c.publicKey = key()), { implies });
/** The key of RFC 6979 §A.2.5. */
const PUBLISHED = () =>
  concat(
    ...[
      '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
    ].map((hex) => Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))),
  );

const OTHER_KEYS: readonly SpecimenRow[] = [
  leafWith('ec-parameters', () => keyOf(EC, point(4), sequence(integer(1)))),
  leafWith('ec-point-invalid', () => offCurve(ecKey())),
  leafWith('ec-point-hybrid', () => keyOf(EC, point(6 + (ecKey()[90] & 1)), P256)),
  leafWith('ec-point-compressed', () => keyOf(EC, point(2 + (ecKey()[90] & 1), 33), P256)),
  leafWith('spki-parameters', () => keyOf(ED25519, bytesOf(32), NULL)),
  leafWith('spki-length', () => keyOf(ED25519, bytesOf(33))),
  leafWith('mldsa-prehash', () => keyOf('2.16.840.1.101.3.4.3.33', bytesOf(1952))),
  leafWith('key-algorithm-web', () => keyOf(EC, point(4), oid('1.3.132.0.10'))),
  leafWith('key-published', () => keyOf(EC, PUBLISHED(), P256)),
];

export const KEY_SPECIMENS: readonly SpecimenRow[] = [
  ...VERSION_AND_SERIAL,
  ...VALIDITY,
  ...SIGNATURES,
  ...RSA_KEYS,
  ...OTHER_KEYS,
];
