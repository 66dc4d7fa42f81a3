/** Extensions whose values `Extension` keeps as bytes: `describedValue` decodes them where validation or a viewer needs them, so that a
 * malformed one does not keep the whole certificate from being read. */

import { nullElement, sequenceOf } from '../../asn1/index.ts';
import { EXTENSION_OIDS } from '../../asn1/internal.ts';
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
    id: EXTENSION_OIDS.subjectDirectoryAttributes,
    codec: named('SubjectDirectoryAttributes', cite('RFC 5280 §4.2.1.8', sequenceOf(attribute, 1))),
  },
  privateKeyUsagePeriod: { id: EXTENSION_OIDS.privateKeyUsagePeriod, codec: privateKeyUsagePeriod },
  issuerAltName: { id: EXTENSION_OIDS.issuerAltName, codec: cite('RFC 5280 §4.2.1.7', generalNames) },
  cRLNumber: { id: EXTENSION_OIDS.cRLNumber, codec: cRLNumber },
  cRLReason: { id: EXTENSION_OIDS.cRLReason, codec: cRLReason },
  invalidityDate: { id: EXTENSION_OIDS.invalidityDate, codec: invalidityDate },
  deltaCRLIndicator: { id: EXTENSION_OIDS.deltaCRLIndicator, codec: deltaCRLIndicator },
  issuingDistributionPoint: { id: EXTENSION_OIDS.issuingDistributionPoint, codec: issuingDistributionPoint },
  certificateIssuer: { id: EXTENSION_OIDS.certificateIssuer, codec: certificateIssuer },
  nameConstraints: { id: EXTENSION_OIDS.nameConstraints, codec: nameConstraints },
  cRLDistributionPoints: { id: EXTENSION_OIDS.cRLDistributionPoints, codec: cRLDistributionPoints },
  certificatePolicies: { id: EXTENSION_OIDS.certificatePolicies, codec: certificatePolicies },
  policyMappings: { id: EXTENSION_OIDS.policyMappings, codec: policyMappings },
  policyConstraints: { id: EXTENSION_OIDS.policyConstraints, codec: policyConstraints },
  freshestCRL: { id: EXTENSION_OIDS.freshestCRL, codec: cite('RFC 5280 §4.2.1.15', cRLDistributionPoints) },
  inhibitAnyPolicy: { id: EXTENSION_OIDS.inhibitAnyPolicy, codec: inhibitAnyPolicy },
  authorityInfoAccess: { id: EXTENSION_OIDS.authorityInfoAccess, codec: authorityInfoAccess },
  subjectInfoAccess: { id: EXTENSION_OIDS.subjectInfoAccess, codec: subjectInfoAccess },
  tlsFeature: { id: EXTENSION_OIDS.tlsFeature, codec: tlsFeature },
  ocspNoCheck: { id: EXTENSION_OIDS.ocspNoCheck, codec: cite('RFC 6960 §4.2.2.2.1', nullElement) },
  signedCertificateTimestamps: { id: EXTENSION_OIDS.signedCertificateTimestamps, codec: signedCertificateTimestamps },
  precertificatePoison: { id: EXTENSION_OIDS.precertificatePoison, codec: cite('RFC 6962 §3.1', nullElement) },
  netscapeCertType: { id: EXTENSION_OIDS.netscapeCertType, codec: netscapeCertType },
  netscapeComment: { id: EXTENSION_OIDS.netscapeComment, codec: netscapeComment },
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
