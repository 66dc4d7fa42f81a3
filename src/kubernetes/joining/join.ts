/** Joins a kubelet to a cluster: from a token to a node with two rotating certificates (kubernetes pkg/kubelet/certificate/bootstrap). */
import { assertFields, type Random } from '../../bytes/index.ts';
import { type GeneralName, parseIpAddress } from '../../x509/index.ts';
import type { Running } from '../api/https-server.ts';
import { ApiClient, type ApiConnection } from '../client/api-client.ts';
import type { ClientRevocation } from '../revocation/client-revocation.ts';
import { CertificateStore, type StoredPair } from './certificate-store.ts';
import {
  type NodeCertificateOptions,
  obtainCertificate,
  type RotationOptions,
  rotateInTime,
} from './node-certificates.ts';
import { serveNode } from './serve-node.ts';

export interface JoinOptions {
  /** `https://HOST:PORT`, and the CA's certificates. */
  readonly server: string;
  readonly roots: string;
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
}

/** A running node. */
export interface JoinedNode {
  readonly kubelet: Running;
  /** The newest pair of each kind. */
  readonly pairs: { readonly client: StoredPair; readonly server: StoredPair };
  /** Resolves after `signal` is aborted. */
  readonly ended: Promise<void>;
}

/** Joins a cluster, or rejoins with the stored certificate: requests a client certificate with the token, registers its Node, requests a
 * serving certificate (which a person approves), serves, and rotates both in time.
 * @throws StatusError if the cluster refuses; PkiError for the files; the errors of the connection. */
export async function joinCluster(options: JoinOptions): Promise<JoinedNode> {
  assertFields(options, 'options', 'an object', 'server', 'roots', 'nodeName', 'address', 'folder', 'random', 'signal');
  const { server, roots, nodeName, folder, signal, now } = options;
  const stores = {
    client: new CertificateStore(folder, 'kubelet-client'),
    server: new CertificateStore(folder, 'kubelet-server'),
  };
  const common = { random: options.random, time: () => now() };
  const connection: ApiConnection = { ...common, server, roots, onHandshake: options.onHandshake };
  const bootstrap = new ApiClient({ ...connection, token: options.token });
  const asked = {
    nodeName,
    random: options.random,
    now,
    signal,
    expirationSeconds: options.expirationSeconds,
    onNews: options.onNews,
  };
  const forClient: NodeCertificateOptions = {
    ...asked,
    certificate: { kind: 'client' },
    store: stores.client,
    client: () => bootstrap,
  };
  const pairs = { client: (await usable(stores.client, now())) ?? (await obtainCertificate(forClient)) };
  // The pair is looked up at each new connection.
  const own = new ApiClient({ ...connection, credentials: () => ({ cert: pairs.client.cert, key: pairs.client.key }) });
  const forServer = {
    ...asked,
    certificate: { kind: 'server', names: namesOf(nodeName, options.address) },
    store: stores.server,
    client: () => own,
  } as const;
  const serving = { server: (await usable(stores.server, now())) ?? (await obtainCertificate(forServer)) };
  const tls = { roots, cert: serving.server.cert, key: serving.server.key, random: options.random, time: () => now() };
  const { address, port, clientRevocation, onNews } = options;
  const served = await serveNode({
    ...{ nodeName, address, port, client: own, tls, now, signal, onNews, clientRevocation },
  });
  const { kubelet } = served;
  const rotation = { askedToRotate: options.askedToRotate };
  const clientRotation: RotationOptions = {
    ...forClient,
    ...rotation,
    client: () => own,
    onPair: (pair) => void (pairs.client = pair),
  };
  const serverRotation: RotationOptions = {
    ...{ ...forServer, ...rotation },
    onPair(pair) {
      serving.server = pair;
      kubelet.replaceTls({ ...tls, cert: pair.cert, key: pair.key });
    },
  };
  const ended = Promise.all([
    ...[rotateInTime(pairs.client, clientRotation), rotateInTime(serving.server, serverRotation), served.ended],
  ]).then(() => undefined);
  return {
    kubelet,
    ended,
    get pairs() {
      return { ...pairs, ...serving };
    },
  };
}

/** The pair of an earlier run, if it has not expired. */
async function usable(store: CertificateStore, now: Date): Promise<StoredPair | undefined> {
  const pair = await store.current();
  return pair !== undefined && pair.certificate.notAfter > now ? pair : undefined;
}

function namesOf(nodeName: string, address: string): GeneralName[] {
  const bytes = parseIpAddress(address);
  const host: GeneralName =
    bytes === undefined ? { kind: 'dNSName', value: address } : { kind: 'iPAddress', value: bytes };
  return [{ kind: 'dNSName', value: nodeName }, host];
}
