/** The proof that the defects find something: with any one check of validation taken out, the defects of that check, and no others of its code, are no
 * longer refused by it. */
import { describe, expect, it } from 'vitest';
import { type ChainWithDefect, DEFECTS } from '../../src/testing/index.ts';
import { everyNth } from '../property-runs.ts';
import { brokenCopy, type Removal } from './broken-copies.ts';
import { refusals, sample, type Validator } from './chains.ts';
import { COMMON_TABLES, rowsOf, WITHOUT_DEFECT } from './rows.ts';

const drawn = new Map<string, ChainWithDefect>();
/** The twins of a defect. They are drawn when they are asked for: each has six signatures. */
function twinsOf({ name }: { readonly name: string }): ChainWithDefect {
  const twins = drawn.get(name) ?? sample(name);
  drawn.set(name, twins);
  return twins;
}

/** The defects that a copy does not refuse by the code that must refuse them, among those of some codes. */
const missed = (copy: Validator, codes: readonly string[]): string[] =>
  DEFECTS.filter(({ code }) => codes.includes(code))
    .map(twinsOf)
    .filter(({ bad, code }) => !refusals(bad, copy).includes(code))
    .map(({ defect }) => defect);

/** The rows of the tables of rules that the profile rfc5280 has; `judge…` names each. */
const rows = rowsOf(COMMON_TABLES);

/** A row of the table, and the defects that are then no longer found by it. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  judgeVersion: ['extensions-in-version-1'],
  judgeUncriticalNames: ['subject-empty-and-names-not-critical'],
  judgeSerialNumber: ['serial-number-negative', 'serial-number-zero'],
  judgeSerialLength: ['serial-number-of-21-bytes'],
  ...Object.fromEntries(WITHOUT_DEFECT.map((judge) => [judge, []])),
  judgeIssuerName: ['issuer-without-a-name'],
  judgeMissingSubject: ['subject-of-a-signer-of-lists-empty'],
  judgeAlgorithm: ['leaf-signed-by-an-unknown-algorithm'],
  judgeValidity: [
    'leaf-expired',
    'leaf-not-yet-valid',
    'intermediate-expired',
    'intermediate-not-yet-valid',
    'root-expired',
  ],
  judgeDuplicates: ['extension-twice'],
  judgeCritical: ['leaf-unknown-critical-extension', 'intermediate-unknown-critical-extension'],
  judgeKeyStrength: ['key-weak', 'key-with-exponent-1'],
  judgeBasicConstraints: ['intermediate-not-ca', 'intermediate-without-basic-constraints', 'intermediate-version-1'],
  judgePathLength: ['path-too-long'],
  judgeKeyCertSign: ['intermediate-without-key-cert-sign'],
  judgeLeafKeyUsage: ['leaf-usage-for-signing-lists'],
  judgeExtKeyUsage: ['leaf-purpose-not-server'],
  judgeNesting: ['intermediate-purpose-not-server'],
  judgeName: DEFECTS.filter(({ code }) => code === 'name').map(({ name }) => name),
  judgeBothAlgorithms: ['algorithm-inner-other-than-outer'],
  judgeHash: ['leaf-signed-with-sha1', 'leaf-signed-with-md5', 'intermediate-signed-with-sha1'],
  // The search itself goes by names, so this row has nothing left to find: see "held twice" below.
  judgeNameChaining: [],
  judgeSignature: ['leaf-signature-broken', 'intermediate-signature-broken', 'leaf-signed-by-another'],
};

/** Parts of rules, and what is checked elsewhere. */
const PARTS: readonly (readonly [string, Removal, readonly string[]])[] = [
  [
    'the time has come',
    { file: 'rules/fields.ts', text: 'if (time < notBefore)', by: 'if (false)' },
    ['leaf-not-yet-valid', 'intermediate-not-yet-valid'],
  ],
  [
    'the time is not over',
    { file: 'rules/fields.ts', text: 'if (time.getTime() >= notAfter.getTime() + 1000)', by: 'if (false)' },
    ['leaf-expired', 'intermediate-expired', 'root-expired'],
  ],
  [
    'the key has enough bits',
    { file: 'rules/signatures.ts', text: 'securityStrength(key) >= MIN_STRENGTH,', by: 'true,' },
    ['key-weak'],
  ],
  [
    'the key is one',
    {
      file: 'rules/signatures.ts',
      text: "if (typeof key === 'string') return fail(key);",
      by: "if (typeof key === 'string') return pass(key);",
    },
    ['key-with-exponent-1'],
  ],
  [
    'an anchor is one byte by byte, not by its name',
    {
      file: 'build/pool.ts',
      text: 'this.#add(certificate, false)',
      by: 'this.#add(certificate, this.#byName.has(nameKey(certificate.subject)))',
    },
    ['root-of-same-name-presented'],
  ],
  [
    'an anchor is needed',
    {
      file: 'validate-chain.ts',
      text: "outcome: 'fail', detail, advice }];\n}\n\ntype End",
      by: "outcome: 'pass', detail, advice }];\n}\n\ntype End",
    },
    DEFECTS.filter(({ code }) => code === 'trust-anchor').map(({ name }) => name),
  ],
  [
    'a wildcard is a whole label',
    {
      file: 'identity.ts',
      text: 'if (found === undefined) return false;',
      by: "if (found === undefined) return presented.includes('*');",
    },
    ['wildcard-in-a-label', 'wildcard-inside', 'wildcard-alone'],
  ],
  [
    'a wildcard has two labels after it',
    { file: 'identity.ts', text: 'found.length >= 2 && ', by: '' },
    ['wildcard-of-a-top-level-domain'],
  ],
  [
    'a wildcard is for one label',
    {
      file: 'identity.ts',
      text: 'found.length >= 2 && sameLabels(labels.slice(1), found)',
      by: 'sameLabels(labels.slice(-found.length), found)',
    },
    ['wildcard-for-two-labels', 'wildcard-of-a-top-level-domain'],
  ],
  [
    'a DNS name ends where it ends',
    {
      file: '../names/dns-name.ts',
      text: "text.toLowerCase().split('.')",
      by: "text.split('\\0')[0].toLowerCase().split('.')",
    },
    ['dns-name-with-nul'],
  ],
  [
    'an address is no DNS name',
    {
      file: 'identity.ts',
      text: "name.kind === 'iPAddress' && equalBytes(name.value, bytes))",
      by: "(name.kind === 'iPAddress' && equalBytes(name.value, bytes)) || name.value === text)",
    },
    ['address-as-a-dns-name'],
  ],
  [
    'an excluded name is none',
    { file: 'name-constraints/judge.ts', text: 'if (excluded.some((base) => meets(base, subject)))', by: 'if (false)' },
    ['name-constraints-violated', 'name-excluded-not-critical', 'address-excluded', 'subject-excluded'],
  ],
  [
    'a permitted name is one of those',
    { file: 'name-constraints/judge.ts', text: 'if (permitted.length > 0 && ', by: 'if (false && ' },
    ['name-not-permitted', 'subject-not-permitted'],
  ],
  [
    'constraints have neither minimum nor maximum',
    { file: 'name-constraints/constraints.ts', text: 'if (minimum !== 0n || maximum !== undefined)', by: 'if (false)' },
    ['name-constraints-with-minimum'],
  ],
  [
    'name constraints are judged at all',
    { file: 'path-steps.ts', text: '  stepConstraints(path, context, add);\n', by: '' },
    DEFECTS.filter(({ code }) => /^(?:name-constraints|nc-)/.test(code)).map(({ name }) => name),
  ],
  [
    'policies are judged at all',
    { file: 'path-steps.ts', text: '  stepPolicies(path, question, add);\n', by: '' },
    DEFECTS.filter(({ code }) => /polic(?:y|ies)/.test(code)).map(({ name }) => name),
  ],
  [
    'a policy is there where one is required',
    { file: 'policies/graph.ts', text: 'counters.explicitPolicy = Math.min(', by: 'Math.min(' },
    ['policy-required-and-missing', 'policy-of-leaf-other', 'any-policy-inhibited'],
  ],
  [
    'a policy is one that the issuer has',
    { file: 'policies/graph.ts', text: '(any && [any])', by: '[...above.values()]' },
    ['policy-of-leaf-other'],
  ],
  [
    'anyPolicy may be inhibited',
    { file: 'policies/graph.ts', text: 'counters.inhibitAnyPolicy = Math.min(', by: 'Math.min(' },
    ['any-policy-inhibited'],
  ],
  [
    'anyPolicy is not mapped',
    {
      file: 'policies/step.ts',
      text: 'issuer === ANY_POLICY || subject === ANY_POLICY',
      by: 'issuer === "" || subject === ""',
    },
    ['any-policy-mapped'],
  ],
];

describe('with nothing removed', () => {
  it('a copy judges as the engine does', async () => {
    const copy = await brokenCopy([]);
    for (const { good, bad } of everyNth(3, DEFECTS).map(twinsOf)) {
      expect(refusals(good, copy)).toEqual([]);
      expect(refusals(bad, copy)).toEqual(refusals(bad));
    }
  });
});

describe('one removed', () => {
  it('every row of the table is here', () => {
    expect(rows.map(({ judge }) => judge).toSorted()).toEqual(Object.keys(ROWS).toSorted());
  });

  it.each(everyNth(3, rows))('row $judge', async ({ file, judge, text, code }) => {
    expect(missed(await brokenCopy([{ file, text, by: '' }]), [code]).toSorted()).toEqual(ROWS[judge!].toSorted());
  });

  it.each(everyNth(3, PARTS))('%s', async (_, removal, found) => {
    const codes = found.map((name) => DEFECTS.find((defect) => defect.name === name)!.code);
    expect(missed(await brokenCopy([removal]), codes).toSorted()).toEqual(found.toSorted());
  });
});

/** Checks that stand behind another: one alone removed is not missed, both are. */
const TWICE: readonly (readonly [string, readonly Removal[], readonly string[]])[] = [
  [
    'the issuer is called as the certificate says: by the search, and by the row for it',
    [
      { file: 'build/pool.ts', text: '(this.#byName.get(name) ?? [])', by: '[...this.#byName.values()].flat()' },
      { file: 'rules/signatures.ts', text: rows.find(({ judge }) => judge === 'judgeNameChaining')!.text, by: '' },
    ],
    ['issuer-wrong'],
  ],
];

describe('held twice', () => {
  it.each(TWICE)('%s', async (_, removals, found) => {
    const verdicts = async (removed: readonly Removal[]): Promise<boolean[]> => {
      const copy = await brokenCopy(removed);
      return found.map((name) => refusals(sample(name).bad, copy).length === 0);
    };
    for (const one of removals) expect(await verdicts([one])).not.toContain(true);
    expect(await verdicts(removals)).not.toContain(false);
  });
});
