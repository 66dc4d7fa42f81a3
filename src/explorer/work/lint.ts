/** What the rules for issuers say of a structure. */
import { type LintFinding, lint } from '../../lint/index.ts';

export interface LintOutcome {
  /** How many rules were applied. */
  readonly rules: number;
  readonly findings: readonly LintFinding[];
}

const LINT_KINDS = [
  ['Certificate request', 'request'],
  ['Certificate revocation list', 'crl'],
  ['Certificate', 'certificate'],
] as const;

/** @param title - what the structure is. @returns undefined for what there are no rules for. */
export function lintOf(title: string, bytes: Uint8Array): LintOutcome | undefined {
  const kind = LINT_KINDS.find(([begins]) => title.startsWith(begins))?.[1];
  if (kind === undefined) return undefined;
  const { rules, findings } = lint(bytes, { kind, profile: 'rfc5280', limits: { findings: 20 } });
  return { rules, findings };
}
