/** `ocsp` beside OpenSSL's: requests, responses and answers from a database, both ways. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, utf8ToBytes } from '../../src/bytes/index.ts';
import { decodeOcspResponse } from '../../src/x509/index.ts';
import { hasOpenssl, hasOpenssl30 } from '../openssl.ts';
import { type Outcome, Shell } from './shell.ts';

const shell = new Shell();
afterAll(() => shell.remove());

beforeAll(async () => {
  const key = (name: string) => `vitrine genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${name}.key`;
  shell.write('ocsp.cnf', 'extendedKeyUsage = OCSPSigning\nkeyUsage = digitalSignature\n');
  await shell.lines(
    key('ca'),
    key('leaf'),
    'vitrine req -new -x509 -days 300 -key ca.key -out ca.crt -subj "/O=Org/CN=My CA"',
    'vitrine req -new -x509 -days 300 -key leaf.key -out stranger.crt -subj "/O=Org/CN=My CA"',
  );
  for (const [name, serial] of [
    ['good', 1],
    ['bad', 2],
    ['other', 3],
  ] as const) {
    await shell.lines(
      `vitrine req -new -key leaf.key -out ${name}.csr -subj "/O=Org/CN=${name}"`,
      `vitrine x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -set_serial ${serial} -days 30 -out ${name}.crt`,
    );
  }
  await shell.lines(
    'vitrine req -new -key leaf.key -out ocsp.csr -subj "/O=Org/CN=responder"',
    'vitrine x509 -req -in ocsp.csr -CA ca.crt -CAkey ca.key -set_serial 9 -days 30 -extfile ocsp.cnf -out ocsp.crt',
  );
  const now = new Date().toISOString().replace(/[-:T]/g, '').slice(2, 14);
  shell.write(
    'index.txt',
    `V\t491231235959Z\t\t01\tunknown\t/O=Org/CN=good\nR\t491231235959Z\t${now}Z,superseded\t02\tunknown\t/O=Org/CN=bad\n`,
  );
});

const ask = 'vitrine ocsp -issuer ca.crt';
const answer = 'vitrine ocsp -index index.txt -CA ca.crt -rsigner ca.crt -rkey ca.key';
const check = `${ask} -CAfile ca.crt`;

describe('ocsp', () => {
  it('asks, answers and checks', async () => {
    await shell.lines(`${ask} -cert good.crt -cert bad.crt -serial 7 -nonce -reqout req.der`);
    await shell.lines(`${answer} -reqin req.der -respout resp.der -ndays 1`);
    const found = await shell.line(`${check} -respin resp.der -reqin req.der -nonce -cert good.crt -cert bad.crt`);
    expect([found.code, found.stderr]).toEqual([0, 'Response verify OK\nResponse verify OK\n']);
    expect(found.stdout).toMatch(/^good\.crt: good\n\tThis Update: .*\n\tNext Update: .*\nbad\.crt: revoked\n/);
    expect(found.stdout).toContain('\tReason: superseded\n');
  });

  it('prints nothing of what does not verify', async () => {
    for (const options of [
      '-respin resp.der -cert other.crt -CAfile ca.crt',
      '-respin resp.der -cert good.crt -CAfile stranger.crt',
    ]) {
      const { code, stdout, stderr } = await shell.line(`${ask} ${options}`);
      expect([code, stdout], options).toEqual([1, '']);
      expect(stderr).toMatch(/^Response Verify Failure\n/);
    }
    const later = { now: new Date(Date.now() + 3 * 86_400_000) };
    const about = await shell.line(`${check} -respin resp.der -cert other.crt`);
    expect(about.stderr).toMatch(
      /the response is about serial .*01, 02, 07, not about 03 \(RFC 6960 §3\.2 \(1\)\)\n {2}Ask/,
    );
    const expired = await shell.line(`${check} -respin resp.der -cert good.crt`, later);
    expect([expired.code, expired.stderr]).toEqual([1, expect.stringContaining('ocsp-expired')]);
    await shell.lines(`${ask} -cert good.crt -nonce -reqout again.der`);
    const replayed = await shell.line(`${check} -respin resp.der -reqin again.der -cert good.crt`);
    expect([replayed.code, replayed.stderr]).toEqual([1, expect.stringContaining('ocsp-nonce')]);
  });

  it('answers by a delegate', async () => {
    const by = 'vitrine ocsp -index index.txt -CA ca.crt -rkey leaf.key -reqin req.der -ndays 1';
    await shell.lines(`${by} -rsigner ocsp.crt -respout delegate.der -resp_key_id`);
    expect((await shell.line(`${check} -respin delegate.der -cert good.crt`)).code).toBe(0);
    await shell.lines(`${by} -rsigner good.crt -respout wrong.der`);
    const wrong = await shell.line(`${check} -respin wrong.der -cert good.crt`);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('ocsp-signer')]);
  });

  it('says an error of the responder as OpenSSL does', async () => {
    shell.write('error.der', Uint8Array.of(0x30, 3, 0x0a, 1, 3));
    const { code, stderr } = await shell.line(`${check} -respin error.der -cert good.crt`);
    expect([code, stderr]).toEqual([1, 'Responder Error: trylater (3)\n']);
  });

  it.each([
    ['usage', `${check} -respin resp.der`],
    ['missing-option', 'vitrine ocsp -respin resp.der -cert good.crt -CAfile ca.crt'],
    ['usage', `${ask} -serial x -reqout never.der`],
    ['wrong-issuer', 'vitrine ocsp -issuer good.crt -cert bad.crt -reqout never.der'],
    ['usage', 'vitrine ocsp'],
    ['unexpected-tag', 'vitrine ocsp -reqin ca.key -text'],
  ])('refuses with %s', async (code, line) => {
    expect((await shell.line(line)).stderr).toContain(`code ${code}`);
  });
});

describe.runIf(hasOpenssl)('ocsp and openssl ocsp', () => {
  it('answer and check each other, and serve from one database', async () => {
    shell.openssl(
      'ocsp',
      '-issuer',
      'ca.crt',
      '-sha256',
      '-cert',
      'good.crt',
      '-cert',
      'bad.crt',
      '-reqout',
      'theirs.der',
    );
    await shell.lines(`${answer} -reqin theirs.der -respout ours.der -ndays 1`);
    const options = ['-issuer', 'ca.crt', '-sha256', '-cert', 'good.crt', '-cert', 'bad.crt', '-CAfile', 'ca.crt'];
    // With -cert, OpenSSL makes a request of its own, whose nonce is not that of the file.
    const told = shell.openssl('ocsp', ...options, '-no_nonce', '-respin', 'ours.der');
    expect(told).toMatch(/good\.crt: good[\s\S]*bad\.crt: revoked/);
    const signer = ['-index', 'index.txt', '-CA', 'ca.crt', '-rsigner', 'ca.crt', '-rkey', 'ca.key', '-ndays', '1'];
    shell.openssl('ocsp', ...signer, '-reqin', 'theirs.der', '-respout', 'answer.der');
    const found = await shell.line(`${check} -respin answer.der -reqin theirs.der -cert good.crt -cert bad.crt`);
    expect([found.code, found.stdout]).toEqual([0, expect.stringMatching(/good\.crt: good[\s\S]*bad\.crt: revoked/)]);
    const lines = (text: string) => text.replace(/^\t.*Update.*\n/gm, '');
    expect(lines(found.stdout)).toBe(lines(told));
  });
});

describe.runIf(hasOpenssl30)('ocsp -text', () => {
  it('prints requests and responses as openssl ocsp -text does', async () => {
    await shell.lines(`${answer} -reqin req.der -respout bare.der -nmin 5 -resp_no_certs -resp_key_id`);
    for (const name of ['req.der', 'bare.der']) {
      const option = name === 'req.der' ? '-reqin' : '-respin';
      const theirs = shell.openssl('ocsp', option, name, '-text', '-noverify');
      const { stdout } = await shell.line(
        `vitrine ocsp ${option} ${name} -text -issuer ca.crt -cert good.crt -CAfile ca.crt`,
      );
      expect(stdout.includes(theirs), `${name}\n${stdout}\n${theirs}`).toBe(true);
    }
  });
});

describe('over HTTP', () => {
  beforeAll(() => shell.lines('vitrine ocsp -issuer ca.crt -cert good.crt -reqout req.der'));

  /** `ocsp -port 0`, in this process. */
  function responder(options = ''): Promise<{ readonly url: string; readonly ended: Promise<Outcome> }> {
    return new Promise((resolve, reject) => {
      const onNotes = (text: string): void => {
        const [, url] = /connections on (http:\S+)\n/.exec(text) ?? [];
        if (url !== undefined) resolve({ url, ended });
      };
      const ended = shell.line(`${answer} -port 0 -ndays 1 ${options}`, { onNotes });
      ended.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
  }

  it('asks our responder, by our command', async () => {
    const { url, ended } = await responder('-nrequest 3');
    const found = await shell.line(`${check} -cert good.crt -cert bad.crt -nonce -url ${url}`);
    expect([found.code, found.stderr]).toEqual([0, 'Response verify OK\nResponse verify OK\n']);
    expect(found.stdout).toMatch(/^good\.crt: good\n.*bad\.crt: revoked\n/s);
    const request = encodeURIComponent(readFileSync(shell.path('req.der'), 'base64'));
    const byGet = await fetch(url + request);
    expect(byGet.headers.get('content-type')).toBe('application/ocsp-response');
    expect(decodeOcspResponse(new Uint8Array(await byGet.arrayBuffer())).status).toBe('successful');
    const junk = await fetch(url, { method: 'POST', body: 'junk' });
    expect(decodeOcspResponse(new Uint8Array(await junk.arrayBuffer())).status).toBe('malformedRequest');
    expect((await ended).code).toBe(0);
  });

  it('is bounded: the size of a request, requests in a connection, connections', async () => {
    const { url, ended } = await responder('-nrequest 3');
    const port = Number(new URL(url).port);
    const malformed = async (answered: Promise<Response>): Promise<void> => {
      const status = decodeOcspResponse(new Uint8Array(await (await answered).arrayBuffer())).status;
      expect(status).toBe('malformedRequest');
    };
    // What is too long is not read to its end.
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${2 ** 30}\r\n\r\n`;
    const long = connect(port, '127.0.0.1').on('error', () => {});
    long.write(concat(utf8ToBytes(head), new Uint8Array(2 ** 16 + 1)));
    await once(long.resume(), 'close');
    // Three requests at once: the first is answered, and the connection ends.
    const post = (body: Uint8Array): Uint8Array =>
      concat(utf8ToBytes(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`), body);
    const asked = post(new Uint8Array(readFileSync(shell.path('req.der'))));
    const piped = connect(port, '127.0.0.1');
    piped.write(concat(asked, asked, asked));
    expect((await text(piped)).match(/HTTP\/1.1 200/g)).toHaveLength(1);
    // Those that send nothing keep nobody out.
    const idle = Array.from({ length: 1100 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await Promise.all(idle.map((one) => once(one, 'connect')));
    await malformed(fetch(url, { method: 'POST', body: 'x' }));
    for (const one of idle) one.destroy();
    expect((await ended).code).toBe(0);
  });

  it('is a server of HTTP/1.1', async () => {
    const { url, ended } = await responder('-nrequest 9');
    const port = Number(new URL(url).port);
    const ask = async (line: string, headers = ''): Promise<string> => {
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
      client.end(`${line} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
      return text(client);
    };
    const request = encodeURIComponent(readFileSync(shell.path('req.der'), 'base64'));
    const ocsp = /^HTTP\/1\.1 200 .*Content-Type: application\/ocsp-response.*Content-Length: (\d+)\r\n/is;
    const byTarget = [`/${request}`, `http://a/${request}`, `http://a:80/${request}`];
    const answers = await Promise.all(byTarget.map((target) => ask(`GET ${target}`)));
    const lengths = answers.map((answer) => Number(ocsp.exec(answer)?.[1]));
    // A request that cannot be read gets an answer of 5 bytes.
    expect(Math.min(...lengths)).toBeGreaterThan(100);
    expect(await ask(`HEAD /${request}`)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n$/s);
    expect(await ask('PUT /')).toMatch(/^HTTP\/1\.1 405 .*Allow: GET, HEAD, POST\r\n/is);
    expect(await ask('FROB /')).toMatch(/^HTTP\/1\.1 501 /);
    expect(await ask('POST /', 'Host: b\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask('POST /', 'Transfer-Encoding: gzip, chunked\r\n')).toMatch(/^HTTP\/1\.1 (400|501) /);
    expect(await ask('POST /', 'Expect: cake\r\n')).toMatch(/^HTTP\/1\.1 417 /);
    await ask('GET /');
    await ended;
  });

  it('says what does not answer', async () => {
    const { url, ended } = await responder('-nrequest 1');
    await fetch(url, { method: 'PUT', body: 'x' });
    await ended;
    expect((await shell.line(`${check} -cert good.crt -url ${url}`)).code).toBe(4);
    expect((await shell.line(`${check} -cert good.crt -url https://a.example/`)).code).toBe(2);
    expect((await shell.line('vitrine ocsp -port 0')).code).toBe(2);
  });

  it.skipIf(!hasOpenssl30)('goes both ways with OpenSSL', async () => {
    const { url, ended } = await responder('-nrequest 1');
    const run = promisify(execFile);
    const cwd = shell.path('.');
    const ours = ['ocsp', '-issuer', 'ca.crt', '-CAfile', 'ca.crt', '-cert', 'bad.crt', '-url', url];
    const { stdout } = await run('openssl', ours, { cwd });
    expect(stdout).toMatch(/^bad\.crt: revoked\n/);
    await ended;
    const theirs = [
      'ocsp',
      '-index',
      'index.txt',
      '-CA',
      'ca.crt',
      '-rsigner',
      'ca.crt',
      '-rkey',
      'ca.key',
      '-ndays',
      '1',
    ];
    const openssl = spawn('openssl', [...theirs, '-port', '0', '-nrequest', '1'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const port = await new Promise<string>((resolve, reject) => {
        let text = '';
        const look = (piece: Buffer): void => {
          text += piece;
          const [, found] = /ACCEPT \S*:(\d+)/.exec(text) ?? [];
          if (found !== undefined) resolve(found);
        };
        openssl.stdout.on('data', look);
        openssl.stderr.on('data', look);
        openssl.on('exit', () => reject(new Error(text)));
      });
      const found = await shell.line(`${check} -cert good.crt -url http://127.0.0.1:${port}/`);
      expect([found.code, found.stderr]).toEqual([0, 'Response verify OK\n']);
    } finally {
      openssl.kill();
    }
  });
});
