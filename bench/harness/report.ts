/** The report of a run: what bench/results/latest.json holds. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ReportRow {
  /** `operation/parameter/size`. */
  readonly row: string;
  readonly implementation: string;
  readonly version: string;
  /** Of one operation: the least sample, the middle one, and the 99th percentile. */
  readonly least_ns: number;
  readonly median_ns: number;
  readonly p99_ns: number;
  /** Relative margin of error of the mean, in percent. */
  readonly rme: number;
  readonly samples: number;
}

export interface Report {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memory_bytes: number };
  /** Version of Node, without the `v`. */
  readonly node: string;
  /** Of the project; ends in `-dirty` when files differed from it. */
  readonly commit: string;
  /** ISO 8601, when the run began. */
  readonly date: string;
  readonly rows: readonly ReportRow[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function expectKeys(value: unknown, types: Readonly<Record<string, string>>, where: string): void {
  if (!isRecord(value)) throw new TypeError(`${where}: not an object`);
  if (Object.keys(value).toSorted().join() !== Object.keys(types).toSorted().join())
    throw new TypeError(`${where}: has ${Object.keys(value).join(', ')} in place of ${Object.keys(types).join(', ')}`);
  for (const [key, type] of Object.entries(types))
    if (typeof value[key] !== type) throw new TypeError(`${where}.${key}: not a ${type}`);
}

const ROW_TYPES = {
  row: 'string',
  implementation: 'string',
  version: 'string',
  least_ns: 'number',
  median_ns: 'number',
  p99_ns: 'number',
  rme: 'number',
  samples: 'number',
};

function checkRow(row: ReportRow, where: string, seen: Set<string>): void {
  expectKeys(row, ROW_TYPES, where);
  const { least_ns, median_ns, p99_ns, rme, samples } = row;
  if (row.row.split('/').length !== 3) throw new RangeError(`${where}: '${row.row}' is not operation/parameter/size`);
  if (
    !(
      least_ns > 0 &&
      median_ns >= least_ns &&
      p99_ns >= median_ns &&
      rme >= 0 &&
      Number.isSafeInteger(samples) &&
      samples > 0
    )
  )
    throw new RangeError(`${where}: impossible figures`);
  const name = `${row.row}/${row.implementation}`;
  if (seen.has(name)) throw new RangeError(`${where}: ${name} is there twice`);
  seen.add(name);
}

/**
 * @returns `value`, which is a whole report and nothing else.
 * @throws TypeError for what is missing, unknown or of a wrong type, RangeError for figures that cannot be.
 */
export function checkReport(value: unknown): Report {
  expectKeys(value, { machine: 'object', node: 'string', commit: 'string', date: 'string', rows: 'object' }, 'report');
  const report = value as Report;
  expectKeys(report.machine, { cpu: 'string', cores: 'number', memory_bytes: 'number' }, 'machine');
  if (Number.isNaN(Date.parse(report.date))) throw new RangeError('date: not a date');
  if (!Array.isArray(report.rows) || report.rows.length === 0) throw new RangeError('rows: none');
  const seen = new Set<string>();
  for (const [i, row] of report.rows.entries()) checkRow(row, `rows[${i}]`, seen);
  return report;
}

/** What went wrong, without where. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @throws what reading throws; Error that names a file which is no report, and says what is wrong with it. */
export function readReport(file: string): Report {
  const text = readFileSync(file, 'utf8');
  try {
    return checkReport(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} is not a report: ${messageOf(cause)}`, { cause });
  }
}

/** @throws as {@link checkReport}, and then leaves `file` as it was. */
export const writeReport = (file: string, report: Report): void =>
  writeWhole(file, `${JSON.stringify(checkReport(report), undefined, 2)}\n`);

/** Writes the whole text or, whenever it is interrupted, leaves `file` as it was. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}
