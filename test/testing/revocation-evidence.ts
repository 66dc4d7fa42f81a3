/** Evidence about revocation, and what judges it by a copy of the engine. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import type { CertificateList, Extension, OcspResponse } from '../../src/x509/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { changedList } from '../fixtures/changed-evidence.ts';
import { smallKey } from '../fixtures/drafts.ts';
import {
  answerOf,
  ca,
  caKey,
  codesOf,
  draft,
  leaf,
  leafWith,
  listOf,
  now,
  otherKey,
  responseOf,
  revoking,
  root,
  rootKey,
  rootList,
} from '../fixtures/revocation.ts';
import type { Removal } from './broken-copies.ts';

export type Copy = typeof x509;
export interface Evidence {
  readonly profile?: x509.Profile;
  readonly of?: x509.Certificate;
  readonly intermediates?: readonly x509.Certificate[];
  readonly crls?: readonly CertificateList[];
  readonly ocspResponses?: readonly OcspResponse[];
  readonly checks?: object;
}

/** What a check is of, evidence that fails by it, the code then, and the check's text. */
export type RevocationRow = readonly [what: string, evidence: Evidence, code: string, removal: Removal];

/** The codes of the leaf that do not pass, judged by a copy, which reads all of it by itself. */
export function judgedEvidence(
  { profile = 'rfc5280', of = leaf, intermediates = [], crls = [], ocspResponses = [], checks }: Evidence,
  copy: Copy,
) {
  const read = ({ der }: x509.Certificate) => copy.decodeCertificate(der);
  const validation = copy.validateChain({
    profile,
    ...{ leaf: read(of), intermediates: [ca, ...intermediates].map(read), roots: [read(root)] },
    ...{ time: now, purpose: 'any' },
    revocation: {
      policy: 'require',
      ...checks,
      crls: [rootList, ...crls].map((list) => copy.decodeCertificateList(list.der)),
      ocspResponses: ocspResponses.map((response) => copy.decodeOcspResponse(response.der)),
    },
  });
  return [...codesOf(validation), ...codesOf(validation, 'note')];
}

export const extension = (extnID: string, critical: boolean): Extension => ({
  extnID,
  critical,
  extnValue: { kind: 'other', value: Uint8Array.of(5, 0) },
});
export const signing = x509.makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.9']);
export const nocheck = extension('1.3.6.1.5.5.7.48.1.5', false);
export const byDelegate = (change: object): Evidence => {
  const own = { subject: 'ocsp', key: otherKey, issuer: ca, issuerKey: caKey, extensions: [signing, nocheck] };
  const responder = draft({ ...own, change: { serialNumber: 55n }, ...change });
  return { ocspResponses: [responseOf({ responder, responderKey: otherKey, certificates: [responder] })] };
};
export const answering = (change: object): Evidence => ({
  ocspResponses: [responseOf({ answers: [answerOf(change)] })],
});
export const whole = {
  onlyContainsUserCerts: false,
  onlyContainsCACerts: false,
  indirectCRL: false,
  onlyContainsAttributeCerts: false,
};
export const stranger = draft({ subject: 'ca', key: otherKey, extensions: x509.caExtensions() });
export const withoutCrlSign = draft({
  ...{ subject: 'ca', key: otherKey, issuer: root, issuerKey: rootKey, change: { serialNumber: 9n } },
  extensions: [x509.makeExtension('keyUsage', true, ['digitalSignature'])],
});
export const byOther = (certificate: x509.Certificate): Evidence => ({
  intermediates: [certificate],
  crls: [listOf({ issuer: stranger, issuerKey: otherKey })],
});
export const uri = (text: string): x509.GeneralName[] => [{ kind: 'uniformResourceIdentifier', value: text }];
export const [web, mixed] = [uri('http://crl.test/a'), [...uri('http://crl.test/a'), ...uri('ldap://crl.test/a')]];
export const pointing = (value: x509.GeneralName[]) =>
  leafWith([x509.makeExtension('cRLDistributionPoints', false, [{ distributionPoint: { kind: 'fullName', value } }])]);
export const partition = (value: x509.GeneralName[], change = {}): CertificateList =>
  listOf({ issuingDistributionPoint: { ...whole, distributionPoint: { kind: 'fullName', value }, ...change } });
export const base = listOf({ number: 5n });
export const held = listOf({ number: 5n, revoked: [{ ...revoking(), reason: 'certificateHold' }] });
export const delta = (change = {}): CertificateList => listOf({ number: 7n, baseNumber: 4n, ...change });
/** A delta that ends a hold, if it is used. */
export const ending = (change = {}): Evidence => ({
  crls: [held, delta({ revoked: [{ ...revoking(), reason: 'removeFromCRL' }], ...change })],
});
export const criticalEntry = changedList(listOf({ revoked: [revoking(1n)] }), ({ revokedCertificates = [] }) => ({
  revokedCertificates: revokedCertificates.map((one) => ({ ...one, crlEntryExtensions: [extension('1.2.3.4', true)] })),
}));
/** A delegate with an RSA key of 1024 bits. */
export function byWeakDelegate(): Evidence {
  const responder = draft({
    subject: 'ocsp',
    key: smallKey,
    issuer: ca,
    issuerKey: caKey,
    extensions: [signing, nocheck],
  });
  const change = { responder, responderKey: smallKey, scheme: RSA_PKCS1_SHA256, certificates: [responder] };
  return { ocspResponses: [responseOf(change)] };
}
/** A row of the table of duties of web lists, as its file has it. */
export function duty(code: string): Removal {
  const file = 'revocation/web-lists.ts';
  const source = readFileSync(resolve(import.meta.dirname, '../../src/x509/validate', file), 'utf8');
  const [text] = new RegExp(`^ {2}\\{\\n {4}code: '${code}',\\n(?: {4}.*\\n)*? {2}\\},\\n`, 'm').exec(source)!;
  return { file, text, by: '' };
}
export const webList = (list: CertificateList, of = leaf): Evidence => ({ profile: 'webpki', of, crls: [list] });
export const stapled = leafWith([x509.makeExtension('tlsFeature', false, [5])]);
