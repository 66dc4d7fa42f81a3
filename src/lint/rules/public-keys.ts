/** Public keys other than RSA (RFC 5480, RFC 8410, RFC 9881, BR §6.1.5). */
import { bytesToHex, VitrineError } from '../../bytes/index.ts';
import { type Curve, findNamedCurve, p256, p384, p521 } from '../../ec/index.ts';
import { curveOf, KEY_OIDS, keyAlgorithmOf, keyBitsOf } from '../keys.ts';
import { ANY_CERTIFICATE, atIf, atWhy, type LintRule, SUBJECTS } from '../rule.ts';
import type { Subject } from '../subject.ts';

const CURVES: Readonly<Record<string, Curve>> = { 'P-256': p256, 'P-384': p384, 'P-521': p521 };
/** Bytes of keys that have one length (RFC 8410 §4, RFC 9881 §4). */
const LENGTHS = new Map<string, number>([
  [KEY_OIDS.x25519, 32],
  [KEY_OIDS.x448, 56],
  [KEY_OIDS.ed25519, 32],
  [KEY_OIDS.ed448, 57],
  [KEY_OIDS.mlDsa44, 1312],
  [KEY_OIDS.mlDsa65, 1952],
  [KEY_OIDS.mlDsa87, 2592],
]);
/** HashML-DSA (RFC 9881 §8.3). */
const PREHASH = new Set([32, 33, 34].map((arc) => `2.16.840.1.101.3.4.3.${arc}`));
/** Keys whose private half is printed in RFC 6979 §A.2.5 and RFC 8032 §7.1, as hexadecimal. */
const PUBLISHED = new Set([
  '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
]);

const isEc = (it: Subject): boolean => it.keyAlgorithm === KEY_OIDS.ec;
const nameOfCurve = (it: Subject): string => findNamedCurve(curveOf(it) ?? '')?.name ?? curveOf(it) ?? 'no curve';

/** The fault of a key's point, for the curves that are supported. */
function pointFault(it: Subject): string | undefined {
  const curve = CURVES[findNamedCurve(curveOf(it) ?? '')?.served ?? ''];
  const bits = keyBitsOf(it)?.bits;
  if (curve === undefined || bits === undefined) return undefined;
  // Another rule reports the hybrid form; here the point is checked like an uncompressed one.
  const form = bits[0] === 6 || bits[0] === 7 ? new Uint8Array([4, ...bits.subarray(1)]) : bits;
  try {
    curve.decodePoint(form);
    return undefined;
  } catch (error) {
    if (error instanceof VitrineError) return error.code;
    throw error;
  }
}

export const PUBLIC_KEY_RULES: readonly LintRule[] = [
  {
    code: 'ec-parameters',
    source: 'RFC 5480 §2.1.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the curve is not named: the parameters are absent, implicit or spelled out (CVE-2020-0601)',
    advice: 'Name the curve by its OID (openssl: -param_enc named_curve).',
    judge: (it) => atIf(isEc(it) && curveOf(it) === undefined, keyAlgorithmOf(it)?.part, 'no named curve'),
  },
  {
    code: 'ec-point-invalid',
    source: 'RFC 5480 §2.2; SP 800-56A §5.6.2.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the point is not on the curve, at infinity, or not of its length',
    advice: 'The key is broken: make another.',
    judge: (it) => (isEc(it) ? atWhy(keyBitsOf(it)?.part, pointFault(it)) : []),
  },
  {
    code: 'ec-point-hybrid',
    source: 'RFC 5480 §2.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the point is in the hybrid form (06, 07)',
    advice: 'Write it uncompressed: 04, x, y.',
    judge(it) {
      const key = keyBitsOf(it);
      return atIf(isEc(it) && (key?.bits[0] === 6 || key?.bits[0] === 7), key?.part, 'a hybrid point');
    },
  },
  {
    code: 'ec-point-compressed',
    source: 'RFC 5480 §2.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the point is compressed (02, 03), which readers need not take',
    advice: 'Write it uncompressed: 04, x, y.',
    judge(it) {
      const key = keyBitsOf(it);
      return atIf(isEc(it) && (key?.bits[0] === 2 || key?.bits[0] === 3), key?.part, 'a compressed point');
    },
  },
  {
    code: 'spki-parameters',
    source: 'RFC 8410 §3; RFC 9881 §2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the identifier of an Ed25519, Ed448, X25519, X448 or ML-DSA key has parameters',
    advice: 'Leave them out, NULL too.',
    judge(it) {
      const algorithm = keyAlgorithmOf(it);
      return atIf(
        LENGTHS.has(algorithm?.oid ?? '') && algorithm?.parameters !== undefined,
        algorithm?.part,
        'parameters are there',
      );
    },
  },
  {
    code: 'spki-length',
    source: 'RFC 8410 §4; RFC 9881 §4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an Ed25519, Ed448, X25519, X448 or ML-DSA key is not of its length',
    advice: 'Write the bytes of the key alone, without a tag of their own.',
    judge(it) {
      const [key, length] = [keyBitsOf(it), LENGTHS.get(it.keyAlgorithm ?? '')];
      return atIf(
        length !== undefined && key?.bits.length !== length,
        key?.part,
        `${key?.bits.length} bytes, and not ${length}`,
      );
    },
  },
  {
    code: 'mldsa-prehash',
    source: 'RFC 9881 §8.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the key is one of HashML-DSA, which certificates do not have',
    advice: 'Use ML-DSA itself.',
    judge(it) {
      const algorithm = keyAlgorithmOf(it);
      return atIf(PREHASH.has(algorithm?.oid ?? ''), algorithm?.part, algorithm?.oid ?? '');
    },
  },
  {
    code: 'key-algorithm-web',
    source: 'BR 2.2.6 §6.1.5',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2012-07-01',
    what: 'the key is neither RSA nor on P-256, P-384 or P-521',
    advice: 'Make a key of a kind that browsers take: RSA, P-256, P-384 or P-521.',
    judge(it) {
      const algorithm = keyAlgorithmOf(it);
      if (algorithm === undefined || algorithm.oid === KEY_OIDS.rsa || algorithm.oid === KEY_OIDS.rsaPss) return [];
      if (!isEc(it)) return atIf(true, algorithm.part, algorithm.oid);
      const curve = curveOf(it);
      const isServed = findNamedCurve(curve ?? '')?.served !== undefined;
      return atIf(curve !== undefined && !isServed, algorithm.part, `the curve ${nameOfCurve(it)}`);
    },
  },
  {
    code: 'key-published',
    source: 'BR 2.2.6 §6.1.1.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the private half of the key is printed in an RFC',
    advice: 'Make a key of your own.',
    judge(it) {
      const key = keyBitsOf(it);
      return atIf(
        key !== undefined && key.bits.length < 200 && PUBLISHED.has(bytesToHex(key.bits)),
        key?.part,
        'a key of an RFC',
      );
    },
  },
];
