/** Rules about keys and signatures (RFC 5280 §4.1.1.2, §6.1.3 (a)). */
import { equalBytes } from '../../../bytes/index.ts';
import { type AlgorithmIdentifier, describePublicKey, securityStrength } from '../../../keys/index.ts';
import { schemeOf, weakAlgorithmOf } from '../../../signatures/index.ts';
import { sameName } from '../../names/name.ts';
import { MIN_STRENGTH, usableKey } from '../issuer.ts';
import {
  ALWAYS,
  authority,
  type Finding,
  fail,
  failFor,
  holder,
  NOTED,
  note,
  type Place,
  pass,
  passIf,
  type Rule,
} from './rule.ts';

const SIGN_ANEW = authority('sign it anew with RSA, ECDSA or Ed25519, and SHA-256 or better');

export const KEY_RULES: readonly Rule[] = [
  {
    code: 'key-strength',
    source: 'NIST SP 800-57 part 1 §5.6.1',
    severity: ALWAYS,
    of: 'all',
    judge: judgeKeyStrength,
    advice: holder('make a key such as RSA with 2048 bits or P-256, and have it certified'),
  },
];

export const SIGNATURE_RULES: readonly Rule[] = [
  {
    code: 'signature-algorithm-mismatch',
    source: 'RFC 5280 §4.1.1.2',
    severity: ALWAYS,
    of: 'all',
    judge: judgeBothAlgorithms,
    advice: authority('sign it anew, with one algorithm in both places'),
  },
  {
    code: 'signature-hash-weak',
    source: 'RFC 9155 and BR §7.1.3.2.1 of SHA-1, RFC 6151 of MD5',
    severity: ALWAYS,
    of: 'all',
    judge: judgeHash,
    advice: authority('sign it anew with SHA-256 or better'),
  },
  {
    code: 'signature-algorithm-unknown',
    source: 'RFC 5280 §6.1.3 (a)(1)',
    severity: ALWAYS,
    of: 'all',
    judge: judgeAlgorithm,
    advice: SIGN_ANEW,
  },
  {
    code: 'name-chaining',
    source: 'RFC 5280 §6.1.3 (a)(4)',
    severity: ALWAYS,
    of: 'all',
    judge: judgeNameChaining,
    advice: holder('send the intermediates of this CA'),
  },
  {
    code: 'key-identifier',
    source: 'RFC 5280 §4.2.1.1',
    severity: NOTED,
    of: 'all',
    judge: judgeKeyIdentifier,
    advice: authority('write the key identifier of the issuer'),
  },
  {
    code: 'signature',
    source: 'RFC 5280 §6.1.3 (a)(1)',
    severity: ALWAYS,
    of: 'all',
    judge: judgeSignature,
    advice: holder('send the certificate as its CA signed it, with the certificate of the key that signed it'),
  },
];

function judgeKeyStrength({ certificate }: Place): Finding {
  const key = usableKey(certificate);
  if (typeof key === 'string') return fail(key);
  const kind = describePublicKey(key);
  return passIf(securityStrength(key) >= MIN_STRENGTH, kind, `${kind}: below ${MIN_STRENGTH} bits of security`);
}

/** The algorithm appears inside and outside the signed part; both must agree, since the outer one is not protected. */
function judgeBothAlgorithms({ certificate: { tbs, fields } }: Place): Finding {
  const differ = 'the signature algorithms inside and outside the signed part differ';
  const same = isSameAlgorithm(fields.signatureAlgorithm, tbs.signature);
  return passIf(same, 'one algorithm inside and outside the signed part', differ);
}

function isSameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  if (a.algorithm !== b.algorithm || a.parameters === undefined || b.parameters === undefined) {
    return a.algorithm === b.algorithm && a.parameters === b.parameters;
  }
  return equalBytes(a.parameters, b.parameters);
}

/** The standard that calls a hash weak. */
const WEAK_HASHES: Readonly<Record<string, string>> = {
  md2: 'RFC 6149 §6',
  md5: 'RFC 6151 §2',
  sha1: 'RFC 9155 §1, BR §7.1.3.2.1',
};
/** Table 3: the security strength of each hash in signatures. */
const HASH_STRENGTHS = 'NIST SP 800-57 part 1 §5.6.1.2';

function judgeHash({ certificate: { fields } }: Place): Finding {
  const weak = weakAlgorithmOf(fields.signatureAlgorithm);
  if (weak === undefined) return { outcome: 'pass', detail: 'no hash with known collisions', rule: HASH_STRENGTHS };
  const detail = `${weak.name}: ${weak.hashName} is not collision-resistant`;
  return { outcome: 'fail', detail, rule: WEAK_HASHES[weak.hashName] };
}

function judgeAlgorithm({ certificate: { fields } }: Place): Finding | undefined {
  const { signatureAlgorithm } = fields;
  if (weakAlgorithmOf(signatureAlgorithm) !== undefined) return undefined; // `signature-hash-weak` reports it.
  const scheme = schemeOf(signatureAlgorithm);
  const unknown = `unknown signature algorithm ${signatureAlgorithm.algorithm}`;
  return passIf(scheme !== undefined, scheme?.algorithmName ?? '', unknown);
}

function judgeNameChaining({ certificate, issuer }: Place): Finding | undefined {
  if (issuer === undefined) return undefined;
  return passIf(
    sameName(certificate.issuer, issuer.name),
    "the issuer's subject",
    "issuer name does not match the issuing certificate's subject",
  );
}

/** Used to find an issuer, not to reject one (§4.2.1.1): a mismatch is only a note. */
function judgeKeyIdentifier({ certificate, issuer }: Place): Finding | undefined {
  const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  const found = issuer?.keyIdentifier;
  if (wanted === undefined || found === undefined) return undefined;
  return equalBytes(wanted, found)
    ? pass('key identifiers match')
    : note("authorityKeyIdentifier does not match the issuer's subjectKeyIdentifier");
}

function judgeSignature({ certificate, issuer, signed }: Place): Finding | undefined {
  if (issuer === undefined) return undefined;
  if (signed === undefined) return unverifiable(certificate, issuer);
  return passIf(signed, "made by the issuer's key", "not made by the issuer's key");
}

/** Why nobody can tell whose signature it is. */
function unverifiable({ fields }: Place['certificate'], { key }: NonNullable<Place['issuer']>): Finding {
  if (schemeOf(fields.signatureAlgorithm) === undefined) {
    return failFor(SIGN_ANEW, 'not verified, since its algorithm is weak or unknown');
  }
  const why = typeof key === 'string' ? key : 'it is too short for this algorithm';
  return failFor(OTHER_CA, `cannot be verified, since the issuer's key is not usable: ${why}`);
}

const OTHER_CA = holder('take a certificate of a CA with a key such as RSA with 2048 bits or P-256');
