import { type CheckedEntry, checkFolder, type FolderReport } from '../../../kubernetes/index.ts';
import { integerValue } from '../../arguments.ts';
import { defineCommand, EXIT, JSON_OPTION } from '../../command.ts';
import { type Context, printable } from '../../context.ts';
import { columns, DIR_OPTION, folderOf, shortTime } from './settings.ts';

export const pkiCheck = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: DIR_OPTION,
    within: { value: 'DAYS', help: 'also exit with code 1 if a certificate expires within this many days' },
    json: JSON_OPTION,
  },
  notes: [
    'Checks each certificate against its CA and for its purposes, its key, its names and the modes of key files; and of each kubeconfig also the CA and the server. Exit code 1 if anything is wrong.',
  ],
  async run(values, _operands, context) {
    const within = values.within === undefined ? undefined : integerValue(values.within, 'within', 0, 365_000);
    const report = await checkFolder(folderOf(context, values.dir), { time: context.now() });
    const soon = report.entries.filter(({ daysLeft }) => within !== undefined && (daysLeft ?? within) < within);
    const ok = report.ok && soon.length === 0;
    if (values.json) {
      const { time, entries } = report;
      await context.printJson({ ok, time, soon: soon.map(({ name }) => name), entries });
    } else {
      await print(context, report);
      for (const { place, daysLeft } of soon) {
        await context.print(`${context.paint('yellow', 'soon')}  ${place}: ${daysLeft} days left\n`);
      }
    }
    return ok ? EXIT.ok : EXIT.no;
  },
});

/** Prints the table of `kubeadm certs check-expiration`, with the faults below. */
async function print(context: Context, { entries }: FolderReport): Promise<void> {
  const certificates = entries.filter(({ name }) => name !== 'sa');
  const [authorities, leaves] = [true, false].map((isCA) =>
    certificates.filter(({ authority }) => (authority === undefined) === isCA),
  );
  const managed = ({ externallyManaged }: CheckedEntry): string => (externallyManaged ? 'yes' : 'no');
  const leafRows = leaves.map((entry) => [...expiry(entry), entry.authority ?? '', managed(entry), entry.managedBy]);
  const leafHeading = [
    'CERTIFICATE',
    'EXPIRES',
    'RESIDUAL TIME',
    'CERTIFICATE AUTHORITY',
    'EXTERNALLY MANAGED',
    'RENEWED BY',
  ];
  await context.print(`${columns(context, [leafHeading, ...leafRows])}\n`);
  const authorityRows = authorities.map((entry) => [...expiry(entry), managed(entry), entry.managedBy]);
  const authorityHeading = ['CERTIFICATE AUTHORITY', 'EXPIRES', 'RESIDUAL TIME', 'EXTERNALLY MANAGED', 'RENEWED BY'];
  await context.print(`${columns(context, [authorityHeading, ...authorityRows])}\n`);
  const faults = entries.flatMap((entry) => entry.faults);
  for (const { place, message, code, rule } of faults) {
    await context.print(`${context.paint('red', 'fail')}  ${printable(`${place}: ${message} (${code}; ${rule})`)}\n`);
  }
  for (const { place, remark } of entries) {
    if (remark !== undefined)
      await context.print(`${context.paint('yellow', 'note')}  ${printable(`${place}: ${remark}`)}\n`);
  }
  for (const [keeper, text] of Object.entries(TAKEN_FOR)) {
    if (entries.some(({ managedBy }) => managedBy === keeper)) {
      await context.print(`${context.paint('yellow', 'note')}  ${text}\n`);
    }
  }
  if (faults.length === 0) await context.print(`${context.paint('green', 'pass')}  nothing is wrong\n`);
}

/** What a folder without some of the plan's files is taken for, by who keeps them. */
const TAKEN_FOR = {
  'external etcd':
    'etcd’s certificates are not here, so this is taken for a control plane whose etcd is external; where etcd runs on this node, pki/etcd is lost',
  'control plane':
    'only the CA’s certificate and kubelet.conf are here, so this is taken for a worker; on a control plane all the rest is lost',
} as const;

function expiry({ name, place, notAfter, daysLeft, remark, faults }: CheckedEntry): string[] {
  if (notAfter !== undefined && daysLeft !== undefined) return [name, shortTime(notAfter), residual(daysLeft)];
  return [name, remark === undefined ? stateOf(place, faults) : 'NO CERTIFICATE', ''];
}

/** The codes of faults that leave a certificate readable. */
const OF_WHAT_IS_READ = ['key-mode', 'server-url', 'skips-verification', 'wrong-authority'];

/** What stands in place of an expiry. */
function stateOf(place: string, faults: CheckedEntry['faults']): string {
  const ofReading = faults.filter(({ code }) => !OF_WHAT_IS_READ.includes(code));
  // That a kubeconfig names no CA leaves its certificate readable; that another field is missing stands alone.
  const first = ofReading.filter(({ code }) => code !== 'missing-field');
  const relevant = first.length > 0 ? first : ofReading;
  const fault = relevant.find((one) => one.place === place) ?? relevant[0];
  if (fault?.code === 'no-credential') return 'NO CERTIFICATE';
  // A missing optional file is not a fault.
  if (fault === undefined) return 'MISSING';
  if (fault.code !== 'missing-file') return 'UNREADABLE';
  // A kubeconfig that is there may name a file that is not.
  return fault.place === place ? 'MISSING' : 'FILE MISSING';
}

/** kubeadm's short form: `364d`, `9y`, `<invalid>` after the expiry. */
function residual(days: number): string {
  if (days < 0) return '<invalid>';
  return days < 365 ? `${days}d` : `${Math.floor(days / 365)}y`;
}
