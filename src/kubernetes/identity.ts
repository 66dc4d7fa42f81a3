/** The user that a client certificate stands for (Kubernetes, Authenticating, X.509 client certificates). */
import { assertFields, bytesToHex } from '../bytes/index.ts';
import { sha256 } from '../hash/index.ts';
import { attributeTexts, type Certificate, type Name } from '../x509/index.ts';

/** A user, as Kubernetes' authenticators return it. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  /** Distinguishes users who had the same name at different times. Certificates contain none. */
  readonly uid?: string;
  /** Further attributes, such as the ID of the credential. */
  readonly extra?: ReadonlyMap<string, readonly string[]>;
}

/** The group of all authenticated users. */
export const AUTHENTICATED = 'system:authenticated';
/** The group of all other users. */
export const UNAUTHENTICATED = 'system:unauthenticated';

/** The subject's common name is the user, each organization a group, and `system:authenticated` is added.
 * The names stay structured: no value can pose as another attribute (security.md R19).
 * @param subject - of a certificate whose chain has been verified.
 * @returns undefined for a subject without a user name: the request is then not authenticated. */
export function identityOf(subject: Name): User | undefined {
  const commonNames = attributeTexts(subject, 'CN');
  const groups = attributeTexts(subject, 'O');
  // Deviation: Kubernetes takes the last of several common names; other implementations could then see a different user.
  if (commonNames.length !== 1 || commonNames[0] === '') return undefined;
  const saysItself = groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED);
  return { name: commonNames[0], groups: saysItself ? groups : [...groups, AUTHENTICATED] };
}

/** The identity of a verified certificate, with the fingerprint that Kubernetes 1.32 adds to it. */
export function identityOfCertificate(certificate: Certificate): User | undefined {
  assertFields(certificate, 'certificate', 'a Certificate', 'subject', 'der');
  const user = identityOf(certificate.subject.value);
  const credential = `X509SHA256=${bytesToHex(sha256.digest(certificate.der))}`;
  return user && { ...user, extra: new Map([['authentication.kubernetes.io/credential-id', [credential]]]) };
}
