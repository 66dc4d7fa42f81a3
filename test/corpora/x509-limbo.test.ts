/** x509-limbo (shared/corpora/x509/limbo-2023-12.json): sound chains are believed by the profile rfc5280, unsound ones refused by strict. */
import { expect, it } from 'vitest';
import { DecodeError, encode } from '../../src/codec/index.ts';
import { schemeOf, weakAlgorithmOf } from '../../src/signatures/index.ts';
import {
  type Certificate,
  certificate,
  readCertificatesPem,
  sameName,
  type Validation,
  validateChain,
} from '../../src/x509/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { describeCorpus } from './corpus.ts';

interface LimboCase {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_peer_name: { readonly kind: 'DNS' | 'IP'; readonly value: string } | null;
  /** CAs that may stand between the leaf and the root. */
  readonly max_chain_depth?: number | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
}

const read = (pems: readonly string[]): Certificate[] => pems.flatMap((pem) => readCertificatesPem(pem));
/** Where the suite expects what no profile gives, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'rfc5280::nc::permitted-dn-match': 'asks for a DNS name that the certificate has not (RFC 9525 §6.3)',
  'rfc5280::nc::permitted-dns-match-noncritical': 'BR §7.1.2.10.8 allows it, and so does the twin in webpki::',
};
const isOurs = ({ publicKey, fields }: Certificate): boolean =>
  publicKey.type !== 'unknown' &&
  (schemeOf(fields.signatureAlgorithm) ?? weakAlgorithmOf(fields.signatureAlgorithm)) !== undefined;

/** Where a sound chain is refused all the same: a CA's own certificate, whose key may only sign certificates, is no server's (RFC 5280
 * §4.2.1.12). */
const STRICTER: ReadonlySet<string> = new Set(['key-usage']);
/** The rules of browsers are a profile that is not here yet. */
const isOfAnotherProfile = ({ id }: LimboCase): boolean => id.startsWith('webpki::');
/** How an anchor was issued is not looked at (RFC 5280 §6.1.1 (d)). */
const isCrossSigned = ({ issuer, subject }: Certificate): boolean => !sameName(issuer, subject);

function validate(limbo: LimboCase, profile: 'rfc5280' | 'strict'): Validation {
  const { value, kind } = limbo.expected_peer_name ?? {};
  return validateChain({
    ...JUDGED_BY,
    leaf: read([limbo.peer_certificate])[0],
    intermediates: read(limbo.untrusted_intermediates),
    roots: read(limbo.trusted_certs),
    time: new Date(limbo.validation_time ?? '2023-12-02T00:00:00Z'),
    purpose: 'serverAuth',
    name: value === undefined ? undefined : kind === 'IP' ? { ip: value } : { dns: value },
    profile,
    ...(profile === 'strict' &&
      limbo.max_chain_depth != null && { limits: { chainLength: limbo.max_chain_depth + 2 } }),
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
      const report = validate(limbo, 'rfc5280');
      const refusedBy = report.checks.flatMap(({ outcome, code }) => (outcome === 'fail' ? [code] : []));
      if (!sent.every(isOurs)) expect(report.ok).toBe(false);
      else if (limbo.id in OTHERWISE) expect(refusedBy).toEqual(['name']);
      else if (!refusedBy.some((code) => STRICTER.has(code))) expect(refusedBy).toEqual([]);
    });

    it.each(unsound)('does not believe $id', (limbo) => {
      try {
        const { ok, chain } = validate(limbo, 'strict');
        if (ok && !isOfAnotherProfile(limbo) && !(limbo.id in OTHERWISE)) expect(chain.at(-1)).toSatisfy(isCrossSigned);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    });
  },
);
