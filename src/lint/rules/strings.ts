/** Strings of names: misleading characters, and string types that new certificates should not use. */
import { allTexts, attributeTexts, shown } from '../names/texts.ts';
import { at, type LintRule, SUBJECTS } from '../rule.ts';

/** Direction marks, embeddings, overrides and isolates; zero-width characters; the byte order mark. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
/** UTF-8 of U+00A0 to U+00FF, read as Latin-1; of U+2000 on, the same. */
const MOJIBAKE = /[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u0080[\u0080-\u00bf]/;
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});/;
const DEPRECATED = new Set(['teletexString', 'bmpString', 'universalString']);
// biome-ignore lint/suspicious/noControlCharactersInRegex: the rule looks for control characters.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const SURROUNDED = /^\s|\s$/;

const textRule = (
  row: Pick<LintRule, 'code' | 'source' | 'severity' | 'what' | 'advice'>,
  pattern: RegExp,
  detail: string,
): LintRule => ({
  ...row,
  profile: 'rfc5280',
  appliesTo: SUBJECTS,
  judge: (subject) =>
    allTexts(subject).flatMap(({ part, text }) => (pattern.test(text) ? at(part, `${shown(text)} ${detail}`) : [])),
});

export const STRING_RULES: readonly LintRule[] = [
  textRule(
    {
      code: 'string-control',
      source: 'Not in a standard: a program in C ends a string at NUL, and a terminal obeys control characters',
      severity: 'error',
      what: 'a name has a control character',
      advice: 'Leave it out. NUL in a name has been used to impersonate another host.',
    },
    CONTROL,
    'has a control character',
  ),
  textRule(
    {
      code: 'string-bidi-control',
      source: 'Not in a standard: such a name is shown as another',
      severity: 'warning',
      what: 'a name has an invisible character, or one that changes the direction of writing',
      advice: 'Leave it out.',
    },
    INVISIBLE,
    'has an invisible character',
  ),
  textRule(
    {
      code: 'string-mojibake',
      source: 'Not in a standard: the text was decoded as Latin-1 and encoded as UTF-8',
      severity: 'warning',
      what: 'a name is UTF-8 that was once read as Latin-1',
      advice: 'Decode the configuration file as UTF-8 (openssl req: -utf8).',
    },
    MOJIBAKE,
    'is UTF-8 read as Latin-1',
  ),
  textRule(
    {
      code: 'string-html-entity',
      source: 'Not in a standard: the text was escaped for HTML',
      severity: 'warning',
      what: 'a name has an HTML entity',
      advice: 'Write the character itself.',
    },
    ENTITY,
    'has an HTML entity',
  ),
  {
    code: 'string-empty',
    source: 'RFC 5280 §4.1.2.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an attribute of the subject has no characters',
    advice: 'Leave the attribute out.',
    judge: (subject) =>
      attributeTexts(subject).flatMap(({ part, text }) => (text === '' ? at(part, 'the value is empty') : [])),
  },
  {
    code: 'string-surrounding-space',
    source: 'Not in a standard: two names that look alike are compared by RFC 5280 §7.1',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an attribute of the subject begins or ends with white space',
    advice: 'Trim the value.',
    judge: (subject) =>
      attributeTexts(subject).flatMap(({ part, text }) =>
        SURROUNDED.test(text) ? at(part, `${shown(text)} has white space at an end`) : [],
      ),
  },
  {
    code: 'string-deprecated-type',
    source: 'RFC 5280 §4.1.2.6 (c)',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'the subject has a TeletexString, BMPString or UniversalString',
    advice: 'Write the value as UTF8String, unless an earlier certificate of the same name has it so.',
    judge: ({ attributes }) =>
      attributes.flatMap(({ value }) =>
        value?.kind !== undefined && DEPRECATED.has(value.kind) ? at(value, `the value is a ${value.kind}`) : [],
      ),
  },
];
