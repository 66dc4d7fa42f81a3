/** What a kubelet takes from the kubeconfig that it is started with. */
import { existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { CertificateStore } from '../../src/kubernetes/joining/certificate-store.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { leftoverOf } from '../node/killed.ts';
import { HOST, serve } from '../node/loopback.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

async function joined(server: string, inCluster: string, user: string): Promise<unknown> {
  const authority = Buffer.from(String(pki.ca.cert)).toString('base64');
  const cluster = `{ server: "${server}", certificate-authority-data: ${authority}, ${inCluster} }`;
  const context = '{ name: a, context: { cluster: a, user: a } }';
  const lists = `clusters: [{ name: a, cluster: ${cluster} }]\ncontexts: [${context}]\nusers: [{ name: a, user: ${user} }]`;
  shell.write('bootstrap.conf', `apiVersion: v1\nkind: Config\ncurrent-context: a\n${lists}\n`);
  return shell.line('vitrine kubelet -bootstrap-kubeconfig bootstrap.conf -node-name n -cert-dir .');
}

it.each([
  ['{ token: a.b, as: jane }', 'users.user.as: is not for a kubelet'],
  ['{}', 'users.user.token: is needed'],
])('%s is refused', async (user, why) => {
  const answer = await joined('https://127.0.0.1:1', '', user);
  expect(answer).toMatchObject({ code: EXIT.input, stderr: expect.stringContaining(why) });
});

it('the server must have the name that the kubeconfig gives', async () => {
  const { port } = await serve({ ciphers: undefined }, (socket) => {
    const refusal = 'HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
    socket.on('error', () => undefined).once('data', () => socket.end(refusal));
  });
  const answer = (inCluster: string) => joined(`https://${HOST}:${port}`, inCluster, '{ token: a.b }');
  expect(await answer('')).toMatchObject({ stderr: expect.stringContaining('status 401') });
  expect(await answer('tls-server-name: other.example')).toMatchObject({
    stderr: expect.stringContaining('other.example'),
  });
});

it('what killed runs left is named, and removed unless it is a whole pair', async () => {
  const early = leftoverOf(shell.path('kubelet-client-2026-01-02-03-04-05.pem'));
  const late = leftoverOf(shell.path('kubelet-client-2026-01-02-03-04-06.pem'));
  const config = leftoverOf(shell.path('kubelet.conf'));
  for (const { path } of [early, late, config]) writeFileSync(path, 'a private key');
  const other = leftoverOf(shell.path('kubelet-client-notes.pem')).path;
  writeFileSync(other, 'of somebody else');
  const stored = (second: number): string => `kubelet-client-2026-01-01-00-00-0${second}.pem`;
  for (const second of [1, 2, 3]) shell.write(stored(second), 'a pair');
  shell.write('kubelet-client-copy.pem', 'of somebody else');
  const told = async (): Promise<string> => {
    const answer = (await joined('https://127.0.0.1:1', '', '{ token: a.b }')) as { readonly stderr: string };
    return answer.stderr;
  };
  const unused = (second: number): string =>
    `found ${shell.path(stored(second))}, a pair that an interrupted run stored`;
  const first = await told();
  for (const { path, pid } of [early, late, config]) {
    expect(first).toContain(`removed ${path}, which an interrupted run (process ${pid}) had left`);
    expect(existsSync(path)).toBe(false);
  }
  for (const second of [1, 2, 3]) expect(first).toContain(unused(second));
  expect(first).not.toMatch(/notes|copy/);
  // An older pair is one that was in use once, as a kubelet keeps them.
  symlinkSync(shell.path(stored(2)), shell.path('kubelet-client-current.pem'));
  const second = await told();
  expect(second).not.toContain('removed');
  expect([1, 2, 3].filter((one) => second.includes(unused(one)))).toEqual([3]);
  expect([1, 2, 3].every((one) => shell.exists(stored(one))) && existsSync(other)).toBe(true);
});

it('of the serving pair, too', async () => {
  const folder = mkdtempSync(join(shell.folder, 'store-'));
  const store = new CertificateStore(folder, 'kubelet-server');
  const { path, pid } = leftoverOf(join(folder, 'kubelet-server-2026-01-02-03-04-05.pem'));
  writeFileSync(path, 'a private key');
  const told: unknown[] = [];
  await store.clearLeftovers((one) => void told.push(one));
  expect(told).toEqual([{ path, pid, removed: true }]);
  expect(existsSync(path)).toBe(false);
  expect(await new CertificateStore(join(folder, 'none'), 'kubelet-server').unusedPairs()).toEqual([]);
});
