/** Checks of revocation lists, each with what fails by it, and with the text that is taken out of a copy. */
import { changedList } from '../fixtures/changed-evidence.ts';
import { at, leaf, listOf, otherKey, revoking } from '../fixtures/revocation.ts';
import {
  answering,
  base,
  byOther,
  criticalEntry,
  delta,
  duty,
  ending,
  extension,
  held,
  mixed,
  partition,
  pointing,
  type RevocationRow,
  stranger,
  web,
  webList,
  whole,
  withoutCrlSign,
} from './revocation-evidence.ts';

export const OF_LISTS: readonly RevocationRow[] = [
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
    'the scope of a list says something',
    {
      crls: [
        changedList(listOf(), ({ crlExtensions = [] }) => ({
          crlExtensions: [
            ...crlExtensions,
            { ...extension('2.5.29.28', true), extnValue: { kind: 'other', value: Uint8Array.of(0x30, 0) } },
          ],
        })),
      ],
    },
    'crl-malformed',
    { file: 'revocation/list-status.ts', text: 'namesNothing(list) ?? ', by: '' },
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
    'a responder that does not know says nothing good',
    answering({ status: { kind: 'unknown' } }),
    'ocsp-status',
    {
      file: 'revocation/response-status.ts',
      text: "return rejection(\n        'ocsp-status',\n        'RFC 6960 §2.2',",
      by: "return { at, status: { kind: 'good', source } };\n      rejection(\n        'ocsp-status',\n        'RFC 6960 §2.2',",
    },
  ],
];
