/** What a certificate's status is judged by, and what judging may cost. */
import type { Encoded } from '../../../codec/index.ts';
import type { PublicKey, SubjectPublicKeyInfo } from '../../../keys/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import type { Name } from '../../names/name.ts';

/** The issuer of the certificate in question, as its path has it. */
export interface Issuer {
  readonly name: Encoded<Name>;
  /** undefined: the key cannot be used. */
  readonly publicKey: PublicKey | undefined;
  readonly spki: SubjectPublicKeyInfo;
  /** undefined for an anchor that is a name and a key alone. */
  readonly certificate: Certificate | undefined;
}

/** A certificate in question. */
export interface Target {
  readonly certificate: Certificate;
  readonly issuer: Issuer;
}

/** Judges the path of a signer that is not the certificate's own issuer.
 * @param without - lists that are not asked about the signer, nor about who is above it: among them the list that it signed, so that
 * no list says of its own signer that it is good.
 * @returns whether it has a valid path to the anchor of the certificate's own path (RFC 5280 §6.3.3 (f)). */
export type SignerJudge = (signer: Certificate, without: readonly CertificateList[]) => boolean;

/** How many signatures of lists and responses are verified for one validation, whatever evidence it is given. */
const MOST_SIGNATURES = 500;

/** Signatures verified so far: each pair of object and key once, and a bounded number. */
export class Signatures {
  readonly #known = new Map<object, Map<object, boolean | undefined>>();
  #left = MOST_SIGNATURES;

  get exhausted(): boolean {
    return this.#left === 0;
  }

  /** @param by - the certificate or anchor whose key it is.
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
