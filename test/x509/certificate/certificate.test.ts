import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import { type Codec, DecodeError, decode, encode } from '../../../src/codec/index.ts';
import { pemDecode, pemEncode } from '../../../src/keys/index.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';
import {
  Certificate,
  certificate,
  certificatePem,
  certificationRequest,
  decodeCertificate,
  decodeRequest,
  EXTENSIONS,
  type ExtensionKind,
  extension,
  extensions,
  formatGeneralName,
  formatOneline,
  generalName,
  readCertificatesPem,
  readRequestPem,
  requestPem,
  tbsCertificate,
  toTime,
  verifyRequest,
} from '../../../src/x509/index.ts';
import { root, vectorsOf } from '../../fixtures/drafts.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { runsOf } from '../../property-runs.ts';

interface CertificateVector {
  readonly name: string;
  readonly kind: 'certificate' | 'request';
  readonly pem: string;
}
const vectors = vectorsOf<CertificateVector>('x509-certificates.json');
const vector = (name: string): Certificate =>
  readCertificatesPem(vectors.find((one) => one.name === name && one.kind === 'certificate')!.pem)[0];

describe('vectors', () => {
  it.each(vectors)('reads and writes back OpenSSL’s $kind: $name', ({ kind, pem }) => {
    const [{ bytes }] = pemDecode(pem);
    if (kind === 'certificate') {
      const read = decodeCertificate(bytes);
      expect(encode(certificate, read.fields)).toEqual(bytes);
      expect(certificatePem(read)).toBe(pem);
      const theirs = new X509Certificate(pem);
      expect(read.serialNumber).toBe(BigInt(`0x${theirs.serialNumber}`));
      expect(read.notAfter).toEqual(new Date(theirs.validTo));
      expect(read.isCA).toBe(theirs.ca && read.version === 3);
    } else {
      const read = decodeRequest(bytes);
      expect(encode(certificationRequest, read.fields)).toEqual(bytes);
      expect(requestPem(read)).toBe(pem);
      expect(verifyRequest(readRequestPem(pem))).toBe(true);
    }
  });

  it('has everything that is in a certificate', () => {
    const everything = vector('everything');
    expect(everything.version).toBe(3);
    expect(everything.subjectAltNames.map(formatGeneralName)).toEqual([
      'DNS:kubernetes',
      'DNS:*.example.com',
      'IP:10.96.0.1',
      'IP:2001:db8::1',
      'URI:spiffe://example/x',
      'email:jane@example.com',
      'RID:1.2.3.4',
      'dirName:CN = inside',
      'otherName:1.3.6.1.4.1.311.20.2.3',
    ]);
    expect(everything.extension('basicConstraints')).toEqual({ cA: true, pathLenConstraint: 3 });
    expect(everything.keyUsage?.length).toBe(9);
    expect(everything.extKeyUsage?.at(-1)).toBe('1.2.3.4.5');
    expect(everything.subjectKeyIdentifier).toEqual(everything.extension('authorityKeyIdentifier')?.keyIdentifier);
    expect(everything.extension('authorityKeyIdentifier')?.authorityCertSerialNumber).toBe(everything.serialNumber);
    const unknown = everything.extensions.filter(({ extnValue }) => extnValue.kind === 'other');
    expect(unknown.map(({ extnID }) => extnID)).toEqual(['2.5.29.32', '2.5.29.31', '1.3.6.1.5.5.7.1.1', '1.2.3.4.5.6']);
    expect(bytesToHex(unknown[3].extnValue.value as Uint8Array)).toBe('0403010203');
  });

  it('says which of several blocks is malformed', () => {
    const cut = pemEncode('CERTIFICATE', Uint8Array.of(0x30, 5, 0x30));
    const place = (text: string): unknown => {
      try {
        return readCertificatesPem(text);
      } catch (error) {
        return (error as DecodeError).path[0];
      }
    };
    const line = vectors[0].pem.split('\n').length + 1;
    expect(place(`${vectors[0].pem}\n${cut}`)).toBe(`PEM block 2 (line ${line})`);
    expect(place(cut)).toBe('Certificate');
  });

  it('reads times on either side of 2050', () => {
    const { tbs } = vector('until 2050 and beyond');
    expect([tbs.validity.notBefore.kind, tbs.validity.notAfter.kind]).toEqual(['utcTime', 'generalizedTime']);
    const kind = (date: string): string => toTime(new Date(date)).kind;
    expect(kind('2049-12-31T23:59:59Z')).toBe('utcTime');
    expect(kind('2050-01-01T00:00:00Z')).toBe('generalizedTime');
    expect(kind('1949-12-31T23:59:59Z')).toBe('generalizedTime');
  });

  it('reads several out of one text, and says when there is none', () => {
    const both = readCertificatesPem(`${vectors[0].pem}\nsomething\n${vectors[1].pem}`);
    expect(both.map(({ subject }) => formatOneline(subject.value))).toEqual(['CN = everything', '']);
    expect(codeOf(() => readCertificatesPem('nothing'))).toBe('no-certificate');
    expect(codeOf(() => readRequestPem('nothing'))).toBe('no-request');
    expect(vector('version 1').version).toBe(1);
  });
});

describe('properties', () => {
  const codecs = { certificate, certificationRequest, extension, extensions, generalName, tbsCertificate };

  it.each(Object.entries<Codec<unknown>>(codecs as never))('%s reads what it writes', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const der = encode(codec, value);
        expect(encode(codec, decode(codec, der))).toEqual(der);
      }),
      runsOf(0.3),
    );
  });

  it('refuses every truncation', () => {
    const { der } = vector('everything');
    for (let length = 0; length < der.length; length++) {
      expect(() => decodeCertificate(der.subarray(0, length))).toThrow(DecodeError);
    }
  });

  it('writes back what it accepts, whichever bytes are changed', () => {
    const { der } = vector('everything');
    const change = fc.tuple(fc.nat(der.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Uint8Array.from(der);
        for (const [at, byte] of changes) changed[at] = byte;
        try {
          expect(encode(certificate, decodeCertificate(changed).fields)).toEqual(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      runsOf(3),
    );
  });
});

describe('misuse', () => {
  it('finds the fault in a known extension', () => {
    const raw = (kind: ExtensionKind, value: number[]): unknown => {
      const id = Number(EXTENSIONS[kind].id.split('.').at(-1));
      const der = [0x30, 7 + value.length, 0x06, 0x03, 0x55, 0x1d, id, 0x04, value.length, ...value];
      try {
        return decode(extension, new Uint8Array(der)).extnValue.kind;
      } catch (error) {
        if (error instanceof DecodeError) return [error.code, error.path.slice(0, 3).join('.')];
        throw error;
      }
    };
    const at = (kind: ExtensionKind): string => `Extension.extnValue.${kind}`;
    expect(raw('keyUsage', [0x03, 0x02, 0x00, 0x80])).toEqual(['named-bits-not-canonical', at('keyUsage')]);
    expect(raw('subjectAltName', [0x30, 0x05, 0x87, 0x03, 1, 2, 3])).toEqual([
      'ip-address-length',
      at('subjectAltName'),
    ]);
    expect(raw('subjectAltName', [0x30, 0x00])).toEqual(['out-of-range', at('subjectAltName')]);
    expect(raw('extKeyUsage', [0x30, 0x00])).toEqual(['out-of-range', at('extKeyUsage')]);
    expect(raw('basicConstraints', [0x30, 0x03, 0x01, 0x01, 0x00])).toEqual([
      'default-encoded',
      at('basicConstraints'),
    ]);
    expect(raw('basicConstraints', [0x30, 0x03, 0x02, 0x01, 0xff])).toEqual(['out-of-range', at('basicConstraints')]);
    expect(raw('keyUsage', [0x03, 0x02, 0x07, 0x80])).toBe('keyUsage');
  });

  it('takes bytes alone', () => {
    expect(codeOf(() => decodeCertificate(5 as never))).toBe('wrong-type');
    expect(codeOf(() => decodeRequest('MIIB' as never))).toBe('wrong-type');
  });

  it('keeps to the limits it is given', () => {
    expect(codeOf(() => decodeCertificate(root.der, { limits: { depth: 3 } }))).toBe('too-deep');
    expect(codeOf(() => decodeCertificate(root.der, { limits: { nodes: 10 } }))).toBe('too-many-nodes');
    expect(codeOf(() => readCertificatesPem(certificatePem(root), { limits: { depth: 3 } }))).toBe('too-deep');
    const request = vectors.find(({ kind }) => kind === 'request')!.pem;
    expect(codeOf(() => readRequestPem(request, { limits: { depth: 2 } }))).toBe('too-deep');
  });

  it('does not change with the bytes that it was read from', () => {
    const contents = Uint8Array.from(root.der);
    const read = decodeCertificate(contents);
    contents.fill(0);
    expect(read.equals(root)).toBe(true);
    expect(new Certificate(read.der, read.fields).subject.bytes).toEqual(root.subject.bytes);
  });
});
