/** The real kubectl against the API server. Skipped with a line that says so if there is no kubectl 1.28 or later. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lab, type Person } from '../../fixtures/cluster-servers.ts';
import { describeKubectl } from '../../interop/kubectl.ts';
import { isWholeTable } from '../../property-runs.ts';

const home = mkdtempSync(join(tmpdir(), 'vitrine-kubectl-'));
const env = { PATH: process.env['PATH'], HOME: home, KUBECACHEDIR: join(home, 'cache') };

describeKubectl(() => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(async () => {
    await lab.close();
    rmSync(home, { recursive: true });
  });

  const argumentsOf = (person: Person, command: string): string[] => [
    `--kubeconfig=${lab.kubeconfig(person)}`,
    ...command.split(' '),
  ];

  /** Runs kubectl beside the server, which lives in this process. */
  function kubectl(person: Person, command: string): Promise<{ code: number | null; out: string; err: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn('kubectl', argumentsOf(person, command), { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => (out += chunk));
      child.stderr.on('data', (chunk) => (err += chunk));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
  }

  const columns = (table: string): string[][] =>
    table
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd().split(/ {2,}/));

  it('get pods', async () => {
    const { out, err } = await kubectl('admin', 'get pods');
    expect(err).toBe('');
    expect(columns(out)).toEqual([
      ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      ['orders-0', '2/2', 'Running', '2 (15h ago)', '31h'],
      ['web-6d4cf56db6-j2m4x', '1/1', 'Running', '0', '5d3h'],
      ['web-6d4cf56db6-tx9kq', '1/1', 'Running', '0', '5d3h'],
    ]);
  });

  it.runIf(isWholeTable)('get pods -A, and wide', async () => {
    const { out } = await kubectl('admin', 'get pods -A');
    const rows = columns(out);
    expect(rows[0]).toEqual(['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(new Set(rows.slice(1).map(([namespace]) => namespace))).toEqual(new Set(['default', 'dev', 'kube-system']));
    const wide = columns((await kubectl('admin', 'get pods -n dev -o wide')).out);
    expect(wide[0].slice(5)).toEqual(['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES']);
    expect(wide[2]).toContain('ImagePullBackOff');
  });

  it.runIf(isWholeTable)('get pods -o json, one and many', async () => {
    const list = JSON.parse((await kubectl('admin', 'get pods -o json')).out);
    expect(list.kind).toBe('List');
    expect(list.items.map((pod: { kind: string }) => pod.kind)).toEqual(['Pod', 'Pod', 'Pod']);
    const pod = JSON.parse((await kubectl('admin', 'get pod orders-0 -o json')).out);
    expect(pod.metadata.name).toBe('orders-0');
  });

  it('get by label, by field, by pages, and without one', async () => {
    const names = async (command: string): Promise<string> => (await kubectl('admin', `get ${command} -o name`)).out;
    expect(await names('pods -l app=orders')).toBe('pod/orders-0\n');
    expect(await names('pods -A -l app')).toMatch(/^(pod\/\S+\n){12}$/);
    expect(await names('pods -A --field-selector status.phase!=Running')).toBe('pod/worker-5c9b6d7f8-x4vnp\n');
    const missing = await kubectl('admin', 'get pod nothing');
    expect(missing.err).toBe('Error from server (NotFound): pods "nothing" not found\n');
    if (!isWholeTable) return;
    expect((await names('pods -A --chunk-size=2')).split('\n')).toHaveLength(13);
    expect(await names('namespaces')).toContain('namespace/kube-system\n');
    expect(await names('nodes')).toBe('node/node-1\n');
    expect(await names('clusterrolebindings kubeadm:cluster-admins')).toContain('kubeadm:cluster-admins');
  });

  it.runIf(isWholeTable)('get ns and get nodes as tables', async () => {
    expect(columns((await kubectl('admin', 'get ns dev')).out)[1]).toEqual(['dev', 'Active', '9d']);
    expect(columns((await kubectl('admin', 'get nodes')).out)[1]).toEqual([
      'node-1',
      'Ready',
      'control-plane',
      '26d',
      'v1.32.0',
    ]);
  });

  it('logs POD, which crosses both calls', async () => {
    const { out, err } = await kubectl('admin', 'logs web-6d4cf56db6-j2m4x --tail=1 --timestamps');
    expect(err).toBe('');
    expect(out).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z 10\.244\.0\.1 - - "GET .*\n$/);
    const waiting = await kubectl('admin', 'logs -n dev worker-5c9b6d7f8-x4vnp');
    expect(waiting.err).toContain('Error from server (BadRequest): container "worker" in pod');
    expect((await kubectl('admin', 'logs orders-0')).err).toContain(
      'Defaulted container "orders" out of: orders, metrics',
    );
  });

  it('logs -f POD goes on until it is interrupted', async () => {
    const child = spawn('kubectl', argumentsOf('admin', 'logs -f orders-0 -c orders --tail=1'), { env });
    let seen = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        seen += chunk;
        if (seen.split('\n').length > 4) resolve();
      });
    });
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    expect(seen).toContain('shipped order 1742');
  });

  it.runIf(isWholeTable)('auth whoami', async () => {
    const { out } = await kubectl('jane', 'auth whoami -o json');
    const { userInfo } = JSON.parse(out).status;
    expect(userInfo.username).toBe('jane');
    expect(userInfo.groups).toEqual(['dev', 'system:authenticated']);
    expect(userInfo.extra['authentication.kubernetes.io/credential-id']).toEqual([
      expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/),
    ]);
  });

  it.runIf(isWholeTable)('auth can-i, a yes and a no that RBAC decides', async () => {
    expect(await kubectl('jane', 'auth can-i list pods -n dev')).toMatchObject({ code: 0, out: 'yes\n' });
    expect(await kubectl('jane', 'auth can-i list pods -n kube-system')).toMatchObject({ code: 1, out: 'no\n' });
    expect(await kubectl('jane', 'auth can-i get /version')).toMatchObject({ code: 0, out: 'yes\n' });
    expect(await kubectl('master', 'auth can-i delete nodes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^yes/),
    });
  });

  it('refuses in the words of Kubernetes', async () => {
    expect((await kubectl('jane', 'get pods -n dev -o name')).out).toContain('pod/api-7f8d9c5b4-mk2zt');
    expect((await kubectl('jane', 'get pods -A')).err).toBe(
      'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope\n',
    );
    expect((await kubectl('jane', 'logs -n kube-system etcd-node-1')).err).toBe(
      'Error from server (Forbidden): pods "etcd-node-1" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "kube-system"\n',
    );
    expect((await kubectl('nobody', 'get pods')).err).toContain(
      '(Forbidden): pods is forbidden: User "system:anonymous"',
    );
  });

  it.runIf(isWholeTable)('version, api-resources and a watch', async () => {
    expect((await kubectl('jane', 'version')).out).toContain('Server Version: v1.32.0');
    expect((await kubectl('jane', 'api-resources -o name')).out).toContain('rolebindings.rbac.authorization.k8s.io\n');
    const child = spawn('kubectl', argumentsOf('jane', 'get pods -n dev --watch -o name'), { env });
    let seen = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        seen += chunk;
        if (seen.split('\n').length > 2) resolve();
      });
    });
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    expect(seen).toContain('pod/worker-5c9b6d7f8-x4vnp');
  });
});
