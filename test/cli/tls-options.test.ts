/** Options of s_client and s_server in OpenSSL's words, and `ciphers`. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { OPENSSL_NAMES } from '../../src/cli/tls-names.ts';
import { CIPHER_SUITE_NAMES } from '../../src/tls/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { type Outcome, Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() => {
  const { ca, server, client } = pki;
  const files = { 'ca.crt': ca.cert, 'server.crt': server.cert, 'server.key': server.key };
  for (const [name, text] of Object.entries({ ...files, 'client.crt': client.cert, 'client.key': client.key })) {
    shell.write(name, text);
  }
});

/** Runs a server for one client, and the client. */
async function meet(server: string, client: string, stdin = ''): Promise<{ client: Outcome; server: Outcome }> {
  let served: Promise<Outcome>;
  const port = await new Promise<string>((found) => {
    const onOutput = (text: string) => found(/^ACCEPT 127\.0\.0\.1:(\d+)\n/.exec(text)?.[1] ?? '');
    const line = `s_server -accept 127.0.0.1:0 -cert server.crt -key server.key -naccept 1 -rev ${server}`;
    served = shell.line(line, { onOutput });
  });
  const outcome = await shell.line(`s_client 127.0.0.1:${port} ${client}`, { stdin });
  return { client: outcome, server: await served! };
}
const TRUST = '-CAfile ca.crt -servername server.test';

describe('vectors', () => {
  it.each([
    ['-tls1_2', '', 'Protocol: TLSv1.2, cipher suite: TLS_ECDHE_RSA'],
    ['', '-tls1_3', 'Protocol: TLSv1.3'],
    ['-groups P-384', '', 'Server Temp Key: ECDH, secp384r1, 384 bits\n'],
    ['', '-no_tls1_3', 'New, TLSv1.2, Cipher is ECDHE-RSA-'],
    ['-no_tls1_2', '-no_ssl3 -no_tls1 -no_tls1_1 -verify 3 -verify_return_error -verify_quiet', 'Protocol: TLSv1.3'],
    ['-curves P-256', '-curves x25519:P-256', 'group: secp256r1'],
    ['', '-verify_ip 127.0.0.1', 'Verify return code: 0 (ok)\n'],
    ['', '', `\nServer certificate\n${pki.server.cert}subject=CN = server\nissuer=CN = test-ca\n---\n`],
    ['-groups X25519MLKEM768:prime256v1', '-groups x25519mlkem768', 'group: X25519MLKEM768'],
    ['-ciphersuites TLS_CHACHA20_POLY1305_SHA256', '', 'TLS_CHACHA20_POLY1305_SHA256'],
    [
      '-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384 -ciphersuites TLS_AES_128_GCM_SHA256',
      '',
      'ECDHE-RSA-AES256-GCM-SHA384',
    ],
    ['-sigalgs RSA-PSS+SHA512', '', 'Verification: OK'],
    ['', '-sigalgs rsa_pss_rsae_sha384:ECDSA+SHA256', 'Verification: OK'],
    ['-max_protocol TLSv1.2 -serverpref', '-min_protocol TLSv1.2 -4 -no_comp', 'Protocol: TLSv1.2'],
    ['-min_protocol TLSv1.3 -keyform PEM', '-no_ticket -prexit', 'New, TLSv1.3, Cipher is TLS_AES_'],
    ['-cert_chain ca.crt', '-showcerts', ' 1 s:CN = test-ca\n'],
  ])('s_server %s, s_client %s', async (server, client, told) => {
    const both = await meet(server, `${TRUST} ${client}`, 'abc\n');
    expect(both.client).toMatchObject({ code: 0, stderr: '' });
    expect(both.client.stdout).toContain(told);
    expect(both.client.stdout).toMatch(/\ncba\n$/);
  });

  it('a client with -no_ticket asks for none in TLS 1.2', async () => {
    const asked = async (option: string) => (await meet('', `${TRUST} -tls1_2 -msg -brief ${option}`)).client.stdout;
    expect(await asked('')).toContain('NewSessionTicket');
    expect(await asked('-no_ticket')).not.toContain('NewSessionTicket');
  });

  it.each([
    ['s_client -connect localhost -4', /^vitrine s_client: localhost:4433: /],
    ['s_client -host 127.0.0.1 -port 1', /^vitrine s_client: 127\.0\.0\.1:1: /],
    ['s_client -connect a:b', /-connect takes HOST:PORT/],
    ['s_client -connect a:1 -host a', /not two of them/],
    ['s_client a:1 -no_ticket -sess_out x', /-no_ticket or -sess_in/],
    ['s_client a:1 -4 -6', /-4 or -6, not both/],
    ['s_client a:1 -min_protocol TLSv1', /takes TLSv1\.2 or TLSv1\.3/],
    ['s_client a:1 -min_protocol TLSv1.3 -tls1_2', /leave no version/],
    [
      's_client a:1 -tls1_1',
      /-tls1_1 is an option of OpenSSL that is not built here: there is no version before TLS 1\.2.*\(code option-not-built\)/,
    ],
    ['s_client a:1 -early_data x', /-early_data is an option of OpenSSL that is not built here/],
    ['s_server -cert server.crt -key server.key -accept host', /-accept takes HOST:PORT/],
    ['s_server -cert server.crt -key server.key -accept 0 -port 0', /-accept, -port or -unix, not two of them/],
    ['s_server -psk 00', /-psk is an option of OpenSSL that is not built here/],
  ])('%s says what is wrong', async (line, told) => {
    const { code, stdout, stderr } = await shell.line(line);
    expect([code, stdout]).toEqual([told.source.startsWith('^') ? EXIT.network : EXIT.usage, '']);
    expect(stderr).toMatch(told);
  });

  it('-msg shows each message with its bytes, and -brief a summary', async () => {
    const { client } = await meet('', `${TRUST} -msg -brief -tls1_3`);
    const lines = client.stdout.split('\n').filter((line) => !line.startsWith('    '));
    expect(lines[0]).toMatch(/^>>> TLS, Handshake \[length [0-9a-f]{4}\], ClientHello$/);
    expect(lines.map((line) => line.replace(/\[.*\]/, '[]')).sort()).toEqual(
      [
        ...['>>> TLS, Handshake [], ClientHello', '<<< TLS, Handshake [], ServerHello'],
        ...[
          'EncryptedExtensions',
          'Certificate',
          'CertificateVerify',
          'Finished',
          'NewSessionTicket',
          'NewSessionTicket',
        ].map((message) => `<<< TLS 1.3, Handshake [], ${message}`),
        ...['<<< TLS, ChangeCipherSpec []', '>>> TLS, ChangeCipherSpec []', '>>> TLS 1.3, Handshake [], Finished'],
        ...['CONNECTION ESTABLISHED', 'Protocol version: TLSv1.3', 'Ciphersuite: TLS_AES_128_GCM_SHA256'],
        ...['Peer certificate: CN = server', 'Verification: OK', 'Group: X25519MLKEM768'],
        ...['>>> TLS, Alert [], warning close_notify', '<<< TLS, Alert [], warning close_notify', ''],
      ].sort(),
    );
    const hello = /ClientHello\n((?: {4}[0-9a-f ]+\n)+)/.exec(client.stdout)![1].replace(/\s/g, '');
    expect(hello.slice(0, 2)).toBe('01');
    expect(hello.length / 2).toBe(Number.parseInt(/length ([0-9a-f]+)/.exec(lines[0])![1], 16));
  });

  it('-verify_hostname verifies another name than the one that is sent; -noservername sends none', async () => {
    const other = await meet('', '-CAfile ca.crt -servername other.test -verify_hostname server.test');
    expect(other.client).toMatchObject({ code: 0, stdout: expect.stringContaining('Server name: other.test') });
    expect(other.server.stdout).toContain('Server name: other.test');
    const none = await meet('', '-CAfile ca.crt -noservername -verify_hostname server.test');
    expect(none.server.stdout).toContain('Server name: none');
    const wrong = await meet('', '-CAfile ca.crt -servername server.test -verify_hostname other.test');
    expect(wrong.client.code).toBe(EXIT.no);
  });

  it('s_server -verify_hostname wants a name of the client', async () => {
    const own = '-cert client.crt -key client.key';
    const { client, server } = await meet(
      '-CAfile ca.crt -Verify 1 -verify_hostname server.test',
      `${TRUST} ${own} -tls1_2`,
    );
    expect([client.code, server.stderr]).toEqual([EXIT.no, expect.stringContaining('bad_certificate')]);
    const named = '-cert server.crt -key server.key';
    const refused = await meet('-CAfile ca.crt -Verify 1 -verify_hostname other.test', `${TRUST} ${named} -tls1_2`);
    expect(refused.client.code).toBe(EXIT.no);
  });

  it.skipIf(!hasOpenssl30)('-CApath, a folder by `openssl rehash`', async () => {
    mkdirSync(shell.path('roots'));
    shell.write('roots/ca.pem', pki.ca.cert);
    shell.openssl('rehash', shell.path('roots'));
    const { client } = await meet('', '-CApath roots -servername server.test');
    expect(client).toMatchObject({ code: 0, stdout: expect.stringContaining('Verification: OK') });
  });
});

describe('ciphers', () => {
  it.skipIf(!hasOpenssl30)('-v, -V and -stdname say what OpenSSL says', async () => {
    const names = CIPHER_SUITE_NAMES.map((suite) => OPENSSL_NAMES[suite]);
    const [of13, of12] = [
      names.filter((name) => name.startsWith('TLS_')),
      names.filter((name) => !name.startsWith('TLS_')),
    ];
    const args = ['-ciphersuites', of13.join(':'), `${of12.join(':')}:@SECLEVEL=0`];
    for (const option of ['-v', '-V', '-stdname']) {
      const theirs = shell.openssl('ciphers', option, ...args);
      const ours = await shell.line(`ciphers ${option} -ciphersuites ${of13.join(':')} ${of12.join(':')}`);
      expect(ours.stdout.split('\n').sort()).toEqual(theirs.split('\n').sort());
    }
  });

  it('lists what is spoken by default, what is named, and by version', async () => {
    const list = async (line: string) => (await shell.line(`ciphers ${line}`)).stdout.trim().split(':');
    expect(await list('')).toContain('ECDHE-ECDSA-AES128-GCM-SHA256');
    expect(await list('')).not.toContain('AES128-SHA');
    expect(await list('ALL')).toHaveLength(CIPHER_SUITE_NAMES.length);
    expect(await list('-tls1_2 AES128-SHA')).toEqual(['AES128-SHA']);
    expect(await list('-s -tls1_3')).toHaveLength(3);
  });
});

describe('misuse', () => {
  it.each([
    's_client -tls1_2 -tls1_3',
    's_client -connect a:1 b:1',
    's_client -servername a -noservername',
    's_client -groups P-224',
    's_client -sigalgs RSA+MD5',
    's_client -ciphersuites AES128-SHA',
    's_client -cipher NULL',
    's_client -verify_hostname "a b"',
    's_server -cert server.crt -key server.key -status',
    's_server -cert server.crt -key server.key -Verify 1',
    'ciphers NONSENSE',
    'ciphers -tls1_2 -tls1_3',
  ])('%s', async (line) => {
    expect(await shell.line(line)).toMatchObject({ code: EXIT.usage, stdout: '' });
  });
});
