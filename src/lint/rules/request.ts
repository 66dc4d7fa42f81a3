/** Certification requests (RFC 2986, RFC 2985). */
import { PKCS9_OIDS } from '../../asn1/internal.ts';
import { field, type Part } from '../reading/part.ts';
import { at, atIf, type LintRule, REQUEST } from '../rule.ts';
import type { Subject } from '../subject.ts';

const EXTENSION_REQUEST = PKCS9_OIDS.extensionRequest;
const CHALLENGE_PASSWORD = PKCS9_OIDS.challengePassword;
const UNSTRUCTURED_NAME = PKCS9_OIDS.unstructuredName;
const MICROSOFT_EXTENSIONS = PKCS9_OIDS.microsoftExtensionRequest;
/** Extensions whose content only the CA can determine. */
const OF_THE_CA = new Set([
  'authorityKeyIdentifier',
  'signedCertificateTimestamps',
  'authorityInfoAccess',
  'cRLDistributionPoints',
  'freshestCRL',
  'certificatePolicies',
  'precertificatePoison',
]);

const attributes = (it: Subject): readonly Part[] => it.field('attributes')?.children ?? [];
const ofType = (it: Subject, type: string): Part[] =>
  attributes(it).filter((one) => field(one, 'type')?.value === type);

export const REQUEST_RULES: readonly LintRule[] = [
  {
    code: 'csr-attribute-duplicate',
    source: 'RFC 2986 §4.1; RFC 2985 §5.4.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request has an attribute twice, such as extensionRequest: CAs look at one of them',
    advice: 'Keep one.',
    judge(it) {
      const seen = new Set<unknown>();
      return attributes(it).flatMap((one) => {
        const type = field(one, 'type')?.value;
        if (type !== undefined && seen.has(type)) return at(one, `${type} again`);
        seen.add(type);
        return [];
      });
    },
  },
  {
    code: 'csr-challenge-password',
    source: 'RFC 2985 §5.4.1',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request has a challengePassword: a secret that travels in the open',
    advice: 'Leave it out, unless SCEP asks for it.',
    judge: (it) => ofType(it, CHALLENGE_PASSWORD).flatMap((one) => at(one, 'challengePassword')),
  },
  {
    code: 'csr-unstructured-name',
    source: 'RFC 2985 §5.4.3',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request has an unstructuredName, at which hardly any CA looks',
    advice: 'Leave it out.',
    judge: (it) => ofType(it, UNSTRUCTURED_NAME).flatMap((one) => at(one, 'unstructuredName')),
  },
  {
    code: 'csr-microsoft-extensions',
    source: 'Not in a standard: the attribute that Microsoft used before RFC 2985',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'extensions are asked for in an attribute of Microsoft, where most CAs do not look',
    advice: 'Ask in extensionRequest (1.2.840.113549.1.9.14).',
    judge: (it) => ofType(it, MICROSOFT_EXTENSIONS).flatMap((one) => at(one, 'extensions of Microsoft')),
  },
  {
    code: 'csr-no-name',
    source: 'RFC 2986 §4.1',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request names nobody: neither in the subject nor in subjectAltName',
    advice: 'Ask for subjectAltName.',
    judge: (it) =>
      atIf(
        it.subject?.children.length === 0 && it.extension('subjectAltName') === undefined,
        it.subject,
        'an empty subject, and no subjectAltName',
      ),
  },
  {
    code: 'csr-asks-ca',
    source: 'RFC 5280 §4.2.1.9',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request asks for a CA: cA TRUE, keyCertSign or cRLSign',
    advice: 'Grant it only to CAs of your own.',
    judge: (it) => [
      ...atIf(
        field(it.extension('basicConstraints')?.value, 'cA')?.value === true,
        it.extension('basicConstraints')?.part,
        'cA TRUE',
      ),
      ...atIf(
        it.keyUsage?.some((bit) => bit === 'keyCertSign' || bit === 'cRLSign'),
        it.extension('keyUsage')?.part,
        'keyCertSign or cRLSign',
      ),
    ],
  },
  {
    code: 'csr-asks-identifiers',
    source: 'Not in a standard: the CA writes these itself',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request brings extensions that say something of the CA',
    advice: 'Leave them out.',
    judge: (it) => it.extensions.flatMap(({ kind, part }) => atIf(OF_THE_CA.has(kind), part, kind)),
  },
  {
    code: 'csr-subject-key-identifier',
    source: 'Not in a standard: the CA derives it from the key',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request brings its subjectKeyIdentifier',
    advice: 'Leave it out, unless the CA is to keep it.',
    judge: (it) => at(it.extension('subjectKeyIdentifier')?.part, 'subjectKeyIdentifier'),
  },
  {
    code: 'csr-extension-request-missing',
    source: 'RFC 2985 §5.4.2',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: REQUEST,
    what: 'a request asks for no extension: a server needs subjectAltName',
    advice: 'Ask for subjectAltName in extensionRequest.',
    when: (it) => (it.subject?.children.length ?? 0) > 0,
    judge: (it) =>
      atIf(
        ofType(it, EXTENSION_REQUEST).length === 0 && ofType(it, MICROSOFT_EXTENSIONS).length === 0,
        it.field('attributes'),
        'no extensionRequest',
      ),
  },
];
