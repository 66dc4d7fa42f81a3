/** Serves a node with existing certificates: its kubelet, its Node object, its lease, and its pods. */
import { keepWriting, MemoryLogs } from '../api/container-logs.ts';
import type { Running, TlsIdentity } from '../api/https-server.ts';
import { startKubelet } from '../api/servers.ts';
import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/api-client.ts';
import { pause } from '../client/follow.ts';
import { askedDelay } from '../client/retry-after.ts';
import type { ClientRevocation } from '../revocation/client-revocation.ts';
import { askedAuthorizer, BoundPods, keepLease, type NodeOptions, registerNode } from './node.ts';

export interface ServeNodeOptions {
  readonly nodeName: string;
  /** The address to listen on. @see port - 0 picks a free port. */
  readonly address: string;
  readonly port: number;
  /** Calls the API server as the node. */
  readonly client: ApiClient;
  /** Its serving pair, and the CA of its clients. */
  readonly tls: TlsIdentity;
  now(): Date;
  readonly signal: AbortSignal;
  onNews(message: string): void;
  readonly clientRevocation?: ClientRevocation | undefined;
}

/** A serving node. */
export interface ServingNode {
  readonly kubelet: Running;
  /** Resolves some time after `signal` has aborted, when the kubelet is closed. */
  readonly ended: Promise<void>;
}

const LOG_LINES = 1000;
const LOG_INTERVAL_MS = 2000;
const RETRY_MS = 1000;

/** Starts the kubelet and registers the Node; the registration is retried until the API server answers.
 * @throws StatusError if it refuses;
 * the system's error if the port is not available; `signal.reason`. */
export async function serveNode(options: ServeNodeOptions): Promise<ServingNode> {
  const { nodeName, address: host, client, tls, now, signal, onNews, clientRevocation } = options;
  const logs = new MemoryLogs(LOG_LINES);
  const pods = new BoundPods();
  const authorizer = askedAuthorizer(() => client);
  const kubelet = await startKubelet(
    { host, port: options.port, tls, clientRevocation },
    { nodeName, cluster: pods, authorizer, logs, now },
  );
  const place: NodeOptions = { nodeName, address: host, port: kubelet.port, client: () => client, signal, now, onNews };
  await registered(place).catch(async (error: unknown) => {
    await kubelet.close();
    throw error;
  });
  const stops: (() => void)[] = [];
  const onPod: NodeOptions['onPod'] = (pod) =>
    void stops.push(keepWriting(logs, [pod], { intervalMs: LOG_INTERVAL_MS, now }));
  const ended = Promise.all([keepLease(place), pods.run({ ...place, onPod })]).then(() => {
    for (const stop of stops) stop();
    return kubelet.close();
  });
  return { kubelet, ended };
}

/** An answer is final; if the server is unreachable, the request is retried. */
async function registered(place: NodeOptions): Promise<void> {
  for (;;) {
    place.signal.throwIfAborted();
    try {
      return await registerNode(place);
    } catch (error) {
      if (!(error instanceof Error) || isFinal(error)) throw error;
      place.onNews(`node: ${error.message}`);
      await pause(Math.max(RETRY_MS, askedDelay(error) ?? 0), place.signal);
    }
  }
}

/** Not final are 409, a conflict with another start of the same node, and 5xx and 429, a server that is temporarily unable. */
const isFinal = (error: Error): boolean => {
  if (!(error instanceof StatusError)) return false;
  const { code = 0 } = error.status;
  return code >= 400 && code < 500 && code !== 409 && code !== 429;
};
