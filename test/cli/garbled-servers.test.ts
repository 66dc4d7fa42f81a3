/** Commands whose server answers with anything but what was asked for: exit code 4, and one line that names the address. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createPlainServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { createServer, type TlsServer } from '../../src/node/index.ts';
import { ca, server as identity, otherCa } from '../fixtures/loopback-pki.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
/** What the server does with a request. */
let answer: (socket: Duplex) => void = () => undefined;
let tls: TlsServer;
let plain: Server;
let at: string;
beforeAll(async () => {
  const { cert, key } = identity;
  tls = createServer({ cert, key, requestCert: false }, (socket) => {
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  plain = createPlainServer((socket) => {
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  for (const server of [tls, plain]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  at = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
  const data = Buffer.from(ca.cert).toString('base64');
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c' },
    clusters: [{ name: 'k', cluster: { server: at, 'certificate-authority-data': data } }],
    users: [{ name: 'u', user: { token: 'x' } }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  };
  writeFileSync(join(shell.folder, 'kubeconfig'), JSON.stringify(config));
  writeFileSync(join(shell.folder, 'ca.crt'), ca.cert);
});
afterAll(() => {
  tls.close();
  tls.closeAllConnections();
  plain.close();
  shell.remove();
});

const says = (text: string) => (socket: Duplex) => void socket.end(text);
const ok = (body: string) => says(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
const secrets = (items: unknown) => ok(JSON.stringify({ apiVersion: 'v1', kind: 'SecretList', items }));
const anotherSecret = ok(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'another' } }));
/** Ctrl-C, as `main.ts` tells of it. */
function interruption(): { readonly signal: AbortSignal; now(): void } {
  const controller = new AbortController();
  const reason = new CliError('interrupted', 'interrupted', EXIT.interrupted);
  return { signal: controller.signal, now: () => controller.abort(reason) };
}
const LIST = 'token list';
const CREATE = 'token create';
const CSR = 'csr jane';

describe('an API server', () => {
  it.each<[string, string, string, typeof answer]>([
    ['a banner of SSH', LIST, 'http-malformed', says('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'two lengths',
      CREATE,
      'http-malformed',
      says('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
    ],
    ['an end', CSR, 'http-cut', says('')],
    ['a cut connection', LIST, 'http-cut', (socket) => void socket.destroy()],
    ['a cut body', CREATE, 'http-cut', says('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
    ['101', LIST, 'http-upgrade', says('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')],
    ['hello', LIST, 'http-unexpected', ok('hello')],
    ['null', LIST, 'http-unexpected', ok('null')],
    ['arrays', LIST, 'http-unexpected', ok(`${'['.repeat(500)}${']'.repeat(500)}`)],
    ['objects without number', LIST, 'http-too-large', secrets({ data: Array(1_000_000).fill({}) })],
    [
      'deep annotations',
      CSR,
      'http-unexpected',
      ok(`{"metadata":{"annotations":${'['.repeat(500)}${']'.repeat(500)}}}`),
    ],
    ['items alone', LIST, 'http-unexpected', ok('{"items":[1]}')],
    ['items that are numbers', LIST, 'http-unexpected', secrets([1])],
    ['hello', CREATE, 'http-unexpected', ok('hello')],
    ['another secret', CREATE, 'http-unexpected', anotherSecret],
    ['a secret', CSR, 'http-unexpected', anotherSecret],
    ['hello', 'token delete abcdef', 'http-unexpected', ok('hello')],
  ])('%s to %s: %s', async (_, line, code, behaviour) => {
    answer = behaviour;
    const outcome = await shell.line(`${line} -kubeconfig kubeconfig`);
    expect(outcome).toMatchObject({ code: EXIT.network, stdout: '' });
    expect(outcome.stderr).toContain(`: ${at}/api`);
    expect(outcome.stderr).toMatch(new RegExp(`\\(code ${code}\\)\n$`));
  });

  it.each<[string, string]>([
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['SMTP', '220 mail.example ESMTP\r\n'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['one of 32639 bytes', '\x16\x03\x03\x7f\x7f'],
    ['version 5.0', '\x16\x05\x00\x00\x05'],
  ])('%s in the place of TLS is named, with the address', async (protocol, banner) => {
    answer = says(banner);
    const port = (plain.address() as AddressInfo).port;
    const config = readFileSync(join(shell.folder, 'kubeconfig'), 'utf8').replace(at, `https://127.0.0.1:${port}`);
    writeFileSync(join(shell.folder, 'plain'), config);
    for (const line of [LIST, CREATE, CSR]) {
      const outcome = await shell.line(`${line} -kubeconfig plain`);
      expect(outcome).toMatchObject({ code: EXIT.network, stdout: '' });
      expect(outcome.stderr).toContain(`: https://127.0.0.1:${port}/api`);
      expect(outcome.stderr).toMatch(new RegExp(`${protocol}.*\\(code http-tls\\)\n$`));
    }
  });

  it('a server of another CA is refused with its address, its subject and the reason', async () => {
    const data = Buffer.from(otherCa.cert).toString('base64');
    const config = readFileSync(join(shell.folder, 'kubeconfig'), 'utf8');
    const replaced = config.replace(/("certificate-authority-data":")[^"]*/, `$1${data}`);
    writeFileSync(join(shell.folder, 'other'), replaced);
    const { code, stderr } = await shell.line(`${LIST} -kubeconfig other`);
    expect(code).toBe(EXIT.network);
    expect(stderr).toContain(`: ${at}/api`);
    expect(stderr).toMatch(/certificate-refused.*CN = server.*\(code http-tls\)\n$/);
  });

  it.each([LIST, CREATE, CSR, 'token delete abcdef'])('%s ends at Ctrl-C, whoever is silent', async (line) => {
    const { signal, ...stop } = interruption();
    answer = () => stop.now();
    const outcome = await shell.line(`${line} -kubeconfig kubeconfig`, { signal });
    expect(outcome).toMatchObject({ code: EXIT.interrupted, stdout: '' });
  });

  it('a list whose pages never end', async () => {
    const page = { apiVersion: 'v1', kind: 'SecretList', metadata: { continue: 'more' }, items: [] };
    const text = JSON.stringify(page);
    answer = (socket) => {
      const send = () => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
      socket.on('data', send);
      send();
    };
    const outcome = await shell.line(`${LIST} -kubeconfig kubeconfig`);
    expect(outcome.code).toBe(EXIT.network);
    expect(outcome.stderr).toMatch(/again and again \(code http-unexpected\)\n$/);
  });

  it('has no tokens where the list is empty, which Go writes as null', async () => {
    answer = secrets(null);
    expect(await shell.line(`${LIST} -kubeconfig kubeconfig`)).toMatchObject({ code: EXIT.ok, stdout: '' });
  });
});

describe('an OCSP responder', () => {
  it.each<[string, string, typeof answer]>([
    ['a banner of SSH', 'http-malformed', says('SSH-2.0-OpenSSH_9.6\r\n')],
    ['an end', 'http-cut', says('')],
    ['101', 'http-upgrade', says('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')],
  ])('%s: %s', async (_, code, behaviour) => {
    answer = behaviour;
    const url = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
    const outcome = await shell.line(`ocsp -url ${url} -issuer ca.crt -cert ca.crt`);
    expect(outcome.code).toBe(EXIT.network);
    expect(outcome.stderr).toMatch(new RegExp(`: ${url}: .*\\(code ${code}\\)\n$`));
  });
});
