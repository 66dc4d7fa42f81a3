/** Revocation in a chain: which certificates are checked, and how the signers of lists are validated. */
import { DecodeError } from '../../../codec/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import { sameName } from '../../names/name.ts';
import { type Issuer, issuerOf } from '../issuer.ts';
import { Signatures, type SignerJudge } from './evidence.ts';
import type { RevocationFinding } from './finding.ts';
import { claimsToCover } from './list-scope.ts';
import { entryFor } from './list-status.ts';
import { ocspSettingsOf } from './response-status.ts';
import { type RevocationQuestion, revocationOf, statusWithoutIssuer } from './revocation.ts';
import type { RevocationChecks } from './revocation-policy.ts';

/** Validates the path of a signer to one anchor, with revocation by these checks.
 * @returns whether it is valid. */
export type SignerValidator = (signer: Certificate, anchor: Issuer, inner: ChainRevocation) => boolean;

/** Maximum nesting of signers: a list may be needed to check the signer of another list, and so on. */
const MOST_NESTED = 4;

/** The inputs of the revocation checks of one validation. */
export interface RevocationSetting {
  readonly checks: RevocationChecks;
  /** Certificates that may belong to signers. */
  readonly certificates: readonly Certificate[];
  readonly time: Date;
  /** As in `ListQuestion`. */
  readonly webDutiesBut: readonly string[] | undefined;
  /** As in `ListQuestion`. */
  readonly off: readonly string[];
  readonly validate: SignerValidator;
}

/** The revocation checks of one validation. Each signature is verified once, for any number of paths. */
export class ChainRevocation {
  /** Certificates that may belong to signers. */
  readonly certificates: readonly Certificate[];
  readonly #setting: RevocationSetting;
  readonly #crls: readonly CertificateList[];
  /** The lists that were signed by the leaf, by the leaf of the outer validation, and so on. They are never used. */
  readonly #without: readonly CertificateList[];
  readonly #signatures: Signatures;
  readonly #nested: number;
  /** Cached results for signers, by the anchor, the signed list, and the signer. */
  readonly #judged = new Map<object, Map<CertificateList, Map<Certificate, boolean>>>();

  /** @param outer - the checks of the outer validation for whose list signer this validation is made, and that list. */
  constructor(
    setting: RevocationSetting,
    outer?: { readonly of: ChainRevocation; readonly without: readonly CertificateList[] },
  ) {
    const { checks, certificates } = setting;
    this.#setting = setting;
    this.certificates = [...certificates, ...(checks.certificates ?? [])];
    this.#without = outer === undefined ? [] : [...outer.of.#without, ...outer.without];
    this.#crls =
      outer === undefined ? (checks.crls ?? []) : outer.of.#crls.filter((list) => !outer.without.includes(list));
    this.#signatures = outer === undefined ? new Signatures() : outer.of.#signatures;
    this.#nested = outer === undefined ? 0 : outer.of.#nested + 1;
  }

  /** The findings about a certificate of a chain that leads to an anchor. None for certificates that are not checked.
   * @param depth - 0 is the leaf. @param issuer - the next in the chain. @param anchor - the chain's end. */
  findings(certificate: Certificate, depth: number, issuer: Issuer, anchor: Issuer): RevocationFinding[] {
    if (this.#setting.checks.scope === 'leaf' && depth > 0 && this.#nested === 0) return [];
    const findings = revocationOf({ certificate, issuer }, this.#question(depth, anchor));
    return depth === 0 && this.#answersForItself(certificate) ? findings.map(waived) : findings;
  }

  /** The findings about a leaf that is trusted itself. Its issuer is whichever of the given ones made its signature; evidence counts if that
   * key, or a delegate of it, signed it. None for the signer of a list that is the anchor: the anchor may sign lists.
   * @param issuers - from anywhere, perhaps not trusted. */
  findingsOfTrusted(certificate: Certificate, issuers: readonly Issuer[]): RevocationFinding[] {
    if (this.#nested > 0) return [];
    const signers = [...issuers, ...this.certificates.map(issuerOf)].filter(
      (issuer) => sameName(issuer.name, certificate.issuer) && this.#signatures.made(certificate, issuer) === true,
    );
    // Of several certificates with this key, one that may sign lists is preferred.
    const issuer = signers.find((one) => one.certificate?.keyUsage?.includes('cRLSign') !== false) ?? signers[0];
    if (issuer === undefined) return statusWithoutIssuer(certificate, this.#question(0, issuerOf(certificate)));
    return revocationOf({ certificate, issuer }, this.#question(0, issuer));
  }

  #question(depth: number, anchor: Issuer): RevocationQuestion {
    const {
      policy,
      deltas = true,
      extended = true,
      ocsp,
      ocspResponses = [],
      stapledResponses = [],
      mustStaple = false,
    } = this.#setting.checks;
    return {
      policy,
      crls: this.#crls,
      ocspResponses: [...ocspResponses, ...stapledResponses],
      stapledResponses,
      ocsp: ocspSettingsOf(ocsp),
      certificates: this.certificates,
      anchor,
      time: this.#setting.time,
      webDutiesBut: this.#setting.webDutiesBut,
      off: this.#setting.off,
      deltas,
      extended,
      mustStaple: mustStaple && depth === 0 && this.#nested === 0,
      signatures: this.#signatures,
      judge: this.#judgeTo(anchor),
    };
  }

  /** Whether the list that covers a signer is signed by that signer itself (PKITS 4.14.30). Such a list is not used: a thief of the key
   * could make it say "good". So the signer's status is unknown, by the CA's own choice. */
  #answersForItself(signer: Certificate): boolean {
    try {
      return this.#without.some((list) => claimsToCover(list, signer) && entryFor(list, signer) === undefined);
    } catch (error) {
      if (error instanceof DecodeError) return false; // Its distribution points cannot be read.
      throw error;
    }
  }

  #judgeTo(anchor: Issuer): SignerJudge {
    const judged = this.#judged.get(anchor.root) ?? new Map<CertificateList, Map<Certificate, boolean>>();
    this.#judged.set(anchor.root, judged);
    return (signer, without) => {
      if (this.#nested === MOST_NESTED) return false;
      const [list] = without;
      const known = judged.get(list) ?? new Map<Certificate, boolean>();
      judged.set(list, known);
      const before = known.get(signer);
      if (before !== undefined) return before;
      const inner = new ChainRevocation(this.#setting, { of: this, without });
      const valid = this.#setting.validate(signer, anchor, inner);
      known.set(signer, valid);
      return valid;
    };
  }
}

/** An unknown status that nobody can determine does not fail a signer. */
const waived = (finding: RevocationFinding): RevocationFinding =>
  finding.outcome === 'fail' && finding.code === 'revocation-unknown' ? { ...finding, outcome: 'note' } : finding;
