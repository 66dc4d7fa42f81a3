import { API_SERVER_PORT, KUBELET_PORT, type RequestEvent, type Running } from '../../kubernetes/index.ts';
import { integerValue } from '../arguments.ts';
import { CLIENT_CRL_OPTIONS, clientCrl } from '../client-crl.ts';
import { defineCommand, EXIT } from '../command.ts';
import type { Context } from '../context.ts';
import { nodeOf, readControlPlane, serveKubelet, urlOf } from '../control-plane.ts';
import { required } from '../files.ts';
import { tellFailures } from '../handshake-failures.ts';
import { requestLine } from '../request-log.ts';
import { serveApi, serveWhoami } from '../serve-api.ts';
import { openStore, STORAGE_OPTIONS } from '../storage-options.ts';
import { SUPERVISED_OPTIONS, Supervision } from '../supervised.ts';
import { TLS_VERSION_OPTIONS, tlsVersions } from '../tls-version-options.ts';

export const apiserver = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: { value: 'DIR', help: 'the cluster’s folder, made by vitrine pki init' },
    'bind-address': { value: 'IP', help: 'where to listen; default: the address in the node’s certificate' },
    'secure-port': { value: 'PORT', help: `default: ${API_SERVER_PORT}; 0 picks a free port` },
    manifest: {
      value: 'FILE',
      help: 'what to serve: namespaces, nodes, pods (YAML or JSON); default: an example cluster',
    },
    bare: { help: 'begin without the example cluster' },
    rbac: { value: 'FILE', many: true, help: 'roles and bindings in addition to Kubernetes’ own (YAML or JSON)' },
    'kubelet-port': { value: 'PORT', help: `where the default cluster’s kubelet listens; default: ${KUBELET_PORT}` },
    'with-kubelet': { help: 'run the node’s kubelet too' },
    'with-whoami': { help: 'run whoami.vitrine.dev too, an API server behind this one' },
    'service-account-issuer': {
      value: 'URL',
      help: 'who the tokens of service accounts say that they are of; default: kubeadm’s',
    },
    ...STORAGE_OPTIONS,
    ...CLIENT_CRL_OPTIONS,
    ...SUPERVISED_OPTIONS,
    ...TLS_VERSION_OPTIONS,
    v: { help: 'one line a request: user, verb, resource, allowed or not and by which rule' },
  },
  notes: [
    'It serves until Ctrl-C. A client without a certificate is system:anonymous, which may read health and version.',
    'With kubectl: kubectl --kubeconfig DIR/admin.conf get pods -A',
  ],
  async run(values, _operands, asked) {
    const supervision = Supervision.of(asked, values.supervised);
    const { context, onHandshake } = supervision;
    const folder = required(values.dir, 'dir', 'the cluster’s folder');
    const port = integerValue(values['secure-port'] ?? `${API_SERVER_PORT}`, 'secure-port', 0, 65_535);
    const kubeletPort = integerValue(values['kubelet-port'] ?? `${KUBELET_PORT}`, 'kubelet-port', 1, 65_535);
    const node = await nodeOf(context, folder);
    const versions = tlsVersions(values);
    const host = values['bind-address'] ?? node.address;
    const store = await openStore(context, values, folder, onHandshake);
    const plane = await readControlPlane(context, values, { ...node, kubeletPort }, store);
    const crl = await clientCrl(context, values, folder);
    const { clientRevocation } = crl;
    const onRequest = (event: RequestEvent): void => void context.note(requestLine(event));
    const issuer = values['service-account-issuer'];
    const told = { clientRevocation, issuer, onHandshake, versions, ...(values.v && { onRequest }) };
    const servers = [await serveApi(context, folder, { host, port, ...told }, plane)];
    supervision.follow(servers[0].server);
    if (values['with-kubelet']) {
      const at = { nodeName: node.nodeName, host, port: kubeletPort, clientRevocation, versions };
      servers.push(await serveKubelet(context, folder, at, plane).catch((error) => closing(servers, error)));
    }
    if (values['with-whoami']) {
      const whoami = await serveWhoami(context, folder, plane).catch((error) => closing(servers, error));
      supervision.follow(whoami.server);
      supervision.ready(whoami.port, 'whoami.vitrine.dev');
      servers.push(whoami);
    }
    for (const { server } of servers) tellFailures(server, context, versions);
    await context.note(`serving on ${urlOf(servers[0])} until Ctrl-C`);
    supervision.ready(servers[0].port);
    await untilInterrupted(context, servers);
    crl.stop();
    await store.close();
    return EXIT.ok;
  },
});

/** Closes the servers that were started, after another one failed to start. */
async function closing(servers: readonly Running[], error: unknown): Promise<never> {
  await Promise.all(servers.map((server) => server.close()));
  throw error;
}

/** Waits for Ctrl-C, and then closes the servers. */
export async function untilInterrupted({ signal }: Context, servers: readonly Pick<Running, 'close'>[]): Promise<void> {
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', resolve, { once: true });
  });
  await Promise.all(servers.map((server) => server.close()));
}
