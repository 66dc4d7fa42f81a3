/** R18: Go CVE-2025-58187, limbo's nc_dos: the work for name constraints and policies is bounded, and so are the texts. */
import { describe, expect, it } from 'vitest';
import { caExtensions, type GeneralName, makeExtension, type Validation, validateChain } from '../../src/x509/index.ts';
import { caKey, draft, leafKey, now, root } from '../fixtures/drafts.ts';
import { JUDGED_BY } from '../judged.ts';

const list = (count: number, suffix: string): GeneralName[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'dNSName', value: `h${i}.${suffix}` }));
const excluding = (bases: readonly GeneralName[]) =>
  makeExtension('nameConstraints', true, { excludedSubtrees: bases.map((base) => ({ base, minimum: 0n })) });
const judge = (bases: readonly GeneralName[], names: readonly GeneralName[], comparisons?: number): Validation => {
  const ca = draft({ subject: 'ca', key: caKey, issuer: root, extensions: [...caExtensions(), excluding(bases)] });
  const extensions = [makeExtension('subjectAltName', false, [...names])];
  const leaf = draft({ subject: 'leaf', key: leafKey, issuer: ca, issuerKey: caKey, extensions });
  return validateChain({
    ...JUDGED_BY,
    leaf,
    intermediates: [ca],
    roots: [root],
    time: now,
    purpose: 'any',
    name: 'unchecked',
    ...(comparisons !== undefined && { limits: { comparisons } }),
  });
};
const failing = ({ checks }: Validation): string[] =>
  checks.flatMap(({ outcome, code }) => (outcome === 'fail' ? [code] : []));

describe('R18', () => {
  it('compares no more than 250,000 names with constraints, unless told so', () => {
    expect(failing(judge(list(10_000, 'a.example'), list(100_000, 'b.example')))).toEqual(['comparison-limit']);
    expect(failing(judge(list(500, 'a.example'), list(500, 'b.example')))).toEqual([]);
    expect(failing(judge(list(500, 'a.example'), list(501, 'b.example')))).toEqual(['comparison-limit']);
    expect(failing(judge(list(500, 'a.example'), list(501, 'b.example'), 250_500))).toEqual([]);
  });

  it('tells of long names in short texts', () => {
    const long: GeneralName = { kind: 'uniformResourceIdentifier', value: `https://${'x'.repeat(1_000_000)}.example/` };
    const { checks } = judge([{ kind: 'uniformResourceIdentifier', value: 'a.example' }], [long]);
    expect(checks.filter(({ outcome }) => outcome === 'fail').length).toBe(1);
    for (const { detail } of checks) expect(detail.length).toBeLessThan(1000);
  });
});
