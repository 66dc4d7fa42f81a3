/** What a kubelet takes from the kubeconfig that it is started with. */
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import * as pki from '../fixtures/loopback-pki.ts';
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
