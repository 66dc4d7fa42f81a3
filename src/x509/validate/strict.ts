/** Obligations of issuers that RFC 5280 does not ask a verifier to check: the rows of OpenSSL's `-x509_strict`
 * (openssl-verification-options(1)) that the common rules lack. */
import { DESCRIBED_EXTENSIONS } from '../extensions/described.ts';
import type { Finding, Place, Rule } from './rules.ts';

const pass = (detail: string): Finding => ({ outcome: 'pass', detail });
const fail = (detail: string): Finding => ({ outcome: 'fail', detail });

/** Judged in addition to `RULES` in the profile `strict`, on every certificate including the anchor. */
export const STRICT_RULES: readonly Rule[] = [
  { code: 'basic-constraints-critical', rule: 'RFC 5280 §4.2.1.9', of: 'all', judge: judgeCriticalConstraints },
  { code: 'path-length-misplaced', rule: 'RFC 5280 §4.2.1.9', of: 'all', judge: judgeMisplacedPathLength },
  { code: 'key-usage-missing', rule: 'RFC 5280 §4.2.1.3', of: 'all', judge: judgeMissingKeyUsage },
  { code: 'empty-name', rule: 'RFC 5280 §4.1.2.4', of: 'all', judge: judgeIssuerName },
  { code: 'subject-missing', rule: 'RFC 5280 §4.1.2.6', of: 'all', judge: judgeMissingSubject },
  { code: 'subject-alt-name-empty', rule: 'RFC 5280 §4.2.1.6', of: 'all', judge: judgeEmptyNames },
  { code: 'authority-key-identifier', rule: 'RFC 5280 §4.2.1.1', of: 'issued', judge: judgeAuthorityKeyIdentifier },
  { code: 'authority-key-identifier', rule: 'RFC 5280 §4.2.1.1', of: 'all', judge: judgeCriticalIdentifier },
  { code: 'nc-in-leaf', rule: 'RFC 5280 §4.2.1.10', of: 'leaf', judge: judgeLeafConstraints },
  {
    code: 'policy-constraints-not-critical',
    rule: 'RFC 5280 §4.2.1.11, §4.2.1.14',
    of: 'issued',
    judge: judgePolicyControls,
  },
  { code: 'subject-key-identifier', rule: 'RFC 5280 §4.2.1.2', of: 'all', judge: judgeSubjectKeyIdentifier },
];

function extensionOf({ certificate }: Place, kind: string) {
  return certificate.extensions.find(({ extnValue }) => extnValue.kind === kind);
}

function judgeCriticalConstraints(place: Place): Finding | undefined {
  if (!place.certificate.isCA) return undefined;
  return extensionOf(place, 'basicConstraints')?.critical === true
    ? pass('basicConstraints is critical')
    : fail('basicConstraints of a CA is not critical');
}

/** pathLenConstraint is meaningful only for a CA that may sign certificates. */
function judgeMisplacedPathLength({ certificate }: Place): Finding | undefined {
  if (certificate.extension('basicConstraints')?.pathLenConstraint === undefined) return undefined;
  if (!certificate.isCA) return fail('pathLenConstraint without CA');
  const { keyUsage } = certificate;
  if (keyUsage?.includes('keyCertSign') === false) return fail('pathLenConstraint without keyCertSign');
  return pass('pathLenConstraint of a CA that signs certificates');
}

function judgeMissingKeyUsage({ certificate: { isCA, keyUsage } }: Place): Finding | undefined {
  if (isCA) return keyUsage === undefined ? fail('a CA without keyUsage') : pass('a CA with keyUsage');
  return keyUsage?.includes('keyCertSign') ? fail('keyCertSign without CA') : undefined;
}

/** Of the anchor too, which the common rules take as it is. */
function judgeIssuerName({ certificate: { issuer } }: Place): Finding | undefined {
  return issuer.value.length === 0 ? fail('the issuer has no name') : undefined;
}

/** The common rules require a subject for issuers and CAs; this one requires it for signers of CRLs. */
function judgeMissingSubject({ certificate: { keyUsage, subject } }: Place): Finding | undefined {
  if (!keyUsage?.includes('cRLSign')) return undefined;
  return subject.value.length > 0 ? pass('a CRL signer with a subject') : fail('a CRL signer with an empty subject');
}

function judgeEmptyNames({ certificate }: Place): Finding | undefined {
  const names = certificate.extension('subjectAltName');
  if (names === undefined) return undefined;
  const empty = names.some(
    ({ value }) => (typeof value === 'string' || value instanceof Uint8Array) && value.length === 0,
  );
  return empty ? fail('an empty name in subjectAltName') : pass('no name in subjectAltName is empty');
}

/** "The name constraints extension, which MUST be used only in a CA certificate". */
function judgeLeafConstraints({ certificate: { isCA, extensions } }: Place): Finding | undefined {
  const { id } = DESCRIBED_EXTENSIONS.nameConstraints;
  return !isCA && extensions.some(({ extnID }) => extnID === id) ? fail('nameConstraints, and no CA') : undefined;
}

/** "Conforming CAs MUST mark this extension as critical", of both. */
function judgePolicyControls({ certificate: { extensions } }: Place): Finding | undefined {
  const controls = [DESCRIBED_EXTENSIONS.policyConstraints.id, DESCRIBED_EXTENSIONS.inhibitAnyPolicy.id];
  const found = extensions.filter(({ extnID }) => controls.includes(extnID));
  if (found.length === 0) return undefined;
  return found.every(({ critical }) => critical)
    ? pass('policyConstraints and inhibitAnyPolicy are critical')
    : fail('policyConstraints or inhibitAnyPolicy is not critical');
}

/** Not for the anchor: §4.2.1.1 allows a self-signed certificate to omit the extension. */
function judgeAuthorityKeyIdentifier({ certificate }: Place): Finding | undefined {
  if (certificate.version < 3) return undefined;
  const found = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  return found === undefined ? fail('no authorityKeyIdentifier with a key identifier') : pass('is there');
}

function judgeCriticalIdentifier(place: Place): Finding | undefined {
  const found = extensionOf(place, 'authorityKeyIdentifier');
  return found?.critical ? fail('authorityKeyIdentifier is critical') : undefined;
}

/** Required in a CA certificate, and never critical (§4.2.1.2). */
function judgeSubjectKeyIdentifier(place: Place): Finding | undefined {
  const { isCA, version } = place.certificate;
  const found = extensionOf(place, 'subjectKeyIdentifier');
  if (found?.critical) return fail('subjectKeyIdentifier is critical');
  if (!isCA || version < 3) return undefined;
  return found === undefined ? fail('a CA without subjectKeyIdentifier') : pass('is there');
}
