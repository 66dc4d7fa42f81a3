/** OCSP requests and responses: made and read. */
import { describe, expect, it } from 'vitest';
import { sha1, sha256 } from '../../../src/hash/index.ts';
import { keyIdentifier, publicKeyOf } from '../../../src/keys/index.ts';
import {
  caExtensions,
  certIdOf,
  certIdOfSerial,
  createOcspRequest,
  decodeOcspRequest,
  decodeOcspResponse,
  ocspErrorResponse,
} from '../../../src/x509/index.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { answerOf, at, ca, caKey, draft, leaf, otherKey, responseOf, root } from '../../fixtures/revocation.ts';

describe('vectors', () => {
  it('a certID hashes name and key bits of the issuer (RFC 6960 §4.1.1)', () => {
    const id = certIdOf(leaf, ca, 'sha1');
    expect(id.issuerNameHash).toEqual(sha1.digest(ca.subject.bytes));
    // RFC 5280 §4.2.1.2 (1) hashes the same bits.
    expect(id.issuerKeyHash).toEqual(keyIdentifier(publicKeyOf(caKey)));
    expect(certIdOf(leaf, ca, 'sha256').issuerNameHash).toEqual(sha256.digest(leaf.issuer.bytes));
  });

  it('a certID takes an issuer whose name is equal by RFC 5280 §7.1, and hashes the name in the certificate', () => {
    const spelled = draft({ subject: ' CA ', key: caKey, extensions: caExtensions() });
    expect(spelled.subject.bytes).not.toEqual(leaf.issuer.bytes);
    expect(certIdOf(leaf, spelled, 'sha1')).toEqual(certIdOf(leaf, ca, 'sha1'));
  });

  it('a request comes back with its certIDs and its nonce', () => {
    const nonce = new Uint8Array(32).fill(7);
    const certIds = [certIdOf(leaf, ca, 'sha256'), certIdOfSerial(ca.serialNumber, ca, 'sha256')];
    const request = decodeOcspRequest(createOcspRequest({ certIds, nonce }).der);
    expect(request.certIds.map(({ serialNumber }) => serialNumber)).toEqual([leaf.serialNumber, ca.serialNumber]);
    expect(request.nonce).toEqual(nonce);
    expect(createOcspRequest({ certIds }).nonce).toBeUndefined();
  });

  it('a response comes back with its answers, its nonce and its certificates', () => {
    const nonce = Uint8Array.of(1);
    const revoked = { kind: 'revoked' as const, revocationTime: at(-3), reason: 'superseded' as const };
    const made = responseOf({
      nonce,
      certificates: [ca],
      answers: [answerOf({ status: revoked }), answerOf({ status: { kind: 'unknown' } })],
    });
    const response = decodeOcspResponse(made.der);
    expect(response.status).toBe('successful');
    expect(response.nonce).toEqual(nonce);
    expect(response.certificates[0].der).toEqual(ca.der);
    expect(response.responses.map(({ certStatus }) => certStatus)).toEqual([
      { kind: 'revoked', value: { revocationTime: at(-3), revocationReason: 4 } },
      { kind: 'unknown', value: null },
    ]);
  });

  it.each(['malformedRequest', 'internalError', 'tryLater', 'sigRequired', 'unauthorized'] as const)(
    'the error %s',
    (status) => {
      const response = ocspErrorResponse(status);
      expect([response.status, response.basic, response.responses]).toEqual([status, undefined, []]);
      // RFC 6960 §4.2.1: an error has no responseBytes.
      expect(response.der).toHaveLength(5);
    },
  );
});

describe('misuse', () => {
  it.each<[string, () => unknown]>([
    ['out-of-range', () => certIdOf(leaf, ca, 'md5' as never)],
    ['out-of-range', () => certIdOf(leaf, root, 'sha1')],
    ['out-of-range', () => createOcspRequest({ certIds: [] })],
    ['out-of-range', () => createOcspRequest({ certIds: [certIdOf(leaf, ca, 'sha1')], nonce: new Uint8Array(129) })],
    ['key-mismatch', () => responseOf({ responderKey: otherKey })],
    ['validity', () => responseOf({ answers: [answerOf({ thisUpdate: at(2) })] })],
    ['out-of-range', () => responseOf({ answers: [answerOf({ status: { kind: 'fine' } as never })] })],
    ['out-of-range', () => ocspErrorResponse('successful' as never)],
    ['too-large', () => decodeOcspRequest(new Uint8Array(70_000))],
    ['too-large', () => decodeOcspResponse(new Uint8Array(2 ** 20 + 1))],
  ])('%s', (code, action) => expect(codeOf(action)).toBe(code));
});
