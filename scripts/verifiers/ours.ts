/** What Vitrine says of a case. */
import { DecodeError } from '../../src/codec/index.ts';
import { decodeCertificate, decodeCertificateList, type Profile, validateChain } from '../../src/x509/index.ts';
import type { Case } from './cases.ts';

/** @param off - codes of rules that are not judged. */
export function ourVerdict(asked: Case, profile: Profile, off: readonly string[]): boolean {
  const { time, name, crls, policies, maxDepth } = asked;
  const read = (ders: readonly Uint8Array[]) => ders.map((der) => decodeCertificate(der));
  try {
    return validateChain({
      leaf: decodeCertificate(asked.leaf),
      intermediates: read(asked.intermediates),
      roots: read(asked.roots),
      ...{ time, profile, off: off as never },
      purpose: name === undefined ? 'any' : 'serverAuth',
      name: name ?? 'unchecked',
      revocation:
        crls === undefined
          ? { policy: 'off' }
          : { policy: 'require', crls: crls.map((der) => decodeCertificateList(der)) },
      ...(policies && {
        policies: {
          initialPolicies: policies.accepted,
          explicitPolicy: policies.explicit,
          inhibitPolicyMapping: policies.inhibitMapping,
          inhibitAnyPolicy: policies.inhibitAny,
        },
      }),
      ...(maxDepth !== undefined && { limits: { depth: maxDepth } }),
    }).ok;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
