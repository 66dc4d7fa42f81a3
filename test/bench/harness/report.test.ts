import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkReport, type Report, readReport, writeReport } from '../../../bench/harness/report.ts';
import { report } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const withRow = (over: Readonly<Record<string, unknown>>) => ({ ...report, rows: [{ ...report.rows[0], ...over }] });

describe('the report', () => {
  it('is read as it was written', () => {
    const file = join(folder, 'one/latest.json');
    writeReport(file, report);
    expect(readReport(file)).toEqual(report);
  });

  it('has the fields that its readers were promised, in their order', () => {
    const file = join(folder, 'two.json');
    writeReport(file, report);
    const { rows, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(rest)).toEqual(['machine', 'node', 'commit', 'date']);
    const fields = ['row', 'implementation', 'version', 'least_ns', 'median_ns', 'p99_ns', 'rme', 'samples'];
    expect(Object.keys(rows[0])).toEqual(fields);
  });

  it('is written whole or not at all', () => {
    const file = join(folder, 'three.json');
    writeFileSync(file, 'before');
    expect(() => writeReport(file, { ...report, rows: [] })).toThrow(RangeError);
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(folder)).not.toContain('three.json.part');
  });

  it.each([
    ['nothing', ''],
    ['half of a report', '{"machine":'],
    ['something else', '[]'],
  ])('names the file that holds %s', (_, text) => {
    const file = join(folder, 'four.json');
    writeFileSync(file, text);
    expect(() => readReport(file)).toThrow(file);
  });

  it.each([
    ['a field too many', { ...report, more: 1 }],
    ['a field too few', (({ node, ...rest }: Report) => rest)(report)],
    ['a row with a field too many', withRow({ note: '' })],
    ['a text for a number', withRow({ median_ns: '1' })],
    ['a row of two parts', withRow({ row: 'hash/sha256' })],
    ['a median above the 99th percentile', withRow({ p99_ns: 1 })],
    ['no samples', withRow({ samples: 0 })],
    ['no number', withRow({ median_ns: Number.NaN })],
    ['one row twice', { ...report, rows: [report.rows[0], report.rows[0]] }],
    ['no date', { ...report, date: 'today' }],
    ['nothing', null],
  ])('does not take %s', (_, wrong) => expect(() => checkReport(wrong)).toThrow());
});
