import { hostname, networkInterfaces } from 'node:os';
import { initFolder } from '../../../kubernetes/index.ts';
import {
  CLUSTER_PLAN,
  type ClusterInput,
  DEFAULT_KEY_TYPE,
  type IssuedCluster,
  LIFETIMES,
  PkiError,
} from '../../../kubernetes/pki/index.ts';
import { formatOneline } from '../../../x509/index.ts';
import { integerValue } from '../../arguments.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import {
  certificateJson,
  columns,
  DAYS_OPTION,
  DIR_OPTION,
  daysValue,
  folderOf,
  keyTypeOption,
  leafSettings,
  newClusterKeys,
  QUIET_OPTION,
  shortTime,
} from './settings.ts';

/** kubeadm's options, by the input that each gives. */
const FLAGS = {
  clusterName: 'cluster-name',
  nodeName: 'node-name',
  advertiseAddress: 'apiserver-advertise-address',
  bindPort: 'apiserver-bind-port',
  controlPlaneEndpoint: 'control-plane-endpoint',
  serviceCidr: 'service-cidr',
  serviceDnsDomain: 'service-dns-domain',
  apiserverCertExtraSans: 'apiserver-cert-extra-sans',
} as const satisfies Record<keyof ClusterInput, string>;

/** The keys that a cluster has besides those of its certificates: that of the service accounts. */
const KEYS = CLUSTER_PLAN.length + 1;

export const pkiInit = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: DIR_OPTION,
    'node-name': { value: 'NAME', help: 'of this node; default: the host’s name' },
    'apiserver-advertise-address': { value: 'IP', help: 'where the API server is reached; default: this host’s first' },
    'apiserver-bind-port': { value: 'PORT', help: 'the API server’s port; default: 6443' },
    'control-plane-endpoint': { value: 'HOST[:PORT]', help: 'the load balancer in front of several API servers' },
    'apiserver-cert-extra-sans': {
      value: 'NAME,…',
      many: true,
      help: 'further DNS names and IP addresses of the API server',
    },
    'service-cidr': { value: 'CIDR', help: 'the services’ addresses; default: 10.96.0.0/12; IPv4,IPv6 for both' },
    'service-dns-domain': { value: 'DOMAIN', help: 'default: cluster.local' },
    'cluster-name': { value: 'NAME', help: 'the cluster’s name in kubeconfigs; default: kubernetes' },
    days: { ...DAYS_OPTION, help: `validity of a certificate in days; default: ${LIFETIMES.days}` },
    'ca-days': { value: 'N', help: `validity of a CA in days; default: ${LIFETIMES.caDays}` },
    'key-type': keyTypeOption(DEFAULT_KEY_TYPE),
    'serving-key-type': { value: 'KIND', help: 'of the serving pairs, apiserver and kubelet; default: as -key-type' },
    quiet: QUIET_OPTION,
    json: JSON_OPTION,
  },
  notes: [
    'DIR must be absent or empty, and is made whole or not at all: certificates and keys go into DIR/pki, as in /etc/kubernetes/pki, and kubeconfigs beside it (DIR/admin.conf, …).',
    'kubelet.crt and kubelet.key are the kubelet’s serving certificate, which kubeadm leaves to the kubelet itself.',
    'With ed25519, sa.key is ecdsa-p256: Kubernetes signs the tokens of service accounts with RSA or ECDSA alone.',
  ],
  async run(values, _operands, context) {
    const folder = folderOf(context, values.dir);
    const input: ClusterInput = {
      clusterName: values['cluster-name'] ?? 'kubernetes',
      nodeName: values['node-name'] ?? hostname().toLowerCase(),
      advertiseAddress: values['apiserver-advertise-address'] ?? hostAddress(),
      bindPort: integerValue(values['apiserver-bind-port'] ?? '6443', 'apiserver-bind-port', 1, 65_535),
      controlPlaneEndpoint: values['control-plane-endpoint'],
      serviceCidr: values['service-cidr'] ?? '10.96.0.0/12',
      serviceDnsDomain: values['service-dns-domain'] ?? 'cluster.local',
      apiserverCertExtraSans: values['apiserver-cert-extra-sans'].flatMap((list) => list.split(',')),
    };
    const caDays = daysValue(values['ca-days'], 'ca-days', LIFETIMES.caDays);
    const settings = { ...leafSettings(context, values, KEYS, (options) => newClusterKeys(values, options)), caDays };
    const { issued } = await tellingLeftovers(context, (onLeftover) =>
      initFolder(folder, input, { ...settings, onLeftover }),
    ).catch((error) => {
      throw aboutFlag(error);
    });
    await report(context, folder, issued, values.json);
    return EXIT.ok;
  },
});

/** An input that is refused was an option of the command line. */
function aboutFlag(error: unknown): unknown {
  if (!(error instanceof PkiError) || !Object.hasOwn(FLAGS, error.place)) return error;
  const flag = FLAGS[error.place as keyof typeof FLAGS];
  return usageError(`-${flag}${error.message.slice(error.place.length)}`, error.code);
}

/** The first address by which others reach this host, IPv4 before IPv6; its own where there is none. */
function hostAddress(): string {
  const outward = Object.values(networkInterfaces()).flatMap((all) => all?.filter(({ internal }) => !internal) ?? []);
  const usable = outward.filter(({ address }) => !address.startsWith('fe80:'));
  return (usable.find(({ family }) => family === 'IPv4') ?? usable[0])?.address ?? '127.0.0.1';
}

async function report(context: Context, folder: string, { credentials }: IssuedCluster, json: boolean): Promise<void> {
  const rows = CLUSTER_PLAN.map(({ name, place, parent = null }) => {
    const { certificate } = credentials.get(name)!;
    return { name, file: place.kind === 'pair' ? `${place.path}.crt` : place.path, authority: parent, certificate };
  });
  if (json) {
    const certificates = rows.map(({ certificate, ...row }) => ({ ...row, ...certificateJson(certificate) }));
    return context.printJson({ folder, certificates });
  }
  const table = rows.map(({ file, authority, certificate }) => [
    file,
    formatOneline(certificate.subject.value),
    authority ?? 'itself',
    shortTime(certificate.notAfter),
  ]);
  await context.print(columns(context, [['FILE', 'SUBJECT', 'ISSUED BY', 'EXPIRES'], ...table]));
  await context.print(
    `\nAll of it is in ${folder}. Keep pki/ca.key secret: its holder can act as any user of this cluster.\n`,
  );
}
