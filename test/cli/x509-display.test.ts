/** How `x509` and `req` print names and texts: every word of -nameopt, -certopt and -reqopt, the hashes and the purposes, beside OpenSSL. */
import { isUtf8 } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import {
  type AttributeTypeAndValue,
  type Certificate,
  certificatePem,
  createRequest,
  type Extension,
  encodedName,
  type KeyPurpose,
  type KeyUsageBit,
  makeExtension,
  type Name,
  parseGeneralNames,
  requestPem,
} from '../../src/x509/index.ts';
import { draft, leafKey, scheme } from '../fixtures/drafts.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { everyNth } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const one = (type: string, kind: AttributeTypeAndValue['value']['kind'], value: string): AttributeTypeAndValue =>
  ({ type, value: { kind, value } }) as AttributeTypeAndValue;
/** Every string type that OpenSSL takes in a name, every character that some style escapes, several attributes in an RDN, and types that nobody knows. */
const ODD: Name = [
  [one('2.5.4.6', 'printableString', 'SE')],
  [one('2.5.4.10', 'utf8String', ' #a, b+c"d\\e<f>;g=h/(*) ')],
  [one('2.5.4.11', 'utf8String', '#é€𝄞'), one('2.5.4.10', 'teletexString', 'Ünder')],
  [one('2.5.4.3', 'bmpString', '日本')],
  [one('2.5.4.4', 'universalString', 'a𝄞')],
  [one('2.5.4.42', 'utf8String', 'a ')],
  [one('1.2.840.113549.1.9.1', 'ia5String', 'a@example')],
  [one('2.5.4.46', 'numericString', '12 3')],
  [one('1.2.3.4.5', 'utf8String', 'x')],
  [
    { type: '2.5.4.20', value: { kind: 'bitString', value: { bytes: Uint8Array.of(0xa0), unusedBits: 4 } } },
  ] as AttributeTypeAndValue[],
];
const withName = (name: Name, extensions: readonly Extension[] = []): Certificate =>
  draft({ subject: 'x', key: leafKey, extensions, change: { subject: encodedName(name), issuer: encodedName(name) } });
const unknown = (extnID: string, value: Uint8Array): Extension => ({
  extnID,
  critical: false,
  extnValue: { kind: 'other', value },
});
const UNKNOWN = [
  makeExtension('subjectAltName', false, parseGeneralNames('DNS:a.example,email:x@a.example')),
  unknown('1.2.3.4', Uint8Array.of(0x30, 0x0a, 0x0c, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x02, 0x01, 0x05)),
  unknown(
    '1.2.3.5',
    Uint8Array.from({ length: 40 }, (_, i) => i + 0x30),
  ),
  unknown('2.5.29.36', Uint8Array.of(0x04, 0x01, 0x41)),
];

beforeAll(() => {
  writeFileSync(shell.path('odd.crt'), certificatePem(withName(ODD, UNKNOWN)));
  const { subject } = withName(ODD);
  const request = createRequest({
    subject: subject.value,
    key: leafKey,
    scheme: scheme,
    extensions: UNKNOWN,
    random: systemRandom,
  });
  writeFileSync(shell.path('odd.csr'), requestPem(request));
});

const WORDS = [
  ...['compat', 'RFC2253', 'oneline', 'multiline', 'ca_default', 'utf8', 'esc_2253', 'esc_2254', 'esc_2253,use_quote'],
  ...['esc_msb', 'esc_msb,utf8', 'esc_ctrl', 'use_quote', 'show_type', 'dump_all', 'dump_all,dump_der', 'dump_nostr'],
  ...['dump_nostr,dump_der,show_type', 'dump_unknown', 'ignore_type,esc_msb,esc_ctrl', 'dn_rev', 'space_eq'],
  ...['sep_comma_plus', 'sep_comma_plus_space', 'sep_semi_plus_space', 'sep_multiline', 'sep_multiline,align,lname'],
  ...[
    'sname',
    'lname',
    'oid',
    'nofname',
    'align',
    'oid,align',
    'lname,align,utf8',
    'oneline,-esc_msb',
    'RFC2253,-dn_rev',
  ],
  ...[
    'multiline,-align,utf8,-esc_msb',
    'oneline,-use_quote',
    'oneline,-space_eq,lname',
    'compat,utf8',
    'oneline,compat',
  ],
  ...['ONELINE,+Utf8,-esc_Msb'],
];
const opensslBytes = (line: string): Buffer =>
  execFileSync('openssl', line.split(' '), { cwd: shell.folder, stdio: ['ignore', 'pipe', 'pipe'] });
/** Where a style converts nothing, OpenSSL writes a character below U+0100 as one byte; we write text. */
const asText = (bytes: Buffer): string => (isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1'));

const usage = (...bits: readonly KeyUsageBit[]): Extension => makeExtension('keyUsage', true, bits);
const extended = (isCritical: boolean, ...purposes: readonly string[]): Extension =>
  makeExtension('extKeyUsage', isCritical, purposes as KeyPurpose[]);
const constraints = (cA: boolean): Extension => makeExtension('basicConstraints', true, { cA });
/** nsCertType with these bits, the first the highest. */
const netscape = (bits: number): Extension =>
  unknown('2.16.840.1.113730.1.1', Uint8Array.of(3, 2, 31 - Math.clz32(bits & -bits), bits));
const PURPOSES: readonly (readonly [string, readonly Extension[]])[] = [
  ['nothing', [makeExtension('subjectAltName', false, parseGeneralNames('DNS:a.example'))]],
  ['a CA', [constraints(true)]],
  ['a CA that signs no certificates', [constraints(true), usage('cRLSign')]],
  ['no CA', [constraints(false), usage('keyCertSign', 'digitalSignature')]],
  ['keyCertSign alone', [usage('keyCertSign')]],
  ['a server', [extended(false, '1.3.6.1.5.5.7.3.1'), usage('keyEncipherment')]],
  ['a client', [extended(false, '1.3.6.1.5.5.7.3.2'), usage('digitalSignature')]],
  ['a gated server', [extended(false, '1.3.6.1.4.1.311.10.3.3'), usage('keyAgreement')]],
  ['any purpose', [extended(false, '2.5.29.37.0')]],
  ['mail', [extended(false, '1.3.6.1.5.5.7.3.4'), usage('nonRepudiation')]],
  ['time stamps', [extended(true, '1.3.6.1.5.5.7.3.8'), usage('digitalSignature')]],
  ['time stamps, not critical', [extended(false, '1.3.6.1.5.5.7.3.8')]],
  ['time stamps and another', [extended(true, '1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.9')]],
  ['time stamps and an unknown one', [extended(true, '1.3.6.1.5.5.7.3.8', '1.2.3')]],
  ['Netscape client', [netscape(0x80)]],
  ['Netscape server', [netscape(0x40), usage('digitalSignature')]],
  ['Netscape TLS CA', [netscape(0x04)]],
  ['Netscape mail CA', [netscape(0x02)]],
  ['Netscape mail', [netscape(0x20)]],
];

describe.skipIf(!hasOpenssl30)('vectors: what OpenSSL 3.0 prints of the same file', () => {
  it.each(everyNth(3, WORDS))('-nameopt %s', async (words) => {
    const line = `x509 -in odd.crt -noout -subject -issuer -text -certopt no_pubkey,no_sigdump -nameopt ${words}`;
    const { stdout, stderr } = await shell.line(line);
    expect([stdout, stderr]).toEqual([asText(opensslBytes(line)), '']);
  });

  it.each(['compat', 'multiline', 'RFC2253,-esc_msb'])('req -nameopt %s', async (words) => {
    const line = `req -in odd.csr -noout -subject -text -reqopt no_pubkey,no_sigdump -nameopt ${words}`;
    expect((await shell.line(line)).stdout).toBe(asText(opensslBytes(line)));
  });

  it.each(
    everyNth(3, [
      ...['compatible', 'ca_default', 'ext_default', 'ext_error', 'ext_dump', 'no_header', 'no_version', 'no_serial'],
      ...['no_signame', 'no_validity', 'no_subject', 'no_issuer', 'no_pubkey', 'no_extensions', 'no_sigdump', 'no_aux'],
      ...['ca_default,-no_issuer', 'no_subject,compatible', 'ext_dump,ext_error', 'no_attributes'],
    ]),
  )('-certopt and -reqopt %s', async (words) => {
    for (const line of [
      `x509 -in odd.crt -noout -text -certopt ${words}`,
      `req -in odd.csr -noout -text -reqopt ${words}`,
    ]) {
      expect((await shell.line(line)).stdout).toBe(shell.openssl(...line.split(' ')));
    }
  });

  it('the hashes, the mailboxes and the purposes', async () => {
    const line = 'x509 -in odd.crt -noout -hash -subject_hash -issuer_hash -subject_hash_old -issuer_hash_old -email';
    expect((await shell.line(line)).stdout).toBe(shell.openssl(...line.split(' ')));
  });

  it.each(everyNth(3, PURPOSES))('-purpose of %s', async (_name, extensions) => {
    writeFileSync(shell.path('p.crt'), certificatePem(withName([[one('2.5.4.3', 'utf8String', 'p')]], extensions)));
    const line = 'x509 -in p.crt -noout -purpose';
    expect((await shell.line(line)).stdout).toBe(shell.openssl(...line.split(' ')));
  });
});

describe('misuse', () => {
  it('lets no control character of a name through, whatever the style', async () => {
    const hostile = '\u001b[31mred\r\nSubject: CN=other\u009b\u202e\u007f';
    writeFileSync(shell.path('hostile.crt'), certificatePem(withName([[one('2.5.4.3', 'utf8String', hostile)]])));
    for (const words of [...WORDS, 'utf8,ignore_type', 'utf8', 'esc_2253', 'nofname']) {
      const { stdout } = await shell.line(`x509 -in hostile.crt -noout -subject -text -nameopt ${words}`);
      expect({ words, found: /[\p{Cc}\p{Cf}]/u.exec(stdout.replaceAll('\n', ''))?.[0] }).toEqual({
        words,
        found: undefined,
      });
      expect(stdout).not.toMatch(/^Subject: CN=other/m);
    }
  });

  it.each([
    ['x509 -in odd.crt -nameopt utf9', '-nameopt has no word "utf9"; there are'],
    ['x509 -in odd.crt -subject -nameopt onelin', 'did you mean oneline?'],
    ['x509 -in odd.crt -text -certopt no_pubkeys', 'did you mean no_pubkey?'],
    ['req -in odd.csr -text -reqopt __proto__', '-reqopt has no word "__proto__"'],
  ])('%s', async (line, why) => {
    const { code, stderr } = await shell.line(line.replace('-nameopt', '-subject -nameopt'));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(why) });
  });
});
