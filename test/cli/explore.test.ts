/** `vitrine explore`: the page, to this machine alone. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { withRelay } from '../../src/cli/explore/relay-in-page.ts';
import { type RunningSite, readSite, serveSite } from '../../src/cli/explore/site-server.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
const PAGE = '<!DOCTYPE html>\n<meta charset="utf-8">\n<title>page</title>';
const folder = join(shell.folder, 'site');
mkdirSync(join(folder, 'parts'), { recursive: true });
writeFileSync(join(folder, 'index.html'), PAGE);
writeFileSync(join(folder, 'worker.js'), 'export {};');
writeFileSync(join(folder, 'parts/a.js'), 'export {};');
writeFileSync(join(folder, 'notes.md'), 'not part of a site');

let running: RunningSite;
const start = async (): Promise<RunningSite> => (running ??= await serveSite(readSite(folder), 0));
afterAll(() => running?.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function ask(path: string, method = 'GET', headers: Record<string, string> = {}, of = start()): Promise<Answer> {
  const { port } = new URL((await of).url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: `${Buffer.concat(chunks)}` });
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('vectors', () => {
  it('serves the page and its parts, with a policy', async () => {
    const { status, headers, body } = await ask('/?a');
    expect({ status, body }).toEqual({ status: 200, body: PAGE });
    const policy = `${headers['content-security-policy']}`.split('; ');
    for (const rule of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "connect-src 'none'"]) {
      expect(policy).toContain(rule);
    }
    expect(policy.join()).not.toMatch(/unsafe|\*|data:/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect((await ask('/parts/a.js')).headers['content-type']).toMatch(/^text\/javascript/);
    expect(await ask('/parts/a.js', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });
});

describe('with a relay', () => {
  it('the page is told where it is, and its worker alone may connect to it', async () => {
    const told = { address: 'ws://127.0.0.1:1/to"ken', destinations: ['a.test:443'], roots: [] };
    let origins: readonly string[] = [];
    const own = await serveSite(async (all) => {
      origins = all;
      return withRelay(readSite(folder), told);
    }, 0);
    const of = Promise.resolve(own);
    expect(origins).toEqual([new URL(own.url).origin, new URL(own.url).origin.replace('127.0.0.1', 'localhost')]);
    for (const path of ['/', '/index.html']) {
      const { body, headers } = await ask(path, 'GET', {}, of);
      const [, content] = /<meta name="vitrine-relay" content="([^"]*)">/.exec(body)!;
      expect(JSON.parse(content.replaceAll('&#34;', '"'))).toEqual(told);
      expect(headers['content-security-policy']).toContain("connect-src 'none'");
    }
    const connects = async (path: string): Promise<string> =>
      /connect-src [^;]*/.exec(`${(await ask(path, 'GET', {}, of)).headers['content-security-policy']}`)![0];
    expect(await connects('/worker.js')).toBe('connect-src ws://127.0.0.1:1');
    const { body } = await ask('/worker.js', 'GET', {}, of);
    expect(body).toBe(`globalThis.vitrineRelay = ${JSON.stringify(told.address)};\nexport {};`);
    expect(await connects('/parts/a.js')).toBe("connect-src 'none'");
    await own.close();
  });

  it('nothing is served where the relay does not start', async () => {
    let port = '';
    const failing = serveSite(async ([origin]) => {
      ({ port } = new URL(origin));
      throw new Error('no relay');
    }, 0);
    await expect(failing).rejects.toThrow('no relay');
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => socket.once('error', resolve));
  });
});

describe('misuse', () => {
  it('sends nothing but what it read when it began', async () => {
    await start();
    writeFileSync(join(folder, 'later.js'), '');
    const paths = ['/later.js', '/notes.md', '/../package.json', '/%2e%2e/package.json', '//etc/passwd', '/parts'];
    for (const path of paths) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });

  it('answers neither another method nor another name', async () => {
    expect(await ask('/', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    for (const host of ['evil.example', '127.0.0.1.evil.example']) {
      expect((await ask('/', 'GET', { host })).status, host).toBe(421);
    }
    expect((await ask('/', 'GET', { host: 'localhost:1' })).status).toBe(200);
  });

  it('ends at once, whoever is connected', async () => {
    const own = await serveSite(readSite(folder), 0);
    const socket = connect(Number(new URL(own.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await own.close();
    await ended;
  });

  it('a folder without a page is refused; a link to nowhere is not part of a site', () => {
    expect(() => readSite(join(folder, 'parts'))).toThrow(/no index.html/);
    expect(() => readSite(join(folder, 'nowhere'))).toThrow(/no index.html/);
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.js'));
    expect([...readSite(folder).keys()]).not.toContain('/link.js');
    rmSync(join(folder, 'link.js'));
  });

  it('a wrong port is refused', async () => {
    for (const port of ['70000', '-1', 'x']) {
      expect(await shell.line(`explore -port ${port}`)).toMatchObject({ code: EXIT.usage, stdout: '' });
    }
    expect(await shell.line('explore -CAfile roots.pem')).toMatchObject({ code: EXIT.usage });
  });
});
