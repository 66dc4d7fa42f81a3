/** NIST PKITS 1.0.1 (shared/corpora/x509/pkits.json): the sections that path validation without revocation lists decides, and of every
 * other test that it ends in a report. */
import { expect, it } from 'vitest';
import { base64ToBytes } from '../../src/bytes/index.ts';
import { DecodeError, encode } from '../../src/codec/index.ts';
import {
  type Certificate,
  certificate,
  decodeCertificate,
  type Validation,
  validateChain,
} from '../../src/x509/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { describeCorpus } from './corpus.ts';

interface PkitsTest {
  readonly id: string;
  readonly name: string;
  readonly section: string;
  readonly certs: readonly string[];
  readonly path_cert_indices: readonly number[];
  readonly initial_policy_set: readonly string[];
  readonly initial_explicit_policy: boolean;
  readonly initial_policy_mapping_inhibit: boolean;
  readonly initial_inhibit_any_policy: boolean;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_user_constrained_policy_set: readonly string[] | null;
  /** What makes it fail, where it is to fail, is a revocation list. */
  readonly crl_dependent: boolean;
}
interface Pkits {
  readonly validation_time: string;
  readonly tests: readonly PkitsTest[];
}

/** All but basic certificate revocation tests, distribution points and delta lists. */
const SECTIONS = ['4.1', '4.2', '4.3', '4.5', '4.6', '4.7', '4.8', '4.9', '4.10', '4.11', '4.12', '4.13', '4.16'];

describeCorpus<Pkits>('PKITS', 'x509/pkits.json', ({ tests, validation_time }) => {
  const read = ({ certs }: PkitsTest): Certificate[] => certs.map((text) => decodeCertificate(base64ToBytes(text)));
  /** The verdict; a certificate that is no DER has none. */
  const believes = (test: PkitsTest): boolean => {
    try {
      return validate(test).ok;
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      return false;
    }
  };
  const validate = (test: PkitsTest): Validation => {
    const certificates = read(test);
    const leaf = certificates[test.path_cert_indices.at(-1)!];
    const time = new Date(validation_time);
    return validateChain({
      ...JUDGED_BY,
      leaf,
      intermediates: certificates.slice(1),
      roots: [certificates[0]],
      time,
      purpose: 'any',
      policies: {
        initialPolicies: test.initial_policy_set,
        explicitPolicy: test.initial_explicit_policy,
        inhibitPolicyMapping: test.initial_policy_mapping_inhibit,
        inhibitAnyPolicy: test.initial_inhibit_any_policy,
      },
    });
  };
  const policiesOf = (test: PkitsTest): string[] | undefined =>
    validate(test)
      .policies?.userConstrained.map(({ policy }) => policy)
      .sort();
  /** DSA is no algorithm of this engine. */
  const isRsa = (test: PkitsTest): boolean => !test.name.includes('DSA');
  const decided = tests.filter((test) => SECTIONS.includes(test.section) && !test.crl_dependent && isRsa(test));

  it('has the tests that it should', () => {
    expect(tests.length).toBe(249);
    expect(decided.length).toBe(175);
  });

  it.each(decided)('$id $name', (test) => {
    expect(believes(test)).toBe(test.expected_result === 'SUCCESS');
    if (test.expected_result === 'SUCCESS')
      expect(policiesOf(test)).toEqual(test.expected_user_constrained_policy_set?.toSorted());
  });

  it('reads every certificate, but for those that are to fail, writes it back, and comes to a verdict', () => {
    for (const test of tests) {
      believes(test);
      if (test.expected_result === 'FAILURE') continue;
      for (const one of read(test)) expect(encode(certificate, one.fields)).toEqual(one.der);
    }
  });
});
