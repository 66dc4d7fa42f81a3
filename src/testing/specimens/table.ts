/** All specimens: one for each rule of lint. */
import { ENCODING_SPECIMENS } from './encodings.ts';
import { EXTENSION_SPECIMENS } from './extensions.ts';
import { KEY_SPECIMENS } from './keys-and-signatures.ts';
import { LIST_AND_REQUEST_SPECIMENS } from './lists-and-requests.ts';
import { NAME_SPECIMENS } from './names.ts';
import { POLICY_SPECIMENS } from './policies.ts';
import type { SpecimenRow } from './specimen.ts';

/** For each rule of `vitrine/lint`, a certificate, request or CRL with exactly that fault, and the valid original: for testing any
 * linter. */
export const LINT_SPECIMENS: readonly SpecimenRow[] = [
  ...ENCODING_SPECIMENS,
  ...NAME_SPECIMENS,
  ...KEY_SPECIMENS,
  ...EXTENSION_SPECIMENS,
  ...POLICY_SPECIMENS,
  ...LIST_AND_REQUEST_SPECIMENS,
];
