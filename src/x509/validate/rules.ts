/** The rules for each certificate in a chain, one row each (RFC 5280 §6.1.3 to §6.1.5 and the sections cited there). Each is
 * judged independently, so that a report lists every failure at once. */
import { equalBytes, VitrineError } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { algorithmIdentifier, describePublicKey, type KnownPublicKey, securityStrength } from '../../keys/index.ts';
import { RsaError } from '../../rsa/index.ts';
import { schemeOf, weakAlgorithmOf } from '../../signatures/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { toTime } from '../certificate/structures.ts';
import { DESCRIBED_EXTENSIONS } from '../extensions/described.ts';
import { KEY_PURPOSES, type Purpose } from '../extensions/ext-key-usage.ts';
import { EXTENSIONS } from '../extensions/index.ts';
import type { KeyUsageBit } from '../extensions/key-usage.ts';
import { formatGeneralName } from '../names/general-name-text.ts';
import { sameName } from '../names/name.ts';
import { verifySignature } from '../signing.ts';
import type { CheckCode } from './check.ts';
import { matchesName, type ReferenceIdentifier, referenceText } from './identity.ts';

/** A certificate and its position in a chain. */
export interface Place {
  readonly certificate: Certificate;
  readonly depth: number;
  readonly chain: readonly Certificate[];
  /** The issuer's certificate, next in the chain; undefined for the last. */
  readonly issuer: Certificate | undefined;
  /** Whether the signature verifies with the issuer's key; undefined if there is no issuer, or the algorithm or key is unusable. */
  readonly signed: boolean | undefined;
  readonly time: Date;
  readonly purpose: Purpose;
  readonly name: ReferenceIdentifier | 'unchecked';
}

export interface Finding {
  readonly outcome: 'pass' | 'fail' | 'note';
  readonly detail: string;
}

export interface Rule {
  readonly code: CheckCode;
  readonly rule: string;
  /** The certificates that the rule applies to. `all` includes the anchor: it is trusted as it is (§6.1.1 (d)), so that rules
   * about its issuing do not apply, but those about its validity and its powers do. `issued` excludes the anchor, `issuers`
   * excludes the leaf. */
  readonly of: 'all' | 'issued' | 'issuers' | 'leaf';
  /** undefined: not applicable. */
  judge(place: Place): Finding | undefined;
}

const pass = (detail: string): Finding => ({ outcome: 'pass', detail });
const fail = (detail: string): Finding => ({ outcome: 'fail', detail });
const note = (detail: string): Finding => ({ outcome: 'note', detail });
const passIf = (condition: boolean, good: string, bad: string): Finding => (condition ? pass(good) : fail(bad));

export const RULES: readonly Rule[] = [
  { code: 'version', rule: 'RFC 5280 §4.1.2.1', of: 'issued', judge: judgeVersion },
  { code: 'serial-number', rule: 'RFC 5280 §4.1.2.2', of: 'issued', judge: judgeSerialNumber },
  { code: 'empty-name', rule: 'RFC 5280 §4.1.2.4, §4.1.2.6', of: 'issued', judge: judgeEmptyName },
  { code: 'time-encoding', rule: 'RFC 5280 §4.1.2.5', of: 'issued', judge: judgeTimeEncoding },
  { code: 'validity', rule: 'RFC 5280 §6.1.3 (a)(2)', of: 'all', judge: judgeValidity },
  { code: 'duplicate-extensions', rule: 'RFC 5280 §4.2', of: 'all', judge: judgeDuplicates },
  { code: 'critical-extensions', rule: 'RFC 5280 §6.1.4, §6.1.5 (f)', of: 'all', judge: judgeCritical },
  { code: 'key-strength', rule: 'NIST SP 800-57 part 1 §5.6.1', of: 'all', judge: judgeKeyStrength },
  { code: 'basic-constraints', rule: 'RFC 5280 §6.1.4 (k)', of: 'issuers', judge: judgeBasicConstraints },
  { code: 'path-length', rule: 'RFC 5280 §6.1.4 (l), (m)', of: 'issuers', judge: judgePathLength },
  { code: 'key-usage', rule: 'RFC 5280 §6.1.4 (n)', of: 'issuers', judge: judgeKeyCertSign },
  { code: 'key-usage', rule: 'RFC 5280 §4.2.1.3, §4.2.1.12', of: 'leaf', judge: judgeLeafKeyUsage },
  { code: 'extended-key-usage', rule: 'RFC 5280 §4.2.1.12', of: 'all', judge: judgeExtKeyUsage },
  { code: 'name', rule: 'RFC 9525 §6', of: 'leaf', judge: judgeName },
  { code: 'signature-algorithm', rule: 'RFC 5280 §4.1.1.2', of: 'issued', judge: judgeAlgorithm },
  { code: 'name-chaining', rule: 'RFC 5280 §6.1.3 (a)(4)', of: 'issued', judge: judgeNameChaining },
  { code: 'key-identifier', rule: 'RFC 5280 §4.2.1.1', of: 'issued', judge: judgeKeyIdentifier },
  { code: 'signature', rule: 'RFC 5280 §6.1.3 (a)(1)', of: 'issued', judge: judgeSignature },
];

/** Extensions require version 3, unique identifiers version 2 or 3 (§4.1.2.8, §4.1.2.9). */
function judgeVersion({ certificate: { version, tbs } }: Place): Finding {
  const unique = tbs.issuerUniqueID !== undefined || tbs.subjectUniqueID !== undefined;
  const needed = tbs.extensions !== undefined ? 3 : unique ? 2 : 1;
  return passIf(
    version >= needed,
    `version ${version}`,
    `version ${version} has fields that require version ${needed}`,
  );
}

/** Deviation: §4.1.2.2 asks users to "gracefully handle" serial numbers that are not positive; we refuse them. */
function judgeSerialNumber({ certificate: { serialNumber } }: Place): Finding {
  if (serialNumber <= 0n) return fail('the serial number is not positive');
  return passIf(serialNumber >> 159n === 0n, 'positive, at most 20 bytes', 'the serial number is longer than 20 bytes');
}

/** The issuer name must not be empty; nor the subject of a CA. Any other empty subject requires a critical subjectAltName
 * (§4.2.1.6). */
function judgeEmptyName({ certificate: { issuer, subject, isCA, extensions } }: Place): Finding {
  if (issuer.value.length === 0) return fail('the issuer name is empty');
  if (subject.value.length > 0) return pass('issuer and subject names are not empty');
  if (isCA) return fail('the subject of a CA is empty');
  const names = extensions.find(({ extnValue }) => extnValue.kind === 'subjectAltName');
  return passIf(
    names?.critical === true,
    'empty subject with a critical subjectAltName',
    'empty subject without a critical subjectAltName',
  );
}

/** An obligation of issuers only: a verifier must accept both encodings (§4.1.2.5, and PKITS 4.2.4). */
function judgeTimeEncoding({ certificate: { tbs } }: Place): Finding {
  const { notBefore, notAfter } = tbs.validity;
  const good = [notBefore, notAfter].every(({ kind, value }) => kind === toTime(value).kind);
  return good ? pass('UTCTime for dates through 2049') : note('a date before 2050 is encoded as GeneralizedTime');
}

/** A certificate's time as text: it has no fractions of a second. */
const inSeconds = (time: Date): string => time.toISOString().replace('.000Z', 'Z');

function judgeValidity({ certificate: { notBefore, notAfter }, time }: Place): Finding {
  if (time < notBefore) return fail(`not valid before ${inSeconds(notBefore)}`);
  // §4.1.2.5: both ends count; a second ends where the next begins.
  if (time.getTime() >= notAfter.getTime() + 1000) return fail(`expired after ${inSeconds(notAfter)}`);
  return pass(`${inSeconds(notBefore)} to ${inSeconds(notAfter)}`);
}

function judgeDuplicates({ certificate: { extensions } }: Place): Finding {
  const seen = new Set<string>();
  const twice = extensions.find(({ extnID }) => seen.size === seen.add(extnID).size);
  return passIf(twice === undefined, 'each extension once', `extension ${twice?.extnID} occurs more than once`);
}

/** Extensions that path validation processes, or that need no processing. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSIONS.subjectKeyIdentifier.id,
  EXTENSIONS.keyUsage.id,
  EXTENSIONS.subjectAltName.id,
  EXTENSIONS.basicConstraints.id,
  EXTENSIONS.authorityKeyIdentifier.id,
  EXTENSIONS.extKeyUsage.id,
  DESCRIBED_EXTENSIONS.nameConstraints.id,
  DESCRIBED_EXTENSIONS.certificatePolicies.id,
  DESCRIBED_EXTENSIONS.policyMappings.id,
  DESCRIBED_EXTENSIONS.policyConstraints.id,
  DESCRIBED_EXTENSIONS.inhibitAnyPolicy.id,
]);

function judgeCritical({ certificate: { extensions } }: Place): Finding {
  const unprocessed = extensions.find(({ extnID, critical }) => critical && !PROCESSED.has(extnID));
  return passIf(
    unprocessed === undefined,
    'all critical extensions are processed',
    `critical extension ${unprocessed?.extnID} must be processed, but is not known`,
  );
}

/** SP 800-57 part 1 rev. 5 table 4: the minimum through 2030. 2048-bit RSA and P-224 reach it. */
const MIN_STRENGTH = 112;

function judgeKeyStrength({ certificate }: Place): Finding {
  const key = usableKey(certificate);
  if (typeof key === 'string') return fail(key);
  const kind = describePublicKey(key);
  return passIf(securityStrength(key) >= MIN_STRENGTH, kind, `${kind}: below ${MIN_STRENGTH} bits of security`);
}

/** The key, or the reason that it cannot be used. */
function usableKey(certificate: Certificate): KnownPublicKey | string {
  try {
    const key = certificate.publicKey;
    return key.type === 'unknown' ? key.reason : key;
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error; // each key type has its own error class
    return error.message;
  }
}

/** A certificate without basicConstraints, or of a version before 3, is not a CA's. */
function judgeBasicConstraints({ certificate }: Place): Finding {
  if (certificate.version !== 3) return fail(`a version ${certificate.version} certificate cannot be a CA certificate`);
  return passIf(certificate.isCA, 'is a CA', 'basicConstraints does not make it a CA');
}

/** Self-issued intermediates do not count, and neither does the leaf. */
function judgePathLength({ certificate, depth, chain }: Place): Finding | undefined {
  const limit = certificate.extension('basicConstraints')?.pathLenConstraint;
  if (limit === undefined) return undefined;
  const below = chain.slice(1, depth).filter(({ subject, issuer }) => !sameName(subject, issuer)).length;
  return passIf(below <= limit, `${below} of ${limit} CAs below`, `${below} CAs below, ${limit} allowed`);
}

function judgeKeyCertSign({ certificate: { keyUsage } }: Place): Finding {
  if (keyUsage === undefined) return pass('no keyUsage extension, so no restriction');
  return passIf(keyUsage.includes('keyCertSign'), 'has keyCertSign', `keyUsage ${keyUsage.join(', ')}: no keyCertSign`);
}

/** For each purpose, the keyUsage bits of which at least one is required (§4.2.1.12). */
export const PURPOSE_USAGES: Readonly<Record<Exclude<Purpose, 'any'>, readonly KeyUsageBit[]>> = {
  serverAuth: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  clientAuth: ['digitalSignature', 'keyAgreement'],
  codeSigning: ['digitalSignature'],
  emailProtection: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement'],
  timeStamping: ['digitalSignature', 'nonRepudiation'],
  OCSPSigning: ['digitalSignature', 'nonRepudiation'],
};

function judgeLeafKeyUsage({ certificate: { keyUsage }, purpose }: Place): Finding {
  if (keyUsage === undefined) return pass('no keyUsage extension, so no restriction');
  const fits = purpose === 'any' || PURPOSE_USAGES[purpose].some((bit) => keyUsage.includes(bit));
  return passIf(fits, keyUsage.join(', '), `keyUsage ${keyUsage.join(', ')} does not permit ${purpose}`);
}

/** In an issuer it restricts the certificates below: not in the RFC, but in all implementations (CA/Browser Forum BR §7.1.2.2). */
function judgeExtKeyUsage({ certificate: { extKeyUsage }, purpose }: Place): Finding | undefined {
  if (purpose === 'any') return undefined;
  if (extKeyUsage === undefined) return pass('no extKeyUsage extension, so no restriction');
  const fits = extKeyUsage.includes(KEY_PURPOSES[purpose]) || extKeyUsage.includes(KEY_PURPOSES.anyExtendedKeyUsage);
  return passIf(fits, `for ${purpose}`, `extKeyUsage does not permit ${purpose}`);
}

function judgeName({ certificate: { subjectAltNames }, name }: Place): Finding | undefined {
  if (name === 'unchecked') return undefined;
  const wanted = referenceText(name);
  const shown = subjectAltNames.slice(0, 10).map((one) => formatGeneralName(one).slice(0, 100));
  const present = shown.length === 0 ? 'no subjectAltName' : shown.join(', ');
  return passIf(matchesName(name, subjectAltNames), `names ${wanted}`, `does not name ${wanted}; it has ${present}`);
}

/** The algorithm appears inside and outside the signed part; both must agree, since the outer one is not protected. */
function judgeAlgorithm({ certificate: { tbs, fields } }: Place): Finding {
  const outer = fields.signatureAlgorithm;
  if (!equalBytes(encode(algorithmIdentifier, outer), encode(algorithmIdentifier, tbs.signature)))
    return fail('the signature algorithms inside and outside the signed part differ');
  const weak = weakAlgorithmOf(outer);
  if (weak !== undefined) return fail(`${weak.name}: ${weak.hashName} is not collision-resistant`);
  const scheme = schemeOf(outer);
  return passIf(scheme !== undefined, scheme?.algorithmName ?? '', `unknown signature algorithm ${outer.algorithm}`);
}

function judgeNameChaining({ certificate, issuer }: Place): Finding | undefined {
  if (issuer === undefined) return undefined;
  return passIf(
    sameName(certificate.issuer, issuer.subject),
    "the issuer's subject",
    "issuer name does not match the issuing certificate's subject",
  );
}

/** Used to find an issuer, not to reject one (§4.2.1.1): a mismatch is only a note. */
function judgeKeyIdentifier({ certificate, issuer }: Place): Finding | undefined {
  const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  const found = issuer?.subjectKeyIdentifier;
  if (wanted === undefined || found === undefined) return undefined;
  return equalBytes(wanted, found)
    ? pass('key identifiers match')
    : note("authorityKeyIdentifier does not match the issuer's subjectKeyIdentifier");
}

function judgeSignature({ issuer, signed }: Place): Finding | undefined {
  if (issuer === undefined) return undefined;
  if (signed === undefined) return fail('cannot be verified: the algorithm or the key is not usable');
  return passIf(signed, "made by the issuer's key", "not made by the issuer's key");
}

/** Whether the issuer's key made the certificate's signature; undefined for an unusable algorithm or key. */
export function isSignedBy({ fields, signedBytes }: Certificate, issuer: Certificate): boolean | undefined {
  const key = usableKey(issuer);
  if (typeof key === 'string' || schemeOf(fields.signatureAlgorithm) === undefined) return undefined;
  try {
    return verifySignature(fields.signatureAlgorithm, key, signedBytes, fields.signature);
  } catch (error) {
    // A key too short for any signature of this hash.
    if (error instanceof RsaError) return undefined;
    throw error;
  }
}
