/** A kubeconfig that is read again when `pki renew` or `pki rotate` has replaced it. */
import { PassThrough } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { Context } from '../../src/cli/context.ts';
import { liveKubeconfig } from '../../src/cli/live-kubeconfig.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

it('gives the certificate and the CAs that the file has now, and keeps the last that could be read', async () => {
  await shell.lines(
    'vitrine pki init -dir c -node-name n -apiserver-advertise-address 127.0.0.1 -key-type ecdsa-p256 -quiet',
  );
  const [stderr, stdin] = [new PassThrough(), new PassThrough()];
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const world = { cwd: shell.folder, env: {}, stdin, stdout: stderr, stderr, random: systemRandom };
  const context = new Context(
    { ...world, now: () => new Date(), signal: new AbortController().signal },
    'controller-manager',
  );
  const { connection, stop } = await liveKubeconfig(context, shell.path('c/controller-manager.conf'));
  const roots = (): unknown => (connection.roots as () => unknown)();
  const first = { roots: roots(), ...connection.credentials?.() };
  await shell.lines('vitrine pki rotate -dir c ca trust', 'vitrine pki renew -dir c controller-manager.conf');
  const changed = async (now: () => boolean): Promise<void> => {
    while (!now()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await changed(() => roots() !== first.roots && connection.credentials?.()?.cert !== first.cert);
  const { cert } = connection.credentials!()!;
  shell.write('c/controller-manager.conf', 'half');
  await changed(() => said.includes('what was read before stays'));
  expect(connection.credentials?.()?.cert).toBe(cert);
  stop();
});
