/** The names and addresses of a cluster: kubeadm's options, and its configuration file. */
import { bytesToUtf8 } from '../../../bytes/index.ts';
import {
  type ClusterInput,
  type ClusterNames,
  type KubeadmSettings,
  knownNames,
  PkiError,
  readKubeadmConfig,
} from '../../../kubernetes/pki/index.ts';
import { integerValue } from '../../arguments.ts';
import { usageError, type Values } from '../../command.ts';
import type { Context } from '../../context.ts';
import { inFile, readInput } from '../../files.ts';

/** kubeadm's options, by the input that each one sets. */
const FLAGS = {
  clusterName: 'cluster-name',
  nodeName: 'node-name',
  advertiseAddress: 'apiserver-advertise-address',
  bindPort: 'apiserver-bind-port',
  controlPlaneEndpoint: 'control-plane-endpoint',
  serviceCidr: 'service-cidr',
  serviceDnsDomain: 'service-dns-domain',
  apiserverCertExtraSans: 'apiserver-cert-extra-sans',
} as const satisfies Partial<Record<keyof ClusterInput, string>>;

export const CLUSTER_OPTIONS = {
  config: {
    value: 'FILE',
    help: 'kubeadm’s configuration (v1beta4), for what it says of certificates; options go before it',
  },
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
} as const;

/** The same options for an existing cluster: values that its folder determines may be omitted. */
export const KNOWN_CLUSTER_OPTIONS = {
  config: CLUSTER_OPTIONS.config,
  'node-name': { value: 'NAME', help: 'of this node, where the folder does not contain it' },
  'apiserver-advertise-address': {
    value: 'IP',
    help: 'the API server’s address, where the folder does not contain it',
  },
  'apiserver-bind-port': { value: 'PORT', help: 'the API server’s port, with its address; default: 6443' },
  'control-plane-endpoint': { value: 'HOST[:PORT]', help: 'the load balancer in front of several API servers' },
  'apiserver-cert-extra-sans': CLUSTER_OPTIONS['apiserver-cert-extra-sans'],
  'service-cidr': { value: 'CIDR', help: 'the services’ addresses, for a lost apiserver certificate' },
  'service-dns-domain': { value: 'DOMAIN', help: 'the services’ domain, for a lost apiserver certificate' },
  'cluster-name': { value: 'NAME', help: 'the cluster’s name in kubeconfigs' },
} as const;

/** The settings of the options and of the configuration file; the options take precedence.
 * @throws CliError `usage`; DocumentError; the system's error about the file. */
export async function clusterSettings(
  context: Context,
  values: Values<typeof CLUSTER_OPTIONS>,
): Promise<KubeadmSettings> {
  const port = values['apiserver-bind-port'];
  const extra = values['apiserver-cert-extra-sans'].flatMap((list) => list.split(','));
  const given: Partial<ClusterInput> = {
    ...Object.fromEntries(
      Object.entries(FLAGS)
        .filter(([key]) => key !== 'bindPort' && key !== 'apiserverCertExtraSans')
        .map(([key, flag]) => [key, values[flag as 'node-name']])
        .filter(([, value]) => value !== undefined),
    ),
    ...(port !== undefined && { bindPort: integerValue(port, 'apiserver-bind-port', 1, 65_535) }),
    ...(extra.length > 0 && { apiserverCertExtraSans: extra }),
  };
  const { config } = values;
  if (config === undefined) return { input: given };
  const bytes = await readInput(context, config);
  const settings = await readKubeadmConfig(
    inFile(config, () => bytesToUtf8(bytes)),
    config,
  );
  return { ...settings, input: { ...settings.input, ...given } };
}

/** The facts about a cluster that the options determine. @throws CliError `usage`. */
export function knownFacts(input: Partial<ClusterInput>): Partial<ClusterNames> {
  try {
    return knownNames(input);
  } catch (error) {
    throw aboutFlag(error);
  }
}

/** Turns an error about an input into one that names the option, or the field of the configuration file. */
export function aboutFlag(error: unknown): unknown {
  if (!(error instanceof PkiError) || !Object.hasOwn(FLAGS, error.place)) return error;
  const flag = FLAGS[error.place as keyof typeof FLAGS];
  return usageError(`-${flag}${error.message.slice(error.place.length)}`, error.code);
}
