/** Joins a kubelet to a cluster: from a token to a node with two rotating certificates (kubernetes pkg/kubelet/certificate/bootstrap). */
import { assertFields, assertOptions, type Random } from '../../bytes/index.ts';
import type { LeftoverListener } from '../../node/index.ts';
import { type GeneralName, parseIpAddress } from '../../x509/index.ts';
import type { Running, TlsIdentity } from '../api/https-server.ts';
import { ApiClient, type ApiConnection } from '../client/api-client.ts';
import type { ClientRevocation } from '../revocation/client-revocation.ts';
import { CertificateManager } from './certificate-manager.ts';
import { CertificateStore, type StoredPair } from './certificate-store.ts';
import type { NodeCertificateOptions } from './node-certificates.ts';
import { serveNode } from './serve-node.ts';

export interface JoinOptions {
  /** `https://HOST:PORT`, and the CA's certificates. */
  readonly server: string;
  readonly roots: string;
  /** The name that the server's certificate must have. Default: the host of `server`. */
  readonly serverName?: string | undefined;
  /** The bootstrap token, for a node that has no certificate yet. Secret. */
  readonly token?: string | undefined;
  readonly nodeName: string;
  /** The address to listen on. @see port - 0 picks a free port. */
  readonly address: string;
  readonly port: number;
  /** The folder of its pairs: `kubelet-client-current.pem`, `kubelet-server-current.pem`. */
  readonly folder: string;
  readonly random: Random;
  now(): Date;
  readonly signal: AbortSignal;
  onNews(message: string): void;
  /** Requested validity of a certificate, in seconds. Default: the signer's. */
  readonly expirationSeconds?: number | undefined;
  /** Resolves when both pairs shall be replaced immediately. Default: never. */
  askedToRotate?(signal: AbortSignal): Promise<void>;
  readonly clientRevocation?: ClientRevocation | undefined;
  /** Called after each complete handshake of its calls, with the certificate that was presented. Default: none. */
  readonly onHandshake?: ApiConnection['onHandshake'];
  /** Called for each leftover of a killed run in `folder`. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** A running node. */
export interface JoinedNode {
  readonly kubelet: Running;
  /** The newest pair of each kind. */
  readonly pairs: { readonly client: StoredPair; readonly server: StoredPair };
  /** Replaces the CAs of the API server and of the kubelet's clients, PEM: connections to come use them. Sessions of clients without a chain
   * to a new root end. @throws as reading the PEM; then nothing is replaced. */
  replaceRoots(roots: string): void;
  /** Resolves after `signal` is aborted. */
  readonly ended: Promise<void>;
}

const OPTIONS: Readonly<Record<keyof JoinOptions, true>> = {
  server: true,
  roots: true,
  serverName: true,
  token: true,
  nodeName: true,
  address: true,
  port: true,
  folder: true,
  random: true,
  now: true,
  signal: true,
  onNews: true,
  expirationSeconds: true,
  askedToRotate: true,
  clientRevocation: true,
  onHandshake: true,
  onLeftover: true,
};

/** Joins a cluster, or rejoins with the stored certificate: requests a client certificate with the token, registers its Node, requests a
 * serving certificate (which a person approves), serves, and rotates both in time.
 * @throws StatusError if the cluster refuses; PkiError for the files; the errors of the connection. */
export async function joinCluster(options: JoinOptions): Promise<JoinedNode> {
  assertFields(options, 'options', 'an object', 'server', 'roots', 'nodeName', 'address', 'folder', 'random', 'signal');
  assertOptions(options, 'options', Object.keys(OPTIONS));
  const { nodeName, address, port, random, signal, now, onNews, clientRevocation, askedToRotate } = options;
  const trust = { roots: options.roots };
  const time = (): Date => now();
  const connection: ApiConnection = {
    ...{ server: options.server, serverName: options.serverName, roots: () => trust.roots },
    ...{ random, time, onHandshake: options.onHandshake },
  };
  const clientManager = await CertificateManager.open(clientCertificate(options, connection));
  // The pair is looked up at each new connection.
  const credentials = () => ({ cert: clientManager.current.cert, key: clientManager.current.key });
  const client = new ApiClient({ ...connection, credentials });
  const serverManager = await CertificateManager.open(servingCertificate(options, client));
  const tls = (): TlsIdentity => {
    const { cert, key } = serverManager.current;
    return { roots: trust.roots, cert, key, random, time };
  };
  const served = await serveNode({
    ...{ nodeName, address, port, client, tls: tls(), now, signal, onNews, clientRevocation },
  });
  const { kubelet } = served;
  const rotation = { client: () => client, ...(askedToRotate && { askedToRotate }) };
  const ended = Promise.all([
    clientManager.keep(rotation),
    serverManager.keep({ ...rotation, onPair: () => kubelet.replaceTls(tls()) }),
    served.ended,
  ]).then(() => undefined);
  return {
    ...{ kubelet, ended },
    replaceRoots(roots) {
      kubelet.replaceTls({ ...tls(), roots });
      trust.roots = roots;
    },
    get pairs() {
      return { client: clientManager.current, server: serverManager.current };
    },
  };
}

const asked = ({ nodeName, random, now, signal, expirationSeconds, onNews, onLeftover }: JoinOptions) => ({
  ...{ nodeName, random, now, signal, expirationSeconds, onNews, onLeftover },
});

/** TLS bootstrapping (pkg/kubelet/certificate/bootstrap): the first client certificate is requested with the token. */
function clientCertificate(options: JoinOptions, connection: ApiConnection): NodeCertificateOptions {
  const bootstrap = new ApiClient({ ...connection, token: options.token });
  return {
    ...asked(options),
    certificate: { kind: 'client' },
    store: new CertificateStore(options.folder, 'kubelet-client'),
    client: () => bootstrap,
  };
}

/** The serving certificate is requested by the node itself (KubeletConfiguration, serverTLSBootstrap). */
function servingCertificate(options: JoinOptions, client: ApiClient): NodeCertificateOptions {
  return {
    ...asked(options),
    certificate: { kind: 'server', names: namesOf(options.nodeName, options.address) },
    store: new CertificateStore(options.folder, 'kubelet-server'),
    client: () => client,
  };
}

function namesOf(nodeName: string, address: string): GeneralName[] {
  const bytes = parseIpAddress(address);
  const host: GeneralName =
    bytes === undefined ? { kind: 'dNSName', value: address } : { kind: 'iPAddress', value: bytes };
  return [{ kind: 'dNSName', value: nodeName }, host];
}
