// This project, November 2026: a private key under another label was shown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bytes,
  base64ToBytes,
  bitLength,
  bytesToBase64,
  bytesToHex,
  concat,
  hexToBytes,
  i2osp,
  utf8ToBytes,
} from '../../src/bytes/index.ts';
import type { Span } from '../../src/codec/index.ts';
import { inspect, renderHtml, renderJson, renderText } from '../../src/explain/index.ts';
import { recognise } from '../../src/explain/inspect/recognise.ts';
import { encodePrivateKey, pemEncode } from '../../src/keys/index.ts';
import { encodedName } from '../../src/x509/index.ts';
import { draft, root } from '../fixtures/drafts.ts';
import { der, filled, HIDDEN, inspected, renderings, tlv } from '../fixtures/renderings.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { isWholeTable, runsOf } from '../property-runs.ts';

const SECRET_32 = hexToBytes('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
const P256 = '06082a8648ce3d030107';
const POINT = `034200 04 ${'5a'.repeat(64)}`;
const EC_KEY = `3077 020101 0420 ${bytesToHex(SECRET_32)} a00a ${P256} a144 ${POINT}`;

/** A name whose one value is an OCTET STRING. */
const octetName = (value: Bytes) => encodedName([[{ type: '2.5.4.3', value: { kind: 'octetString', value } }]]);

interface Sample {
  readonly bytes: Bytes;
  /** The parts that must not be shown. */
  readonly secrets: readonly Bytes[];
}

/** RFC 3279 §2.3.2, §2.3.3: a private key whose parameters, of so many bytes, make its algorithm longer than 127 bytes. */
function ofNumbers(oid: string, lengths: readonly number[]): Bytes {
  const parameters = lengths.map((length) => tlv(0x02, filled(length, 0x5a)));
  const algorithm = tlv(0x30, tlv(0x06, hexToBytes(oid)), tlv(0x30, ...parameters));
  return tlv(0x30, der('020100'), algorithm, tlv(0x04, tlv(0x02, concat(Uint8Array.of(0), SECRET_32))));
}

function samples(): Readonly<Record<string, Sample>> {
  const key = opensslKey(2048);
  const { privateExponent, prime1, prime2, exponent1, exponent2, coefficient } = key.components();
  const numbers = [privateExponent, prime1, prime2, exponent1, exponent2, coefficient];
  const rsa = numbers.map((number) => i2osp(number, Math.ceil(bitLength(number) / 8)));
  const ec = [SECRET_32];
  return {
    'PKCS #1': { bytes: encodePrivateKey(key, 'pkcs1'), secrets: rsa },
    'PKCS #8': { bytes: encodePrivateKey(key, 'pkcs8'), secrets: rsa },
    'SEC 1': { bytes: der(EC_KEY), secrets: ec },
    'PKCS #8 of a curve': {
      bytes: der(
        `308187 020100 3013 06072a8648ce3d0201 ${P256} 046d ${EC_KEY.replace('3077', '306b').replace(`a00a ${P256}`, '')}`,
      ),
      secrets: ec,
    },
    'PKCS #8 of DSA': { bytes: ofNumbers('2a8648ce380401', [0x81, 0x15, 0x81]), secrets: ec },
    'PKCS #8 of DH': { bytes: ofNumbers('2a864886f70d010301', [0x81, 1]), secrets: ec },
    'PKCS #8 of Ed25519': { bytes: der(`302e 020100 3005 06032b6570 0422 0420 ${bytesToHex(SECRET_32)}`), secrets: ec },
  };
}

/** The parameters of SHA-256 with RSA-PSS (RFC 4055 §3.1). */
/** Bytes in a row that are shown for sure if so many of a secret are. */
const WINDOW = 5;

/** Whether a rendering shows a few bytes in a row of a secret, in whatever groups. */
function shows(rendering: string, secrets: readonly Bytes[]): boolean {
  const windows = new Set(
    secrets.flatMap((secret) =>
      Array.from({ length: secret.length - WINDOW + 1 }, (_, i) => bytesToHex(secret.subarray(i, i + WINDOW))),
    ),
  );
  const bare = rendering.replace(/<[^>]*>/g, '');
  return [...bare.matchAll(/[0-9a-f]{2}(?: ?[0-9a-f]{2}){4,}/g)].some(([run]) => {
    const digits = run.replaceAll(' ', '');
    for (let i = 0; i + 2 * WINDOW <= digits.length; i++) {
      if (windows.has(digits.slice(i, i + 2 * WINDOW))) return true;
    }
    return false;
  });
}

describe('R33: private keys under any label', () => {
  const LABELS = [
    ...['CERTIFICATE', 'CERTIFICATE REQUEST', 'X509 CRL', 'PUBLIC KEY', 'RSA PUBLIC KEY', 'ENCRYPTED PRIVATE KEY'],
    ...['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PGP PUBLIC KEY BLOCK', 'SOMETHING ELSE', undefined],
  ];
  const all = samples();
  const pages = (bytes: Uint8Array, label: string | undefined): readonly string[] =>
    renderings(inspected(label === undefined ? bytes : utf8ToBytes(pemEncode(label, bytes))));

  it('sees a secret where one is shown', () => {
    for (const { bytes, secrets } of Object.values(all)) {
      const { exhibit } = inspect(bytes, { title: 'test' });
      const shown = { showSecrets: true };
      expect(shows(renderText(exhibit, shown), secrets)).toBe(true);
      expect(shows(renderHtml(exhibit, shown), secrets)).toBe(true);
      expect(shows(JSON.stringify(renderJson(exhibit, shown)), secrets)).toBe(true);
    }
  });

  it.each(Object.keys(all))('%s is never shown, whatever its label says', (name) => {
    const { bytes, secrets } = all[name];
    for (const label of LABELS) for (const page of pages(bytes, label)) expect(shows(page, secrets), label).toBe(false);
  });

  it.each(['PKCS #8 of DSA', 'PKCS #8 of DH'])('%s is not shown, with any bit of its first headers damaged', (name) => {
    const { bytes, secrets } = all[name];
    for (let i = 0; i < 64; i++) {
      const changed = bytes.map((byte, k) => (k === i >> 3 ? byte ^ (1 << (i & 7)) : byte));
      const exhibit = inspected(utf8ToBytes(pemEncode('CERTIFICATE', changed)));
      expect(shows(renderText(exhibit, HIDDEN), secrets), `bit ${i}`).toBe(false);
    }
  });

  it.each([
    ['a JWK', `{"kty":"EC","crv":"P-256","d":"SECRET"}`],
    ['a damaged JWK', ` {"kuy":"EC","crv":"P-256","d":"SECRET"}`],
    ['PEM', '-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----'],
    ['the binary form of OpenSSH', 'openssh-key-v1\0SECRET'],
  ])('nor is %s in the base64 of another label', (_, text) => {
    const secret = utf8ToBytes('SECRET');
    // Without a label it is text, which is refused.
    for (const label of LABELS.filter((one) => one !== undefined)) {
      for (const page of pages(utf8ToBytes(text), label)) {
        expect(shows(page, [secret]), label).toBe(false);
        expect(page).not.toContain('SECRET');
      }
    }
  });

  const nested = (...parts: readonly Uint8Array[]): Bytes => tlv(0x30, ...parts);
  const key = all['PKCS #8 of Ed25519'].bytes;
  const withoutVersion = nested(key.slice(5));
  const damagedInside = key.map((byte, i) => (i === 12 ? byte ^ 8 : byte));
  const inName = draft({ subject: 'x', change: { subject: octetName(key) } }).der;
  it.each<[what: string, raw: Uint8Array]>([
    ['in two strings', nested(tlv(4, key.slice(0, 20)), tlv(4, key.slice(20)))],
    ['in a string in segments (BER)', nested(tlv(0x24, tlv(4, key.slice(0, 20)), tlv(4, key.slice(20))))],
    ['as base64 in a string', nested(tlv(4, utf8ToBytes(bytesToBase64(key))))],
    ['as hexadecimal in a string', nested(tlv(4, utf8ToBytes(bytesToHex(key))))],
    ['in a name', inName],
    ['in a name under a wrong tag', nested(der('020100'), tlv(0x04, octetName(key).bytes.slice(2)))],
    ['without its version', withoutVersion],
    ['with a wrong tag, in another structure', nested(tlv(0xa0, damagedInside))],
    [
      'under a header that says it is encrypted',
      utf8ToBytes(pemEncode('PRIVATE KEY', key).replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\n\n')),
    ],
  ])('nor is a key %s', (_, raw) => {
    for (const page of renderings(inspected(raw))) {
      expect(shows(page, [SECRET_32])).toBe(false);
      expect(page.replaceAll(/\s/g, '')).not.toContain(bytesToBase64(SECRET_32.slice(2, 14)));
    }
  });

  it.each([32, 48, 66])('nor is a key of a curve without its version, of %i bytes', (length) => {
    const [secret, curve] = [filled(length, 0xc9), der(`a00a ${P256}`)];
    for (const rest of [
      [curve, der('a144 03420004'), filled(64, 0x5a)],
      [der('a144 03420004'), filled(64, 0x5a)],
      [curve],
    ]) {
      const bare = nested(tlv(4, secret), ...rest);
      for (const label of LABELS)
        for (const page of pages(bare, label)) expect(shows(page, [secret]), label).toBe(false);
      for (const page of renderings(inspected(nested(tlv(0xa0, bare))))) expect(shows(page, [secret])).toBe(false);
    }
  });

  it('nor a private member of a JWK in a string, nor JSON after white space under a label', () => {
    const jwk = utf8ToBytes('\n {"x":"AAAA","d":"SECRET"}');
    for (const raw of [nested(tlv(0x0c, jwk)), utf8ToBytes(pemEncode('CERTIFICATE', jwk))]) {
      for (const page of renderings(inspected(raw))) {
        expect(shows(page, [utf8ToBytes('SECRET')])).toBe(false);
        expect(page).not.toContain('SECRET');
      }
    }
  });

  it.each(Object.keys(all))('%s is never shown, with any bit of it damaged, or cut', (name) => {
    const { bytes, secrets } = all[name];
    // Where the structure is, a bit does most.
    const at = fc.oneof(fc.nat(Math.min(40, bytes.length - 1)), fc.nat(bytes.length - 1));
    const damaged = fc
      .tuple(at, fc.nat(7))
      .map(([i, bit]) => bytes.map((byte, k) => (k === i ? byte ^ (1 << bit) : byte)));
    const cut = fc.integer({ min: 12, max: bytes.length }).map((length) => bytes.slice(0, length));
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: damaged }, cut), fc.constantFrom(...LABELS), (changed, label) => {
        for (const page of pages(changed, label)) expect(shows(page, secrets)).toBe(false);
      }),
      runsOf(1),
    );
  });

  /** From one place that is damaged to the next: all of them where the whole tables are gone through. */
  const STRIDE = isWholeTable ? 1 : 3;

  /** Bytes that may begin another field. */
  const INSERTED = [0, 0x04, 0x30];
  /** Bytes with each of the first ones lost, or another one before it. */
  function* shifted(bytes: Bytes, within: number): Generator<readonly [what: string, changed: Bytes]> {
    for (let at = 0; at < Math.min(within, bytes.length); at += STRIDE) {
      yield [`byte ${at} lost`, concat(bytes.slice(0, at), bytes.slice(at + 1))];
      if (at % 4 === 0) yield [`bytes ${at} to ${at + 2} lost`, concat(bytes.slice(0, at), bytes.slice(at + 3))];
      if (at % 2 === 0) continue;
      const value = INSERTED[at % INSERTED.length];
      yield [`${value} before byte ${at}`, concat(bytes.slice(0, at), Uint8Array.of(value), bytes.slice(at))];
    }
  }
  /** Whether a field that is shown contains a few bytes in a row of a secret. */
  const reveals = (span: Span, bytes: Bytes, secrets: readonly Bytes[]): boolean =>
    !span.secret &&
    (span.children.length > 0
      ? span.children.some((child) => reveals(child, bytes, secrets))
      : shows(bytesToHex(bytes.subarray(span.start, span.end)), secrets));

  it.each(Object.keys(all))('%s is never shown with a byte of its beginning lost, or another one added', (name) => {
    const { bytes, secrets } = all[name];
    for (const label of ['CERTIFICATE', 'PUBLIC KEY']) {
      for (const [what, changed] of shifted(bytes, 20)) {
        expect(reveals(recognise(changed, label, {}).span, changed, secrets), `${label}: ${what}`).toBe(false);
      }
    }
    const lost = concat(bytes.slice(0, 4), bytes.slice(5));
    for (const page of pages(lost, 'CERTIFICATE')) expect(shows(page, secrets)).toBe(false);
  });

  it.each(Object.keys(all))(
    '%s is never shown under a label of no structure, with wrong bytes in its headers',
    (name) => {
      const { bytes, secrets } = all[name];
      for (let at = 2; at < 14; at++) {
        for (const value of [0x30, 0x80, 0xed]) {
          const changed = bytes.map((byte, i) => (i === at ? value : byte));
          expect(reveals(recognise(changed, undefined, {}).span, changed, secrets), `byte ${at} as ${value}`).toBe(
            false,
          );
        }
      }
    },
  );

  it.each(Object.keys(all))('%s is never shown with a digit of its base64 lost', (name) => {
    const { bytes, secrets } = all[name];
    // What is behind the digit has moved by six bits.
    const moved = secrets.map((secret) => secret.slice(1).map((byte, i) => (secret[i] << 6) | (byte >> 2)));
    const digits = bytesToBase64(bytes).replaceAll('=', '');
    for (let at = 2; at < 24; at += STRIDE) {
      const lost = `${digits.slice(0, at)}${digits.slice(at + 1)}`;
      const changed = base64ToBytes(lost.slice(0, lost.length & ~3));
      for (const label of ['CERTIFICATE', undefined]) {
        expect(reveals(recognise(changed, label, {}).span, changed, moved), `${label}: digit ${at}`).toBe(false);
      }
    }
  });

  it.each(Object.keys(all))(
    '%s is never shown behind other headers, under a wrong tag, or with two bits damaged',
    (name) => {
      const { bytes, secrets } = all[name];
      const before = [
        '',
        '020101',
        '0500',
        'a003020102',
        '300a06082a8648ce3d040302',
        '300c310a300806035504030c0161',
      ].map(der);
      const wrapper = fc.tuple(
        fc.constantFrom(0x30, 0x31, 0xa0, 0x04, 0x24),
        fc.array(fc.constantFrom(...before), { maxLength: 3 }),
      );
      const flip = fc.tuple(fc.nat(59), fc.nat(7));
      const tag = fc.constantFrom(0x30, 0x04, 0x03, 0x31, 0xa0, 0x61);
      const tagOrFlips = fc.oneof(fc.record({ tag }), fc.record({ flips: fc.tuple(flip, flip) }));
      const arbitrary = fc.tuple(tagOrFlips, fc.array(wrapper, { maxLength: 3 }), fc.constantFrom(...LABELS));
      fc.assert(
        fc.property(arbitrary, ([damage, wrappers, label]) => {
          const damaged = bytes.slice();
          if ('tag' in damage) damaged[0] = damage.tag;
          else for (const [at, bit] of damage.flips) damaged[at % bytes.length] ^= 1 << bit;
          const wrapped = wrappers.reduce((inner, [outer, parts]) => tlv(outer, ...parts, inner), damaged);
          const [, , json] = pages(wrapped, label);
          expect(shows(json, secrets)).toBe(false);
        }),
        runsOf(1),
      );
    },
  );

  it.each(['PKCS #1', 'SEC 1'])('%s in one more SEQUENCE, or as an OCTET STRING, is not shown', (name) => {
    const { bytes, secrets } = all[name];
    const octets = bytes.map((byte, i) => (i === 0 ? 0x04 : byte));
    for (const label of [...LABELS, 'X509 CERTIFICATE', 'CMS']) {
      for (const changed of [tlv(0x30, bytes), octets, tlv(0x30, der('06032a0304'), octets)])
        for (const page of pages(changed, label)) expect(shows(page, secrets), label).toBe(false);
    }
  });

  it('a key of a kind that is not known is not shown inside of another structure', () => {
    // RFC 3279 §2.3.2: a DSA private key in PKCS #8, here in an OCTET STRING of a SEQUENCE.
    const secret = hexToBytes('186f426602b25c8bd01dfb1498ed8201f8137f3bebdbcaea5b25bfb6');
    const dsa = tlv(0x30, der('06072a8648ce380401'), tlv(0x30, der('020107')));
    const bytes = tlv(0x30, tlv(0x04, tlv(0x30, der('020100'), dsa, tlv(0x04, tlv(0x02, secret)))));
    expect(shows(renderText(inspected(bytes), { showSecrets: true }), [secret])).toBe(true);
    for (const page of pages(bytes, undefined)) expect(shows(page, [secret])).toBe(false);
  });

  it('a key in clear in a PKCS #12 file is not shown, with any bit of the file damaged', () => {
    const data = (content: Bytes) => tlv(0x30, der('06092a864886f70d010701'), tlv(0xa0, tlv(0x04, content)));
    const { bytes: key, secrets } = all['PKCS #8 of a curve'];
    const bag = tlv(0x30, der('060b2a864886f70d010c0a0101'), tlv(0xa0, key));
    const file = tlv(0x30, der('020103'), data(tlv(0x30, data(tlv(0x30, bag)))));
    expect(shows(renderText(inspected(file), { showSecrets: true }), secrets)).toBe(true);
    const labels = fc.constantFrom('PKCS12', 'CERTIFICATE', undefined);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), labels, (i, bit, label) => {
        const changed = file.map((byte, k) => (k === i ? byte ^ (1 << bit) : byte));
        for (const page of pages(changed, label)) expect(shows(page, secrets)).toBe(false);
      }),
      runsOf(1),
    );
  });

  it('keys of 512 bits are not shown, without a version, behind headers, or with two bits damaged', () => {
    const number = (size: number, byte: number): Bytes => tlv(0x02, Uint8Array.of(0), filled(size, byte));
    const [n, e, d, prime] = [number(64, 0xd1), der('0203010001'), number(63, 0xc9), number(32, 0xc9)];
    const secrets = [filled(32, 0xc9)];
    const flipped = nested(der('020100'), n, e, d, prime, prime).map((byte, i) =>
      i === 2 || i === 5 ? byte ^ 0x40 : byte,
    );
    for (const raw of [
      nested(n, e, d, prime),
      nested(n, e, d, prime, prime),
      flipped,
      tlv(0x31, der('0500'), flipped),
    ]) {
      for (const label of LABELS) for (const page of pages(raw, label)) expect(shows(page, secrets), label).toBe(false);
    }
  });

  it('a string of 32 bytes alone is covered under the label of another structure, and shown without one', () => {
    const raw = nested(tlv(0x04, SECRET_32));
    for (const page of pages(raw, 'CERTIFICATE')) expect(shows(page, [SECRET_32])).toBe(false);
    expect(shows(pages(raw, undefined)[0], [SECRET_32])).toBe(true);
  });

  it('what is under a wrong label is shown as what it is', () => {
    const [text] = pages(all['PKCS #8'].bytes, 'RSA PRIVATE KEY');
    expect(text).toContain('Private key (PKCS #8)');
    expect(text).toMatch(/The label RSA PRIVATE KEY is wrong/);
    expect(pages(root.der, 'X509 CRL')[0]).toContain('Certificate, under the label X509 CRL');
  });
});
