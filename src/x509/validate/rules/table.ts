/** The table of rules, and the rules that apply to an anchor's certificate. */
import type { CheckCode } from '../check.ts';
import type { Profile } from '../question.ts';
import { CA_RULES } from './authorities.ts';
import { EXTENSION_RULES } from './extensions.ts';
import { FIELD_RULES } from './fields.ts';
import { LEAF_RULES } from './leaf.ts';
import type { Rule } from './rule.ts';
import { KEY_RULES, SIGNATURE_RULES } from './signatures.ts';
import { STRICT_RULES } from './strict.ts';
import { WEBPKI_RULES } from './webpki.ts';

/** Every rule of every profile, in the order of the report. */
export const RULES: readonly Rule[] = [
  ...FIELD_RULES,
  ...EXTENSION_RULES,
  ...KEY_RULES,
  ...CA_RULES,
  ...LEAF_RULES,
  ...SIGNATURE_RULES,
  ...STRICT_RULES,
  ...WEBPKI_RULES,
];

/** RFC 5280 §6.1.1 (d) uses only the name and the key of an anchor. By RFC 5937 §3 the restrictions in its certificate apply too: its
 * validity, permissions and constraints. How it was issued (its signature, serial number, names) is not checked. */
const RESTRICTIONS: readonly CheckCode[] = [
  'validity',
  'extension-duplicate',
  'critical-extensions',
  'key-strength',
  'basic-constraints',
  'anchor-version',
  'path-length',
  'key-usage',
  'extended-key-usage-nesting',
];
/** Rules that OpenSSL's -x509_strict also applies to roots. */
const FORM: readonly CheckCode[] = [
  'bc-not-critical',
  'bc-path-length-without-ca',
  'bc-path-length-idle',
  'ku-missing-ca',
  'ku-cert-sign-without-ca',
  'issuer-empty',
  'aki-missing',
  'ca-subject-empty',
  'san-name-empty',
  'san-not-critical',
  'ski-missing-ca',
  'extension-critical',
  'extension-undecodable',
];
const OF_ROOTS: readonly CheckCode[] = [
  'key-algorithm-web',
  'rsa-modulus-short',
  'rsa-modulus-bits',
  'root-extended-key-usage',
  'root-aki-differs',
];

/** The rules of each profile for an anchor's certificate. If it is also the leaf, the rules for leaves apply in addition. */
const ANCHOR_RULES: Readonly<Record<Profile, ReadonlySet<CheckCode>>> = {
  rfc5280: new Set(RESTRICTIONS),
  strict: new Set([...RESTRICTIONS, ...FORM]),
  webpki: new Set([...RESTRICTIONS, ...FORM, ...OF_ROOTS]),
};

function selectRules(profile: Profile, isLeaf: boolean, isAnchor: boolean): readonly Rule[] {
  return RULES.filter(({ code, of, severity }) => {
    if (severity[profile] === 'off' || (of === 'issuers' && isLeaf)) return false;
    return of === 'leaf' ? isLeaf : !isAnchor || ANCHOR_RULES[profile].has(code);
  });
}

const places = (profile: Profile) =>
  [false, true].map((isLeaf) => [false, true].map((isAnchor) => selectRules(profile, isLeaf, isAnchor)));
const SELECTED = { rfc5280: places('rfc5280'), strict: places('strict'), webpki: places('webpki') };

/** The rules that a profile has for a certificate at such a place, in the order of the report. */
export const rulesFor = (profile: Profile, isLeaf: boolean, isAnchor: boolean): readonly Rule[] =>
  SELECTED[profile][Number(isLeaf)][Number(isAnchor)];
