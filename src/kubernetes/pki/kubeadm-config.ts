/** The settings for certificates in kubeadm's configuration file (kubeadm.k8s.io/v1beta4 and v1beta3: InitConfiguration and
 * ClusterConfiguration). Other settings are ignored. */
import { assertString } from '../../bytes/index.ts';
import { DocumentError, fieldOf, listOf, readDocuments, textOf } from '../documents.ts';
import type { ClusterInput } from './cluster-names.ts';
import { CLUSTER_KEY_TYPES, type ClusterKeyType } from './keys.ts';

/** The settings of a configuration file; unset ones are absent. */
export interface KubeadmSettings {
  readonly input: Partial<ClusterInput>;
  readonly keyType?: ClusterKeyType | undefined;
  /** Validity in days, possibly with a fraction. */
  readonly days?: number | undefined;
  readonly caDays?: number | undefined;
}

const GROUP = 'kubeadm.k8s.io';
const VERSIONS: readonly string[] = [`${GROUP}/v1beta4`, `${GROUP}/v1beta3`];
const KINDS: readonly string[] = ['InitConfiguration', 'ClusterConfiguration'];

/** Reads a file of one or several documents. Documents of other groups (KubeletConfiguration) are skipped.
 * @param file - its name, for errors.
 * @throws DocumentError as `readDocuments`; `unknown-kind` for an unknown version of kubeadm's API; `invalid-field`; `missing-field` if
 * there is no document of kubeadm. */
export async function readKubeadmConfig(text: string, file: string): Promise<KubeadmSettings> {
  assertString(file, 'file');
  const documents = (await readDocuments(text, file)).filter((one) =>
    textOf(one, 'apiVersion').startsWith(`${GROUP}/`),
  );
  for (const one of documents) {
    const version = textOf(one, 'apiVersion');
    if (VERSIONS.includes(version)) continue;
    throw new DocumentError('unknown-kind', file, 'apiVersion', `${version} is not one of ${VERSIONS.join(', ')}`);
  }
  const found = KINDS.map((kind) => documents.filter((one) => textOf(one, 'kind') === kind));
  const double = found.findIndex((all) => all.length > 1);
  if (double >= 0) throw new DocumentError('invalid-field', file, 'kind', `${KINDS[double]} is there more than once`);
  const [[init], [cluster]] = found;
  if (init === undefined && cluster === undefined) {
    throw new DocumentError('missing-field', file, 'kind', `has neither ${KINDS.join(' nor ')} of ${GROUP}`);
  }
  return { input: inputOf(init, cluster, file), ...issuingOf(cluster, file) };
}

function inputOf(init: unknown, cluster: unknown, file: string): Partial<ClusterInput> {
  const port = fieldOf(init, 'localAPIEndpoint', 'bindPort');
  if (port !== undefined && typeof port !== 'number') {
    throw new DocumentError('invalid-field', file, 'localAPIEndpoint.bindPort', 'must be a number');
  }
  const texts = {
    clusterName: textOf(cluster, 'clusterName'),
    nodeName: textOf(init, 'nodeRegistration', 'name'),
    advertiseAddress: textOf(init, 'localAPIEndpoint', 'advertiseAddress'),
    controlPlaneEndpoint: textOf(cluster, 'controlPlaneEndpoint'),
    serviceCidr: textOf(cluster, 'networking', 'serviceSubnet'),
    serviceDnsDomain: textOf(cluster, 'networking', 'dnsDomain'),
  };
  const lists = {
    apiserverCertExtraSans: namesAt(cluster, file, 'apiServer', 'certSANs'),
    etcdServerCertSans: namesAt(cluster, file, 'etcd', 'local', 'serverCertSANs'),
    etcdPeerCertSans: namesAt(cluster, file, 'etcd', 'local', 'peerCertSANs'),
  };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    ...Object.fromEntries(Object.entries(lists).filter(([, names]) => names.length > 0)),
    ...(port !== undefined && { bindPort: port }),
  };
}

function namesAt(cluster: unknown, file: string, ...path: readonly string[]): string[] {
  return listOf(cluster, ...path).map((name, i) => {
    if (typeof name === 'string') return name;
    throw new DocumentError('invalid-field', file, `${path.join('.')}[${i}]`, 'must be a string');
  });
}

function issuingOf(cluster: unknown, file: string): Omit<KubeadmSettings, 'input'> {
  const version = textOf(cluster, 'apiVersion');
  const fields = ['encryptionAlgorithm', 'certificateValidityPeriod', 'caCertificateValidityPeriod'] as const;
  const [algorithm, days, caDays] = fields.map((name) => textOf(cluster, name));
  const early = fields.find((name) => fieldOf(cluster, name) !== undefined);
  if (version === VERSIONS[1] && early !== undefined) {
    throw new DocumentError('invalid-field', file, early, `is not in ${version}: write ${VERSIONS[0]}`);
  }
  return {
    ...(algorithm !== '' && { keyType: keyTypeOf(algorithm, file) }),
    ...(days !== '' && { days: daysOf(days, file, fields[1]) }),
    ...(caDays !== '' && { caDays: daysOf(caDays, file, fields[2]) }),
  };
}

/** kubeadm's names for key types (EncryptionAlgorithmType): our names in capitals. */
const ALGORITHMS: ReadonlyMap<string, ClusterKeyType> = new Map(
  CLUSTER_KEY_TYPES.filter((type) => type !== 'ed25519').map((type) => [type.toUpperCase(), type]),
);

function keyTypeOf(algorithm: string, file: string): ClusterKeyType {
  const type = ALGORITHMS.get(algorithm);
  if (type !== undefined) return type;
  const message = `must be one of ${[...ALGORITHMS.keys()].join(', ')}`;
  throw new DocumentError('invalid-field', file, 'encryptionAlgorithm', message);
}

/** Milliseconds of the units of a duration as Go writes it (time.ParseDuration). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
const DAY = 86_400_000;

/** metav1.Duration: `8760h0m0s`. */
function daysOf(text: string, file: string, path: string): number {
  const parts = [...text.matchAll(/(\d{1,12}(?:\.\d{1,12})?)(ns|us|µs|ms|s|m|h)/g)];
  const isWhole = parts.map(([part]) => part).join('') === text;
  const days = parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS.get(unit)!, 0) / DAY;
  if (isWhole && days > 0 && days <= 365_000) return days;
  throw new DocumentError(
    'invalid-field',
    file,
    path,
    `must be a duration such as 8760h, not ${JSON.stringify(text.slice(0, 80))}`,
  );
}
