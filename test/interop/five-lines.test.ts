/** The five lines of the README, the last with `-copy_extensions copy`: their certificate serves curl and kubectl. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultManifest, kubeletConnector, type Running, startApiServer } from '../../src/kubernetes/index.ts';
import { FIVE_LINES, Shell } from '../cli/shell.ts';
import { openRegistry } from '../fixtures/registry.ts';
import { HOST } from '../node/loopback.ts';
import { describeKubectl, type Ran, runProgram } from './kubectl.ts';
import { describePeer } from './peers.ts';

const shell = new Shell();
let server: Running;

beforeAll(async () => {
  await shell.lines(
    ...FIVE_LINES.slice(0, 4),
    `${FIVE_LINES[4]} -copy_extensions copy`,
    'vitrine genrsa -out admin.key 2048',
    'vitrine req -new -key admin.key -out admin.csr -subj "/O=kubeadm:cluster-admins/CN=ada" -addext "extendedKeyUsage=clientAuth"',
    'vitrine x509 -req -in admin.csr -CA ca.crt -CAkey ca.key -out admin.crt -days 1 -copy_extensions copy',
  );
  const now = (): Date => new Date();
  const place = { nodeName: 'node-1', address: HOST, kubeletPort: 10250 };
  const [cert, key, roots] = ['apiserver.crt', 'apiserver.key', 'ca.crt'].map(shell.read);
  const tls = { cert, key, roots };
  server = await startApiServer(
    { host: HOST, port: 0, tls },
    {
      registry: await openRegistry(defaultManifest({ ...place, now: now() })),
      connectKubelet: kubeletConnector(tls),
      now,
    },
  );
});
afterAll(async () => {
  shell.remove();
  await server.close();
});

describePeer('curl', () => {
  const PODS = '/api/v1/namespaces/dev/pods';
  /** @param name - the server's, as curl is to verify it; the connection goes to the loopback. */
  const get = (name: string): Promise<Ran> => {
    const files = `--cacert ${shell.path('ca.crt')} --cert ${shell.path('admin.crt')} --key ${shell.path('admin.key')}`;
    return runProgram('curl', `-sS ${files} --connect-to ::${HOST}:${server.port} https://${name}${PODS}`);
  };

  it.each(['kubernetes', 'kubernetes.default', '10.96.0.1', '192.168.1.100'])('https://%s', async (name) => {
    const { code, stdout, stderr } = await get(name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'PodList', items: [{}, {}] });
  });

  it.each(['kubernetes.default.svc', '10.96.0.2', 'kube-apiserver'])(
    'https://%s, which it does not name',
    async (name) => {
      expect(await get(name)).toMatchObject({ code: 60, stdout: '' });
    },
  );
});

describeKubectl(() => {
  const get = (name: string): Promise<Ran> => {
    const where = `--server https://${HOST}:${server.port} --tls-server-name ${name}`;
    const trust = `--certificate-authority ${shell.path('ca.crt')}`;
    const credentials = `--client-certificate ${shell.path('admin.crt')} --client-key ${shell.path('admin.key')}`;
    return runProgram('kubectl', `${where} ${trust} ${credentials} get pods -n dev -o name`);
  };

  it('--tls-server-name kubernetes', async () => {
    const pods = 'pod/api-7f8d9c5b4-mk2zt\npod/worker-5c9b6d7f8-x4vnp\n';
    expect(await get('kubernetes')).toEqual({ code: 0, stdout: pods, stderr: '' });
  });

  it('a name that the certificate does not hold', async () => {
    const { code, stderr } = await get('kubernetes.example');
    expect(code).toBe(1);
    expect(stderr).toContain('certificate is valid for kubernetes, kubernetes.default, not kubernetes.example');
  });
});
