/** The results of a run, or of several shards of one. */
import { UsageError } from '../../bytes/index.ts';
import type { Profile } from '../../x509/index.ts';
import { CliError } from '../command.ts';
import type { VerifierName } from './verifier.ts';

/** The settings that must be equal for two runs to be the same. */
export interface RunSettings {
  readonly seed: number;
  readonly runs: number;
  /** Of all chains, in seconds. */
  readonly time: number;
  readonly profile: Profile;
  /** Maximum number of questions to a verifier for shrinking one chain. */
  readonly attempts: number;
  /** Kinds of chains; absent: all. */
  readonly kinds?: readonly string[];
}

/** Which chains of the run this report is about. */
export interface Shards {
  /** Numbers of the shards, from 1, in order. */
  readonly done: readonly number[];
  readonly of: number;
}

/** How often a verifier was asked. */
export interface VerifierCount {
  readonly name: VerifierName;
  readonly version?: string;
  /** Why it could not be used. */
  readonly missing?: string;
  readonly asked: number;
  readonly agreed: number;
  /** Questions without an answer. */
  readonly none: number;
  /** The reason for the first missing answer, with the number of the chain. */
  readonly noAnswer?: { readonly index: number; readonly reason: string };
}

/** Chains of one kind that we and a verifier answer differently. */
export interface Disagreement {
  readonly verifier: VerifierName;
  readonly kind: string;
  readonly expected: 'taken' | 'refused';
  /** The rule that decides whether the chain is valid. */
  readonly rule: string;
  readonly weTake: boolean;
  readonly chains: number;
  /** The number of the first such chain in the run. */
  readonly first: number;
  /** The reason of the side that refuses it, for the smallest chain found. */
  readonly reason: string;
  readonly example: Example;
}

/** The smallest chain found. */
export interface Example {
  /** What to run in the folder of the files. */
  readonly command: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface Report {
  readonly format: 'vitrine differ 1';
  readonly settings: RunSettings;
  readonly shards: Shards;
  readonly verifiers: readonly VerifierCount[];
  /** In the order of verifiers and kinds. */
  readonly disagreements: readonly Disagreement[];
}

/** The group of a disagreement: one entry of the report stands for all chains of a group. */
export const groupOf = ({ verifier, kind, weTake }: Pick<Disagreement, 'verifier' | 'kind' | 'weTake'>): string =>
  `${verifier}-${kind}-${weTake ? 'refused' : 'taken'}`;

export const ordered = (all: Iterable<Disagreement>): Disagreement[] =>
  [...all].toSorted((a, b) => (groupOf(a) < groupOf(b) ? -1 : 1));

/** All shards of a run as one report: what one process would have found.
 * @throws CliError `other-run` for shards of different runs, or with different verifiers, and for duplicate shards. */
export function mergeReports(reports: readonly Report[]): Report {
  if (reports.length === 0) throw new UsageError('out-of-range', 'reports', 'must have at least one');
  const [{ format, settings, verifiers, shards }] = reports;
  const same = (one: Report): string =>
    JSON.stringify([one.settings, one.shards.of, one.verifiers.map(({ name, version }) => [name, version])]);
  for (const [i, one] of reports.entries()) {
    if (same(one) === same(reports[0])) continue;
    throw new CliError('other-run', `report ${i + 1} is of another run than the first, or of other verifiers`);
  }
  const done = reports.flatMap((one) => one.shards.done).toSorted((a, b) => a - b);
  const twice = done.find((number, i) => number === done[i - 1]);
  if (twice !== undefined) throw new CliError('other-run', `shard ${twice} is there twice`);
  return {
    format,
    settings,
    shards: done.length === shards.of ? { done: [1], of: 1 } : { done, of: shards.of },
    verifiers: verifiers.map((_, i) => reports.map((one) => one.verifiers[i]).reduce(addCounts)),
    disagreements: mergeDisagreements(reports.flatMap((one) => one.disagreements)),
  };
}

function addCounts(a: VerifierCount, b: VerifierCount): VerifierCount {
  const first = [a.noAnswer, b.noAnswer].filter((one) => one !== undefined).toSorted((x, y) => x.index - y.index)[0];
  const sum = { asked: a.asked + b.asked, agreed: a.agreed + b.agreed, none: a.none + b.none };
  return { ...a, ...sum, ...(first && { noAnswer: first }) };
}

function mergeDisagreements(all: readonly Disagreement[]): Disagreement[] {
  const merged = new Map<string, Disagreement>();
  for (const one of all) {
    const known = merged.get(groupOf(one));
    const first = known === undefined || one.first < known.first ? one : known;
    merged.set(groupOf(one), { ...first, chains: one.chains + (known?.chains ?? 0) });
  }
  return ordered(merged.values());
}

/** @throws CliError `not-a-report` */
export function parseReport(text: string, file: string): Report {
  try {
    const report = JSON.parse(text);
    if (isReport(report)) return report;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CliError('not-a-report', `${file} is not a report of vitrine differ`);
}

function isReport(value: unknown): value is Report {
  const { format, settings, shards, verifiers, disagreements } = (value ?? {}) as Partial<Report>;
  return (
    format === 'vitrine differ 1' &&
    Number.isInteger(settings?.seed) &&
    Number.isInteger(settings?.runs) &&
    Array.isArray(shards?.done) &&
    Number.isInteger(shards?.of) &&
    Array.isArray(verifiers) &&
    Array.isArray(disagreements) &&
    disagreements.every(
      ({ verifier, kind, first, chains, example }) =>
        [typeof verifier, typeof kind, typeof first, typeof chains, typeof example?.files].join() ===
        'string,string,number,number,object',
    )
  );
}
