import { hasSuccessor, type OldLeaf, oldLeaves, type Rotation, rotateAuthority } from '../../../kubernetes/index.ts';
import { LIFETIMES } from '../../../kubernetes/pki/index.ts';
import { connect } from '../../../node/index.ts';
import { type Certificate, formatOneline } from '../../../x509/index.ts';
import { wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { about } from '../../failures.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { hostAndPort } from '../../tls-options.ts';
import {
  columns,
  DAYS_OPTION,
  DIR_OPTION,
  daysValue,
  folderOf,
  furtherKeys,
  keyTypeOption,
  leafSettings,
  QUIET_OPTION,
  shortTime,
} from './settings.ts';

const PHASES = ['trust', 'leaves', 'drop', 'check'] as const;

export const pkiRotate = defineCommand({
  operands: 'CA trust | leaves | drop | check',
  maxOperands: 2,
  options: {
    dir: DIR_OPTION,
    days: DAYS_OPTION,
    'ca-days': { value: 'N', help: `validity of the new CA in days; default: ${LIFETIMES.caDays}` },
    'key-type': keyTypeOption('that of the key that is replaced'),
    connect: { value: 'HOST:PORT', many: true, help: 'with check: also ask this server which certificate it shows' },
    force: { help: 'drop the old CA although certificates of it are there' },
    quiet: QUIET_OPTION,
    json: JSON_OPTION,
  },
  notes: [
    'CA is ca, front-proxy-ca or etcd-ca. trust: makes its successor, and everything in the folder trusts both. leaves: the successor issues every certificate anew. drop: nothing trusts the old one any more. Between two phases let the programs read their files again.',
    'check names who still shows a certificate of the old CA, users of pki user included: exit code 1 if there is one.',
  ],
  async run(values, [authority, given], context) {
    if (authority === undefined || given === undefined) throw usageError('name the CA and the phase');
    const phase = wordValue(given, 'PHASE', PHASES);
    const folder = folderOf(context, values.dir);
    if (phase === 'check') return check(context, folder, authority, values.connect, values.json);
    if (values.connect.length > 0) throw usageError('-connect is for check');
    const settings = leafSettings(context, values, 1, (options) => furtherKeys(values, options));
    const caDays = daysValue(values['ca-days'], 'ca-days', LIFETIMES.caDays);
    const { force } = values;
    const done = await tellingLeftovers(context, (onLeftover) =>
      rotateAuthority(folder, { ...settings, caDays, authority, phase, force, signal: context.signal, onLeftover }),
    );
    await report(context, folder, done, values.json);
    return EXIT.ok;
  },
});

async function report(context: Context, folder: string, done: Rotation, json: boolean): Promise<void> {
  const trusted = done.trusted.map(({ serialNumber, notAfter }) => ({
    ...{ serialNumber: serialNumber.toString(16), notAfter: notAfter.toISOString() },
  }));
  const renewed = done.renewed.map(({ place }) => place);
  if (json) return context.printJson({ folder, phase: done.phase, trusted, renewed, kubeconfigs: done.kubeconfigs });
  const issuing = done.trusted.map(({ serialNumber, notAfter }, i) => [
    ...[i === 0 ? 'issues' : 'trusted', serialNumber.toString(16), shortTime(notAfter)],
  ]);
  await context.print(columns(context, [['CA', 'SERIAL NUMBER', 'EXPIRES'], ...issuing]));
  if (renewed.length > 0) await context.print(`\nissued anew: ${renewed.join(', ')}\n`);
  if (done.kubeconfigs.length > 0) await context.print(`\ntrust changed: ${done.kubeconfigs.join(', ')}\n`);
}

async function check(
  context: Context,
  folder: string,
  authority: string,
  servers: readonly string[],
  json: boolean,
): Promise<0 | 1> {
  const shown = await Promise.all(
    servers.map(async (place): Promise<OldLeaf> => ({ place, certificate: await shownBy(place, context) })),
  );
  const old = await oldLeaves(folder, authority, shown);
  const rows = old.map(({ place, certificate }) => ({
    ...{
      place,
      subject: formatOneline(certificate.subject.value),
      serialNumber: certificate.serialNumber.toString(16),
    },
  }));
  const waits = await hasSuccessor(folder, authority);
  if (json) await context.printJson({ folder, authority, waits, old: rows });
  else if (waits) await context.print(`${authority}: everything here trusts both; the phase leaves comes next\n`);
  else if (rows.length === 0) await context.print(`no file or server has a certificate of the old ${authority}\n`);
  else {
    const lines = rows.map(({ place, subject, serialNumber }) => [place, subject, serialNumber]);
    await context.print(columns(context, [['STILL OF THE OLD CA', 'SUBJECT', 'SERIAL NUMBER'], ...lines]));
  }
  return rows.length === 0 ? EXIT.ok : EXIT.no;
}

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
