import { hostname, networkInterfaces } from 'node:os';
import { initFolder } from '../../../kubernetes/index.ts';
import {
  CLUSTER_PLAN,
  type ClusterInput,
  DEFAULT_KEY_TYPE,
  type IssuedCluster,
  LIFETIMES,
} from '../../../kubernetes/pki/index.ts';
import { formatOneline } from '../../../x509/index.ts';
import { defineCommand, EXIT, JSON_OPTION } from '../../command.ts';
import type { Context } from '../../context.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { aboutFlag, CLUSTER_OPTIONS, clusterSettings } from './cluster-options.ts';
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

/** The number of keys: one for each certificate, and one for service accounts. */
const KEYS = CLUSTER_PLAN.length + 1;

export const pkiInit = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: DIR_OPTION,
    ...CLUSTER_OPTIONS,
    days: { ...DAYS_OPTION, help: `validity of a certificate in days; default: ${LIFETIMES.days}` },
    'ca-days': { value: 'N', help: `validity of a CA in days; default: ${LIFETIMES.caDays}` },
    'key-type': keyTypeOption(DEFAULT_KEY_TYPE),
    'serving-key-type': { value: 'TYPE', help: 'of the serving pairs, apiserver and kubelet; default: as -key-type' },
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
    const config = await clusterSettings(context, values);
    const input: ClusterInput = {
      clusterName: 'kubernetes',
      nodeName: hostname().toLowerCase(),
      advertiseAddress: config.input.advertiseAddress ?? hostAddress(),
      bindPort: 6443,
      serviceCidr: '10.96.0.0/12',
      serviceDnsDomain: 'cluster.local',
      apiserverCertExtraSans: [],
      ...config.input,
    };
    const issuing = { ...values, 'key-type': values['key-type'] ?? config.keyType };
    const keys = leafSettings(context, issuing, KEYS, (options) => newClusterKeys(issuing, options));
    const settings = {
      ...keys,
      days: values.days === undefined && config.days !== undefined ? config.days : keys.days,
      caDays: daysValue(values['ca-days'], 'ca-days', config.caDays ?? LIFETIMES.caDays),
    };
    const { issued } = await tellingLeftovers(context, (onLeftover) =>
      initFolder(folder, input, { ...settings, onLeftover }),
    ).catch((error) => {
      throw aboutFlag(error);
    });
    await report(context, folder, issued, values.json);
    return EXIT.ok;
  },
});

/** The first external address of this host, IPv4 before IPv6; the loopback address if there is none. */
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
