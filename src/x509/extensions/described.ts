/** Extensions that are decoded for display only: `Extension` keeps their values as bytes, since validation does not use them yet.
 * To make validation use one, move its row to `EXTENSIONS`. */

import { nullElement, sequenceOf } from '../../asn1/index.ts';
import { UsageError } from '../../bytes/index.ts';
import { type AnyCodec, cite, DecodeError, decode, named, type ValueOf } from '../../codec/index.ts';
import { attribute } from '../../keys/index.ts';
import { generalNames } from '../names/general-name.ts';
import { authorityInfoAccess, subjectInfoAccess } from './authority-info-access.ts';
import { certificatePolicies } from './certificate-policies.ts';
import { cRLDistributionPoints } from './crl-distribution-points.ts';
import {
  certificateIssuer,
  cRLNumber,
  cRLReason,
  deltaCRLIndicator,
  invalidityDate,
  issuingDistributionPoint,
} from './crl-extensions.ts';
import { EXTENSIONS, type Extension, type ExtensionKind, type ExtensionValue } from './index.ts';
import { inhibitAnyPolicy } from './inhibit-any-policy.ts';
import { nameConstraints } from './name-constraints.ts';
import { netscapeCertType, netscapeComment } from './netscape.ts';
import { policyConstraints } from './policy-constraints.ts';
import { policyMappings } from './policy-mappings.ts';
import { privateKeyUsagePeriod } from './private-key-usage-period.ts';
import { signedCertificateTimestamps } from './signed-certificate-timestamps.ts';
import { tlsFeature } from './tls-feature.ts';

/** OID and codec of each. */
export const DESCRIBED_EXTENSIONS = {
  subjectDirectoryAttributes: {
    id: '2.5.29.9',
    codec: named('SubjectDirectoryAttributes', cite('RFC 5280 §4.2.1.8', sequenceOf(attribute, 1))),
  },
  privateKeyUsagePeriod: { id: '2.5.29.16', codec: privateKeyUsagePeriod },
  issuerAltName: { id: '2.5.29.18', codec: cite('RFC 5280 §4.2.1.7', generalNames) },
  cRLNumber: { id: '2.5.29.20', codec: cRLNumber },
  cRLReason: { id: '2.5.29.21', codec: cRLReason },
  invalidityDate: { id: '2.5.29.24', codec: invalidityDate },
  deltaCRLIndicator: { id: '2.5.29.27', codec: deltaCRLIndicator },
  issuingDistributionPoint: { id: '2.5.29.28', codec: issuingDistributionPoint },
  certificateIssuer: { id: '2.5.29.29', codec: certificateIssuer },
  nameConstraints: { id: '2.5.29.30', codec: nameConstraints },
  cRLDistributionPoints: { id: '2.5.29.31', codec: cRLDistributionPoints },
  certificatePolicies: { id: '2.5.29.32', codec: certificatePolicies },
  policyMappings: { id: '2.5.29.33', codec: policyMappings },
  policyConstraints: { id: '2.5.29.36', codec: policyConstraints },
  freshestCRL: { id: '2.5.29.46', codec: cite('RFC 5280 §4.2.1.15', cRLDistributionPoints) },
  inhibitAnyPolicy: { id: '2.5.29.54', codec: inhibitAnyPolicy },
  authorityInfoAccess: { id: '1.3.6.1.5.5.7.1.1', codec: authorityInfoAccess },
  subjectInfoAccess: { id: '1.3.6.1.5.5.7.1.11', codec: subjectInfoAccess },
  tlsFeature: { id: '1.3.6.1.5.5.7.1.24', codec: tlsFeature },
  ocspNoCheck: { id: '1.3.6.1.5.5.7.48.1.5', codec: cite('RFC 6960 §4.2.2.2.1', nullElement) },
  signedCertificateTimestamps: { id: '1.3.6.1.4.1.11129.2.4.2', codec: signedCertificateTimestamps },
  precertificatePoison: { id: '1.3.6.1.4.1.11129.2.4.3', codec: cite('RFC 6962 §3.1', nullElement) },
  netscapeCertType: { id: '2.16.840.1.113730.1.1', codec: netscapeCertType },
  netscapeComment: { id: '2.16.840.1.113730.1.13', codec: netscapeComment },
};
type Described = typeof DESCRIBED_EXTENSIONS;

/** The decoded value of any extension in `EXTENSIONS` or in this table. */
export type DescribedValue =
  | { [K in ExtensionKind]: { readonly kind: K; readonly value: ExtensionValue<K> } }[ExtensionKind]
  | { [K in keyof Described]: { readonly kind: K; readonly value: ValueOf<Described[K]['codec']> } }[keyof Described];

const BY_ID: ReadonlyMap<string, { readonly kind: string; readonly codec: AnyCodec }> = new Map(
  Object.entries(DESCRIBED_EXTENSIONS).map(([kind, { id, codec }]) => [id, { kind, codec }]),
);

/** Decodes an extension's value by its OID.
 * @returns undefined for an unknown OID and for a malformed value. */
export function describedValue(extension: Extension): DescribedValue | undefined {
  const { extnID, extnValue } = extension ?? {};
  if (typeof extnValue?.kind !== 'string') throw new UsageError('wrong-type', 'extension', 'must be an Extension');
  if (Object.hasOwn(EXTENSIONS, extnValue.kind)) return extnValue as DescribedValue;
  const row = BY_ID.get(extnID);
  if (row === undefined) return undefined;
  try {
    return { kind: row.kind, value: decode(row.codec, extnValue.value as Uint8Array) } as DescribedValue;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
