/** Certification path validation: finds a chain from a leaf to a trust anchor, and applies every rule of `rules.ts` to each
 * certificate in it, then name constraints and policies along it. The search is simple and bounded. */
import { type Bytes, bytesToHex, equalBytes } from '../../bytes/index.ts';
import { type Encoded, encode } from '../../codec/index.ts';
import { subjectPublicKeyInfo } from '../../keys/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { type Name, sameName } from '../names/name.ts';
import { formatOneline } from '../names/name-text.ts';
import type { Check, Validation } from './check.ts';
import { judgeNames, type PathFinding, policiesOf, policyFindings } from './constraints.ts';
import type { ComparisonBudget } from './name-constraints/judge.ts';
import { type Profile, type Question, questionOf, type ValidationOptions } from './options.ts';
import type { PolicyOutcome } from './policies/graph.ts';
import { ChainRevocation } from './revocation/chain-revocation.ts';
import type { Issuer } from './revocation/evidence.ts';
import { issuerOf } from './revocation/list-signer.ts';
import { isSignedBy, RULES, type Rule } from './rules.ts';
import { STRICT_RULES } from './strict.ts';

const RULES_OF: Readonly<Record<Profile, readonly Rule[]>> = { rfc5280: RULES, strict: [...RULES, ...STRICT_RULES] };
const SUBJECT_LENGTH = 200;

/** Finds a chain and validates it. Of several chains, the first valid one is reported, or else the one with the fewest failures.
 * @returns a report for any certificates, never an exception; `requireValid` throws for a failed one.
 * @throws UsageError for invalid options, such as a `name` that is neither a DNS name nor an IP address. */
export function validateChain(options: ValidationOptions): Validation {
  const question = questionOf(options);
  const search = new Search(question);
  const { chain, checks } = search.run();
  for (const judged of search.judged) {
    const chosen = judged.chain === chain;
    question.observe?.({ kind: 'path', chain: judged.chain, checks: chosen ? checks : judged.checks, chosen });
  }
  for (const check of checks) question.observe?.({ kind: 'check', check });
  const ok = checks.every(({ outcome }) => outcome !== 'fail');
  const policies = search.policiesOf(chain);
  return { ok, chain, checks, time: new Date(question.time), ...(policies && { policies }) };
}

interface Report {
  readonly chain: readonly Certificate[];
  readonly checks: readonly Check[];
}

/** Depth first from the leaf upwards. */
class Search {
  /** Every path once, for an observer; empty without one. */
  readonly judged: Report[] = [];
  readonly #options: Question;
  readonly #bySubject = new Map<string, readonly Certificate[]>();
  readonly #subjects = new Map<Certificate, string>();
  readonly #verified = new Map<Certificate, Map<Certificate, boolean | undefined>>();
  readonly #comparisons: ComparisonBudget;
  #workLeft: number;
  readonly #revocation: ChainRevocation | undefined;
  #best: Report | undefined;

  /** @param inner - the revocation checks, where the leaf is the signer of a list, which then is not asked about it. */
  constructor(question: Question, inner?: ChainRevocation) {
    this.#options = question;
    this.#workLeft = question.limits.work;
    this.#comparisons = { left: question.limits.comparisons };
    const { revocation, intermediates, roots, time } = question;
    if (revocation.policy === 'off') return;
    this.#revocation =
      inner ?? new ChainRevocation(revocation, [...intermediates, ...roots], time, this.#validateSigner);
  }

  run(): Report {
    const { leaf } = this.#options;
    if (!this.#visit([leaf], false)) this.#visit([leaf], true);
    const { chain, checks } = this.#best ?? this.#judge([leaf]);
    return { chain, checks: [...checks, ...this.#judgeWork(chain)] };
  }

  /** Follows every issuer of the chain's last certificate.
   * @param unsigned - also follow issuer candidates whose signature failed or could not be checked, if their key identifier
   * matches: the report then explains the signature problem instead of saying that no issuer was found.
   * @returns whether a chain led to an anchor. */
  #visit(chain: readonly Certificate[], unsigned: boolean): boolean {
    const last = chain[chain.length - 1];
    if (this.#isAnchor(last)) {
      this.#keep(this.#judge(chain));
      return true;
    }
    let anchored = false;
    const candidates = chain.length < this.#options.limits.chainLength ? this.#candidatesFor(last) : [];
    for (const { certificate, named } of candidates) {
      if (this.#done || this.#workLeft === 0) break;
      this.#workLeft--;
      if (comesRound(chain, certificate)) continue;
      const signed = this.#isSigned(last, certificate);
      const follow = signed || (unsigned && (named || signed === undefined));
      if (follow && this.#visit([...chain, certificate], unsigned)) anchored = true;
    }
    if (!anchored) this.#keep(this.#judge(chain));
    return anchored;
  }

  /** A signer's path to one anchor; neither purpose nor name is asked of it. */
  #validateSigner = (signer: Certificate, anchor: Issuer, inner: ChainRevocation): boolean => {
    const roots = this.#options.roots.filter((root) => anchor.certificate && root.equals(anchor.certificate));
    const intermediates = [...this.#options.intermediates, ...inner.certificates];
    const own = {
      leaf: signer,
      roots,
      intermediates,
      purpose: 'any',
      name: 'unchecked',
      observe: undefined,
      policies: undefined,
    } as const;
    const { checks } = new Search({ ...this.#options, ...own }, inner).run();
    return checks.every(({ outcome }) => outcome !== 'fail');
  };

  get #done(): boolean {
    return this.#best?.checks.every(({ outcome }) => outcome !== 'fail') ?? false;
  }

  #isAnchor(certificate: Certificate): boolean {
    return this.#options.roots.some((root) => root.equals(certificate));
  }

  /** Certificates whose subject is the issuer's name: matching key identifiers first, and roots before others. */
  #candidatesFor(certificate: Certificate): readonly Candidate[] {
    const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
    return this.#namesakes(certificate.issuer)
      .map((candidate) => {
        const own = candidate.subjectKeyIdentifier;
        return { certificate: candidate, named: wanted !== undefined && own !== undefined && equalBytes(wanted, own) };
      })
      .sort((a, b) => Number(b.named) - Number(a.named));
  }

  /** All certificates with a given subject; each name is looked up once. */
  #namesakes(of: Encoded<Name>): readonly Certificate[] {
    const key = bytesToHex(of.bytes);
    const known = this.#bySubject.get(key);
    if (known !== undefined) return known;
    const all = [...this.#options.roots, ...this.#options.intermediates];
    const found = all.filter(({ subject }) => sameName(of, subject));
    this.#bySubject.set(key, found);
    return found;
  }

  /** Whether the candidate's key made the signature; each pair is verified once. */
  #isSigned(certificate: Certificate, candidate: Certificate): boolean | undefined {
    const verified = this.#verified.get(certificate) ?? new Map<Certificate, boolean | undefined>();
    this.#verified.set(certificate, verified);
    if (verified.has(candidate)) return verified.get(candidate);
    const signed = isSignedBy(certificate, candidate);
    verified.set(candidate, signed);
    this.#options.observe?.({ kind: 'issuer-tried', certificate, candidate, signed });
    return signed;
  }

  #keep(report: Report): void {
    if (this.#options.observe !== undefined && !this.judged.some(({ chain }) => isSameChain(chain, report.chain))) {
      this.judged.push(report);
    }
    const failures = ({ checks }: Report): number => checks.filter(({ outcome }) => outcome === 'fail').length;
    const anchored = ({ chain }: Report): boolean => this.#isAnchor(chain[chain.length - 1]);
    const best = this.#best;
    if (best === undefined) this.#best = report;
    else if (anchored(report) !== anchored(best)) this.#best = anchored(report) ? report : best;
    else if (failures(report) < failures(best)) this.#best = report;
  }

  /** Every rule on every certificate of a chain. */
  #judge(chain: readonly Certificate[]): Report {
    const anchored = this.#isAnchor(chain[chain.length - 1]);
    const checks = chain.flatMap((_, depth) => this.#judgeOne(chain, depth, anchored));
    const findings = [
      ...judgeNames(chain, anchored, this.#comparisons),
      ...policyFindings(chain, anchored, this.policiesOf(chain)),
    ];
    return {
      chain,
      checks: [...checks, ...findings.map((one) => this.#checkOf(one, chain)), this.#judgeAnchor(chain, anchored)],
    };
  }

  policiesOf(chain: readonly Certificate[]): PolicyOutcome | undefined {
    return policiesOf(chain, this.#isAnchor(chain[chain.length - 1]), this.#options.policies);
  }

  #checkOf({ code, rule, depth, outcome, detail }: PathFinding, chain: readonly Certificate[]): Check {
    return { code, rule, depth, subject: this.#subjectOf(chain[depth]), outcome, detail };
  }

  #judgeOne(chain: readonly Certificate[], depth: number, anchored: boolean): Check[] {
    const { time, purpose, name, profile } = this.#options;
    const [certificate, issuer] = [chain[depth], chain[depth + 1]];
    const signed = issuer && this.#isSigned(certificate, issuer);
    const place = { certificate, depth, chain, issuer, signed, time, purpose, name };
    const isAnchor = anchored && depth === chain.length - 1;
    const checks = RULES_OF[profile]
      .filter((rule) => applies(rule, depth, isAnchor))
      .flatMap(({ code, rule, judge }) => {
        const finding = judge(place);
        return finding === undefined ? [] : [{ code, rule, depth, subject: this.#subjectOf(certificate), ...finding }];
      });
    return anchored && !isAnchor ? [...checks, ...this.#judgeRevocation(chain, depth)] : checks;
  }

  /** RFC 5280 §6.1.3 (a)(3). Only of a chain that leads to an anchor: elsewhere no issuer is believed. */
  #judgeRevocation(chain: readonly Certificate[], depth: number): Check[] {
    const [certificate, issuer, anchor] = [chain[depth], issuerOf(chain[depth + 1]), issuerOf(chain[chain.length - 1])];
    const findings = this.#revocation?.findings(certificate, depth, issuer, anchor) ?? [];
    return findings.map((finding) => ({ ...finding, depth, subject: this.#subjectOf(certificate) }));
  }

  #judgeAnchor(chain: readonly Certificate[], anchored: boolean): Check {
    const depth = chain.length - 1;
    const last = chain[depth];
    const namesakes = anchored
      ? 0
      : this.#candidatesFor(last).filter(({ certificate }) => this.#isAnchor(certificate)).length;
    const issuer = shortText(last.issuer);
    const why =
      namesakes > 0
        ? `${namesakes} with this name, but another key`
        : 'no certificate with this name leads to an anchor';
    return {
      code: 'trust-anchor',
      rule: 'RFC 5280 §6.1.1 (d)',
      depth,
      subject: this.#subjectOf(last),
      outcome: anchored ? 'pass' : 'fail',
      detail: anchored ? 'is a trust anchor' : `no trust anchor issued it; its issuer is ${issuer}: ${why}`,
    };
  }

  /** Cached, since a name may be long and each certificate has many checks. */
  #subjectOf(certificate: Certificate): string {
    const text = this.#subjects.get(certificate) ?? shortText(certificate.subject);
    this.#subjects.set(certificate, text);
    return text;
  }

  #judgeWork(chain: readonly Certificate[]): Check[] {
    if (this.#workLeft > 0 || this.#done) return [];
    const detail = `the search stopped after ${this.#options.limits.work} issuer candidates`;
    const common = { rule: 'Not in RFC 5280: the limit that the caller set', depth: chain.length - 1, detail };
    return [{ code: 'work-limit', subject: this.#subjectOf(chain[chain.length - 1]), outcome: 'note', ...common }];
  }
}

interface Candidate {
  readonly certificate: Certificate;
  /** Whether its key identifier matches the one in the certificate's authorityKeyIdentifier. */
  readonly named: boolean;
}

function applies({ of }: Rule, depth: number, isAnchor: boolean): boolean {
  if (of === 'leaf') return depth === 0;
  if (of === 'issuers') return depth > 0;
  return of === 'all' || !isAnchor;
}

/** The beginning of a name as text; later RDNs would be cut off anyway. */
const shortText = ({ value }: Encoded<Name>): string =>
  formatOneline(value.slice(0, SUBJECT_LENGTH)).slice(0, SUBJECT_LENGTH);

/** Whether the chain already contains this subject and key, perhaps in another certificate. */
const comesRound = (chain: readonly Certificate[], next: Certificate): boolean =>
  chain.some((one) => one.equals(next) || (sameName(one.subject, next.subject) && equalBytes(spki(one), spki(next))));

const isSameChain = (a: readonly Certificate[], b: readonly Certificate[]): boolean =>
  a.length === b.length && a.every((certificate, i) => certificate === b[i]);

const spki = ({ tbs }: Certificate): Bytes => encode(subjectPublicKeyInfo, tbs.subjectPublicKeyInfo);
