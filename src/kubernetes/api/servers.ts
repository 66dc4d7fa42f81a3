/** Both servers over our own TLS: node's `http` reads and writes what `node/` protects. */
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type CertificatesInput,
  type CommonOptions,
  type CredentialsInput,
  connect,
  createServer,
  type TlsServer,
  type TlsSocket,
} from '../../node/index.ts';
import { identityOfCertificate, type User } from '../identity.ts';
import { type ApiServerOptions, apiServerHandler } from './api-server.ts';
import { type KubeletOptions, kubeletHandler } from './kubelet.ts';
import type { KubeletAddress } from './pod-logs.ts';

/** kube-apiserver's own default (--secure-port). */
export const API_SERVER_PORT = 6443;
/** The kubelet's own default (KubeletConfiguration, port). */
export const KUBELET_PORT = 10250;

/** What an end shows and whom it trusts: its certificate and key, the roots of the other side's, the suites. */
export interface TlsIdentity
  extends CredentialsInput,
    Pick<CommonOptions, 'ciphers' | 'extendedMasterSecret' | 'observe' | 'random' | 'time'> {
  readonly ca: CertificatesInput;
}

/** Where to listen, and as whom. */
export interface Listen {
  readonly host: string;
  /** 0 is a free one. */
  readonly port?: number;
  readonly tls: TlsIdentity;
}

/** A server that listens. */
export interface Running {
  /** Its events tell of handshakes: `tlsClientError`, `secureConnection`, `keylog`. */
  readonly server: TlsServer;
  readonly host: string;
  readonly port: number;
  /** Ends every connection, and resolves when nothing of the server is left. */
  close(): Promise<void>;
}

/** Starts the API server, on port 6443 unless told otherwise. It asks for a client certificate and does not require one: none
 * means 401, and one of another CA ends the handshake with the alert unknown_ca.
 * @throws UsageError for wrong options, the system's error where the port cannot be had (`EADDRINUSE`). */
export function startApiServer(listen: Listen, options: Omit<ApiServerOptions, 'identityOf'>): Promise<Running> {
  const handler = apiServerHandler({ ...options, identityOf: identityOfRequest });
  return start({ port: API_SERVER_PORT, ...listen }, handler, false);
}

/** Starts a kubelet, on port 10250 unless told otherwise. It requires a client certificate.
 * @throws as `startApiServer`. */
export function startKubelet(listen: Listen, options: Omit<KubeletOptions, 'identityOf'>): Promise<Running> {
  const handler = kubeletHandler({ ...options, identityOf: identityOfRequest });
  return start({ port: KUBELET_PORT, ...listen }, handler, true);
}

/** Who the certificate of a request's TLS connection stands for; undefined where it showed none. */
export function identityOfRequest(request: IncomingMessage): User | undefined {
  const socket = request.socket as unknown as TlsSocket;
  const certificate = socket.authorized ? socket.getPeerCertificate() : undefined;
  return certificate && identityOfCertificate(certificate);
}

/** The API server's way to a kubelet: by the node's address, which the kubelet's certificate must hold.
 * @param tls - the CA of kubelets, and the certificate that the API server shows them. */
export const kubeletConnector =
  (tls: TlsIdentity): ((address: KubeletAddress) => Duplex) =>
  ({ host, port }) =>
    connect({ ...tls, host, port });

async function start(
  { host, port, tls }: Required<Listen>,
  handler: RequestListener,
  rejectUnauthorized: boolean,
): Promise<Running> {
  const web = createHttpServer(handler);
  const server = createServer(
    { ...tls, ALPNProtocols: ['http/1.1'], requestCert: true, rejectUnauthorized },
    (socket) => web.emit('connection', socket),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // `web` itself never listens; told that it does, it enforces its time limits on headers and requests.
  web.emit('listening');
  return {
    server,
    host,
    port: (server.address() as AddressInfo).port,
    close() {
      web.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
