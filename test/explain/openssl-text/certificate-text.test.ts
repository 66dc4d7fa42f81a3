import { describe, expect, it } from 'vitest';
import { certificateText, requestText, timeText } from '../../../src/explain/index.ts';
import { readCertificatesPem, readRequestPem } from '../../../src/x509/index.ts';
import { hasOpenssl30, openssl, readText, write } from './openssl.ts';

const CONFIG = `
[req]
distinguished_name = dn
attributes = attributes
prompt = no
req_extensions = wanted
[dn]
C = SE
O = Exämple, Inc
1.OU = a+b
2.OU = " # leading"
emailAddress = a@b.c
[attributes]
challengePassword = secret
unstructuredName = foo
[wanted]
basicConstraints = critical,CA:TRUE,pathlen:3
keyUsage = critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement,keyCertSign,cRLSign,encipherOnly,decipherOnly
extendedKeyUsage = serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning,anyExtendedKeyUsage,1.2.3.4
subjectAltName = DNS:a,IP:192.168.1.2,IP:fd00::1,email:x@y.z,URI:https://a/b,dirName:dir,RID:1.2.3.4,otherName:1.2.3.4;UTF8:hi,otherName:1.2.3.5;INT:5,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jane
1.2.3.4.5 = ASN1:UTF8String:Hello
[dir]
C = SE
CN = someone
[issued]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = CA:FALSE
`;

describe.skipIf(!hasOpenssl30)('vectors: the text that OpenSSL 3.0 prints', () => {
  write('c.cnf', CONFIG);
  if (hasOpenssl30) {
    openssl('genrsa', '-out', 'ca.key', '2048');
    openssl('req', '-new', '-x509', '-key', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=kubernetes-ca', '-days', '9999');
    openssl('req', '-new', '-key', 'ca.key', '-config', 'c.cnf', '-utf8', '-out', 'full.csr');
    openssl('req', '-new', '-key', 'ca.key', '-subj', '/', '-out', 'bare.csr');
  }
  const issue = (out: string, csr: string, ...more: string[]): string =>
    openssl('x509', '-req', '-in', csr, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-out', out, ...more);
  const same = (name: string): void =>
    expect(certificateText(readCertificatesPem(readText(name))[0])).toBe(
      openssl('x509', '-in', name, '-noout', '-text'),
    );

  it('of a self-signed CA', () => same('ca.crt'));

  it('of a version 1 certificate with a small serial number and an empty subject', () => {
    issue('v1.crt', 'bare.csr', '-set_serial', '4096');
    same('v1.crt');
  });

  it('of every extension that x509/ knows, and one that nobody does', () => {
    issue('full.crt', 'full.csr', '-copy_extensions', 'copyall', '-days', '3');
    same('full.crt');
  });

  it('of an authority key identifier in full', () => {
    issue('aki.crt', 'bare.csr', '-extfile', 'c.cnf', '-extensions', 'issued');
    same('aki.crt');
  });

  it.each([
    '0',
    '127',
    '128',
    '0x7fffffffffffffff',
    '0x8000000000000000',
    '0xff00000000000000000001',
    '-5',
    '-0x8000000000000001',
  ])('of serial number %s', (serial) => {
    issue('serial.crt', 'bare.csr', '-set_serial', serial);
    same('serial.crt');
  });

  it('of requests', () => {
    for (const name of ['bare.csr', 'full.csr']) {
      expect(requestText(readRequestPem(readText(name)))).toBe(openssl('req', '-in', name, '-noout', '-text'));
    }
  });
});

describe('properties', () => {
  it('writes a date as OpenSSL does, in GMT, the day in two columns', () => {
    expect(timeText(new Date('2024-02-05T03:04:05Z'))).toBe('Feb  5 03:04:05 2024 GMT');
    expect(timeText(new Date('2049-12-31T23:59:59Z'))).toBe('Dec 31 23:59:59 2049 GMT');
  });
});
