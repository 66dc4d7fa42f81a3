/** A wrong value inside a call that is right otherwise: a UsageError names the argument, and nothing is made. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/asn1/index.ts';
import { assertBoolean, UsageError } from '../src/bytes/index.ts';
import { EncodeError } from '../src/codec/index.ts';
import { inspect, recordHandshake } from '../src/explain/index.ts';
import { seededRandom } from '../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../src/keys/index.ts';
import { connect, writeFileWhole } from '../src/node/index.ts';
import { generateRsaKey } from '../src/rsa/index.ts';
import { usualSchemeFor } from '../src/signatures/index.ts';
import { createClient } from '../src/tls/index.ts';
import * as x509 from '../src/x509/index.ts';

const random = seededRandom('options');
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const scheme = usualSchemeFor(publicKeyOf(key))!;
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') };
const certificate = { scheme, validity, random, key, subject: x509.makeName([['CN', 'ca']]) };
const ca = x509.selfSign({ ...certificate, extensions: x509.caExtensions() });
const list = {
  ...{ issuer: ca, issuerKey: key, scheme, random, number: 1n, revoked: [] },
  ...{ thisUpdate: validity.notBefore, nextUpdate: validity.notAfter },
};
const client = { name: 'unchecked', verification: { mode: 'dangerous-none' }, random, time: new Date(0) } as const;
const session = { suite: 'TLS_AES_128_GCM_SHA256', extendedMasterSecret: true, encryptThenMac: true } as const;

/** What is wrong, the call, the argument that the error names, and its code if it is not `wrong-type`. */
type Row = readonly [wrong: string, call: () => unknown, argument: string, code?: string];

/** A function as a caller without types sees it. */
const to = (called: unknown) => called as (...values: readonly unknown[]) => unknown;

async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const refused = (rows: readonly Row[]): void => {
  for (const [wrong, call, argument, code = 'wrong-type'] of rows) {
    it(wrong, async () => {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code, argument });
    });
  }
};

describe('a flag that is no boolean', () => {
  const withoutSign = x509.selfSign({
    ...certificate,
    extensions: [
      x509.makeExtension('basicConstraints', true, { cA: true }),
      x509.makeExtension('keyUsage', true, ['keyCertSign']),
    ],
  });
  refused([
    ['assertBoolean', () => assertBoolean('false', 'flag'), 'flag'],
    [
      'dangerouslyWithoutCrlSign',
      () => to(x509.createCertificateList)({ ...list, issuer: withoutSign, dangerouslyWithoutCrlSign: 'false' }),
      'dangerouslyWithoutCrlSign',
    ],
    ['insecure', () => to(generateRsaKey)({ modulusBits: 512, random, insecure: 'false' }), 'options.insecure'],
    ['insideStrings', () => to(diagnose)(new Uint8Array(2), { insideStrings: 1 }), 'options.insideStrings'],
    ['encryptThenMac', () => to(createClient)({ ...client, encryptThenMac: 'false' }), 'encryptThenMac'],
    ['dangerouslyUnverified', () => to(connect)({ port: 1, dangerouslyUnverified: 'false' }), 'dangerouslyUnverified'],
    [
      'replace',
      () => to(writeFileWhole)(join(tmpdir(), 'vitrine-options'), '', { mode: 0o600, replace: 'false' }),
      'options.replace',
    ],
    [
      'resume',
      () => to(recordHandshake)({ ...session, seed: 'x', time: new Date(0), resume: 'false' }),
      'settings.resume',
    ],
  ]);
});

/** Made without `makeExtension`, which checks its value. */
const raw = (id: string, kind: string, value: unknown) =>
  ({ extnID: id, critical: true, extnValue: { kind, value } }) as unknown as x509.Extension;
const misspelt = raw(x509.EXTENSIONS.basicConstraints.id, 'basicConstraints', { cA: true, pathLenConstrain: 0 });
const altName = (value: unknown) => raw(x509.EXTENSIONS.subjectAltName.id, 'subjectAltName', value);
const point = {
  ...{ onlyContainsUserCerts: true, onlyContainsCACerts: false, indirectCRL: false },
  onlyContainsAttributeCerts: false,
};
const certId = x509.certIdOf(ca, ca, 'sha256');
const answer = { certId, status: { kind: 'good' }, thisUpdate: validity.notBefore };
const told = {
  ...{ responder: ca, responderKey: key, scheme, responderId: 'name', producedAt: validity.notBefore, random },
  answers: [answer],
} as const;
const status = { kind: 'revoked', revocationTime: validity.notBefore };

describe('a name that is misspelt', () => {
  const unknown = 'unknown-option';
  refused([
    [
      'of an OCSP status',
      () =>
        to(x509.createOcspResponse)({ ...told, answers: [{ ...answer, status: { ...status, reson: 'superseded' } }] }),
      'answers.status',
      unknown,
    ],
    [
      'of a certID',
      () => to(x509.createOcspRequest)({ certIds: [certId, { ...certId, serial: 1n }] }),
      'certIds.1.serial',
      unknown,
    ],
    [
      'in an extension of a certificate',
      () => x509.selfSign({ ...certificate, extensions: [misspelt] }),
      'extensions.0.extnValue.value.pathLenConstrain',
      unknown,
    ],
    [
      'in an extension of a request',
      () =>
        x509.createRequest({
          ...{ subject: certificate.subject, scheme, key, random },
          extensions: [misspelt],
        }),
      'extensions.0.extnValue.value.pathLenConstrain',
      unknown,
    ],
    [
      'in a distribution point',
      () =>
        to(x509.createCertificateList)({ ...list, issuingDistributionPoint: { ...point, onlyContainsUserCert: 1 } }),
      'issuingDistributionPoint.onlyContainsUserCert',
      unknown,
    ],
    ['of a style', () => to(x509.printName)([], { ...x509.NAME_STYLES.oneline, spaces: true }), 'style', unknown],
    ['to inspect', () => to(inspect)(ca.der, { title: '', diagnos: true }), 'options', unknown],
  ]);
});

describe('a value of another type', () => {
  const broken = { ...scheme, keyTypes: undefined } as unknown as typeof scheme;
  const encoded = ca.subject;
  refused([
    ['tolerate', () => to(x509.decodeCertificate)(ca.der, { tolerate: 'string-character' }), 'options.tolerate'],
    ['tolerate', () => to(x509.decodeCertificate)(ca.der, { tolerate: true }), 'options.tolerate'],
    ['tolerate', () => to(x509.readCertificatesPem)(x509.certificatePem(ca), { tolerate: true }), 'options.tolerate'],
    ['names', () => to(x509.matchesName)({ dns: 'a.example' }), 'names'],
    ['names', () => to(x509.matchesName)({ dns: 'a.example' }, [null]), 'names'],
    ['names', () => to(x509.matchesName)({ dns: 'a.example' }, [{ kind: 'dNSName' }]), 'names'],
    ['a key', () => to(x509.verifyCertificateList)(x509.createCertificateList(list), undefined), 'publicKey'],
    ['a scheme', () => x509.selfSign({ ...certificate, scheme: broken, extensions: [] }), 'scheme'],
    ['a scheme', () => x509.createCertificateList({ ...list, scheme: broken }), 'scheme'],
    ['a scheme', () => to(x509.createOcspResponse)({ ...told, scheme: broken }), 'scheme'],
    [
      'a separator',
      () => to(x509.printName)([], { ...x509.NAME_STYLES.oneline, separator: null }),
      'style.separator',
      'out-of-range',
    ],
    ['a flag', () => to(x509.printName)([], { ...x509.NAME_STYLES.oneline, dn_rev: 1 }), 'style.dn_rev'],
    ['an otherName', () => to(x509.formatGeneralName)({ kind: 'otherName' }), 'of.value'],
    ['an RDN', () => to(x509.sameName)({ bytes: encoded.bytes.slice(1), value: [null] }, encoded), 'a.value'],
    ['a name', () => to(x509.sameName)(encoded, { bytes: encoded.bytes.slice(1) }), 'b.value'],
  ]);
});

/** What a codec refuses: the path begins with the field of the argument, or with the structure that is made. */
describe('the path to a value that cannot be encoded', () => {
  const name = (type: string) => [[{ type, value: { kind: 'utf8String', value: 'x' } }]];
  const revoked = { serialNumber: 1n, revocationDate: validity.notBefore };
  const certificateIssuer = [{ kind: 'directoryName', value: name('9.9') }];
  const rows: readonly (readonly [path: string, call: () => unknown])[] = [
    [
      'revoked.1.certificateIssuer.0.0.type',
      () =>
        to(x509.createCertificateList)({
          ...list,
          ...{ issuingDistributionPoint: { ...point, indirectCRL: true } },
          revoked: [revoked, { ...revoked, certificateIssuer }],
        }),
    ],
    [
      'revoked.0.invalidityDate',
      () => x509.createCertificateList({ ...list, revoked: [{ ...revoked, invalidityDate: new Date(8.64e15) }] }),
    ],
    [
      'issuingDistributionPoint.distributionPoint.0',
      () =>
        x509.createCertificateList({
          ...list,
          issuingDistributionPoint: {
            ...point,
            distributionPoint: { kind: 'fullName', value: [{ kind: 'uniformResourceIdentifier', value: 'é' }] },
          },
        }),
    ],
    ['subject.0.type', () => to(x509.selfSign)({ ...certificate, extensions: [], subject: name('3.1') })],
    [
      'TBSCertificate.extensions.0.extnValue.subjectAltName',
      () => x509.selfSign({ ...certificate, extensions: [altName(null)] }),
    ],
    [
      'CertificationRequestInfo.attributes.values.extensionRequest.0.extnValue.subjectAltName.0',
      () =>
        x509.createRequest({
          ...{ subject: certificate.subject, scheme, key, random },
          extensions: [altName([null])],
        }),
    ],
  ];
  for (const [path, call] of rows) {
    it(path, async () => {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(EncodeError);
      expect((error as EncodeError).path.join('.')).toBe(path);
    });
  }
});
