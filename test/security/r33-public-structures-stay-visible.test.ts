// This project, November 2026: a damaged certificate, request or list was hidden as a private key.
import { describe, expect, it } from 'vitest';
import { type Bytes, base64ToBytes, bytesToBase64, bytesToHex, concat, utf8ToBytes } from '../../src/bytes/index.ts';
import type { Span } from '../../src/codec/index.ts';
import { spanHasSecrets } from '../../src/explain/document/secrets.ts';
import { recognise } from '../../src/explain/inspect/recognise.ts';
import { encodePublicKey, generateKey, type PrivateKey, pemEncode, publicKeyOf } from '../../src/keys/index.ts';
import { usualSchemeFor } from '../../src/signatures/index.ts';
import { createRequest, type Extension, makeName, type Name } from '../../src/x509/index.ts';
import { draft, leafKey, random, root, scheme } from '../fixtures/drafts.ts';
import { der, filled, inspected, renderings, tlv } from '../fixtures/renderings.ts';
import { isWholeTable } from '../property-runs.ts';

const P256 = '06082a8648ce3d030107';
const POINT = `034200 04 ${'5a'.repeat(64)}`;

const PSS =
  '3034 a00f 300d 0609608648016503040201 0500 a11c 301a 06092a864886f70d010108 300d 0609608648016503040201 0500 a203 020120';

/** A certificate, or a list, with this algorithm and number (RFC 5280 §4.1, §5.1). */
function signedBy(algorithm: string, number: string, version = '', isList = false, entries = new Uint8Array(0)): Bytes {
  const identifier = tlv(0x30, der(algorithm));
  const name = der('300d 310b 3009 0603550403 0c02 6162');
  const [from, to] = ['260101000000Z', '270101000000Z'].map((time) => tlv(0x17, utf8ToBytes(time)));
  const key = tlv(0x30, tlv(0x30, der('06032b6570')), tlv(0x03, Uint8Array.of(0), filled(32, 0x5a)));
  const crlNumber = tlv(0xa0, tlv(0x30, tlv(0x30, der('0603551d14 0403020101'))));
  const parts = isList ? [from, to, entries, crlNumber] : [tlv(0x30, from, to), name, key];
  const signed = tlv(0x30, der(version), der(number), identifier, name, ...parts);
  return tlv(0x30, signed, identifier, tlv(0x03, Uint8Array.of(0), filled(64, 0x5a)));
}

const other = (extnID: string, value: Bytes): Extension => ({
  extnID,
  critical: false,
  extnValue: { kind: 'other', value },
});

const someRequest = (): Bytes =>
  createRequest({ subject: makeName(['CN', 'a']), key: leafKey, scheme, extensions: [], random }).der;

describe('R33: public structures, damaged or not', () => {
  const nested = (...parts: readonly Uint8Array[]): Bytes => tlv(0x30, ...parts);
  const pages = (bytes: Uint8Array, label: string | undefined): readonly string[] =>
    renderings(inspected(label === undefined ? bytes : utf8ToBytes(pemEncode(label, bytes))));
  /** From one place that is damaged to the next: all of them where the whole tables are gone through. */
  const STRIDE = isWholeTable ? 1 : 3;

  it('what is public stays visible, up to its fault and after it', () => {
    const certificate = root.der;
    const last = bytesToHex(certificate.slice(-2)).replace(/../g, '$& ').trim();
    for (const at of [20, 60, certificate.length - 300]) {
      const broken = certificate.map((byte, i) => (i === at ? byte ^ 0x80 : byte));
      const [text] = pages(broken, 'CERTIFICATE');
      expect(text).toContain(last);
      expect(text).not.toContain('(hidden)');
    }
    expect(pages(certificate.slice(0, 300), 'CERTIFICATE')[0]).not.toContain('(hidden)');
    // Without its version, or as a list of version 2, it has a number and an algorithm first, as PKCS #8 has.
    const algorithm = tlv(0x30, der('06092a864886f70d01010b 0500'));
    const list = tlv(0x30, tlv(0x30, der('020101'), algorithm, tlv(0x30), der('0500'), filled(40, 0x5a)));
    for (const label of ['CERTIFICATE', 'X509 CRL']) expect(pages(list, label)[0], label).not.toContain('(hidden)');
  });

  it.each<[what: string, raw: Bytes, label: string]>([
    [
      'a certificate of Ed25519 with the serial number 1',
      signedBy('06032b6570', '020101', 'a003020102'),
      'CERTIFICATE',
    ],
    ['one of RSA', signedBy('06092a864886f70d01010b0500', '020101', 'a003020102'), 'CERTIFICATE'],
    ['one of RSA without its version', signedBy('06092a864886f70d01010b0500', '020101'), 'CERTIFICATE'],
    ['one of RSA-PSS', signedBy(`06092a864886f70d01010a ${PSS}`, '020101', 'a003020102'), 'CERTIFICATE'],
    ['a list of Ed25519', signedBy('06032b6570', '020101', '', true), 'X509 CRL'],
    ['a list of ECDSA', signedBy('06082a8648ce3d040302', '020101', '', true), 'X509 CRL'],
  ])('%s stays visible, with any byte of its beginning changed', (_, raw, label) => {
    expect(recognise(raw, label, {}).fault).toBeUndefined();
    for (let at = 0; at < 90; at += STRIDE) {
      for (const value of [
        0,
        1,
        2,
        3,
        4,
        0x30,
        0x80,
        0x82,
        0xff,
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((bit) => raw[at] ^ (1 << bit)),
      ]) {
        if (value === raw[at]) continue;
        const changed = raw.slice();
        changed[at] = value;
        const { span, isPrivate } = recognise(changed, label, {});
        expect(isPrivate || spanHasSecrets(span), `byte ${at} as ${value}`).toBe(false);
      }
    }
  });

  it.each<[what: string, raw: Bytes, label: string]>([
    ['a certificate', signedBy('06032b6570', '020107', 'a003020102'), 'CERTIFICATE'],
    ['one of RSA', root.der, 'CERTIFICATE'],
    ['a list of ECDSA', signedBy('06082a8648ce3d040302', '020101', '', true), 'X509 CRL'],
    ['one of RSA', signedBy('06092a864886f70d01010b0500', '020101', '', true), 'X509 CRL'],
    ['a request', someRequest(), 'CERTIFICATE REQUEST'],
    ['a key of RSA', encodePublicKey(publicKeyOf(leafKey), 'spki'), 'PUBLIC KEY'],
    ['one in PKCS #1', encodePublicKey(publicKeyOf(leafKey), 'pkcs1'), 'RSA PUBLIC KEY'],
    ['one of Ed25519', der(`302a 3005 06032b6570 032100 ${'5a'.repeat(32)}`), 'PUBLIC KEY'],
    ['one of P-256', der(`3059 3013 06072a8648ce3d0201 ${P256} ${POINT}`), 'PUBLIC KEY'],
  ])('%s stays visible (%#), with any byte of its beginning lost, or a digit of its base64', (_, raw, label) => {
    const digits = bytesToBase64(raw).replaceAll('=', '');
    for (let at = 0; at < 40; at += STRIDE) {
      const lost = `${digits.slice(0, at + 4)}${digits.slice(at + 5)}`;
      for (const changed of [
        concat(raw.slice(0, at), raw.slice(at + 1)),
        // Two numbers that have moved tell nothing; and at some digits what has moved looks like a key's version.
        ...(label === 'RSA PUBLIC KEY' || at % 3 !== 0 ? [] : [base64ToBytes(lost.slice(0, lost.length & ~3))]),
      ]) {
        const { span, isPrivate } = recognise(changed, label, {});
        expect(isPrivate || spanHasSecrets(span), `byte or digit ${at}`).toBe(false);
      }
    }
  });

  /** Where the elements of a structure begin. */
  const tagsOf = ({ start, children }: Span): readonly number[] =>
    children.length === 0 ? [] : [start, ...children.flatMap(tagsOf)];
  const entry = tlv(0x30, der('020101'), tlv(0x17, utf8ToBytes('260101000000Z')));
  const ecKey = generateKey({ type: 'ec', curve: 'P-256', random });
  const requestOf = (key: PrivateKey, subject: Name): Bytes =>
    createRequest({ subject, key, scheme: usualSchemeFor(key), extensions: [], random }).der;
  it.each<[what: string, raw: Bytes, label: string]>([
    ['a certificate of Ed25519', signedBy('06032b6570', '020107', 'a003020102'), 'CERTIFICATE'],
    ['one of ECDSA', signedBy('06082a8648ce3d040302', '020101', 'a003020102'), 'CERTIFICATE'],
    ['one of RSA', root.der, 'CERTIFICATE'],
    ['a list of ECDSA', signedBy('06082a8648ce3d040302', '020101', '', true, tlv(0x30, entry)), 'X509 CRL'],
    ['a request of RSA', someRequest(), 'CERTIFICATE REQUEST'],
    ['one of ECDSA', requestOf(ecKey, makeName(['DC', 'com'], ['CN', 'a'])), 'CERTIFICATE REQUEST'],
    ['one with an empty name', requestOf(ecKey, []), 'CERTIFICATE REQUEST'],
  ])('%s stays visible (%#), with any tag damaged into that of an OCTET STRING', (_, raw, label) => {
    const tags = new Set(tagsOf(recognise(raw, label, {}).span));
    expect(tags.size).toBeGreaterThan(12);
    for (const at of tags) {
      const changed = raw.slice();
      changed[at] = 0x04;
      const { span, isPrivate } = recognise(changed, label, {});
      expect(isPrivate || spanHasSecrets(span), `byte ${at}`).toBe(false);
    }
  });

  it('what is no DER, and reads as a certificate up to its fault, is shown as one without a label too', () => {
    const broken = signedBy('06082a8648ce3d040302', '020107', 'a003020102');
    broken[bytesToHex(broken).indexOf('310b3009') / 2 + 1] = 0x7f;
    expect(pages(broken, undefined)[0]).toContain('TBSCertificate');
    expect(pages(broken, undefined)[0]).not.toContain('(hidden)');
  });

  it('a sound certificate of more fields than are shown stays visible, unless one of them holds a key', () => {
    const extensions = Array.from({ length: 500 }, (_, i) => other(`1.2.3.${i}`, der('0500')));
    const key = der(`302e 020100 3005 06032b6570 0422 0420 ${'c9'.repeat(32)}`);
    for (const [more, isHidden] of [
      [[], false],
      [[other('1.2.4', key)], true],
    ] as const) {
      const { der: raw } = draft({ subject: 'x', extensions: [...extensions, ...more] });
      const { span, isPrivate, fault } = recognise(raw, 'CERTIFICATE', { limits: { nodes: 1000 } });
      expect(fault?.code).toBe('too-many-nodes');
      expect(isPrivate || spanHasSecrets(span)).toBe(isHidden);
    }
  });

  it('the parameters of a public key of DSA are shown', () => {
    const parameters = tlv(0x30, ...[129, 21, 128].map((length) => tlv(0x02, filled(length, 0x5a))));
    const key = nested(nested(der('06072a8648ce380401'), parameters), tlv(0x03, der('00 020105')));
    expect(pages(key, 'PUBLIC KEY')[0]).not.toContain('(hidden)');
  });
});
