/** Revocation lists: made, read, and searched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/index.ts';
import { decode, encode } from '../../../src/codec/index.ts';
import { publicKeyOf } from '../../../src/keys/index.ts';
import {
  type CertificateList,
  certificateList,
  certificateListPem,
  decodeCertificateList,
  encodedName,
  makeExtension,
  makeName,
  readCertificateListsPem,
  tbsCertList,
  verifyCertificateList,
} from '../../../src/x509/index.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { at, ca, caKey, draft, listOf, otherKey, revoking } from '../../fixtures/revocation.ts';

/** The list with other fields, its signature left as it was. */
function changed(list: CertificateList, change: (tbs: never) => object): CertificateList {
  const { tbsCertList: tbs, ...rest } = decode(certificateList, list.der);
  const value = { ...tbs.value, ...change(tbs.value as never) };
  return decodeCertificateList(
    encode(certificateList, { ...rest, tbsCertList: { value, bytes: encode(tbsCertList, value) } }),
  );
}

describe('vectors', () => {
  it('a list is as it was asked for', () => {
    const list = listOf({
      revoked: [
        { serialNumber: 5n, revocationDate: at(-3), reason: 'keyCompromise', invalidityDate: at(-4) },
        { serialNumber: 1n, revocationDate: at(-2), reason: 'unspecified' },
      ],
    });
    expect([list.version, list.number, list.baseNumber, list.entries.size]).toEqual([2, 7n, undefined, 2]);
    expect(list.find(5n)).toMatchObject({ reason: 'keyCompromise', revocationDate: at(-3), invalidityDate: at(-4) });
    // RFC 5280 §5.3.1: unspecified is left out.
    expect(list.find(1n)).toMatchObject({ reason: undefined, extensions: [] });
    expect(list.find(2n)).toBeUndefined();
    expect(verifyCertificateList(list, publicKeyOf(caKey))).toBe(true);
    expect(verifyCertificateList(list, publicKeyOf(otherKey))).toBe(false);
    const [again] = readCertificateListsPem(certificateListPem(list));
    expect(again.der).toEqual(list.der);
  });

  it('a list without entries has no revokedCertificates (RFC 5280 §5.1.2.6)', () => {
    const { tbsCertList: tbs } = decode(certificateList, listOf().der);
    expect(tbs.value.revokedCertificates).toBeUndefined();
    expect(listOf().entries.size).toBe(0);
  });

  it('carries certificateIssuer forward to the entries after it (RFC 5280 §5.3.3)', () => {
    const issuer = (name: string) => [{ kind: 'directoryName' as const, value: makeName(['CN', name]) }];
    const list = listOf({
      revoked: [
        revoking(1n),
        { ...revoking(2n), certificateIssuer: issuer('a') },
        revoking(3n),
        { ...revoking(1n), certificateIssuer: issuer('b') },
        revoking(4n),
      ],
    });
    const all = [...list.entries].map(({ serialNumber, certificateIssuer }) => [serialNumber, certificateIssuer]);
    expect(all).toEqual([
      [1n, undefined],
      [2n, issuer('a')],
      [3n, issuer('a')],
      [1n, issuer('b')],
      [4n, issuer('b')],
    ]);
    for (const serial of [1n, 2n, 3n, 4n]) {
      const found = [...list.entries.withSerial(serial)].map((entry) => [serial, entry.certificateIssuer]);
      expect(found).toEqual(all.filter(([number]) => number === serial));
    }
  });
});

describe('properties', () => {
  it('an entry is found just where it is on the list', () => {
    const serials = fc.uniqueArray(fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(1n, 2n ** 159n - 1n)), { maxLength: 60 });
    fc.assert(
      fc.property(serials, serials, (listed, asked) => {
        const { entries } = listOf({ revoked: listed.map((serial) => revoking(serial)) });
        expect([...entries].map(({ serialNumber }) => serialNumber)).toEqual(listed);
        for (const serial of [...listed, ...asked]) {
          expect([...entries.withSerial(serial)]).toHaveLength(listed.includes(serial) ? 1 : 0);
        }
      }),
    );
  });
});

describe('misuse', () => {
  it.each([
    ['key-mismatch', { issuerKey: otherKey }],
    ['validity', { nextUpdate: at(-1) }],
    ['serial-number', { number: -1n }],
    ['serial-number', { number: 2n ** 159n }],
    ['crl-entry', { revoked: [{ ...revoking(), reason: 'removeFromCRL' as const }] }],
    [
      'duplicate-extension',
      { extensions: [makeExtension('keyUsage', false, ['cRLSign']), makeExtension('keyUsage', false, ['cRLSign'])] },
    ],
    ['wrong-type', { number: 1 as never }],
    ['out-of-range', { revoked: [{ ...revoking(), reason: 'boredom' as never }] }],
  ])('%s', (code, change) => expect(codeOf(() => listOf(change))).toBe(code));

  it('no list by a CA whose keyUsage has no cRLSign', () => {
    const issuer = draft({ subject: 'ca', key: caKey, extensions: [makeExtension('keyUsage', true, ['keyCertSign'])] });
    expect(codeOf(() => listOf({ issuer }))).toBe('issuer-not-crl-signer');
  });
});

describe('regressions', () => {
  it('a list above the bound is not read', () => {
    const { der } = listOf();
    expect(codeOf(() => decodeCertificateList(der, { maxBytes: der.length - 1 }))).toBe('crl-too-large');
    expect(codeOf(() => readCertificateListsPem(certificateListPem(listOf()), { maxBytes: 9 }))).toBe('crl-too-large');
    expect(decodeCertificateList(der, { maxBytes: der.length }).der).toEqual(der);
    expect(codeOf(() => decodeCertificateList(new Uint8Array(32 * 2 ** 20 + 1)))).toBe('crl-too-large');
  });

  it('a malformed entry is found when entries are first asked for, with its place', () => {
    const list = listOf({ revoked: [revoking(1n), revoking(2n)] });
    const der = new Uint8Array(list.der);
    // The first INTEGER 2 that is an entry's: its tag becomes BOOLEAN.
    const place = Buffer.from(der).indexOf(Buffer.from([0x02, 0x01, 0x02, 0x17]));
    der[place] = 0x01;
    const read = decodeCertificateList(der);
    expect(() => read.find(1n)).toThrow(
      expect.objectContaining({ code: 'unexpected-tag', path: expect.arrayContaining(['revokedCertificates', '2']) }),
    );
  });

  it('a list whose numbers all collide is searched all the same', () => {
    // 2,000 entries with one serial number: one bucket of the index.
    const list = listOf({ revoked: Array.from({ length: 2000 }, () => revoking(9n)) });
    expect([...list.entries.withSerial(9n)]).toHaveLength(2000);
    expect(list.find(8n)).toBeUndefined();
  });

  it('keeps what it cannot know apart from what is wrong', () => {
    const other = changed(listOf(), () => ({ issuer: encodedName(makeName(['CN', 'other'])) }));
    expect(verifyCertificateList(other, publicKeyOf(caKey))).toBe(false);
    expect(codeOf(() => decodeCertificateList(concat(ca.der, Uint8Array.of(0))))).not.toBe('');
  });
});
