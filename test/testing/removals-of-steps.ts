/** Checks of a path as a whole and of the search, each with a case that fails by it, and with the text that is taken out of a copy. */

import { utf8String } from '../../src/asn1/index.ts';
import { OTHER_NAME_OIDS } from '../../src/asn1/internal.ts';
import { encode } from '../../src/codec/index.ts';
import {
  caExtensions,
  type Extension,
  encodedName,
  type GeneralName,
  makeExtension,
  makeName,
  type PolicyInputs,
} from '../../src/x509/index.ts';
import { ca, leafOf, under } from '../fixtures/chain.ts';
import { serverExtensions } from '../fixtures/drafts.ts';
import { CASES } from '../fixtures/rule-cases.ts';
import type { Removal } from './broken-copies.ts';
import type { Case } from './judged-by-copy.ts';

/** A case of the table of rules, by its name. */
const known = (name: string): Case => CASES.find(([one]) => one === name)![1];
const other = (value: string): GeneralName => ({
  kind: 'otherName',
  value: { typeId: OTHER_NAME_OIDS.smtpUtf8Mailbox, value: encode(utf8String, value) },
});
/** A leaf of these names below a CA with a permitted subtree. */
function constrained(base: GeneralName, names: readonly GeneralName[], subject = makeName(['CN', 'kubernetes'])): Case {
  const middle = ca([
    ...caExtensions(),
    makeExtension('nameConstraints', true, { permittedSubtrees: [{ base, minimum: 0n }] }),
  ]);
  const [usage, purpose] = serverExtensions;
  const own = makeExtension('subjectAltName', false, [{ kind: 'dNSName', value: 'kubernetes' }, ...names]);
  return { leaf: leafOf(middle, [usage, purpose, own], { subject: encodedName(subject) }), intermediates: [middle] };
}
const raw = (extnID: string, ...bytes: number[]): Extension => ({
  extnID,
  critical: true,
  extnValue: { kind: 'other', value: Uint8Array.from(bytes) },
});
const policies = (...oids: readonly string[]): Extension =>
  makeExtension(
    'certificatePolicies',
    false,
    oids.map((policyIdentifier) => ({ policyIdentifier })),
  );
/** A path whose CA has one policy and maps it to another, which the leaf has. */
function byPolicies(inputs: PolicyInputs, ofLeaf: string): Case {
  const mapping = makeExtension('policyMappings', true, [
    { issuerDomainPolicy: '1.2.3', subjectDomainPolicy: '1.2.4' },
  ]);
  const middle = ca([...caExtensions(), policies('1.2.3'), mapping]);
  return {
    leaf: leafOf(middle, [...serverExtensions, policies(ofLeaf)]),
    intermediates: [middle],
    policies: { explicitPolicy: true, ...inputs },
  };
}
const email = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const CONSTRAINTS = 'name-constraints/constraints.ts';
const STEP = 'policies/step.ts';
const GRAPH = 'policies/graph.ts';

export const REMOVED: readonly (readonly [string, Case, string, Removal])[] = [
  [
    'name constraints can be read',
    known('name constraints that can be read'),
    'name-constraints-malformed',
    {
      file: CONSTRAINTS,
      text: "if (value === undefined) return malformed('the value of nameConstraints is malformed');",
      by: 'if (value === undefined) return undefined;',
    },
  ],
  [
    'the base of a subtree can be read',
    constrained({ kind: 'dNSName', value: 'a..b' }, []),
    'name-constraints-malformed',
    { file: CONSTRAINTS, text: 'return base === undefined ? malformed(', by: 'return false ? malformed(' },
  ],
  [
    'forms that are not processed',
    constrained({ kind: 'registeredID', value: '1.2.3' }, [{ kind: 'registeredID', value: '1.2.3' }]),
    'name-constraints-unsupported',
    { file: CONSTRAINTS, text: "return { code: 'name-constraints-unsupported', detail };", by: 'return undefined;' },
  ],
  [
    'mailboxes beyond ASCII are not compared',
    constrained(email('b.example'), [other('a@b.example')]),
    'name-constraints-unsupported',
    { file: CONSTRAINTS, text: 'if (internationalized !== undefined)', by: 'if (false)' },
  ],
  [
    'an emailAddress in the subject is a mailbox',
    constrained(email('b.example'), [], makeName(['CN', 'kubernetes'], ['emailAddress', 'a@c.example'])),
    'name-constraints',
    {
      file: CONSTRAINTS,
      text: 'names.push(...addressesIn(subject.value).map((name) => ({ ...name, rule })));',
      by: '',
    },
  ],
  [
    'the subject is a directoryName',
    constrained({ kind: 'directoryName', value: makeName(['O', 'other']) }, []),
    'name-constraints',
    { file: CONSTRAINTS, text: 'if (subject.value.length > 0) names.push(', by: 'if (false) names.push(' },
  ],
  [
    'a name that cannot be read is in no subtree',
    constrained({ kind: 'dNSName', value: '' }, [{ kind: 'dNSName', value: 'a..b' }]),
    'name-constraints',
    {
      file: 'name-constraints/judge.ts',
      text: 'if (subject === undefined) {',
      by: 'if (subject === undefined) return undefined;\n  if (false) {',
    },
  ],
  [
    'constraints name a subtree',
    under(ca([...caExtensions(), raw('2.5.29.30', 0x30, 0)])),
    'nc-empty',
    { file: CONSTRAINTS, text: 'if (permittedSubtrees.length + excludedSubtrees.length === 0)', by: 'if (false)' },
  ],
  [
    'comparisons are counted',
    known('comparisons within the limit'),
    'comparison-limit',
    { file: 'name-constraints/judge.ts', text: 'if (cost > budget.left) {', by: 'if (false) {' },
  ],
  [
    'policies can be read',
    known('policies that can be read'),
    'policies-malformed',
    {
      file: STEP,
      text: "if (list === undefined) return fault('policies-malformed', '4.2.1.4', 'certificatePolicies is malformed');",
      by: 'if (list === undefined) return undefined;',
    },
  ],
  [
    'policy mappings can be read',
    known('policy mappings that can be read'),
    'policies-malformed',
    {
      file: STEP,
      text: "if (mappings === undefined) return fault('policies-malformed', '4.2.1.5', 'policyMappings is malformed');",
      by: 'if (mappings === undefined) return undefined;',
    },
  ],
  [
    'policy constraints can be read',
    known('policy constraints that can be read'),
    'policies-malformed',
    { file: STEP, text: 'if (value === undefined || given.some((skip) => skip < 0n)) {', by: 'if (false) {' },
  ],
  [
    'inhibitAnyPolicy is not negative',
    known('inhibitAnyPolicy that is not negative'),
    'policies-malformed',
    { file: STEP, text: 'if (value === undefined || value < 0n) {', by: 'if (value === undefined) {' },
  ],
  [
    'critical qualifiers are known',
    known('a known qualifier, where the extension is critical'),
    'policies-unsupported',
    { file: STEP, text: 'if (extension.critical && isUnknown) {', by: 'if (false) {' },
  ],
  [
    'each policy is there once',
    known('each policy once'),
    'policy-duplicate',
    { file: STEP, text: 'return twice ? fault(', by: 'return false ? fault(' },
  ],
  [
    'policy constraints have one',
    known('policy constraints with a constraint'),
    'policy-constraints-empty',
    { file: STEP, text: 'if (given.length === 0) return fault(', by: 'if (false) return fault(' },
  ],
  [
    'the caller may require a policy',
    known('a policy, where the caller requires one'),
    'explicit-policy',
    { file: GRAPH, text: 'inputs.explicitPolicy ? 0 : n + 1', by: 'n + 1' },
  ],
  [
    'the caller may inhibit mappings',
    byPolicies({ inhibitPolicyMapping: true }, '1.2.4'),
    'explicit-policy',
    { file: GRAPH, text: 'inputs.inhibitPolicyMapping ? 0 : n + 1', by: 'n + 1' },
  ],
  [
    'the caller may inhibit anyPolicy',
    byPolicies({ inhibitAnyPolicy: true }, '2.5.29.32.0'),
    'explicit-policy',
    { file: GRAPH, text: 'inputs.inhibitAnyPolicy ? 0 : n + 1', by: 'n + 1' },
  ],
  [
    'the caller accepts some policies',
    byPolicies({ initialPolicies: ['1.2.9'] }, '1.2.4'),
    'explicit-policy',
    { file: GRAPH, text: 'authority.filter(({ policy }) => accepted.has(policy))', by: 'authority' },
  ],
  [
    'CAs are counted',
    known('a chain that is not too long'),
    'depth-limit',
    { file: 'build/search.ts', text: 'path.cas === this.#question.limits.depth &&', by: 'false &&' },
  ],
  [
    'signatures are counted',
    { limits: { signatures: 1 } },
    'signature-limit',
    {
      file: 'build/budget.ts',
      text: 'if (this.#signatures++ < this.#limits.signatures) return true;',
      by: 'return true;',
    },
  ],
  [
    'steps are counted',
    { limits: { paths: 1 } },
    'path-limit',
    { file: 'build/budget.ts', text: 'if (this.#paths++ < this.#limits.paths) return true;', by: 'return true;' },
  ],
];
