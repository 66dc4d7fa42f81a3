import { KUBELET_PORT } from '../../kubernetes/index.ts';
import { integerValue } from '../arguments.ts';
import { CLIENT_CRL_OPTIONS, clientCrl } from '../client-crl.ts';
import { defineCommand, EXIT } from '../command.ts';
import { nodeOf, readControlPlane, serveKubelet, urlOf } from '../control-plane.ts';
import { required } from '../files.ts';
import { runFolderNode } from '../folder-node.ts';
import { tellFailures } from '../handshake-failures.ts';
import { JOIN_OPTIONS, runJoined } from '../joined-kubelet.ts';
import { SUPERVISED_OPTIONS, Supervision } from '../supervised.ts';
import { untilInterrupted } from './apiserver.ts';

export const kubelet = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: { value: 'DIR', help: 'the cluster’s folder, made by vitrine pki init' },
    address: { value: 'IP', help: 'where to listen; default: the address in the node’s certificate' },
    port: { value: 'PORT', help: `default: ${KUBELET_PORT}; 0 picks a free port` },
    manifest: { value: 'FILE', help: 'the cluster whose pods it runs (YAML or JSON); default: an example cluster' },
    rbac: { value: 'FILE', many: true, help: 'roles and bindings in addition to Kubernetes’ own (YAML or JSON)' },
    ...JOIN_OPTIONS,
    ...CLIENT_CRL_OPTIONS,
    ...SUPERVISED_OPTIONS,
  },
  notes: [
    'With -join it becomes a node of a cluster by a token (vitrine token create prints the line): it believes the server only by the token’s signature and the CA’s pin, asks for its certificates, and replaces them between 70 and 90 per cent of their life, or at once on SIGHUP. Later, -kubeconfig CERT-DIR/kubelet.conf is enough. A person approves its serving certificate: kubectl certificate approve.',
    'With -dir and -kubeconfig DIR/kubelet.conf it is a node of that cluster by the certificates of the folder, and takes new ones when pki renew has written them.',
    'It serves /healthz, /pods and /containerLogs/… until Ctrl-C, to clients whose certificate may get nodes/proxy: pki/apiserver-kubelet-client is the API server’s.',
  ],
  async run(values, _operands, asked) {
    const supervision = Supervision.of(asked, values.supervised);
    const { context } = supervision;
    if (values.dir !== undefined && values.kubeconfig !== undefined) return runFolderNode(supervision, values);
    const joins = [values.join, values.kubeconfig, values['bootstrap-kubeconfig']];
    if (joins.some((one) => one !== undefined)) return runJoined(supervision, values);
    const folder = required(values.dir, 'dir', 'the cluster’s folder');
    const port = integerValue(values.port ?? `${KUBELET_PORT}`, 'port', 0, 65_535);
    const node = await nodeOf(context, folder);
    const host = values.address ?? node.address;
    const plane = await readControlPlane(context, values, { ...node, kubeletPort: port });
    const crl = await clientCrl(context, values, folder);
    const { clientRevocation } = crl;
    const server = await serveKubelet(
      context,
      folder,
      { nodeName: node.nodeName, host, port, clientRevocation },
      plane,
    );
    tellFailures(server.server, context);
    supervision.follow(server.server);
    supervision.ready(server.port);
    await context.note(`serving on ${urlOf(server)} until Ctrl-C`);
    await untilInterrupted(context, [server]);
    crl.stop();
    return EXIT.ok;
  },
});
