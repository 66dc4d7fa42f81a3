/** The findings of the rules for issuers in a structure. */
import { type LintFinding, lint } from '../../lint/index.ts';

export interface LintOutcome {
  /** Number of rules that were applied. */
  readonly rules: number;
  readonly findings: readonly LintFinding[];
}

const LINT_KINDS = [
  ['Certificate request', 'request'],
  ['Certificate revocation list', 'crl'],
  ['Certificate', 'certificate'],
] as const;

/** @param title - the kind of structure. @returns undefined if there are no rules for it. */
export function lintOf(title: string, bytes: Uint8Array): LintOutcome | undefined {
  const kind = LINT_KINDS.find(([begins]) => title.startsWith(begins))?.[1];
  if (kind === undefined) return undefined;
  const { rules, findings } = lint(bytes, { kind, profile: 'rfc5280', limits: { findings: 20 } });
  return { rules, findings };
}
