/** The findings of the rules for issuers in a structure. */
import { LINT_RULES, type LintFinding, type LintRule, lint } from '../../lint/index.ts';

export interface LintOutcome {
  /** Number of rules that were applied. */
  readonly rules: number;
  readonly findings: readonly LintFinding[];
  /** The rules that were applied and have no finding. */
  readonly kept: readonly KeptRule[];
}

/** @property what - what the rule would have found. */
export type KeptRule = Pick<LintRule, 'code' | 'source' | 'what'>;

const LINT_KINDS = [
  ['Certificate request', 'request'],
  ['Certificate revocation list', 'crl'],
  ['Certificate', 'certificate'],
] as const;

/** @param title - the kind of structure. @returns undefined if there are no rules for it. */
export function lintOf(title: string, bytes: Uint8Array): LintOutcome | undefined {
  const kind = LINT_KINDS.find(([begins]) => title.startsWith(begins))?.[1];
  if (kind === undefined) return undefined;
  const { rules, applied, findings } = lint(bytes, { kind, profile: 'rfc5280', limits: { findings: 20 } });
  return { rules, findings, kept: keptRules(applied, findings) };
}

function keptRules(applied: readonly string[], findings: readonly LintFinding[]): KeptRule[] {
  const kept = new Set(applied);
  for (const { code } of findings) kept.delete(code);
  return LINT_RULES.filter(({ code }) => kept.has(code)).map(({ code, source, what }) => ({ code, source, what }));
}
