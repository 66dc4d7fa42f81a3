/** How a node obtains the cluster's CA, given only a token and the CA's pin (kubernetes cmd/kubeadm/app/discovery/token/token.go). */
import { setTimeout } from 'node:timers/promises';
import { base64ToBytes, bytesToHex, bytesToUtf8, utf8ToBytes } from '../../bytes/index.ts';
import { verifyDetachedHs256 } from '../../signatures/index.ts';
import { type Certificate, readCertificatesPem } from '../../x509/index.ts';
import { ApiClient, type ApiConnection } from '../client/api-client.ts';
import { CLUSTER_INFO_PATH } from '../controllers/bootstrap.ts';
import { fieldOf, type KubernetesObject, listOf, readDocuments, textOf } from '../documents.ts';
import { PkiError } from '../pki/errors.ts';
import { hashOfPublicKey } from './pin.ts';
import type { BootstrapToken } from './token.ts';

export interface DiscoveryOptions {
  /** `https://HOST:PORT`. */
  readonly server: string;
  readonly token: BootstrapToken;
  /** `sha256:` and the hash of a CA's SubjectPublicKeyInfo in hexadecimal; at least one. */
  readonly pins: readonly string[];
  readonly random?: ApiConnection['random'];
  readonly time?: ApiConnection['time'];
  readonly onHandshake?: ApiConnection['onHandshake'];
  /** Milliseconds to wait for the token's signature, which the cluster's controllers write some time after the token. Default: 0. */
  readonly patience?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The verified information about a cluster. */
export interface Discovered {
  readonly server: string;
  /** The CA's certificates, PEM. */
  readonly roots: string;
}

const RULE = 'kubeadm v1.32, token-based discovery with CA pinning';
/** kubeadm waits five seconds. */
const RETRY_MS = 500;
const PIN = /^sha256:[0-9a-f]{64}$/;

/** Requests `cluster-info`, first from an unverified server, and accepts it only if the token has signed it and its CA is pinned. Then
 * requests it again from a server that is verified with this CA; both answers must be equal.
 * @throws PkiError `discovery` if a check fails;
 * StatusError; the errors of the connection. */
export async function discoverCluster(options: DiscoveryOptions): Promise<Discovered> {
  const wrong = options.pins.find((pin) => !PIN.test(pin));
  if (options.pins.length === 0 || wrong !== undefined) {
    throw refused(options.server, 'needs the pin of the CA, sha256: and 64 digits of a to f and 0 to 9');
  }
  const first = await signedInfo(options);
  const kubeconfig = textOf(first, 'data', 'kubeconfig');
  const { id, secret } = options.token;
  const jws = textOf(first, 'data', `jws-kubeconfig-${id}`);
  if (!verifyDetachedHs256(jws, utf8ToBytes(kubeconfig), id, utf8ToBytes(secret))) {
    throw refused(options.server, `the signature of cluster-info is not that of the token ${id}`);
  }
  const { roots, server } = await trustOf(kubeconfig, options.server);
  const pinned = readCertificatesPem(roots).filter((one) => options.pins.includes(pinOf(one)));
  if (pinned.length === 0) throw refused(options.server, 'none of the CAs of cluster-info has a pin that was given');
  const again = await clusterInfo(options, roots);
  if (textOf(again, 'data', 'kubeconfig') !== kubeconfig)
    throw refused(options.server, 'cluster-info is another once the CA is checked');
  return { server, roots };
}

/** Requests it from the unverified server, until it contains a signature of the token. */
async function signedInfo(options: DiscoveryOptions): Promise<KubernetesObject> {
  const { server, token, patience = 0, signal } = options;
  const until = performance.now() + patience;
  for (;;) {
    const found = await clusterInfo(options, undefined);
    if (textOf(found, 'data', `jws-kubeconfig-${token.id}`) !== '') return found;
    if (performance.now() >= until) {
      throw refused(server, `cluster-info is not signed by the token ${token.id}: it does not exist, or has expired`);
    }
    await setTimeout(RETRY_MS, undefined, { signal });
  }
}

const refused = (place: string, message: string): PkiError => new PkiError('discovery', place, message, RULE);

/** The pin of a CA, in kubeadm's format. */
export const pinOf = (certificate: Certificate): string => `sha256:${bytesToHex(hashOfPublicKey(certificate))}`;

/** kubeadm writes one cluster without a name, and no context. */
async function trustOf(kubeconfig: string, place: string): Promise<Discovered> {
  const [config] = await readDocuments(kubeconfig, 'cluster-info');
  const cluster = fieldOf(listOf(config, 'clusters')[0], 'cluster');
  const [server, data] = [textOf(cluster, 'server'), textOf(cluster, 'certificate-authority-data')];
  if (!server.startsWith('https://') || data === '')
    throw refused(place, 'cluster-info names no server and certificate authority');
  return { server, roots: bytesToUtf8(base64ToBytes(data)) };
}

function clusterInfo(options: DiscoveryOptions, roots: string | undefined): Promise<KubernetesObject> {
  const { server, random, time, onHandshake } = options;
  const trust = roots === undefined ? ({ roots: [], dangerouslyUnverified: true } as const) : { roots };
  const client = new ApiClient({ server, ...trust, random, time, onHandshake });
  return client.get(CLUSTER_INFO_PATH, options.signal);
}
