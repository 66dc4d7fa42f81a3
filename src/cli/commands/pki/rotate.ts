import { type Rotation, rotateAuthority } from '../../../kubernetes/index.ts';
import { LIFETIMES } from '../../../kubernetes/pki/index.ts';
import { wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { checkRotation } from './rotation-check.ts';
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
    nodes: {
      help: 'with ca check: also ask the kubelet of each node what it shows, and whether it takes clients of the new CA',
    },
    kubeconfig: { value: 'FILE', help: 'with -nodes: who asks for the nodes, and where; default: DIR/admin.conf' },
    force: { help: 'drop the old CA although certificates of it are there' },
    quiet: QUIET_OPTION,
    json: JSON_OPTION,
  },
  notes: [
    'CA is ca, front-proxy-ca or etcd-ca. trust: makes its successor, and everything in the folder trusts both. leaves: the successor issues every certificate anew. drop: nothing trusts the old one any more. Between two phases let the programs read their files again.',
    'check names who still shows a certificate of the old CA, users of pki user included: exit code 1 if there is one, or if -nodes finds a node where something remains to be done.',
  ],
  async run(values, [authority, given], context) {
    if (authority === undefined || given === undefined) throw usageError('name the CA and the phase');
    const phase = wordValue(given, 'PHASE', PHASES);
    const folder = folderOf(context, values.dir);
    if (phase === 'check') return checkRotation(context, folder, authority, values);
    if (values.connect.length > 0 || values.nodes) throw usageError('-connect and -nodes are for check');
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
  const { kubeconfigs } = done;
  const left = done.left.map(({ place, reason }) => ({ reason, file: place }));
  if (json) return context.printJson({ folder, phase: done.phase, trusted, renewed, kubeconfigs, left });
  const issuing = done.trusted.map(({ serialNumber, notAfter }, i) => [
    ...[i === 0 ? 'issues' : 'trusted', serialNumber.toString(16), shortTime(notAfter)],
  ]);
  await context.print(columns(context, [['CA', 'SERIAL NUMBER', 'EXPIRES'], ...issuing]));
  if (renewed.length > 0) await context.print(`\nissued anew: ${renewed.join(', ')}\n`);
  if (kubeconfigs.length > 0) await context.print(`\ntrust changed: ${kubeconfigs.join(', ')}\n`);
  for (const { file, reason } of left) await context.note(`${file}: left unchanged: ${reason}`);
}
