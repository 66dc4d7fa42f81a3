/** Names of issuer and subject (RFC 5280 §4.1.2.4, §4.1.2.6, §4.1.2.8, appendix A). */

import { ATTRIBUTE_TYPES } from '../../x509/index.ts';
import { type AttributePart, OIDS } from '../names/attributes.ts';
import { COUNTRIES } from '../names/countries.ts';
import { shown } from '../names/texts.ts';
import { ANY_CERTIFICATE, at, atIf, CA, LEAF, LEAF_OR_REQUEST, type LintRule, SIGNED, SUBJECTS } from '../rule.ts';

const ROWS = new Map(ATTRIBUTE_TYPES.map((row) => [row.type, row]));
/** The bounds that RFC 5280 itself has (appendix A.1). */
const BOUNDED = new Set<string>([
  OIDS.commonName,
  OIDS.surname,
  OIDS.serialNumber,
  OIDS.localityName,
  OIDS.stateOrProvinceName,
  OIDS.organizationName,
  OIDS.organizationalUnitName,
  OIDS.title,
  OIDS.name,
  OIDS.givenName,
  OIDS.initials,
  OIDS.generationQualifier,
  OIDS.pseudonym,
  OIDS.emailAddress,
]);
/** Attribute types for which appendix A prescribes the string type. */
const FIXED = new Map<string, string>([
  [OIDS.countryName, 'printableString'],
  [OIDS.serialNumber, 'printableString'],
  [OIDS.dnQualifier, 'printableString'],
  [OIDS.domainComponent, 'ia5String'],
  [OIDS.emailAddress, 'ia5String'],
]);
const TOOL_DEFAULTS = new Set(['Internet Widgits Pty Ltd', 'Some-State', 'Default Company Ltd', 'Default City']);

const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length++;
  return length;
};
const ofType = (attributes: readonly AttributePart[], type: string): readonly AttributePart[] =>
  attributes.filter((one) => one.type === type);
const each = (attributes: readonly AttributePart[], judge: (one: AttributePart, text: string) => string | undefined) =>
  attributes.flatMap((one) => {
    const detail = one.text === undefined ? undefined : judge(one, one.text);
    return detail === undefined ? [] : at(one.value, detail);
  });

export const NAME_RULES: readonly LintRule[] = [
  {
    code: 'issuer-empty',
    source: 'RFC 5280 §4.1.2.4, §5.1.2.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SIGNED,
    what: 'the issuer has no name',
    advice: 'Give the CA a name, and issue again.',
    judge: ({ issuer }) => atIf(issuer?.children.length === 0, issuer, 'the issuer is an empty name'),
  },
  {
    code: 'ca-subject-empty',
    source: 'RFC 5280 §4.1.2.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a CA has no name',
    advice: 'Give the CA a name.',
    judge: ({ subject }) => atIf(subject?.children.length === 0, subject, 'the subject of a CA is an empty name'),
  },
  {
    code: 'subject-empty-without-san',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'neither subject nor subjectAltName names anybody',
    advice: 'Give it a subjectAltName.',
    judge: (it) =>
      atIf(
        it.subject?.children.length === 0 && it.extension('subjectAltName') === undefined,
        it.subject,
        'an empty subject, and no subjectAltName',
      ),
  },
  {
    code: 'unique-identifier-present',
    source: 'RFC 5280 §4.1.2.8',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'issuerUniqueID or subjectUniqueID is there',
    advice: 'Leave it out.',
    judge: (it) => [
      ...at(it.field('issuerUniqueID'), 'issuerUniqueID'),
      ...at(it.field('subjectUniqueID'), 'subjectUniqueID'),
    ],
  },
  {
    code: 'rdn-multi-valued',
    source: 'BR 2.2.6 §7.1.4.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'an RDN of the subject has several attributes',
    advice: 'Put each attribute into an RDN of its own.',
    judge: ({ subject }) =>
      (subject?.children ?? []).flatMap((rdn) =>
        atIf(rdn.children.length > 1, rdn, `${rdn.children.length} attributes`),
      ),
  },
  {
    code: 'attribute-duplicate',
    source: 'BR 2.2.6 §7.1.4.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'an attribute type comes twice in the subject',
    advice: 'Keep one. Only domainComponent and streetAddress may be repeated.',
    judge({ attributes }) {
      const seen = new Set<string>([OIDS.domainComponent, OIDS.streetAddress]);
      const repeated = new Set<string>([OIDS.domainComponent, OIDS.streetAddress]);
      return attributes.flatMap(({ type, part }) => {
        if (type === undefined || repeated.has(type)) return [];
        if (!seen.has(type)) {
          seen.add(type);
          return [];
        }
        return at(part, `${ROWS.get(type)?.long ?? type} again`);
      });
    },
  },
  {
    code: 'country-code',
    source: 'RFC 5280 appendix A.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'countryName is not a code of ISO 3166-1 in two capital letters',
    advice: 'Write the code of the country: DE, US, GB.',
    judge: ({ attributes }) =>
      each(attributes, ({ type }, text) =>
        type === OIDS.countryName && text.length > 0 && !COUNTRIES.has(text)
          ? `${shown(text)} is not a country code`
          : undefined,
      ),
  },
  {
    code: 'attribute-string-type',
    source: 'RFC 5280 appendix A.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an attribute has another string type than the standard fixes for it',
    advice:
      'Write countryName, serialNumber and dnQualifier as PrintableString, domainComponent and emailAddress as IA5String.',
    judge: ({ attributes }) =>
      attributes.flatMap(({ type, value }) => {
        const fixed = FIXED.get(type ?? '');
        return atIf(
          fixed !== undefined && value?.kind !== undefined && value.kind !== fixed,
          value,
          `a ${value?.kind}, not a ${fixed}`,
        );
      }),
  },
  {
    code: 'attribute-too-long',
    source: 'RFC 5280 appendix A.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an attribute has more characters than its bound',
    advice: 'Shorten it. A host name of more than 64 characters goes into subjectAltName only.',
    judge: ({ attributes }) =>
      each(attributes, ({ type }, text) => {
        const row = BOUNDED.has(type ?? '') ? ROWS.get(type!) : undefined;
        const length = lengthOf(text);
        return row !== undefined && length > row.max
          ? `${row.long} has ${length} characters of at most ${row.max}`
          : undefined;
      }),
  },
  {
    code: 'attribute-too-long-web',
    source: 'BR 2.2.6 §7.1.4.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'an attribute has more characters than the Baseline Requirements allow',
    advice: 'Shorten it: givenName and surname 64, streetAddress 128, postalCode 40, domainComponent 63.',
    judge: ({ attributes }) =>
      each(attributes, ({ type }, text) => {
        const most = WEB_BOUNDS.get(type ?? '');
        return most !== undefined && lengthOf(text) > most
          ? `${lengthOf(text)} characters of at most ${most}`
          : undefined;
      }),
  },
  {
    code: 'attribute-placeholder',
    source: 'BR 2.2.6 §7.1.2.7.4',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2012-07-01',
    what: 'an attribute says that it is absent or not applicable',
    advice: 'Leave the attribute out.',
    judge: ({ attributes }) =>
      each(attributes, (_, text) => (/^(?:[.\- ]+|N\/A)$/i.test(text) ? `${shown(text)} says nothing` : undefined)),
  },
  {
    code: 'attribute-tool-default',
    source: 'Not in a standard: what a tool fills in says nothing about the subject',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: "an attribute has a tool's default text",
    advice: 'Give the true value, or leave the attribute out.',
    judge: ({ attributes }) =>
      each(attributes, (_, text) => (TOOL_DEFAULTS.has(text) ? `${shown(text)} is a default of OpenSSL's` : undefined)),
  },
  {
    code: 'email-not-in-san',
    source: 'RFC 5280 §4.1.2.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: LEAF_OR_REQUEST,
    what: 'an e-mail address stands in the subject and not in subjectAltName',
    advice: 'Put the address into subjectAltName as rfc822Name.',
    judge(it) {
      const mail = new Set(it.alternativeNames.flatMap(({ kind, value }) => (kind === 'rfc822Name' ? [value] : [])));
      return each(it.attributes, ({ type }, text) =>
        type === OIDS.emailAddress && !mail.has(text) ? `${shown(text)} is not in subjectAltName` : undefined,
      );
    },
  },
  {
    code: 'organizational-unit',
    source: 'BR 2.2.6 §7.1.2.7.4',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2022-09-01',
    what: 'the subject has an organizationalUnitName',
    advice: 'Leave it out.',
    judge: ({ attributes }) =>
      ofType(attributes, OIDS.organizationalUnitName).flatMap(({ part }) => at(part, 'organizationalUnitName')),
  },
];

const WEB_BOUNDS = new Map<string, number>([
  [OIDS.givenName, 64],
  [OIDS.surname, 64],
  [OIDS.streetAddress, 128],
  [OIDS.postalCode, 40],
  [OIDS.domainComponent, 63],
]);
