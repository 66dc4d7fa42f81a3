/** The options of OpenSSL's s_client and s_server, beyond those of `tls-options.test.ts`: each is built, accepted, or refused by name. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { acceptedBy } from '../../src/cli/accepted-options.ts';
import { EXIT, type LeafCommand } from '../../src/cli/command.ts';
import { sClient } from '../../src/cli/commands/s_client.ts';
import { sServer } from '../../src/cli/commands/s_server.ts';
import { usualSchemeFor } from '../../src/signatures/index.ts';
import { certificateListPem, createCertificateList } from '../../src/x509/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { aroundNow } from '../fixtures/pki.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { type Outcome, Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(async () => {
  const { ca, server } = pki;
  const files = { 'ca.crt': ca.cert, 'ca.key': ca.key, 'server.crt': server.cert, 'server.key': server.key };
  for (const [name, text] of Object.entries(files)) shell.write(name, text);
});

interface Served {
  /** `127.0.0.1:PORT`, or the file of a socket. */
  readonly place: string;
  readonly ended: Promise<Outcome>;
}

function serve(options: string, stdin?: string): Promise<Served> {
  return new Promise((found) => {
    const onOutput = (text: string) => {
      const [, place] = /^ACCEPT (.+)\n/.exec(text) ?? [];
      if (place !== undefined) found({ place, ended });
    };
    const ended = shell.line(`s_server -cert server.crt -key server.key ${options}`, {
      onOutput,
      ...(stdin && { stdin }),
    });
  });
}
const TCP = '-accept 127.0.0.1:0 -naccept 1';
const TRUST = '-CAfile ca.crt -servername server.test';

/** Runs a server for one client, and the client. */
async function meet(server: string, client: string, stdin = ''): Promise<{ client: Outcome; server: Outcome }> {
  const { place, ended } = await serve(`${TCP} -rev ${server}`);
  return { client: await shell.line(`s_client ${place} ${TRUST} ${client}`, { stdin }), server: await ended };
}

describe('the list', () => {
  it.skipIf(!hasOpenssl30).each([
    ['s_client', sClient],
    ['s_server', sServer],
  ] as const)('no option of %s is unknown, or both built and not', (name, command: LeafCommand) => {
    const { options, notBuilt = {} } = command;
    const known = { ...acceptedBy(name), ...options, help: true };
    const { stderr, stdout } = spawnSync('openssl', [name, '-help'], { encoding: 'utf8' });
    const theirs = [...(stdout + stderr).matchAll(/^ -(\S+)/gm)].map(([, one]) => one);
    expect(theirs.length).toBeGreaterThan(100);
    expect(theirs.filter((one) => !(one in known) && !(one in notBuilt))).toEqual([]);
    expect(Object.keys(notBuilt).filter((one) => one in known)).toEqual([]);
  });

  it('a refusal names the option, and what there is in its place', async () => {
    const { code, stderr } = await shell.line('s_client -dane_tlsa_domain server.test');
    expect(code).toBe(EXIT.usage);
    expect(stderr).toBe(
      'vitrine s_client: -dane_tlsa_domain is an option of OpenSSL that is not built here: there is no DANE; -CAfile can name the certificate of the server itself (code option-not-built)\n',
    );
    expect((await shell.line('s_server -dane_tlsa_domain x')).stderr).toContain('(code unknown-option)');
  });
});

describe('where to connect to', () => {
  it('-unix, in both', async () => {
    shell.write('plain', 'is no socket');
    const { place, ended } = await serve('-unix own.socket -unlink -naccept 2 -rev');
    expect(place).toBe(shell.path('own.socket'));
    const outcome = await shell.line(`s_client -unix own.socket ${TRUST}`, { stdin: 'abc\n' });
    expect(outcome).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^CONNECTED\(own\.socket\)\n.*\ncba\n$/s),
    });
    const unnamed = await shell.line('s_client -unix own.socket -CAfile ca.crt', { stdin: '' });
    expect(unnamed.stdout).toContain('  pass  name: names localhost ');
    await ended;
    const taken = await shell.line('s_server -cert server.crt -key server.key -unix plain -unlink');
    expect([taken.code, shell.read('plain')]).toEqual([EXIT.network, 'is no socket']);
    const nobody = await shell.line(`s_client -unix own.socket ${TRUST}`);
    expect([nobody.code, nobody.stderr]).toEqual([EXIT.network, expect.stringContaining('own.socket: no such file')]);
  });

  it('-bind', async () => {
    const { client } = await meet('', '-bind 127.0.0.1', 'abc\n');
    expect(client).toMatchObject({ code: 0, stdout: expect.stringContaining('\ncba\n') });
    expect((await shell.line('s_client a:1 -bind localhost:0')).stderr).toContain('-bind takes an IP address');
  });

  /** A proxy that answers each request by a status, and then passes everything on, where it agreed. */
  async function proxy(status: string): Promise<{ place: string; asked: string[] }> {
    const asked: string[] = [];
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket
        .on('error', () => undefined)
        .once('data', (bytes) => {
          asked.push(bytes.toString());
          const [, host, port] = /^CONNECT (\S+):(\d+) /.exec(bytes.toString()) ?? [];
          socket.write(`HTTP/1.1 ${status}\r\nVia: test\r\n\r\n`);
          if (!status.includes('200 ')) return socket.end();
          const onward: Socket = connect({ host, port: Number(port), allowHalfOpen: true }).on('error', () =>
            socket.destroy(),
          );
          return socket.pipe(onward).pipe(socket);
        });
    });
    closing(() => server.close());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return { place: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  it('-proxy asks for the server by CONNECT', async () => {
    const { place, asked } = await proxy('200 Connection established');
    const { client } = await meet('', `-proxy ${place} -proxy_user jane -proxy_pass pass:s:ö`, 'abc\n');
    expect(client).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('\ncba\n') });
    const secret = Buffer.from('jane:s:ö').toString('base64');
    expect(asked).toEqual([
      expect.stringMatching(
        /^CONNECT 127\.0\.0\.1:(\d+) HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\1\r\nProxy-Authorization: Basic /,
      ),
    ]);
    expect(asked[0]).toMatch(new RegExp(`Basic ${secret}\r\n\r\n$`));
  });

  it('a proxy may send interim answers first (RFC 9110 §15.2)', async () => {
    const { place } = await proxy(
      '103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Connection established',
    );
    const { client } = await meet('', `-proxy ${place}`, 'abc\n');
    expect([client.code, client.stderr]).toEqual([0, '']);
  });

  it('a proxy that does not connect', async () => {
    const { place } = await proxy('403 Forbidden');
    const { code, stderr } = await shell.line(`s_client server.test:443 -proxy ${place} ${TRUST}`);
    expect([code, stderr]).toEqual([
      EXIT.no,
      `vitrine s_client: ${place}: the proxy does not connect: "HTTP/1.1 403 Forbidden" (code proxy-refused)\n`,
    ]);
  });
});

describe('files of s_server', () => {
  beforeAll(() => {
    mkdirSync(shell.path('site'));
    shell.write('site/a b.html', '<p>a page</p>');
    shell.write('site/answer', 'HTTP/1.0 418 teapot\r\n\r\nshort');
    shell.write('site/hidden', 'for its owner');
    chmodSync(shell.path('site/hidden'), 0o640);
    chmodSync(shell.path('server.key'), 0o600);
    symlinkSync('/etc/hostname', shell.path('site/outside'));
    symlinkSync('a b.html', shell.path('site/inside'));
  });
  async function ask(option: string, line: string): Promise<string> {
    const { place, ended } = await serve(`${TCP} ${option}`);
    const { stdout } = await shell.line(`s_client ${place} ${TRUST} -quiet`, { stdin: `${line}\r\nHost: x\r\n\r\n` });
    await ended;
    return stdout;
  }

  it.each([
    [
      'GET /site/a%20b.html?x HTTP/1.0',
      'HTTP/1.0 200 ok\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<p>a page</p>',
    ],
    ['GET /site/inside HTTP/1.1', expect.stringMatching(/Content-Type: text\/html\r\n.*<p>a page<\/p>$/s)],
    [
      'GET /site/../site/answer HTTP/1.1',
      expect.stringMatching(/text\/plain.*\r\n\r\nHTTP\/1\.0 418 teapot\r\n\r\nshort$/s),
    ],
    ['HEAD /site/answer HTTP/1.1', expect.stringMatching(/^HTTP\/1\.0 501 /)],
    ['nonsense', expect.stringMatching(/^HTTP\/1\.0 400 /)],
    ...[
      ...[
        '/server.key',
        '/site/hidden',
        '/site/outside',
        '/../../../../../../etc/hostname',
        '/%2e%2e/%2e%2e/etc/hostname',
      ],
      ...['//etc/hostname', '/site', '/', '/none', '/site/answer/x', '/%', '/a%00b', 'site/answer', '/..'],
    ].map((target) => [
      `GET ${target} HTTP/1.0`,
      expect.stringMatching(/^HTTP\/1\.0 404 Not Found\r\n.*404 Not Found\n$/s),
    ]),
  ])('-WWW: %s', async (line, answer) => expect(await ask('-WWW', line)).toEqual(answer));

  it('-HTTP sends a whole answer', async () => {
    expect(await ask('-HTTP', 'GET /site/answer HTTP/1.0')).toBe('HTTP/1.0 418 teapot\r\n\r\nshort');
  });
});

describe('sessions', () => {
  it('-num_tickets', async () => {
    const tickets = async (options: string) => {
      const { client } = await meet(options, '-msg');
      return client.stdout.match(/NewSessionTicket/g)?.length ?? 0;
    };
    expect([await tickets('-num_tickets 0'), await tickets('-num_tickets 4'), await tickets('')]).toEqual([0, 4, 2]);
  });

  it('-no_cache keeps no session for a client of TLS 1.2 without tickets', async () => {
    const { client } = await meet('-no_cache', '-tls1_2 -no_ticket -msg');
    const hello = /ServerHello\n((?: {4}[0-9a-f ]+\n)+)/.exec(client.stdout)![1].replace(/\s/g, '');
    // The type and length, the version, the random, and then the length of the session's id.
    expect(hello.slice(76, 78)).toBe('00');
  });

  it('-keymatexport is the same on both sides, and as OpenSSL prints it', async () => {
    for (const version of ['-tls1_2', '-tls1_3']) {
      const label = '-keymatexport EXPORTER-test -keymatexportlen 16';
      const { client, server } = await meet(label, `${version} ${label}`);
      const material =
        /Keying material exporter:\n {4}Label: 'EXPORTER-test'\n {4}Length: 16 bytes\n {4}Keying material: ([0-9A-F]{32})\n/;
      expect(material.exec(client.stdout)?.[1]).toBe(material.exec(server.stdout)?.[1] ?? '');
    }
    expect((await meet('', '-tls1_2 -no_ems -keymatexport a')).client.stdout).toContain(
      'none without extended master secret',
    );
  });

  it('-attime', async () => {
    const { client } = await meet('', '-attime 0');
    expect([client.code, client.stdout]).toEqual([EXIT.no, expect.stringMatching(/fail {2}validity/)]);
  });

  it('-crl_check asks the lists of -CRL', async () => {
    const { certificate: issuer, privateKey: issuerKey } = pki.ca;
    const [random, scheme] = [systemRandom, usualSchemeFor(issuerKey)];
    const { notBefore: thisUpdate, notAfter: nextUpdate } = aroundNow();
    const times = { thisUpdate, nextUpdate, number: 1n };
    const list = createCertificateList({ issuer, issuerKey, scheme, random, revoked: [], ...times });
    shell.write('empty.crl', certificateListPem(list));
    expect((await meet('', '-crl_check')).client).toMatchObject({
      code: EXIT.no,
      stdout: expect.stringMatching(/fail {2}revocation/),
    });
    const listed = await meet('', '-crl_check -CRL empty.crl');
    expect(listed.client).toMatchObject({ code: 0, stderr: '' });
  });

  it('-servername and -cert2: a certificate for a name', async () => {
    await shell.lines(
      'req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout second.key -subj /CN=second -addext subjectAltName=DNS:second.test -out second.csr',
      'x509 -req -in second.csr -CA ca.crt -CAkey ca.key -copy_extensions copy -out second.crt',
    );
    const second = '-servername Second.test -cert2 second.crt -key2 second.key';
    const named = await serve(`${TCP} -rev ${second}`);
    const outcome = await shell.line(`s_client ${named.place} -CAfile ca.crt -servername second.test`, { stdin: '' });
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('subject=CN = second\n') });
    await named.ended;
    expect((await meet(second, '')).client.stdout).toContain('subject=CN = server\n');
  });

  it('s_server -crlf', async () => {
    const { place, ended } = await serve(`${TCP} -crlf`, 'a\nb\n');
    expect((await shell.line(`s_client ${place} ${TRUST} -quiet -no_ign_eof`, { stdin: '' })).stdout).toBe(
      'a\r\nb\r\n',
    );
    await ended;
  });
});

describe('misuse', () => {
  const own = '-cert server.crt -key server.key';
  it.each([
    's_client a:1 -unix x',
    's_client -unix x -proxy a:1',
    's_client -unix x -4',
    's_client a:1 -proxy b',
    's_client a:1 -proxy 80',
    's_client a:1 -proxy_user jane',
    's_client a:1 -proxy b:1 -proxy_pass pass:x',
    's_client a:1 -proxy b:1 -proxy_user a:b',
    's_client "a b:1" -servername c -proxy b:1',
    's_client a:1 -name mail.test',
    's_client a:1 -starttls imap -name mail.test',
    's_client a:1 -no-CAfile',
    's_client a:1 -CRL x -CAfile ca.crt',
    's_client a:1 -keymatexportlen 3',
    's_client a:1 -keymatexport x -keymatexportlen 0',
    's_client a:1 -attime noon',
    `s_server ${own} -port 0 -unix x`,
    `s_server ${own} -port 0 -WWW -HTTP`,
    `s_server ${own} -port 0 -num_tickets 256`,
    `s_server ${own} -port 0 -num_tickets 1 -no_ticket`,
    `s_server ${own} -port 0 -servername a.test`,
    `s_server ${own} -port 0 -cert2 server.crt`,
  ])('%s', async (line) => {
    expect(await shell.line(line)).toMatchObject({ code: EXIT.usage, stdout: '' });
  });
});
