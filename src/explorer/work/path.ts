/** A verifier's result for a certificate, with the roots in the input. */
import { equalBytes } from '../../bytes/index.ts';
import { type ExplainedValidation, explainValidation, type Language, type Part } from '../../explain/index.ts';
import { type Certificate, decodeCertificate } from '../../x509/index.ts';
import { exhibitHtml } from './exhibit-html.ts';
import { tellingIn } from './telling.ts';

export interface PathOutcome {
  readonly ok: boolean;
  /** The rules that failed, as they are shown: by their codes, in Chinese with what they demand. */
  readonly broken: readonly string[];
  readonly html: string;
}

/** @param bytes - of a certificate. @returns undefined if the input has no root.
 * @throws DecodeError; UsageError for a time that is none. */
export async function pathOf(
  bytes: Uint8Array,
  certificates: readonly Certificate[],
  time: Date,
  language: Language,
): Promise<PathOutcome | undefined> {
  const explained = validated(bytes, certificates, time);
  if (explained === undefined) return undefined;
  const { validation, exhibit } = explained;
  // The verdict and the question are shown by the page itself.
  const parts = exhibit.parts.filter((part): part is Part => part.kind === 'section' || part.kind === 'table');
  const options = { showSecrets: false, level: 3, ids: 'path-', language, ownTexts: false };
  const { rule } = await tellingIn(language);
  return {
    ok: validation.ok,
    broken: brokenBy(explained).map(rule),
    html: await exhibitHtml({ title: '', parts }, options),
  };
}

/** The validation of a certificate with the roots among others. @returns undefined if there is no root.
 * @throws as `pathOf`. */
export function validated(
  bytes: Uint8Array,
  certificates: readonly Certificate[],
  time: Date,
): ExplainedValidation | undefined {
  const leaf = decodeCertificate(bytes);
  const roots = certificates.filter(({ subject, issuer }) => equalBytes(subject.bytes, issuer.bytes));
  if (roots.length === 0) return undefined;
  return explainValidation('Certificate', {
    ...{ leaf, intermediates: certificates, roots, time: () => time, purpose: 'any', name: 'unchecked' },
    ...{ profile: 'rfc5280', revocation: { policy: 'off' } },
  });
}

/** The codes of the checks that failed. */
export const brokenBy = ({ validation }: ExplainedValidation): readonly string[] =>
  validation.checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
