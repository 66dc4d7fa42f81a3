import { setImmediate } from 'node:timers/promises';
import { anyElement } from '../../asn1/index.ts';
import { DecodeError, Reader } from '../../codec/index.ts';
import { type PemBlock, PemError, pemDecode, pemText } from '../../keys/index.ts';
import { insteadOfPem, otherFormat } from '../../keys/internal.ts';
import {
  detectKind,
  LINT_RULES,
  type LintFinding,
  type LintKind,
  type LintProfile,
  type LintResult,
  type LintSeverity,
  lint as lintBytes,
  sarifLog,
} from '../../lint/index.ts';
import { assertBare } from '../../x509/internal.ts';
import { wordValue } from '../arguments.ts';
import { CliError, defineCommand, EXIT, JSON_OPTION, usageError } from '../command.ts';
import { type Context, printable } from '../context.ts';
import { inFile, inputName, readInput } from '../files.ts';
import { CERTIFICATE_ONLY, hintAtDer } from '../key-hints.ts';

const PROFILES: readonly LintProfile[] = ['rfc5280', 'webpki'];
/** From the least to the most severe. */
const SEVERITIES: readonly LintSeverity[] = ['notice', 'warning', 'error'];
/** The labels of PEM blocks that are linted. */
const LABELS: Readonly<Record<string, LintKind>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'TRUSTED CERTIFICATE': 'certificate',
  'CERTIFICATE REQUEST': 'request',
  'NEW CERTIFICATE REQUEST': 'request',
  'X509 CRL': 'crl',
};
/** Maximum size of the input in bytes, chosen for large CRLs. */
const MAX_INPUT = 2 ** 26;

export const lint = defineCommand({
  operands: '[FILE…]',
  maxOperands: Number.POSITIVE_INFINITY,
  options: {
    profile: {
      value: PROFILES.join('|'),
      help: 'rfc5280 (default): the rules for every certificate; webpki: also the rules of public TLS',
    },
    off: { value: 'CODE', many: true, help: 'leave a rule out' },
    severity: { value: SEVERITIES.join('|'), help: 'show only what is at least so severe; default notice' },
    text: { help: 'print text; this is the default' },
    json: JSON_OPTION,
    sarif: { help: 'print a log of SARIF 2.1.0, for editors and code hosts' },
  },
  notes: [
    'Reads certificates, certificate requests and CRLs: DER, or every such block of a PEM file. What each rule is about: docs/lint.md.',
    'Exit code 1: there is a finding of severity error among those shown. Exit code 3: a file, or a block of it, cannot be read; the others are judged nevertheless.',
  ],
  async run(values, operands, context) {
    const profile = wordValue(values.profile ?? 'rfc5280', 'profile', PROFILES);
    const least = wordValue(values.severity ?? 'notice', 'severity', SEVERITIES);
    for (const code of values.off) assertCode(code);
    if ([values.text, values.json, values.sarif].filter(Boolean).length > 1) {
      throw usageError('give only one of -text, -json and -sarif');
    }
    const judged: Judged[] = [];
    let unreadable = false;
    for (const path of operands.length === 0 ? [undefined] : operands) {
      const { inputs, faults } = inputsOf(await readInput(context, path, MAX_INPUT), inputName(path));
      await noteFaults(context, inputName(path), faults);
      unreadable ||= faults.length > 0;
      for (const [i, input] of inputs.entries()) {
        if (i % BLOCKS_A_TURN === 0) await takeTurn(context);
        judged.push({ ...input, file: inputName(path), result: judge(input, profile, values.off, least) });
      }
    }
    if (values.json) await context.printJson(judged.map(jsonOf));
    else if (values.sarif)
      await context.printJson(sarifLog(judged.map(({ file, line, result }) => ({ uri: file, line, result }))));
    else for (const path of new Set(judged.map(({ file }) => file))) await printFile(context, path, judged);
    if (unreadable) return EXIT.input;
    // What was not judged as a whole may have errors.
    return judged.some(({ result }) =>
      result.findings.some((one) => one.severity === 'error' || one.code === 'input-limit'),
    )
      ? EXIT.no
      : EXIT.ok;
  },
});

/** One structure to check. */
interface Input {
  readonly kind: LintKind;
  readonly der: Uint8Array;
  /** Line that its PEM block begins in. */
  readonly line?: number;
}

interface Judged extends Input {
  readonly file: string;
  readonly result: LintResult;
}

function assertCode(code: string): void {
  if (LINT_RULES.some((rule) => rule.code === code)) return;
  throw usageError(`-off needs the code of a rule, such as ${LINT_RULES[0].code}; ${JSON.stringify(code)} is not one`);
}

/** Blocks between two looks at whether the command was interrupted: a file may hold 10^5. */
const BLOCKS_A_TURN = 10;

/** Lets signals arrive. @throws the reason of the interruption. */
async function takeTurn({ signal }: Context): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

/** Maximum lines about one file; further blocks are only counted. */
const MOST_NOTES = 10;

async function noteFaults(context: Context, file: string, faults: readonly PemError[]): Promise<void> {
  for (const { line, message, code } of faults.slice(0, MOST_NOTES)) {
    await context.note(`${file}: line ${line}: ${message} (code ${code})`);
  }
  const left = faults.length - MOST_NOTES;
  if (left > 0) await context.note(`${file}: ${left} more blocks that cannot be read`);
}

/** The structures in a file, and why others cannot be read. */
function inputsOf(
  raw: Uint8Array,
  file: string,
): { readonly inputs: readonly Input[]; readonly faults: readonly PemError[] } {
  const kind = detectKind(raw);
  if (kind !== undefined) return { inputs: [{ kind, der: raw }], faults: [] };
  const faults: PemError[] = [];
  const onFault = (fault: PemError) => faults.push(fault);
  const blocks = inFile(file, () => pemDecode(pemText(raw), { onFault, limits: { bytes: 2 * MAX_INPUT } }));
  const inputs = blocks
    .filter(({ label }) => Object.hasOwn(LABELS, label))
    .filter((block) => isBare(block, onFault))
    .map(inputOf);
  if (inputs.length === 0 && faults.length === 0) {
    const labels = [...new Set(blocks.map(({ label }) => label))].slice(0, 3).join(', ');
    const other = otherFormat(raw);
    const unlabelled = () =>
      other === undefined ? (hintAtDer(CERTIFICATE_ONLY, raw) ?? insteadOfPem(pemText(raw))) : `it is ${other}`;
    const instead = labels === '' ? unlabelled() : `it holds ${labels}`;
    const what = `holds no certificate, request or CRL, in DER or PEM${instead === undefined ? '' : `; ${instead}`}`;
    throw new CliError('nothing-to-lint', `${file}: ${what}`);
  }
  return { inputs, faults };
}

/** Whether a block has no headers, which no program that reads certificates takes. */
function isBare(block: PemBlock, onFault: (fault: PemError) => void): boolean {
  try {
    assertBare(block);
    return true;
  } catch (fault) {
    if (!(fault instanceof PemError)) throw fault;
    onFault(fault);
    return false;
  }
}

function inputOf({ label, bytes, line }: PemBlock): Input {
  const der = label === 'TRUSTED CERTIFICATE' ? firstElement(bytes) : bytes;
  return { kind: LABELS[label], der, line };
}

/** The first DER element: in a TRUSTED CERTIFICATE, OpenSSL's trust settings follow the certificate. */
function firstElement(bytes: Uint8Array): Uint8Array {
  try {
    return anyElement.decode(new Reader(bytes));
  } catch (error) {
    if (error instanceof DecodeError) return bytes;
    throw error;
  }
}

function judge({ kind, der }: Input, profile: LintProfile, off: readonly string[], least: LintSeverity): LintResult {
  const result = lintBytes(der, { kind, profile, off });
  const from = SEVERITIES.indexOf(least);
  return { ...result, findings: result.findings.filter(({ severity }) => SEVERITIES.indexOf(severity) >= from) };
}

const jsonOf = ({ file, line, result }: Judged) => ({ file, ...(line !== undefined && { line }), ...result });

const STYLES = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

/** Maximum findings with one code that are printed about one file; further ones are only counted. JSON and SARIF have all. */
const MOST_SAME = 100;

/** Prints what is found in a file. A structure of which nothing is left to say is left out; one in which nothing was found is not. */
async function printFile(context: Context, path: string, judged: readonly Judged[]): Promise<void> {
  const counts = new Map<string, number>();
  const isShown = ({ code }: LintFinding): boolean => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_SAME;
  };
  for (const one of judged.filter(({ file }) => file === path)) {
    const { findings } = one.result;
    const shown = findings.filter(isShown);
    if (shown.length > 0 || findings.length === 0) await context.print(textOf(one, shown, context));
  }
  for (const [code, count] of counts) {
    const more = count - MOST_SAME;
    if (more > 0) await context.print(`${printable(path)}: ${more} more of ${code}, ${count} in all; -json has each\n`);
  }
}

/** @param shown - the findings that are printed; the heading counts all. */
function textOf({ file, line, result }: Judged, shown: readonly LintFinding[], context: Context): string {
  const { kind, role, findings, omitted } = result;
  const what = kind === 'certificate' ? `certificate (${role})` : kind === 'crl' ? 'CRL' : 'request';
  const where = line === undefined ? file : `${file}:${line}`;
  const heading = context.paint('bold', `${printable(where)}: ${what}: ${summaryOf(findings)}`);
  const more = omitted === 0 ? '' : `  and ${omitted} more\n`;
  return `${heading}\n${shown.map((finding) => findingText(finding, context)).join('')}${more}`;
}

function summaryOf(findings: readonly LintFinding[]): string {
  const parts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? 'nothing to say' : parts.join(', ');
}

function findingText(
  { code, severity, source, offset, length, field, detail, advice }: LintFinding,
  context: Context,
): string {
  const mark = context.paint(STYLES[severity], severity.padEnd(7));
  const bytes = length === 1 ? `byte ${offset}` : `bytes ${offset}–${offset + Math.max(1, length) - 1}`;
  return `  ${mark}  ${code}: ${printable(detail)} (${source})\n           at ${bytes}, ${printable(field)}\n           ${advice}\n`;
}
