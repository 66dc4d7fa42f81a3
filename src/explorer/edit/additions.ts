/** The extensions that can be added to a structure by choosing them from a list. */

/** By their names in the standards. */
export const ADDITIONS = {
  certificate: [
    ...['basicConstraints', 'keyUsage', 'extKeyUsage', 'subjectAltName', 'subjectKeyIdentifier'],
    ...['authorityKeyIdentifier', 'certificatePolicies', 'cRLDistributionPoints', 'authorityInfoAccess'],
    ...['nameConstraints', 'policyConstraints', 'inhibitAnyPolicy', 'tlsFeature'],
  ],
  request: [
    ...['basicConstraints', 'keyUsage', 'extKeyUsage', 'subjectAltName', 'subjectKeyIdentifier'],
    ...['certificatePolicies', 'tlsFeature'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Extensible = keyof typeof ADDITIONS;

/** What can be added to, by its title. */
export const extensible = (title: string): Extensible | undefined =>
  title.startsWith('Certificate request') ? 'request' : title === 'Certificate' ? 'certificate' : undefined;
