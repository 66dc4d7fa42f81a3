/** A small PKI for connections in one process: keys by node:crypto for speed, certificates by our own issuing. */

import { generateKeyPairSync } from 'node:crypto';
import { systemRandom } from '../../src/bytes/index.ts';
import { type PrivateKey, readPrivateKeyPem, writePrivateKeyPem } from '../../src/keys/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  certificatePem,
  createRequest,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
} from '../../src/x509/index.ts';

export interface Party {
  readonly certificate: Certificate;
  readonly privateKey: PrivateKey;
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const HOUR = 3_600_000;
const VALIDITY = { notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + 24 * HOUR) };
const ISSUE = { scheme: RSA_PKCS1_SHA256, random: systemRandom, validity: VALIDITY };

function makeKey(): PrivateKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return readPrivateKeyPem(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
}

const party = (certificate: Certificate, privateKey: PrivateKey): Party => ({
  certificate,
  privateKey,
  cert: certificatePem(certificate),
  key: writePrivateKeyPem(privateKey, 'pkcs8'),
});

function authority(commonName: string): Party {
  const key = makeKey();
  return party(selfSign({ ...ISSUE, key, subject: makeName(['CN', commonName]), extensions: caExtensions() }), key);
}

function leaf(issuer: Party, commonName: string, purpose: 'clientAuth' | 'serverAuth', names?: string): Party {
  const key = makeKey();
  const request = createRequest({
    subject: makeName(['CN', commonName]),
    key,
    scheme: RSA_PKCS1_SHA256,
    extensions: [],
    random: systemRandom,
  });
  const extensions = [
    makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']),
    makeExtension('extKeyUsage', false, [KEY_PURPOSES[purpose]]),
    ...(names === undefined ? [] : [makeExtension('subjectAltName', false, parseGeneralNames(names))]),
  ];
  const options = { ...ISSUE, request, issuer: issuer.certificate, issuerKey: issuer.privateKey };
  return party(issueFromRequest({ ...options, extensions: () => extensions }), key);
}

export const ca = authority('test-ca');
export const otherCa = authority('other-ca');
export const server = leaf(ca, 'server', 'serverAuth', 'DNS:localhost,DNS:server.test,IP:127.0.0.1');
export const client = leaf(ca, 'jane', 'clientAuth');
export const stranger = leaf(otherCa, 'mallory', 'clientAuth');
