/** x509-limbo (shared/corpora/x509/limbo-2023-12.json): each case under the profile webpki. Most of its
 * certificates are valid for a thousand years, and some have a common name that is not in subjectAltName: these two rules are off. */
import { expect, it } from 'vitest';
import { DecodeError, encode } from '../../src/codec/index.ts';
import { type Certificate, certificate, readCertificatesPem, validateChain } from '../../src/x509/index.ts';
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

/** Where the suite expects what webpki does not give: the codes that fail instead (none: it is believed), and the clause. */
const OTHERWISE: Readonly<Record<string, readonly [codes: readonly string[], clause: string]>> = {
  'rfc5280::eku::ee-without-eku': [['leaf-eku-missing'], 'BR §7.1.2.7.6, as webpki::eku::ee-without-eku has it'],
  'rfc5280::nc::permitted-dns-match-noncritical': [
    [],
    'BR §7.1.2.10.8, as webpki::nc::permitted-dns-match-noncritical has it',
  ],
  'pathlen::validation-ignores-pathlen-in-leaf': [
    ['key-usage', 'leaf-eku-missing', 'ca-as-server'],
    'BR §7.1.2.7.8, as webpki::ee-basicconstraints-ca has it',
  ],
  'rfc5280::nc::permitted-dn-match': [
    ['name'],
    'RFC 9525 §6.3: it asks for a DNS name that its subjectAltName has not',
  ],
};

/** The codes that fail; `undecodable` for a certificate that is no DER. */
function failing(limbo: LimboCase): readonly string[] {
  const { value, kind } = limbo.expected_peer_name ?? {};
  try {
    const { checks } = validateChain({
      leaf: read([limbo.peer_certificate])[0],
      intermediates: read(limbo.untrusted_intermediates),
      roots: read(limbo.trusted_certs),
      time: new Date(limbo.validation_time ?? '2023-12-02T00:00:00Z'),
      purpose: 'serverAuth',
      name: value === undefined ? 'unchecked' : kind === 'IP' ? { ip: value } : { dns: value },
      profile: 'webpki',
      revocation: { policy: 'off' },
      off: ['validity-too-long', 'common-name-not-in-san'],
      ...(limbo.max_chain_depth != null && { limits: { depth: limbo.max_chain_depth } }),
    });
    return checks.flatMap(({ outcome, code }) => (outcome === 'fail' ? [code] : []));
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return ['undecodable'];
  }
}

describeCorpus<{ readonly testcases: readonly LimboCase[] }>(
  'x509-limbo',
  'x509/limbo-2023-12.json',
  ({ testcases }) => {
    const sound = testcases.filter(({ expected_result }) => expected_result === 'SUCCESS');

    it('has the cases that it should', () => {
      expect([testcases.length, sound.length > 30]).toEqual([135, true]);
    });

    it.each(testcases)('$id', (limbo) => {
      const codes = failing(limbo);
      const otherwise = OTHERWISE[limbo.id];
      if (otherwise !== undefined) expect(codes).toEqual(otherwise[0]);
      else expect(codes.length === 0, codes.join()).toBe(limbo.expected_result === 'SUCCESS');
    });

    it.each(sound)('reads and writes back $id', (limbo) => {
      const sent = read([limbo.peer_certificate, ...limbo.untrusted_intermediates]);
      for (const one of sent) expect(encode(certificate, one.fields)).toEqual(one.der);
    });
  },
);
