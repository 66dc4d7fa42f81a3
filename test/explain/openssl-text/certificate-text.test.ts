import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificateText, extensionLines, requestText, timeText } from '../../../src/explain/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { pemDecode, pemEncode } from '../../../src/keys/index.ts';
import { schemesFor } from '../../../src/signatures/index.ts';
import {
  caExtensions,
  certificatePem,
  makeName,
  readCertificatesPem,
  readRequestPem,
  readTrustStorePem,
  selfSign,
} from '../../../src/x509/index.ts';
import { SIGNING_KINDS } from '../../fixtures/keys.ts';
import { everyNth, isWholeTable } from '../../property-runs.ts';
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

/** Extension sections; each goes into its own certificate. */
/** Policies of one, with a user notice in a string type. @param content - hexadecimal digits. */
function noticeIn(tag: number, content: string): string {
  const wrap = (outer: string, inner: string): string =>
    `${outer}:${((inner.length + 1) / 3).toString(16).padStart(2, '0')}:${inner}`;
  const notice = wrap('30', wrap(tag.toString(16).padStart(2, '0'), content));
  const qualifier = wrap('30', `06:08:2b:06:01:05:05:07:02:02:${notice}`);
  return wrap('30', wrap('30', `06:03:2a:03:04:${wrap('30', qualifier)}`));
}

/** Extension sections, each for a certificate of its own. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  pointers: `authorityInfoAccess = OCSP;URI:http://x.example/ocsp,caIssuers;URI:http://x.example/ca,1.2.3.4;DNS:a.b,OCSP;dirName:dir
subjectInfoAccess = caRepository;URI:http://x.example/r`,
  'an authority in one place': 'authorityInfoAccess = caIssuers;URI:http://x.example/ca',
  'one distribution point': 'crlDistributionPoints = URI:http://x.example/crl',
  'distribution points': `crlDistributionPoints = point1,point2,point3,point4
freshestCRL = URI:http://x.example/delta,URI:http://y.example/delta`,
  'distribution points that end as they begin': 'crlDistributionPoints = point2\nfreshestCRL = point1',
  'an issuing distribution point': 'issuingDistributionPoint = critical,@issuing',
  'an issuing distribution point of nothing': '2.5.29.28 = critical,DER:30:00',
  'lists of nothing':
    'crlDistributionPoints = DER:30:00\nfreshestCRL = DER:30:00\ncertificatePolicies = DER:30:00\nissuerAltName = DER:30:00',
  'accesses of nothing': 'authorityInfoAccess = DER:30:00\nsubjectInfoAccess = DER:30:00\npolicyMappings = DER:30:00',
  policies:
    'certificatePolicies = 2.5.29.32.0,1.2.3.4,@policy,@policy2\n2.5.29.54 = DER:02:11:00:80:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00',
  'one policy': 'certificatePolicies = critical,2.23.140.1.2.1',
  'a qualifier that nobody knows':
    'certificatePolicies = DER:30:15:30:13:06:03:2a:03:04:30:0c:30:0a:06:03:2a:03:05:0c:03:61:62:63',
  'constraints of names': `nameConstraints = critical,permitted;DNS:.example,permitted;IP:10.0.0.0/255.0.0.0,excluded;IP:2001:db8::/ffff:ffff::,excluded;email:evil.example,permitted;dirName:dir,permitted;URI:.example,excluded;RID:1.2.3`,
  'excluded names': 'nameConstraints = excluded;DNS:evil.example',
  'constraints of policies': `policyConstraints = requireExplicitPolicy:3,inhibitPolicyMapping:0
inhibitAnyPolicy = 2
policyMappings = 1.2.3:1.2.4,2.23.140.1.2.1:1.2.6`,
  'a constraint of policies': 'policyConstraints = inhibitPolicyMapping:1',
  'names of the issuer':
    'issuerAltName = DNS:issuer.example,email:a@b,dirName:dir,IP:fd00::1\n2.5.29.29 = DER:30:05:82:03:61:2e:62',
  'features and Netscape’s': `noCheck = ignored
tlsfeature = status_request,status_request_v2,99
nsComment = made by hand
nsCertType = client,server,email,objsign,reserved,sslCA,emailCA,objCA`,
  'texts of Netscape’s': `nsBaseUrl = http://a.example/
nsRevocationUrl = http://a.example/r
nsCaRevocationUrl = http://a.example/c
nsRenewalUrl = http://a.example/n
nsCaPolicyUrl = http://a.example/p
nsSslServerName = a.example`,
  'a Netscape text of another type': '2.16.840.1.113730.1.2 = DER:0c:01:61',
  'line feeds in an unknown one': '1.2.3.4.5 = DER:04:06:61:0a:62:63:09:ff\nsetCext-hashedRoot = DER:04:02:0a:0a',
  'of Microsoft and of qualified certificates': `1.3.6.1.4.1.311.20.2 = ASN1:BMP:Machine
1.3.6.1.4.1.311.21.1 = ASN1:INT:0
1.3.6.1.4.1.311.21.7 = DER:30:0e:06:06:2b:06:01:04:01:01:02:01:64:02:01:0a
1.3.6.1.4.1.311.21.10 = DER:30:0c:30:0a:06:08:2b:06:01:05:05:07:03:01
qcStatements = DER:30:0a:30:08:06:06:04:00:8e:46:01:01
extendedKeyUsage = 1.3.6.1.4.1.311.10.3.12,msSmartcardLogin,1.3.6.1.5.2.3.5,1.3.6.1.5.5.7.3.31,msCodeInd`,
  'a notice in another string type': `certificatePolicies = DER:${noticeIn(0x1e, '00:48:00:69')}`,
  'a notice of letters beyond Latin': `certificatePolicies = DER:${noticeIn(0x1e, '4e:2d:65:87')}`,
  timestamps: `1.3.6.1.4.1.11129.2.4.2 = DER:04:7a:00:78:00:3c:00${':ab'.repeat(32)}:00:00:01:80:00:00:00:00:00:03:01:02:03:04:03:00:0a:aa:bb:cc:dd:ee:ff:00:11:22:33:00:38:00${':cd'.repeat(32)}:00:00:01:80:00:00:00:0f:00:00:04:01:00:09:aa:bb:cc:dd:ee:ff:00:11:22`,
  'a timestamp whose algorithm is none of the two': `1.3.6.1.4.1.11129.2.4.2 = DER:04:3a:00:38:00:36:00${':ab'.repeat(32)}:00:00:01:80:00:00:00:00:00:00:05:01:00:07:aa:bb:cc:dd:ee:ff:11`,
  'a long signature of a log': `1.3.6.1.4.1.11129.2.4.2 = DER:04:51:00:4f:00:4d:00${':01'.repeat(32)}:00:00:01:80:00:00:00:00:00:00:04:01:00:1e${':5a'.repeat(30)}`,
  'the poison of a precertificate': `1.3.6.1.4.1.11129.2.4.3 = critical,DER:05:00`,
  'those of lists': `2.5.29.20 = DER:02:02:12:34
2.5.29.21 = DER:0a:01:04
2.5.29.24 = DER:18:0f:32:30:32:30:30:31:30:31:30:30:30:30:30:30:5a
2.5.29.27 = DER:02:01:05
2.5.29.16 = DER:30:11:81:0f:32:30:33:30:30:31:30:31:30:30:30:30:30:30:5a`,
  'malformed ones': `authorityInfoAccess = DER:30:03:02:01:05
certificatePolicies = DER:30:02:05:00
crlDistributionPoints = DER:04:00
nameConstraints = DER:05:00`,
};
const SECTIONS = `
[dir]
C = SE
CN = someone
[point1]
fullname = URI:http://a.example/1,URI:http://b.example/1
CRLissuer = dirName:dir
reasons = keyCompromise, CACompromise
[point2]
relativename = relative
[relative]
CN = someone
[point3]
fullname = DNS:zz,dirName:dir,IP:fd00::1,IP:10.0.0.1
[point4]
CRLissuer = dirName:dir
[policy]
policyIdentifier = 1.3.5.8
CPS.1 = http://cps.example/
CPS.2 = http://cps2.example/
userNotice.1 = @notice
userNotice.2 = @notice2
[policy2]
policyIdentifier = 1.3.5.9
userNotice.1 = @notice3
[notice]
explicitText = UTF8:Some text: Ä
organization = My Org
noticeNumbers = 1,2,3
[notice2]
explicitText = other
[notice3]
organization = Org
noticeNumbers = 7
[issuing]
fullname = URI:http://a.example/i
onlyCA = TRUE
indirectCRL = TRUE
onlysomereasons = keyCompromise,superseded
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

  it.each(everyNth(3, Object.keys(EXTENSIONS)))('of extensions: %s', (name) => {
    write('x.cnf', `[issued]\n${EXTENSIONS[name]}\n${SECTIONS}`);
    issue('x.crt', 'bare.csr', '-extfile', 'x.cnf', '-extensions', 'issued');
    same('x.crt');
  });

  it('of a name of an EV certificate', () => {
    const subject =
      '/jurisdictionC=CH/jurisdictionST=Bern/jurisdictionL=Bern/businessCategory=Private Organization/serialNumber=CHE-1';
    openssl('req', '-new', '-x509', '-key', 'ca.key', '-out', 'ev.crt', '-subj', `${subject}/unstructuredName=u/CN=ev`);
    same('ev.crt');
  });

  it.each(SIGNING_KINDS)('of a certificate with a key of kind $kind', ({ kind, key }) => {
    for (const scheme of schemesFor(key)) {
      const name = makeName(['CN', kind]);
      const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2030-01-01T00:00:00Z') };
      const options = { scheme, validity, subject: name, key, extensions: caExtensions(), random: seededRandom(kind) };
      write('kind.crt', certificatePem(selfSign(options)));
      same('kind.crt');
    }
  });

  it('of all roots of the stores of Debian and Node, of which none is passed over', () => {
    const debian = '/etc/ssl/certs/ca-certificates.crt';
    const stores = [existsSync(debian) ? readFileSync(debian, 'utf8') : '', ...rootCertificates].join('\n');
    const all = [...new Set(pemDecode(stores).map(({ bytes }) => pemEncode('CERTIFICATE', bytes)))];
    const { certificates, skipped } = readTrustStorePem(all.join(''));
    expect([skipped, certificates.length]).toEqual([[], all.length]);
    // One process prints them all, but their names in an older form; whole texts are asked for where a name has more than letters.
    write('roots.pem', all.join(''));
    openssl('storeutl', '-noout', '-text', '-certs', '-out', 'roots.txt', 'roots.pem');
    const theirs = readText('roots.txt').replace(/^(\d+: Certificate|Total found: \d+)\n/gm, '');
    const ours = certificates.map((one) => certificateText(one)).join('');
    const withoutNames = (text: string): string => text.replace(/^ {8}(Issuer|Subject): .*\n/gm, '');
    expect(withoutNames(ours)).toBe(withoutNames(theirs));
    const unusual = certificates.filter((one) => /Subject: .*["\\]/.test(certificateText(one)));
    expect(unusual.length).toBeGreaterThan(0);
    for (const certificate of unusual.slice(0, isWholeTable ? 12 : 3)) {
      write('root.pem', certificatePem(certificate));
      same('root.pem');
    }
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

describe('misuse', () => {
  it('lets no control character but line feeds through: unlike OpenSSL, a carriage return is a dot', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const [, ...lines] = extensionLines(
      [{ extnID: '1.2.3.4', critical: false, extnValue: { kind: 'other', value: bytes } }],
      0,
    );
    const shown = Array.from(bytes, (byte) =>
      (byte >= 0x20 && byte < 0x7f) || byte === 0x0a ? String.fromCharCode(byte) : '.',
    );
    expect(lines.join('\n')).toBe(`    ${shown.join('')}`);
  });
});

describe('properties', () => {
  it('writes a date as OpenSSL does, in GMT, the day in two columns', () => {
    expect(timeText(new Date('2024-02-05T03:04:05Z'))).toBe('Feb  5 03:04:05 2024 GMT');
    expect(timeText(new Date('2049-12-31T23:59:59Z'))).toBe('Dec 31 23:59:59 2049 GMT');
  });
});
