/** Results as SARIF 2.1.0 (OASIS), which editors and code hosting services display. */
import { UsageError } from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import type { LintFinding, LintResult } from './lint.ts';
import type { LintSeverity } from './rule.ts';
import { LINT_RULES } from './table.ts';

/** A lint result and its file. */
export interface SarifInput {
  /** The path of the file, relative or absolute. It is percent-encoded as needed. */
  readonly uri: string;
  /** Number of the line, from 1, in which the PEM block begins; absent for a DER file. */
  readonly line?: number | undefined;
  readonly result: LintResult;
}

/** SARIF §3.27.10. */
const LEVELS: Readonly<Record<LintSeverity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
};
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** One log with one run. The region of a finding is its byte range in a DER file (§3.30.11), or the first line of the block in a PEM file.
 * Both have the offset in the DER in their properties, and the field as logical location.
 * @returns a value for `JSON.stringify`.
 * @throws UsageError. */
export function sarifLog(inputs: readonly SarifInput[]): object {
  assertEach(inputs, 'inputs', (given, place) => {
    const input = given as Partial<SarifInput> | null | undefined;
    const findings: unknown = input?.result?.findings;
    const isResult = Array.isArray(findings) && findings.every((finding) => typeof finding?.code === 'string');
    if (typeof input?.uri === 'string' && isResult) return;
    throw new UsageError('wrong-type', place, 'must be a result with its uri');
  });
  const used = new Set(inputs.flatMap(({ result }) => result.findings.map(({ code }) => code)));
  const rules = LINT_RULES.filter(({ code }) => used.has(code));
  const indexOf = new Map(rules.map(({ code }, index) => [code, index]));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vitrine lint',
            rules: rules.map(({ code, what, advice, source, severity }) => ({
              id: code,
              shortDescription: { text: what },
              help: { text: `${advice} (${source})` },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: inputs.flatMap((input) =>
          input.result.findings.map((finding) => resultOf(finding, input, indexOf.get(finding.code) ?? -1)),
        ),
      },
    ],
  };
}

function resultOf(finding: LintFinding, { uri, line }: SarifInput, ruleIndex: number): object {
  const { code, severity, detail, source, offset, length, field } = finding;
  const region = line === undefined ? { byteOffset: offset, byteLength: length } : { startLine: line };
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${detail} (${source})` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(uri) }, region },
        logicalLocations: [{ fullyQualifiedName: field }],
      },
    ],
    properties: { derOffset: offset, derLength: length },
  };
}

/** A path as a URI reference (RFC 3986 §4.2). Lone surrogates, which no URI has, are replaced. */
const uriOf = (path: string): string =>
  encodeURI(path.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/[?#]/g, encodeURIComponent);
