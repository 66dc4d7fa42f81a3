/** A wrong value inside a call that is right otherwise: a UsageError names the argument, and nothing is made. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/asn1/index.ts';
import { assertBoolean } from '../src/bytes/index.ts';
import { EncodeError } from '../src/codec/index.ts';
import { certificateText, explainValidation, inspect, recordHandshake } from '../src/explain/index.ts';
import { hmac, seededRandom, sha256 } from '../src/hash/index.ts';
import {
  fromTransferable,
  generateKey,
  pemDecode,
  publicKeyFromJwk,
  publicKeyOf,
  publicKeyToJwk,
  toTransferable,
} from '../src/keys/index.ts';
import { lint, sarifLog } from '../src/lint/index.ts';
import { connect, systemRoots, withFileLock, writeFileWhole } from '../src/node/index.ts';
import { generateRsaKey } from '../src/rsa/index.ts';
import { usualSchemeFor, verifyJws } from '../src/signatures/index.ts';
import { createClient } from '../src/tls/index.ts';
import * as x509 from '../src/x509/index.ts';
import { refused, thrownBy, to } from './refused.ts';

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

const text = { kind: 'utf8String', value: 'x' };
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
      'answers[0].status',
      unknown,
    ],
    [
      'of a certID',
      () => to(x509.createOcspRequest)({ certIds: [certId, { ...certId, serial: 1n }] }),
      'certIds[1].serial',
      unknown,
    ],
    [
      'in an extension of a certificate',
      () => x509.selfSign({ ...certificate, extensions: [misspelt] }),
      'extensions[0].extnValue.value.pathLenConstrain',
      unknown,
    ],
    [
      'in an extension of a request',
      () =>
        x509.createRequest({
          ...{ subject: certificate.subject, scheme, key, random },
          extensions: [misspelt],
        }),
      'extensions[0].extnValue.value.pathLenConstrain',
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
    [
      'of an attribute',
      () => to(x509.encodedName)([[{ type: '2.5.4.3', value: { kind: 'utf8String', value: 'x' }, vaule: 'y' }]]),
      'of[0][0].vaule',
      unknown,
    ],
    [
      'of the value of an attribute',
      () =>
        to(x509.selfSign)({
          ...certificate,
          extensions: [],
          subject: [[{ type: '2.5.4.3', value: { ...text, vaule: 'y' } }]],
        }),
      'of[0][0].value.vaule',
      unknown,
    ],
    [
      'of a transferable key',
      () => to(fromTransferable)({ ...toTransferable(key), hafl: 'public' }),
      'record',
      unknown,
    ],
    [
      'to a trust store',
      () => to(x509.readTrustStorePem)(x509.certificatePem(ca), { tolerate: [] }),
      'options',
      unknown,
    ],
    ['of a limit', () => to(pemDecode)('', { limits: { byte: 1 } }), 'options.limits', unknown],
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
    ['names', () => to(x509.matchesName)({ dns: 'a.example' }, [null]), 'names[0]'],
    ['names', () => to(x509.matchesName)({ dns: 'a.example' }, [{ kind: 'dNSName' }]), 'names[0]'],
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
    ['a kind of text', () => to(x509.printName)([[{ type: '2.5.4.3', value: {} }]], x509.NAME_STYLES.oneline), 'name'],
    ['a text', () => to(x509.formatOneline)([[{ type: '2.5.4.3', value: { kind: 'utf8String' } }]]), 'name'],
    ['a name that is no text', () => to(x509.formatGeneralName)({ kind: 'dNSName', value: Symbol('x') }), 'of.value'],
    [
      'a state of a hash',
      () => to(hmac)({ ...sha256, create: () => ({}) }, new Uint8Array(1), new Uint8Array(1)),
      'hash',
    ],
    ['an otherName', () => to(x509.formatGeneralName)({ kind: 'otherName' }), 'of.value'],
    ['an RDN', () => to(x509.sameName)({ bytes: encoded.bytes.slice(1), value: [null] }, encoded), 'a.value[0]'],
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
      'issuingDistributionPoint.distributionPoint',
      () =>
        to(x509.createCertificateList)({
          ...list,
          issuingDistributionPoint: { ...point, distributionPoint: { kind: '__proto__', value: [] } },
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

describe('a value of another type, for TLS and Node', () => {
  refused([
    ['alpn', () => to(createClient)({ ...client, alpn: null }), 'alpn'],
    ['a suite', () => to(createClient)({ ...client, ciphers: [1n] }), 'ciphers[0]'],
    ['a group', () => to(createClient)({ ...client, groups: [1n] }), 'groups[0]'],
    ['a scheme', () => to(createClient)({ ...client, signatureSchemes: [1n] }), 'signatureSchemes[0]'],
    ['a listener', () => to(createClient)({ ...client, keyLog: 'x' }), 'keyLog'],
    ['a host', () => to(connect)({ host: 5, port: 1, dangerouslyUnverified: true, name: 'unchecked' }), 'host'],
    ['an environment', () => to(systemRoots)({ source: 'system', env: null }), 'env'],
    ['a file', () => to(systemRoots)({ source: 'system', env: { SSL_CERT_FILE: null } }), 'env.SSL_CERT_FILE'],
    ['a signal', () => to(withFileLock)('lock', { patience: 1, signal: true }, () => 1), 'options.signal'],
    ['a path', () => to(writeFileWhole)('file', '', { mode: 0o600, replace: true, like: true }), 'options.like'],
  ]);
});

const question = {
  ...{ leaf: ca, intermediates: [], roots: [ca], time: validity.notBefore, purpose: 'any' },
  ...{ profile: 'rfc5280', revocation: { policy: 'off' }, name: 'unchecked' },
};

describe('null, which is no default', () => {
  const judged = (ocsp: unknown) => () =>
    to(x509.validateChain)({ ...question, revocation: { policy: 'require', ocsp } });
  const outOf = 'out-of-range';
  const missing = 'missing-option';
  refused([
    ['the skew', judged({ skew: null }), 'revocation.ocsp.skew', outOf],
    ['the age', judged({ maxAge: null }), 'revocation.ocsp.maxAge', outOf],
    [
      'the age without an end',
      judged({ maxAgeWithoutNextUpdate: null }),
      'revocation.ocsp.maxAgeWithoutNextUpdate',
      outOf,
    ],
    ['the settings', judged(null), 'revocation.ocsp'],
    ['the suites', () => to(createClient)({ ...client, ciphers: null }), 'ciphers', missing],
    ['the groups', () => to(createClient)({ ...client, groups: null }), 'groups', missing],
    ['the schemes', () => to(createClient)({ ...client, signatureSchemes: null }), 'signatureSchemes', missing],
    ['the versions', () => to(createClient)({ ...client, versions: null }), 'versions'],
    ['the limits', () => to(pemDecode)('', { limits: null }), 'options.limits'],
    [
      'the source of randomness',
      () => to(connect)({ port: 1, dangerouslyUnverified: true, name: 'unchecked', random: null }),
      'random',
      missing,
    ],
  ]);

  it('undefined is one', () => {
    const ocsp = { skew: undefined, maxAge: undefined, maxAgeWithoutNextUpdate: undefined };
    const report = to(x509.validateChain)({ ...question, revocation: { policy: 'if-present', ocsp } });
    expect(report).toMatchObject({ ok: true });
  });
});

describe('the entry of a list, which is named', () => {
  const revocation = (checks: object) => () =>
    to(x509.validateChain)({ ...question, revocation: { policy: 'require', ...checks } });
  const outOf = 'out-of-range';
  refused([
    ['roots', () => to(x509.validateChain)({ ...question, roots: [ca, ca, null] }), 'roots[2]'],
    ['intermediates', () => to(x509.validateChain)({ ...question, intermediates: [ca, 1] }), 'intermediates[1]'],
    ['off', () => to(x509.validateChain)({ ...question, off: ['key-usage', 'x'] }), 'off[1]', outOf],
    ['understood', () => to(x509.validateChain)({ ...question, understood: ['1.2.3', 'x'] }), 'understood[1]', outOf],
    [
      'policies',
      () => to(x509.validateChain)({ ...question, policies: { initialPolicies: ['1.2.3', 'x'] } }),
      'policies.initialPolicies[1]',
      outOf,
    ],
    ['crls', revocation({ crls: [null] }), 'revocation.crls[0]'],
    ['responses', revocation({ ocspResponses: [null] }), 'revocation.ocspResponses[0]'],
    ['stapled ones', revocation({ stapledResponses: [null] }), 'revocation.stapledResponses[0]'],
    ['certificates', revocation({ certificates: [null] }), 'revocation.certificates[0]'],
    ['extensions', () => to(x509.selfSign)({ ...certificate, extensions: [altName([]), null] }), 'extensions[1]'],
    [
      'identifiers',
      () => to(x509.selfSign)({ ...certificate, extensions: [], withoutIdentifiers: ['x'] }),
      'withoutIdentifiers[0]',
      outOf,
    ],
    ['attributes', () => to(x509.makeName)(['CN', 'a'], ['CN']), 'rdns[1]', outOf],
    ['attributes of one RDN', () => to(x509.makeName)([['CN', 'a'], ['CN']]), 'rdns[0][1]', outOf],
    ['revoked', () => to(x509.createCertificateList)({ ...list, revoked: [null] }), 'revoked[0]'],
    ['answers', () => to(x509.createOcspResponse)({ ...told, answers: [answer, null] }), 'answers[1]'],
    ['alpn', () => to(createClient)({ ...client, alpn: ['h2', ''] }), 'alpn[1]', outOf],
    ['versions', () => to(createClient)({ ...client, versions: ['TLSv1.3', 'SSLv3'] }), 'versions[1]', outOf],
    ['suites', () => to(createClient)({ ...client, ciphers: ['x'] }), 'ciphers[0]', outOf],
    ['codes', () => to(lint)(ca.der, { kind: 'certificate', profile: 'rfc5280', off: ['x'] }), 'options.off[0]', outOf],
    ['algorithms', () => to(verifyJws)('', { algorithms: ['none'], keys: [] }), 'options.algorithms[0]', outOf],
    ['keys', () => to(verifyJws)('', { algorithms: [], keys: [null] }), 'options.keys[0]'],
  ]);
});

it('other members of a JWK are ignored (RFC 7517 §4)', () => {
  const jwk = publicKeyToJwk(publicKeyOf(key));
  expect(publicKeyToJwk(publicKeyFromJwk({ ...jwk, kdi: 'x' } as typeof jwk))).toEqual(jwk);
});

describe('a value of another type, to show', () => {
  const linted = lint(ca.der, { kind: 'certificate', profile: 'rfc5280' });
  refused([
    ['a style', () => to(certificateText)(ca, { names: null }), 'names'],
    ['a name', () => to(explainValidation)('', { ...question, name: null }), 'name'],
    ['a name', () => to(x509.validateChain)({ ...question, name: null }), 'name'],
    ['a finding', () => to(sarifLog)([{ uri: 'a', result: { ...linted, findings: [null] } }]), 'inputs[0]'],
  ]);
});
