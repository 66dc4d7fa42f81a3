/** Labels and headers of PEM blocks (RFC 7468). */
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/index.ts';
import { pemEncode } from '../../src/keys/index.ts';
import {
  certificateListPem,
  certificatePem,
  createCertificateList,
  createRequest,
  readCertificateListsPem,
  readCertificatesPem,
  readRequestPem,
  readTrustStorePem,
  requestPem,
} from '../../src/x509/index.ts';
import { random, root, rootKey, scheme } from '../fixtures/drafts.ts';

const certificate = certificatePem(root);
const request = createRequest({ subject: root.subject.value, key: rootKey, extensions: [], scheme, random });
const list = createCertificateList({
  ...{ issuer: root, issuerKey: rootKey, scheme, random, revoked: [], number: 1n },
  ...{ thisUpdate: new Date('2030-05-01Z'), nextUpdate: new Date('2030-07-01Z') },
});
/** The block with a line of its own after BEGIN. */
const withHeader = (pem: string, header = 'Proc-Type: 4,MIC-CLEAR'): string => pem.replace('\n', `\n${header}\n\n`);

describe('labels', () => {
  it('X509 CERTIFICATE is read among others, and never written (§5.1)', () => {
    const old = pemEncode('X509 CERTIFICATE', root.der);
    const both = readCertificatesPem(certificate + old);
    expect(both.map((one) => one.equals(root))).toEqual([true, true]);
    expect(certificatePem(readCertificatesPem(old)[0])).toBe(certificate);
    expect(readTrustStorePem(old).certificates).toHaveLength(1);
  });

  it('NEW CERTIFICATE REQUEST is read, and never written (§7)', () => {
    const read = readRequestPem(pemEncode('NEW CERTIFICATE REQUEST', request.der));
    expect(requestPem(read)).toBe(requestPem(request));
  });

  it('a TRUSTED CERTIFICATE is named, with the way to convert it', () => {
    const trusted = pemEncode('TRUSTED CERTIFICATE', concat(root.der, Uint8Array.of(0x30, 0)));
    expect(() => readCertificatesPem(trusted)).toThrow(
      expect.objectContaining({
        code: 'no-certificate',
        message: expect.stringMatching(/TRUSTED.*trust settings.*openssl x509/),
      }),
    );
    expect(readCertificatesPem(trusted + certificate)).toHaveLength(1);
  });
});

describe('headers (§2)', () => {
  it.each([
    ['a certificate', () => readCertificatesPem(`text\n${withHeader(certificate)}`)],
    ['a request', () => readRequestPem(`text\n${withHeader(requestPem(request))}`)],
    ['a list', () => readCertificateListsPem(`text\n${withHeader(certificateListPem(list))}`)],
    ['a header of one’s own', () => readCertificatesPem(`text\n${withHeader(certificate, 'Comment: mine')}`)],
  ])('are refused in %s', (_what, read) => {
    expect(read).toThrow(expect.objectContaining({ code: 'pem-headers', line: 3, rule: 'RFC 7468 §2' }));
  });

  it('a root with them is skipped', () => {
    const { certificates, skipped } = readTrustStorePem(withHeader(certificate) + certificate);
    expect([certificates.length, skipped.map(({ error }) => error.code)]).toEqual([1, ['pem-headers']]);
  });

  it('text that looks like a header is none outside of the block, and blocks of other kinds may have them', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
    expect(readCertificatesPem(`${key}Subject: CN=a\n\n${certificate}\nIssuer: CN=b\n`)).toHaveLength(1);
  });
});
