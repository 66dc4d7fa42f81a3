/** A certificate's status by lists: RFC 5280 §6.3.3, step by step. */
import { equalBytes } from '../../../bytes/index.ts';
import { DecodeError, EncodeError, encode } from '../../../codec/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import type { RevokedEntry } from '../../crl/entries.ts';
import { ALL_REASONS } from '../../crl/reasons.ts';
import { FRESHEST_CRL, ISSUING_DISTRIBUTION_POINT } from '../../extensions/by-oid.ts';
import type { ReasonFlag } from '../../extensions/crl-distribution-points.ts';
import { EXTENSIONS, extension } from '../../extensions/index.ts';
import { sameName } from '../../names/name.ts';
import type { Issuer } from '../issuer.ts';
import type { Target } from './evidence.ts';
import { isPermanent, type Rejection, rejection, type Status } from './finding.ts';
import {
  type DistributionPoint,
  distributionPointsOf,
  interimReasons,
  isIssuerNamed,
  namesNothing,
  outOfTime,
  outsideScope,
  unusable,
} from './list-scope.ts';
import { type SignerQuestion, signerOf } from './list-signer.ts';
import { includesName } from './names.ts';
import { failedDuty } from './web-lists.ts';

export interface ListQuestion extends Omit<SignerQuestion, 'issuer'> {
  readonly crls: readonly CertificateList[];
  readonly time: Date;
  /** With the profile webpki: codes of the duties of lists that are not checked. undefined for other profiles, which check none. */
  readonly webDutiesBut: readonly string[] | undefined;
  /** Codes of rules that are not checked. */
  readonly off: readonly string[];
  /** RFC 5280 §6.3.1 (b): use-deltas. */
  readonly deltas: boolean;
  /** Whether indirect lists, and lists for some reasons only, are used. */
  readonly extended: boolean;
}

/** The result of checking the lists. `status` is undefined if they do not determine it (RFC 5280: UNDETERMINED). */
export interface ListAnswer {
  readonly status: Status | undefined;
  /** The reasons that lists of the right issuer were not used, each once. */
  readonly rejections: readonly Rejection[];
}

/** The status of a certificate, by lists. */
export function statusByLists(target: Target, question: ListQuestion): ListAnswer {
  return new ListProcessing(target, question).run();
}

class ListProcessing {
  readonly #target: Target;
  readonly #question: ListQuestion;
  readonly #rejections = new Map<string, Rejection>();
  // RFC 5280 §6.3.2 (a): reasons_mask is initialized to the empty set. (b): cert_status to UNREVOKED.
  readonly #reasonsMask = new Set<ReasonFlag>();
  #revoked: Status | undefined;
  #sources: CertificateList[] = [];
  readonly #refused = new Set<CertificateList>();
  /** What is found of a list for all distribution points: the reason that it is unusable, and its signer. */
  readonly #unusable = new Map<CertificateList, Rejection | undefined>();
  readonly #signers = new Map<CertificateList, Issuer | Rejection>();
  /** The distribution point that no extension names. */
  #assumed: DistributionPoint | undefined;

  constructor(target: Target, question: ListQuestion) {
    this.#target = target;
    this.#question = question;
  }

  run(): ListAnswer {
    const complete = this.#question.crls.filter((list) => list.baseNumber === undefined);
    // The newest first, so that of two lists of one scope the current one is used.
    const newest = [...complete].sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
    for (const point of this.#points()) {
      for (const list of newest) {
        // §6.3.3: "While ((reasons_mask is not all-reasons) and (cert_status is UNREVOKED))".
        if (this.#done) break;
        this.#process(list, point);
      }
    }
    this.#noteStrayDeltas();
    this.#noteReasonsLeft();
    const rejections = [...this.#rejections.values()];
    if (this.#revoked !== undefined) return { status: this.#revoked, rejections };
    if (!this.#done) return { status: undefined, rejections };
    return { status: { kind: 'good', source: sourceText(this.#sources) }, rejections };
  }

  get #done(): boolean {
    return this.#revoked !== undefined || this.#reasonsMask.size === ALL_REASONS.size;
  }

  #points(): DistributionPoint[] {
    try {
      const points = distributionPointsOf(this.#target.certificate);
      this.#assumed = points.at(-1);
      return points;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const detail = `the certificate's distribution points cannot be read: ${error.message}`;
      this.#reject(rejection('crl-scope', error.rule, detail, 'CA', 'issue the certificate again'));
      return [];
    }
  }

  #reject(why: Rejection): void {
    this.#rejections.set(`${why.code} ${why.detail}`, why);
  }

  /** A mismatch with another distribution point is not reported for a list that was already refused for its own. */
  #refuse(list: CertificateList, why: Rejection): void {
    if (why.code === 'crl-scope' && this.#refused.has(list)) return;
    this.#refused.add(list);
    this.#reject(why);
  }

  /** One turn of the loop of §6.3.3, for a distribution point and a list. */
  #process(list: CertificateList, point: DistributionPoint): void {
    const { certificate } = this.#target;
    if (!isIssuerNamed(list, point, certificate)) return;
    const wrong = this.#notExtended(list, point) ?? outsideScope(list, point, certificate) ?? this.#unusableOf(list);
    if (wrong !== undefined) {
      this.#refuse(list, wrong);
      return;
    }
    // (d), (e): "Verify that interim_reasons_mask includes one or more reasons that is not included in the reasons_mask."
    const interim = interimReasons(list, point);
    if ([...interim].every((reason) => this.#reasonsMask.has(reason))) return;
    // (f), (g)
    const signer = this.#signerOf(list);
    if ('code' in signer) {
      this.#refuse(list, signer);
      return;
    }
    // (a), (c), (h)
    const late = this.#outOfTime(list);
    const delta = this.#question.deltas ? this.#deltaFor(list, signer) : undefined;
    if (late !== undefined && !(late.code === 'crl-expired' && delta && this.#mayBeUpdated(list))) {
      this.#refuse(list, late);
      if (late.code === 'crl-expired') this.#askUnusable(list, delta);
      return;
    }
    const fault = namesNothing(list) ?? this.#failedDuty(list, point) ?? (delta && this.#failedDuty(delta, point));
    if (fault !== undefined) {
      this.#refuse(list, fault);
      this.#askUnusable(list, delta);
      return;
    }
    // An expired delta may have said already that it is revoked.
    if (this.#revoked === undefined) this.#search(list, delta);
    // (l): "Set the reasons_mask state variable to the union of its previous value and the value of interim_reasons_mask."
    for (const reason of interim) this.#reasonsMask.add(reason);
    this.#sources.push(list);
  }

  #outOfTime(list: CertificateList): Rejection | undefined {
    const late = outOfTime(list, this.#question.time);
    return late !== undefined && this.#question.off.includes(late.code) ? undefined : late;
  }

  #unusableOf(list: CertificateList): Rejection | undefined {
    if (!this.#unusable.has(list)) this.#unusable.set(list, unusable(list));
    return this.#unusable.get(list);
  }

  #signerOf(list: CertificateList): Issuer | Rejection {
    let signer = this.#signers.get(list);
    if (signer === undefined) {
      signer = signerOf(list, { ...this.#question, issuer: this.#target.issuer });
      this.#signers.set(list, signer);
    }
    return signer;
  }

  /** Looks up the certificate in usable lists. */
  #search(list: CertificateList, delta: CertificateList | undefined): void {
    const { certificate } = this.#target;
    // (i): "If use-deltas is set, then search for the certificate on the delta CRL."
    const inDelta = delta && entryFor(delta, certificate);
    // (j): "If (cert_status is UNREVOKED), then search for the certificate on the complete CRL."
    const inList = entryFor(list, certificate);
    // §5.3.1: removeFromCRL is for a certificate that was on hold, or has expired. Another revocation stays.
    const isReleased = inDelta?.reason === 'removeFromCRL' && inList !== undefined && isPermanent(inList.reason);
    const found = isReleased ? inList : (inDelta ?? inList);
    // (k): "If (cert_status is removeFromCRL), then set cert_status to UNREVOKED."
    if (found !== undefined && found.reason !== 'removeFromCRL') {
      this.#revoked = revokedBy(found, found === inDelta ? (delta ?? list) : list);
    }
  }

  /** OpenSSL processes indirect lists and lists for some reasons only with an explicit flag (X509_V_FLAG_EXTENDED_CRL_SUPPORT). */
  #notExtended(list: CertificateList, point: DistributionPoint): Rejection | undefined {
    const scope = list.issuingDistributionPoint;
    const isExtended = scope?.indirectCRL || scope?.onlySomeReasons !== undefined || point.cRLIssuer !== undefined;
    if (this.#question.extended || !isExtended) return undefined;
    const detail = 'the list is indirect, or for some reasons only, and such lists are switched off';
    return rejection(
      'crl-scope',
      'Not in RFC 5280: the option of the caller',
      detail,
      'verifier',
      'switch extended lists on',
    );
  }

  #failedDuty(list: CertificateList, point: DistributionPoint): Rejection | undefined {
    const { webDutiesBut } = this.#question;
    return webDutiesBut && failedDuty(list, point === this.#assumed ? undefined : point, webDutiesBut);
  }

  /** Names the deltas of the issuer that extend none of the lists: §5.2.4 does not let them be used. */
  #noteStrayDeltas(): void {
    const { crls, deltas } = this.#question;
    const complete = crls.filter((list) => list.baseNumber === undefined);
    for (const delta of deltas ? crls.filter((list) => list.baseNumber !== undefined) : []) {
      if (!sameName(delta.issuer, this.#target.certificate.issuer)) continue;
      if (complete.some((list) => isDeltaOf(delta, list) || isNewer(list, delta))) continue;
      const detail = `a delta list extends list ${delta.baseNumber} or a later one of its scope, and none is at hand`;
      this.#reject(
        rejection('crl-scope', 'RFC 5280 §5.2.4', detail, 'verifier', 'give the complete list that it extends'),
      );
    }
  }

  /** §6.3.3 (l): lists for some reasons only do not determine the status until they cover all. */
  #noteReasonsLeft(): void {
    if (this.#done || this.#reasonsMask.size === 0) return;
    const left = [...ALL_REASONS].filter((reason) => !this.#reasonsMask.has(reason));
    const detail = `no list covers revocation for ${left.join(', ')}`;
    this.#reject(
      rejection('crl-scope', 'RFC 5280 §6.3.3 (l)', detail, 'verifier', 'give the lists for the other reasons too'),
    );
  }

  /** Not in the RFC, which does not use a list that is outdated or fails its duties: see `isPermanent`. */
  #askUnusable(...lists: readonly (CertificateList | undefined)[]): void {
    for (const list of lists) {
      const found = list && entryFor(list, this.#target.certificate);
      if (list && found !== undefined && isPermanent(found.reason)) this.#revoked = revokedBy(found, list);
    }
  }

  /** §6.3.3 (a) (1) (i): an outdated list may be updated by a delta where the certificate or the list has freshestCRL. */
  #mayBeUpdated(list: CertificateList): boolean {
    const all = [...this.#target.certificate.extensions, ...list.extensions];
    return all.some(({ extnID }) => extnID === FRESHEST_CRL.id);
  }

  /** The newest usable delta list for a complete one: §5.2.4, and §6.3.3 (c), (h). */
  #deltaFor(list: CertificateList, signer: Issuer): CertificateList | undefined {
    const { crls, signatures } = this.#question;
    const fitting = crls.filter((delta) => isDeltaOf(delta, list));
    for (const delta of fitting.sort((a, b) => (a.number! < b.number! ? 1 : -1))) {
      const wrong = unusable(delta) ?? this.#outOfTime(delta);
      if (wrong !== undefined) this.#reject({ ...wrong, detail: `of a delta list: ${wrong.detail}` });
      if (wrong !== undefined && wrong.code !== 'crl-expired') continue;
      // (h): "validate the signature on the delta CRL using the public key validated in step (f)."
      if (signatures.made(delta, signer)) {
        if (wrong === undefined) return delta;
        this.#askUnusable(delta);
        continue;
      }
      const detail = 'a delta list was not signed by the key of its complete list';
      this.#reject(rejection('crl-signature', 'RFC 5280 §6.3.3 (h)', detail, 'verifier', 'fetch the delta list again'));
    }
    return undefined;
  }
}

/** Whether a list is a delta that may update a complete one, without regard to its time and signature. */
function isDeltaOf(delta: CertificateList, complete: CertificateList): boolean {
  const { baseNumber, number } = delta;
  if (baseNumber === undefined || number === undefined || complete.number === undefined) return false;
  return (
    // §6.3.3 (c) (1): the same issuer.
    sameName(delta.issuer, complete.issuer) &&
    // (c) (2): the same scope. (c) (3): the same key identifier.
    sameExtension(delta, complete, ISSUING_DISTRIBUTION_POINT.id) &&
    sameExtension(delta, complete, EXTENSIONS.authorityKeyIdentifier.id) &&
    // §5.2.4 (c): "The CRL number of the complete CRL is equal to or greater than the BaseCRLNumber specified in the delta CRL."
    complete.number >= baseNumber &&
    // §5.2.4 (d): "The CRL number of the complete CRL is less than the CRL number of the delta CRL."
    complete.number < number
  );
}

/** Whether a complete list has what a delta of the same issuer says, and more. */
const isNewer = (complete: CertificateList, delta: CertificateList): boolean =>
  sameName(delta.issuer, complete.issuer) && (complete.number ?? -1n) >= (delta.number ?? 0n);

function sameExtension(a: CertificateList, b: CertificateList, id: string): boolean {
  const [one, other] = [a, b].map(({ extensions }) => extensions.find(({ extnID }) => extnID === id));
  if (one === undefined || other === undefined) return one === other;
  try {
    return equalBytes(encode(extension, { ...one, critical: false }), encode(extension, { ...other, critical: false }));
  } catch (error) {
    if (error instanceof EncodeError) return false; // Read with a tolerated deviation: it cannot be written again.
    throw error;
  }
}

/** The certificate's entry: by serial number, and by issuer where the entry names one (RFC 5280 §5.3.3). */
export function entryFor(list: CertificateList, { serialNumber, issuer }: Certificate): RevokedEntry | undefined {
  for (const entry of list.entries.withSerial(serialNumber)) {
    const { certificateIssuer } = entry;
    if (certificateIssuer === undefined ? sameName(list.issuer, issuer) : includesName(certificateIssuer, issuer))
      return entry;
  }
  return undefined;
}

const revokedBy = ({ revocationDate, reason = 'unspecified' }: RevokedEntry, list: CertificateList): Status => ({
  kind: 'revoked',
  source: sourceText([list]),
  since: revocationDate,
  reason,
});

const sourceText = (lists: readonly CertificateList[]): string =>
  lists.map((list) => `a list of ${list.thisUpdate.toISOString().replace('.000Z', 'Z')}`).join(', ');
