/** A verifier's result for a certificate, with the roots in the input. */
import { equalBytes } from '../../bytes/index.ts';
import { explainValidation, type Language, type Part, renderHtmlFragment } from '../../explain/index.ts';
import { type Certificate, decodeCertificate } from '../../x509/index.ts';

export interface PathOutcome {
  readonly ok: boolean;
  /** The codes of the checks that failed. */
  readonly broken: readonly string[];
  readonly html: string;
}

/** @param title - the kind of structure. @returns undefined if it is not a certificate, or the input has no root.
 * @throws DecodeError. */
export function pathOf(
  title: string,
  bytes: Uint8Array,
  certificates: readonly Certificate[],
  time: Date,
  language: Language,
): PathOutcome | undefined {
  if (title !== 'Certificate') return undefined;
  const leaf = decodeCertificate(bytes);
  const roots = certificates.filter(({ subject, issuer }) => equalBytes(subject.bytes, issuer.bytes));
  if (roots.length === 0) return undefined;
  const { validation, exhibit } = explainValidation(title, {
    ...{ leaf, intermediates: certificates, roots, time: () => time, purpose: 'any', name: 'unchecked' },
    ...{ profile: 'rfc5280', revocation: { policy: 'off' } },
  });
  // The verdict and the question are shown by the page itself.
  const parts = exhibit.parts.filter((part): part is Part => part.kind === 'section' || part.kind === 'table');
  const broken = validation.checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
  const html = renderHtmlFragment({ title, parts }, { showSecrets: false, level: 3, ids: 'path-', language });
  return { ok: validation.ok, broken, html };
}
