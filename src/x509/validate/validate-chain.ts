/** Certification path validation: `build/` searches for paths from the leaf to an anchor, and `validate-path.ts` validates each of them. */
import type { Certificate } from '../certificate/certificate.ts';
import { sameName } from '../names/name.ts';
import { TrustAnchor } from './anchor.ts';
import { isValid, type Judged, Search } from './build/search.ts';
import type { Check, OtherPath, Validation } from './check.ts';
import { displayName, displaySubject } from './display-name.ts';
import { questionOf } from './options.ts';
import { chainOf } from './path.ts';
import { policyOutcome } from './path-steps.ts';
import type { Question, ValidationOptions } from './question.ts';
import type { Advice } from './revocation/finding.ts';
import type { VerifiedSignatures } from './verified-signatures.ts';

/** Finds a chain and validates it. Of several chains, the first valid one is reported; if none is valid, the most informative one:
 * preferably one that leads to an anchor, with valid signatures and the fewest failures. The option `otherPaths` adds the other chains to
 * the report, and an observer receives all of them.
 * @returns a report for any certificates, never an exception; `requireValid` throws for a failed one.
 * @throws UsageError for invalid options, such as a `name` that is neither a DNS name nor an IP address. */
export function validateChain(options: ValidationOptions): Validation {
  return validateChainKnowing(options, undefined);
}

/** As `validateChain`. @param verified - signatures that are known to be valid and are not verified again; newly verified ones are
 * added. */
export function validateChainKnowing(options: ValidationOptions, verified: VerifiedSignatures | undefined): Validation {
  const question = questionOf(options);
  const search = new Search(question, verified);
  const best = search.run();
  const checks = reportOf(best, search, question);
  const others = otherPathsOf(best, search, question);
  for (const judged of search.judged) {
    const told = judged === best ? checks : others.get(judged)?.checks;
    if (told) question.observe?.({ kind: 'path', chain: chainOf(judged), checks: told, chosen: judged === best });
  }
  for (const check of checks) question.observe?.({ kind: 'check', check });
  const policies = policyOutcome(best, question);
  return {
    ok: isValid({ checks }),
    checks,
    time: new Date(question.time),
    ...endsOf(best),
    ...(question.otherPaths === true && { otherPaths: [...others.values()] }),
    ...(policies && { policies }),
  };
}

/** The certificates of a path, and its anchor if that is not a certificate. */
const endsOf = (path: Judged): Pick<Validation, 'anchor' | 'chain'> => ({
  chain: chainOf(path),
  ...(path.anchor instanceof TrustAnchor && { anchor: path.anchor }),
});

/** The reports of the other paths; none unless the options ask for them. */
function otherPathsOf(best: Judged, search: Search, question: Question): ReadonlyMap<Judged, OtherPath> {
  if (question.otherPaths !== true && question.observe === undefined) return new Map();
  const others = search.judged.filter((judged) => judged !== best);
  return new Map(others.map((judged) => [judged, { checks: reportOf(judged, search, question), ...endsOf(judged) }]));
}

/** The checks of a path, and where it ends. */
function reportOf(path: Judged, { budget }: Search, question: Question): readonly Check[] {
  const { certificates, anchor, checks } = path;
  const chain = chainOf(path);
  const last = chain[chain.length - 1];
  const common = { depth: chain.length - 1, subject: displaySubject(last) };
  const rule = 'RFC 5280 §6.1.1 (d)';
  if (anchor !== undefined) {
    const detail =
      anchor instanceof TrustAnchor
        ? `issued by the trust anchor ${displayName(anchor.name.value)}`
        : 'is a trust anchor';
    const end: Check = { code: 'trust-anchor', rule, ...common, outcome: 'pass', detail };
    const noted = budget.exceeded !== undefined && !isValid(path);
    return [...checks, end, ...(noted ? [limitCheck('note', budget, common)] : [])];
  }
  if (budget.exceeded !== undefined) return [...checks, limitCheck('fail', budget, common)];
  if (path.isCut) return [...checks, depthCheck(question, common)];
  const { why, advice } = whyNot(certificates[certificates.length - 1], question);
  const detail = `no trust anchor issued it; ${why}`;
  return [...checks, { code: 'trust-anchor', rule, ...common, outcome: 'fail', detail, advice }];
}

type End = Pick<Check, 'depth' | 'subject'>;
const LIMIT = 'Not in RFC 5280: the limit that the caller set';

function limitCheck(outcome: 'fail' | 'note', { exceeded, detail }: Search['budget'], end: End): Check {
  const name = exceeded === 'signature-limit' ? 'signatures' : 'paths';
  const advice = { who: 'verifier', what: `give fewer certificates, or raise limits.${name}` } as const;
  return { code: exceeded!, rule: LIMIT, ...end, outcome, detail, ...(outcome === 'fail' && { advice }) };
}

function depthCheck({ limits }: Question, end: End): Check {
  const detail = `more CAs than the ${limits.depth} that limits.depth allows, self-issued ones not counted`;
  const advice = { who: 'verifier', what: 'raise limits.depth, or have the leaf issued nearer to the root' } as const;
  return { code: 'depth-limit', rule: LIMIT, ...end, outcome: 'fail', detail, advice };
}

const MISSING: Advice = {
  who: 'holder',
  what: 'send the missing intermediate certificates, or have the root put into the trust store, if it is to be trusted',
};
const UNTRUSTED_ROOT: Advice = {
  who: 'verifier',
  what: 'trust this certificate, if it is genuine; or the holder needs one of a CA that is trusted',
};
const OTHER_KEY: Advice = {
  who: 'verifier',
  what: 'trust the root that the chain was made for, if it is genuine (the CA may have a new key, or another has its name)',
};

function whyNot(
  last: Certificate,
  { roots, intermediates }: Question,
): { readonly why: string; readonly advice: Advice } {
  const issuer = `its issuer is ${displayName(last.issuer.value)}`;
  const named = roots.filter((root) => sameName(root instanceof TrustAnchor ? root.name : root.subject, last.issuer));
  if (named.length > 0) {
    const count = named.length === 1 ? 'a trust anchor has' : `${named.length} trust anchors have`;
    return { why: `${issuer}: ${count} this name, but another key`, advice: OTHER_KEY };
  }
  if (sameName(last.subject, last.issuer))
    return { why: 'it is its own issuer, and it is not trusted', advice: UNTRUSTED_ROOT };
  const known = intermediates.some(({ subject }) => sameName(subject, last.issuer));
  const why = known ? 'no certificate with this name leads to an anchor' : 'no certificate with this name was given';
  return { why: `${issuer}: ${why}`, advice: MISSING };
}
