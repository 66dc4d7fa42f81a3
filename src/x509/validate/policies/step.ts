/** The policy extensions of one certificate, in the form that the algorithm needs. */
import { anyElement, oid, optional, sequence, sequenceOf } from '../../../asn1/index.ts';
import { DecodeError, decode } from '../../../codec/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificatePolicies } from '../../extensions/certificate-policies.ts';
import { DESCRIBED_EXTENSIONS, describedValue } from '../../extensions/described.ts';
import type { Extension } from '../../extensions/index.ts';
import type { PolicyConstraints } from '../../extensions/policy-constraints.ts';
import { ANY_POLICY, type PolicyMappings } from '../../extensions/policy-mappings.ts';
import { sameName } from '../../names/name.ts';

/** The qualifiers of a policy, as its certificate has them. */
export type PolicyQualifiers = NonNullable<CertificatePolicies[number]['policyQualifiers']>;

/** A policy by its OID, with its qualifiers. */
export interface QualifiedPolicy {
  readonly policy: string;
  /** Whether the certificatePolicies that name it are critical. */
  readonly critical: boolean;
  readonly qualifiers: PolicyQualifiers;
}

/** What one certificate says about policies. */
export interface PolicyStep {
  /** certificatePolicies; undefined: absent. Each policy once. */
  readonly policies?: readonly QualifiedPolicy[] | undefined;
  /** policyMappings. */
  readonly mappings?: readonly { readonly issuer: string; readonly subject: string }[] | undefined;
  /** SkipCerts of policyConstraints and inhibitAnyPolicy. */
  readonly requireExplicitPolicy?: number | undefined;
  readonly inhibitPolicyMapping?: number | undefined;
  readonly inhibitAnyPolicy?: number | undefined;
  /** The issuer's name is the subject's. */
  readonly selfIssued: boolean;
}

export type PolicyCode =
  | 'explicit-policy'
  | 'policies-malformed'
  | 'policies-unsupported'
  | 'policy-constraints-empty'
  | 'policy-duplicate'
  | 'policy-mapping-any';

/** What is wrong with a certificate's policies, or with the path's at this certificate. */
export interface PolicyFault {
  readonly code: PolicyCode;
  /** Standard and section. */
  readonly rule: string;
  /** Bounded in length. */
  readonly detail: string;
}

const fault = (code: PolicyCode, section: string, detail: string): PolicyFault => ({
  code,
  rule: `RFC 5280 §${section}`,
  detail,
});

/** Reads certificatePolicies, policyMappings, policyConstraints and inhibitAnyPolicy, critical or not: once for each certificate, however
 * many paths it is in. */
export const policyStepOf = (certificate: Certificate): PolicyStep | PolicyFault => certificate.derive(readStep);

function readStep(certificate: Certificate): PolicyStep | PolicyFault {
  const { extensions, issuer, subject } = certificate;
  const found = (kind: keyof typeof DESCRIBED_EXTENSIONS): Extension | undefined =>
    extensions.find(({ extnID }) => extnID === DESCRIBED_EXTENSIONS[kind].id);
  const policies = readPolicies(found('certificatePolicies'));
  if (policies !== undefined && 'code' in policies) return policies;
  const mappings = readMappings(found('policyMappings'));
  if (mappings !== undefined && 'code' in mappings) return mappings;
  const constraints = readConstraints(found('policyConstraints'));
  if ('code' in constraints) return constraints;
  const inhibitAnyPolicy = readInhibitAnyPolicy(found('inhibitAnyPolicy'));
  if (typeof inhibitAnyPolicy === 'object') return inhibitAnyPolicy;
  return { policies, mappings, ...constraints, inhibitAnyPolicy, selfIssued: sameName(issuer, subject) };
}

/** CertificatePolicies with qualifiers of any shape, at least one where there is a list of them. */
const unqualified = sequenceOf(
  sequence('PolicyInformation', 'RFC 5280 §4.2.1.4', {
    policyIdentifier: oid,
    policyQualifiers: optional(sequenceOf(anyElement, 1)),
  }),
  1,
);

/** A malformed qualifier does not invalidate its policy: only the qualifier is dropped, unless the extension is critical. */
function readPolicies(extension: Extension | undefined): readonly QualifiedPolicy[] | PolicyFault | undefined {
  if (extension === undefined) return undefined;
  const typed = describedValue(extension)?.value as CertificatePolicies | undefined;
  const list =
    typed?.map(({ policyIdentifier, policyQualifiers = [] }) => ({
      policy: policyIdentifier,
      critical: extension.critical,
      qualifiers: policyQualifiers,
    })) ?? withoutQualifiers(extension);
  if (list === undefined) return fault('policies-malformed', '4.2.1.4', 'certificatePolicies is malformed');
  // "If this extension is critical, the path validation software MUST be able to interpret this extension (including the optional
  // qualifier), or MUST reject the certificate."
  const isUnknown = typed === undefined || list.some(({ qualifiers }) => qualifiers.some(isUnknownQualifier));
  if (extension.critical && isUnknown) {
    const detail = 'critical certificatePolicies have a qualifier that is malformed or not known';
    return fault('policies-unsupported', '4.2.1.4', detail);
  }
  // "A certificate policy OID MUST NOT appear more than once".
  const twice = new Set(list.map(({ policy }) => policy)).size < list.length;
  return twice ? fault('policy-duplicate', '4.2.1.4', 'a policy occurs more than once') : list;
}

const isUnknownQualifier = ({ qualifier }: PolicyQualifiers[number]): boolean => qualifier.kind === 'other';

function withoutQualifiers({ critical, extnValue }: Extension): QualifiedPolicy[] | undefined {
  try {
    const policies = decode(unqualified, extnValue.value as Uint8Array);
    return policies.map(({ policyIdentifier }) => ({ policy: policyIdentifier, critical, qualifiers: [] }));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function readMappings(extension: Extension | undefined): PolicyStep['mappings'] | PolicyFault {
  if (extension === undefined) return undefined;
  const mappings = describedValue(extension)?.value as PolicyMappings | undefined;
  if (mappings === undefined) return fault('policies-malformed', '4.2.1.5', 'policyMappings is malformed');
  const read = mappings.map((one) => ({ issuer: one.issuerDomainPolicy, subject: one.subjectDomainPolicy }));
  // §4.2.1.5: "Policies MUST NOT be mapped either to or from the special value anyPolicy". §6.1.4 (a) asks it of CAs only.
  const maps = read.some(({ issuer, subject }) => issuer === ANY_POLICY || subject === ANY_POLICY);
  return maps ? fault('policy-mapping-any', '4.2.1.5', 'policyMappings maps anyPolicy') : read;
}

/** SkipCerts (0..MAX), as a number. Values above the length of any chain are equivalent to infinity. */
const skipCerts = (value: bigint): number => (value > 1_000_000n ? Number.POSITIVE_INFINITY : Number(value));

function readConstraints(
  extension: Extension | undefined,
): Pick<PolicyStep, 'requireExplicitPolicy' | 'inhibitPolicyMapping'> | PolicyFault {
  if (extension === undefined) return {};
  const value = describedValue(extension)?.value as PolicyConstraints | undefined;
  const given = [value?.requireExplicitPolicy, value?.inhibitPolicyMapping].filter((skip) => skip !== undefined);
  if (value === undefined || given.some((skip) => skip < 0n)) {
    return fault('policies-malformed', '4.2.1.11', 'policyConstraints is malformed');
  }
  // "Conforming CAs MUST NOT issue certificates where policy constraints is an empty sequence": its meaning is undefined.
  if (given.length === 0) return fault('policy-constraints-empty', '4.2.1.11', 'policyConstraints is empty');
  const { requireExplicitPolicy: explicit, inhibitPolicyMapping: mapping } = value;
  return {
    requireExplicitPolicy: explicit === undefined ? undefined : skipCerts(explicit),
    inhibitPolicyMapping: mapping === undefined ? undefined : skipCerts(mapping),
  };
}

function readInhibitAnyPolicy(extension: Extension | undefined): number | PolicyFault | undefined {
  if (extension === undefined) return undefined;
  const value = describedValue(extension)?.value as bigint | undefined;
  if (value === undefined || value < 0n) {
    return fault('policies-malformed', '4.2.1.14', 'inhibitAnyPolicy is malformed');
  }
  return skipCerts(value);
}
