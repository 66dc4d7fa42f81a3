/** The syntax of x509v3_config(5) for extensions of certificates, beside OpenSSL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/bytes/index.ts';
import { EXIT } from '../../src/cli/command.ts';
import { encode } from '../../src/codec/index.ts';
import { extension, readCertificatesPem } from '../../src/x509/index.ts';
import { hasOpenssl } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() =>
  shell.lines(
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -subj /CN=ca',
    'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf/emailAddress=a@x.example',
  ),
);

const ISSUE = [
  'x509',
  '-req',
  '-in',
  'leaf.csr',
  '-CA',
  'ca.crt',
  '-CAkey',
  'ca.key',
  '-set_serial',
  '5',
  '-days',
  '9',
];
/** The extensions of a certificate in PEM, in hexadecimal by their OID. */
const extensionsOf = (pem: string): Record<string, string> =>
  Object.fromEntries(
    readCertificatesPem(pem)[0].extensions.map((one) => [one.extnID, bytesToHex(encode(extension, one))]),
  );

/** Files of settings, each of which OpenSSL and we read as the same extensions. */
const FILES: readonly string[] = [
  `2.5.29.15 = critical, DER:03:02:07:80
2.5.29.17 = DER:30058203612e62
1.3.6.1.5.5.7.1.1 = DER:3013301106082b060105050730018605687474703a
`,
  `subjectAltName = critical, @names
basicConstraints = CA : yes , pathlen : 0x2
keyUsage = @usage
extendedKeyUsage = @purposes
authorityInfoAccess = @access
crlDistributionPoints = point, URI:http://c.example/b.crl
freshestCRL = URI:http://c.example/delta.crl
issuerAltName = URI:http://i.example/, DNS : i.example
nameConstraints = critical, @subtrees
tlsfeature = status_request, 17
nsComment = "made, by hand"
noCheck = ignored
1.2.3.4 = critical, DER:0c:02:68:69
[names]
URI.1 = http://x.example/a,b
DNS.1 = x.example
email.1 = copy
dirName.1 = name
otherName.1 = 1.3.6.1.4.1.311.20.2.3;UTF8:me@x.example
[name]
C = DE
1.OU = one, with a comma
+2.OU = two
[usage]
keyCertSign =
cRLSign =
keyCertSign =
[purposes]
a.1 = serverAuth
a.2 = msCodeInd
[access]
OCSP;URI.0 = http://o.example/a,b
1.3.6.1.5.5.7.48.2;DNS.1 = o.example
[point]
fullname = URI:http://c.example/a.crl, URI:ldap://c.example/cn=a
CRLissuer = dirName:name
reasons = superseded, CACompromise, keyCompromise
[subtrees]
permitted;DNS.0 = a.example
excluded;dirName.0 = name
`,
  `subjectAltName = DNS : x.example , dirName:name
keyUsage = digitalSignature, digitalSignature, keyAgreement
extendedKeyUsage = ipsecIKE, msCodeCom, msCTLSign, msEFS, msSmartcardLogin
authorityInfoAccess = OCSP;URI:http://o.example, caIssuers;email:a@x.example
crlDistributionPoints = point
[name]
CN = inside
[point]
relativename = name
`,
];

describe('vectors', () => {
  it.skipIf(!hasOpenssl).each(FILES)('are the extensions that OpenSSL makes: file %#', async (text) => {
    shell.write('own.ext', text);
    shell.openssl(...ISSUE, '-extfile', 'own.ext', '-out', 'theirs.crt');
    const { code, stderr } = await shell.run([...ISSUE, '-extfile', 'own.ext', '-out', 'ours.crt']);
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: '' });
    // We always add the identifiers of both keys.
    expect(extensionsOf(shell.read('ours.crt'))).toMatchObject(extensionsOf(shell.read('theirs.crt')));
  });

  it.each([
    'x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -extfile none.ext',
    'x509 -req -in leaf.csr -signkey leaf.key -extfile none.ext',
    'req -x509 -key leaf.key -subj /CN=a -config none.cnf',
    'req -x509 -key leaf.key -subj /CN=a -addext authorityKeyIdentifier=none -addext subjectKeyIdentifier=none -addext basicConstraints=CA:FALSE',
    'ca -batch -notext -config none.cnf -in leaf.csr',
  ])('key identifiers are left out by none: %s', async (line) => {
    const none = 'authorityKeyIdentifier = none\nsubjectKeyIdentifier = none\nbasicConstraints = CA:FALSE\n';
    const own = 'database = d.txt\nserial = d.srl\nnew_certs_dir = .\ncertificate = ca.crt\nprivate_key = ca.key';
    const ca = `[ca]\ndefault_ca = own\n[own]\n${own}\ndefault_days = 9\npolicy = any\nx509_extensions = ext\n[any]\nCN = supplied\n`;
    shell.write('none.ext', none);
    shell.write('none.cnf', `[req]\ndistinguished_name = dn\nx509_extensions = ext\n[dn]\n${ca}[ext]\n${none}`);
    shell.write('d.txt', '');
    shell.write('d.srl', '05\n');
    await shell.lines(`${line} -out bare.crt`);
    expect(Object.keys(extensionsOf(shell.read('bare.crt')))).toEqual(['2.5.29.19']);
  });

  it('are taken by -addext too', async () => {
    const made =
      'req -x509 -new -key ca.key -subj /CN=x -addext "authorityInfoAccess = OCSP;URI:http://o.example" -addext 1.2.3.4=DER:0500';
    expect((await shell.line(`${made} -out added.crt`)).code).toBe(EXIT.ok);
    expect((await shell.line('x509 -in added.crt -noout -ocsp_uri')).stdout).toBe('http://o.example\n');
  });
});

describe('misuse', () => {
  it.each([
    ['crlDistributionPoints = nowhere', 'no section [nowhere]'],
    ['crlDistributionPoints = @\n', 'no section []'],
    ['crlDistributionPoints = p\n[p]\nreasons = keyCompromise', 'needs fullname, relativename or CRLissuer'],
    ['crlDistributionPoints = p\n[p]\nfullname = URI:http://a\nreasons = bored', 'no reason "bored"'],
    ['crlDistributionPoints = p\n[p]\nfullName = URI:http://a', 'not fullName'],
    ['authorityInfoAccess = URI:http://a', 'such as OCSP;URI:http://a.example'],
    ['authorityInfoAccess = ocsp;URI:http://a', 'OCSP, caIssuers or an OID'],
    ['authorityInfoAccess = OCSP;URI:', 'general-name-syntax'],
    ['subjectAltName = @n\n[n]\nDNS.1 = a,b', 'no DNS has a comma in it'],
    ['subjectAltName = otherName:1.2.3;INT:5', 'OID;UTF8:text'],
    ['subjectAltName = issuer:copy', 'RID:oid, dirName:section, otherName:OID;UTF8:text'],
    ['subjectAltName = DNS:', '"DNS:" is not one of DNS:name'],
    ['subjectAltName = dirName:n', 'no section [n]'],
    ['1.2.3.4 = DER:0c05', 'code truncated'],
    ['1.2.3.4 = DER:', 'code truncated'],
    ['keyUsage = DER:03020780', 'goes with the OID of an extension'],
    ['2.5.29.15 = DER:030100', 'code key-usage-empty'],
    ['2.5.29.17 = DER:3000', 'code out-of-range'],
    ['1.3.6.1.5.5.7.1.1 = DER:3000', 'code out-of-range'],
    ['2.5.29.33 = DER:0500', 'code unexpected-tag'],
    ['2.5.29.30 = DER:3000', 'code empty-field'],
    ['1.2.3.4 = ASN1:UTF8String:x', 'ASN1:… is not supported'],
    ['1.2.3.4 = x', 'any by its OID with DER:…'],
    ['constructor = x', 'no extension constructor can be set'],
    ['tlsfeature = status', 'not "status"'],
    ['tlsfeature = 70000', 'out-of-range'],
    ['basicConstraints = CA:1', 'not "CA:1"'],
    ['basicConstraints = CA:TRUE,pathlen:-1', 'not "-1"'],
    ['extendedKeyUsage = @e\n[e]\n', 'out-of-range'],
  ])('%j is refused', async (text, why) => {
    shell.write('bad.ext', text);
    const { code, stderr } = await shell.run([...ISSUE, '-extfile', 'bad.ext', '-out', 'none.crt']);
    expect({ code, stderr, written: shell.exists('none.crt') }).toEqual({
      code: expect.toSatisfy((one: unknown) => one === EXIT.usage || one === EXIT.input),
      stderr: expect.stringMatching(/^vitrine x509: [^\n]*\n$/),
      written: false,
    });
    expect(stderr).toContain(why);
  });
});
