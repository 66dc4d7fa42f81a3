/** Specimens of policies, and of the subject attributes that policies and purposes require. */
import {
  attribute,
  dns,
  email,
  ia5,
  integer,
  latin1,
  NULL,
  oid,
  printable,
  sequence,
  tlv,
  utcTime,
  utf8,
} from './der.ts';
import { numberOf, rsaKey } from './keys.ts';
import type { CertificateParts } from './parts.ts';
import { CPS, policy, purposes } from './sound.ts';
import { type SpecimenRow, specimen } from './specimen.ts';

const [EV, DV, OV] = ['2.23.140.1.1', '2.23.140.1.2.1', '2.23.140.1.2.2'];
const ANY_POLICY = '2.5.29.32.0';
type Options = NonNullable<Parameters<typeof specimen<'leaf'>>[3]>;
const policies = (code: string, list: readonly Uint8Array[], options: Options = {}): SpecimenRow =>
  specimen(code, 'leaf', (c) => c.extensions.set('certificatePolicies', false, sequence(...list)), options);
/** A user notice with these fields. */
const notice = (...fields: readonly Uint8Array[]): Uint8Array =>
  sequence(oid('1.3.6.1.5.5.7.2.2'), sequence(...fields));
const noticed = (code: string, ...fields: readonly Uint8Array[]): SpecimenRow =>
  policies(code, [policy(DV, notice(...fields))]);
const ca = (code: string, extension: string, critical: boolean, value: Uint8Array): SpecimenRow =>
  specimen(code, 'intermediate', (c) => c.extensions.set(extension, critical, value));

const POLICIES: readonly SpecimenRow[] = [
  specimen('policies-missing', 'leaf', (c) => {
    c.extensions.delete('certificatePolicies');
    return c.extensionField;
  }),
  specimen('policies-critical', 'leaf', (c) => c.extensions.set('certificatePolicies', true, sequence(policy(DV)))),
  policies('policy-duplicate', [policy(DV), policy(DV)]),
  policies('policy-reserved', [policy('1.2.3.4')]),
  policies('policy-any-in-leaf', [policy(DV), policy(ANY_POLICY)]),
  policies('policy-any-qualifier', [policy(DV), policy(ANY_POLICY, sequence(oid('1.2.3'), NULL))]),
  policies('policy-qualifier-web', [policy(DV, notice(utf8('A notice')))]),
  policies('policy-cps-uri', [policy(DV, CPS('see CPS'))]),
  noticed('policy-text-type', ia5('A notice')),
  noticed('policy-text-not-utf8', tlv(0x1a, latin1('A notice'))),
  noticed('policy-text-long', utf8('x'.repeat(201))),
  noticed('policy-text-control', utf8('A\u0007')),
  noticed('policy-notice-reference', sequence(utf8('Example'), sequence(integer(1))), utf8('A notice')),
  ca('policy-mapping-any', 'policyMappings', true, sequence(sequence(oid(ANY_POLICY), oid('1.2.3')))),
  ca('policy-mapping-not-critical', 'policyMappings', false, sequence(sequence(oid(DV), oid('1.2.3')))),
  ca('policy-mapping-foreign', 'policyMappings', true, sequence(sequence(oid('1.2.3'), oid('1.2.4')))),
  ca('policy-constraints-empty', 'policyConstraints', true, sequence()),
  ca('policy-constraints-not-critical', 'inhibitAnyPolicy', false, integer(0)),
  ca('policy-skip-negative', 'inhibitAnyPolicy', true, integer(-1)),
  specimen('policy-control-in-leaf', 'leaf', (c) => c.extensions.set('inhibitAnyPolicy', true, integer(0))),
];

const O = attribute('2.5.4.10', utf8('Example GmbH'));
const L = attribute('2.5.4.7', utf8('Berlin'));
const C = attribute('2.5.4.6', printable('DE'));
const EV_ATTRIBUTES = [
  attribute('2.5.4.15', utf8('Private Organization')),
  attribute('1.3.6.1.4.1.311.60.2.1.3', printable('DE')),
  attribute('2.5.4.5', printable('HRB 1')),
];
/** Changes the policy and the subject. */
const validated = (id: string, ...rdns: readonly Uint8Array[]) => ({
  twin: (c: CertificateParts) => {
    c.subject = sequence(...rdns);
    c.extensions.set('certificatePolicies', false, sequence(policy(id)));
  },
});
/** Changes the purpose. No rule covers the policies of these certificates. */
const forPurpose = (arc: number, more: (c: CertificateParts) => unknown = () => {}): Options => ({
  twin(c) {
    c.extensions.set('extKeyUsage', false, purposes(arc));
    c.extensions.set('certificatePolicies', false, sequence(policy('1.2.3.4')));
    more(c);
  },
});
const responder = forPurpose(9, (c) => {
  for (const name of ['cRLDistributionPoints', 'subjectAltName', 'signedCertificateTimestamps'])
    c.extensions.delete(name);
  c.extensions.set('ocspNoCheck', false, NULL);
});

const LEVELS: readonly SpecimenRow[] = [
  specimen('dv-subject', 'leaf', (c) => (c.subject = sequence(C, O))),
  specimen('ov-subject', 'leaf', (c) => (c.subject = sequence(O, L)), validated(OV, C, L, O)),
  specimen('ev-subject', 'leaf', (c) => (c.subject = sequence(C, L, O)), validated(EV, ...EV_ATTRIBUTES, C, L, O)),
  specimen(
    'ev-wildcard',
    'leaf',
    (c) => c.extensions.set('subjectAltName', false, sequence(dns('*.example.com'))),
    validated(EV, ...EV_ATTRIBUTES, C, L, O),
  ),
  specimen(
    'ca-name-parts',
    'intermediate',
    (c) => (c.subject = sequence(attribute('2.5.4.3', utf8('Example Sub CA')))),
  ),
  specimen('ca-organizational-unit', 'intermediate', (c) => {
    const unit = attribute('2.5.4.11', utf8('Unit'));
    return (c.subject = sequence(C, O, unit, attribute('2.5.4.3', utf8('Example Sub CA'))));
  }),
  specimen('leaf-self-signed', 'leaf', (c) => (c.issuer = c.subject)),
  specimen(
    'ocsp-nocheck',
    'leaf',
    (c) => {
      c.extensions.delete('ocspNoCheck');
      return c.extensionField;
    },
    responder,
  ),
  specimen('ocsp-responder-purposes', 'leaf', (c) => c.extensions.set('extKeyUsage', false, purposes(9, 2)), responder),
  specimen(
    'ocsp-responder-extensions',
    'leaf',
    (c) => c.extensions.set('subjectAltName', false, sequence(dns('ocsp.example.com'))),
    responder,
  ),
  specimen(
    'code-signing-key',
    'leaf',
    (c) => (c.publicKey = rsaKey(numberOf(2048))),
    forPurpose(3, (c) => (c.publicKey = rsaKey(numberOf(3072)))),
  ),
  specimen(
    'code-signing-validity',
    'leaf',
    (c) => {
      c.notAfter = utcTime('280801000000Z');
      return c.validity;
    },
    forPurpose(3),
  ),
  specimen(
    'code-signing-purposes',
    'leaf',
    (c) => c.extensions.set('extKeyUsage', false, sequence(oid('1.3.6.1.5.5.7.3.3'), oid('2.5.29.37.0'))),
    { ...forPurpose(3), implies: ['policy-reserved'] },
  ),
  specimen(
    'email-certificate',
    'leaf',
    (c) => c.extensions.set('subjectAltName', false, sequence(dns('www.example.com'))),
    forPurpose(4, (c) => c.extensions.set('subjectAltName', false, sequence(email('a@example.com')))),
  ),
];

export const POLICY_SPECIMENS: readonly SpecimenRow[] = [...POLICIES, ...LEVELS];
