/** x509-limbo (shared/corpora/x509/limbo-2023-12.json). Most of its certificates are of elliptic curves, which are read and written back
 * but not validated here: a chain of other algorithms than ours must not be believed, and one of ours must be, or not, as it says. */
import { expect, it } from 'vitest';
import { DecodeError, encode } from '../../src/codec/index.ts';
import { schemeOf, weakAlgorithmOf } from '../../src/signatures/index.ts';
import {
  type Certificate,
  certificate,
  readCertificatesPem,
  type Validation,
  validateChain,
} from '../../src/x509/index.ts';
import { describeCorpus } from './corpus.ts';

interface LimboCase {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_peer_name: { readonly kind: 'DNS' | 'IP'; readonly value: string } | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
}

const read = (pems: readonly string[]): Certificate[] => pems.flatMap((pem) => readCertificatesPem(pem));
const isOurs = ({ tbs, fields }: Certificate): boolean =>
  tbs.subjectPublicKeyInfo.subjectPublicKey.kind === 'rsa' &&
  (schemeOf(fields.signatureAlgorithm) ?? weakAlgorithmOf(fields.signatureAlgorithm)) !== undefined;

function validate(limbo: LimboCase): Validation {
  const { value, kind } = limbo.expected_peer_name ?? {};
  return validateChain({
    leaf: read([limbo.peer_certificate])[0],
    intermediates: read(limbo.untrusted_intermediates),
    roots: read(limbo.trusted_certs),
    time: new Date(limbo.validation_time ?? '2023-12-02T00:00:00Z'),
    purpose: 'serverAuth',
    name: value === undefined ? undefined : kind === 'IP' ? { ip: value } : { dns: value },
  });
}

describeCorpus<{ readonly testcases: readonly LimboCase[] }>(
  'x509-limbo',
  'x509/limbo-2023-12.json',
  ({ testcases }) => {
    const sound = testcases.filter(({ expected_result }) => expected_result === 'SUCCESS');
    const unsound = testcases.filter(({ expected_result }) => expected_result === 'FAILURE');

    it('has the cases that it should', () => {
      expect([testcases.length, sound.length > 30, unsound.length > 60]).toEqual([135, true, true]);
    });

    it.each(sound)('reads and writes back $id, and believes it where it can', (limbo) => {
      const sent = read([limbo.peer_certificate, ...limbo.untrusted_intermediates]);
      for (const one of sent) expect(encode(certificate, one.fields)).toEqual(one.der);
      const report = validate(limbo);
      expect(report.ok).toBe(sent.every(isOurs));
    });

    it.each(unsound)('does not believe $id', (limbo) => {
      try {
        expect(validate(limbo).ok).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    });
  },
);
