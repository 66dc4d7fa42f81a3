/** A sound chain, and what tests of validation change about it. */
import {
  type Certificate,
  caExtensions,
  type Extension,
  type TBSCertificate,
  type Validation,
  type ValidationOptions,
  validateChain,
} from '../../src/x509/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { akid, caKey, draft, leafKey, now, root, rootKey, serverExtensions, skid } from './fixtures.ts';

export const failing = ({ checks }: Validation): string[] =>
  checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);

/** The fixtures' root over an intermediate over a leaf for servers, with what the test changes. */
export const intermediate = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  extensions: [...caExtensions(), skid(caKey), akid(rootKey)],
});
export const leafOf = (
  issuer: Certificate,
  extensions = serverExtensions,
  change: Partial<TBSCertificate> = {},
): Certificate => draft({ subject: 'kube-apiserver', key: leafKey, issuer, issuerKey: caKey, extensions, change });
export const withCriticalNames = serverExtensions.map((one) =>
  one.extnValue.kind === 'subjectAltName' ? { ...one, critical: true } : one,
);
export const leaf = leafOf(intermediate);
export const sound: ValidationOptions = {
  ...JUDGED_BY,
  leaf,
  intermediates: [intermediate],
  roots: [root],
  time: now,
  purpose: 'serverAuth',
  name: { dns: 'kubernetes' },
};
export const validate = (change: Partial<ValidationOptions>): Validation =>
  validateChain({ ...JUDGED_BY, ...sound, ...change });

export const ca = (extensions: readonly Extension[], change: Partial<TBSCertificate> = {}): Certificate =>
  draft({ subject: 'ca', key: caKey, issuer: root, extensions, change });
export const unknown = (critical: boolean, extnID = '1.2.3.4'): Extension => ({
  extnID,
  critical,
  extnValue: { kind: 'other', value: new Uint8Array([5, 0]) },
});
export const under = (middle: Certificate): Partial<ValidationOptions> => ({
  leaf: leafOf(middle),
  intermediates: [middle],
});
