/** `-data`, `-etcd-servers`: where the API server keeps its objects. */

import { type EtcdMember, EtcdStore, LogStore, MemoryStore, type Store } from '../kubernetes/index.ts';
import { connect } from '../node/index.ts';
import { usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { FollowedIdentity } from './followed-files.ts';
import { tellingLeftovers } from './leftovers.ts';
import type { Supervision } from './supervised.ts';

export const STORAGE_OPTIONS = {
  data: { value: 'DIR', help: 'keep the objects in this folder; default: in memory' },
  'etcd-servers': {
    value: 'URLS',
    help: 'keep the objects in etcd: https://HOST:PORT, several with commas; by pki/apiserver-etcd-client and pki/etcd/ca.crt',
  },
} as const;

/** Opens the store that the options name.
 * @param onHandshake - called after each completed handshake with etcd.
 * @throws CliError `usage`; FileError `in-use`; StoreError `corrupt`; the system's error. */
export async function openStore(
  context: Context,
  values: Values<typeof STORAGE_OPTIONS>,
  folder: string,
  onHandshake?: Supervision['onHandshake'],
): Promise<Store> {
  const { data, 'etcd-servers': servers } = values;
  if (data !== undefined && servers !== undefined) throw usageError('-data and -etcd-servers exclude each other');
  if (data !== undefined) {
    return tellingLeftovers(context, (onLeftover) => LogStore.open(context.path(data), { onLeftover }));
  }
  if (servers === undefined) return new MemoryStore();
  // Never stopped: its store lasts as long as the process, which the watch does not keep running.
  const identity = await FollowedIdentity.open(context, folder, 'pki/apiserver-etcd-client', 'pki/etcd/ca.crt');
  return new EtcdStore({
    members: servers.split(',').map(memberOf),
    connect({ host, port }) {
      const tls = identity.now;
      const socket = connect({ ...tls, profile: 'rfc5280', revocation: { policy: 'off' }, host, port });
      return onHandshake === undefined ? socket : socket.once('secureConnect', () => onHandshake(socket, tls));
    },
  });
}

function memberOf(text: string): EtcdMember {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.pathname === '/' && url.search + url.hash + url.username === '';
  if (!isPlain || url.protocol !== 'https:') throw usageError(`-etcd-servers ${text}: must be https://HOST:PORT`);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 2379) };
}
