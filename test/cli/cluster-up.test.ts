/** `vitrine cluster up` as a process: a whole cluster, its handshakes, its ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chaos } from '../../scripts/chaos/chaos.ts';
import { ClusterProcess, runs, type Under } from '../../scripts/chaos/cluster-process.ts';
import { leavesOf } from '../../src/cli/cluster/leaves.ts';
import { EXIT } from '../../src/cli/command.ts';
import { ApiClient, kubeconfigConnection } from '../../src/kubernetes/internal.ts';
import { CertificateStore } from '../../src/kubernetes/joining/certificate-store.ts';
import { leftoverOf } from '../node/killed.ts';
import { commandProgram } from '../node-program.ts';
import { isWholeTable } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
const PROGRAM = commandProgram();
const isLinux = process.platform === 'linux';
if (!isLinux) sayWhySkipped('cluster up is watched through /proc, which is Linux’s');

afterAll(shell.remove);

const up = (...args: readonly string[]): ClusterProcess => new ClusterProcess(PROGRAM, args, shell.folder);
const admin = async (): Promise<ApiClient> => new ApiClient(await kubeconfigConnection(shell.path('c/admin.conf')));
async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(50);
  }
}

describe.skipIf(!isLinux)('a cluster', () => {
  let cluster: ClusterProcess;
  const handshakes = () =>
    shell
      .read('handshakes')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const child = (name: string): Under => cluster.children.find((one) => one.name === name)!;

  beforeAll(async () => {
    writeFileSync(leftoverOf(shell.path('page.html')).path, 'half a page');
    cluster = up('-dir', 'c', '-handshakes', 'handshakes', '-page', 'page.html', '-v');
    await cluster.running();
  }, 300_000);
  afterAll(async () => {
    if (cluster.process.exitCode === null && cluster.process.signalCode === null) await cluster.end('SIGKILL');
  });

  it('shows the leaves of its folder, each verified at an end of ours', async () => {
    const leaves = await leavesOf(shell.path('c'));
    expect(leaves).toHaveLength(13);
    const NEEDS_ETCD = ['apiserver-etcd-client', 'etcd-healthcheck-client', 'etcd-peer', 'etcd-server'];
    const expected = leaves.map(({ name }) => name).filter((name) => !NEEDS_ETCD.includes(name));
    const verified = () => {
      const serials = new Set(handshakes().map(({ peer }) => peer?.serial));
      return leaves.filter(({ serial }) => serials.has(serial)).map(({ name }) => name);
    };
    await until(() => (verified().length >= expected.length ? true : undefined));
    expect(verified()).toEqual(expected);
    for (const report of handshakes()) {
      expect(report).toMatchObject({ kind: 'handshake', version: expect.stringMatching(/^TLSv1\.[23]$/) });
    }
  }, 60_000);

  it('draws them: a line for each pair of ends, and a page that lists the same', async () => {
    const drawn = (pattern: RegExp) => until(() => (pattern.test(cluster.output) ? true : undefined));
    await drawn(/kube-scheduler \[scheduler\.conf \(serial [0-9a-f]{8}\)\] ──▶ kube-apiserver \[apiserver /);
    await drawn(/kube-apiserver \[apiserver-kubelet-client [^\]]+\] ──▶ kubelet node-1 \[kubelet /);
    await drawn(/kube-apiserver \[apiserver-kubelet-client [^\]]+\] ──▶ kubelet node-2 \[CN=system:node:node-2,/);
    await drawn(/kubelet node-2 \[no certificate\] ──▶ kube-apiserver \[apiserver /);
    expect(cluster.output).not.toContain('a client without a certificate');
    const answer = await fetch(cluster.pageUrl);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await answer.text();
    for (const page of [
      text,
      await until(() => (existsSync(shell.path('page.html')) ? shell.read('page.html') : undefined)),
    ]) {
      expect(page).toContain('<td>kube-scheduler</td><td>scheduler.conf (serial ');
      expect(page).not.toMatch(/<script|PRIVATE KEY/);
    }
    expect(cluster.output).toMatch(/removed \S+\/\.page\.html\.vitrine-\S+, which an interrupted run/);
    expect((await fetch(`${cluster.pageUrl}style.css`)).status).toBe(200);
  });

  it('has what every cluster has: nodes, pods on them, leases, the CA and the account of each namespace', async () => {
    const client = await admin();
    const names = async (path: string) => (await client.list(path)).items.map(({ metadata }) => metadata['name']);
    expect(await names('/api/v1/nodes')).toEqual(['node-1', 'node-2']);
    const pods = await until(async () => {
      const { items } = await client.list('/api/v1/namespaces/default/pods');
      const placed = items.map(({ spec, status }) => [
        (spec as { nodeName?: string }).nodeName,
        (status as { phase?: string }).phase,
      ]);
      return placed.every(([, phase]) => phase === 'Running') ? placed : undefined;
    });
    expect(pods).toEqual([
      ['node-1', 'Running'],
      ['node-2', 'Running'],
    ]);
    const leases = '/apis/coordination.k8s.io/v1/namespaces';
    expect(await names(`${leases}/kube-system/leases`)).toEqual(['kube-controller-manager', 'kube-scheduler']);
    expect(await names(`${leases}/kube-node-lease/leases`)).toEqual(['node-1', 'node-2']);
    await client.get('/api/v1/namespaces/kube-public/configmaps/kube-root-ca.crt');
    await client.get('/api/v1/namespaces/kube-public/serviceaccounts/default');
  }, 30_000);

  it('is kept from a second one on its folder', async () => {
    const second = await shell.line('vitrine cluster up -dir c');
    expect(second).toMatchObject({ code: EXIT.input, stderr: expect.stringContaining('(code in-use)') });
  });

  it.runIf(isWholeTable)(
    'lets a kubelet rotate both of its pairs on SIGHUP, in the same process',
    async () => {
      const { pid } = child('kubelet node-2');
      const serials = async () =>
        Promise.all(
          ['kubelet-client', 'kubelet-server'].map(async (name) => {
            const pair = await new CertificateStore(shell.path('c/nodes/node-2'), name).current();
            return pair?.certificate.serialNumber;
          }),
        );
      const before = await serials();
      process.kill(pid, 'SIGHUP');
      await until(async () => {
        const now = await serials();
        return now.every((serial, i) => serial !== undefined && serial !== before[i]) ? true : undefined;
      });
      const [client] = await serials();
      // It goes on as the same process, and shows the new one from then on.
      await until(() => (handshakes().some(({ peer }) => peer?.serial === client?.toString(16)) ? true : undefined));
      expect(child('kubelet node-2').pid).toBe(pid);
    },
    60_000,
  );

  it('loses nothing that it acknowledged when it is killed, and serves no revoked certificate (the short form of chaos:cluster)', async () => {
    const options = {
      program: PROGRAM,
      cwd: shell.folder,
      folder: 'c',
      args: ['-handshakes', 'handshakes'],
      log: () => {},
      writers: 1,
      // Each call is a handshake: no more of them than the test needs.
      breath: 500,
    };
    const chaos = new Chaos(options, cluster);
    await chaos.begin();
    await chaos.recovered();
    // To kill the supervisor is to start all of them again.
    const killed = isWholeTable ? ['apiserver', 'supervisor'] : ['apiserver'];
    for (const name of killed) {
      await chaos.kill(name);
      await chaos.recovered();
    }
    cluster = chaos.cluster;
    expect(await chaos.check()).toEqual([]);
    expect(chaos.summary).toMatch(new RegExp(`^${killed.length} kills; `));
    expect(child('apiserver')).toBeDefined();
  }, 300_000);

  it('refuses a certificate within a second of its revocation', async () => {
    await shell.lines('vitrine pki user jane -dir c');
    const jane = new ApiClient(await kubeconfigConnection(shell.path('c/jane.conf')));
    const code = (): Promise<string> =>
      jane.get('/version').then(
        () => 'served',
        (error) => error.code as string,
      );
    expect(await code()).toBe('served');
    await shell.lines('vitrine pki revoke -dir c jane');
    await until(async () => ((await code()) === 'served' ? undefined : true));
  }, 30_000);

  it('ends with everything under it, by Ctrl-C', async () => {
    const { children } = cluster;
    expect(children.map(({ name }) => name).toSorted()).toEqual([
      ...['apiserver', 'controller-manager', 'kubelet node-1', 'kubelet node-2', 'scheduler'],
    ]);
    expect(await cluster.end('SIGINT')).toBe(EXIT.ok);
    expect(children.filter(({ pid }) => runs(pid))).toEqual([]);
    expect(cluster.output).toMatch(/^apiserver +[0-9a-f]+ +shown \d+×, verified \d+×$/m);
  }, 30_000);
});

// Four more starts: where INTEROP=all.
describe.skipIf(!isLinux || !isWholeTable)('cluster up, where it cannot', () => {
  it('says that the port of its kubeconfigs is taken', async () => {
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(shell.read('c/admin.conf'))!;
    const other = createServer().listen(Number(port), '127.0.0.1');
    await once(other, 'listening');
    const cluster = up('-dir', 'c');
    await once(cluster.process, 'close');
    other.close();
    expect(cluster.process.exitCode).not.toBe(EXIT.ok);
    expect(cluster.output).toMatch(/kube-apiserver ended 3 times at once; it said last: .*EADDRINUSE/);
  }, 60_000);

  it('says what a folder lacks', async () => {
    await shell.lines(
      'vitrine pki init -dir half -node-name node-1 -apiserver-advertise-address 127.0.0.1 -key-type ecdsa-p256',
    );
    shell.unlink('half/pki/apiserver.key');
    const said = async (args: string): Promise<string> => (await shell.line(`vitrine cluster up ${args}`)).stderr;
    expect(await said('-dir half')).toMatch(/pki\/apiserver\.key: .*\(code cluster-incomplete\)\n$/);
    await shell.lines(
      'vitrine pki init -dir far -node-name node-1 -apiserver-advertise-address 10.0.0.5 -key-type ecdsa-p256',
    );
    expect(await said('-dir far')).toContain('(code cluster-elsewhere)');
    shell.write('c/cluster-up.json', '{"store":"etcd","etcd":[{"client":0}]}');
    expect(await said('-dir c')).toContain('(code malformed-file)');
    shell.write('c/cluster-up.json', '{"store":"data","etcd":[]}');
    expect(await said('-dir c -etcd')).toContain('keeps its objects in files');
    expect(await said('-dir none/c')).toMatch(/none.*no such file or folder/);
    expect((await shell.line('vitrine cluster up -nodes 0')).code).toBe(EXIT.usage);
  }, 60_000);

  it('ends in the middle of its start', async () => {
    const cluster = up('-dir', 'new');
    await until(() => (existsSync(shell.path('new/cluster-up.json')) ? true : undefined));
    expect(await cluster.end('SIGTERM')).toBe(EXIT.interrupted);
    expect(cluster.children).toEqual([]);
  }, 60_000);
});

describe.skipIf(!isWholeTable)('-supervised', () => {
  it('is refused where nobody listens', async () => {
    const alone = spawn(process.execPath, [PROGRAM, 'scheduler', '-dir', 'c', '-supervised'], {
      ...{ cwd: shell.folder, stdio: ['pipe', 'ignore', 'pipe'] },
    });
    let said = '';
    alone.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = await once(alone, 'close');
    expect({ code, said }).toEqual({
      code: EXIT.usage,
      said: expect.stringContaining('file descriptor 3 is not a socket'),
    });
  });

  it('ends the component when its standard input ends', async () => {
    const component = spawn(
      process.execPath,
      [PROGRAM, 'apiserver', '-dir', 'half', '-secure-port', '0', '-supervised'],
      {
        ...{ cwd: shell.folder, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] },
      },
    );
    const ended = once(component, 'close');
    component.stdin?.end();
    expect((await ended)[0]).not.toBeNull();
  }, 20_000);
});
