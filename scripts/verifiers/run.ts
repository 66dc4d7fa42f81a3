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

/** What the table says beside names and numbers. */
interface Words {
  readonly heading: string;
  readonly absent: string;
  unanswered(count: number): string;
}
const ENGLISH: Words = {
  heading: 'agree / wrongly accepted / wrongly refused',
  absent: 'not installed',
  unanswered: (count) => `, ${count} without an answer`,
};
const CHINESE: Words = {
  heading: '一致 / 错误接受 / 错误拒绝',
  absent: '未安装',
  unanswered: (count) => `，${count} 个没有结果`,
};
const DOCUMENTS = { 'README.md': ENGLISH, 'README.zh-CN.md': CHINESE };

/** Rules that are off for x509-limbo, whose certificates break them whatever a case is about: most are valid from 1970 to 2969, and some
 * have a common name that is not in subjectAltName. */
const OFF_FOR_LIMBO = ['validity-too-long', 'common-name-not-in-san'];
const ours =
  (profileOfLimbo: 'webpki', profileOfOthers: 'rfc5280'): AskOther =>
  async (cases) =>
    cases.map((one) =>
      one.name === undefined ? ourVerdict(one, profileOfOthers, []) : ourVerdict(one, profileOfLimbo, OFF_FOR_LIMBO),
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

function cellOf(counts: Counts | undefined, words: Words): string {
  if (counts === undefined) return words.absent;
  const { agree, accepted, refused, unanswered } = counts;
  return `${agree} / ${accepted.length} / ${refused.length}${unanswered === 0 ? '' : words.unanswered(unanswered)}`;
}

/** Of a verifier, and of each suite. */
type Row = readonly [name: string, counts: readonly (Counts | undefined)[]];
const rowText = ([name, counts]: Row, words: Words): string =>
  `| ${name} | ${counts.map((one) => cellOf(one, words)).join(' | ')} |`;

function tableOf(rows: readonly Row[], suites: readonly (readonly Case[])[], words: Words): string {
  const heads = suites.map((cases, i) => `${['x509-limbo', 'NIST PKITS'][i]} (${cases.length})`);
  const head = [`| ${words.heading} | ${heads.join(' | ')} |`, '| --- | --- | --- |'];
  return [...head, ...rows.map((row) => rowText(row, words))].join('\n');
}

async function run(words: readonly string[]): Promise<void> {
  const suites = [limboCases(), pkitsCases()];
  const base = mkdtempSync(join(tmpdir(), 'vitrine-verifiers-'));
  const rows: Row[] = [];
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
      const row: Row = [name, counts];
      rows.push(row);
      console.error(rowText(row, ENGLISH));
    }
  } finally {
    rmSync(base, { recursive: true });
  }
  console.log(tableOf(rows, suites, ENGLISH));
  if (!words.includes('--write')) return;
  for (const [name, language] of Object.entries(DOCUMENTS)) {
    const file = join(ROOT, name);
    writeFileSync(file, replaceBetween(readFileSync(file, 'utf8'), 'verifiers', tableOf(rows, suites, language)));
  }
}

await run(process.argv.slice(2));
