/** Both servers over our own TLS, called by our own TLS. Other clients: test/interop. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clusterOf,
  defaultManifest,
  keepWriting,
  kubeletConnector,
  MemoryLogs,
  type Running,
  startApiServer,
  startKubelet,
  type TlsIdentity,
} from '../../../src/kubernetes/index.ts';
import { defaultPolicy, rbacAuthorizer } from '../../../src/kubernetes/pki/index.ts';
import { connect, type TlsSocket } from '../../../src/node/index.ts';
import { certificates, NODE, type Person } from '../../fixtures/cluster-servers.ts';
import { keyOf } from '../../fixtures/pki.ts';
import { openRegistry } from '../../fixtures/registry.ts';
import { JUDGED_BY } from '../../judged.ts';

const HOST = '127.0.0.1';
const files = certificates();
const strangers = certificates(keyOf('stranger'));
const now = (): Date => new Date();

const identity = (name: string, from = files): TlsIdentity => ({
  cert: from.get(`${name}.crt`)!,
  key: from.get('any.key')!,
  roots: files.get('ca.crt')!,
  ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA256'],
});

interface Sent {
  readonly code: number;
  readonly text: string;
}

function get(server: Running, path: string, as: TlsIdentity): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request({
      path,
      createConnection: () => connect({ ...as, ...JUDGED_BY, host: HOST, port: server.port }),
    });
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk)).on('error', reject);
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const person = (name: Person, from = files): TlsIdentity => identity(name, from);
const { cert: _cert, key: _key, ...nobody } = person('admin');

describe('vectors', () => {
  let api: Running;
  let kubelet: Running;
  let stop = (): void => {};

  beforeAll(async () => {
    const logs = new MemoryLogs(100);
    const authorizer = rbacAuthorizer(defaultPolicy);
    const manifest = defaultManifest({ nodeName: NODE, address: HOST, kubeletPort: 10250, now: now() });
    const cluster = clusterOf(manifest, { now: now(), file: 'the default manifest' });
    stop = keepWriting(
      logs,
      manifest.filter(({ kind }) => kind === 'Pod'),
      { intervalMs: 3_600_000, now },
    );
    const common = { authorizer, cluster, now };
    kubelet = await startKubelet(
      { host: HOST, port: 0, tls: identity('kubelet') },
      { ...common, nodeName: NODE, logs },
    );
    const dial = kubeletConnector(identity('apiserver-kubelet-client'));
    api = await startApiServer(
      { host: HOST, port: 0, tls: identity('apiserver') },
      // The manifest has the kubelet's usual port; the test's own is another.
      {
        registry: await openRegistry(manifest),
        now,
        connectKubelet: (address) => dial({ ...address, port: kubelet.port }),
      },
    );
  });
  afterAll(async () => {
    stop();
    await api.close();
    await kubelet.close();
  });

  it('serves by certificate, over both calls', async () => {
    const list = await get(api, '/api/v1/pods', person('admin'));
    expect(JSON.parse(list.text).kind).toBe('PodList');
    expect(await get(api, '/api/v1/pods', person('jane'))).toMatchObject({ code: 403 });
    expect(await get(api, '/version', person('jane'))).toMatchObject({ code: 200 });
    const log = await get(api, '/api/v1/namespaces/default/pods/orders-0/log?container=orders', person('admin'));
    expect(log).toEqual({ code: 200, text: 'accepted order 1742\n' });
    expect(await get(kubelet, '/healthz', person('apiserver-kubelet-client'))).toEqual({ code: 200, text: 'ok' });
    expect(await get(kubelet, '/healthz', person('jane'))).toMatchObject({ code: 403 });
  });

  it('no certificate is system:anonymous at the API server, and no connection to the kubelet', async () => {
    expect(await get(api, '/version', nobody as TlsIdentity)).toMatchObject({ code: 200 });
    expect(await get(api, '/api/v1/pods', nobody as TlsIdentity)).toMatchObject({ code: 403 });
    await expect(get(kubelet, '/healthz', nobody as TlsIdentity)).rejects.toThrow();
  });

  it('a certificate of another CA ends the handshake with unknown_ca', async () => {
    const failures: unknown[] = [];
    const note = (error: unknown, socket: TlsSocket): void => void failures.push([error, socket.authorized]);
    api.server.on('tlsClientError', note);
    await expect(get(api, '/version', person('admin', strangers))).rejects.toMatchObject({
      message: expect.stringContaining('unknown_ca'),
    });
    expect(failures).toEqual([[expect.any(Error), false]]);
    api.server.off('tlsClientError', note);
  });

  it('says when its port is taken', async () => {
    const listen = { host: HOST, port: api.port, tls: identity('kubelet') };
    const cluster = clusterOf([], { now: now(), file: 'nothing' });
    const options = {
      authorizer: rbacAuthorizer(defaultPolicy),
      cluster,
      now,
      nodeName: NODE,
      logs: new MemoryLogs(1),
    };
    await expect(startKubelet(listen, options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
