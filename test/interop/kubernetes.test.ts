/** A cluster made with the command line only: its folder by `pki`, its servers by `apiserver` and `kubelet`, all calls over our TLS; the
 * clients are kubectl and curl. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKubeconfig } from '../../src/kubernetes/pki/index.ts';
import { type Serving, serve } from '../cli/serving.ts';
import { Shell } from '../cli/shell.ts';
import { HOST } from '../node/loopback.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { describeKubectl, kubectlUntil, type Ran, runProgram } from './kubectl.ts';
import { describePeer, freePort } from './peers.ts';
import { Wire } from './wire.ts';

/** The suites of TLS 1.3 (RFC 8446 §B.4), which Go offers without a flag. */
const GO_SUITES = [0x1301, 0x1302, 0x1303];
const DEV_VIEW = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: dev-view, namespace: dev }
subjects:
- { kind: Group, name: dev }
roleRef: { kind: ClusterRole, name: view }
`;

const shell = new Shell();
/** To the first API server, which runs the node's kubelet too: admin.conf and jane.conf lead here. */
let front: Wire;
/** From the second API server to a kubelet that runs alone. */
let back: Wire;
let first: Serving;
let second: Serving;
let kubelet: Serving;

beforeAll(async () => {
  [front, back] = [await Wire.open(), await Wire.open()];
  const where = `--apiserver-advertise-address ${HOST} --apiserver-bind-port ${front.port}`;
  await shell.lines(
    `vitrine pki init --dir cluster --node-name node-1 ${where} ${isWholeTable ? '' : '-key-type ecdsa-p256'}`,
    'vitrine pki user jane --group dev --dir cluster',
  );
  shell.write('dev-view.yaml', DEV_VIEW);
  const ports = `--secure-port 0 --kubelet-port`;
  first = await serve(shell, `vitrine apiserver --dir cluster ${ports} ${await freePort()} --with-kubelet`);
  second = await serve(shell, `vitrine apiserver --dir cluster ${ports} ${back.port} --rbac dev-view.yaml`);
  kubelet = await serve(shell, 'vitrine kubelet --dir cluster --port 0');
  [front.target, back.target] = [first.port, kubelet.port];
});
afterAll(async () => {
  shell.remove();
  await Promise.all([front.close(), back.close()]);
  for (const serving of [first, second, kubelet]) {
    expect(await serving.stop()).toMatchObject({ code: 0, stdout: '' });
  }
});

const columns = (table: string): string[][] =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd().split(/ {2,}/));

describeKubectl(() => {
  const by = (person: string): string => `--kubeconfig=${shell.path(`cluster/${person}.conf`)}`;
  const admin = (args: string): Promise<Ran> => runProgram('kubectl', `${by('admin')} ${args}`);
  const jane = (args: string): Promise<Ran> => runProgram('kubectl', `${by('jane')} ${args}`);

  describe('as the administrator, with the admin.conf of pki init', () => {
    it.runIf(isWholeTable)('get pods', async () => {
      const { code, stdout, stderr } = await admin('get pods');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(columns(stdout).map((row) => row.slice(0, 3))).toEqual([
        ['NAME', 'READY', 'STATUS'],
        ['orders-0', '2/2', 'Running'],
        ['web-6d4cf56db6-j2m4x', '1/1', 'Running'],
        ['web-6d4cf56db6-tx9kq', '1/1', 'Running'],
      ]);
    });

    it('get pods -A', async () => {
      const [heading, ...rows] = columns((await admin('get pods -A')).stdout);
      expect(heading).toEqual(['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
      expect(new Set(rows.map(([namespace]) => namespace))).toEqual(new Set(['default', 'dev', 'kube-system']));
      expect(rows.map(([, name]) => name)).toContain('kube-apiserver-node-1');
    });

    it.runIf(isWholeTable)('get pods -o json', async () => {
      const { kind, items } = JSON.parse((await admin('get pods -o json')).stdout);
      const names = items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
      expect([kind, ...names]).toEqual(['List', 'orders-0', 'web-6d4cf56db6-j2m4x', 'web-6d4cf56db6-tx9kq']);
    });

    it('logs POD', async () => {
      const { code, stdout, stderr } = await admin('logs web-6d4cf56db6-j2m4x');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^(10\.244\.0\.1 - - "GET [^\n]+\n)+$/);
    });

    it('logs -f POD shows a line that was written after it began to show', async () => {
      let begun: number | undefined;
      const line = await kubectlUntil(`${by('admin')} logs -f web-6d4cf56db6-j2m4x --timestamps`, (text) => {
        begun ??= Date.now();
        return Date.parse(text.split(' ')[0]) > begun;
      });
      expect(line).toMatch(/^\S+Z 10\.244\.0\.1 - - "GET /);
    });

    it('auth whoami', async () => {
      const { userInfo } = JSON.parse((await admin('auth whoami -o json')).stdout).status;
      expect(userInfo).toMatchObject({
        username: 'kubernetes-admin',
        groups: ['kubeadm:cluster-admins', 'system:authenticated'],
      });
    });

    it('auth can-i list pods', async () => {
      expect(await admin('auth can-i list pods')).toMatchObject({ code: 0, stdout: 'yes\n' });
    });

    it('agrees on a suite of TLS 1.3, and shows no certificate in the clear', async () => {
      const before = front.handshakes().length;
      await admin('get pods');
      const handshakes = front.handshakes().slice(before);
      expect(handshakes.length).toBeGreaterThan(0);
      for (const { suite, client, server } of handshakes) {
        expect(GO_SUITES).toContain(suite);
        // RFC 8446 §2: everything after ServerHello is encrypted; `auth whoami` shows that the certificate arrived.
        expect({ client, server }).toEqual({ client: undefined, server: undefined });
      }
    });
  });

  const cannot = (verb: string, scope: string): string =>
    `User "jane" cannot ${verb} resource "pods" in API group "" ${scope}`;

  describe('as jane of the group dev, whom no rule allows anything', () => {
    it('get pods is refused in the words of Kubernetes', async () => {
      expect(await jane('get pods')).toEqual({
        code: 1,
        stdout: '',
        stderr: `Error from server (Forbidden): pods is forbidden: ${cannot('list', 'in the namespace "default"')}\n`,
      });
    });

    it.runIf(isWholeTable)('auth can-i list pods', async () => {
      expect(await jane('auth can-i list pods')).toMatchObject({ code: 1, stdout: 'no\n' });
    });

    it.runIf(isWholeTable)('auth whoami', async () => {
      expect(JSON.parse((await jane('auth whoami -o json')).stdout).status.userInfo).toMatchObject({
        username: 'jane',
        groups: ['dev', 'system:authenticated'],
      });
    });
  });

  describe('as jane, where --rbac lets the group dev view the namespace dev', () => {
    const there = (args: string): Promise<Ran> => jane(`--server=https://${HOST}:${second.port} ${args}`);

    it('she sees what is there', async () => {
      const { code, stdout } = await there('get pods -n dev -o name');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'pod/api-7f8d9c5b4-mk2zt\npod/worker-5c9b6d7f8-x4vnp\n' });
      expect(await there('auth can-i list pods -n dev')).toMatchObject({ code: 0, stdout: 'yes\n' });
    });

    it.each([
      ['elsewhere', 'get pods', `pods is forbidden: ${cannot('list', 'in the namespace "default"')}`],
      ['everywhere', 'get pods -A', `pods is forbidden: ${cannot('list', 'at the cluster scope')}`],
      [
        'a log elsewhere',
        'logs web-6d4cf56db6-j2m4x',
        `pods "web-6d4cf56db6-j2m4x" is forbidden: ${cannot('get', 'in the namespace "default"')}`,
      ],
    ])('and not %s', async (_what, args, message) => {
      const { code, stderr } = await there(args);
      expect({ code, stderr }).toEqual({ code: 1, stderr: `Error from server (Forbidden): ${message}\n` });
    });

    it('her log comes from the kubelet, which the API server called over our TLS under its own certificate', async () => {
      const { code, stdout } = await there('logs -n dev api-7f8d9c5b4-mk2zt --tail=1');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^(GET|POST) \/orders/);
      expect(back.handshakes().at(-1)).toEqual({
        suite: 0x1301, // TLS_AES_128_GCM_SHA256, the first of ours
        client: undefined,
        server: undefined,
      });
    });
  });
});

describePeer('curl', () => {
  beforeAll(async () => {
    const { clientCertificate, clientKey } = await readKubeconfig(shell.read('cluster/admin.conf'), 'admin.conf');
    shell.write('cluster/admin.crt', clientCertificate);
    shell.write('cluster/admin.key', clientKey);
  });

  /** @param pair - path of certificate and key, without its ending; undefined to show none. */
  async function get({ port }: Serving, path: string, pair?: string): Promise<Ran & { body: string; status: number }> {
    const credentials =
      pair === undefined ? '' : ` --cert ${shell.path(`${pair}.crt`)} --key ${shell.path(`${pair}.key`)}`;
    const trust = `--cacert ${shell.path('cluster/pki/ca.crt')}`;
    const ran = await runProgram('curl', `-sS -w \n%{http_code} ${trust}${credentials} https://${HOST}:${port}${path}`);
    const [, body, status] = /^(.*)\n(\d+)$/s.exec(ran.stdout) ?? [];
    return { ...ran, body, status: Number(status) };
  }
  /** curl's exit codes when TLS fails: before the handshake is done, and after. */
  const TLS_FAILED = [35, 56];

  describe('at the API server', () => {
    const PODS = '/api/v1/namespaces/default/pods';

    it('200 for the administrator', async () => {
      const { code, status, body } = await get(first, PODS, 'cluster/admin');
      expect({ code, status }).toEqual({ code: 0, status: 200 });
      expect(JSON.parse(body)).toMatchObject({ kind: 'PodList', items: [{}, {}, {}] });
    });

    it('403 without a certificate: the user is system:anonymous', async () => {
      const { code, status, body } = await get(first, PODS);
      expect({ code, status }).toEqual({ code: 0, status: 403 });
      expect(JSON.parse(body)).toMatchObject({ kind: 'Status', reason: 'Forbidden', code: 403 });
    });

    it('the alert unknown_ca for a certificate of another CA', async () => {
      const { code, status, stderr } = await get(first, PODS, 'cluster/pki/etcd/healthcheck-client');
      expect(TLS_FAILED).toContain(code);
      expect(status).toBe(0);
      expect(stderr).toContain('alert unknown ca');
    });

    it('403 for jane', async () => {
      const { code, status, body } = await get(first, PODS, 'cluster/jane');
      expect({ code, status }).toEqual({ code: 0, status: 403 });
      expect(JSON.parse(body)).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason: 'Forbidden',
        code: 403,
        message: expect.stringContaining('User "jane" cannot list resource "pods"'),
      });
    });
  });

  describe('at the kubelet', () => {
    const API_SERVER = 'cluster/pki/apiserver-kubelet-client';
    const LOG = '/containerLogs/default/web-6d4cf56db6-j2m4x/nginx';

    it('serves the API server', async () => {
      expect(await get(kubelet, '/healthz', API_SERVER)).toMatchObject({ status: 200, body: 'ok' });
      const { status, body } = await get(kubelet, '/pods', API_SERVER);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ kind: 'PodList', items: Array(12).fill({ kind: 'Pod' }) });
      expect(await get(kubelet, `${LOG}?tailLines=1`, API_SERVER)).toMatchObject({
        status: 200,
        body: expect.stringMatching(/^10\.244\.0\.1 - - "GET [^\n]+\n$/),
      });
    });

    it.each(everyNth(2, ['/healthz', '/pods', LOG]))('%s is forbidden to jane', async (path) => {
      expect(await get(kubelet, path, 'cluster/jane')).toMatchObject({
        status: 403,
        body: 'Forbidden (user=jane, verb=get, resource=nodes, subresource=proxy)',
      });
    });

    it('ends the handshake with a client without a certificate, or with one of another CA', async () => {
      const nobody = await get(kubelet, '/healthz');
      expect(TLS_FAILED).toContain(nobody.code);
      // TLS 1.3 has an alert of its own for it (RFC 8446 §4.4.2.4).
      expect(nobody).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/alert (?:handshake failure|certificate required)/),
      });
      const stranger = await get(kubelet, '/healthz', 'cluster/pki/etcd/healthcheck-client');
      expect(TLS_FAILED).toContain(stranger.code);
      expect(stranger).toMatchObject({ status: 0, stderr: expect.stringContaining('alert unknown ca') });
    });
  });
});
