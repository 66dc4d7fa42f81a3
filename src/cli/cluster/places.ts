/** A running cluster's folder: its certificates, its objects' store, and the ports that must not change between runs. */
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { checkFolder, initFolder, revokeCertificate } from '../../kubernetes/index.ts';
import { type ClusterKeyType, clusterKeys, LIFETIMES, readKubeconfig } from '../../kubernetes/pki/index.ts';
import { writeFileWhole } from '../../node/index.ts';
import { clearLeftoversIn } from '../../node/internal.ts';
import { CliError, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { tellingLeftovers } from '../leftovers.ts';

export const HOST = '127.0.0.1';

/** The ports of an etcd member. They are part of the cluster's stored configuration, so they must not change. */
export interface MemberPorts {
  readonly client: number;
  readonly peer: number;
}

/** The content of DIR/cluster-up.json. */
interface Kept {
  readonly store: 'data' | 'etcd';
  readonly etcd: readonly MemberPorts[];
}

export interface ClusterPlaces extends Kept {
  readonly folder: string;
  readonly apiPort: number;
}

const ETCD_MEMBERS = 3;
const CRL_DAYS = 30;
const KEPT = 'cluster-up.json';
const HIDDEN_KEPT = /^\.cluster-up\.json$/;

/** The name of the node whose certificates are those of the folder. */
export const FIRST_NODE = 'node-1';

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const { ports, release } = await holdPorts(count);
  await release();
  return ports;
}

/** Ports that nobody else can get until they are released: each must be known before its server exists, since the certificates are made first. */
export async function holdPorts(count: number): Promise<{ readonly ports: number[]; release(): Promise<void> }> {
  const servers = Array.from({ length: count }, () => createServer());
  // All ports are opened at the same time, so that they differ.
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  return {
    ports,
    async release() {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Makes the folder of a new cluster, or reads that of an existing one.
 * @throws CliError `usage`, `cluster-incomplete`; PkiError; the system's error. */
export async function openPlaces(
  context: Context,
  folder: string,
  { etcd, keyType }: { readonly etcd: boolean; readonly keyType: ClusterKeyType },
): Promise<ClusterPlaces> {
  const isNew = await isVacant(folder);
  if (isNew) await makeFolder(context, folder, keyType);
  const report = await checkFolder(folder, { time: context.now() });
  if (!report.ok) {
    const faults = report.entries.flatMap((entry) => entry.faults.map(({ place, message }) => `${place}: ${message}`));
    const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
    throw new CliError(
      'cluster-incomplete',
      `${folder}: ${faults[0]}${more}; vitrine pki check -dir ${folder} lists all`,
    );
  }
  // It is written once only: after a kill just then, no write of it finds the leftover.
  await tellingLeftovers(context, (onLeftover) => clearLeftoversIn(folder, HIDDEN_KEPT, onLeftover));
  const kept = await keptOf(folder, etcd);
  // Creates the revocation list now, so that a later `vitrine pki revoke` takes effect without a restart.
  const { random, signal } = context;
  await tellingLeftovers(context, (onLeftover) =>
    revokeCertificate(folder, { time: context.now(), days: CRL_DAYS, random, signal, onLeftover }),
  );
  return { ...kept, folder, apiPort: await apiPortOf(folder) };
}

async function isVacant(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return true;
  }
}

async function makeFolder(context: Context, folder: string, keyType: ClusterKeyType): Promise<void> {
  const { ports, release } = await holdPorts(1);
  const [bindPort] = ports;
  const { random, signal } = context;
  const input = {
    ...{ clusterName: 'kubernetes', nodeName: FIRST_NODE, advertiseAddress: HOST, bindPort },
    ...{ serviceCidr: '10.96.0.0/12', serviceDnsDomain: 'cluster.local', apiserverCertExtraSans: [] },
  };
  const newKey = clusterKeys({ random, signal, keyType });
  await tellingLeftovers(context, (onLeftover) =>
    initFolder(folder, input, { ...LIFETIMES, time: context.now(), random, newKey, onLeftover }),
  ).finally(release);
}

/** The port of the API server in the folder's kubeconfigs.
 * @throws CliError `cluster-elsewhere` unless its host is the loopback address. */
async function apiPortOf(folder: string): Promise<number> {
  const { server } = await readKubeconfig(await readFile(join(folder, 'admin.conf'), 'utf8'), 'admin.conf');
  const { hostname, port } = new URL(server);
  if (hostname === HOST) return Number(port || '443');
  const how = `pki init -apiserver-advertise-address ${HOST}, or an empty folder`;
  throw new CliError('cluster-elsewhere', `${folder}: its API server is ${server}; cluster up runs on ${HOST}: ${how}`);
}

/** The values that the folder's first start chose; on the first start, new ones. */
async function keptOf(folder: string, etcd: boolean): Promise<Kept> {
  const path = join(folder, KEPT);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (text === undefined) {
    const ports = etcd ? await freePorts(2 * ETCD_MEMBERS) : [];
    const members = ports.slice(0, ETCD_MEMBERS).map((client, i) => ({ client, peer: ports[ETCD_MEMBERS + i] }));
    const kept: Kept = { store: etcd ? 'etcd' : 'data', etcd: members };
    await writeFileWhole(path, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, replace: false });
    return kept;
  }
  const kept = readKept(text, path);
  if (etcd && kept.store !== 'etcd') throw usageError(`${folder} keeps its objects in files: leave -etcd out`);
  return kept;
}

function readKept(text: string, path: string): Kept {
  const isPort = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
  try {
    const { store, etcd } = JSON.parse(text) as Kept;
    const members = Array.isArray(etcd) ? etcd : [];
    const isSound = members.every((member) => isPort(member?.client) && isPort(member?.peer));
    const wanted = store === 'etcd' ? ETCD_MEMBERS : 0;
    if ((store === 'etcd' || store === 'data') && isSound && members.length === wanted) return { store, etcd: members };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CliError('malformed-file', `${path}: is not what cluster up wrote; remove it, or use another folder`);
}
