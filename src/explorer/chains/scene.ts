/** A scene: certificates, their issuers, and the question to a verifier. */
import type { PrivateKey } from '../../keys/index.ts';
import type { Certificate, Purpose, ValidationName } from '../../x509/index.ts';

export type CertificateRole = 'intermediate' | 'leaf' | 'root';

/** One certificate, before it is changed. */
export interface SceneCertificate {
  /** Short, of letters, digits, dots and hyphens. */
  readonly id: string;
  readonly role: CertificateRole;
  /** Its label in the picture; undefined: the common name. */
  readonly title?: string;
  readonly certificate: Certificate;
  /** The id of its issuer: its own for a root; undefined if the issuer is not in the scene. */
  readonly issuer: string | undefined;
  /** The issuer's private key, which signs the certificate again after a change; undefined for a pasted certificate. */
  readonly issuerKey: PrivateKey | undefined;
}

/** The question to one verifier. */
export interface SceneQuestion {
  /** The id of the certificate to validate. */
  readonly leaf: string;
  /** The ids of its trust anchors. */
  readonly trusted: readonly string[];
  readonly purpose: Purpose;
  /** The peer that it expects. */
  readonly name: ValidationName | 'unchecked';
}

export interface Scene {
  readonly certificates: readonly SceneCertificate[];
  readonly question: SceneQuestion;
}
