/** `npm run verifiers`: of the corpora, how often each verifier agrees with what the suite expects, and how often it wrongly accepts or
 * refuses. Prints the table; with `--write` puts it into README.md and README.zh-CN.md, between their markers.
 * `--disagreements NAME` lists a verifier's ids instead. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { replaceBetween } from '../../bench/harness/markers.ts';
import { type Case, limboCases, pkitsCases } from './cases.ts';
import { askLibrary } from './libraries.ts';
import { type AskOther, askGnutls, askGo, askJava, askOpenssl, type Verdicts } from './others.ts';
import { ourVerdict } from './ours.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PEERS = '../../bench/peers/verifiers.ts';
const DOCUMENTS = ['README.md', 'README.zh-CN.md'];

/** The rules of later years than the suite's. */
const LATER = ['validity-too-long', 'common-name-not-in-san'];
const ours =
  (profileOfLimbo: 'webpki', profileOfOthers: 'rfc5280'): AskOther =>
  async (cases) =>
    cases.map((one) =>
      one.name === undefined ? ourVerdict(one, profileOfOthers, []) : ourVerdict(one, profileOfLimbo, LATER),
    );

/** Rows of the table by what they are called. */
async function askers(): Promise<ReadonlyMap<string, AskOther>> {
  const { VERIFIERS } = await import(PEERS);
  const libraries = Object.keys(VERIFIERS).map((name): [string, AskOther] => [name, askLibrary(name)]);
  return new Map<string, AskOther>([
    ['vitrine', ours('webpki', 'rfc5280')],
    ['OpenSSL', askOpenssl('openssl', [])],
    ['OpenSSL, `-x509_strict`', askOpenssl('strict', ['-x509_strict'])],
    ['Go', askGo],
    ['GnuTLS', askGnutls],
    ['Java', askJava],
    ...libraries,
  ]);
}

interface Counts {
  readonly agree: number;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  readonly unanswered: number;
}

function countsOf(cases: readonly Case[], verdicts: Verdicts): Counts {
  const wrong = (expected: boolean): string[] =>
    cases.filter((one, i) => one.expected === expected && verdicts[i] === !expected).map(({ id }) => id);
  const agree = cases.filter(({ expected }, i) => verdicts[i] === expected).length;
  const unanswered = verdicts.filter((verdict) => verdict === undefined).length;
  return { agree, accepted: wrong(false), refused: wrong(true), unanswered };
}

function cellOf(counts: Counts | undefined): string {
  if (counts === undefined) return 'not installed';
  const { agree, accepted, refused, unanswered } = counts;
  return `${agree} / ${accepted.length} / ${refused.length}${unanswered === 0 ? '' : `, ${unanswered} without an answer`}`;
}

async function run(words: readonly string[]): Promise<void> {
  const suites = [limboCases(), pkitsCases()];
  const base = mkdtempSync(join(tmpdir(), 'vitrine-verifiers-'));
  const rows: string[] = [];
  const listed = words[words.indexOf('--disagreements') + 1];
  try {
    for (const [name, ask] of await askers()) {
      if (words.includes('--disagreements') && name !== listed) continue;
      const counts: (Counts | undefined)[] = [];
      for (const [i, cases] of suites.entries()) {
        const folder = join(base, `${rows.length}-${i}`);
        mkdirSync(folder);
        const verdicts = await ask(cases, folder);
        counts.push(verdicts && countsOf(cases, verdicts));
      }
      if (name === listed) console.log(JSON.stringify(counts, null, 1));
      rows.push(`| ${name} | ${counts.map(cellOf).join(' | ')} |`);
      console.error(rows.at(-1));
    }
  } finally {
    rmSync(base, { recursive: true });
  }
  const heads = suites.map((cases, i) => `${['x509-limbo', 'NIST PKITS'][i]} (${cases.length})`);
  const table = [
    `| agree / wrongly accepted / wrongly refused | ${heads.join(' | ')} |`,
    '| --- | --- | --- |',
    ...rows,
  ];
  console.log(table.join('\n'));
  if (!words.includes('--write')) return;
  for (const file of DOCUMENTS.map((name) => join(ROOT, name))) {
    writeFileSync(file, replaceBetween(readFileSync(file, 'utf8'), 'verifiers', table.join('\n')));
  }
}

await run(process.argv.slice(2));
