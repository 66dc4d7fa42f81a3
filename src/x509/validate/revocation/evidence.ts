/** The evidence for a certificate's status, and the limits on the cost of checking it. */
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import { type Issuer, isSignedBy, type Signed } from '../issuer.ts';

/** A certificate whose status is checked. */
export interface Target {
  readonly certificate: Certificate;
  readonly issuer: Issuer;
}

/** Validates the path of a signer that is not the certificate's own issuer.
 * @param without - lists that are not used for the signer and the CAs above it: among them the list that it signed, so that no list vouches
 * for its own signer.
 * @returns whether it has a valid path to the anchor of the certificate's own path (RFC 5280 §6.3.3 (f)). */
export type SignerJudge = (signer: Certificate, without: readonly CertificateList[]) => boolean;

/** Maximum number of signatures of lists and responses that are verified in one validation. */
const MOST_SIGNATURES = 500;

/** Signatures verified so far: each pair of object and issuer once, and a bounded number. */
export class Signatures {
  readonly #known = new Map<object, Map<object, boolean | undefined>>();
  #left = MOST_SIGNATURES;

  get exhausted(): boolean {
    return this.#left === 0;
  }

  /** Whether the issuer's key made a signature, which is not over SHA-1; undefined for an algorithm or a key that cannot be used, and where
   * too many were verified. @param of - the object that is signed, if it has another shape. */
  made(signed: Signed, issuer: Issuer, of: object = signed): boolean | undefined {
    const known = this.#known.get(of) ?? new Map<object, boolean | undefined>();
    this.#known.set(of, known);
    if (!known.has(issuer.root)) {
      if (this.#left === 0) return undefined;
      this.#left--;
      known.set(issuer.root, isSignedBy(signed, issuer, false));
    }
    return known.get(issuer.root);
  }
}
