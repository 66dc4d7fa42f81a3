/** Makes x509-names.json, x509-certificates.json and x509-chains.json: names, certificates and requests with all that OpenSSL can put in
 * them, and chains good and bad with what `openssl verify -x509_strict` says of them.
 * Run with `npx tsx vectors/make-x509.ts`; keys and times differ from run to run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-x509-'));
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const save = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const write = (file: string, command: string, rest: object): void =>
  writeFileSync(
    join(import.meta.dirname, file),
    `${JSON.stringify({ source: 'vectors/make-x509.ts', tool: openssl('version').trim(), command, ...rest }, null, 1)}\n`,
  );

// --- names ---------------------------------------------------------------------------------------------------------------

const SUBJECTS = [
  '/CN=kubernetes-ca',
  '/O=system:masters/CN=kubernetes-admin',
  '/O=system:nodes/O=second/CN=system:node:worker-1',
  '/C=SE/ST=Skåne/L=Malmö/O=Example/OU=Größe/CN=a.example',
  '/DC=org/DC=example/UID=jane/CN=Jane Doe',
  '/CN=a\\/b\\+c,d;e<f>g"h\\\\i=j',
  '/CN= leading and trailing ',
  '/CN=#hash',
  '/OU=one+OU=two+CN=three/O=last',
  '/CN=tab\there/emailAddress=jane@example.com/serialNumber=42',
  '/title=Dr/GN=Jane/SN=Doe/initials=J/pseudonym=jd/dnQualifier=q/street=Road 1/postalCode=1',
  '/CN=日本語 🔐',
];

function nameVector(subject: string): object {
  openssl('req', '-new', '-key', 'leaf.key', '-utf8', '-subj', subject, '-out', 'csr');
  const shown = (...nameopt: string[]): string =>
    openssl('req', '-in', 'csr', '-noout', '-subject', ...nameopt)
      .replace(/^subject=/, '')
      .replace(/\n$/, '');
  return { subject, request: read('csr'), oneline: shown(), rfc2253: shown('-nameopt', 'RFC2253,-esc_msb,utf8') };
}

// --- certificates and requests -------------------------------------------------------------------------------------------

const EVERYTHING = `
[dn]
CN=inside
[all]
subjectAltName=DNS:kubernetes,DNS:*.example.com,IP:10.96.0.1,IP:2001:db8::1,URI:spiffe://example/x,email:jane@example.com,RID:1.2.3.4,dirName:dn,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jane
basicConstraints=critical,CA:TRUE,pathlen:3
keyUsage=critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement,keyCertSign,cRLSign,encipherOnly,decipherOnly
extendedKeyUsage=serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning,1.2.3.4.5
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
certificatePolicies=1.2.3.4
crlDistributionPoints=URI:http://example.com/crl
authorityInfoAccess=OCSP;URI:http://example.com/ocsp
1.2.3.4.5.6=critical,DER:04:03:01:02:03
`;

function certificates(): object[] {
  save('cnf', `[req]\ndistinguished_name=dn\n${EVERYTHING}`);
  const selfSigned = (name: string, ...rest: string[]): object => ({
    name,
    kind: 'certificate',
    pem: openssl('req', '-x509', '-new', '-key', 'root.key', '-config', 'cnf', ...rest),
  });
  openssl('req', '-new', '-key', 'leaf.key', '-subj', '/CN=v1', '-out', 'csr');
  const request = (name: string, config: string, ...rest: string[]): object => {
    save('cnf2', config);
    return { name, kind: 'request', pem: openssl('req', '-new', '-key', 'leaf.key', '-config', 'cnf2', ...rest) };
  };
  const attributes =
    '[req]\ndistinguished_name=dn\nattributes=att\nprompt=no\n[dn]\nCN=x\n[att]\nchallengePassword=secret\nunstructuredName=one\n';
  return [
    selfSigned('everything', '-subj', '/CN=everything', '-extensions', 'all'),
    selfSigned('empty subject', '-subj', '/', '-extensions', 'all'),
    selfSigned('until 2050 and beyond', '-subj', '/CN=long', '-days', '20000'),
    selfSigned('no extensions', '-subj', '/CN=none', '-set_serial', '1'),
    { name: 'version 1', kind: 'certificate', pem: openssl('x509', '-req', '-in', 'csr', '-signkey', 'leaf.key') },
    { ...selfSigned('SHA-1', '-subj', '/CN=sha1', '-sha1') },
    {
      name: 'EC',
      kind: 'certificate',
      pem: openssl(
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        'ec.key',
        '-subj',
        '/CN=ec',
      ),
    },
    request('plain', '[req]\ndistinguished_name=dn\n[dn]\n', '-subj', '/CN=plain'),
    request(
      'with extensions',
      '[req]\ndistinguished_name=dn\n[dn]\n',
      '-subj',
      '/CN=kube-apiserver',
      '-addext',
      'subjectAltName=IP:10.96.0.1,DNS:kubernetes',
      '-addext',
      'keyUsage=critical,digitalSignature',
    ),
    request('with attributes', attributes, '-addext', 'subjectAltName=DNS:a'),
  ];
}

// --- chains --------------------------------------------------------------------------------------------------------------

const CA =
  'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n';
const LEAF =
  'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nsubjectAltName=DNS:a.example,DNS:*.b.example,IP:10.96.0.1\n';
const without = (extensions: string, line: RegExp): string => extensions.replace(line, '');

interface ChainPlan {
  readonly name: string;
  /** Codes of the checks that must fail; none for a good chain. */
  readonly fails: readonly string[];
  /** Where the standard is stricter than OpenSSL 3.0, which accepts: the section that says so. */
  readonly stricter?: string;
  readonly leaf?: string;
  readonly intermediate?: string;
  readonly leafArgs?: readonly string[];
  readonly intermediateArgs?: readonly string[];
  readonly purpose?: 'clientAuth' | 'serverAuth';
  readonly dns?: string;
  readonly ip?: string;
  /** Days from now. */
  readonly at?: number;
  /** File names of the keys. */
  readonly leafKey?: string;
  readonly root?: string;
}

const PLANS: readonly ChainPlan[] = [
  { name: 'good', fails: [] },
  { name: 'good, by wildcard', fails: [], dns: 'x.b.example' },
  { name: 'good, by address', fails: [], ip: '10.96.0.1' },
  { name: 'expired', fails: ['validity', 'validity'], at: 40 },
  { name: 'not yet valid', fails: ['validity', 'validity', 'validity'], at: -1 },
  { name: 'intermediate is no CA', fails: ['basic-constraints'], intermediate: CA.replace('CA:TRUE', 'CA:FALSE') },
  {
    name: 'intermediate without basicConstraints',
    fails: ['basic-constraints'],
    intermediate: without(CA, /basic.*\n/),
  },
  { name: 'intermediate without keyCertSign', fails: ['key-usage'], intermediate: CA.replace('keyCertSign,', '') },
  {
    name: 'intermediate for clients only',
    fails: ['extended-key-usage-nesting'],
    intermediate: `${CA}extendedKeyUsage=clientAuth\n`,
  },
  { name: 'intermediate for servers', fails: [], intermediate: `${CA}extendedKeyUsage=serverAuth\n` },
  {
    name: 'unknown critical extension in the leaf',
    fails: ['critical-extensions'],
    leaf: `${LEAF}1.2.3.4=critical,DER:05:00\n`,
  },
  { name: 'unknown extension in the leaf', fails: [], leaf: `${LEAF}1.2.3.4=DER:05:00\n` },
  {
    name: 'unknown critical extension in the intermediate',
    fails: ['critical-extensions'],
    intermediate: `${CA}1.2.3.4=critical,DER:05:00\n`,
  },
  { name: 'leaf for clients only', fails: ['extended-key-usage'], leaf: LEAF.replace('serverAuth', 'clientAuth') },
  { name: 'leaf for servers as a client', fails: ['extended-key-usage'], purpose: 'clientAuth' },
  {
    name: 'leaf without a fitting keyUsage',
    fails: ['key-usage'],
    leaf: LEAF.replace('digitalSignature,keyEncipherment', 'dataEncipherment'),
  },
  { name: 'another name', fails: ['name'], dns: 'c.example' },
  { name: 'wildcard for two labels', fails: ['name'], dns: 'x.y.b.example' },
  { name: 'wildcard for none', fails: ['name'], dns: 'b.example' },
  { name: 'another address', fails: ['name'], ip: '10.96.0.2' },
  { name: 'only a common name', fails: ['name'], stricter: 'RFC 9525 §2', leaf: without(LEAF, /subjectAltName.*\n/) },
  { name: 'SHA-1', fails: ['signature-hash-weak', 'signature'], leafArgs: ['-sha1'] },
  { name: 'MD5', fails: ['signature-hash-weak', 'signature'], leafArgs: ['-md5'] },
  { name: 'weak key', fails: ['key-strength'], leafKey: 'weak.key' },
  { name: 'another root of the same name', fails: ['trust-anchor'], root: 'stranger' },
  {
    name: 'serial number 0',
    fails: ['serial-not-positive'],
    stricter: 'RFC 5280 §4.1.2.2',
    leafArgs: ['-set_serial', '0'],
  },
  {
    name: 'negative serial number',
    fails: ['serial-not-positive'],
    stricter: 'RFC 5280 §4.1.2.2',
    leafArgs: ['-set_serial', '-5'],
  },
  {
    name: 'serial number of 21 bytes',
    fails: ['serial-too-long'],
    stricter: 'RFC 5280 §4.1.2.2',
    leafArgs: ['-set_serial', `0x${'7f'.repeat(21)}`],
  },
  { name: 'root allows no CA below', fails: ['path-length'], root: 'short' },
];

function root(name: string, extensions: string, key = 'root.key'): void {
  save('ext', extensions);
  openssl('req', '-new', '-key', key, '-subj', '/CN=root', '-out', 'csr');
  openssl('x509', '-req', '-in', 'csr', '-signkey', key, '-days', '3650', '-extfile', 'ext', '-out', `${name}.crt`);
}

function issue(
  name: string,
  key: string,
  extensions: string,
  issuer: string,
  issuerKey: string,
  args: readonly string[],
): void {
  save('ext', extensions);
  openssl('req', '-new', '-key', key, '-subj', `/CN=${name === 'leaf' ? 'a.example' : name}`, '-out', 'csr');
  const files = ['-in', 'csr', '-CA', `${issuer}.crt`, '-CAkey', issuerKey, '-extfile', 'ext', '-out', `${name}.crt`];
  openssl(
    'x509',
    '-req',
    '-days',
    '30',
    ...(args.includes('-set_serial') ? [] : ['-CAcreateserial']),
    ...files,
    ...args,
  );
}

function chain(plan: ChainPlan): object {
  const { name, fails, purpose = 'serverAuth', dns, ip, at = 1, root: anchor = 'root' } = plan;
  const signingRoot = anchor === 'stranger' ? 'root' : anchor;
  issue(
    'intermediate',
    'intermediate.key',
    plan.intermediate ?? CA,
    signingRoot,
    'root.key',
    plan.intermediateArgs ?? [],
  );
  issue('leaf', plan.leafKey ?? 'leaf.key', plan.leaf ?? LEAF, 'intermediate', 'intermediate.key', plan.leafArgs ?? []);
  const time = Math.floor(Date.now() / 1000) + at * 86_400;
  const host = ip !== undefined ? ['-verify_ip', ip] : ['-verify_hostname', dns ?? 'a.example'];
  const purposeName = purpose === 'serverAuth' ? 'sslserver' : 'sslclient';
  const args = ['verify', '-x509_strict', '-auth_level', '2', '-attime', `${time}`, '-purpose', purposeName, ...host];
  const verdict = spawnSync(
    'openssl',
    [...args, '-CAfile', `${anchor}.crt`, '-untrusted', 'intermediate.crt', 'leaf.crt'],
    { cwd: folder, encoding: 'utf8' },
  );
  return {
    name,
    fails,
    stricter: plan.stricter,
    leaf: read('leaf.crt'),
    intermediate: read('intermediate.crt'),
    root: read(`${anchor}.crt`),
    time: new Date(time * 1000).toISOString(),
    purpose,
    ...(ip === undefined ? { dns: dns ?? 'a.example' } : { ip }),
    openssl: verdict.status === 0 ? 'OK' : /error \d+ at .*/.exec(verdict.stderr)?.[0],
  };
}

try {
  for (const name of ['root', 'intermediate', 'leaf', 'stranger']) openssl('genrsa', '-out', `${name}.key`, '2048');
  openssl('genrsa', '-out', 'weak.key', '1024');
  write(
    'x509-names.json',
    'openssl req -new -utf8 -subj SUBJECT; openssl req -noout -subject [-nameopt RFC2253,-esc_msb,utf8]',
    {
      cases: SUBJECTS.map(nameVector),
    },
  );
  write('x509-certificates.json', 'openssl req [-x509] -new; openssl x509 -req', { cases: certificates() });
  root('root', CA);
  root('stranger', CA, 'stranger.key');
  root('short', CA.replace('CA:TRUE', 'CA:TRUE,pathlen:0'));
  write(
    'x509-chains.json',
    'openssl verify -x509_strict -auth_level 2 -attime TIME -purpose PURPOSE -verify_hostname NAME',
    {
      cases: PLANS.map(chain),
    },
  );
} finally {
  rmSync(folder, { recursive: true });
}
