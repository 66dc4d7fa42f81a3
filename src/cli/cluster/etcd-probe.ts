/** Probes etcd's members: their health with the certificate of healthcheck-client, and their peer ports with that of etcd/peer. */
import { request } from 'node:http';
import { connect, type TlsSocket } from '../../node/index.ts';
import { answerTo, bodyOf } from '../../node/internal.ts';
import type { Context } from '../context.ts';
import { tlsIdentity } from '../followed-files.ts';
import type { Shown } from '../supervised.ts';
import { type ClusterPlaces, HOST } from './places.ts';

const PATIENCE_MS = 3000;
const MAX_ANSWER = 2 ** 16;
const JUDGED_BY = { profile: 'rfc5280', revocation: { policy: 'off' } } as const;

export interface EtcdProbeOptions {
  readonly context: Context;
  readonly places: ClusterPlaces;
  onHandshake(socket: TlsSocket, shown: Shown): void;
}

/** Asks each member for its health. @returns for each member whether it reports that it is healthy. */
export async function askHealth({ context, places, onHandshake }: EtcdProbeOptions): Promise<boolean[]> {
  const tls = await tlsIdentity(context, places.folder, 'pki/etcd/healthcheck-client', 'pki/etcd/ca.crt');
  return Promise.all(
    places.etcd.map(({ client }) =>
      answerAt(client, '/health', tls, onHandshake).then(
        (text) => text.includes('"health":"true"'),
        () => false,
      ),
    ),
  );
}

/** Makes one handshake with each member's peer port, as a peer. @returns for each member whether the handshake was completed and
 * a request answered. */
export async function greetPeers({ context, places, onHandshake }: EtcdProbeOptions): Promise<boolean[]> {
  const tls = await tlsIdentity(context, places.folder, 'pki/etcd/peer', 'pki/etcd/ca.crt');
  return Promise.all(
    places.etcd.map(({ peer }) =>
      answerAt(peer, '/version', tls, onHandshake).then(
        () => true,
        () => false,
      ),
    ),
  );
}

type Identity = Awaited<ReturnType<typeof tlsIdentity>>;

/** One GET over a connection of its own. In TLS 1.3 only the answer shows that the server has accepted our certificate. */
async function answerAt(
  port: number,
  path: string,
  tls: Identity,
  onHandshake: EtcdProbeOptions['onHandshake'],
): Promise<string> {
  const socket = connect({ ...tls, ...JUDGED_BY, host: HOST, port });
  const headers = { Host: `${HOST}:${port}`, Connection: 'close' };
  const sent = request({ path, headers, createConnection: () => socket }).end();
  const url = `https://${HOST}:${port}${path}`;
  const answer = await answerTo(sent, { url, patience: PATIENCE_MS });
  onHandshake(socket, tls);
  return new TextDecoder().decode(await bodyOf(answer, url, MAX_ANSWER));
}
