/** Certificate transparency (RFC 6962), TLS features (RFC 7633) and noRevAvail (RFC 9608). */
import { EXTENSION_OIDS, PURPOSE_OIDS } from '../../asn1/internal.ts';
import { accessesOf, OCSP } from '../locations.ts';
import { ANY_CERTIFICATE, at, atIf, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const NO_REV_AVAIL = EXTENSION_OIDS.noRevAvail;
const noRevAvail = ({ extensions }: Subject) => extensions.find(({ oid }) => oid === NO_REV_AVAIL);
const hasOcsp = (it: Subject): boolean => accessesOf(it, 'authorityInfoAccess').some(({ method }) => method === OCSP);
const STATUS_REQUEST = 5;

export const TRANSPARENCY_RULES: readonly LintRule[] = [
  {
    code: 'sct-too-few',
    source: 'Apple CT policy (HT205280); Chrome CT policy',
    severity: 'notice',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2022-04-15',
    what: 'there are fewer embedded SCTs than browsers ask for: 2 up to 180 days of validity, 3 beyond',
    advice: 'Log the certificate with more logs, unless the server sends SCTs itself.',
    when: (it) => it.isForServers && !it.isPrecertificate,
    judge(it) {
      const scts = it.valueOf('signedCertificateTimestamps');
      const count = Array.isArray(scts) ? scts.length : 0;
      const needed = (it.days ?? 0) > 180 ? 3 : 2;
      const extension = it.extension('signedCertificateTimestamps');
      if (extension !== undefined && !Array.isArray(scts)) return [];
      return atIf(count < needed, extension?.part ?? it.extensionList ?? it.signed, `${count} of ${needed}`);
    },
  },
  {
    code: 'sct-one-log',
    source: 'Apple CT policy (HT205280); Chrome CT policy',
    severity: 'notice',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2022-04-15',
    what: 'all embedded SCTs are of one log',
    advice: 'Log the certificate with logs of two operators.',
    judge(it) {
      const scts = it.valueOf('signedCertificateTimestamps');
      if (!Array.isArray(scts) || scts.length < 2) return [];
      const logs = new Set(scts.map(({ logID }) => String(logID)));
      return atIf(logs.size === 1, it.extension('signedCertificateTimestamps')?.part, `${scts.length} SCTs of one log`);
    },
  },
  {
    code: 'sct-critical',
    source: 'RFC 6962 §3.3',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'the list of SCTs is critical: programs that do not know it refuse the certificate',
    advice: 'Mark it not critical.',
    judge: (it) =>
      atIf(
        it.extension('signedCertificateTimestamps')?.critical,
        it.extension('signedCertificateTimestamps')?.part,
        'critical',
      ),
  },
  {
    code: 'precert-poison',
    source: 'RFC 6962 §3.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    from: '2013-06-01',
    what: 'the poison of a precertificate is not critical, so that the precertificate can be used',
    advice: 'Mark it critical.',
    judge: (it) =>
      atIf(
        it.extension('precertificatePoison')?.critical === false,
        it.extension('precertificatePoison')?.part,
        'not critical',
      ),
  },
  {
    code: 'precert-with-scts',
    source: 'RFC 6962 §3.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    from: '2013-06-01',
    what: 'the poison of a precertificate stands beside a list of SCTs',
    advice: 'Leave the poison out of the certificate, and the SCTs out of the precertificate.',
    judge: (it) =>
      atIf(
        it.isPrecertificate && it.extension('signedCertificateTimestamps') !== undefined,
        it.extension('signedCertificateTimestamps')?.part,
        'beside the poison',
      ),
  },
  {
    code: 'must-staple-without-ocsp',
    source: 'RFC 7633 §4.2.3',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'tlsfeature asks for a stapled OCSP answer, and no responder is named',
    advice: 'Name the responder in authorityInfoAccess, or leave the feature out.',
    judge(it) {
      const asks = it.extension('tlsFeature')?.value?.children.some(({ value }) => value === STATUS_REQUEST);
      return atIf(asks && !hasOcsp(it), it.extension('tlsFeature')?.part, 'no OCSP responder');
    },
  },
  {
    code: 'no-rev-avail',
    source: 'RFC 9608 §2, §3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    from: '2024-06-01',
    what: 'noRevAvail is critical, in a CA, or beside pointers to revocation',
    advice: 'Use it in short-lived leaves alone, without cRLDistributionPoints, freshestCRL and OCSP.',
    judge(it) {
      const extension = noRevAvail(it);
      if (extension === undefined) return [];
      if (extension.critical) return at(extension.part, 'critical');
      if (it.role !== 'leaf') return at(extension.part, 'in a CA');
      const beside = ['cRLDistributionPoints', 'freshestCRL'].find((kind) => it.extension(kind) !== undefined);
      return atIf(beside !== undefined || hasOcsp(it), extension.part, `beside ${beside ?? 'an OCSP responder'}`);
    },
  },
  {
    code: 'ocsp-no-check-without-signing',
    source: 'RFC 6960 §4.2.2.2.1',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'id-pkix-ocsp-nocheck stands in a certificate that is not for signing OCSP answers',
    advice: 'Leave it out: it says nothing here.',
    judge: (it) =>
      atIf(
        it.extension('ocspNoCheck') !== undefined && it.purposes?.includes(PURPOSE_OIDS.OCSPSigning) !== true,
        it.extension('ocspNoCheck')?.part,
        'not for OCSPSigning',
      ),
  },
];
