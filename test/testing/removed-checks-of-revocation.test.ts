/** The same proof as in `removed-checks.test.ts` for revocation: with a check of lists or responses taken out, what must fail by it does not. */
import { describe, expect, it } from 'vitest';
import type { CertificateList, Extension, OcspResponse } from '../../src/x509/index.ts';
import * as x509 from '../../src/x509/index.ts';
import {
  answerOf,
  at,
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
import { JUDGED_BY } from '../judged.ts';
import { brokenCopy, type Removal } from './broken-copies.ts';

type Copy = typeof x509;
interface Evidence {
  readonly of?: x509.Certificate;
  readonly intermediates?: readonly x509.Certificate[];
  readonly crls?: readonly CertificateList[];
  readonly ocspResponses?: readonly OcspResponse[];
  readonly checks?: object;
}

/** The codes of the leaf that do not pass, judged by a copy, which reads all of it by itself. */
function judged({ of = leaf, intermediates = [], crls = [], ocspResponses = [], checks }: Evidence, copy: Copy) {
  const read = ({ der }: x509.Certificate) => copy.decodeCertificate(der);
  const validation = copy.validateChain({
    ...JUDGED_BY,
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

const extension = (extnID: string, critical: boolean): Extension => ({
  extnID,
  critical,
  extnValue: { kind: 'other', value: Uint8Array.of(5, 0) },
});
const signing = x509.makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.9']);
const nocheck = extension('1.3.6.1.5.5.7.48.1.5', false);
const byDelegate = (change: object): Evidence => {
  const own = { subject: 'ocsp', key: otherKey, issuer: ca, issuerKey: caKey, extensions: [signing, nocheck] };
  const responder = draft({ ...own, change: { serialNumber: 55n }, ...change });
  return { ocspResponses: [responseOf({ responder, responderKey: otherKey, certificates: [responder] })] };
};
const answering = (change: object): Evidence => ({ ocspResponses: [responseOf({ answers: [answerOf(change)] })] });
const scope = { onlyContainsUserCerts: false, indirectCRL: false, onlyContainsAttributeCerts: false };
const stranger = draft({ subject: 'ca', key: otherKey, extensions: x509.caExtensions() });
const withoutCrlSign = draft({
  ...{ subject: 'ca', key: otherKey, issuer: root, issuerKey: rootKey, change: { serialNumber: 9n } },
  extensions: [x509.makeExtension('keyUsage', true, ['digitalSignature'])],
});
const byOther = (certificate: x509.Certificate): Evidence => ({
  intermediates: [certificate],
  crls: [listOf({ issuer: stranger, issuerKey: otherKey })],
});
const stapled = leafWith([x509.makeExtension('tlsFeature', false, [5])]);

const REMOVED: readonly (readonly [string, Evidence, string, Removal])[] = [
  [
    'a list that revokes',
    { crls: [listOf({ revoked: [revoking()] })] },
    'revoked',
    {
      file: 'revocation/list-status.ts',
      text: "if (found !== undefined && found.reason !== 'removeFromCRL') {",
      by: 'if (false) {',
    },
  ],
  [
    'the time of a list has come',
    { crls: [listOf({ thisUpdate: at(1), nextUpdate: at(2) })] },
    'crl-not-yet-valid',
    { file: 'revocation/list-scope.ts', text: 'if (time < thisUpdate) {', by: 'if (false) {' },
  ],
  [
    'the time of a list is not over',
    { crls: [listOf({ thisUpdate: at(-3), nextUpdate: at(-2) })] },
    'crl-expired',
    { file: 'revocation/list-scope.ts', text: 'if (time.getTime() < nextUpdate.getTime() + 1000)', by: 'if (true)' },
  ],
  [
    'a list is for certificates of this kind',
    { crls: [listOf({ issuingDistributionPoint: { ...scope, onlyContainsCACerts: true } })] },
    'crl-scope',
    { file: 'revocation/list-status.ts', text: ' ?? outsideScope(list, point, certificate)', by: '' },
  ],
  [
    'critical extensions of a list are known',
    { crls: [listOf({ extensions: [extension('1.2.3.4', true)] })] },
    'crl-critical-extension',
    { file: 'revocation/list-status.ts', text: ' ?? unusable(list);', by: ';' },
  ],
  [
    'a list is signed by its issuer',
    { crls: [listOf({ issuer: stranger, issuerKey: otherKey })] },
    'crl-signature',
    {
      file: 'revocation/list-signer.ts',
      text: 'if (!signatures.made(list, candidate.certificate ?? candidate.spki, () => isSignedBy(list, candidate.publicKey)))',
      by: 'if (false)',
    },
  ],
  [
    'the signer of a list has cRLSign',
    byOther(withoutCrlSign),
    'crl-signer',
    {
      file: 'revocation/list-signer.ts',
      text: "candidate.certificate?.keyUsage?.includes('cRLSign') === false",
      by: 'false',
    },
  ],
  [
    'the signer of a list has a path to the anchor',
    byOther(stranger),
    'crl-signer',
    { file: 'revocation/list-signer.ts', text: 'judge(candidate.certificate!, [list])', by: 'true' },
  ],
  [
    'a response says good',
    answering({ status: { kind: 'revoked', revocationTime: at(-2) } }),
    'revoked',
    {
      file: 'revocation/response-status.ts',
      text: "status: { kind: 'revoked', source, since",
      by: "status: { kind: 'good', source, since",
    },
  ],
  [
    'the time of a response has come',
    answering({ thisUpdate: at(0.5) }),
    'ocsp-not-yet-valid',
    { file: 'revocation/response-status.ts', text: 'if (age < -skew) {', by: 'if (false) {' },
  ],
  [
    'the time of a response is not over',
    answering({ thisUpdate: at(-3), nextUpdate: at(-2) }),
    'ocsp-expired',
    { file: 'revocation/response-status.ts', text: 'time.getTime() > nextUpdate.getTime() + skew', by: 'false' },
  ],
  [
    'a response without nextUpdate is young',
    answering({ thisUpdate: at(-2), nextUpdate: undefined }),
    'ocsp-expired',
    {
      file: 'revocation/response-status.ts',
      text: 'if (age <= 1000 * most + skew && !(nextUpdate === undefined && most === 0))',
      by: 'if (true)',
    },
  ],
  [
    'a response repeats the nonce',
    { ocspResponses: [responseOf({ nonce: Uint8Array.of(4) })], checks: { ocsp: { nonce: Uint8Array.of(1) } } },
    'ocsp-nonce',
    { file: 'revocation/response-status.ts', text: 'wrongNonce(response, question.ocsp) ?? ', by: '' },
  ],
  [
    'a response is signed by who may',
    { ocspResponses: [responseOf({ responder: root, responderKey: rootKey })] },
    'ocsp-signer',
    { file: 'revocation/response-status.ts', text: ' ?? wrongResponder(response, target, question);', by: ';' },
  ],
  [
    'a delegate is for OCSPSigning',
    byDelegate({ extensions: [nocheck] }),
    'ocsp-signer',
    {
      file: 'revocation/responder.ts',
      text: "if (!delegate.extKeyUsage?.includes(KEY_PURPOSES.OCSPSigning)) return refuse('is not for OCSPSigning');",
      by: '',
    },
  ],
  [
    'a delegate is signed by the CA',
    byDelegate({ issuerKey: otherKey }),
    'ocsp-signer',
    {
      file: 'revocation/responder.ts',
      text: 'if (question.signatures.made(delegate, issuer.certificate ?? issuer.spki, verify) !== true) {',
      by: 'if (false) {',
    },
  ],
  [
    'a delegate may sign',
    byDelegate({ extensions: [signing, nocheck, x509.makeExtension('keyUsage', true, ['keyEncipherment'])] }),
    'ocsp-signer',
    { file: 'revocation/responder.ts', text: 'if (usage !== undefined && ', by: 'if (false && ' },
  ],
  [
    'critical extensions of a delegate are known',
    byDelegate({ extensions: [signing, nocheck, extension('1.2.3.4', true)] }),
    'ocsp-signer',
    { file: 'revocation/responder.ts', text: 'if (critical !== undefined)\n', by: 'if (false)\n' },
  ],
  [
    'a delegate is valid now',
    byDelegate({
      change: { serialNumber: 55n, validity: { notBefore: x509.toTime(at(-9)), notAfter: x509.toTime(at(-8)) } },
    }),
    'ocsp-signer',
    { file: 'revocation/responder.ts', text: 'if (question.time < notBefore || ', by: 'if (false && ' },
  ],
  [
    'a delegate is not revoked',
    { ...byDelegate({ extensions: [signing] }), crls: [listOf({ revoked: [revoking(55n)] })] },
    'ocsp-signer',
    { file: 'revocation/responder.ts', text: "return status?.kind === 'revoked' ? ", by: 'return false ? ' },
  ],
  [
    'must-staple needs a response',
    { of: stapled, crls: [listOf()], checks: { mustStaple: true } },
    'must-staple',
    {
      file: 'revocation/revocation.ts',
      text: 'const staple = mustStaple(target, question, online.status);',
      by: 'const staple = [];',
    },
  ],
];

describe('one removed', () => {
  it.each(REMOVED)('%s', async (_, evidence, code, removal) => {
    expect(judged(evidence, x509)).toContain(code);
    expect(judged(evidence, (await brokenCopy([removal])) as Copy)).not.toContain(code);
  });
});
