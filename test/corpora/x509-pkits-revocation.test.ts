/** NIST PKITS 1.0.1 (shared/corpora/x509/pkits.json) with its revocation lists: the sections about them, complete, and of every other
 * test that is to fail, that no list makes it pass. */
import { expect, it } from 'vitest';
import { base64ToBytes } from '../../src/bytes/index.ts';
import { DecodeError } from '../../src/codec/index.ts';
import { decodeCertificate, decodeCertificateList, type Validation, validateChain } from '../../src/x509/index.ts';
import { describeCorpus } from './corpus.ts';

interface PkitsTest {
  readonly id: string;
  readonly name: string;
  readonly section: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly path_cert_indices: readonly number[];
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly crl_dependent: boolean;
}
interface Pkits {
  readonly validation_time: string;
  readonly tests: readonly PkitsTest[];
}

/** Basic revocation, self-issued certificates, key usage; distribution points, delta lists. */
const SECTIONS = ['4.4', '4.5', '4.7', '4.14', '4.15'];

describeCorpus<Pkits>('PKITS with lists', 'x509/pkits.json', ({ tests, validation_time }) => {
  const validate = (test: PkitsTest): Validation | undefined => {
    try {
      const certificates = test.certs.map((text) => decodeCertificate(base64ToBytes(text)));
      return validateChain({
        leaf: certificates[test.path_cert_indices.at(-1)!],
        intermediates: certificates.slice(1),
        roots: [certificates[0]],
        time: new Date(validation_time),
        purpose: 'any',
        profile: 'rfc5280',
        revocation: { policy: 'require', crls: test.crls.map((text) => decodeCertificateList(base64ToBytes(text))) },
      });
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      return undefined;
    }
  };
  const about = tests.filter(({ section }) => SECTIONS.includes(section));

  it('has the tests that it should', () => {
    expect(about.length).toBeGreaterThan(70);
    expect(tests.filter(({ crl_dependent }) => crl_dependent).length).toBeGreaterThan(40);
  });

  it.each(about)('$id $name', (test) => {
    expect(validate(test)?.ok ?? false).toBe(test.expected_result === 'SUCCESS');
  });

  it.each(tests.filter(({ crl_dependent }) => crl_dependent))('$id fails for revocation: $name', (test) => {
    const failed = validate(test)?.checks.filter(({ outcome }) => outcome === 'fail') ?? [];
    // A list that is no DER is refused as it is read.
    if (failed.length === 0) return expect(validate(test)).toBeUndefined();
    expect(failed.some(({ code }) => /^(crl-|revo)/.test(code))).toBe(true);
  });
});
