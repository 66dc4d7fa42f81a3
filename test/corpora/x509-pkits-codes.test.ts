/** NIST PKITS 1.0.1 (shared/corpora/x509/pkits.json), whole: policies, name constraints and revocation lists at once. Each test that is
 * to fail fails for its own reason. */
import { expect, it } from 'vitest';
import { base64ToBytes } from '../../src/bytes/index.ts';
import { DecodeError } from '../../src/codec/index.ts';
import { decodeCertificate, decodeCertificateList, type Validation, validateChain } from '../../src/x509/index.ts';
import { describeCorpus } from './corpus.ts';

interface PkitsTest {
  readonly id: string;
  readonly name: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly path_cert_indices: readonly number[];
  readonly initial_policy_set: readonly string[];
  readonly initial_explicit_policy: boolean;
  readonly initial_policy_mapping_inhibit: boolean;
  readonly initial_inhibit_any_policy: boolean;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
}
interface Pkits {
  readonly validation_time: string;
  readonly tests: readonly PkitsTest[];
}

/** For each code the tests that must fail with it. `undecodable`: a certificate or list that is no DER, or has a value that its type
 * does not allow. */
const MUST_FAIL: Readonly<Record<string, string>> = {
  'basic-constraints': '4.5.8 4.6.1 4.6.2 4.6.3',
  'critical-extensions': '4.16.2',
  'crl-critical-extension': '4.4.8 4.4.9 4.4.10',
  'crl-expired': '4.4.11 4.4.12 4.15.10',
  'crl-scope': '4.14.3 4.14.8 4.14.9 4.14.11 4.14.12 4.14.14 4.14.27 4.14.35',
  'crl-signer': '4.4.21 4.7.4 4.7.5',
  'explicit-policy': [
    '4.8.1/3 4.8.2/2 4.8.3/2 4.8.3/3 4.8.4 4.8.5 4.8.6/3 4.8.7 4.8.8 4.8.9 4.8.12 4.8.14/2 4.9.3 4.9.5',
    '4.9.7 4.9.8 4.10.1/2 4.10.1/3 4.10.2/1 4.10.2/2 4.10.3/1 4.10.4 4.10.5/2 4.10.6/2 4.10.10 4.10.13/3',
    '4.11.1 4.11.3 4.11.5 4.11.6 4.11.8 4.11.9 4.11.10 4.11.11 4.12.1 4.12.3/2 4.12.4 4.12.5 4.12.6',
    '4.12.8 4.12.10',
  ].join(' '),
  'key-usage': '4.7.1 4.7.2',
  'name-constraints': [
    '4.13.2 4.13.3 4.13.7 4.13.8 4.13.9 4.13.10 4.13.12 4.13.13 4.13.15 4.13.16 4.13.17 4.13.20 4.13.22',
    '4.13.24 4.13.26 4.13.28 4.13.29 4.13.31 4.13.33 4.13.35 4.13.37 4.13.38',
  ].join(' '),
  'path-length': '4.6.5 4.6.6 4.6.9 4.6.10 4.6.11 4.6.12 4.6.16',
  'policy-mapping-any': '4.10.7 4.10.8',
  'revocation-unknown': '4.4.1 4.4.5 4.4.6 4.14.17 4.14.26 4.15.1',
  revoked: [
    '4.4.2 4.4.3 4.4.15 4.4.18 4.4.20 4.5.2 4.5.5 4.5.7 4.14.2 4.14.6 4.14.15 4.14.16 4.14.20 4.14.21',
    '4.14.23 4.14.31 4.14.32 4.14.34 4.15.3 4.15.4 4.15.6 4.15.9',
  ].join(' '),
  signature: '4.1.3',
  'trust-anchor': '4.3.1 4.3.2',
  undecodable: '4.1.2 4.1.6 4.4.4',
  validity: '4.2.1 4.2.2 4.2.5 4.2.6 4.2.7',
};
const codeOf = new Map(Object.entries(MUST_FAIL).flatMap(([code, ids]) => ids.split(' ').map((id) => [id, code])));
/** DSA is no algorithm of this engine: a key of a kind that is not known. */
const DSA: ReadonlySet<string> = new Set(['4.1.4', '4.1.5']);

describeCorpus<Pkits>('PKITS, for what reason', 'x509/pkits.json', ({ tests, validation_time }) => {
  const validate = (test: PkitsTest): Validation => {
    const certificates = test.certs.map((text) => decodeCertificate(base64ToBytes(text)));
    return validateChain({
      leaf: certificates[test.path_cert_indices.at(-1)!],
      intermediates: certificates.slice(1),
      roots: [certificates[0]],
      time: new Date(validation_time),
      purpose: 'any',
      profile: 'rfc5280',
      policies: {
        initialPolicies: test.initial_policy_set,
        explicitPolicy: test.initial_explicit_policy,
        inhibitPolicyMapping: test.initial_policy_mapping_inhibit,
        inhibitAnyPolicy: test.initial_inhibit_any_policy,
      },
      revocation: { policy: 'require', crls: test.crls.map((text) => decodeCertificateList(base64ToBytes(text))) },
    });
  };
  const failing = (test: PkitsTest): readonly string[] => {
    try {
      return validate(test).checks.flatMap(({ outcome, code }) => (outcome === 'fail' ? [code] : []));
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      return ['undecodable'];
    }
  };

  it('has the tests that it should', () => {
    const failures = tests.filter(({ expected_result }) => expected_result === 'FAILURE');
    expect([tests.length, failures.length, codeOf.size]).toEqual([249, 135, 135]);
  });

  it.each(tests)('$id $name', (test) => {
    const codes = failing(test);
    if (DSA.has(test.id)) expect(codes).toContain('key-strength');
    else if (test.expected_result === 'SUCCESS') expect(codes).toEqual([]);
    else expect(codes).toContain(codeOf.get(test.id));
  });
});
