/** A CA, and a server's certificate that it issues from the server's request. */
import { systemRandom as random } from 'vitrine/bytes';
import { writePrivateKeyPem } from 'vitrine/keys';
import { generateRsaKey } from 'vitrine/rsa';
import { RSA_PKCS1_SHA256 as scheme } from 'vitrine/signatures';
import {
  caExtensions,
  certificatePem,
  createRequest,
  formatGeneralName,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
} from 'vitrine/x509';

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };

const caKey = generateRsaKey({ modulusBits: 2048, random });
const subject = makeName(['O', 'Example'], ['CN', 'Example CA']);
const ca = selfSign({ subject, key: caKey, scheme, validity, extensions: caExtensions(), random });

// The server makes a key, and asks for a certificate with its names.
const key = generateRsaKey({ modulusBits: 2048, random });
const names = makeExtension('subjectAltName', false, parseGeneralNames('DNS:www.example.test,IP:192.0.2.1'));
const request = createRequest({ subject: makeName(['CN', 'www']), key, scheme, extensions: [names], random });

// The CA checks the request's signature, and decides: the names as they were asked for, and the purpose of its own.
const purpose = makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]);
const grant = (requested: readonly (typeof names)[]) => [...requested, purpose];
const server = issueFromRequest({ request, issuer: ca, issuerKey: caKey, scheme, validity, random, extensions: grant });

console.log(server.subjectAltNames.map(formatGeneralName).join(', ')); // → DNS:www.example.test, IP:192.0.2.1
console.log(certificatePem(server).split('\n')[0]); // → -----BEGIN CERTIFICATE-----
console.log(writePrivateKeyPem(key, 'pkcs8').split('\n')[0]); // → -----BEGIN PRIVATE KEY-----
