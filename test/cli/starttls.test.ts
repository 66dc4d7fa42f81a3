/** -starttls, with stubs that `openssl s_client -starttls` passes too. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/node/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { hasOpenssl } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() => shell.write('ca.crt', pki.ca.cert));

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** What a stub says first, and what it answers to what it is asked, up to the go-ahead. */
interface Script {
  readonly greeting: string;
  readonly answers: readonly (readonly [asked: RegExp, answer: Buffer | string])[];
}
const SCRIPTS: Readonly<Record<string, Script>> = {
  smtp: {
    greeting: '220-mail.test\r\n220 ready\r\n',
    answers: [
      [/^EHLO \S+\r\n$/, '250-mail.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n'],
      [/^STARTTLS\r\n$/, '220 go ahead\r\n'],
    ],
  },
  imap: {
    greeting: '* OK ready\r\n',
    answers: [
      [/^\. CAPABILITY\r\n$/, '* CAPABILITY IMAP4rev1 STARTTLS\r\n. OK done\r\n'],
      [/^\. STARTTLS\r\n$/, '. OK begin\r\n'],
    ],
  },
  pop3: { greeting: '+OK ready\r\n', answers: [[/^STLS\r\n$/, '+OK begin\r\n']] },
  postgres: { greeting: '', answers: [[/^.{5}Ò.\/$/s, 'S']] },
  ldap: {
    greeting: '',
    // With lengths of four bytes, as Active Directory writes them.
    answers: [[/1\.3\.6\.1\.4\.1\.1466\.20037$/, hex('30 84 00000010 02 01 01 78 84 00000007 0a 01 00 04 00 04 00')]],
  },
};
const PROTOCOLS = Object.keys(SCRIPTS);

/** Plays a script on each connection, and then goes on in TLS. @param last - in place of the go-ahead. */
async function stub(protocol: string, last?: Buffer | string): Promise<number> {
  const { greeting, answers } = SCRIPTS[protocol];
  const tls = createServer({ cert: pki.server.cert, key: pki.server.key, requestCert: false }, (socket) => {
    socket.end('hello under TLS\n');
    socket.on('error', () => undefined).resume();
  });
  const server = createTcpServer((socket) => void play(socket));
  async function play(socket: Socket): Promise<void> {
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
    for (const [i, [asked, answer]] of answers.entries()) {
      const [bytes] = await once(socket, 'data');
      expect(bytes.toString('latin1')).toMatch(asked);
      const isLast = i === answers.length - 1;
      if (isLast) socket.removeAllListeners('data').pause();
      socket.write(isLast && last !== undefined ? last : answer);
      if (isLast && last === '') socket.destroy();
    }
    tls.emit('connection', socket);
    socket.resume();
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing(() => server.close());
  closing(() => tls.closeAllConnections());
  return (server.address() as AddressInfo).port;
}

const ours = (protocol: string, port: number) =>
  shell.line(`s_client 127.0.0.1:${port} -starttls ${protocol} -CAfile ca.crt -quiet`);

describe('vectors', () => {
  it.each(PROTOCOLS)('%s', async (protocol) => {
    expect(await ours(protocol, await stub(protocol))).toMatchObject({
      code: 0,
      stdout: 'hello under TLS\n',
      stderr: '',
    });
  });

  it.skipIf(!hasOpenssl)('OpenSSL passes the same stubs', async () => {
    const run = promisify(execFile);
    const outputs = await Promise.all(
      PROTOCOLS.map(async (protocol) => {
        const args = ['s_client', '-connect', `127.0.0.1:${await stub(protocol)}`, '-starttls', protocol, '-quiet'];
        const { stdout } = await run('openssl', [...args, '-CAfile', shell.path('ca.crt')]);
        return stdout;
      }),
    );
    for (const stdout of outputs) expect(stdout).toContain('hello under TLS\n');
  });
});

describe('misuse', () => {
  it.each(PROTOCOLS)('%s: bytes between the go-ahead and TLS', async (protocol) => {
    const goAhead = Buffer.from(SCRIPTS[protocol].answers.at(-1)![1] as string);
    const outcome = await ours(protocol, await stub(protocol, Buffer.concat([goAhead, Buffer.from('250 OK\r\n')])));
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('(code starttls-early-bytes)') });
  });

  it.each([
    ['smtp', '454 not now\r\n', '454 not now'],
    ['imap', '. NO \x1b[31mnot now\r\n', 'not now'],
    ['pop3', '-ERR not now\r\n', '-ERR not now'],
    ['postgres', 'N', '\\"N\\"|"N"'],
    ['ldap', hex('30 14 02 01 01 78 0f 0a 01 34 04 00 04 08 6e6f74206e6f7721'), 'not now!'],
    ['ldap', hex('30 03 02 01 01'), 'no ExtendedResponse'],
    ['ldap', hex('30 84 7fffffff'), 'without an end'],
  ])('%s: a refusal, %#', async (protocol, answer, told) => {
    const { code, stderr } = await ours(protocol, await stub(protocol, answer));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^vitrine s_client: [^\n]*\(code starttls-refused\)\n$/);
    expect(stderr).toMatch(new RegExp(told.includes('|') ? told : told.replace(/[-.!]/g, '\\$&')));
    expect(stderr).not.toContain('\x1b');
  });

  it('what the server said is escaped once', async () => {
    const { stderr } = await ours('pop3', await stub('pop3', '-ERR \u0000 "a\\b" \u202e\r\n'));
    expect(stderr).toContain('in TLS: "-ERR \\u{0} \\"a\\\\b\\" \\u{202e}" (code');
  });

  it('an answer that never ends, and a connection that does', async () => {
    const { stderr } = await ours('smtp', await stub('smtp', 'x'.repeat(2 ** 17)));
    expect(stderr).toContain('starttls-refused');
    expect(await ours('pop3', await stub('pop3', ''))).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('(code starttls-cut-off)'),
    });
  });

  it('a protocol that is none', async () => {
    expect(await shell.line('s_client -starttls xmpp')).toMatchObject({ code: 2 });
  });
});
