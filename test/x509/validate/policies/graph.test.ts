/** The policy graph: equal to the tree of RFC 5280 on small chains, and right where the tree is too large. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyTreeSteps, resultOf } from '../../../../src/reference/index.ts';
import { processPolicies } from '../../../../src/x509/validate/policies/graph.ts';
import type { PolicyInputs } from '../../../../src/x509/validate/policies/inputs.ts';
import type { PolicyStep } from '../../../../src/x509/validate/policies/step.ts';

const ANY = '2.5.29.32.0';
const step = (policies?: readonly string[], more: Partial<PolicyStep> = {}): PolicyStep => ({
  selfIssued: false,
  ...(policies && { policies: policies.map((policy) => ({ policy, critical: false, qualifiers: [] })) }),
  ...more,
});
const map = (...pairs: readonly string[]): PolicyStep['mappings'] =>
  pairs.map((pair) => ({ issuer: pair[0], subject: pair[1] }));
const outcome = (steps: readonly PolicyStep[], inputs: PolicyInputs = {}) => {
  const { fault, authorityConstrained, userConstrained } = processPolicies(steps, inputs);
  const names = (of: typeof userConstrained): string[] => of.map(({ policy }) => policy).sort();
  return { code: fault?.code, authority: names(authorityConstrained), user: names(userConstrained) };
};

describe('vectors', () => {
  it.each<[string, readonly PolicyStep[], PolicyInputs, ReturnType<typeof outcome>]>([
    ['no policies at all', [step(), step()], {}, { code: undefined, authority: [], user: [] }],
    [
      'no policies, one required',
      [step(), step()],
      { explicitPolicy: true },
      { code: 'explicit-policy', authority: [], user: [] },
    ],
    ['the same policy', [step(['A', 'B']), step(['A'])], {}, { code: undefined, authority: ['A'], user: ['A'] }],
    [
      'another policy, required by the CA',
      [step(['A'], { requireExplicitPolicy: 0 }), step(['B'])],
      {},
      { code: 'explicit-policy', authority: [], user: [] },
    ],
    [
      'a policy that is not accepted',
      [step(['A']), step(['A'])],
      { initialPolicies: ['B'], explicitPolicy: true },
      { code: 'explicit-policy', authority: ['A'], user: [] },
    ],
    [
      'anyPolicy to the end: what the caller accepts',
      [step([ANY]), step([ANY])],
      { initialPolicies: ['A', 'B'] },
      { code: undefined, authority: [ANY], user: ['A', 'B'] },
    ],
    [
      'anyPolicy, inhibited by the caller',
      [step([ANY]), step(['A'])],
      { inhibitAnyPolicy: true, explicitPolicy: true },
      { code: 'explicit-policy', authority: [], user: [] },
    ],
    [
      'a mapping: the policy is named as in the domain of the anchor',
      [step(['A'], { mappings: map('AB') }), step(['B'])],
      {},
      { code: undefined, authority: ['A'], user: ['A'] },
    ],
    [
      'a mapping, inhibited',
      [step(['A'], { mappings: map('AB') }), step(['B'])],
      { inhibitPolicyMapping: true, explicitPolicy: true },
      { code: 'explicit-policy', authority: [], user: [] },
    ],
    [
      'a mapping of a policy that anyPolicy stands for',
      [step([ANY], { mappings: map('AB') }), step(['B'])],
      { initialPolicies: ['A'] },
      { code: undefined, authority: ['A'], user: ['A'] },
    ],
    [
      'a self-issued certificate: counts nothing down, and may have anyPolicy',
      [step(['A'], { inhibitAnyPolicy: 0, requireExplicitPolicy: 1 }), step([ANY], { selfIssued: true }), step(['A'])],
      {},
      { code: undefined, authority: ['A'], user: ['A'] },
    ],
    [
      'requireExplicitPolicy 0 in the leaf',
      [step(), step(undefined, { requireExplicitPolicy: 0 })],
      {},
      { code: 'explicit-policy', authority: [], user: [] },
    ],
  ])('%s', (_, steps, inputs, expected) => expect(outcome(steps, inputs)).toEqual(expected));

  it('answers at 2 to the power of 30 paths of the tree', () => {
    const mappings = map('AA', 'AB', 'BA', 'BB');
    const steps = [...Array.from({ length: 30 }, () => step(['A', 'B'], { mappings })), step(['A', 'B'])];
    expect(outcome(steps, { explicitPolicy: true })).toEqual({
      code: undefined,
      authority: ['A', 'B'],
      user: ['A', 'B'],
    });
    expect(processPolicies(steps, {}).levels.every((level) => level.length <= 2)).toBe(true);
    const failing = [...steps.slice(0, -1), step(['C'])];
    expect(outcome(failing, { explicitPolicy: true }).code).toBe('explicit-policy');
  });

  it('keeps the qualifiers of the policy, and those of anyPolicy for what it stands for', () => {
    const qualifiers = (value: string) => [
      { policyQualifierId: '1.3.6.1.5.5.7.2.1', qualifier: { kind: 'cPSuri' as const, value } },
    ];
    const steps: PolicyStep[] = [
      {
        selfIssued: false,
        policies: [
          { policy: 'A', critical: false, qualifiers: qualifiers('a') },
          { policy: ANY, critical: false, qualifiers: qualifiers('any') },
        ],
      },
      {
        selfIssued: false,
        policies: [
          { policy: 'A', critical: false, qualifiers: [] },
          { policy: ANY, critical: false, qualifiers: qualifiers('last') },
        ],
      },
    ];
    const { userConstrained } = processPolicies(steps, { initialPolicies: ['A', 'B'] });
    expect(userConstrained).toEqual([
      { policy: 'A', critical: false, qualifiers: qualifiers('a') },
      { policy: 'B', critical: false, qualifiers: qualifiers('last') },
    ]);
  });
});

describe('properties', () => {
  const policy = fc.constantFrom('A', 'B', 'C');
  const skip = fc.option(fc.nat(3), { nil: undefined });
  const drawn: fc.Arbitrary<PolicyStep> = fc.record({
    policies: fc.option(
      fc
        .uniqueArray(fc.constantFrom('A', 'B', 'C', ANY), { minLength: 1 })
        .map((all) => all.map((one) => ({ policy: one, critical: false, qualifiers: [] }))),
      { nil: undefined, freq: 9 },
    ),
    mappings: fc.option(fc.array(fc.record({ issuer: policy, subject: policy }), { minLength: 1, maxLength: 4 }), {
      nil: undefined,
    }),
    requireExplicitPolicy: skip,
    inhibitPolicyMapping: skip,
    inhibitAnyPolicy: skip,
    selfIssued: fc.boolean(),
  });
  const inputs = fc.record({
    initialPolicies: fc.oneof(fc.constant([ANY]), fc.uniqueArray(policy, { minLength: 1 })),
    explicitPolicy: fc.boolean(),
    inhibitPolicyMapping: fc.boolean(),
    inhibitAnyPolicy: fc.boolean(),
  });

  it('the graph comes to what the tree of RFC 5280 comes to', () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 5 }), inputs, (steps, given) => {
        const { valid, userConstrainedPolicies } = resultOf(
          policyTreeSteps(steps, {
            userInitialPolicySet: given.initialPolicies,
            initialExplicitPolicy: given.explicitPolicy,
            initialPolicyMappingInhibit: given.inhibitPolicyMapping,
            initialAnyPolicyInhibit: given.inhibitAnyPolicy,
          }),
        );
        const { code, user } = outcome(steps, given);
        expect([code === undefined, user]).toEqual([valid, [...userConstrainedPolicies].sort()]);
      }),
    );
  });
});
