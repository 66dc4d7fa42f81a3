/** Attributes that the subject must or must not have, by policy and purpose (BR §7.1.2.7, §7.1.2.8, §7.1.2.10.2; EV guidelines; CS BR;
 * S/MIME BR). */
import { POLICY_OIDS, PURPOSE_OIDS } from '../../asn1/internal.ts';
import { bitLength } from '../../bytes/index.ts';
import { rsaOf } from '../keys.ts';
import { type AttributePart, OIDS } from '../names/attributes.ts';
import { dnsNames } from '../names/texts.ts';
import { field } from '../reading/part.ts';
import { at, atIf, CA, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const [EV, DV, OV] = [POLICY_OIDS.extendedValidation, POLICY_OIDS.domainValidated, POLICY_OIDS.organizationValidated];
const { serverAuth: SERVER, codeSigning: CODE, emailProtection: EMAIL, OCSPSigning: OCSP_SIGNING } = PURPOSE_OIDS;
const ANY = PURPOSE_OIDS.anyExtendedKeyUsage;

const hasPolicy = (it: Subject, policy: string): boolean =>
  (it.extension('certificatePolicies')?.value?.children ?? []).some(
    (one) => field(one, 'policyIdentifier')?.value === policy,
  );
const has = (it: Subject, purpose: string): boolean => it.purposes?.includes(purpose) === true;
const names = (it: Subject, type: string): boolean => it.attributes.some((one) => one.type === type);
const missing = (it: Subject, types: readonly (keyof typeof OIDS)[]): string[] =>
  types.filter((type) => !names(it, OIDS[type]));
const beside = (it: Subject, types: readonly (keyof typeof OIDS)[]): AttributePart[] =>
  it.attributes.filter(({ type }) => type !== undefined && !types.some((one) => OIDS[one] === type));

export const VALIDATION_LEVEL_RULES: readonly LintRule[] = [
  {
    code: 'dv-subject',
    source: 'BR 2.2.6 §7.1.2.7.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'the subject of a domain validated certificate has other than countryName and commonName',
    advice: 'Leave the other attributes out: nobody has validated them.',
    when: (it) => hasPolicy(it, DV),
    judge: (it) =>
      beside(it, ['countryName', 'commonName']).flatMap(({ part, type }) =>
        at(part, `${type} in a domain validated certificate`),
      ),
  },
  {
    code: 'ov-subject',
    source: 'BR 2.2.6 §7.1.2.7.4',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'the subject of an organization validated certificate has no organizationName, countryName, or neither locality nor state',
    advice: 'Add what is missing.',
    when: (it) => hasPolicy(it, OV),
    judge(it) {
      const lacks = missing(it, ['organizationName', 'countryName']);
      if (missing(it, ['localityName', 'stateOrProvinceName']).length === 2)
        lacks.push('localityName or stateOrProvinceName');
      return atIf(lacks.length > 0, it.subject, `no ${lacks.join(', no ')}`);
    },
  },
  {
    code: 'ev-subject',
    source: 'EV guidelines §7.1.4.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'the subject of an extended validation certificate lacks what identifies the organization',
    advice: 'Add businessCategory, serialNumber, the country of jurisdiction, organizationName and countryName.',
    when: (it) => hasPolicy(it, EV),
    judge(it) {
      const lacks = missing(it, [
        'businessCategory',
        'serialNumber',
        'jurisdictionCountry',
        'organizationName',
        'countryName',
      ]);
      return atIf(lacks.length > 0, it.subject, `no ${lacks.join(', no ')}`);
    },
  },
  {
    code: 'ev-wildcard',
    source: 'EV guidelines §7.1.4.2.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'an extended validation certificate has a wildcard',
    advice: 'Name the hosts.',
    when: (it) => hasPolicy(it, EV),
    judge: (it) =>
      dnsNames(it).flatMap(({ part, text }) =>
        atIf(text.startsWith('*.') && !text.endsWith('.onion'), part, 'a wildcard'),
      ),
  },
  {
    code: 'ca-name-parts',
    source: 'BR 2.2.6 §7.1.2.10.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CA,
    from: '2012-07-01',
    what: 'the name of a CA has no countryName, organizationName or commonName',
    advice: 'Add what is missing.',
    judge(it) {
      const lacks = missing(it, ['countryName', 'organizationName', 'commonName']);
      return atIf(it.attributes.length > 0 && lacks.length > 0, it.subject, `no ${lacks.join(', no ')}`);
    },
  },
  {
    code: 'ca-organizational-unit',
    source: 'BR 2.2.6 §7.1.2.10.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CA,
    from: '2023-09-15',
    what: 'the name of a CA has an organizationalUnitName',
    advice: 'Leave it out.',
    judge: (it) =>
      it.attributes
        .filter(({ type }) => type === OIDS.organizationalUnitName)
        .flatMap(({ part }) => at(part, 'organizationalUnitName')),
  },
  {
    code: 'leaf-self-signed',
    source: 'Not in a standard: such a certificate is trusted only where it is installed',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'the issuer of a leaf is its subject: nobody vouches for it',
    advice: 'Have it issued by a CA, or install it where it is to be trusted.',
    judge: (it) =>
      atIf(it.isSelfIssued && (it.subject?.children.length ?? 0) > 0, it.issuer, 'issuer and subject are one'),
  },
  {
    code: 'ocsp-nocheck',
    source: 'RFC 6960 §4.2.2.2.1; BR 2.2.6 §7.1.2.8.6',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'an OCSP responder has no id-pkix-ocsp-nocheck',
    advice: 'Add it: otherwise its own revocation must be asked for.',
    when: (it) => has(it, OCSP_SIGNING),
    judge: (it) => atIf(it.extension('ocspNoCheck') === undefined, it.extensionList, 'no id-pkix-ocsp-nocheck'),
  },
  {
    code: 'ocsp-responder-purposes',
    source: 'BR 2.2.6 §7.1.2.8.5',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'an OCSP responder has other purposes, or keyUsage other than digitalSignature',
    advice: 'Give it a certificate for OCSPSigning alone.',
    when: (it) => has(it, OCSP_SIGNING),
    judge: (it) => [
      ...atIf(it.purposes!.length > 1, it.extension('extKeyUsage')?.part, 'other purposes'),
      ...atIf(
        it.keyUsage?.some((bit) => bit !== 'digitalSignature'),
        it.extension('keyUsage')?.part,
        'other usages',
      ),
    ],
  },
  {
    code: 'ocsp-responder-extensions',
    source: 'BR 2.2.6 §7.1.2.8.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'an OCSP responder has cRLDistributionPoints, subjectAltName or nameConstraints',
    advice: 'Leave it out.',
    when: (it) => has(it, OCSP_SIGNING),
    judge: (it) =>
      ['cRLDistributionPoints', 'subjectAltName', 'nameConstraints'].flatMap((kind) =>
        at(it.extension(kind)?.part, kind),
      ),
  },
  {
    code: 'code-signing-key',
    source: 'CS BR §6.1.5.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2021-06-01',
    what: 'an RSA key for signing code has under 3072 bits',
    advice: 'Make a key of 3072 bits or more.',
    when: (it) => has(it, CODE),
    judge(it) {
      const { modulus } = rsaOf(it);
      return atIf(
        modulus !== undefined && modulus.value > 0n && bitLength(modulus.value) < 3072,
        modulus?.part,
        'under 3072 bits',
      );
    },
  },
  {
    code: 'code-signing-validity',
    source: 'CS BR §6.3.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2026-03-01',
    what: 'a certificate for signing code is valid for over 460 days',
    advice: 'Issue for a shorter time.',
    when: (it) => has(it, CODE),
    judge: (it) => atIf((it.days ?? 0) > 460, it.field('validity'), `${Math.floor(it.days ?? 0)} days`),
  },
  {
    code: 'code-signing-purposes',
    source: 'CS BR §7.1.2.3',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2021-06-01',
    what: 'codeSigning stands beside serverAuth or anyExtendedKeyUsage',
    advice: 'Leave the other purpose out.',
    when: (it) => has(it, CODE),
    judge: (it) => atIf(has(it, SERVER) || has(it, ANY), it.extension('extKeyUsage')?.part, 'beside another purpose'),
  },
  {
    code: 'email-certificate',
    source: 'S/MIME BR §7.1.2.3 (h)',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-01',
    what: 'a certificate for e-mail has no mailbox in subjectAltName',
    advice: 'Add the address as rfc822Name.',
    when: (it) => has(it, EMAIL),
    judge: (it) =>
      atIf(
        !it.alternativeNames.some(({ kind }) => kind === 'rfc822Name' || kind === 'otherName'),
        it.extension('subjectAltName')?.part ?? it.extensionList,
        'no mailbox',
      ),
  },
];
