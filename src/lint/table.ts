/** All rules. */
import type { LintRule } from './rule.ts';
import { ALTERNATIVE_NAME_RULES } from './rules/alternative-names.ts';
import { BASIC_CONSTRAINTS_RULES } from './rules/basic-constraints.ts';
import { COMMON_NAME_RULES } from './rules/common-name.ts';
import { CRL_RULES } from './rules/crl.ts';
import { CRL_ENTRY_RULES } from './rules/crl-entries.ts';
import { DNS_NAME_RULES } from './rules/dns-names.ts';
import { ENCODING_RULES } from './rules/encoding.ts';
import { EXTENDED_KEY_USAGE_RULES } from './rules/extended-key-usage.ts';
import { EXTENSION_RULES } from './rules/extensions.ts';
import { KEY_IDENTIFIER_RULES } from './rules/key-identifiers.ts';
import { KEY_USAGE_RULES } from './rules/key-usage.ts';
import { LOCATION_RULES } from './rules/locations.ts';
import { NAME_CONSTRAINTS_RULES } from './rules/name-constraints.ts';
import { NAME_RULES } from './rules/names.ts';
import { POLICY_RULES } from './rules/policies.ts';
import { PUBLIC_KEY_RULES } from './rules/public-keys.ts';
import { REQUEST_RULES } from './rules/request.ts';
import { RSA_KEY_RULES } from './rules/rsa-keys.ts';
import { SERIAL_NUMBER_RULES } from './rules/serial-number.ts';
import { SIGNATURE_RULES } from './rules/signature.ts';
import { STRING_RULES } from './rules/strings.ts';
import { TRANSPARENCY_RULES } from './rules/transparency.ts';
import { VALIDATION_LEVEL_RULES } from './rules/validation-levels.ts';
import { VALIDITY_RULES } from './rules/validity.ts';

/** The rules by subject, in the order of the documentation. */
export const LINT_GROUPS: Readonly<Record<string, readonly LintRule[]>> = {
  Encoding: ENCODING_RULES,
  Strings: STRING_RULES,
  'Names of issuer and subject': NAME_RULES,
  commonName: COMMON_NAME_RULES,
  'Version and serial number': SERIAL_NUMBER_RULES,
  Validity: VALIDITY_RULES,
  Signatures: SIGNATURE_RULES,
  'RSA keys': RSA_KEY_RULES,
  'Other keys': PUBLIC_KEY_RULES,
  Extensions: EXTENSION_RULES,
  'Key identifiers': KEY_IDENTIFIER_RULES,
  keyUsage: KEY_USAGE_RULES,
  basicConstraints: BASIC_CONSTRAINTS_RULES,
  extKeyUsage: EXTENDED_KEY_USAGE_RULES,
  'Locations of issuers, CRLs and OCSP': LOCATION_RULES,
  nameConstraints: NAME_CONSTRAINTS_RULES,
  'Certificate transparency and TLS features': TRANSPARENCY_RULES,
  'DNS names': DNS_NAME_RULES,
  'Other alternative names': ALTERNATIVE_NAME_RULES,
  Policies: POLICY_RULES,
  'By policy and purpose': VALIDATION_LEVEL_RULES,
  CRLs: CRL_RULES,
  'Entries of CRLs': CRL_ENTRY_RULES,
  Requests: REQUEST_RULES,
};

/** All rules, each a row of data. */
export const LINT_RULES: readonly LintRule[] = Object.values(LINT_GROUPS).flat();
