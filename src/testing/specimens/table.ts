/** All specimens: one for each rule of lint. */
import { ENCODING_SPECIMENS } from './encodings.ts';
import { EXTENSION_SPECIMENS } from './extensions.ts';
import { KEY_SPECIMENS } from './keys-and-signatures.ts';
import { LIST_AND_REQUEST_SPECIMENS } from './lists-and-requests.ts';
import { NAME_SPECIMENS } from './names.ts';
import { POLICY_SPECIMENS } from './policies.ts';
import type { SpecimenRow } from './specimen.ts';

/** A certificate, request or CRL for each rule of `vitrine/lint` that has exactly its fault, and a sound twin: for this linter or any
 * other. */
export const LINT_SPECIMENS: readonly SpecimenRow[] = [
  ...ENCODING_SPECIMENS,
  ...NAME_SPECIMENS,
  ...KEY_SPECIMENS,
  ...EXTENSION_SPECIMENS,
  ...POLICY_SPECIMENS,
  ...LIST_AND_REQUEST_SPECIMENS,
];
