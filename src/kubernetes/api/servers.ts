/** The API server and the kubelet over our own TLS. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { assertFields, assertFunction, assertInteger, assertNotRenamed, assertString } from '../../bytes/index.ts';
import { connect, type TlsSocket } from '../../node/index.ts';
import { SessionStore } from '../../tls/index.ts';
import { identityOfCertificate, type User } from '../identity.ts';
import { bearerUserOf } from '../tokens/bearer.ts';
import { type ApiServerOptions, apiServerHandler } from './api-server.ts';
import {
  assertTlsIdentity,
  JUDGED_BY,
  type Listen,
  type Running,
  startHttps,
  type TlsIdentity,
} from './https-server.ts';
import { type KubeletOptions, kubeletHandler } from './kubelet.ts';
import type { KubeletAddress } from './pod-logs.ts';

/** kube-apiserver's own default (--secure-port). */
export const API_SERVER_PORT = 6443;
/** The kubelet's own default (KubeletConfiguration, port). */
export const KUBELET_PORT = 10250;

/** Starts the API server, by default on port 6443. It asks for a client certificate and does not require one: without one, the user is that
 * of a bearer token, or `system:anonymous`. A certificate of another CA ends the handshake with the alert unknown_ca.
 * @throws UsageError for wrong options, the system's error if the port is not available (`EADDRINUSE`). */
export async function startApiServer(listen: Listen, options: Omit<ApiServerOptions, 'identityOf'>): Promise<Running> {
  assertNotRenamed(listen?.tls, 'listen.tls', { ca: 'roots' });
  const identityOf = async (request: IncomingMessage): Promise<User | undefined> =>
    identityOfRequest(request) ??
    (await bearerUserOf(request, { objects: options.registry, issuer: options.tokens, now: options.now() }));
  const handler = apiServerHandler({ ...options, identityOf });
  return startHttps(listen, handler, false, API_SERVER_PORT);
}

/** Starts a kubelet, by default on port 10250. It requires a client certificate.
 * @throws as `startApiServer`. */
export async function startKubelet(listen: Listen, options: Omit<KubeletOptions, 'identityOf'>): Promise<Running> {
  assertNotRenamed(listen?.tls, 'listen.tls', { ca: 'roots' });
  const handler = kubeletHandler({ ...options, identityOf: identityOfRequest });
  return startHttps(listen, handler, true, KUBELET_PORT);
}

/** The user of the client certificate of a request's TLS connection; undefined if there was none. */
export function identityOfRequest(request: IncomingMessage): User | undefined {
  assertFields(request, 'request', 'a request over TLS', 'socket');
  const socket = request.socket as unknown as TlsSocket;
  const certificate = socket.authorized ? socket.getPeerCertificate() : undefined;
  return certificate && identityOfCertificate(certificate);
}

const KUBELET_SESSIONS = 64;

/** Connects the API server to a kubelet by the node's address, which the kubelet's certificate must contain.
 * @param tls - the CA of kubelets, and the certificate that the API server presents; a function is asked at each connection.
 * @param onHandshake - called after each complete handshake.
 * @throws UsageError for wrong options; also at a connection, for what a function gave. */
export function kubeletConnector(
  tls: TlsIdentity | (() => TlsIdentity),
  onHandshake?: (socket: TlsSocket, shown: TlsIdentity) => void,
): (address: KubeletAddress) => Duplex {
  if (typeof tls !== 'function') assertTlsIdentity(tls, 'tls');
  if (onHandshake !== undefined) assertFunction(onHandshake, 'onHandshake');
  // Each log is requested on a new connection, which resumes the TLS session of the previous one.
  let sessions = new SessionStore({ capacity: KUBELET_SESSIONS });
  let last: TlsIdentity | undefined;
  return (address) => {
    assertFields(address, 'address', 'the address of a kubelet', 'host', 'port');
    const { host, port } = address;
    assertString(host, 'address.host');
    assertInteger(port, 'address.port', 1, 65_535);
    const shown = typeof tls === 'function' ? tls() : tls;
    // A session of the identity before would be resumed with that certificate.
    if (last !== undefined && shown !== last) sessions = new SessionStore({ capacity: KUBELET_SESSIONS });
    last = shown;
    const socket = connect({ ...shown, ...JUDGED_BY, sessions, host, port });
    return onHandshake === undefined ? socket : socket.once('secureConnect', () => onHandshake(socket, shown));
  };
}
