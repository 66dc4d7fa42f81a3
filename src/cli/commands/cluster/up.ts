import { CLUSTER_KEY_TYPES, type ClusterKeyType } from '../../../kubernetes/pki/index.ts';
import { withFileLock } from '../../../node/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { runCluster } from '../../cluster/running-cluster.ts';
import { defineCommand, EXIT } from '../../command.ts';

const MAX_NODES = 20;

export const clusterUp = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: { value: 'DIR', help: 'the cluster’s folder: absent or empty for a new one; default: cluster' },
    etcd: { help: 'keep the objects in an etcd of three members; default: in DIR/data' },
    nodes: {
      value: 'N',
      help: `how many nodes: the first has the folder’s certificates, the others join by token; default: 2`,
    },
    'key-type': {
      value: 'KIND',
      help: `of a new cluster’s keys: ${CLUSTER_KEY_TYPES.join(', ')}; default: ecdsa-p256`,
    },
    page: { value: 'FILE', help: 'write the picture as a page into this file, and keep it up to date' },
    handshakes: { value: 'FILE', help: 'append each handshake that a component reports, as a JSON line' },
    v: { help: 'print what the components say' },
  },
  notes: [
    'Starts on free ports of 127.0.0.1: etcd’s members if asked, the API server, the controller manager, the scheduler, and a kubelet for each node. A component that ends is restarted. One that keeps ending at once stops the cluster. Ctrl-C ends all of it in order. If this process is killed, all of them end too.',
    'As an administrator would, it writes kubeadm’s RBAC by super-admin.conf, makes the token by which nodes join, approves the serving certificates of its own nodes, and gives each a pod hello-NODE.',
    'It draws who talks to whom with which certificate, from the handshakes that the components report: on a terminal, in place; else a line for each new pair of ends; and as a page on 127.0.0.1.',
    'DIR/cluster-up.json keeps where the objects are and etcd’s ports: a later cluster up goes on with the same cluster.',
  ],
  async run(values, _operands, context) {
    const folder = context.path(values.dir ?? 'cluster');
    const nodes = integerValue(values.nodes ?? '2', 'nodes', 1, MAX_NODES);
    const keyType: ClusterKeyType = wordValue(values['key-type'] ?? 'ecdsa-p256', 'key-type', CLUSTER_KEY_TYPES);
    const { etcd, page, handshakes, v } = values;
    // A second run on the same folder would use the same ports and the same store.
    await withFileLock(folder, { patience: 0 }, () =>
      runCluster(context, { folder, nodes, keyType, etcd, page, handshakes, isVerbose: v }),
    );
    return EXIT.ok;
  },
});
