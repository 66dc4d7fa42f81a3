/** The evidence for a certificate's status, and the limits on the cost of checking it. */
import type { Encoded } from '../../../codec/index.ts';
import type { PublicKey, SubjectPublicKeyInfo } from '../../../keys/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import type { Name } from '../../names/name.ts';

/** The issuer of the checked certificate, from its path. */
export interface Issuer {
  readonly name: Encoded<Name>;
  /** undefined: the key cannot be used. */
  readonly publicKey: PublicKey | undefined;
  readonly spki: SubjectPublicKeyInfo;
  /** undefined for an anchor that consists only of a name and a key. */
  readonly certificate: Certificate | undefined;
}

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

/** Signatures verified so far: each pair of object and key once, and a bounded number. */
export class Signatures {
  readonly #known = new Map<object, Map<object, boolean | undefined>>();
  #left = MOST_SIGNATURES;

  get exhausted(): boolean {
    return this.#left === 0;
  }

  /** @param by - the certificate or anchor with the key.
   * @param verify - undefined for an algorithm or a key that cannot be used. */
  made(signed: object, by: object, verify: () => boolean | undefined): boolean | undefined {
    const known = this.#known.get(signed) ?? new Map<object, boolean | undefined>();
    this.#known.set(signed, known);
    if (!known.has(by)) {
      if (this.#left === 0) return undefined;
      this.#left--;
      known.set(by, verify());
    }
    return known.get(by);
  }
}
