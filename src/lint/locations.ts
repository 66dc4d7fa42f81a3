/** Locations of certificates, CRLs and responders: authorityInfoAccess, subjectInfoAccess, and distribution points. */
import { ACCESS_OIDS } from '../asn1/internal.ts';
import { field, type Part } from './reading/part.ts';
import type { Subject } from './subject.ts';

/** id-ad-ocsp and id-ad-caIssuers (RFC 5280 §4.2.2.1). */
export const OCSP = ACCESS_OIDS.ocsp;
export const CA_ISSUERS = ACCESS_OIDS.caIssuers;

/** One AccessDescription. */
export interface Access {
  readonly part: Part;
  readonly method: string | undefined;
  /** A GeneralName. */
  readonly location: Part | undefined;
}

export const accessesOf = (it: Subject, kind: 'authorityInfoAccess' | 'subjectInfoAccess'): Access[] =>
  (it.extension(kind)?.value?.children ?? []).map((part) => ({
    part,
    method: field(part, 'accessMethod')?.value as string | undefined,
    location: field(part, 'accessLocation'),
  }));

/** The distribution points of cRLDistributionPoints or freshestCRL. */
export const distributionPointsOf = (it: Subject, kind: 'cRLDistributionPoints' | 'freshestCRL'): readonly Part[] =>
  it.extension(kind)?.value?.children ?? [];

/** The full names of a distribution point, or of a CRL's issuingDistributionPoint. */
export function fullNamesOf(point: Part | undefined): readonly Part[] {
  const name = field(point, 'distributionPoint');
  return name?.kind === 'fullName' ? name.children : [];
}

/** The text of a GeneralName that is a URI. */
export const uriOf = (name: Part | undefined): string | undefined =>
  name?.kind === 'uniformResourceIdentifier' && typeof name.value === 'string' ? name.value : undefined;
