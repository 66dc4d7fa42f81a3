import type { Certificate } from '../certificate/certificate.ts';
import type { Root } from './anchor.ts';

/** Signatures of certificates that verified: a validation of the same certificates at another time need not verify them again, since neither
 * the bytes nor the key can have changed. Everything else is judged anew. Kept by object, and no longer than the certificates. */
export class VerifiedSignatures {
  readonly #issuers = new WeakMap<Certificate, WeakSet<Root>>();

  /** Whether that issuer's key made the certificate's signature, as far as is known. */
  has(certificate: Certificate, issuer: Root): boolean {
    return this.#issuers.get(certificate)?.has(issuer) === true;
  }

  add(certificate: Certificate, issuer: Root): void {
    const issuers = this.#issuers.get(certificate);
    if (issuers === undefined) this.#issuers.set(certificate, new WeakSet([issuer]));
    else issuers.add(issuer);
  }
}
