/** Obligations of issuers that RFC 5280 does not ask a verifier to check: the rows of OpenSSL's `-x509_strict`
 * (openssl-verification-options(1)) that the common rules lack. */
import { equalBytes } from '../../../bytes/index.ts';
import { DESCRIBED_EXTENSIONS } from '../../extensions/described.ts';
import { encodedName } from '../../names/encoded-name.ts';
import { sameName } from '../../names/name.ts';
import { authority, type Finding, fail, type Place, pass, passIf, type Rule, STRICT, STRICT_ONLY } from './rule.ts';

export const STRICT_RULES: readonly Rule[] = [
  {
    code: 'bc-not-critical',
    source: 'RFC 5280 §4.2.1.9',
    severity: STRICT,
    of: 'all',
    judge: judgeCriticalConstraints,
    advice: authority('issue the CA certificate with critical basicConstraints'),
  },
  {
    code: 'bc-path-length-without-ca',
    source: 'RFC 5280 §4.2.1.9',
    severity: STRICT,
    of: 'all',
    judge: judgePathLengthWithoutCa,
    advice: authority('leave pathLenConstraint out of certificates that are no CA’s'),
  },
  {
    code: 'bc-path-length-idle',
    source: 'RFC 5280 §4.2.1.9',
    severity: STRICT,
    of: 'all',
    judge: judgeIdlePathLength,
    advice: authority('set keyCertSign where there is a pathLenConstraint'),
  },
  {
    code: 'ku-missing-ca',
    source: 'RFC 5280 §4.2.1.3',
    severity: STRICT,
    of: 'all',
    judge: judgeMissingKeyUsage,
    advice: authority('issue the CA certificate with keyUsage'),
  },
  {
    code: 'ku-cert-sign-without-ca',
    source: 'RFC 5280 §4.2.1.9',
    severity: STRICT,
    of: 'all',
    judge: judgeCertSignWithoutCa,
    advice: authority('issue it without keyCertSign, or as a CA'),
  },
  {
    code: 'san-name-empty',
    source: 'RFC 5280 §4.2.1.6',
    severity: STRICT,
    of: 'all',
    judge: judgeEmptyNames,
    advice: authority('issue it without empty names'),
  },
  {
    code: 'aki-missing',
    source: 'RFC 5280 §4.2.1.1',
    severity: STRICT,
    of: 'all',
    judge: judgeAuthorityKeyIdentifier,
    advice: authority('issue it with the key identifier of its issuer'),
  },
  {
    code: 'aki-differs',
    source: 'RFC 5280 §4.2.1.1',
    severity: STRICT_ONLY,
    of: 'all',
    judge: judgeNamedAuthority,
    advice: authority('issue it with the key identifier of its issuer'),
  },
  {
    code: 'ski-missing-ca',
    source: 'RFC 5280 §4.2.1.2',
    severity: STRICT,
    of: 'all',
    judge: judgeSubjectKeyIdentifier,
    advice: authority('issue the CA certificate with subjectKeyIdentifier'),
  },
  {
    code: 'extension-critical',
    source: 'RFC 5280 §4.2.1.1, §4.2.1.2',
    severity: STRICT,
    of: 'all',
    judge: judgeCriticalIdentifier,
    advice: authority('issue it with key identifiers that are not critical'),
  },
  {
    code: 'nc-in-leaf',
    source: 'RFC 5280 §4.2.1.10',
    severity: STRICT,
    of: 'leaf',
    judge: judgeLeafConstraints,
    advice: authority('issue it without nameConstraints'),
  },
  {
    code: 'policy-constraints-not-critical',
    source: 'RFC 5280 §4.2.1.11, §4.2.1.14',
    severity: STRICT,
    of: 'all',
    judge: judgePolicyControls,
    advice: authority('issue it with critical policyConstraints and inhibitAnyPolicy'),
  },
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

const pathLengthOf = ({ certificate }: Place): number | undefined =>
  certificate.extension('basicConstraints')?.pathLenConstraint;

function judgePathLengthWithoutCa(place: Place): Finding | undefined {
  if (pathLengthOf(place) === undefined) return undefined;
  return passIf(place.certificate.isCA, 'pathLenConstraint of a CA', 'pathLenConstraint without CA');
}

function judgeIdlePathLength(place: Place): Finding | undefined {
  const { isCA, keyUsage } = place.certificate;
  if (pathLengthOf(place) === undefined || !isCA || keyUsage === undefined) return undefined;
  return passIf(keyUsage.includes('keyCertSign'), 'with keyCertSign', 'pathLenConstraint without keyCertSign');
}

function judgeMissingKeyUsage({ certificate: { isCA, keyUsage } }: Place): Finding | undefined {
  return isCA ? passIf(keyUsage !== undefined, 'a CA with keyUsage', 'a CA without keyUsage') : undefined;
}

function judgeCertSignWithoutCa({ certificate: { isCA, keyUsage } }: Place): Finding | undefined {
  return keyUsage?.includes('keyCertSign') ? passIf(isCA, 'a CA', 'keyCertSign without CA') : undefined;
}

function judgeEmptyNames({ certificate }: Place): Finding | undefined {
  const names = certificate.extension('subjectAltName');
  if (names === undefined) return undefined;
  const empty = names.some(
    ({ value }) => (typeof value === 'string' || value instanceof Uint8Array) && value.length === 0,
  );
  return empty ? fail('an empty name in subjectAltName') : pass('no name in subjectAltName is empty');
}

/** §4.2.1.1 allows a self-signed certificate to omit the extension; a cross-certificate in the trust store needs it. */
function judgeAuthorityKeyIdentifier({ certificate, isAnchor }: Place): Finding | undefined {
  if (certificate.version < 3 || (isAnchor && sameName(certificate.subject, certificate.issuer))) return undefined;
  const found = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  return passIf(found !== undefined, 'is there', 'no authorityKeyIdentifier with a key identifier');
}

/** OpenSSL takes no other certificate for the issuer than the one that the extension names (openssl-verification-options(1)). */
function judgeNamedAuthority({ certificate, issuer }: Place): Finding | undefined {
  const named = certificate.extension('authorityKeyIdentifier');
  if (named === undefined || issuer?.certificate === undefined) return undefined;
  const { keyIdentifier: key, authorityCertIssuer: names, authorityCertSerialNumber: serial } = named;
  if (key !== undefined && issuer.keyIdentifier !== undefined && !equalBytes(key, issuer.keyIdentifier)) {
    return fail('authorityKeyIdentifier names another key than that of its issuer');
  }
  const [name] = names?.flatMap((one) => (one.kind === 'directoryName' ? [one.value] : [])) ?? [];
  const isOther = name !== undefined && !sameName(encodedName(name), issuer.certificate.issuer);
  if (isOther || (serial !== undefined && serial !== issuer.certificate.serialNumber)) {
    return fail('authorityKeyIdentifier names another certificate than that of its issuer');
  }
  return pass('names its issuer');
}

/** Required in a CA certificate (§4.2.1.2). */
function judgeSubjectKeyIdentifier({ certificate: { isCA, subjectKeyIdentifier } }: Place): Finding | undefined {
  if (!isCA) return undefined;
  return passIf(subjectKeyIdentifier !== undefined, 'is there', 'a CA without subjectKeyIdentifier');
}

function judgeCriticalIdentifier(place: Place): Finding | undefined {
  const critical = ['authorityKeyIdentifier', 'subjectKeyIdentifier'].find(
    (kind) => extensionOf(place, kind)?.critical === true,
  );
  return critical === undefined ? undefined : fail(`${critical} is critical`);
}

/** "The name constraints extension, which MUST be used only in a CA certificate". */
function judgeLeafConstraints({ certificate: { isCA, extensions } }: Place): Finding | undefined {
  const { id } = DESCRIBED_EXTENSIONS.nameConstraints;
  return !isCA && extensions.some(({ extnID }) => extnID === id) ? fail('nameConstraints, and no CA') : undefined;
}

/** "Conforming CAs MUST mark this extension as critical", for both extensions. */
function judgePolicyControls({ certificate: { extensions } }: Place): Finding | undefined {
  const controls: readonly string[] = [
    DESCRIBED_EXTENSIONS.policyConstraints.id,
    DESCRIBED_EXTENSIONS.inhibitAnyPolicy.id,
  ];
  const found = extensions.filter(({ extnID }) => controls.includes(extnID));
  if (found.length === 0) return undefined;
  return found.every(({ critical }) => critical)
    ? pass('policyConstraints and inhibitAnyPolicy are critical')
    : fail('policyConstraints or inhibitAnyPolicy is not critical');
}
