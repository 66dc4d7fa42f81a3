/** A kubelet that is a node of a cluster with the certificates of the cluster's folder: `pki/kubelet`, and the one in kubelet.conf. */
import { join } from 'node:path';
import { KUBELET_PORT, watchFile } from '../kubernetes/index.ts';
import { ApiClient, kubeconfigConnection, serveNode } from '../kubernetes/internal.ts';
import { integerValue } from './arguments.ts';
import { type CLIENT_CRL_OPTIONS, clientCrl } from './client-crl.ts';
import { EXIT, type Values } from './command.ts';
import type { Context } from './context.ts';
import { nodeOf, tlsIdentity } from './control-plane.ts';
import { required } from './files.ts';
import { tellFailures } from './handshake-failures.ts';
import type { Supervision } from './supervised.ts';

type FolderNodeValues = Values<typeof CLIENT_CRL_OPTIONS> & {
  readonly dir: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly address: string | undefined;
  readonly port: string | undefined;
};

/** Runs until Ctrl-C. @throws CliError; DocumentError; StatusError; the system's error. */
export async function runFolderNode(supervision: Supervision, values: FolderNodeValues): Promise<0> {
  const { context, onHandshake } = supervision;
  const folder = required(values.dir, 'dir', 'the cluster’s folder');
  const path = context.path(required(values.kubeconfig, 'kubeconfig', 'the kubelet’s kubeconfig'));
  const port = integerValue(values.port ?? `${KUBELET_PORT}`, 'port', 0, 65_535);
  const { nodeName, address } = await nodeOf(context, folder);
  let connection = await kubeconfigConnection(path);
  const now = (): Date => context.now();
  const called = { random: context.random, time: now, onHandshake };
  // After `pki renew` has replaced the certificate and key, the next connection uses the new ones.
  const client = new ApiClient({ ...connection, ...called, credentials: () => connection.credentials?.() });
  const { clientRevocation, stop } = await clientCrl(context, values, folder);
  const tls = (): ReturnType<typeof tlsIdentity> => tlsIdentity(context, folder, 'pki/kubelet', 'pki/ca.crt');
  const onNews = (text: string): void => void context.note(text);
  const { kubelet, ended } = await serveNode({
    ...{ nodeName, address: values.address ?? address, port, client, tls: await tls() },
    ...{ now, signal: context.signal, onNews, clientRevocation },
  });
  tellFailures(kubelet.server, context);
  supervision.follow(kubelet.server);
  supervision.ready(kubelet.port);
  const stops = [
    stop,
    whenReplaced(context, path, async () => void (connection = await kubeconfigConnection(path))),
    ...['pki/kubelet.crt', 'pki/ca.crt'].map((name) =>
      whenReplaced(context, join(folder, name), async () => kubelet.replaceTls(await tls())),
    ),
  ];
  await context.note(`serving on ${kubelet.host}:${kubelet.port} until Ctrl-C`);
  await ended;
  for (const end of stops) end();
  return EXIT.ok;
}

/** Reloads a file when it changes. If it cannot be read, or does not match yet, the old content stays in use. @returns a function
 * that stops it. */
const whenReplaced = (context: Context, path: string, take: () => Promise<void>): (() => void) =>
  watchFile(context.path(path), () =>
    take().catch(async (error: unknown) => {
      if (!(error instanceof Error)) throw error;
      await context.note(`${path}: ${error.message}; what was read before stays`);
    }),
  );
