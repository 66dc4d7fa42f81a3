/** Defects under name constraints and policies. */
import { nullElement } from '../asn1/index.ts';
import { POLICY_OIDS } from '../asn1/internal.ts';
import { concat } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import { DESCRIBED_EXTENSIONS, makeExtension, makeName, type NameConstraints, nameConstraints } from '../x509/index.ts';
import type { ChainPlan } from './chain-plan.ts';
import { adding, change, type Defect, hostOf, otherExtension, withExtension } from './defect.ts';
import { POLICY, policies, REQUIRED, SUBJECT_POLICY, underPolicy } from './policies-of-chains.ts';

const EXCLUDED = 'RFC 5280 §6.1.3 (c)';
const PERMITTED = 'RFC 5280 §6.1.3 (b)';
const REQUIRED_POLICY = 'RFC 5280 §6.1.5 (g)';
const FORM = 'RFC 5280 §4.2.1.10';
const ANY_POLICY = POLICY_OIDS.anyPolicy;

type Base = NonNullable<NameConstraints['permittedSubtrees']>[number]['base'];

/** A name of a form that RFC 5280 has no constraints for. */
const REGISTERED: Base = { kind: 'registeredID', value: '2.999.5' };

/** The leaf's issuer permits, or excludes, names of a subtree. */
const constraining = (list: keyof NameConstraints, base: (chain: ChainPlan) => Base, critical = true, minimum = 0n) =>
  adding('issuer', (_, chain) =>
    makeExtension('nameConstraints', critical, { [list]: [{ base: base(chain), minimum }] }),
  );

const host = (chain: ChainPlan): Base => ({ kind: 'dNSName', value: hostOf(chain) });
const address = ({ certificates: [{ extensions }] }: ChainPlan): Base => {
  const names = extensions.flatMap(({ extnValue }) => (extnValue.kind === 'subjectAltName' ? extnValue.value : []));
  const [found] = names.flatMap((one) => (one.kind === 'iPAddress' ? [one.value] : []));
  return { kind: 'iPAddress', value: concat(found, new Uint8Array(4).fill(0xff)) };
};
const subject = ({ certificates: [{ subject: name }] }: ChainPlan): Base => ({ kind: 'directoryName', value: name });

export const DEFECTS_OF_CONSTRAINTS: readonly Defect[] = [
  {
    name: 'name-excluded-not-critical',
    code: 'name-constraints',
    rule: EXCLUDED,
    spoil: constraining('excludedSubtrees', host, false),
  },
  {
    name: 'name-not-permitted',
    code: 'name-constraints',
    rule: PERMITTED,
    prepare: constraining('permittedSubtrees', host),
    spoil: withoutConstraints(constraining('permittedSubtrees', () => ({ kind: 'dNSName', value: 'other.test' }))),
  },
  {
    name: 'address-excluded',
    code: 'name-constraints',
    rule: EXCLUDED,
    spoil: constraining('excludedSubtrees', address),
  },
  {
    name: 'subject-excluded',
    code: 'name-constraints',
    rule: EXCLUDED,
    spoil: constraining('excludedSubtrees', subject),
  },
  {
    name: 'subject-not-permitted',
    code: 'name-constraints',
    rule: PERMITTED,
    prepare: constraining('permittedSubtrees', subject),
    spoil: withoutConstraints(
      constraining('permittedSubtrees', () => ({ kind: 'directoryName', value: makeName(['O', 'another']) })),
    ),
  },
  {
    name: 'name-constraints-with-minimum',
    code: 'nc-minimum-maximum',
    rule: 'RFC 5280 §4.2.1.10',
    prepare: constraining('permittedSubtrees', host),
    spoil: withoutConstraints(constraining('permittedSubtrees', host, true, 1n)),
  },
  {
    name: 'name-constraints-malformed',
    code: 'name-constraints-malformed',
    rule: FORM,
    prepare: constraining('permittedSubtrees', host),
    spoil: withoutConstraints(constraining('permittedSubtrees', () => ({ kind: 'dNSName', value: 'other..test' }))),
  },
  {
    name: 'name-constraints-without-a-subtree',
    code: 'nc-empty',
    rule: FORM,
    spoil: adding('issuer', () =>
      otherExtension(DESCRIBED_EXTENSIONS.nameConstraints.id, true, encode(nameConstraints, {})),
    ),
  },
  {
    name: 'name-constraints-of-a-form-not-processed',
    code: 'name-constraints-unsupported',
    rule: FORM,
    prepare: (sound) =>
      change(sound, 'leaf', ({ extensions }) => ({
        extensions: withExtension(extensions, 'subjectAltName', [
          ...extensions.flatMap(({ extnValue }) => (extnValue.kind === 'subjectAltName' ? extnValue.value : [])),
          REGISTERED,
        ]),
      })),
    spoil: constraining('permittedSubtrees', () => REGISTERED),
  },
  {
    name: 'policies-malformed',
    code: 'policies-malformed',
    rule: 'RFC 5280 §4.2.1.4',
    spoil: adding('leaf', () =>
      otherExtension(DESCRIBED_EXTENSIONS.certificatePolicies.id, false, encode(nullElement, null)),
    ),
  },
  {
    name: 'policy-twice',
    code: 'policy-duplicate',
    rule: 'RFC 5280 §4.2.1.4',
    spoil: adding('leaf', () => policies(POLICY, POLICY)),
  },
  {
    name: 'policy-with-an-unknown-critical-qualifier',
    code: 'policies-unsupported',
    rule: 'RFC 5280 §4.2.1.4',
    spoil: adding('leaf', () =>
      makeExtension('certificatePolicies', true, [
        {
          policyIdentifier: POLICY,
          policyQualifiers: [
            { policyQualifierId: '2.999.4', qualifier: { kind: 'other', value: encode(nullElement, null) } },
          ],
        },
      ]),
    ),
  },
  {
    name: 'policy-constraints-empty',
    code: 'policy-constraints-empty',
    rule: 'RFC 5280 §4.2.1.11',
    spoil: adding('issuer', () => makeExtension('policyConstraints', true, {})),
  },
  {
    name: 'policy-of-leaf-other',
    code: 'explicit-policy',
    rule: REQUIRED_POLICY,
    prepare: (sound) => underPolicy(sound, POLICY, [REQUIRED]),
    spoil: leafUnder(SUBJECT_POLICY),
  },
  {
    name: 'any-policy-inhibited',
    code: 'explicit-policy',
    rule: 'RFC 5280 §6.1.3 (d)(2)',
    prepare: (sound) => underPolicy(sound, POLICY, [REQUIRED, makeExtension('inhibitAnyPolicy', true, 0n)]),
    spoil: leafUnder(ANY_POLICY),
  },
  {
    name: 'any-policy-mapped',
    code: 'policy-mapping-any',
    rule: 'RFC 5280 §6.1.4 (a)',
    prepare: (sound) => underPolicy(sound, POLICY, []),
    spoil: adding('issuer', () =>
      makeExtension('policyMappings', true, [{ issuerDomainPolicy: ANY_POLICY, subjectDomainPolicy: POLICY }]),
    ),
  },
];

/** Removes the issuer's constraints before another change. */
function withoutConstraints(then: (chain: ChainPlan) => ChainPlan) {
  const { id } = DESCRIBED_EXTENSIONS.nameConstraints;
  return (sound: ChainPlan): ChainPlan =>
    then(
      change(sound, 'issuer', ({ extensions }) => ({ extensions: extensions.filter(({ extnID }) => extnID !== id) })),
    );
}

/** The leaf with another policy. */
function leafUnder(policy: string) {
  const { id } = DESCRIBED_EXTENSIONS.certificatePolicies;
  return (sound: ChainPlan): ChainPlan =>
    change(sound, 'leaf', ({ extensions }) => ({
      extensions: [...extensions.filter(({ extnID }) => extnID !== id), policies(policy)],
    }));
}
