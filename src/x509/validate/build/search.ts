/** Path building: a best-first search from the leaf upwards (RFC 4158). Each path that reaches an anchor is validated at once, so that the
 * search continues if the path is invalid for any reason. */
import { equalBytes } from '../../../bytes/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import { sameName } from '../../names/name.ts';
import { type Root, TrustAnchor } from '../anchor.ts';
import type { Check } from '../check.ts';
import { type Issuer, isSignedBy } from '../issuer.ts';
import type { Path } from '../path.ts';
import type { Question } from '../question.ts';
import { ChainRevocation } from '../revocation/chain-revocation.ts';
import { type PathContext, validatePath } from '../validate-path.ts';
import type { VerifiedSignatures } from '../verified-signatures.ts';
import { Budget } from './budget.ts';
import { Heap } from './heap.ts';
import { type Candidate, hasSameIdentity, hasSameKey, Pool, type Ranked } from './pool.ts';

/** A path from the leaf upwards, as a linked list that starts at the upper end. */
interface Partial {
  readonly certificate: Certificate;
  readonly below: Partial | undefined;
  /** Number of CAs that are not self-issued. */
  readonly cas: number;
  readonly demerits: number;
  /** Whether a signature in it does not verify. */
  readonly isBroken: boolean;
  /** If it is broken: the longest lower part of the path whose signatures verify. */
  readonly sound: Partial | undefined;
  /** Whether the search has continued with a candidate. */
  goesOn: boolean;
  /** Whether the path was not extended, since it has the maximum number of CAs. */
  isCut: boolean;
}

/** A path, and the candidate issuer for its upper end that is tried next. */
interface Step {
  readonly path: Partial;
  readonly candidates: readonly Ranked[];
  readonly index: number;
}

/** A path with the result of its validation. */
export interface Judged extends Path {
  readonly checks: readonly Check[];
  /** Whether the path was not extended because of the depth limit. */
  readonly isCut: boolean;
}

/** The issuers that were tried for a certificate. */
interface Tried {
  /** Whether its key made the signature; undefined where the algorithm is not known. */
  readonly byIssuer: Map<Root, boolean | undefined>;
  /** One issuer for each key that was tried: several certificates may have one. */
  readonly keys: Root[];
}
type Signed = Map<Certificate, Tried>;

/** What the search for a path to the signer of a list shares with the search that needs the list. Many lists then cost no more work than
 * the limits allow for one validation. */
interface Outer {
  readonly budget: Budget;
  readonly comparisons: PathContext['comparisons'];
  readonly signed: Signed;
  /** The revocation checks without that list: it is not used for its own signer. */
  readonly revocation: ChainRevocation;
}

/** Rank of paths with a signature that does not verify. They come last, since they can only explain a failure. */
const BROKEN = 1_000_000;
/** Bonus for a verified signature. It exceeds the small penalties of a candidate, so that the search continues upwards before it tries
 * other certificates with the same name; but it is smaller than the penalty for a visible fault. */
const PROGRESS = 4;
/** A path of more CAs than this is rare: shorter ones are tried first, where CAs that certify each other allow many. */
const USUAL_CAS = 3;
/** Penalty for each further CA. */
const LONG = 16;
/** Maximum number of paths without an anchor that are validated, to find the best one to report. */
const MOST_DEAD_ENDS = 8;

export class Search {
  readonly budget: Budget;
  /** All validated paths, in order. Only the last one can be valid. */
  readonly judged: Judged[] = [];
  readonly #question: Question;
  readonly #pool: Pool;
  readonly #heap = new Heap<Step>();
  readonly #expanded: Partial[] = [];
  readonly #signed: Signed;
  readonly #context: PathContext;
  readonly #verified: VerifiedSignatures | undefined;

  /** @param verified - see `validateChainKnowing`.
   * @param outer - what is shared with the search that this one serves, if the leaf is the signer of a list. */
  constructor(question: Question, verified?: VerifiedSignatures, outer?: Outer) {
    this.#question = question;
    this.#verified = verified;
    this.#pool = new Pool(question);
    this.budget = outer?.budget ?? new Budget(question.limits);
    this.#signed = outer?.signed ?? new Map();
    this.#context = {
      signed: (certificate, issuer) => this.#recall(certificate, issuer),
      comparisons: outer?.comparisons ?? { left: question.limits.comparisons },
      revocation: outer?.revocation ?? this.#chainRevocation(),
    };
  }

  #chainRevocation(): ChainRevocation | undefined {
    const { revocation, intermediates, roots, time, profile, off } = this.#question;
    if (revocation.policy === 'off') return undefined;
    return new ChainRevocation({
      checks: revocation,
      certificates: [...intermediates, ...roots.filter(isCertificate)],
      time,
      webDutiesBut: profile === 'webpki' ? off : undefined,
      off,
      validate: this.#validateSigner,
    });
  }

  /** Validates a signer's path to one anchor. Purpose and name are not checked. */
  #validateSigner = (signer: Certificate, anchor: Issuer, inner: ChainRevocation): boolean => {
    const isEnd = (root: Root): boolean =>
      root instanceof TrustAnchor ? root === anchor.root : anchor.certificate?.equals(root) === true;
    const roots = this.#question.roots.filter(isEnd);
    const intermediates = [...this.#question.intermediates, ...inner.certificates];
    const own = {
      leaf: signer,
      roots,
      intermediates,
      purpose: 'any',
      name: 'unchecked',
      observe: undefined,
      policies: undefined,
    } as const;
    // A signer of lists is not a web server, so the rules of webpki for leaves do not apply.
    const profile = this.#question.profile === 'webpki' ? 'strict' : this.#question.profile;
    const { budget } = this;
    const { comparisons } = this.#context;
    const outer = { budget, comparisons, signed: this.#signed, revocation: inner };
    const found = new Search({ ...this.#question, ...own, profile }, this.#verified, outer).run();
    return found.anchor !== undefined && isValid(found);
  };

  /** Searches until a path is valid, or no candidate is left.
   * @returns the valid path, or the most informative invalid one. */
  run(): Judged {
    const { leaf } = this.#question;
    const anchor = this.#pool.anchorOf(leaf);
    if (anchor !== undefined) return this.#judge({ certificates: [], anchor }, false);
    this.#expand(start(leaf));
    for (let step = this.#heap.pop(); step !== undefined; step = this.#heap.pop()) {
      if (!this.budget.takeStep()) break;
      const valid = this.#take(step);
      if (valid !== undefined) return valid;
      // One path with a signature that does not verify suffices to explain the failure.
      if (step.path.isBroken && this.judged.length > 0) break;
    }
    if (this.judged.every(({ anchor: end }) => end === undefined)) this.#judgeDeadEnds();
    return this.judged.reduce(better);
  }

  /** Tries one candidate. @returns a valid path. */
  #take({ path, candidates, index }: Step): Judged | undefined {
    if (index + 1 < candidates.length) this.#push({ path, candidates, index: index + 1 });
    const { candidate, isOther } = candidates[index];
    // If another candidate's key made the signature, this path does not explain the failure.
    if (path.sound?.goesOn) return undefined;
    if (!isItsAnchor(path, candidate) && hasIdentity(path, candidate.root)) return undefined;
    if (
      !candidate.isAnchor &&
      path.cas === this.#question.limits.depth &&
      !isSelfIssued(candidate.root as Certificate)
    ) {
      path.isCut = !path.isBroken;
      return undefined;
    }
    const signed = this.#verify(path.certificate, candidate);
    if (signed === 'exhausted') return undefined;
    if (signed !== true && isOther) return undefined;
    // Paths that can only explain a failure come after those that may be valid.
    if (signed !== true && !path.isBroken) {
      this.#wait(path, candidate);
      return undefined;
    }
    return this.#follow(path, candidate);
  }

  #wait(path: Partial, candidate: Candidate): void {
    // A self-signed certificate has no other issuer than itself.
    if (isSelfSigned(path.certificate)) return;
    const broken = { ...path, isBroken: true, sound: path };
    this.#push({
      path: broken,
      candidates: [{ candidate, demerits: BROKEN + candidate.demerits, isOther: false }],
      index: 0,
    });
  }

  #follow(path: Partial, candidate: Candidate): Judged | undefined {
    path.goesOn = true;
    if (candidate.isAnchor) {
      const judged = this.#judge({ certificates: certificatesOf(path), anchor: candidate.root }, false);
      return isValid(judged) ? judged : undefined;
    }
    const certificate = candidate.root as Certificate;
    this.#expand({
      certificate,
      below: path,
      cas: path.cas + (isSelfIssued(certificate) ? 0 : 1),
      demerits: path.demerits + candidate.demerits + (path.isBroken ? 0 : path.cas < USUAL_CAS ? -PROGRESS : LONG),
      isBroken: path.isBroken,
      sound: path.sound,
      goesOn: false,
      isCut: false,
    });
    return undefined;
  }

  #expand(path: Partial): void {
    // A broken path that leads to no anchor does not explain the failure.
    if (!path.isBroken) this.#expanded.push(path);
    const candidates = this.#pool.issuersOf(path.certificate);
    if (candidates.length > 0) this.#push({ path, candidates, index: 0 });
  }

  #push(step: Step): void {
    const { path, candidates, index } = step;
    this.#heap.push((path.isBroken ? BROKEN : 0) + path.demerits + candidates[index].demerits, step);
  }

  /** Whether the candidate's key made the signature; each key is tried once, whichever of its certificates come. */
  #verify(certificate: Certificate, candidate: Candidate): boolean | undefined | 'exhausted' {
    const { issuer } = candidate;
    const known: Tried = this.#signed.get(certificate) ?? { byIssuer: new Map(), keys: [] };
    this.#signed.set(certificate, known);
    if (known.byIssuer.has(issuer.root)) return known.byIssuer.get(issuer.root);
    const same = known.keys.find((root) => hasSameKey(root, issuer.root));
    if (same === undefined && !this.budget.takeSignature()) return 'exhausted';
    const signed = same === undefined ? this.#signedBy(certificate, issuer) : known.byIssuer.get(same);
    if (same === undefined) known.keys.push(issuer.root);
    known.byIssuer.set(issuer.root, signed);
    this.#question.observe?.({ kind: 'issuer-tried', certificate, candidate: candidate.root, signed });
    return signed;
  }

  #signedBy(certificate: Certificate, issuer: Issuer): boolean | undefined {
    const weakToo = this.#question.off.includes('signature-hash-weak');
    const signed = this.#verified?.has(certificate, issuer.root) || isSignedBy(certificate, issuer, weakToo);
    if (signed) this.#verified?.add(certificate, issuer.root);
    return signed;
  }

  #judge(path: Path, isCut: boolean): Judged {
    const checks = validatePath(path, this.#question, this.#context);
    const judged = { checks, isCut, ...path };
    this.judged.push(judged);
    return judged;
  }

  /** Looks up the result of a signature that the search has verified already. */
  #recall(certificate: Certificate, issuer: Issuer): boolean | undefined {
    return this.#signed.get(certificate)?.byIssuer.get(issuer.root);
  }

  /** Validates the longest paths that have no issuer: one of them shows best what is missing. */
  #judgeDeadEnds(): void {
    const ends = this.#expanded.filter(({ goesOn }) => !goesOn);
    const lengthOf = (path: Partial): number => certificatesOf(path).length;
    const ordered = ends
      .map((path) => ({ path, length: lengthOf(path) }))
      .sort((a, b) => Number(b.path.isCut) - Number(a.path.isCut) || b.length - a.length);
    for (const { path } of ordered.slice(0, MOST_DEAD_ENDS)) {
      this.#judge({ certificates: certificatesOf(path), anchor: undefined }, path.isCut);
    }
  }
}

const start = (leaf: Certificate): Partial => ({
  certificate: leaf,
  below: undefined,
  cas: 0,
  demerits: 0,
  isBroken: false,
  sound: undefined,
  goesOn: false,
  isCut: false,
});

const isCertificate = (root: Root): root is Certificate => !(root instanceof TrustAnchor);
/** Decides by names and key identifiers. A self-issued certificate without key identifiers counts as self-signed. */
function isSelfSigned(certificate: Certificate): boolean {
  const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  const own = certificate.subjectKeyIdentifier;
  return isSelfIssued(certificate) && (wanted === undefined || own === undefined || equalBytes(wanted, own));
}

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => sameName(subject, issuer);

export const isValid = ({ checks }: Pick<Judged, 'checks'>): boolean =>
  checks.every(({ outcome }) => outcome !== 'fail');

/** Whether a self-signed leaf has the name and key of an anchor that is not a certificate: a path of one certificate (RFC 5280 §6.1). */
const isItsAnchor = (path: Partial, { root }: Candidate): boolean =>
  path.below === undefined && root instanceof TrustAnchor;

/** Whether the path has this name and key already, perhaps in another certificate. */
function hasIdentity(path: Partial, root: Root): boolean {
  for (let at: Partial | undefined = path; at !== undefined; at = at.below) {
    if (hasSameIdentity(at.certificate, root)) return true;
  }
  return false;
}

function certificatesOf(path: Partial): readonly Certificate[] {
  const certificates: Certificate[] = [];
  for (let at: Partial | undefined = path; at !== undefined; at = at.below) certificates.push(at.certificate);
  return certificates.reverse();
}

/** The more informative of two invalid paths: preferably one that leads to an anchor, has valid signatures, and the fewest faults. */
function better(a: Judged, b: Judged): Judged {
  const [left, right] = [weightOf(a), weightOf(b)];
  const at = left.findIndex((weight, i) => weight !== right[i]);
  return at === -1 || left[at] < right[at] ? a : b;
}

function weightOf({ anchor, checks, isCut }: Judged): readonly number[] {
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  const unsigned = failed.filter(({ code }) => code === 'signature').length;
  return [anchor === undefined ? 1 : 0, isCut ? 0 : 1, unsigned, failed.length];
}
