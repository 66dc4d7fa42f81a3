/** Chains that are refused, each of another kind: what `verify` prints names who can fix it and how, and doing that fixes it. */
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  caExtensions,
  certificateListPem,
  certificatePem,
  createCertificateList,
  type Extension,
  makeExtension,
  parseGeneralNames,
  toTime,
} from '../../src/x509/index.ts';
import {
  akid,
  caKey,
  type Draft,
  draft,
  leafKey,
  now,
  random,
  root,
  rootKey,
  scheme,
  skid,
  smallKey,
} from '../fixtures/drafts.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const ca = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  extensions: [...caExtensions(0), skid(caKey), akid(rootKey)],
});
const usages = (...purposes: readonly string[]): Extension => makeExtension('extKeyUsage', false, purposes as never);
const SERVER = usages('1.3.6.1.5.5.7.3.1');
const leafOf = (names = 'DNS:a.example', change: Partial<Draft> = {}, usage: Extension = SERVER): Certificate =>
  draft({
    subject: 'leaf',
    key: leafKey,
    issuer: ca,
    issuerKey: caKey,
    extensions: [makeExtension('subjectAltName', false, parseGeneralNames(names)), usage, akid(caKey)],
    ...change,
  });
const leaf = leafOf();
const expired = leafOf('DNS:a.example', {
  change: { validity: { notBefore: toTime(new Date('2029-01-01Z')), notAfter: toTime(new Date('2030-02-01Z')) } },
});
const noCa = draft({ subject: 'ca', key: caKey, issuer: root, extensions: [skid(caKey), akid(rootKey)] });
const otherRoot = draft({ subject: 'root', key: smallKey, extensions: [...caExtensions(), skid(smallKey)] });
const sub = draft({
  subject: 'sub',
  key: caKey,
  issuer: ca,
  issuerKey: caKey,
  extensions: [...caExtensions(), skid(caKey), akid(caKey)],
});
const deep = leafOf('DNS:a.example', { issuer: sub });
const wide = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  extensions: [...caExtensions(), skid(caKey), akid(rootKey)],
});

interface Ask {
  readonly leaf: Certificate;
  readonly between: readonly Certificate[];
  readonly trusted: Certificate;
  /** Further options of the command. */
  readonly options?: string;
  /** Default: the fixtures' time. */
  readonly time?: Date;
}
interface Case {
  readonly kind: string;
  readonly refused: Ask;
  /** What a person reads: the check that failed, who can fix it, and what is to be done. */
  readonly code: string;
  readonly who: 'CA' | 'holder' | 'verifier';
  readonly what: RegExp;
  /** The same after that was done. */
  readonly mended: Ask;
}

const sound: Ask = { leaf, between: [ca], trusted: root };
const oldCa = draft({
  ...{ subject: 'ca', key: caKey, issuer: root, extensions: [...caExtensions(), skid(caKey), akid(rootKey)] },
  change: { validity: { notBefore: toTime(new Date('2029-01-01Z')), notAfter: toTime(new Date('2030-02-01Z')) } },
});
const selfSigned = draft({
  ...{ subject: 'leaf', key: leafKey },
  extensions: [makeExtension('subjectAltName', false, parseGeneralNames('DNS:a.example')), SERVER],
});
const policy = makeExtension('certificatePolicies', false, [{ policyIdentifier: '1.2.3' }]);
const policyCa = draft({
  ...{ subject: 'ca', key: caKey, issuer: root, extensions: [...caExtensions(), skid(caKey), akid(rootKey), policy] },
});
const withPolicy = draft({
  ...{ subject: 'leaf', key: leafKey, issuer: ca, issuerKey: caKey },
  extensions: [makeExtension('subjectAltName', false, parseGeneralNames('DNS:a.example')), SERVER, akid(caKey), policy],
});
const renewed = leafOf('DNS:a.example', { change: { serialNumber: 4712n } });
const list = createCertificateList({
  ...{ issuer: ca, issuerKey: caKey, scheme, thisUpdate: new Date('2030-05-01Z'), nextUpdate: new Date('2030-07-01Z') },
  ...{ revoked: [{ serialNumber: leaf.serialNumber, revocationDate: new Date('2030-04-01Z') }], number: 1n, random },
});
shell.write('list.crl', certificateListPem(list));
const asksList = '-crl_check -CRLfile list.crl ';
const permits = draft({
  ...{ subject: 'ca', key: caKey, issuer: root },
  extensions: [
    ...caExtensions(),
    ...[skid(caKey), akid(rootKey)],
    makeExtension('nameConstraints', true, {
      permittedSubtrees: [{ base: { kind: 'dNSName', value: 'b.example' }, minimum: 0n }],
    }),
  ],
});
const CASES: readonly Case[] = [
  {
    kind: 'an intermediate that was not sent',
    refused: { ...sound, between: [] },
    code: 'trust-anchor',
    who: 'holder',
    what: /intermediate/,
    mended: sound,
  },
  {
    kind: 'a certificate that has expired',
    refused: { ...sound, leaf: expired },
    code: 'validity',
    who: 'holder',
    what: /renew/,
    mended: sound,
  },
  {
    kind: 'a certificate for another host',
    refused: { ...sound, leaf: leafOf('DNS:b.example') },
    code: 'name',
    who: 'holder',
    what: /this name in subjectAltName/,
    mended: sound,
  },
  {
    kind: 'an issuer that is no CA',
    refused: { ...sound, between: [noCa] },
    code: 'basic-constraints',
    who: 'holder',
    what: /certificate of a CA/,
    mended: sound,
  },
  {
    kind: 'a certificate for clients',
    refused: { ...sound, leaf: leafOf('DNS:a.example', {}, usages('1.3.6.1.5.5.7.3.2')) },
    code: 'extended-key-usage',
    who: 'CA',
    what: /for this purpose/,
    mended: sound,
  },
  {
    kind: 'a CA below one that allows none',
    refused: { ...sound, leaf: deep, between: [sub, ca] },
    code: 'path-length',
    who: 'CA',
    what: /allow more CAs below it/,
    mended: { ...sound, leaf: deep, between: [sub, wide] },
  },
  {
    kind: 'a root of the same name, of another key',
    refused: { ...sound, trusted: otherRoot },
    code: 'trust-anchor',
    who: 'verifier',
    what: /trust the root that the chain was made for/,
    mended: sound,
  },
  {
    kind: 'a certificate that was revoked',
    refused: { ...sound, options: asksList },
    code: 'revoked',
    who: 'holder',
    what: /ask the CA for a new certificate/,
    mended: { ...sound, leaf: renewed, options: asksList },
  },
  {
    kind: 'no list about it',
    refused: { ...sound, options: '-crl_check ' },
    code: 'revocation-unknown',
    who: 'verifier',
    what: /give a current list of the certificate's issuer/,
    mended: { ...sound, leaf: renewed, options: asksList },
  },
  {
    kind: 'a CA that has expired',
    refused: { ...sound, between: [oldCa] },
    code: 'validity',
    who: 'holder',
    what: /send a certificate of this CA that is valid now/,
    mended: sound,
  },
  {
    kind: 'a certificate that is not valid yet',
    refused: { ...sound, time: new Date('2029-06-01Z') },
    code: 'validity',
    who: 'verifier',
    what: /correct the clock, or wait/,
    mended: sound,
  },
  {
    kind: 'a certificate that signed itself',
    refused: { ...sound, leaf: selfSigned },
    code: 'trust-anchor',
    who: 'verifier',
    what: /trust this certificate, if it is genuine/,
    mended: { ...sound, leaf: selfSigned, trusted: selfSigned },
  },
  {
    kind: 'a trusted CA that is no root',
    refused: { ...sound, trusted: ca },
    code: 'trust-anchor',
    who: 'verifier',
    what: /pass -partial_chain/,
    mended: { ...sound, trusted: ca, options: '-partial_chain ' },
  },
  {
    kind: 'a chain that is longer than the verifier allows',
    refused: { ...sound, options: '-verify_depth 0 ' },
    code: 'depth-limit',
    who: 'verifier',
    what: /raise -verify_depth/,
    mended: { ...sound, options: '-verify_depth 1 ' },
  },
  {
    kind: 'a CA without the policy that is required',
    refused: { ...sound, leaf: withPolicy, options: '-policy 1.2.3 -explicit_policy ' },
    code: 'explicit-policy',
    who: 'CA',
    what: /in every certificate of the path/,
    mended: { ...sound, leaf: withPolicy, between: [policyCa], options: '-policy 1.2.3 -explicit_policy ' },
  },
  {
    kind: 'a name that the CA may not certify',
    refused: { ...sound, between: [permits] },
    code: 'name-constraints',
    who: 'CA',
    what: /under another CA/,
    mended: sound,
  },
];

const verify = ({ leaf: one, between, trusted, options = '', time = now }: Ask) => {
  shell.write('leaf.crt', certificatePem(one));
  shell.write('between.crt', between.map(certificatePem).join(''));
  shell.write('root.crt', certificatePem(trusted));
  const untrusted = between.length === 0 ? '' : '-untrusted between.crt ';
  const line = `verify -CAfile root.crt ${untrusted}${options}-purpose sslserver -verify_hostname a.example leaf.crt`;
  return shell.line(line, { now: time });
};

describe('-no_check_time', () => {
  const late = new Date('2032-01-01Z');

  it('asks neither certificates nor lists, and -attime asks all the same', async () => {
    const ask: Ask = { ...sound, leaf: renewed, time: late };
    const code = async (options: string) => (await verify({ ...ask, options })).code;
    expect(await code(asksList)).toBe(1);
    expect(await code(`${asksList}-no_check_time `)).toBe(0);
    expect(await code(`${asksList}-no_check_time -attime ${late.getTime() / 1000} `)).toBe(1);
    expect((await verify({ ...sound, time: late, options: `${asksList}-no_check_time ` })).stderr).toContain('revoked');
  });
});

describe('of a refusal, the output says what to change', () => {
  it.each(CASES)('$kind', async ({ refused, code, who, what, mended }) => {
    const { code: exit, stdout, stderr } = await verify(refused);
    expect(exit).toBe(1);
    // Once more, where the list has scrolled by.
    const [first, ...rest] = stderr.split('\n');
    expect(first).toContain(`: ${code}: `);
    expect(rest[0]).toContain(who);
    expect(rest[0]).toMatch(what);
    expect(rest.slice(-2)).toEqual(['error leaf.crt: verification failed', '']);
    const lines = stdout.split('\n');
    const failed = lines.flatMap((line, i) => (/^ {2}fail /.test(line) ? [[line, lines[i + 1]]] : []));
    // The first failure is the one to mend, and each has its line of advice.
    expect(failed[0][0]).toContain(`fail  ${code}: `);
    expect(failed[0][1]).toContain(who);
    expect(failed[0][1]).toMatch(what);
    for (const [line, advice] of failed) {
      expect(line).toMatch(/\((RFC|Not in|BR|openssl)/);
      expect(advice).toMatch(/can fix it: /);
    }
    expect(await verify(mended)).toMatchObject({ code: 0, stderr: '' });
  });
});
