/** Checks of OCSP responses, each with what fails by it, and with the text that is taken out of a copy. */
import * as x509 from '../../src/x509/index.ts';
import { changedResponse, flipped } from '../fixtures/changed-evidence.ts';
import { at, leaf, listOf, otherKey, responseOf, revoking, root, rootKey } from '../fixtures/revocation.ts';
import {
  answering,
  byDelegate,
  byWeakDelegate,
  extension,
  nocheck,
  type RevocationRow,
  signing,
  stapled,
} from './revocation-evidence.ts';

export const OF_RESPONSES: readonly RevocationRow[] = [
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
      text: 'const staple = mustStaple(target.certificate, question, () => stapledStatus(target, question));',
      by: 'const staple: RevocationFinding[] = [];',
    },
  ],
];
