import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesToUtf8, os2ip, randomBytes } from '../../bytes/index.ts';
import { DEFECTS, VARIATIONS } from '../../testing/index.ts';
import type { Profile } from '../../x509/index.ts';
import { integerValue, wordValue } from '../arguments.ts';
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { readyGnutls, readyOpenssl } from '../differ/commands.ts';
import { compare } from '../differ/compare.ts';
import { readyGo, readyJava, readyNode } from '../differ/programs.ts';
import { mergeReports, parseReport, type Report, type RunSettings } from '../differ/report.ts';
import { reportFiles, reportText } from '../differ/report-text.ts';
import {
  type Asking,
  isMissing,
  type Missing,
  VERIFIER_NAMES,
  type Verifier,
  type VerifierName,
} from '../differ/verifier.ts';
import { inputName, readInput, writeOutput } from '../files.ts';

const READY: Readonly<Record<VerifierName, (asking: Asking) => Promise<Verifier | Missing>>> = {
  openssl: readyOpenssl,
  go: readyGo,
  gnutls: readyGnutls,
  java: readyJava,
  node: readyNode,
};
const PROFILES = ['rfc5280', 'strict', 'webpki'] as const satisfies readonly Profile[];
const MAX_SEED = 2 ** 31 - 1;
const MAX_RUNS = 10 ** 7;
const MAX_SHARDS = 100_000;
/** Maximum bytes of a report to merge. */
const MAX_REPORT = 2 ** 28;

export const differ = defineCommand({
  operands: '[REPORT…]',
  maxOperands: Number.POSITIVE_INFINITY,
  options: {
    against: { value: 'NAME,…', help: `other verifiers: ${VERIFIER_NAMES.join(',')}; needed` },
    defects: { value: 'NAME,…', help: 'kinds of chains: sound, variations, defects (-list shows them); default all' },
    list: { help: 'list the kinds of chains, each with the rule that decides' },
    runs: { value: 'N', help: 'number of chains; default 200' },
    seed: { value: 'S', help: 'the same seed gives the same chains; default: a random one, which is printed' },
    attime: { value: 'SECONDS', help: 'when the chains are valid (since 1970); default now' },
    profile: { value: PROFILES.join('|'), help: 'which of our profiles is compared; default rfc5280' },
    shard: { value: 'I/N', help: 'only every N-th chain, from the I-th on; N alone takes I from JOB_COMPLETION_INDEX' },
    only: { value: 'NUMBER', help: 'check only chain NUMBER; the file `again` of a kept folder gives it' },
    shrink: { value: 'N', help: 'ask N times at most to make a disagreement smaller; default 16' },
    merge: { help: 'read the reports of all shards, and report as one run would' },
    out: { value: 'FOLDER', help: 'keep report.json there, and a folder of PEM files for each disagreement' },
    json: JSON_OPTION,
  },
  notes: [
    'Draws chains of certificates, asks Vitrine and each verifier that is installed whether they take them, makes each disagreement as small as it can, and prints a table. A verifier that is not installed is a line.',
    'Each verifier has 20 s to answer. GnuTLS and node have no option for the time: with an -attime of another day they run under faketime.',
    'Exit code 1: there is a disagreement. What the known ones are about: docs/testing.md.',
  ],
  async run(values, operands, context) {
    if (values.list) return list(context);
    if (!values.merge && operands.length > 0) throw usageError('reports are read with -merge');
    const report = values.merge ? await merged(context, operands) : await drawn(context, values);
    if (values.out !== undefined) await keep(context, report, context.path(values.out));
    if (values.json) await context.printJson(report);
    else await context.print(reportText(report));
    return report.disagreements.length === 0 ? EXIT.ok : EXIT.no;
  },
});

async function list(context: Context): Promise<ExitCode> {
  const rows = [
    ['sound', 'taken', 'RFC 5280 §6.1'],
    ...VARIATIONS.map(({ name, rule }) => [name, 'taken', rule]),
    ...DEFECTS.map(({ name, rule }) => [name, 'refused', rule]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, expected, rule] of rows) {
    await context.print(`${name.padEnd(width)}  ${expected.padEnd(7)}  ${rule}\n`);
  }
  return EXIT.ok;
}

async function merged(context: Context, files: readonly string[]): Promise<Report> {
  if (files.length === 0)
    throw usageError('-merge needs the reports: vitrine differ -merge a/report.json b/report.json');
  const reports: Report[] = [];
  for (const path of files) {
    reports.push(parseReport(bytesToUtf8(await readInput(context, path, MAX_REPORT)), inputName(path)));
  }
  const report = mergeReports(reports);
  const { done, of } = report.shards;
  if (of > 1) await context.note(`${of - done.length} of ${of} shards are missing`);
  return report;
}

interface DrawValues {
  readonly against: string | undefined;
  readonly defects: string | undefined;
  readonly runs: string | undefined;
  readonly seed: string | undefined;
  readonly attime: string | undefined;
  readonly profile: string | undefined;
  readonly shard: string | undefined;
  readonly only: string | undefined;
  readonly shrink: string | undefined;
}

async function drawn(context: Context, values: DrawValues): Promise<Report> {
  const names = verifierNames(values.against);
  const settings = settingsOf(context, values);
  const shard = shardOf(values.shard, context.world.env.JOB_COMPLETION_INDEX);
  const only = values.only === undefined ? undefined : integerValue(values.only, 'only', 0, settings.runs - 1);
  const { signal } = context;
  const base = await mkdtemp(join(tmpdir(), 'vitrine-differ-'));
  const verifiers: (Verifier | Missing)[] = [];
  try {
    for (const name of names) {
      const folder = join(base, name);
      await mkdir(folder);
      const { profile, time } = settings;
      verifiers.push(await READY[name]({ folder, signal, profile, time: new Date(1000 * time) }));
      signal.throwIfAborted();
    }
    const onProgress = async (done: number, of: number): Promise<void> => {
      if (context.world.stderr.isTTY) await context.note(`${done} of ${of} chains`);
    };
    return await compare({ settings, shard, only, verifiers, signal, onProgress });
  } finally {
    for (const one of verifiers) if (!isMissing(one)) one.close();
    await rm(base, { recursive: true, force: true });
  }
}

function verifierNames(given: string | undefined): VerifierName[] {
  if (given === undefined) throw usageError(`-against needs verifiers: -against ${VERIFIER_NAMES.join(',')}`);
  return [...new Set(given.split(',').map((word) => wordValue(word, 'against', VERIFIER_NAMES)))];
}

function settingsOf(context: Context, values: DrawValues): RunSettings {
  const { defects, attime, profile, shrink } = values;
  const kinds = defects?.split(',');
  const known = ['sound', ...VARIATIONS.map(({ name }) => name), ...DEFECTS.map(({ name }) => name)];
  const unknown = kinds?.find((kind) => !known.includes(kind));
  if (unknown !== undefined)
    throw usageError(`-defects: no ${JSON.stringify(unknown)}; vitrine differ -list shows all`);
  const seed = values.seed === undefined ? randomSeed(context) : integerValue(values.seed, 'seed', 0, MAX_SEED);
  const now = Math.floor(context.now().getTime() / 1000);
  return {
    seed,
    runs: integerValue(values.runs ?? '200', 'runs', 1, MAX_RUNS),
    time: attime === undefined ? now : integerValue(attime, 'attime', 0, 2 ** 31),
    profile: wordValue(profile ?? 'rfc5280', 'profile', PROFILES),
    attempts: integerValue(shrink ?? '16', 'shrink', 1, MAX_RUNS),
    ...(kinds && { kinds }),
  };
}

const randomSeed = ({ random }: Context): number => Number(os2ip(randomBytes(random, 4)) >> 1n);

/** @param completion - the environment's JOB_COMPLETION_INDEX, which an Indexed Job of Kubernetes counts from 0. */
function shardOf(given: string | undefined, completion: string | undefined): { number: number; of: number } {
  if (given === undefined) return { number: 1, of: 1 };
  const [, index, of] = /^(?:(\d+)\/)?(\d+)$/.exec(given) ?? [];
  if (of === undefined) throw usageError(`-shard takes I/N, or N alone; ${JSON.stringify(given)} is neither`);
  const count = integerValue(of, 'shard', 1, MAX_SHARDS);
  if (index !== undefined) return { number: integerValue(index, 'shard', 1, count), of: count };
  if (completion === undefined) throw usageError(`-shard ${of} needs JOB_COMPLETION_INDEX; or give -shard I/${of}`);
  return { number: integerValue(completion, 'shard', 0, count - 1) + 1, of: count };
}

async function keep(context: Context, report: Report, folder: string): Promise<void> {
  for (const [name, text] of Object.entries(reportFiles(report))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    // The files include the private key of the chain's leaf, which some verifiers need to act as a server.
    await writeOutput(context, path, text, { secret: true });
  }
}
