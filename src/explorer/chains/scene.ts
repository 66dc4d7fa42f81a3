/** A scene: certificates, who signed whom, and what a verifier is asked. */
import type { PrivateKey } from '../../keys/index.ts';
import type { Certificate, Purpose, ValidationName } from '../../x509/index.ts';

export type CertificateRole = 'intermediate' | 'leaf' | 'root';

/** One certificate, before it is changed. */
export interface SceneCertificate {
  /** Short, of letters, digits, dots and hyphens. */
  readonly id: string;
  readonly role: CertificateRole;
  /** What the picture calls it; undefined: by its common name. */
  readonly title?: string;
  readonly certificate: Certificate;
  /** The id of the one whose key signed it: its own for a root; undefined if that is not in the scene. */
  readonly issuer: string | undefined;
  /** With what to sign it anew once it is changed; undefined for a certificate of somebody else. */
  readonly issuerKey: PrivateKey | undefined;
}

/** What one verifier is asked. */
export interface SceneQuestion {
  /** The id of the certificate that is shown to it. */
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
