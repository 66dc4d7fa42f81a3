/** `pki rotate CA check`: who still shows a certificate of the old CA, and which nodes do not trust the new one. */
import { join } from 'node:path';
import { hasSuccessor, type OldLeaf, oldLeaves } from '../../../kubernetes/index.ts';
import {
  ApiClient,
  kubeconfigConnection,
  type NodeInRotation,
  type NodeRemainder,
  nodesInRotation,
} from '../../../kubernetes/internal.ts';
import { connect } from '../../../node/index.ts';
import { type Certificate, formatOneline } from '../../../x509/index.ts';
import { EXIT, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { about } from '../../failures.ts';
import { hostAndPort } from '../../tls-options.ts';
import { columns } from './settings.ts';

export interface RotationCheckValues {
  readonly connect: readonly string[];
  readonly nodes: boolean;
  readonly kubeconfig: string | undefined;
  readonly json: boolean;
}

/** @returns 1 if something remains to be done before the next phase.
 * @throws CliError; PkiError; StatusError; the errors of the connections. */
export async function checkRotation(
  context: Context,
  folder: string,
  authority: string,
  values: RotationCheckValues,
): Promise<0 | 1> {
  if (values.nodes && authority !== 'ca') throw usageError('-nodes is for the CA of nodes: ca');
  if (values.kubeconfig !== undefined && !values.nodes) throw usageError('-kubeconfig is for -nodes');
  const shown = await Promise.all(
    values.connect.map(async (place): Promise<OldLeaf> => ({ place, certificate: await shownBy(place, context) })),
  );
  const old = (await oldLeaves(folder, authority, shown)).map(({ place, certificate }) => ({
    place,
    subject: formatOneline(certificate.subject.value),
    serialNumber: certificate.serialNumber.toString(16),
  }));
  const waits = await hasSuccessor(folder, authority);
  const nodes = values.nodes ? await askNodes(context, folder, values.kubeconfig) : undefined;
  if (values.json) await context.printJson({ folder, authority, waits, old, ...(nodes && { nodes }) });
  else {
    if (waits) await context.print(`${authority}: everything here trusts both; the phase leaves comes next\n`);
    else if (old.length === 0) await context.print(`no file or server has a certificate of the old ${authority}\n`);
    else {
      const lines = old.map(({ place, subject, serialNumber }) => [place, subject, serialNumber]);
      await context.print(columns(context, [['STILL OF THE OLD CA', 'SUBJECT', 'SERIAL NUMBER'], ...lines]));
    }
    if (nodes !== undefined) await context.print(`\n${columns(context, nodeRows(nodes))}`);
    else if (authority === 'ca') await context.note('nodes that have joined are not in this folder; -nodes asks them');
  }
  return old.length === 0 && (nodes ?? []).every(({ remains }) => remains.length === 0) ? EXIT.ok : EXIT.no;
}

async function askNodes(context: Context, folder: string, given: string | undefined): Promise<NodeInRotation[]> {
  const path = given === undefined ? join(folder, 'admin.conf') : context.path(given);
  const { random, signal } = context;
  const now = (): Date => context.now();
  const client = new ApiClient({ ...(await kubeconfigConnection(path)), random, time: now });
  return nodesInRotation(folder, { client, random, now, signal });
}

const REMAINS: Readonly<Record<NodeRemainder, string>> = {
  unreachable: 'its kubelet does not answer',
  silent: 'it has not renewed its lease: does its kubelet.conf trust the new CA?',
  trust: 'put the CAs of pki/ca.crt into its kubelet.conf (and clientCAFile)',
  'new-pair': 'let it request a new pair (SIGHUP), and approve its serving certificate',
};

const SHOWS = { new: 'the new CA', old: 'the old CA', neither: 'neither' } as const;

const nodeRows = (nodes: readonly NodeInRotation[]): string[][] => [
  ['NODE', 'KUBELET', 'CERTIFICATE OF', 'TRUSTS THE NEW CA', 'LAST SEEN', 'REMAINS'],
  ...nodes.map(({ node, place, shows, trustsNew, silentSeconds, remains }) => [
    ...[node, place, shows === undefined ? '-' : SHOWS[shows]],
    trustsNew === undefined ? '?' : trustsNew ? 'yes' : 'no',
    silentSeconds === undefined ? '-' : `${silentSeconds} s ago`,
    remains.map((one) => REMAINS[one]).join('; ') || 'nothing',
  ]),
];

/** The certificate that a server presents. It is only inspected, not trusted. */
function shownBy(server: string, { signal }: Context): Promise<Certificate> {
  const { host, port } = hostAndPort(server, 'connect');
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host ?? 'localhost', port, name: 'unchecked', dangerouslyUnverified: true, signal });
    socket.once('error', (error) => reject(about(server, error)));
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate()!);
      socket.destroy();
    });
  });
}
