/** The same proof as in `removed-checks.test.ts` for what no defect of a chain breaks: rows of the tables of rules, name constraints,
 * policies, limits, and revocation. No code of a check is without such a proof. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFECTS } from '../../src/testing/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { everyNth } from '../property-runs.ts';
import { brokenCopy } from './broken-copies.ts';
import { CASES } from './cases-of-rows.ts';
import { codesOf } from './judged-by-copy.ts';
import { OF_LISTS } from './removals-of-lists.ts';
import { OF_RESPONSES } from './removals-of-responses.ts';
import { REMOVED as OF_STEPS } from './removals-of-steps.ts';
import { type Copy, judgedEvidence } from './revocation-evidence.ts';
import { COMMON_TABLES, PROFILE_TABLES, rowsOf, WITHOUT_DEFECT } from './rows.ts';

let known: readonly (readonly string[])[] | undefined;
/** The codes of every case, with nothing removed. */
const judged = () => (known ??= CASES.map((one) => codesOf(one, x509)));

const rows = [
  ...rowsOf(COMMON_TABLES).filter(({ judge }) => judge !== undefined && WITHOUT_DEFECT.includes(judge)),
  ...rowsOf(PROFILE_TABLES),
];

describe('one row removed', () => {
  it('every row of the tables is here', () => {
    expect(rows.length).toBe(WITHOUT_DEFECT.length + 27);
  });

  it.each(everyNth(3, rows))('row $code', async ({ file, text, code }) => {
    const refused = CASES.filter((_, i) => judged()[i].includes(code));
    expect(refused.length).toBeGreaterThan(0);
    const copy = await brokenCopy([{ file, text, by: '' }]);
    for (const one of refused) expect(codesOf(one, copy)).not.toContain(code);
  });
});

describe('one check of a path removed', () => {
  it.each(everyNth(3, OF_STEPS))('%s', async (_, change, code, removal) => {
    expect(codesOf(change, x509)).toContain(code);
    expect(codesOf(change, await brokenCopy([removal]))).not.toContain(code);
  });
});

describe('one check of revocation removed', () => {
  it.each(everyNth(3, [...OF_LISTS, ...OF_RESPONSES]))('%s', async (_, evidence, code, removal) => {
    expect(judgedEvidence(evidence, x509)).toContain(code);
    expect(judgedEvidence(evidence, (await brokenCopy([removal])) as Copy)).not.toContain(code);
  });
});

/** The members of the types of codes, as their files have them. */
const codes = ['check.ts', 'revocation/finding.ts', 'name-constraints/judge.ts', 'policies/step.ts'].flatMap((file) => {
  const source = readFileSync(resolve(import.meta.dirname, '../../src/x509/validate', file), 'utf8');
  return [...source.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code);
});

describe('of every code', () => {
  it('a check was taken out', () => {
    expect(codes.length).toBeGreaterThan(80);
    const proven = new Set([
      ...rowsOf([...COMMON_TABLES, ...PROFILE_TABLES]).map(({ code }) => code),
      ...[...OF_STEPS, ...OF_LISTS, ...OF_RESPONSES].map(([, , code]) => code),
      ...DEFECTS.map(({ code }) => code),
    ]);
    expect(codes.filter((code) => !proven.has(code))).toEqual([]);
  });
});
