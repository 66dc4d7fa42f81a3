/** One specimen for each rule of lint: the rule finds the fault at its place, finds nothing in the sound twin, and no other rule of
 * severity `error` fires but those that the row names. */
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../src/bytes/index.ts';
import { LINT_RULES, type LintFinding, lint } from '../../src/lint/index.ts';
import { LINT_SPECIMENS } from '../../src/testing/index.ts';

const RULES = new Map(LINT_RULES.map((rule) => [rule.code, rule]));

/** Whether a finding lies within one of the places at which `where` stands. */
function isWithin({ offset, length }: LintFinding, where: Bytes, bytes: Bytes): boolean {
  const [all, part] = [Buffer.from(bytes), Buffer.from(where)];
  for (let at = all.indexOf(part); at >= 0; at = all.indexOf(part, at + 1)) {
    if (offset >= at && offset + length <= at + part.length) return true;
  }
  return false;
}

describe('properties: specimens of the rules of lint', () => {
  it('are one for each rule, and for nothing else', () => {
    expect(LINT_SPECIMENS.map(({ code }) => code).toSorted()).toEqual(LINT_RULES.map(({ code }) => code).toSorted());
    expect(new Set(RULES.keys()).size).toBe(LINT_RULES.length);
  });

  it.each(LINT_SPECIMENS.map((row) => [row.code, row] as const))('%s', (code, { kind, implies, limits, make }) => {
    const { faulty, sound, where } = make();
    const { profile } = RULES.get(code)!;
    const [found, twin] = [faulty, sound].map((bytes) => lint(bytes, { kind, profile, limits }).findings);
    const own = found.filter((finding) => finding.code === code);
    expect(own.length).toBeGreaterThan(0);
    for (const finding of own)
      expect(isWithin(finding, where, faulty), `${finding.offset}+${finding.length}`).toBe(true);
    const others = found.filter((finding) => finding.severity === 'error' && finding.code !== code);
    expect([...new Set(others.map((finding) => finding.code))].toSorted()).toEqual([...implies].toSorted());
    expect(twin.map((finding) => finding.code)).not.toContain(code);
    expect(twin.filter(({ severity, code: other }) => severity === 'error' && !implies.includes(other))).toEqual([]);
  });

  it('have their twin in the same kind of file, and are small', () => {
    for (const { make } of LINT_SPECIMENS) {
      const { faulty, sound, where } = make();
      expect(Buffer.from(faulty).includes(Buffer.from(where))).toBe(true);
      expect(Buffer.compare(faulty, sound)).not.toBe(0);
      expect(faulty.length).toBeLessThan(10_000);
    }
  });
});
