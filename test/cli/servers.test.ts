/** apiserver and kubelet: what they refuse before they listen, and how they end. Who calls them is in test/interop/. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, truncateSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { initFolder } from '../../src/kubernetes/index.ts';
import { INPUT, settings } from '../fixtures/cluster-folder.ts';
import { commandProgram } from '../node-program.ts';
import { everyNth } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { serve } from './serving.ts';
import { Shell } from './shell.ts';

const HOST = '127.0.0.1';
const ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' } };
const BINDING = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'read' } };
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' } };

/** One certificate or key in the place of another: folder, file, what it is replaced by. */
const DAMAGE = [
  ['nameless', 'kubelet.crt', 'apiserver.crt'],
  ['swapped', 'apiserver.key', 'ca.key'],
  ['swapped', 'kubelet.key', 'ca.key'],
  ['mistaken', 'ca.crt', 'ca.key'],
];
const DOCUMENTS: Readonly<Record<string, string | Uint8Array>> = {
  hello: 'hello\n',
  'half.json': '{"kind": "List", ',
  'half.yaml': 'kind: [List\n',
  latin1: Uint8Array.of(0x6a, 0x6f, 0x73, 0xe9),
  'kindless.json': '{"apiVersion": "v1"}',
  'widget.json': JSON.stringify({ ...POD, kind: 'Widget' }),
  'empty-pod.json': JSON.stringify(POD),
  'rule.json': JSON.stringify({ ...ROLE, rules: [{ verbs: 'get' }] }),
  'misspelt.json': JSON.stringify({ ...ROLE, rules: [{ verbs: ['get'], resourceName: ['a'] }] }),
  'binding.json': JSON.stringify({ ...BINDING, roleRef: { kind: 'Role', name: 'reader' } }),
  'good-pod.json': JSON.stringify({ ...POD, spec: { containers: [{ name: 'main', image: 'example' }] } }),
  'good-role.json': `\ufeff${JSON.stringify({ ...ROLE, rules: [] })}`,
  'good-binding.yaml': `---\n# JSON is YAML\n${JSON.stringify({ ...BINDING, roleRef: { kind: 'ClusterRole', name: 'reader' } })}\n---\n`,
  'none.yaml': '# no rules yet\n',
};

const shell = new Shell();
const PROGRAM = commandProgram();
const taken = createServer();
let takenPort: number;
let files: string[];
beforeAll(async () => {
  await initFolder(shell.path('cluster'), { ...INPUT, advertiseAddress: HOST }, settings(new Date()));
  for (const [folder, file, other] of DAMAGE) {
    if (!shell.exists(folder)) cpSync(shell.path('cluster'), shell.path(folder), { recursive: true });
    copyFileSync(shell.path(`cluster/pki/${other}`), shell.path(`${folder}/pki/${file}`));
  }
  mkdirSync(shell.path('empty'));
  for (const [name, content] of Object.entries(DOCUMENTS)) shell.write(name, content);
  shell.write('zeros', '');
  truncateSync(shell.path('zeros'), 100_000_000);
  taken.listen(0, HOST);
  await once(taken, 'listening');
  takenPort = (taken.address() as AddressInfo).port;
  files = shell.files();
});
afterAll(() => {
  taken.close();
  shell.remove();
});

const { usage, input, network } = EXIT;

/** It said one line, with this code, and nothing else came of it. */
async function expectRefusal(line: string, code: string, exit: number): Promise<void> {
  const outcome = await shell.line(line);
  expect(outcome.stderr).toMatch(new RegExp(`^vitrine ${line.split(' ')[0]}: [^\n]+ \\(code ${code}\\)\n$`));
  expect(outcome).toMatchObject({ code: exit, stdout: '' });
  expect(shell.files()).toEqual(files);
}

describe('properties', () => {
  it.each(['apiserver', 'kubelet'])('%s ends at Ctrl-C, whoever is connected', async (command) => {
    const port = command === 'apiserver' ? 'secure-port' : 'port';
    const serving = await serve(shell, `${command} -dir cluster -${port} 0`);
    const idle = connect(serving.port, HOST);
    await once(idle, 'connect');
    const closed = once(idle, 'close');
    expect(await serving.stop()).toMatchObject({ code: EXIT.ok, stdout: '' });
    await closed;
  });

  it('serves a manifest and rules in JSON and in YAML, and rules that are none', async () => {
    const rules = ['good-role.json', 'good-binding.yaml', 'none.yaml'].map((file) => `-rbac ${file}`).join(' ');
    for (const line of ['apiserver -secure-port 0', 'kubelet -port 0']) {
      const serving = await serve(shell, `${line} -dir cluster -manifest good-pod.json ${rules}`);
      expect((await serving.stop()).code).toBe(EXIT.ok);
    }
  });

  const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
  if (!hasIPv6) sayWhySkipped('this machine has no IPv6 loopback');
  it.skipIf(!hasIPv6)('says an IPv6 address as a URL has it', async () => {
    const serving = await serve(shell, 'kubelet -dir cluster -port 0 -address ::1');
    expect((await serving.stop()).stderr).toContain(` https://[::1]:${serving.port} `);
  });

  it('speaks the versions of TLS that it is told, as kube-apiserver', async () => {
    for (const [option, refused] of [
      ['-tls-min-version VersionTLS13', 'TLSv1.2'],
      ['-tls-max-version VersionTLS12', 'TLSv1.3'],
    ] as const) {
      const serving = await serve(shell, `apiserver -dir cluster -secure-port 0 ${option}`);
      const versions = { minVersion: refused, maxVersion: refused };
      const socket = connectTls({ port: serving.port, host: HOST, rejectUnauthorized: false, ...versions });
      const [error] = await once(socket, 'error');
      expect(error).toMatchObject({ code: expect.stringMatching(/PROTOCOL_VERSION$/) });
      expect((await serving.stop()).stderr).toContain('; let the client speak TLS 1.');
    }
  });

  it.each(everyNth(2, ['SIGINT', 'SIGTERM', 'SIGHUP'] as const))('as a program, ends at %s', async (signal) => {
    const args = [PROGRAM, 'apiserver', '--dir', shell.path('cluster')];
    const child = spawn(process.execPath, [...args, '--secure-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [note] = await once(child.stderr, 'data');
    expect(`${note}`).toMatch(/^vitrine apiserver: serving on https:\/\/127\.0\.0\.1:\d+ until Ctrl-C\n$/);
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([EXIT.ok, null]);
  });
});

describe.each([
  ['apiserver', 'secure-port'],
  ['kubelet', 'port'],
])('misuse of %s', (command, port) => {
  it.each<[what: string, options: string, code: string, exit: number]>([
    ['no folder', '', 'missing-option', usage],
    ['a folder that is not there', '-dir no', 'ENOENT', input],
    ['a folder with nothing in it', '-dir empty', 'no-node', input],
    ['a file for a folder', '-dir hello', 'missing-folder', input],
    ['a folder whose kubelet.crt names no node', '-dir nameless', 'no-node', input],
    ['a key of another certificate', '-dir swapped', 'key-mismatch', input],
    ['a key for the CA’s certificate', '-dir mistaken', 'wrong-pem-label', input],
    ['a port that is no number', `-dir cluster -${port} https`, 'usage', usage],
    ['a port that is too large', `-dir cluster -${port} 65536`, 'usage', usage],
    ['an operand', '-dir cluster admin', 'usage', usage],
  ])('%s', (_what, options, code, exit) => expectRefusal(`${command} -${port} 0 ${options}`.trim(), code, exit));

  it('an address that is not of this host (RFC 5737)', () =>
    expectRefusal(
      `${command} -dir cluster -${port} 0 -${command === 'kubelet' ? '' : 'bind-'}address 192.0.2.1`,
      'EADDRNOTAVAIL',
      network,
    ));

  it('a port that is taken', () =>
    expectRefusal(`${command} -dir cluster -${port} ${takenPort}`, 'EADDRINUSE', network));

  it.each<[what: string, file: string, code: string]>([
    ['a file that is not there', 'no.yaml', 'ENOENT'],
    ['a text', 'hello', 'invalid-field'],
    ['half a JSON document', 'half.json', 'malformed'],
    ['half a YAML document', 'half.yaml', 'malformed'],
    ['bytes that are no UTF-8', 'latin1', 'invalid-utf8'],
    ['an object without kind', 'kindless.json', 'missing-field'],
    ['a kind that is not for it', 'widget.json', 'unknown-kind'],
    ['100 MB of zeros', 'zeros', 'too-large'],
  ])('%s for -manifest and for -rbac', async (_what, file, code) => {
    for (const option of ['manifest', 'rbac']) {
      await expectRefusal(`${command} -dir cluster -${port} 0 -${option} ${file}`, code, input);
    }
  });

  it.each<[what: string, options: string, code: string]>([
    ['a pod without containers', '-manifest empty-pod.json', 'missing-field'],
    ['a pod among the rules', '-rbac good-pod.json', 'unknown-kind'],
    ['a text where a rule has a list', '-rbac rule.json', 'invalid-field'],
    ['a field that a rule does not have', '-rbac misspelt.json', 'invalid-field'],
    ['a binding to a role that it cannot bind', '-rbac binding.json', 'invalid-field'],
  ])('%s', (_what, options, code) => expectRefusal(`${command} -dir cluster -${port} 0 ${options}`, code, input));
});

describe('misuse', () => {
  it.each([
    '-tls-min-version 1.3',
    '-tls-max-version VersionTLS11',
    '-tls-min-version VersionTLS13 -tls-max-version VersionTLS12',
  ])('%s', (options) => expectRefusal(`apiserver -dir cluster -secure-port 0 ${options}`, 'usage', usage));

  it('where the kubelet’s port is taken, the API server does not stay either', async () => {
    // A port that was free a moment ago.
    const { port, stop } = await serve(shell, 'apiserver -dir cluster -secure-port 0');
    await stop();
    const line = `apiserver -dir cluster -secure-port ${port} -with-kubelet -kubelet-port ${takenPort}`;
    await expectRefusal(line, 'EADDRINUSE', network);
    const probe = createServer().listen(port, HOST);
    await once(probe, 'listening');
    probe.close();
  });
});
