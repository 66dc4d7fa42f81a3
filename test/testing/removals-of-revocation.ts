/** Checks of lists and responses, each with what fails by it, and with the text that is taken out of a copy. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import type { CertificateList, Extension, OcspResponse } from '../../src/x509/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { changedList, changedResponse, flipped } from '../fixtures/changed-evidence.ts';
import { smallKey } from '../fixtures/drafts.ts';
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
import type { Removal } from './broken-copies.ts';

export type Copy = typeof x509;
interface Evidence {
  readonly profile?: x509.Profile;
  readonly of?: x509.Certificate;
  readonly intermediates?: readonly x509.Certificate[];
  readonly crls?: readonly CertificateList[];
  readonly ocspResponses?: readonly OcspResponse[];
  readonly checks?: object;
}

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
const whole = {
  onlyContainsUserCerts: false,
  onlyContainsCACerts: false,
  indirectCRL: false,
  onlyContainsAttributeCerts: false,
};
const stranger = draft({ subject: 'ca', key: otherKey, extensions: x509.caExtensions() });
const withoutCrlSign = draft({
  ...{ subject: 'ca', key: otherKey, issuer: root, issuerKey: rootKey, change: { serialNumber: 9n } },
  extensions: [x509.makeExtension('keyUsage', true, ['digitalSignature'])],
});
const byOther = (certificate: x509.Certificate): Evidence => ({
  intermediates: [certificate],
  crls: [listOf({ issuer: stranger, issuerKey: otherKey })],
});
const uri = (text: string): x509.GeneralName[] => [{ kind: 'uniformResourceIdentifier', value: text }];
const [web, mixed] = [uri('http://crl.test/a'), [...uri('http://crl.test/a'), ...uri('ldap://crl.test/a')]];
const pointing = (value: x509.GeneralName[]) =>
  leafWith([x509.makeExtension('cRLDistributionPoints', false, [{ distributionPoint: { kind: 'fullName', value } }])]);
const partition = (value: x509.GeneralName[], change = {}): CertificateList =>
  listOf({ issuingDistributionPoint: { ...whole, distributionPoint: { kind: 'fullName', value }, ...change } });
const base = listOf({ number: 5n });
const held = listOf({ number: 5n, revoked: [{ ...revoking(), reason: 'certificateHold' }] });
const delta = (change = {}): CertificateList => listOf({ number: 7n, baseNumber: 4n, ...change });
/** A delta that ends a hold, if it is used. */
const ending = (change = {}): Evidence => ({
  crls: [held, delta({ revoked: [{ ...revoking(), reason: 'removeFromCRL' }], ...change })],
});
const criticalEntry = changedList(listOf({ revoked: [revoking(1n)] }), ({ revokedCertificates = [] }) => ({
  revokedCertificates: revokedCertificates.map((one) => ({ ...one, crlEntryExtensions: [extension('1.2.3.4', true)] })),
}));
/** A delegate with an RSA key of 1024 bits. */
function byWeakDelegate(): Evidence {
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
function duty(code: string): Removal {
  const file = 'revocation/web-lists.ts';
  const source = readFileSync(resolve(import.meta.dirname, '../../src/x509/validate', file), 'utf8');
  const [text] = new RegExp(`^ {2}\\{\\n {4}code: '${code}',\\n(?: {4}.*\\n)*? {2}\\},\\n`, 'm').exec(source)!;
  return { file, text, by: '' };
}
const webList = (list: CertificateList, of = leaf): Evidence => ({ profile: 'webpki', of, crls: [list] });
const stapled = leafWith([x509.makeExtension('tlsFeature', false, [5])]);

export const REMOVED: readonly (readonly [string, Evidence, string, Removal])[] = [
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
    { crls: [listOf({ issuingDistributionPoint: { ...whole, onlyContainsCACerts: true } })] },
    'crl-scope',
    { file: 'revocation/list-status.ts', text: ' ?? outsideScope(list, point, certificate)', by: '' },
  ],
  [
    'critical extensions of a list are known',
    { crls: [listOf({ extensions: [extension('1.2.3.4', true)] })] },
    'crl-critical-extension',
    { file: 'revocation/list-status.ts', text: ' ?? this.#unusableOf(list);', by: ';' },
  ],
  [
    'a list is signed by its issuer',
    { crls: [listOf({ issuer: stranger, issuerKey: otherKey })] },
    'crl-signature',
    {
      file: 'revocation/list-signer.ts',
      text: 'if (!signatures.made(list, candidate))',
      by: 'if (false)',
    },
  ],
  [
    'the signer of a list has cRLSign',
    byOther(withoutCrlSign),
    'crl-signer',
    {
      file: 'revocation/list-signer.ts',
      text: "certificate?.keyUsage?.includes('cRLSign') === false",
      by: 'false',
    },
  ],
  [
    'the signer of a list has a path to the anchor',
    byOther(stranger),
    'crl-signer',
    { file: 'revocation/list-signer.ts', text: 'judge(certificate, [list])', by: 'true' },
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
    { file: 'revocation/response-status.ts', text: 'if (age < -skew && ', by: 'if (false && ' },
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
      text: 'if (question.signatures.made(delegate, issuer) !== true) {',
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
    { file: 'revocation/responder.ts', text: 'return critical === undefined\n', by: 'return true\n' },
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
    'a status is known',
    {},
    'revocation-unknown',
    {
      file: 'revocation/revocation.ts',
      text: "    unknown(outcome, rejections.length === 0 ? NO_EVIDENCE : 'none of the lists and responses can be used'),\n",
      by: '',
    },
  ],
  [
    'a list of version 1 has no extensions',
    { crls: [changedList(listOf(), () => ({ version: undefined }))] },
    'crl-malformed',
    {
      file: 'revocation/list-scope.ts',
      text: 'if (list.version === 1 && list.extensions.length > 0) {',
      by: 'if (false) {',
    },
  ],
  [
    'a list has each extension once',
    {
      crls: [
        changedList(listOf(), ({ crlExtensions = [] }) => ({ crlExtensions: [...crlExtensions, ...crlExtensions] })),
      ],
    },
    'crl-malformed',
    { file: 'revocation/list-scope.ts', text: 'if (new Set(ids).size < ids.length)', by: 'if (false)' },
  ],
  [
    'a list has one algorithm inside and outside of what is signed',
    { crls: [changedList(listOf(), () => ({ signature: leaf.tbs.subjectPublicKeyInfo.algorithm }))] },
    'crl-malformed',
    {
      file: 'revocation/list-scope.ts',
      text: '!equalBytes(encode(algorithmIdentifier, signature), encode(algorithmIdentifier, list.fields.signatureAlgorithm))',
      by: 'false',
    },
  ],
  [
    'critical extensions of entries are known',
    { crls: [criticalEntry] },
    'crl-critical-extension',
    { file: 'revocation/list-scope.ts', text: 'if (inEntry !== undefined)', by: 'if (false)' },
  ],
  [
    'a list is for this distribution point',
    { crls: [partition(web)] },
    'crl-scope',
    { file: 'revocation/list-scope.ts', text: 'if (!sharesName(own, wanted))', by: 'if (false)' },
  ],
  [
    'a list is not for attribute certificates',
    {
      crls: [
        listOf({
          issuingDistributionPoint: { ...whole, onlyContainsAttributeCerts: true },
        }),
      ],
    },
    'crl-scope',
    { file: 'revocation/list-scope.ts', text: 'if (scope.onlyContainsAttributeCerts)', by: 'if (false)' },
  ],
  [
    'a list for some reasons leaves the others open',
    {
      crls: [
        listOf({
          issuingDistributionPoint: { ...whole, onlySomeReasons: ['keyCompromise'] },
        }),
      ],
    },
    'revocation-unknown',
    { file: 'revocation/list-scope.ts', text: '(some?.includes(one) ?? true) && ', by: '' },
  ],
  [
    'indirect lists may be switched off',
    {
      crls: [
        listOf({
          issuingDistributionPoint: { ...whole, indirectCRL: true },
        }),
      ],
      checks: { extended: false },
    },
    'crl-scope',
    { file: 'revocation/list-status.ts', text: 'if (this.#question.extended || !isExtended)', by: 'if (true)' },
  ],
  [
    'a delta that revokes',
    { crls: [base, delta({ revoked: [revoking()] })] },
    'revoked',
    {
      file: 'revocation/list-status.ts',
      text: 'const found = isReleased ? inList : (inDelta ?? inList);',
      by: 'const found = inList;',
    },
  ],
  [
    'a delta releases no revocation but a hold',
    {
      crls: [
        listOf({ number: 5n, revoked: [{ ...revoking(), reason: 'keyCompromise' }] }),
        delta({ revoked: [{ ...revoking(), reason: 'removeFromCRL' }] }),
      ],
    },
    'revoked',
    { file: 'revocation/list-status.ts', text: ' && isPermanent(inList.reason)', by: ' && false' },
  ],
  [
    'a delta has the scope of its list',
    ending({ issuingDistributionPoint: { ...whole, onlyContainsUserCerts: true } }),
    'revoked',
    {
      file: 'revocation/list-status.ts',
      text: 'sameExtension(delta, complete, ISSUING_DISTRIBUTION_POINT.id) &&',
      by: '',
    },
  ],
  [
    'a delta is based on a list that is not newer',
    ending({ baseNumber: 6n }),
    'revoked',
    { file: 'revocation/list-status.ts', text: 'complete.number >= baseNumber &&', by: '' },
  ],
  [
    'a delta is newer than its list',
    ending({ number: 5n }),
    'revoked',
    { file: 'revocation/list-status.ts', text: 'complete.number < number', by: 'true' },
  ],
  [
    'a delta is signed by the key of its list',
    {
      crls: [held, changedList(delta({ revoked: [{ ...revoking(), reason: 'removeFromCRL' }] }), () => ({}), otherKey)],
    },
    'revoked',
    {
      file: 'revocation/list-status.ts',
      text: 'if (signatures.made(delta, signer))',
      by: 'if (true)',
    },
  ],
  [
    'a list of the web has a number',
    webList(
      changedList(listOf(), ({ crlExtensions = [] }) => ({
        crlExtensions: crlExtensions.filter(({ extnID }) => extnID !== '2.5.29.20'),
      })),
    ),
    'crl-number-missing',
    duty('crl-number-missing'),
  ],
  [
    'the number of a list of the web is not critical',
    webList(
      changedList(listOf(), ({ crlExtensions = [] }) => ({
        crlExtensions: crlExtensions.map((one) => ({ ...one, critical: one.extnID === '2.5.29.20' })),
      })),
    ),
    'extension-critical',
    duty('extension-critical'),
  ],
  [
    'a list of the web has each number once',
    webList(listOf({ revoked: [revoking(1n), revoking(1n)] })),
    'crl-entry-duplicate',
    duty('crl-entry-duplicate'),
  ],
  [
    'a list of the web is no indirect one',
    webList(partition(web, { indirectCRL: true }), pointing(web)),
    'crl-idp-indirect',
    duty('crl-idp-indirect'),
  ],
  [
    'a list of the web is named by http URIs',
    webList(partition(mixed), pointing(web)),
    'crl-idp-full-name',
    duty('crl-idp-full-name'),
  ],
  [
    'certificates name lists of the web by http URIs',
    webList(partition(web), pointing(mixed)),
    'cdp-web-uri',
    duty('cdp-web-uri'),
  ],
  [
    'a response is about this certificate',
    answering({ certId: x509.certIdOfSerial(leaf.serialNumber, root, 'sha1') }),
    'revocation-unknown',
    {
      file: 'revocation/response-status.ts',
      text: '.filter(({ certID }) => isCertIdOf(certID, target.certificate, spkiOf(target.issuer)))',
      by: '',
    },
  ],
  [
    'a response is an answer',
    { ocspResponses: [x509.ocspErrorResponse('tryLater')] },
    'ocsp-status',
    { file: 'revocation/response-status.ts', text: "if (response.status !== 'successful') {", by: 'if (false) {' },
  ],
  [
    'a responder that does not know says nothing good',
    answering({ status: { kind: 'unknown' } }),
    'ocsp-status',
    {
      file: 'revocation/response-status.ts',
      text: "return rejection(\n        'ocsp-status',\n        'RFC 6960 §2.2',",
      by: "return { at, status: { kind: 'good', source } };\n      rejection(\n        'ocsp-status',\n        'RFC 6960 §2.2',",
    },
  ],
  [
    'critical extensions of a response are known',
    { ocspResponses: [changedResponse(responseOf(), { responseExtensions: [extension('1.2.3.4', true)] })] },
    'ocsp-malformed',
    { file: 'revocation/response-status.ts', text: 'unprocessed(response) ?? wrongNonce', by: 'wrongNonce' },
  ],
  [
    'the signature of a response is right',
    { ocspResponses: [changedResponse(responseOf(), {}, flipped)] },
    'ocsp-signature',
    {
      file: 'revocation/responder.ts',
      text: 'if (isNamed(id, issuer) && hasSigned(issuer, response, signatures))',
      by: 'if (isNamed(id, issuer))',
    },
  ],
  [
    'the key of a delegate is strong',
    byWeakDelegate(),
    'ocsp-signer',
    { file: 'revocation/responder.ts', text: ' || securityStrength(key) < MIN_STRENGTH', by: '' },
  ],
  [
    'must-staple needs a response',
    { of: stapled, crls: [listOf()], checks: { mustStaple: true } },
    'must-staple',
    {
      file: 'revocation/revocation.ts',
      text: 'const staple = mustStaple(target.certificate, question, online.status);',
      by: 'const staple: RevocationFinding[] = [];',
    },
  ],
];
