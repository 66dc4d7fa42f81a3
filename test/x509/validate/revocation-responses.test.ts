/** Revocation by OCSP responses (RFC 6960 §3.2): a failure is never "good". */
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/codec/index.ts';
import { RSA_PKCS1_SHA256 } from '../../../src/signatures/index.ts';
import {
  type BasicOcspResponse,
  basicOcspResponse,
  certIdOf,
  certIdOfSerial,
  decodeOcspResponse,
  type Extension,
  makeExtension,
  type OcspResponse,
  ocspErrorResponse,
  ocspResponse,
  type ResponseData,
  type RevocationChecks,
  responseData,
  toTime,
} from '../../../src/x509/index.ts';
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
  random,
  responseOf,
  revoking,
  root,
  rootKey,
  scheme,
  validateWith,
} from '../../fixtures/revocation.ts';
import { opensslKey } from '../../fixtures/rsa-vectors.ts';

const ask = (response: OcspResponse, checks: Partial<RevocationChecks> = {}, of = leaf) =>
  validateWith({ ocspResponses: [response], ...checks }, of);
const none: Extension = {
  extnID: '1.3.6.1.5.5.7.48.1.5',
  critical: false,
  extnValue: { kind: 'other', value: Uint8Array.of(5, 0) },
};
const critical: Extension = { ...none, extnID: '1.2.3.4', critical: true };
const signing = makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.9']);
const delegate = (change: object = {}) =>
  draft({
    subject: 'ocsp',
    key: otherKey,
    issuer: ca,
    issuerKey: caKey,
    extensions: [signing, none],
    change: { serialNumber: 55n },
    ...change,
  });
const byDelegate = (responder = delegate(), sent = [responder]) =>
  responseOf({ responder, responderKey: otherKey, certificates: sent });

describe('a response of the issuer', () => {
  it.each(['sha1', 'sha256'] as const)('says good, by a certID of %s, and by name or by key', (hash) => {
    const answers = [answerOf({ certId: certIdOf(leaf, ca, hash) })];
    expect(ask(responseOf({ answers, responderId: 'name' })).ok).toBe(true);
    expect(ask(responseOf({ answers, responderId: 'key' })).ok).toBe(true);
  });

  it('says revoked, and a list that says good does not change that', () => {
    const status = { kind: 'revoked' as const, revocationTime: at(-2), reason: 'keyCompromise' as const };
    const response = responseOf({ answers: [answerOf({ status })] });
    expect(codesOf(ask(response))).toEqual(['revoked']);
    expect(codesOf(ask(response, { crls: [listOf()] }))).toEqual(['revoked']);
    expect(codesOf(ask(responseOf(), { crls: [listOf({ revoked: [revoking()] })] }))).toEqual(['revoked']);
    expect(codesOf(validateWith({ ocspResponses: [responseOf(), response] }))).toEqual(['revoked']);
  });

  it('finds the answer among several', () => {
    const other = answerOf({
      certId: { ...certIdOf(leaf, ca, 'sha1'), serialNumber: 1n },
      status: { kind: 'unknown' },
    });
    expect(ask(responseOf({ answers: [other, answerOf()] })).ok).toBe(true);
    expect(codesOf(ask(responseOf({ answers: [other] })))).toEqual(['revocation-unknown']);
  });

  it.each<[string, () => OcspResponse, string]>([
    ['that does not know', () => responseOf({ answers: [answerOf({ status: { kind: 'unknown' } })] }), 'ocsp-status'],
    [
      'that expired',
      () => responseOf({ answers: [answerOf({ thisUpdate: at(-3), nextUpdate: at(-2) })] }),
      'ocsp-expired',
    ],
    ['of the future', () => responseOf({ answers: [answerOf({ thisUpdate: at(0.5) })] }), 'ocsp-not-yet-valid'],
    [
      'old, without nextUpdate',
      () => responseOf({ answers: [answerOf({ thisUpdate: at(-2), nextUpdate: undefined })] }),
      'ocsp-expired',
    ],
    [
      'about another issuer',
      () => responseOf({ answers: [answerOf({ certId: certIdOfSerial(leaf.serialNumber, root, 'sha1') })] }),
      'revocation-unknown',
    ],
    ...(['issuerNameHash', 'issuerKeyHash'] as const).map((field): [string, () => OcspResponse, string] => [
      `with another ${field}`,
      () => {
        const certId = { ...certIdOf(leaf, ca, 'sha256'), [field]: new Uint8Array(32) };
        return responseOf({ answers: [answerOf({ certId })] });
      },
      'revocation-unknown',
    ]),
    ['without an answer', () => responseOf({ answers: [] }), 'revocation-unknown'],
    [
      'with a critical extension',
      () => resigned((data) => ({ ...data, responseExtensions: [critical] })),
      'ocsp-malformed',
    ],
    [
      'with a critical extension of an answer',
      () => resigned(withEach({ singleExtensions: [critical] })),
      'ocsp-malformed',
    ],
    // Both times are within the skew of now.
    [
      'whose nextUpdate is before thisUpdate',
      () => resigned(withEach({ thisUpdate: now, nextUpdate: at(-200 / 86_400) })),
      'ocsp-expired',
    ],
    ['of an error', () => ocspErrorResponse('tryLater'), 'ocsp-status'],
    ['with a changed byte in the signature', () => forged(responseOf()), 'ocsp-signature'],
    ['signed by the root', () => responseOf({ responder: root, responderKey: rootKey }), 'ocsp-signer'],
    ['signed by the leaf’s neighbour', () => byDelegate(delegate({ extensions: [] })), 'ocsp-signer'],
  ])('%s is not good', (_, make, code) => {
    expect(codesOf(ask(make()))).toContain(code);
    expect(ask(make()).ok).toBe(false);
  });

  it('without nextUpdate passes while it is young', () => {
    const young = responseOf({ answers: [answerOf({ nextUpdate: undefined })] });
    expect(ask(young).ok).toBe(true);
    expect(ask(young, { ocsp: { maxAgeWithoutNextUpdate: 0 } }).ok).toBe(false);
    expect(ask(young, { ocsp: { maxAge: 60 } }).ok).toBe(false);
    // Of this moment, which is within the skew.
    const fresh = responseOf({ answers: [answerOf({ thisUpdate: now, nextUpdate: undefined })] });
    expect(ask(fresh).ok).toBe(true);
    expect(ask(fresh, { ocsp: { maxAgeWithoutNextUpdate: 0 } }).ok).toBe(false);
  });

  it('times may differ by the skew', () => {
    const ahead = responseOf({ answers: [answerOf({ thisUpdate: at(200 / 86_400) })] });
    expect(ask(ahead).ok).toBe(true);
    expect(ask(ahead, { ocsp: { skew: 100 } }).ok).toBe(false);
  });

  it('repeats the nonce that was sent', () => {
    const nonce = Uint8Array.of(1, 2, 3);
    expect(ask(responseOf({ nonce }), { ocsp: { nonce, nonceRequired: true } }).ok).toBe(true);
    expect(codesOf(ask(responseOf({ nonce: Uint8Array.of(4) }), { ocsp: { nonce } }))).toContain('ocsp-nonce');
    expect(ask(responseOf(), { ocsp: { nonce } }).ok).toBe(true);
    expect(codesOf(ask(responseOf(), { ocsp: { nonce, nonceRequired: true } }))).toContain('ocsp-nonce');
  });
});

/** The response with another signed answer, or with another signature. */
function changed(
  response: OcspResponse,
  change: (basic: BasicOcspResponse) => Partial<BasicOcspResponse>,
): OcspResponse {
  const fields = decode(ocspResponse, response.der);
  const basic = decode(basicOcspResponse, encode(basicOcspResponse, response.basic!));
  const value = { ...basic, ...change(basic) };
  const responseBytes = { ...fields.responseBytes!, response: { kind: 'basic' as const, value } };
  return decodeOcspResponse(encode(ocspResponse, { ...fields, responseBytes }));
}

/** The response with the last byte of its signature changed. */
const forged = (response: OcspResponse): OcspResponse =>
  changed(response, ({ signature }) => ({ signature: signature.with(-1, signature.at(-1)! ^ 1) }));

/** A response with other fields, signed anew: one that `createOcspResponse` does not make. */
const resigned = (change: (data: ResponseData) => ResponseData): OcspResponse =>
  changed(responseOf(), ({ tbsResponseData }) => {
    const value = change(tbsResponseData.value);
    const bytes = encode(responseData, value);
    return { tbsResponseData: { value, bytes }, signature: scheme.sign(caKey, bytes, random) };
  });
const withEach = (fields: Partial<ResponseData['responses'][number]>) => (data: ResponseData) => ({
  ...data,
  responses: data.responses.map((one) => ({ ...one, ...fields })),
});

describe('a delegate', () => {
  it('is certified for OCSPSigning by the CA in question', () => {
    expect(ask(byDelegate()).ok).toBe(true);
    expect(ask(byDelegate(delegate(), []), { certificates: [delegate()] }).ok).toBe(true);
  });

  it.each<[string, object]>([
    ['without OCSPSigning', { extensions: [none] }],
    ['with anyExtendedKeyUsage only', { extensions: [makeExtension('extKeyUsage', false, ['2.5.29.37.0'])] }],
    ['that has expired', { change: { validity: { notBefore: toTime(at(-9)), notAfter: toTime(at(-1)) } } }],
    ['that is not valid yet', { change: { validity: { notBefore: toTime(at(1)), notAfter: toTime(at(9)) } } }],
    ['of another CA', { issuer: root, issuerKey: rootKey }],
    ['signed by a key that is not the CA’s', { issuerKey: otherKey }],
    [
      'with a keyUsage that does not sign',
      { extensions: [signing, makeExtension('keyUsage', true, ['keyEncipherment'])] },
    ],
    ['with an unknown critical extension', { extensions: [signing, critical] }],
  ])('%s is refused', (_, change) => {
    expect(codesOf(ask(byDelegate(delegate(change))))).toContain('ocsp-signer');
  });

  it('with a key that is too weak is refused', () => {
    const responderKey = opensslKey(1024);
    const responder = delegate({ key: responderKey });
    const verdict = ask(responseOf({ responder, responderKey, scheme: RSA_PKCS1_SHA256, certificates: [responder] }));
    expect(codesOf(verdict)).toContain('ocsp-signer');
    expect(verdict.checks.some(({ detail }) => detail.includes('below 112 bits'))).toBe(true);
  });

  it('that is revoked is refused, unless nocheck says not to look', () => {
    const crls = [listOf({ revoked: [revoking(55n)] })];
    expect(ask(byDelegate(delegate({ extensions: [signing] }))).ok).toBe(true);
    // The list answers for the leaf; the response does not.
    const verdict = ask(byDelegate(delegate({ extensions: [signing] })), { crls });
    expect(codesOf(verdict, 'note')).toContain('ocsp-signer');
    expect(codesOf(ask(byDelegate(), { crls }), 'note')).toEqual([]);
  });

  it('that nobody sent is not known', () => expect(codesOf(ask(byDelegate(delegate(), [])))).toContain('ocsp-signer'));
});

describe('must-staple (RFC 7633)', () => {
  const feature: Extension = {
    extnID: '1.3.6.1.5.5.7.1.24',
    critical: false,
    extnValue: { kind: 'other', value: Uint8Array.of(0x30, 3, 2, 1, 5) },
  };
  const stapling = leafWith([feature]);

  const stapled = (response: OcspResponse, of: typeof leaf) =>
    validateWith({ stapledResponses: [response], mustStaple: true }, of);

  it('is satisfied by a response that came in the handshake, and by no other', () => {
    expect(stapled(responseOf(), stapling).ok).toBe(true);
    // One from elsewhere still tells the status.
    expect(codesOf(ask(responseOf(), { mustStaple: true }, stapling))).toEqual(['must-staple']);
    const revoked = answerOf({ status: { kind: 'revoked', revocationTime: at(-3), reason: 'keyCompromise' } });
    const told = ask(
      responseOf({ answers: [revoked] }),
      { stapledResponses: [responseOf()], mustStaple: true },
      stapling,
    );
    expect(codesOf(told)).toEqual(['revoked']);
    // One that cannot be used does not count, though another can.
    const late = responseOf({ answers: [answerOf({ thisUpdate: at(-3), nextUpdate: at(-2) })] });
    expect(codesOf(ask(responseOf(), { stapledResponses: [late], mustStaple: true }, stapling))).toEqual([
      'must-staple',
    ]);
    expect(validateWith({ stapledResponses: [responseOf()] }, stapling).ok).toBe(true);
  });

  it('demands a response where the caller asked for one', () => {
    const listed = { crls: [listOf()] };
    expect(codesOf(validateWith({ ...listed, mustStaple: true }, stapling))).toEqual(['must-staple']);
    expect(validateWith(listed, stapling).ok).toBe(true);
    // Critical, it is processed where the caller asks for a response, and there alone.
    const critical = leafWith([{ ...feature, critical: true }]);
    expect(codesOf(validateWith(listed, critical))).toEqual(['critical-extensions']);
    expect(codesOf(validateWith({ ...listed, mustStaple: true }, critical))).toEqual(['must-staple']);
    expect(stapled(responseOf(), critical).ok).toBe(true);
    expect(validateWith({ ...listed, mustStaple: true }).ok).toBe(true);
    expect(
      codesOf(
        validateWith(
          { ...listed, policy: 'if-present', mustStaple: true, stapledResponses: [ocspErrorResponse('tryLater')] },
          stapling,
        ),
      ),
    ).toEqual(['must-staple']);
  });
});

describe('answers that contradict each other, or have expired', () => {
  const unknown = answerOf({ status: { kind: 'unknown' } });
  const revoked = (reason: 'keyCompromise' | 'certificateHold', change = {}) =>
    answerOf({ status: { kind: 'revoked', revocationTime: at(-3), reason }, ...change });

  it('are not good where one is unknown', () => {
    expect(codesOf(ask(responseOf({ answers: [answerOf(), unknown] })))).toContain('revocation-unknown');
    expect(codesOf(ask(responseOf({ answers: [answerOf(), unknown, revoked('keyCompromise')] })))).toEqual(['revoked']);
  });

  it('still say a permanent revocation, and no hold', () => {
    const expired = { thisUpdate: at(-3), nextUpdate: at(-2) };
    expect(codesOf(ask(responseOf({ answers: [revoked('keyCompromise', expired)] })))).toEqual(['revoked']);
    expect(codesOf(ask(responseOf({ answers: [revoked('certificateHold', expired)] })))).toContain('ocsp-expired');
    const early = codesOf(ask(responseOf({ answers: [revoked('keyCompromise', { thisUpdate: at(0.5) })] })));
    expect(early).toEqual(['ocsp-not-yet-valid', 'revocation-unknown']);
  });

  it('the newer of two counts, unless one is a permanent revocation', () => {
    const older = { thisUpdate: at(-3) };
    const both = (reason: 'keyCompromise' | 'certificateHold', change = {}, goodChange = {}) =>
      codesOf(
        validateWith({
          ocspResponses: [
            responseOf({ answers: [revoked(reason, change)] }),
            responseOf({ answers: [answerOf(goodChange)] }),
          ],
        }),
      );
    expect(both('certificateHold', older)).toEqual([]);
    expect(both('certificateHold', {}, older)).toEqual(['revoked']);
    expect(both('keyCompromise', older)).toEqual(['revoked']);
  });
});
