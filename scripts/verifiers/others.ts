/** What the verifiers that are installed say of cases. Each gets the time and, where it reads them, the name, lists and policies; the number
 * of CAs OpenSSL alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bytesToBase64 } from '../../src/bytes/index.ts';
import { LineProgram, runCommand } from '../../src/cli/differ/processes.ts';
import { pemEncode } from '../../src/keys/index.ts';
import type { Case } from './cases.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../examples/differ');
const COMPILE_TIME = 300_000; // ms
const { signal } = new AbortController();

/** Verdicts in the order of the cases; undefined: no answer. */
export type Verdicts = readonly (boolean | undefined)[];
/** @returns undefined where the verifier is not installed. */
export type AskOther = (cases: readonly Case[], folder: string) => Promise<Verdicts | undefined>;

const pem = (label: string, ders: readonly Uint8Array[]): string => ders.map((der) => pemEncode(label, der)).join('');
const secondsOf = (time: Date): string => `${Math.floor(time.getTime() / 1000)}`;

function writeCase(folder: string, { leaf, intermediates, roots, crls = [] }: Case): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'leaf.pem'), pem('CERTIFICATE', [leaf]));
  writeFileSync(join(folder, 'intermediates.pem'), pem('CERTIFICATE', intermediates));
  writeFileSync(join(folder, 'chain.pem'), pem('CERTIFICATE', [leaf, ...intermediates]));
  writeFileSync(join(folder, 'roots.pem'), pem('CERTIFICATE', roots));
  writeFileSync(join(folder, 'crls.pem'), pem('X509 CRL', crls));
}

/** One process a case. */
function byCommand(
  name: string,
  commandOf: (asked: Case) => readonly string[],
  takes: (output: string) => boolean,
): AskOther {
  return async (cases, folder) => {
    const { failure } = await runCommand([commandOf(cases[0])[0], 'version'], { cwd: folder, signal });
    if (failure !== undefined) return undefined;
    const verdicts: (boolean | undefined)[] = [];
    for (const [i, asked] of cases.entries()) {
      const cwd = join(folder, name, `${i}`);
      writeCase(cwd, asked);
      const { status, output } = await runCommand(commandOf(asked), { cwd, signal });
      verdicts.push(status === undefined ? undefined : status === 0 && takes(output));
    }
    return verdicts;
  };
}

/** `openssl verify`, with the case's name, lists and policies. */
export const askOpenssl = (name: string, more: readonly string[]): AskOther =>
  byCommand(
    name,
    ({ name, time, crls, policies, intermediates, maxDepth }) => [
      ...[
        'openssl',
        'verify',
        ...more,
        '-attime',
        secondsOf(time),
        '-no-CApath',
        '-no-CAstore',
        '-CAfile',
        'roots.pem',
      ],
      ...(name === undefined
        ? []
        : ['-purpose', 'sslserver', ...('ip' in name ? ['-verify_ip', name.ip] : ['-verify_hostname', name.dns])]),
      ...(crls === undefined ? [] : ['-crl_check_all', '-extended_crl', '-use_deltas', '-CRLfile', 'crls.pem']),
      ...(policies === undefined ? [] : policyOptions(policies)),
      ...(maxDepth === undefined ? [] : ['-verify_depth', `${maxDepth}`]),
      ...(intermediates.length === 0 ? [] : ['-untrusted', 'intermediates.pem']),
      'leaf.pem',
    ],
    (output) => /^leaf\.pem: OK$/m.test(output),
  );

const policyOptions = ({ accepted, explicit, inhibitMapping, inhibitAny }: NonNullable<Case['policies']>): string[] => [
  '-policy_check',
  ...accepted.flatMap((oid) => ['-policy', oid]),
  ...(explicit ? ['-explicit_policy'] : []),
  ...(inhibitMapping ? ['-inhibit_map'] : []),
  ...(inhibitAny ? ['-inhibit_any'] : []),
];

/** certtool, under faketime, which sets its clock. It is not told of policies, which it does not process. */
export const askGnutls: AskOther = byCommand(
  'gnutls',
  ({ name, time, crls }) => [
    ...['env', 'TZ=UTC', 'faketime', '-f', `@${time.toISOString().slice(0, 19).replace('T', ' ')}`],
    ...['certtool', '--verify', '--load-ca-certificate', 'roots.pem', '--infile', 'chain.pem'],
    ...(crls === undefined ? [] : ['--load-crl', 'crls.pem']),
    ...(name === undefined
      ? []
      : ['--verify-purpose', '1.3.6.1.5.5.7.3.1', '--verify-hostname', 'ip' in name ? name.ip : name.dns]),
  ],
  (output) => output.includes('Verified. The certificate is trusted.'),
);

function lineOf({ leaf, intermediates, roots, time, name, crls = [], policies }: Case): string {
  const list = (ders: readonly Uint8Array[]): string => ders.map(bytesToBase64).join(',');
  const asked = name === undefined ? 'any' : 'ip' in name ? `ip:${name.ip}` : `dns:${name.dns}`;
  const fields = [secondsOf(time), asked, list([leaf]), list(intermediates), list(roots), ''];
  if (policies === undefined) return fields.join('\t');
  const { accepted, explicit, inhibitMapping, inhibitAny } = policies;
  const words = [explicit ? 'explicit' : '', inhibitMapping ? 'no-mapping' : '', inhibitAny ? 'no-any' : ''];
  return [...fields, list(crls), [...accepted, ...words.filter((word) => word !== '')].join(',')].join('\t');
}

/** A program of examples/differ/. */
function byProgram(compile: readonly string[], run: readonly string[]): AskOther {
  return async (cases, folder) => {
    const { status } = await runCommand(compile, { cwd: folder, signal, time: COMPILE_TIME });
    if (status !== 0) return undefined;
    const program = new LineProgram(run, { cwd: folder, signal });
    const answers = await program.ask(cases.map(lineOf));
    program.close();
    return answers.map((answer) => answer?.startsWith('taken'));
  };
}

export const askGo: AskOther = byProgram(['go', 'build', '-o', 'verify', join(EXAMPLES, 'verify.go')], ['./verify']);
const EXPORTS = ['--add-exports', 'java.base/sun.security.util=ALL-UNNAMED'];
export const askJava: AskOther = byProgram(
  ['javac', ...EXPORTS, '-d', '.', join(EXAMPLES, 'Verify.java')],
  ['java', ...EXPORTS, '-cp', '.', 'Verify'],
);
