/** Files of many kinds with unusual contents, made by OpenSSL. */

import { writePrivateKeyPem } from '../../../src/keys/index.ts';
import { opensslPrivateKey } from '../../fixtures/key-vectors.ts';
import { openssl, readText, write } from '../openssl-text/openssl.ts';

/** What makes each certificate: arguments of `openssl req -x509` and lines of its extension section. */
const CERTIFICATES: Readonly<Record<string, { readonly args: readonly string[]; readonly ext?: string }>> = {
  'names of every kind': {
    args: ['-subj', '/CN=names'],
    ext: 'subjectAltName=DNS:a.example,DNS:*.b.example,IP:10.96.0.1,IP:2001:db8::1,URI:spiffe://x/y,email:j@x.example,RID:1.2.3.4,dirName:dn,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jane,otherName:1.2.3.4;SEQUENCE:seq\nissuerAltName=DNS:issuer.example',
  },
  'name constraints': {
    args: ['-subj', '/CN=constrained'],
    ext: 'basicConstraints=critical,CA:TRUE,pathlen:0\nnameConstraints=critical,permitted;DNS:.example,permitted;IP:10.0.0.0/255.0.0.0,excluded;IP:2001:db8::/ffff:ffff::,excluded;email:evil.example,permitted;dirName:dn',
  },
  policies: {
    args: ['-subj', '/CN=policies'],
    ext: 'certificatePolicies=2.5.29.32.0,@policy\npolicyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:0\ninhibitAnyPolicy=2\npolicyMappings=1.2.3:1.2.4,1.2.5:1.2.6',
  },
  'where to ask': {
    args: ['-subj', '/CN=pointers'],
    ext: 'authorityInfoAccess=OCSP;URI:http://x.example/ocsp,caIssuers;URI:http://x.example/ca\nsubjectInfoAccess=caRepository;URI:http://x.example/r\ncrlDistributionPoints=point1,point2\nfreshestCRL=URI:http://x.example/delta\nnoCheck=ignored\ntlsfeature=status_request',
  },
  'Netscape’s': {
    args: ['-subj', '/CN=old'],
    ext: 'nsComment=made by hand\nnsCertType=server,objsign\nextendedKeyUsage=1.3.6.1.4.1.311.10.3.3,2.16.840.1.113730.4.1,serverAuth',
  },
  'key identifiers': {
    args: ['-subj', '/CN=identifiers'],
    ext: 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always,issuer:always\nkeyUsage=critical,digitalSignature,encipherOnly,decipherOnly,keyAgreement',
  },
  'an unknown critical extension': { args: ['-subj', '/CN=x'], ext: '1.2.3.4.5.6=critical,DER:04:03:01:02:03' },
  'an extension that is no DER': { args: ['-subj', '/CN=x'], ext: '1.2.3.4.5.7=DER:30:05:01' },
  'DER in DER in DER': {
    args: ['-subj', '/CN=x'],
    ext: '1.2.3.4.5.8=ASN1:SEQUENCE:nested',
  },
  'arcs without bound': {
    args: ['-subj', '/CN=x'],
    ext: '2.999.18446744073709551616=DER:05:00',
  },
  'a malformed known extension': { args: ['-subj', '/CN=x'], ext: 'certificatePolicies=DER:30:03:02:01:05' },
  'certificate timestamps': {
    args: ['-subj', '/CN=x'],
    ext: `1.3.6.1.4.1.11129.2.4.2=DER:04:34:00:32:00:30:00${':ab'.repeat(32)}:00:00:01:80:00:00:00:00:00:00:04:03:00:01:aa`,
  },
  'a long name': {
    args: ['-subj', `/C=SE/ST=Skåne/L=Malmö/O=${'x'.repeat(64)}/OU=${'é'.repeat(64)}/CN=${'日'.repeat(64)}`],
  },
  'no subject': { args: ['-subj', '/'], ext: 'subjectAltName=critical,DNS:x.example' },
  'several values in one RDN': { args: ['-multivalue-rdn', '-subj', '/OU=one+OU=two+CN=three/O=last+UID=u'] },
  'attributes of many types': {
    args: [
      '-subj',
      '/DC=org/DC=example/title=Dr/GN=J/SN=D/initials=J/pseudonym=p/dnQualifier=q/street=Road 1/postalCode=1/emailAddress=j@x.example/serialNumber=42/CN=a\\/b',
    ],
  },
  'a negative serial number': { args: ['-subj', '/CN=x', '-set_serial', '-129'] },
  'a huge serial number': { args: ['-subj', '/CN=x', '-set_serial', `0x${'f'.repeat(80)}`] },
  GeneralizedTime: { args: ['-subj', '/CN=x', '-days', '20000'] },
  'an EC key': { args: ['-subj', '/CN=ec', '-key', 'ec.key'] },
  Ed25519: { args: ['-subj', '/CN=ed', '-key', 'ed.key'] },
  'RSASSA-PSS': { args: ['-subj', '/CN=pss', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'] },
  'SHA-1': { args: ['-subj', '/CN=sha1', '-sha1'] },
};

const SECTIONS = `
[seq]
a=UTF8:text
b=BMP:wide
c=T61:teletex
d=UNIV:universal
e=INTEGER:-128
f=ENUMERATED:3
g=GENTIME:20500101000000Z
h=BOOLEAN:TRUE
i=EXPLICIT:1,IMPLICIT:2A,OCTETSTRING:raw
j=FORMAT:BITLIST,BITSTRING:1,5
k=VISIBLESTRING:visible
l=NUMERICSTRING:123
[nested]
a=OCTWRAP,OCTWRAP,SEQUENCE:inner
b=BITWRAP,SEQUENCE:inner
c=NULL
[inner]
x=OID:1.3.6.1.5.5.7.3.1
y=PRINTABLESTRING:deep
[policy]
policyIdentifier=1.3.6.1.4.1.99999.1
CPS.1=http://x.example/cps
userNotice.1=@notice
[notice]
explicitText=UTF8:believe it or not
organization=Example
noticeNumbers=1,2
[point1]
fullname=URI:http://x.example/crl
CRLissuer=dirName:dn
reasons=keyCompromise,CACompromise
[point2]
relativename=dn
[dn]
CN=inside
`;

const CA = `
[ca]
default_ca=own
[own]
database=index.txt
crlnumber=crlnumber
default_md=sha256
default_crl_days=30
crl_extensions=crl
[crl]
issuingDistributionPoint=critical,@point
authorityKeyIdentifier=keyid
[point]
fullname=URI:http://x.example/crl
onlyuser=TRUE
`;

function makeKeys(): void {
  write('rsa.key', writePrivateKeyPem(opensslPrivateKey(2048), 'pkcs8'));
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'ec.key');
  openssl('genpkey', '-algorithm', 'ED25519', '-out', 'ed.key');
}

/** Twenty and more certificates, PEM by what is unusual in them. */
export function unusualCertificates(): ReadonlyMap<string, string> {
  makeKeys();
  const made = new Map<string, string>();
  for (const [name, { args, ext = '' }] of Object.entries(CERTIFICATES)) {
    write('cnf', `[req]\ndistinguished_name=dn\n[ext]\n${ext}\n${SECTIONS}`);
    const key = args.includes('-key') ? [] : ['-key', 'rsa.key'];
    const extensions = ext === '' ? [] : ['-extensions', 'ext'];
    made.set(name, openssl('req', '-x509', '-new', '-utf8', '-config', 'cnf', ...key, ...extensions, ...args));
  }
  for (const mask of ['pkix', 'nombstr']) {
    write('cnf', '[req]\ndistinguished_name=dn\nutf8=yes\nstring_mask='.concat(mask, '\n[dn]\n'));
    const subject = mask === 'pkix' ? '/CN=日本語' : '/CN=Größe';
    made.set(
      `string_mask ${mask}`,
      openssl('req', '-x509', '-new', '-utf8', '-config', 'cnf', '-key', 'rsa.key', '-subj', subject),
    );
  }
  openssl('req', '-new', '-key', 'rsa.key', '-subj', '/CN=v1', '-out', 'v1.csr');
  made.set('version 1', openssl('x509', '-req', '-in', 'v1.csr', '-signkey', 'rsa.key'));
  return made;
}

/** Requests, keys and a revocation list; `makeKeys` has been. */
export function unusualOthers(): ReadonlyMap<string, string> {
  makeKeys();
  const password = ['-passout', 'pass:vitrine'];
  write(
    'attributes',
    '[req]\ndistinguished_name=dn\nattributes=att\nprompt=no\n[dn]\nCN=x\n[att]\nchallengePassword=wish\n',
  );
  write('ca.cnf', CA);
  write('crlnumber', '0A\n');
  write('index.txt', 'R\t400101000000Z\t200101000000Z,keyCompromise\t0B\tunknown\t/CN=gone\n');
  openssl('req', '-x509', '-new', '-key', 'rsa.key', '-subj', '/CN=ca', '-out', 'ca.crt');
  return new Map([
    ['request', openssl('req', '-new', '-key', 'ec.key', '-config', 'attributes', '-addext', 'subjectAltName=DNS:a')],
    ['revocation list', openssl('ca', '-gencrl', '-config', 'ca.cnf', '-keyfile', 'rsa.key', '-cert', 'ca.crt')],
    ['EC private key', openssl('ec', '-in', 'ec.key')],
    ['EC public key', openssl('pkey', '-in', 'ec.key', '-pubout')],
    ['Ed25519 private key', readText('ed.key')],
    ['EC private key in PKCS #8', readText('ec.key')],
    ['encrypted private key', openssl('pkcs8', '-topk8', '-in', 'rsa.key', '-v2', 'aes-256-cbc', ...password)],
    ['private key encrypted of old', openssl('pkcs8', '-topk8', '-in', 'rsa.key', '-v1', 'PBE-SHA1-3DES', ...password)],
    ['private key encrypted as PEM', openssl('rsa', '-in', 'rsa.key', '-aes256', '-traditional', ...password)],
    ['EC parameters', openssl('ecparam', '-name', 'P-256')],
    ['PKCS #7', openssl('crl2pkcs7', '-nocrl', '-certfile', 'ca.crt')],
  ]);
}
