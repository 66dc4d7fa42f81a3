/** Lint for certificates, certification requests and CRLs: one table of rules with their sources, and findings with their positions. */
export type { LintKind, LintRole } from './kinds.ts';
export { type LintFinding, type LintLimits, type LintOptions, type LintResult, lint } from './lint.ts';
export { detectKind } from './reading/detect.ts';
export type { Part } from './reading/part.ts';
export type { LintProfile, LintRule, LintSeverity, Violation } from './rule.ts';
export { type SarifInput, sarifLog } from './sarif.ts';
export type { ExtensionPart, Subject } from './subject.ts';
export { LINT_GROUPS, LINT_RULES } from './table.ts';
