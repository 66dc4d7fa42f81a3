/** One code for one matter: where path validation judges what a rule of lint judges, both have its code, and cite a section in common. */
import { describe, expect, it } from 'vitest';
import { LINT_RULES } from '../../src/lint/index.ts';
import { RULES } from '../../src/x509/validate/rules/table.ts';

const LINT = new Map(LINT_RULES.map((rule) => [rule.code, rule]));
const sectionsOf = (source: string): string[] => source.match(/§[\w.]+/g) ?? [];
const shared = RULES.filter(({ code }) => LINT.has(code));

describe('properties: codes that validation and lint share', () => {
  it('are there', () => expect(new Set(shared.map(({ code }) => code)).size).toBeGreaterThan(20));

  it.each(shared.map(({ code, source }) => [code, source] as const))('%s (%s)', (code, source) => {
    const ours = sectionsOf(LINT.get(code)!.source);
    expect(sectionsOf(source).filter((section) => ours.includes(section))).not.toEqual([]);
  });
});
