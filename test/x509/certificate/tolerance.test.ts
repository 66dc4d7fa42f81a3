/** What is read although DER forbids it, and only where the caller, or the place, allows it. */
import { createPrivateKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyElement, byteAlignedBitString, sequence } from '../../../src/asn1/index.ts';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { decode, encode } from '../../../src/codec/index.ts';
import { algorithmIdentifier, pemEncode, writePrivateKeyPem } from '../../../src/keys/index.ts';
import {
  type Certificate,
  caExtensions,
  certificate,
  certificatePem,
  certificationRequest,
  createRequest,
  decodeCertificate,
  decodeRequest,
  issueFromRequest,
  makeName,
  readCertificatesPem,
  readTrustStorePem,
  TOLERATED_WHEN_LENIENT,
  validateChain,
  verifyRequest,
} from '../../../src/x509/index.ts';
import {
  draft,
  leafKey,
  random,
  root,
  rootKey,
  scheme,
  serverExtensions,
  skid,
  validity,
} from '../../fixtures/drafts.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { tlv } from '../../fixtures/renderings.ts';
import { JUDGED_BY } from '../../judged.ts';

const signedParts = sequence('SIGNED', 'RFC 5280 §4.1', {
  toBeSigned: anyElement,
  algorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});

/** What is signed, its bytes changed, signed anew by node:crypto, which looks at nothing. */
function resigned(der: Uint8Array, key: typeof rootKey, ...changes: readonly [from: string, to: string][]): Uint8Array {
  const parts = decode(signedParts, der);
  let hex = bytesToHex(parts.toBeSigned);
  for (const [from, to] of changes) {
    expect(hex.split(from).length, from).toBe(2);
    hex = hex.replace(from, to);
  }
  const toBeSigned = hexToBytes(hex);
  const signature = sign('sha256', toBeSigned, createPrivateKey(writePrivateKeyPem(key, 'pkcs8')));
  return encode(signedParts, { ...parts, toBeSigned, signature: new Uint8Array(signature) });
}

const deviating: Certificate = decodeCertificate(
  resigned(draft({ subject: 'deviating', key: rootKey, extensions: [...caExtensions(), skid(rootKey)] }).der, rootKey, [
    '03020106',
    '03020006',
  ]),
  { tolerate: TOLERATED_WHEN_LENIENT },
);

describe('vectors', () => {
  it('reads other printing ASCII in a PrintableString, and says so', () => {
    const name = encodeName('r&ot');
    const der = hexToBytes(bytesToHex(root.der).replaceAll('0c04726f6f74', `1304${name}`));
    const read = decodeCertificate(der);
    expect(read.deviations.map(({ code }) => code)).toEqual(['string-character', 'string-character']);
    expect(read.deviations[0]).toMatchObject({ rule: 'X.680 §41.4', at: expect.any(Number) });
    expect(read.subject.value[0][0].value).toEqual({ kind: 'printableString', value: 'r&ot' });
    expect(encode(certificate, read.fields)).toEqual(read.der);
    expect(codeOf(() => decodeCertificate(der, { tolerate: [] }))).toBe('string-character');
  });

  it('does not read what is no printing ASCII in a PrintableString, whatever is tolerated', () => {
    for (const byte of ['00', '7f', 'e4']) {
      const der = hexToBytes(bytesToHex(root.der).replaceAll('0c04726f6f74', `130472${byte}6f74`));
      expect(codeOf(() => decodeCertificate(der, { tolerate: TOLERATED_WHEN_LENIENT }))).toBe('string-character');
    }
  });

  it('reads zero bits at the end of keyUsage in a trust store only', () => {
    const { der } = deviating;
    expect(codeOf(() => decodeCertificate(der))).toBe('named-bits-not-canonical');
    expect(deviating.keyUsage).toEqual(['keyCertSign', 'cRLSign']);
    expect(deviating.deviations).toEqual([expect.objectContaining({ code: 'named-bits-not-canonical' })]);
  });

  it('never passes over a bit that has no name', () => {
    // Sixteen bits, of which the tenth is set.
    const der = resigned(root.der, rootKey, ['0101ff040403020106', '0101ff040403020140']);
    expect(decodeCertificate(der, { tolerate: TOLERATED_WHEN_LENIENT }).keyUsage).toEqual(['nonRepudiation']);
    const empty = resigned(root.der, rootKey, ['0101ff040403020106', '0101ff040403020700']);
    expect(codeOf(() => decodeCertificate(empty, { tolerate: TOLERATED_WHEN_LENIENT }))).toBe('key-usage-empty');
  });

  it('reads critical FALSE, TRUE as 01, and attributes in another order, for one who is lenient', () => {
    const cases = [
      ['boolean-not-canonical', ['30030101ff', '3003010101']],
      ['default-encoded', ['0101ff040530030101ff', '010100040530030101ff']],
    ] as const;
    for (const [code, change] of cases) {
      const der = resigned(root.der, rootKey, change as [string, string]);
      expect(codeOf(() => decodeCertificate(der))).toBe(code);
      const read = decodeCertificate(der, { tolerate: TOLERATED_WHEN_LENIENT });
      expect(read.deviations.map((deviation) => deviation.code)).toEqual([code]);
      expect(read.isCA).toBe(true);
      expect(encode(certificate, read.fields)).toEqual(read.der);
    }
    const two = createRequest({
      subject: makeName([
        ['CN', 'x'],
        ['O', 'y'],
      ]),
      key: leafKey,
      scheme,
      extensions: [],
      random,
    });
    const [cn, o] = ['300806035504030c0178', '3008060355040a0c0179'];
    const der = resigned(two.der, leafKey, [cn + o, o + cn]);
    expect(codeOf(() => decodeRequest(der))).toBe('set-not-sorted');
    const read = decodeRequest(der, { tolerate: TOLERATED_WHEN_LENIENT });
    expect(read.deviations.map(({ code }) => code)).toEqual(['set-not-sorted']);
    expect(verifyRequest(read)).toBe(true);
    expect(encode(certificationRequest, read.fields)).toEqual(der);
  });
});

describe('a key of rsaEncryption without NULL', () => {
  const spki = { ...root.tbs.subjectPublicKeyInfo, algorithm: { algorithm: '1.2.840.113549.1.1.1' } };
  const { der } = draft({
    ...{ subject: 'root', key: rootKey, extensions: caExtensions() },
    change: { subjectPublicKeyInfo: spki },
  });
  const leaf = draft({ subject: 'leaf', issuer: root, issuerKey: rootKey, extensions: serverExtensions });
  const judged = (top: Certificate) =>
    validateChain({
      ...{ ...JUDGED_BY, leaf, intermediates: [], roots: [top], time: validity.notBefore },
      ...{ purpose: 'serverAuth', name: 'unchecked' },
    });

  it('is read for one who is lenient, and in trust stores, and named', () => {
    const strict = decodeCertificate(der);
    expect(strict.deviations).toEqual([]);
    expect(strict.publicKey.type).toBe('unknown');
    expect(judged(strict).ok).toBe(false);
    const read = decodeCertificate(der, { tolerate: TOLERATED_WHEN_LENIENT });
    const [deviation] = read.deviations;
    expect(deviation).toMatchObject({ code: 'null-missing', rule: 'RFC 3279 §2.3.1' });
    expect(bytesToHex(der.subarray(deviation.at + 4, deviation.at + 6))).toBe('300b');
    expect(read.publicKey).toEqual(root.publicKey);
    expect(encode(certificate, read.fields)).toEqual(read.der);
    expect(judged(read).ok).toBe(true);
    const [trusted] = readTrustStorePem(pemEncode('CERTIFICATE', der)).certificates;
    expect(judged(trusted).ok).toBe(true);
  });
});

describe('the attributes of a request', () => {
  const request = createRequest({ subject: makeName(['CN', 'name']), key: leafKey, scheme, extensions: [], random });
  /** With others in the place of none. */
  function withAttributes(hex: string): Uint8Array {
    const parts = decode(signedParts, request.der);
    expect(bytesToHex(parts.toBeSigned.subarray(-2))).toBe('a000');
    const toBeSigned = tlv(0x30, parts.toBeSigned.subarray(4, -2), hexToBytes(hex));
    const signature = sign('sha256', toBeSigned, createPrivateKey(writePrivateKeyPem(leafKey, 'pkcs8')));
    return encode(signedParts, { ...parts, toBeSigned, signature: new Uint8Array(signature) });
  }

  it.each([
    ['missing', '', 'attributes-missing', 'RFC 2986 §4.1'],
    ['with a request for no extensions', 'a011300f06092a864886f70d01090e31023000', 'extensions-empty', 'RFC 5280 §4.1'],
  ])('are read for one who is lenient: %s', (_, hex, code, rule) => {
    const der = withAttributes(hex);
    expect(() => decodeRequest(der)).toThrow(expect.objectContaining({ code, rule }));
    const read = decodeRequest(der, { tolerate: TOLERATED_WHEN_LENIENT });
    expect(read.deviations).toMatchObject([{ code, rule }]);
    expect(read.requestedExtensions).toEqual([]);
    expect(verifyRequest(read)).toBe(true);
    expect(encode(certificationRequest, read.fields)).toEqual(der);
  });
});

describe('OpenSSL’s TRUSTED CERTIFICATE', () => {
  const text = pemEncode('TRUSTED CERTIFICATE', new Uint8Array([...root.der, 0x30, 0]));

  it('is read for one who is lenient, without its settings, and named', () => {
    expect(codeOf(() => readCertificatesPem(text))).toBe('no-certificate');
    const found: string[] = [];
    const options = {
      tolerate: TOLERATED_WHEN_LENIENT,
      onDeviation: ({ code }: { code: string }) => void found.push(code),
    };
    const [read, ...others] = readCertificatesPem(text + certificatePem(root), options);
    expect([read.der, ...others.map(({ der }) => der)]).toEqual([root.der, root.der]);
    expect(read.deviations.map(({ code }) => code)).toEqual(['trusted-label']);
    expect(found).toEqual(['trusted-label']);
  });
});

/** A text's bytes in hexadecimal. */
function encodeName(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

describe('properties', () => {
  it('certifies a request whose name deviates, with that name as it came', () => {
    const printable = fc.stringMatching(/^[ -~]{4}$/).filter((text) => /[^A-Za-z0-9 '()+,\-./:=?]/.test(text));
    const request = createRequest({ subject: makeName(['CN', 'name']), key: leafKey, scheme, extensions: [], random });
    fc.assert(
      fc.property(printable, (text) => {
        const der = resigned(request.der, leafKey, [`0c04${encodeName('name')}`, `1304${encodeName(text)}`]);
        const read = decodeRequest(der);
        expect(read.deviations.length).toBe(1);
        const issued = issueFromRequest({
          request: read,
          issuer: root,
          issuerKey: rootKey,
          extensions: () => serverExtensions,
          scheme,
          validity,
          random,
        });
        expect(issued.subject.bytes).toEqual(read.subject.bytes);
        const checked = { leaf: issued, intermediates: [], roots: [root], time: validity.notBefore };
        expect(validateChain({ ...JUDGED_BY, ...checked, purpose: 'serverAuth', name: 'unchecked' }).ok).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});

describe('trust stores', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

  it('are read as far as they can be, and say what they passed over', () => {
    const text = [
      '# a bundle\n',
      certificatePem(deviating),
      broken,
      '-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n',
      '-----BEGIN CERTIFICATE-----\n',
      '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n',
      certificatePem(root),
      '-----BEGIN CERTIFICATE-----\nAAAA',
    ].join('');
    const { certificates, skipped } = readTrustStorePem(text);
    expect(certificates.map(({ der }) => der)).toEqual([deviating.der, root.der]);
    const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
    expect(skipped.map(({ line, error }) => [line, error.code])).toEqual([
      [lineOf(broken), expect.any(String)],
      [lineOf('!\n'), 'pem-base64'],
      [lineOf('-----BEGIN X509 CRL'), 'pem-label'],
      [text.split('\n').length - 1, 'pem-unfinished'],
    ]);
  });

  it('have at least one certificate', () => {
    expect(() => readTrustStorePem('')).toThrow(expect.objectContaining({ code: 'no-certificate' }));
    expect(() => readTrustStorePem(broken)).toThrow(
      expect.objectContaining({ code: 'no-certificate', message: expect.stringContaining('line 1') }),
    );
  });

  it('anchor a chain below a root whose keyUsage has zero bits at the end', () => {
    const leaf = draft({ subject: 'leaf', issuer: deviating, issuerKey: rootKey, extensions: serverExtensions });
    const { certificates } = readTrustStorePem(certificatePem(deviating));
    const options = {
      leaf,
      intermediates: [],
      time: validity.notBefore,
      purpose: 'serverAuth',
      name: 'unchecked',
    } as const;
    expect(validateChain({ ...JUDGED_BY, ...options, roots: certificates }).ok).toBe(true);
  });

  it('reads Node’s own roots', async () => {
    const { rootCertificates } = await import('node:tls');
    const { certificates, skipped } = readTrustStorePem(rootCertificates.join('\n'));
    expect(certificates.length + skipped.length).toBe(rootCertificates.length);
    expect(certificates.length).toBeGreaterThan(100);
  });
});
