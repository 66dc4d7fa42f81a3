/** The rules that a certificate in its place in a chain must follow: one row each, judged on its own, so that every reason is
 * seen at once (RFC 5280 §6.1.3 to §6.1.5, and what it refers to). */
import { equalBytes, VitrineError } from '../../bytes/index.ts';
import { DecodeError, decode, encode } from '../../codec/index.ts';
import { algorithmIdentifier, describePublicKey, type KnownPublicKey, securityStrength } from '../../keys/index.ts';
import { RsaError } from '../../rsa/index.ts';
import { schemeOf, weakAlgorithmOf } from '../../signatures/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { toTime } from '../certificate/structures.ts';
import { DESCRIBED_EXTENSIONS } from '../extensions/described.ts';
import { KEY_PURPOSES, type Purpose } from '../extensions/ext-key-usage.ts';
import { EXTENSIONS, type Extension } from '../extensions/index.ts';
import type { KeyUsageBit } from '../extensions/key-usage.ts';
import { ANY_POLICY, type PolicyMappings, policyMappings } from '../extensions/policy-mappings.ts';
import { formatGeneralName } from '../names/general-name-text.ts';
import { sameName } from '../names/name.ts';
import { verifySignature } from '../signing.ts';
import type { CheckCode } from './check.ts';
import { matchesName, type ValidationName } from './identity.ts';

/** A certificate in its place. */
export interface Place {
  readonly certificate: Certificate;
  readonly depth: number;
  readonly chain: readonly Certificate[];
  /** The next in the chain; undefined for the last. */
  readonly issuer: Certificate | undefined;
  /** Whether the issuer's key has signed it; undefined where that cannot be told, or there is no issuer. */
  readonly signed: boolean | undefined;
  readonly time: Date;
  readonly purpose: Purpose;
  readonly name: ValidationName | undefined;
}

export interface Finding {
  readonly outcome: 'pass' | 'fail' | 'note';
  readonly detail: string;
}

export interface Rule {
  readonly code: CheckCode;
  readonly rule: string;
  /** Which certificates it is for. The anchor is trusted by itself: how it was issued is not looked at (§6.1.1 (d)), but
   * what it says of its time and its powers is. `issued` are all but the anchor, `issuers` all but the leaf. */
  readonly of: 'all' | 'issued' | 'issuers' | 'leaf';
  /** undefined: there is nothing to be judged. */
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

/** Extensions are of version 3, unique identifiers of 2 and 3 (§4.1.2.8, §4.1.2.9). */
function judgeVersion({ certificate: { version, tbs } }: Place): Finding {
  const unique = tbs.issuerUniqueID !== undefined || tbs.subjectUniqueID !== undefined;
  const needed = tbs.extensions !== undefined ? 3 : unique ? 2 : 1;
  return passIf(version >= needed, `version ${version}`, `version ${version} has fields of version ${needed}`);
}

/** Deviation: §4.1.2.2 would have users be "prepared to gracefully handle" serial numbers that are not positive; here they are refused. */
function judgeSerialNumber({ certificate: { serialNumber } }: Place): Finding {
  if (serialNumber <= 0n) return fail('the serial number is not positive');
  return passIf(serialNumber >> 159n === 0n, 'positive, at most 20 bytes', 'the serial number is longer than 20 bytes');
}

/** An issuer has a name; so has a subject that is a CA, and any other is named by a subjectAltName that is critical (§4.2.1.6). */
function judgeEmptyName({ certificate: { issuer, subject, isCA, extensions } }: Place): Finding {
  if (issuer.value.length === 0) return fail('the issuer has no name');
  if (subject.value.length > 0) return pass('issuer and subject are named');
  if (isCA) return fail('a CA without a name');
  const names = extensions.find(({ extnValue }) => extnValue.kind === 'subjectAltName');
  return passIf(
    names?.critical === true,
    'named by a critical subjectAltName',
    'no subject, and no critical subjectAltName',
  );
}

/** A duty of who issues; who verifies must take either (§4.1.2.5, and PKITS 4.2.4). */
function judgeTimeEncoding({ certificate: { tbs } }: Place): Finding {
  const { notBefore, notAfter } = tbs.validity;
  const good = [notBefore, notAfter].every(({ kind, value }) => kind === toTime(value).kind);
  return good ? pass('UTCTime through 2049') : note('a time through 2049 is not UTCTime');
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
  return passIf(twice === undefined, 'each extension once', `extension ${twice?.extnID} is there more than once`);
}

/** The extensions that path validation processes, or that need no processing to be honoured. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSIONS.subjectKeyIdentifier.id,
  EXTENSIONS.keyUsage.id,
  EXTENSIONS.subjectAltName.id,
  EXTENSIONS.basicConstraints.id,
  EXTENSIONS.authorityKeyIdentifier.id,
  EXTENSIONS.extKeyUsage.id,
]);

const POLICY_MAPPINGS = DESCRIBED_EXTENSIONS.policyMappings.id;
/** Extensions that restrict what is below them, and so must not be passed over even where a CA forgot to mark them critical:
 * nameConstraints (§4.2.1.10) and policyConstraints (§6.1.4 (i)). */
const RESTRICTING: ReadonlySet<string> = new Set([
  DESCRIBED_EXTENSIONS.nameConstraints.id,
  DESCRIBED_EXTENSIONS.policyConstraints.id,
]);

function judgeCritical({ certificate: { extensions } }: Place): Finding {
  const unprocessed = extensions.find(({ extnID, critical }) =>
    RESTRICTING.has(extnID) ? true : critical && !PROCESSED.has(extnID),
  );
  if (unprocessed !== undefined) return fail(`extension ${unprocessed.extnID} must be processed, and is not`);
  const mapped = extensions.find(mapsAnyPolicy);
  return passIf(mapped === undefined, 'all critical extensions are processed', 'policyMappings map anyPolicy');
}

/** §6.1.4 (a): anyPolicy is in no mapping. What cannot be read counts as one that has it. */
function mapsAnyPolicy({ extnID, extnValue: { kind, value } }: Extension): boolean {
  if (extnID !== POLICY_MAPPINGS) return false;
  try {
    const mappings = kind === 'other' ? decode(policyMappings, value) : (value as unknown as PolicyMappings);
    return mappings.some((mapping) => Object.values(mapping).includes(ANY_POLICY));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return true;
  }
}

/** SP 800-57 part 1 rev. 5 table 4: what is allowed through 2030. RSA of 2048 bits has it, P-224 too. */
const MIN_STRENGTH = 112;

function judgeKeyStrength({ certificate }: Place): Finding {
  const key = usableKey(certificate);
  if (typeof key === 'string') return fail(key);
  const kind = describePublicKey(key);
  return passIf(securityStrength(key) >= MIN_STRENGTH, kind, `${kind}: below ${MIN_STRENGTH} bits of security`);
}

/** The key, or why there is none. */
function usableKey(certificate: Certificate): KnownPublicKey | string {
  try {
    const key = certificate.publicKey;
    return key.type === 'unknown' ? key.reason : key;
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error; // each kind's room has its own
    return error.message;
  }
}

/** Absent basicConstraints mean no CA, and so does a version before 3. */
function judgeBasicConstraints({ certificate }: Place): Finding {
  if (certificate.version !== 3) return fail(`version ${certificate.version} cannot be a CA's`);
  return passIf(certificate.isCA, 'is a CA', 'is no CA by its basicConstraints');
}

/** Self-issued certificates between do not count; the leaf never does. */
function judgePathLength({ certificate, depth, chain }: Place): Finding | undefined {
  const limit = certificate.extension('basicConstraints')?.pathLenConstraint;
  if (limit === undefined) return undefined;
  const below = chain.slice(1, depth).filter(({ subject, issuer }) => !sameName(subject, issuer)).length;
  return passIf(below <= limit, `${below} of ${limit} CAs below`, `${below} CAs below, ${limit} allowed`);
}

function judgeKeyCertSign({ certificate: { keyUsage } }: Place): Finding {
  if (keyUsage === undefined) return pass('no keyUsage, so no restriction by it');
  return passIf(keyUsage.includes('keyCertSign'), 'has keyCertSign', `keyUsage ${keyUsage.join(', ')}: no keyCertSign`);
}

/** Bits of keyUsage, of which one at least goes with a purpose (§4.2.1.12). */
export const PURPOSE_USAGES: Readonly<Record<Exclude<Purpose, 'any'>, readonly KeyUsageBit[]>> = {
  serverAuth: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  clientAuth: ['digitalSignature', 'keyAgreement'],
  codeSigning: ['digitalSignature'],
  emailProtection: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement'],
  timeStamping: ['digitalSignature', 'nonRepudiation'],
  OCSPSigning: ['digitalSignature', 'nonRepudiation'],
};

function judgeLeafKeyUsage({ certificate: { keyUsage }, purpose }: Place): Finding {
  if (keyUsage === undefined) return pass('no keyUsage, so no restriction by it');
  const fits = purpose === 'any' || PURPOSE_USAGES[purpose].some((bit) => keyUsage.includes(bit));
  return passIf(fits, keyUsage.join(', '), `keyUsage ${keyUsage.join(', ')} does not go with ${purpose}`);
}

/** In an issuer it restricts what is below: not in the RFC, but in every implementation (CA/Browser Forum BR §7.1.2.2). */
function judgeExtKeyUsage({ certificate: { extKeyUsage }, purpose }: Place): Finding | undefined {
  if (purpose === 'any') return undefined;
  if (extKeyUsage === undefined) return pass('no extKeyUsage, so no restriction by it');
  const fits = extKeyUsage.includes(KEY_PURPOSES[purpose]) || extKeyUsage.includes(KEY_PURPOSES.anyExtendedKeyUsage);
  return passIf(fits, `for ${purpose}`, `extKeyUsage does not allow ${purpose}`);
}

function judgeName({ certificate: { subjectAltNames }, name }: Place): Finding | undefined {
  if (name === undefined) return undefined;
  const wanted = 'ip' in name ? name.ip : name.dns;
  const shown = subjectAltNames.slice(0, 10).map((one) => formatGeneralName(one).slice(0, 100));
  const present = shown.length === 0 ? 'no subjectAltName' : shown.join(', ');
  return passIf(matchesName(name, subjectAltNames), `names ${wanted}`, `does not name ${wanted}; it has ${present}`);
}

/** The algorithm is said twice, within what is signed and without: a difference would let it be changed. */
function judgeAlgorithm({ certificate: { tbs, fields } }: Place): Finding {
  const outer = fields.signatureAlgorithm;
  if (!equalBytes(encode(algorithmIdentifier, outer), encode(algorithmIdentifier, tbs.signature)))
    return fail('the inner algorithm is another than the outer');
  const weak = weakAlgorithmOf(outer);
  if (weak !== undefined) return fail(`${weak.name}: ${weak.hashName} no longer resists collisions`);
  const scheme = schemeOf(outer);
  return passIf(
    scheme !== undefined,
    scheme?.algorithmName ?? '',
    `signature algorithm ${outer.algorithm} is not known`,
  );
}

function judgeNameChaining({ certificate, issuer }: Place): Finding | undefined {
  if (issuer === undefined) return undefined;
  return passIf(
    sameName(certificate.issuer, issuer.subject),
    "the issuer's subject",
    "issuer name does not match the issuing certificate's subject",
  );
}

/** For finding an issuer, not for judging one (§4.2.1.1): a difference is only worth a note. */
function judgeKeyIdentifier({ certificate, issuer }: Place): Finding | undefined {
  const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  const found = issuer?.subjectKeyIdentifier;
  if (wanted === undefined || found === undefined) return undefined;
  return equalBytes(wanted, found) ? pass('agree') : note('the issuer has another key identifier');
}

function judgeSignature({ issuer, signed }: Place): Finding | undefined {
  if (issuer === undefined) return undefined;
  if (signed === undefined) return fail('cannot be verified: its algorithm or the key is not one to use');
  return passIf(signed, "made by the issuer's key", "not made by the issuer's key");
}

/** Whether the issuer's key has made the certificate's signature; undefined where the algorithm or the key is of no use. */
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
