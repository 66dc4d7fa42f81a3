/** Path building: a best-first search from the leaf upwards (RFC 4158). Each path that reaches an anchor is validated at once, so that
 * the search goes on where a path is invalid, for whatever reason. */
import { equalBytes } from '../../../bytes/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import { sameName } from '../../names/name.ts';
import { type Root, TrustAnchor } from '../anchor.ts';
import type { Check } from '../check.ts';
import type { Issuer } from '../issuer.ts';
import { isSignedBy } from '../issuer.ts';
import type { Path } from '../path.ts';
import type { Question } from '../question.ts';
import { ChainRevocation } from '../revocation/chain-revocation.ts';
import type { Issuer as RevocationIssuer } from '../revocation/evidence.ts';
import { type PathContext, validatePath } from '../validate-path.ts';
import type { VerifiedSignatures } from '../verified-signatures.ts';
import { Budget } from './budget.ts';
import { Heap } from './heap.ts';
import { type Candidate, hasSameIdentity, Pool, type Ranked } from './pool.ts';

/** A path from the leaf upwards, as a list from its upper end. */
interface Partial {
  readonly certificate: Certificate;
  readonly below: Partial | undefined;
  /** CAs that are not self-issued. */
  readonly cas: number;
  readonly demerits: number;
  /** A signature in it does not verify. */
  readonly isBroken: boolean;
  /** Where it begins to be broken: the same path, as far as its signatures verify. */
  readonly sound: Partial | undefined;
  /** Some candidate was followed. */
  goesOn: boolean;
  /** A candidate was not followed, since the path has as many CAs as the caller allows. */
  isCut: boolean;
}

/** A path, and the candidate for its upper end that is tried next. */
interface Step {
  readonly path: Partial;
  readonly candidates: readonly Ranked[];
  readonly index: number;
}

/** A path with its verdict. */
export interface Judged extends Path {
  readonly checks: readonly Check[];
  /** The search ended here at the limit of depth. */
  readonly isCut: boolean;
}

/** Paths through signatures that do not verify come last: they only explain a refusal. */
const BROKEN = 1_000_000;
/** A signature that verifies is worth more than the small doubts about a candidate, so that the search goes up before it tries the next
 * of a thousand namesakes; and less than a fault that can be seen. */
const PROGRESS = 4;
/** Judged paths that lead to no anchor, to find the one to report. */
const MOST_DEAD_ENDS = 8;

export class Search {
  readonly budget: Budget;
  /** Every path judged, in the order of judgement; the last is valid, or none is. */
  readonly judged: Judged[] = [];
  readonly #question: Question;
  readonly #pool: Pool;
  readonly #heap = new Heap<Step>();
  readonly #expanded: Partial[] = [];
  readonly #signed = new Map<Certificate, Map<Root, boolean | undefined>>();
  readonly #context: PathContext;
  readonly #verified: VerifiedSignatures | undefined;

  /** @param inner - the revocation checks, where the leaf is the signer of a list, which then is not asked about it.
   * @param verified - see `validateChainKnowing`. */
  constructor(question: Question, inner?: ChainRevocation, verified?: VerifiedSignatures) {
    this.#question = question;
    this.#verified = verified;
    this.#pool = new Pool(question);
    this.budget = new Budget(question.limits);
    this.#context = {
      signed: (certificate, issuer) => this.#recall(certificate, issuer),
      comparisons: { left: question.limits.comparisons },
      revocation: inner ?? this.#chainRevocation(),
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
      validate: this.#validateSigner,
    });
  }

  /** A signer's path to one anchor; neither purpose nor name is asked of it. */
  #validateSigner = (signer: Certificate, anchor: RevocationIssuer, inner: ChainRevocation): boolean => {
    const isEnd = (root: Root): boolean =>
      root instanceof TrustAnchor ? root.spki === anchor.spki : anchor.certificate?.equals(root) === true;
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
    // Not a server: the duties of leaves of the web are not those of a signer of lists.
    const profile = this.#question.profile === 'webpki' ? 'strict' : this.#question.profile;
    const found = new Search({ ...this.#question, ...own, profile }, inner).run();
    return found.anchor !== undefined && isValid(found);
  };

  /** Searches until a path is valid, or nothing is left to try.
   * @returns the valid path, or the invalid one that tells most. */
  run(): Judged {
    const { leaf } = this.#question;
    const anchor = this.#pool.anchorOf(leaf);
    if (anchor !== undefined) return this.#judge({ certificates: [], anchor }, false);
    this.#expand(start(leaf));
    for (let step = this.#heap.pop(); step !== undefined; step = this.#heap.pop()) {
      if (!this.budget.takeStep()) break;
      const valid = this.#take(step);
      if (valid !== undefined) return valid;
      // An explanation by a signature that does not verify is enough once.
      if (step.path.isBroken && this.judged.length > 0) break;
    }
    if (this.judged.every(({ anchor: end }) => end === undefined)) this.#judgeDeadEnds();
    return this.judged.reduce(better);
  }

  /** Tries one candidate. @returns a valid path. */
  #take({ path, candidates, index }: Step): Judged | undefined {
    if (index + 1 < candidates.length) this.#push({ path, candidates, index: index + 1 });
    const { candidate, isOther } = candidates[index];
    // Where another candidate made the signature, this one explains nothing.
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
      demerits: path.demerits + candidate.demerits - (path.isBroken ? 0 : PROGRESS),
      isBroken: path.isBroken,
      sound: path.sound,
      goesOn: false,
      isCut: false,
    });
    return undefined;
  }

  #expand(path: Partial): void {
    // A path that is broken and leads nowhere explains nothing.
    if (!path.isBroken) this.#expanded.push(path);
    const candidates = this.#pool.issuersOf(path.certificate);
    if (candidates.length > 0) this.#push({ path, candidates, index: 0 });
  }

  #push(step: Step): void {
    const { path, candidates, index } = step;
    this.#heap.push((path.isBroken ? BROKEN : 0) + path.demerits + candidates[index].demerits, step);
  }

  /** Whether the candidate's key made the signature; each pair is verified once. */
  #verify(certificate: Certificate, candidate: Candidate): boolean | undefined | 'exhausted' {
    const { issuer } = candidate;
    const known = this.#signed.get(certificate) ?? new Map<Root, boolean | undefined>();
    this.#signed.set(certificate, known);
    if (known.has(issuer.root)) return known.get(issuer.root);
    if (!this.budget.takeSignature()) return 'exhausted';
    const weakToo = this.#question.off.includes('signature-hash-weak');
    const signed = this.#verified?.has(certificate, issuer.root) || isSignedBy(certificate, issuer, weakToo);
    if (signed) this.#verified?.add(certificate, issuer.root);
    known.set(issuer.root, signed);
    this.#question.observe?.({ kind: 'issuer-tried', certificate, candidate: candidate.root, signed });
    return signed;
  }

  #judge(path: Path, isCut: boolean): Judged {
    const checks = validatePath(path, this.#question, this.#context);
    const judged = { ...path, checks, isCut };
    this.judged.push(judged);
    return judged;
  }

  /** The search verified every signature of its paths. */
  #recall(certificate: Certificate, issuer: Issuer): boolean | undefined {
    return this.#signed.get(certificate)?.get(issuer.root);
  }

  /** The longest paths that go no further: one of them says best what is missing. */
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
/** By its names and key identifiers: one without key identifiers counts as self-signed. */
function isSelfSigned(certificate: Certificate): boolean {
  const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  const own = certificate.subjectKeyIdentifier;
  return isSelfIssued(certificate) && (wanted === undefined || own === undefined || equalBytes(wanted, own));
}

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => sameName(subject, issuer);

export const isValid = ({ checks }: Pick<Judged, 'checks'>): boolean =>
  checks.every(({ outcome }) => outcome !== 'fail');

/** A self-signed leaf under an anchor of its own name and key, which is no certificate: a path of one (RFC 5280 §6.1). */
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

/** Of two invalid paths the one that a person would mend: that leads to an anchor, has the right signatures, and the fewest faults. */
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
