/** A kubelet that is a node of a cluster with the certificates of the cluster's folder: `pki/kubelet`, and the one in kubelet.conf. */
import { KUBELET_PORT } from '../kubernetes/index.ts';
import { ApiClient, serveNode } from '../kubernetes/internal.ts';
import { integerValue } from './arguments.ts';
import { type CLIENT_CRL_OPTIONS, clientCrl } from './client-crl.ts';
import { EXIT, type Values } from './command.ts';
import { nodeOf } from './control-plane.ts';
import { required } from './files.ts';
import { FollowedIdentity } from './followed-files.ts';
import { tellFailures } from './handshake-failures.ts';
import { liveKubeconfig } from './live-kubeconfig.ts';
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
  const live = await liveKubeconfig(context, path);
  const now = (): Date => context.now();
  const called = { random: context.random, time: now, onHandshake };
  const client = new ApiClient({ ...live.connection, ...called });
  const { clientRevocation, stop } = await clientCrl(context, values, folder);
  const identity = await FollowedIdentity.open(context, folder, 'pki/kubelet', 'pki/ca.crt');
  const onNews = (text: string): void => void context.note(text);
  const { kubelet, ended } = await serveNode({
    ...{ nodeName, address: values.address ?? address, port, client, tls: identity.now },
    ...{ now, signal: context.signal, onNews, clientRevocation },
  });
  tellFailures(kubelet.server, context);
  supervision.follow(kubelet.server);
  supervision.ready(kubelet.port);
  identity.onReplaced((fresh) => kubelet.replaceTls(fresh));
  await context.note(`serving on ${kubelet.host}:${kubelet.port} until Ctrl-C`);
  await ended;
  for (const end of [stop, live.stop, identity.stop]) end();
  return EXIT.ok;
}
