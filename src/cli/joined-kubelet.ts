/** A kubelet that is a node of a cluster with its own certificates: it joins by a token, or starts again after it has joined. */
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { bytesToBase64, utf8ToBytes } from '../bytes/index.ts';
import { KUBELET_PORT } from '../kubernetes/index.ts';
import {
  DocumentError,
  discoverCluster,
  joinCluster,
  kubeconfigConnection,
  parseToken,
} from '../kubernetes/internal.ts';
import { writeFileWhole } from '../node/index.ts';
import { clearLeftoversIn } from '../node/internal.ts';
import { integerValue } from './arguments.ts';
import { EXIT, usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { inOption } from './failures.ts';
import { tellFailures } from './handshake-failures.ts';
import { leftoverText, tellingLeftovers } from './leftovers.ts';
import { liveKubeconfig } from './live-kubeconfig.ts';
import type { Supervision } from './supervised.ts';

/** The default of kubeadm's --discovery-timeout. */
const SIGNATURE_PATIENCE_MS = 300_000;

export const JOIN_OPTIONS = {
  join: { value: 'URL', help: 'become a node of the cluster whose API server is there' },
  token: { value: 'TOKEN', help: 'with -join: the bootstrap token' },
  'discovery-token-ca-cert-hash': { value: 'sha256:HEX', many: true, help: 'with -join: the pin of the cluster’s CA' },
  'bootstrap-kubeconfig': {
    value: 'FILE',
    help: 'in the place of -token and the pin: server, CA and token, as kubeadm writes them',
  },
  kubeconfig: { value: 'FILE', help: 'of a node that has joined: CERT-DIR/kubelet.conf' },
  'node-name': { value: 'NAME', help: 'default: the host’s name' },
  'cert-dir': { value: 'DIR', help: 'where its certificates are kept; default: the working directory' },
} as const;

type JoinValues = Values<typeof JOIN_OPTIONS> & {
  readonly address: string | undefined;
  readonly port: string | undefined;
};

/** Runs until Ctrl-C. @throws CliError `usage`; PkiError `discovery`; StatusError; the errors of the connection and the files. */
export async function runJoined(supervision: Supervision, values: JoinValues): Promise<0> {
  const { context, onHandshake } = supervision;
  const folder = context.path(values['cert-dir'] ?? '.');
  const { server, roots, token, serverName } = await clusterOf(supervision, values);
  const nodeName = values['node-name'] ?? hostname().toLowerCase();
  const { random, signal } = context;
  const onNews = (text: string): void => void context.note(text);
  const port = integerValue(values.port ?? `${KUBELET_PORT}`, 'port', 0, 65_535);
  const options = { server, serverName, roots, token, nodeName, address: values.address ?? '127.0.0.1', port, folder };
  await context.note(`joining ${server} as ${nodeName}; its serving certificate is for kubectl certificate approve`);
  await tellingLeftovers(context, (onLeftover) => clearLeftoversIn(folder, HIDDEN_KUBECONFIG, onLeftover));
  const hangUps = new HangUps();
  const node = await joinCluster({
    ...options,
    ...{ random, signal, onNews, now: () => context.now(), askedToRotate: hangUps.next, onHandshake },
    onLeftover: (leftover) => onNews(leftoverText(leftover)),
  });
  const live = await liveKubeconfig(context, await ownKubeconfig(context, values, folder, options));
  live.onRoots((fresh) => {
    node.replaceRoots(fresh);
    onNews(`trusts the CAs that ${basename(live.path)} has now`);
  });
  tellFailures(node.kubelet.server, context);
  supervision.follow(node.kubelet.server);
  supervision.ready(node.kubelet.port);
  await context.note(`serving on ${node.kubelet.host}:${node.kubelet.port} until Ctrl-C`);
  await node.ended;
  live.stop();
  hangUps.close();
  return EXIT.ok;
}

const OWN_KUBECONFIG = 'kubelet.conf';
/** Its hidden name while it is written. */
const HIDDEN_KUBECONFIG = /^\.kubelet\.conf$/;

/** The kubeconfig of the node: the one that it was started with, or after it has joined, a new one beside its certificates. */
async function ownKubeconfig(
  context: Context,
  values: JoinValues,
  folder: string,
  cluster: NodeOfCluster,
): Promise<string> {
  if (values.kubeconfig !== undefined) return context.path(values.kubeconfig);
  const path = join(folder, OWN_KUBECONFIG);
  await writeFileWhole(path, kubeletConf(cluster, folder), { mode: 0o600, replace: true });
  return path;
}

interface Cluster {
  readonly server: string;
  readonly roots: string;
  readonly token?: string | undefined;
  readonly serverName?: string | undefined;
}

type NodeOfCluster = Cluster & { readonly nodeName: string };

async function clusterOf({ context, onHandshake }: Supervision, values: JoinValues): Promise<Cluster> {
  const file = values.kubeconfig ?? values['bootstrap-kubeconfig'];
  if (file !== undefined) {
    const { server, roots, token, serverName, actingAs } = await kubeconfigConnection(context.path(file));
    if (actingAs !== undefined) {
      throw new DocumentError('invalid-field', file, 'users.user.as', 'is not for a kubelet, which asks as its node');
    }
    if (values.kubeconfig === undefined && token === undefined) {
      throw new DocumentError('missing-field', file, 'users.user.token', 'is needed to ask for the first certificate');
    }
    return { server, roots, token, serverName };
  }
  const { join: server, token } = values;
  if (server === undefined || token === undefined)
    throw usageError('-join needs -token and -discovery-token-ca-cert-hash');
  const parsed = inOption('-token', () => parseToken(token));
  const pins = values['discovery-token-ca-cert-hash'];
  const { random, signal } = context;
  const found = await discoverCluster({
    server,
    token: parsed,
    pins,
    patience: SIGNATURE_PATIENCE_MS,
    random,
    time: () => context.now(),
    signal,
    onHandshake,
  });
  return { ...found, token };
}

/** The kubeconfig that the kubelet writes after joining. It refers to the file of the rotated certificate. */
function kubeletConf({ server, serverName, roots, nodeName }: NodeOfCluster, folder: string): string {
  const current = JSON.stringify(join(folder, 'kubelet-client-current.pem'));
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${bytesToBase64(utf8ToBytes(roots))}
    server: ${JSON.stringify(server)}${serverName === undefined ? '' : `\n    tls-server-name: ${JSON.stringify(serverName)}`}
  name: default-cluster
contexts:
- context:
    cluster: default-cluster
    namespace: default
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
preferences: {}
users:
- name: default-auth
  user:
    client-certificate: ${current}
    client-key: ${current}
# node ${nodeName}
`;
}

/** SIGHUP renews both certificates immediately. There is a listener as long as the kubelet runs, since without one the signal
 * would end the process. */
class HangUps {
  readonly #waiting = new Set<() => void>();
  readonly #onSignal = (): void => {
    for (const wake of [...this.#waiting]) wake();
  };

  constructor() {
    process.on('SIGHUP', this.#onSignal);
  }

  /** Resolves with the next signal, or when `signal` aborts. */
  readonly next = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });

  close(): void {
    process.off('SIGHUP', this.#onSignal);
  }
}
