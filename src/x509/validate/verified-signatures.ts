import type { Certificate } from '../certificate/certificate.ts';
import type { Root } from './anchor.ts';

/** Signatures of certificates that verified: a validation of the same certificates at another time need not verify them again, since neither
 * the bytes nor the key can have changed. Everything else is checked again. Indexed by the certificate objects, and kept no longer than
 * these. */
export class VerifiedSignatures {
  readonly #issuers = new WeakMap<Certificate, WeakSet<Root>>();

  /** Whether that issuer's key made the certificate's signature, if that was verified before. */
  has(certificate: Certificate, issuer: Root): boolean {
    return this.#issuers.get(certificate)?.has(issuer) === true;
  }

  add(certificate: Certificate, issuer: Root): void {
    const issuers = this.#issuers.get(certificate);
    if (issuers === undefined) this.#issuers.set(certificate, new WeakSet([issuer]));
    else issuers.add(issuer);
  }
}
