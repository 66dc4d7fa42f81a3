/** s_server and s_client, speaking to each other. Other peers are in test/interop/. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { ocspErrorResponse } from '../../src/x509/index.ts';
import { commandProgram } from '../node-program.ts';
import { type Outcome, Shell, type ShellOptions } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(async () => {
  await shell.fiveFiles(' -copy_extensions copy');
  shell.writeKey('jane.key', 2);
  await shell.lines(
    'req -new -key jane.key -subj /O=dev/CN=jane -addext extendedKeyUsage=clientAuth -out jane.csr',
    'x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -copy_extensions copy -out jane.crt',
  );
}, 30_000);

/** A server that takes one connection, or so many, and the port that it got. */
async function serve(
  options: string,
  shellOptions: ShellOptions = {},
  connections = 1,
): Promise<{ port: string; ended: Promise<Outcome> }> {
  const line = `s_server -accept 127.0.0.1:0 -cert apiserver.crt -key apiserver.key -naccept ${connections} ${options}`;
  let ended: Promise<Outcome>;
  const port = await new Promise<string>((found) => {
    const onOutput = (text: string) => found(/^ACCEPT 127\.0\.0\.1:(\d+)\n/.exec(text)?.[1] ?? '');
    ended = shell.line(line, { ...shellOptions, onOutput });
  });
  return { port, ended: ended! };
}
const client = (port: string, options: string, stdin = ''): Promise<Outcome> =>
  shell.line(`s_client -connect 127.0.0.1:${port} -servername kubernetes -CAfile ca.crt ${options}`, { stdin });

describe('vectors', () => {
  it('both authenticated: what is sent comes back reversed, and the keys are logged', async () => {
    const { port, ended } = await serve('-rev -CAfile ca.crt -Verify 1 -alpn h2');
    const outcome = await client(port, '-cert jane.crt -key jane.key -alpn http/1.1,h2 -keylogfile keys', 'hello\n');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/\nolleh\n$/);
    expect(outcome.stdout).toContain('cipher suite: TLS_AES_128_GCM_SHA256');
    expect(outcome.stdout).toContain('ALPN protocol: h2');
    const { code, stdout } = await ended;
    expect({ code, showsClient: stdout.includes('0 s:O = dev, CN = jane') }).toEqual({ code: 0, showsClient: true });
    expect(shell.read('keys')).toMatch(/^(?:[A-Z]+(?:_[A-Z0-9]+)+ [0-9a-f]{64} [0-9a-f]{64}\n){4,}$/);
    expect(shell.mode('keys')).toBe(0o600);
  });

  it('without -www and -rev, both ends pass on what they are given', async () => {
    const { port, ended } = await serve('', { stdin: 'from the server' });
    const { stdout } = await client(port, '', 'from the client');
    expect((await ended).stdout).toMatch(/\nfrom the client$/);
    expect(stdout).toMatch(/\nfrom the server$/);
  });

  it.each(['AES128-SHA256', 'AES256-SHA256', 'AES128-GCM-SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'])(
    '-cipher %s',
    async (cipher) => {
      const { port, ended } = await serve(`-www -no_etm -cipher ${cipher}`);
      const { code, stdout } = await client(port, `-quiet -cipher ${cipher} -allow_no_ems`, 'GET / HTTP/1.0\r\n\r\n');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^HTTP\/1\.0 200 ok\r\n/);
      expect(stdout).toContain(cipher);
      expect(stdout).toContain('encrypt-then-MAC: no');
      await ended;
    },
  );

  it('-json tells the session to programs', async () => {
    const { port, ended } = await serve('-no_ems');
    const { stdout } = await client(port, '-json -allow_no_ems');
    expect(JSON.parse(stdout)).toMatchObject({ version: 'TLSv1.3', authorized: true });
    await ended;
  });
});

describe('letters', () => {
  it('K and k update keys, Q ends; -quiet and -nocommands send them', async () => {
    const { port, ended } = await serve('-rev', {}, 3);
    const outcome = await client(port, '', 'K\nab\nk\nR\ncd\nQ\nef\n');
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/\n---\nba\ndc\n$/) });
    expect(outcome.stderr).toMatch(/^KEYUPDATE\nKEYUPDATE\nRENEGOTIATING\n[^\n]*renegotiates[^\n]*\nDONE\n$/);
    expect((await client(port, '-nocommands', 'Qu\nK\n')).stdout).toMatch(/\nuQ\nK\n$/);
    expect((await client(port, '-quiet -no_ign_eof -nocommands -crlf', 'Q\n')).stdout).toBe('Q\n');
    await ended;
  });
});

describe('OCSP stapling', () => {
  it('-status prints the response of -status_file, and says where there is none', async () => {
    shell.write('status.der', ocspErrorResponse('tryLater').der);
    const { port, ended } = await serve('-status_file status.der', {}, 2);
    const { code, stdout } = await client(port, '-status');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^CONNECTED\(.*\)\nOCSP response: \n={38}\n.*OCSP Response Status: trylater \(0x3\)\n={38}\n---\n/s,
    );
    expect((await client(port, '')).stdout).not.toContain('OCSP');
    await ended;
    const without = await serve('');
    expect((await client(without.port, '-status')).stdout).toContain('\nOCSP response: no response sent\n---\n');
    await without.ended;
    shell.write('noise.der', new Uint8Array([0x30, 1, 2, 3]));
    const refused = await shell.line('s_server -cert apiserver.crt -key apiserver.key -status_file noise.der');
    expect(refused).toMatchObject({
      code: EXIT.input,
      stderr: expect.stringMatching(/^vitrine s_server: noise\.der: /),
    });
  });
});

describe('resumption', () => {
  it.each(['', '-cipher ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256'])(
    '-sess_out keeps a session that -sess_in resumes %s',
    async (cipher) => {
      const { port, ended } = await serve(`-rev ${cipher}`, {}, 4);
      const first = await client(port, '-sess_out session', 'ab\n');
      expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('\nSession: new\n') });
      expect(shell.mode('session')).toBe(0o600);
      const second = await client(port, '-sess_in session', 'ab\n');
      expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nSession: reused\n[\s\S]*\nba\n$/) });
      // With other protocols it is another connection's.
      const third = await client(port, '-json -alpn h2 -sess_in session -sess_out session');
      expect(JSON.parse(third.stdout)).toMatchObject({ resumed: false, authorized: true });
      const fourth = await client(port, '-json -alpn h2 -sess_in session');
      expect(JSON.parse(fourth.stdout)).toMatchObject({ resumed: true, authorized: true });
      await ended;
    },
  );

  it('-reconnect comes again five times, each time in the session', async () => {
    const { port, ended } = await serve('-rev', {}, 6);
    const { code, stdout } = await client(port, '-reconnect', 'ab\n');
    expect(code).toBe(0);
    expect(stdout.match(/^Session: .*$/gm)).toEqual(['Session: new', ...Array(5).fill('Session: reused')]);
    expect(stdout).toMatch(/\nba\n$/);
    await ended;
  });

  it('a server with -no_ticket resumes nothing, and there is nothing to keep', async () => {
    const { port, ended } = await serve('-rev -no_ticket');
    const { code, stderr } = await client(port, '-sess_out none', 'ab\n');
    expect({ code, stderr }).toEqual({ code: EXIT.no, stderr: expect.stringContaining('(code no-session)') });
    expect(() => shell.read('none')).toThrow();
    await ended;
  });

  it('a file that is no session', async () => {
    const outcome = await client('1', '-sess_in ca.crt');
    expect(outcome).toMatchObject({ code: EXIT.input, stderr: expect.stringMatching(/: ca\.crt: /) });
  });
});

describe('misuse', () => {
  it('-www answers no request that was not made', async () => {
    const { port, ended } = await serve('-www');
    const { code, stdout } = await client(port, '', '');
    expect(code).toBe(0);
    expect(stdout).not.toContain('HTTP/1.0');
    await ended;
  });

  it('idle sessions keep nobody out where few files may be open, and are no bugs of ours', async () => {
    const files = '-accept 127.0.0.1:0 -cert apiserver.crt -key apiserver.key';
    const command = `ulimit -n 128 && exec "$0" "$1" s_server -www ${files}`;
    const server = spawn('sh', ['-c', command, process.execPath, commandProgram()], { cwd: shell.folder });
    try {
      let said = '';
      server.stderr.on('data', (piece) => (said += piece));
      const [listening] = await once(server.stdout, 'data');
      server.stdout.resume();
      const port = Number(/ACCEPT 127\.0\.0\.1:(\d+)/.exec(`${listening}`)?.[1]);
      let session: Buffer | undefined;
      const dial = async () => {
        const given = { port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2', session } as const;
        const socket = connectTls(given).on('error', () => {});
        await once(socket, 'secureConnect');
        session = socket.getSession();
        return socket;
      };
      const idle = [];
      for (let i = 0; i < 120; i++) idle.push((await dial()).resume());
      const last = await dial();
      last.write('GET / HTTP/1.0\r\n\r\n');
      expect(`${(await once(last, 'data'))[0]}`).toMatch(/^HTTP\/1\.0 200 /);
      expect(said).not.toContain('bug');
      for (const one of [...idle, last]) one.destroy();
    } finally {
      server.kill();
    }
  });

  it.each(['-www', '-WWW', '-HTTP'])('%s does not wait for a request that comes drop by drop', async (option) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { port, ended } = await serve(option);
      const slow = connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
      let answer = '';
      slow.on('data', (piece) => (answer += piece)).on('error', () => {});
      await once(slow, 'secureConnect');
      for (let i = 0; i < 1000 && answer === ''; i++) {
        if (i % 10 === 0) slow.write('x');
        vi.advanceTimersByTime(100);
        await turn();
      }
      expect(answer).toMatch(/^HTTP\/1\.0 408 /);
      slow.destroy();
      expect(await ended).toMatchObject({ code: 0, stderr: '' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('speaks no RSA key transport where it is not named', async () => {
    const { port, ended } = await serve('-rev');
    const { code, stderr } = await client(port, '-cipher AES128-GCM-SHA256');
    expect({ code, stderr }).toEqual({ code: EXIT.no, stderr: expect.stringContaining('handshake_failure') });
    expect((await ended).stderr).toContain('(code no-common-');
  });

  it('says what to do where the other end speaks plain HTTP, and who that is', async () => {
    const { port, ended } = await serve('-rev');
    const stranger = net.connect(Number(port), '127.0.0.1', () => stranger.write('GET / HTTP/1.1\r\n\r\n')).resume();
    expect((await ended).stderr).toMatch(/127\.0\.0\.1: .*plain HTTP to a TLS port: use https/);
    const told = async (greeting: string): Promise<string> => {
      const other = net.createServer((socket) => socket.end(greeting).on('error', () => {}));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { stderr } = await client(String((other.address() as net.AddressInfo).port), '', '');
      other.close();
      return stderr;
    };
    expect(await told('HTTP/1.1 400 Bad Request\r\n\r\n')).toContain('the peer speaks plain HTTP: use http://');
    expect(await told('PRI * HTTP/2.0\r\n\r\n')).toContain('the peer speaks HTTP/2 without TLS');
    expect(await told('RFB 003.008\n')).toContain("the peer's first bytes, 5246422030, begin no TLS record");
  });

  it('a name that the certificate does not have', async () => {
    const { port, ended } = await serve('-rev');
    const outcome = await shell.line(`s_client -connect 127.0.0.1:${port} -CAfile ca.crt`, { stdin: '' });
    expect(outcome).toMatchObject({ code: EXIT.no });
    expect(outcome.stdout).toMatch(/ {2}fail {2}name: /);
    // 127.0.0.1 is an address.
    expect(outcome.stdout).toMatch(/\nVerify return code: 64 \(IP address mismatch\)\n$/);
    expect(outcome.stderr).toMatch(/^vitrine s_client: [^\n]*\(code certificate-refused\)\n$/);
    expect((await ended).stderr).toContain('(code alert-received)');
  });

  it('a server of another CA, unless the caller says that it does not matter', async () => {
    const first = await serve('-rev');
    const refused = await shell.line(
      `s_client -connect 127.0.0.1:${first.port} -servername kubernetes -CAfile jane.crt`,
      { stdin: '' },
    );
    expect(refused).toMatchObject({ code: EXIT.no });
    expect(refused.stdout).toMatch(/\nVerify return code: 20 \(unable to get local issuer certificate\)\n$/);
    await first.ended;
    const second = await serve('-rev');
    const taken = await shell.line(`s_client -connect 127.0.0.1:${second.port} -dangerous-no-verify`, {
      stdin: 'ab\n',
    });
    expect(taken).toMatchObject({ code: 0, stderr: expect.stringContaining('not verified') });
    expect(taken.stdout).toMatch(/Verification: none\n---\nba\n$/);
    await second.ended;
  });

  it('a client without a certificate, where one is required', async () => {
    const { port, ended } = await serve('-rev -CAfile ca.crt -Verify 1');
    expect(await client(port, '')).toMatchObject({
      code: EXIT.no,
      stderr: expect.stringContaining('certificate_required'),
    });
    expect((await ended).stderr).toContain('(code certificate-missing)');
  });

  it('ends at Ctrl-C, the client too', async () => {
    const interrupt = new AbortController();
    const { port, ended } = await serve('-rev', { signal: interrupt.signal });
    const leave = new AbortController();
    const line = `s_client -connect 127.0.0.1:${port} -servername kubernetes -CAfile ca.crt`;
    const reason = new CliError('interrupted', 'interrupted', EXIT.interrupted);
    const onOutput = (text: string) => text.includes('Verification') && leave.abort(reason);
    expect(await shell.line(line, { signal: leave.signal, onOutput })).toMatchObject({ code: EXIT.interrupted });
    interrupt.abort(reason);
    expect(await ended).toMatchObject({ code: 0 });
  });
});
