/** The shim for BoringSSL's runner, by flag sets of our own: each with its exit code, and with what the peer heard. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { type ClientOptions, DEFAULT_CIPHER_SUITES, type ServerOptions } from '../../src/tls/index.ts';
import { ocspErrorResponse } from '../../src/x509/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { EXIT, type Exit } from './outcome.ts';
import { type Act, runAgainst } from './runner.ts';

/** `ping`, each byte inverted, as BoringSSL's shim answers. */
const ECHO = Buffer.from('ping').map((byte) => byte ^ 0xff);
const echoes = (count: number) => Array<string>(count).fill(Buffer.from(ECHO).toString('latin1'));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bogo-'));
  const files = { 'server.crt': pki.server.cert, 'server.key': pki.server.key, 'ca.crt': pki.ca.cert };
  const more = { 'client.crt': pki.client.cert, 'client.key': pki.client.key };
  for (const [name, text] of Object.entries({ ...files, ...more })) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Case {
  readonly flags: string;
  readonly code: Exit;
  readonly act?: Act;
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  /** Default: what an echo is, once. */
  readonly heard?: readonly string[];
  /** In what the shim tells when it fails. */
  readonly tells?: string;
}
const { ok, failed, unimplemented } = EXIT;
const SERVER = '-server -cert-file server.crt -key-file server.key';
const MUTUAL = { clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [pki.ca.certificate] } } as const;
const credentialsOf = ({ certificate, privateKey }: typeof pki.client) => ({ chain: [certificate], key: privateKey });
const ONLY_12 = { versions: ['TLSv1.2'] } as const;
const ONLY_13 = { versions: ['TLSv1.3'] } as const;

/** A whole response, as far as the connection goes: what it says is judged elsewhere. */
const STAPLE = ocspErrorResponse('tryLater').der;
const BASE64 = Buffer.from(STAPLE).toString('base64');
const STAPLED = { credentials: { ...credentialsOf(pki.server), ocspResponse: STAPLE } } as const;

const CLIENTS: readonly Case[] = [
  { flags: '', code: ok },
  { flags: '-max-version 771 -expect-version 771 -expect-extended-master-secret', code: ok },
  { flags: '-min-version 772 -expect-version 772', code: ok },
  { flags: '-no-tls13', code: failed, server: ONLY_13, heard: [''], tells: 'protocol_version' },
  { flags: '-min-version 772', code: failed, server: ONLY_12, heard: [''], tells: 'protocol_version' },
  { flags: '-max-version 770', code: unimplemented, heard: [] },
  { flags: '-no-tls12 -no-tls13', code: unimplemented, heard: [] },
  { flags: '-expect-version 771', code: failed, heard: [''], tells: '-expect-version' },
  { flags: '-resume-count 2', code: ok, heard: echoes(3) },
  { flags: '-resume-count 1 -max-version 771', code: ok, heard: echoes(2) },
  { flags: '-resume-count 1 -no-ticket -expect-session-miss', code: ok, heard: echoes(2) },
  { flags: '-resume-count 1 -no-ticket', code: failed, heard: [...echoes(1), ''], tells: '-expect-session-miss' },
  { flags: '-resume-count 1 -on-resume-no-tls13 -on-resume-expect-session-miss', code: ok, heard: echoes(2) },
  { flags: '-host-name localhost', code: ok },
  { flags: '-advertise-alpn \x03foo\x03bar -expect-alpn bar', code: ok, server: { alpn: ['bar'] } },
  {
    flags: '-advertise-alpn \x03foo',
    code: failed,
    server: { alpn: ['bar'] },
    heard: [''],
    tells: 'no_application_protocol',
  },
  { flags: '-curves 23 -expect-curve-id 23', code: ok },
  { flags: '-curves 29 -curves 24 -expect-curve-id 24', code: ok, server: { groups: ['secp384r1'] } },
  { flags: '-curves 29', code: failed, server: { groups: ['secp256r1'] }, heard: [''], tells: 'handshake_failure' },
  { flags: '-curves 65535', code: unimplemented, heard: [] },
  { flags: '-curves 29 -curves 24 -expect-hrr', code: ok, server: { groups: ['secp384r1'] } },
  { flags: '-expect-hrr', code: failed, heard: [''], tells: '-expect-hrr' },
  { flags: '-expect-no-hrr', code: ok },
  { flags: '-cipher ECDHE-RSA-AES128-GCM-SHA256 -max-version 771 -expect-cipher 49199', code: ok },
  {
    flags: '-cipher AES128-SHA -max-version 771 -expect-cipher 47',
    code: failed,
    heard: [''],
    tells: 'handshake_failure',
  },
  { flags: '-cipher 3DES', code: unimplemented, heard: [] },
  { flags: '-expect-cipher 4865', code: ok, server: { ciphers: ['TLS_AES_128_GCM_SHA256'] } },
  {
    flags: '-expect-cipher 4866',
    code: failed,
    server: { ciphers: ['TLS_AES_128_GCM_SHA256'] },
    heard: [''],
    tells: '-expect-cipher',
  },
  { flags: '-expect-peer-signature-algorithm 2052', code: ok },
  {
    flags: '-expect-peer-signature-algorithm 2053',
    code: failed,
    heard: [''],
    tells: '-expect-peer-signature-algorithm',
  },
  { flags: '-max-version 771 -expect-peer-signature-algorithm 2052', code: ok },
  { flags: '-signing-prefs 2052 -verify-prefs 2053', code: unimplemented, heard: [] },
  { flags: '-expect-peer-cert-file server.crt', code: ok },
  { flags: '-expect-peer-cert-file client.crt', code: failed, heard: [''], tells: '-expect-peer-cert-file' },
  { flags: '-key-update-before-read', code: ok },
  { flags: '-async -implicit-handshake -use-early-callback -peek-then-read', code: ok },
  { flags: '-verify-prefs 2052', code: ok },
  { flags: '-verify-prefs 1', code: unimplemented, heard: [] },
  { flags: '-cert-file client.crt -key-file client.key', code: ok, server: MUTUAL },
  { flags: '', code: failed, server: MUTUAL, act: 'echo', heard: [''], tells: 'certificate_required' },
  { flags: `-enable-ocsp-stapling -expect-ocsp-response ${BASE64}`, code: ok, server: STAPLED },
  { flags: `-max-version 771 -enable-ocsp-stapling -expect-ocsp-response ${BASE64}`, code: ok, server: STAPLED },
  { flags: '-expect-ocsp-response AAAA', code: failed, server: STAPLED, heard: [''], tells: '-expect-ocsp-response' },
  { flags: '-enable-grease', code: ok },
  { flags: '-fallback-scsv -max-version 771', code: failed, heard: [''], tells: 'inappropriate_fallback' },
  { flags: '-shim-writes-first', code: ok, act: 'listen', heard: ['hello'] },
  { flags: '-shim-shuts-down', code: ok, act: 'listen', heard: [''] },
  { flags: '-key-update', code: ok },
  { flags: '-min-version 772', code: ok, act: 'update' },
  {
    flags: '-export-keying-material 8 -export-label label',
    code: ok,
    act: 'listen',
    heard: [expect.stringMatching(/^[\s\S]{8}$/)],
  },
  { flags: '', code: ok, act: 'cut', heard: [''] },
  { flags: '-check-close-notify', code: failed, act: 'cut', heard: [''], tells: 'truncated' },
  { flags: '-check-close-notify', code: ok, act: 'close', heard: [''] },
  { flags: '', code: failed, act: 'cut-early', heard: [''] },
  { flags: '', code: failed, act: 'garbage', heard: [''], tells: 'bad_record_mac' },
  { flags: '-no-such-flag', code: unimplemented, heard: [] },
  { flags: '-resume-count', code: unimplemented, heard: [] },
];

const SERVERS: readonly Case[] = [
  { flags: `${SERVER} -ocsp-response ${BASE64}`, code: ok, client: { requestOcsp: true } },
  { flags: `${SERVER} -ocsp-response ${BASE64} -no-tls13`, code: ok, client: { requestOcsp: true } },
  { flags: SERVER, code: ok },
  { flags: `${SERVER} -max-version 771 -expect-extended-master-secret`, code: ok },
  { flags: `${SERVER} -resume-count 1`, code: ok, heard: echoes(2) },
  { flags: `${SERVER} -resume-count 1 -no-tls13`, code: ok, heard: echoes(2) },
  { flags: `${SERVER} -resume-count 1 -no-tls13 -no-ticket`, code: ok, heard: echoes(2) },
  { flags: `${SERVER} -resume-count 1 -no-ticket -expect-session-miss`, code: ok, heard: echoes(2) },
  { flags: `${SERVER} -select-alpn foo -expect-alpn foo`, code: ok, client: { alpn: ['bar', 'foo'] } },
  { flags: `${SERVER} -decline-alpn -expect-alpn `, code: unimplemented, heard: [], client: { alpn: ['foo'] } },
  { flags: `${SERVER} -decline-alpn`, code: ok, client: { alpn: ['foo'] } },
  {
    flags: `${SERVER} -reject-alpn`,
    code: failed,
    client: { alpn: ['foo'] },
    heard: [''],
    tells: 'no_application_protocol',
  },
  { flags: `${SERVER} -expect-no-peer-cert`, code: ok },
  { flags: `${SERVER} -curves 24 -expect-hrr`, code: ok, client: { groups: ['x25519', 'secp384r1'] } },
  { flags: `${SERVER} -expect-server-name localhost`, code: ok },
  { flags: `${SERVER} -expect-server-name other`, code: failed, heard: [''], tells: '-expect-server-name' },
  {
    flags: `${SERVER} -require-any-client-certificate -trust-cert ca.crt`,
    code: ok,
    client: { credentials: credentialsOf(pki.client) },
  },
  {
    flags: `${SERVER} -require-any-client-certificate -trust-cert ca.crt -expect-peer-cert-file client.crt -no-tls13`,
    code: ok,
    client: { credentials: credentialsOf(pki.client) },
  },
  {
    flags: `${SERVER} -require-any-client-certificate -trust-cert ca.crt -expect-no-peer-cert`,
    code: failed,
    client: { credentials: credentialsOf(pki.client) },
    heard: [''],
    tells: '-expect-no-peer-cert',
  },
  {
    flags: `${SERVER} -require-any-client-certificate -trust-cert ca.crt`,
    code: failed,
    tells: 'certificate_required',
    heard: [''],
  },
  { flags: `${SERVER} -verify-peer -trust-cert ca.crt`, code: ok },
  { flags: `${SERVER} -verify-peer`, code: unimplemented, heard: [] },
  { flags: '-server', code: unimplemented, heard: [] },
  { flags: `${SERVER} -curves 23`, code: ok, client: { groups: ['x25519', 'secp256r1'] } },
];

describe.each([
  ['client', CLIENTS],
  ['server', SERVERS],
] as const)('as %s', (_, cases) => {
  it.each(cases.map((one, i) => [`${i}: ${one.flags} ${one.act ?? ''}`, one] as const))('%s', async (_name, one) => {
    const { flags, code, act = 'echo', client = {}, server = {}, heard = echoes(1), tells = '' } = one;
    const args = flags
      .split(' ')
      .filter(Boolean)
      .map((arg) => (/\.(crt|key)$/.test(arg) ? join(folder, arg) : arg));
    const common = { ciphers: DEFAULT_CIPHER_SUITES, random: systemRandom, time: () => new Date() };
    const outcome = await runAgainst(
      args,
      ({ resumption, tickets }: { resumption?: never; tickets?: never }) => ({
        client: {
          ...{ ...common, resumption, name: { dns: 'localhost' } },
          verification: { mode: 'roots', ...JUDGED_BY, roots: [pki.ca.certificate] },
          ...client,
        },
        server: {
          ...{ ...common, tickets, credentials: credentialsOf(pki.server), clientCertificate: { mode: 'none' } },
          ...server,
        },
      }),
      act,
    );
    expect(outcome).toEqual({
      code,
      told: code === ok ? '' : expect.stringContaining(tells),
      received: heard,
      ids: heard.map(() => 7n),
    });
  });
});

it('there are at least forty', () => {
  expect(CLIENTS.length + SERVERS.length).toBeGreaterThanOrEqual(40);
});
