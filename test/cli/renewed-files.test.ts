/** A running cluster whose files are replaced: every server shows and trusts what `pki renew` and `pki rotate` have written, without a
 * restart; a node that has joined follows its kubelet.conf. */
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToUtf8 } from '../../src/bytes/index.ts';
import { EXIT } from '../../src/cli/command.ts';
import { publicKeyOf, readPrivateKeyPem } from '../../src/keys/index.ts';
import { tokenKeyId } from '../../src/kubernetes/index.ts';
import { ApiClient, CSR_PATH, kubeconfigConnection } from '../../src/kubernetes/internal.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { isWholeTable } from '../property-runs.ts';
import { type Serving, serve } from './serving.ts';
import { Shell } from './shell.ts';

const HOST = '127.0.0.1';
const shell = new Shell();
/** The serials of the clients that a kubelet, which is node:https, has met. */
const callers: string[] = [];
const kubelet = createServer({ requestCert: true, rejectUnauthorized: false }, (incoming, response) => {
  callers.push((incoming.socket as TLSSocket).getPeerCertificate().serialNumber.toLowerCase());
  response.end('a line\n');
});
let api: Serving;

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1' },
  status: {
    addresses: [{ type: 'InternalIP', address: HOST }],
    daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
  },
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec: { nodeName: 'n1', containers: [{ name: 'web', image: 'nginx' }] },
  status: { phase: 'Running' },
};

const serialOf = (file: string): string => readCertificatesPem(shell.read(file))[0].serialNumber.toString(16);
async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const whenTrue = (holds: () => Promise<boolean> | boolean) => until(async () => ((await holds()) ? true : undefined));
/** The administrator, by what admin.conf holds now. */
async function admin(): Promise<ApiClient> {
  const connection = await kubeconfigConnection(shell.path('c/admin.conf'));
  return new ApiClient({ ...connection, server: `https://${HOST}:${api.port}` });
}
/** The serial that a server shows. */
function shownBy(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: HOST, rejectUnauthorized: false }, () => {
      resolve((socket.getPeerCertificate() as PeerCertificate).serialNumber.toLowerCase().replace(/^0+/, ''));
      socket.destroy();
    }).once('error', reject);
  });
}

beforeAll(async () => {
  await shell.lines(
    `vitrine pki init -dir c -node-name n1 -apiserver-advertise-address ${HOST} -key-type ecdsa-p256 -quiet`,
  );
  kubelet.setSecureContext({
    cert: shell.read('c/pki/kubelet.crt'),
    key: shell.read('c/pki/kubelet.key'),
  });
  kubelet.listen(0, HOST);
  await once(kubelet, 'listening');
  NODE.status.daemonEndpoints.kubeletEndpoint.Port = (kubelet.address() as AddressInfo).port;
  shell.write('objects.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [NODE, POD] }));
  api = await serve(shell, 'apiserver -dir c -secure-port 0 -manifest objects.json -with-whoami');
}, 30_000);
afterAll(async () => {
  await api?.stop();
  kubelet.close();
  shell.remove();
});

describe('the API server', () => {
  it.each([
    ['apiserver', async () => shownBy(api.port)],
    [
      'apiserver-kubelet-client',
      async () => {
        await (await admin()).request('GET', '/api/v1/namespaces/default/pods/web/log');
        return callers.at(-1)!.replace(/^0+/, '');
      },
    ],
    [
      'front-proxy-client',
      async () => {
        const { through } = (await (await admin()).get('/apis/whoami.vitrine.dev/v1/identities/me')) as unknown as {
          through: { serialNumber: string };
        };
        return through.serialNumber;
      },
    ],
  ])('shows %s as pki renew has written it', async (name, shown) => {
    const before = serialOf(`c/pki/${name}.crt`);
    await until(async () => ((await shown().catch(() => '')) === before ? true : undefined));
    await shell.lines(`vitrine pki renew -dir c ${name} -quiet`);
    const after = serialOf(`c/pki/${name}.crt`);
    expect(after).not.toBe(before);
    await until(async () => ((await shown()) === after ? true : undefined));
    const { notAfter } = readCertificatesPem(shell.read(`c/pki/${name}.crt`))[0];
    const series = `vitrine_certificate_expiry_timestamp_seconds{certificate="${name}"} ${notAfter.getTime() / 1000}`;
    const connection = await kubeconfigConnection(shell.path('c/admin.conf'));
    const { cert, key } = connection.credentials!()! as { cert: string; key: string };
    const metrics = await new Promise<string>((resolve, reject) => {
      request({ host: HOST, port: api.port, path: '/metrics', ca: connection.roots, cert, key }, async (answer) => {
        resolve((await answer.toArray()).join(''));
      })
        .once('error', reject)
        .end();
    });
    expect(metrics).toContain(series);
  });

  it('and whoami behind it trust a new CA of the front proxy, and no longer the old one', async () => {
    const me = async () =>
      (await admin()).get('/apis/whoami.vitrine.dev/v1/identities/me').then(
        (found) => (found as unknown as { through: { serialNumber: string } }).through.serialNumber,
        () => 'refused',
      );
    for (const phase of ['trust', 'leaves', 'drop']) {
      await shell.lines(`vitrine pki rotate -dir c front-proxy-ca ${phase} -quiet`);
      await whenTrue(async () => (await me()) === serialOf('c/pki/front-proxy-client.crt'));
    }
  });

  it('signs tokens with sa.key as it is now', async () => {
    const keyId = async (): Promise<unknown> => {
      const { keys } = (await (await admin()).get('/openid/v1/jwks')) as unknown as { keys: { kid: string }[] };
      return keys.map(({ kid }) => kid).join();
    };
    const before = await keyId();
    await shell.lines('vitrine genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out c/pki/sa.key');
    await whenTrue(async () => (await keyId()) !== before);
    expect(await keyId()).toBe(tokenKeyId(publicKeyOf(readPrivateKeyPem(shell.read('c/pki/sa.key')))));
  });

  it('keeps what it read before where a file is broken, and says so', async () => {
    const [crt, before] = [shell.read('c/pki/apiserver.crt'), await shownBy(api.port)];
    shell.write('c/pki/apiserver.crt', shell.read('c/pki/ca.crt'));
    await whenTrue(() => /pki\/apiserver or pki\/ca\.crt: .*; what was read before stays/.test(api.said()));
    expect(await shownBy(api.port)).toBe(before);
    shell.write('c/pki/apiserver.crt', crt);
  });
});

describe('the rotation of the cluster’s CA, with a node that has joined (Kubernetes, Manual Rotation of CA Certificates, 8.2)', () => {
  it.runIf(isWholeTable)(
    'takes the steps of docs/kubernetes.md, and the check names what remains at each',
    async () => {
      for (const name of ['admin', 'controller-manager']) {
        const path = `c/${name}.conf`;
        shell.write(path, shell.read(path).replace(/https:\/\/[^\s"]+/, `https://${HOST}:${api.port}`));
      }
      const manager = new AbortController();
      const managing = shell.line('controller-manager -dir c', { signal: manager.signal });
      const { stdout: line } = await shell.line('token create -kubeconfig c/admin.conf');
      const joining = serve(shell, `${line.trim().replace('vitrine ', '')} -node-name n2 -cert-dir n2 -port 0`);
      const approve = async (): Promise<void> => {
        const client = await admin();
        const waiting = await until(async () => {
          const { items } = await client.list(CSR_PATH);
          return items.find(
            ({ spec, status }) =>
              (spec as { signerName: string }).signerName === 'kubernetes.io/kubelet-serving' &&
              (status as { conditions?: unknown } | undefined)?.conditions === undefined,
          );
        });
        const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: '' }];
        await client.replace(`${CSR_PATH}/${String(waiting.metadata['name'])}/approval`, {
          ...waiting,
          status: { conditions },
        });
      };
      await approve();
      const node = await joining;
      const remains = async (): Promise<string[]> => {
        const { code, stdout, stderr } = await shell.line('pki rotate -dir c ca check -nodes -json');
        expect(stderr).toBe('');
        const { nodes } = JSON.parse(stdout) as { nodes: { node: string; remains: string[] }[] };
        const found = nodes.find(({ node: name }) => name === 'n2')!.remains;
        if (found.length > 0) expect(code).toBe(EXIT.no);
        return found;
      };

      expect(await remains()).toEqual([]);
      await shell.lines('vitrine pki rotate -dir c ca trust -quiet');
      expect(await remains()).toEqual(['trust']);
      expect((await shell.line('pki rotate -dir c ca check -nodes')).stdout).toMatch(
        /^n2 +127\.0\.0\.1:\d+ +the old CA +no +\d+ s ago +put the CAs of pki\/ca\.crt into its kubelet\.conf/m,
      );
      // cluster-info has both, for nodes that join from now on.
      const trusted = await until(async () => {
        const { data } = await (await admin()).get('/api/v1/namespaces/kube-public/configmaps/cluster-info');
        const [, both] = /certificate-authority-data: (\S+)/.exec((data as { kubeconfig: string }).kubeconfig)!;
        const found = readCertificatesPem(bytesToUtf8(base64ToBytes(both)));
        return found.length === 2 ? found : undefined;
      });
      expect(trusted.map(({ der }) => der)).toEqual(
        readCertificatesPem(shell.read('c/pki/ca.crt')).map(({ der }) => der),
      );
      // The step of the administrator.
      const bundle = Buffer.from(shell.read('c/pki/ca.crt')).toString('base64');
      const own = shell.read('n2/kubelet.conf');
      shell.write('n2/kubelet.conf', own.replace(/(certificate-authority-data:) \S+/, `$1 ${bundle}`));
      await whenTrue(async () => (await remains()).length === 0);

      await shell.lines('vitrine pki rotate -dir c ca leaves -quiet');
      expect(await remains()).toEqual(['new-pair']);
      const before = await shownBy(node.port);
      process.emit('SIGHUP');
      await approve();
      await whenTrue(async () => (await shownBy(node.port)) !== before);
      expect(await remains()).toEqual([]);

      await shell.lines('vitrine pki rotate -dir c ca drop -quiet');
      const alone = Buffer.from(shell.read('c/pki/ca.crt')).toString('base64');
      shell.write('n2/kubelet.conf', own.replace(/(certificate-authority-data:) \S+/, `$1 ${alone}`));
      expect(await remains()).toEqual([]);
      // The node goes on: a certificate of the new CA gets it the next one, from a server of the new CA.
      const pair = shell.read('n2/kubelet-client-current.pem');
      process.emit('SIGHUP');
      await whenTrue(() => shell.read('n2/kubelet-client-current.pem') !== pair);
      manager.abort(new Error('done'));
      await managing;
      expect((await node.stop()).code).toBe(EXIT.ok);
    },
    90_000,
  );
});
