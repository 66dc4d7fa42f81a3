import { type Renewal, renewCertificates } from '../../../kubernetes/index.ts';
import { CLUSTER_PLAN } from '../../../kubernetes/pki/index.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { clusterSettings, KNOWN_CLUSTER_OPTIONS, knownFacts } from './cluster-options.ts';
import {
  certificateJson,
  columns,
  DAYS_OPTION,
  DIR_OPTION,
  folderOf,
  furtherKeys,
  keyTypeOption,
  leafSettings,
  QUIET_OPTION,
  shortTime,
} from './settings.ts';

const LEAVES = CLUSTER_PLAN.flatMap(({ name, parent }) => (parent === undefined ? [] : [name]));

export const pkiRenew = defineCommand({
  operands: '[all | NAME…]',
  maxOperands: LEAVES.length,
  options: {
    dir: DIR_OPTION,
    ...KNOWN_CLUSTER_OPTIONS,
    days: DAYS_OPTION,
    'key-type': keyTypeOption('that of the key that is replaced'),
    quiet: QUIET_OPTION,
    json: JSON_OPTION,
  },
  notes: [
    `NAME is one of ${LEAVES.join(', ')}; default: all.`,
    'The contents of each certificate are kept, and what is behind it in its file; its key is replaced, and CAs are not renewed (pki rotate does that). A certificate or kubeconfig that is lost is made anew. A kubeconfig that does not trust the folder’s CA is corrected: the CA is put into it, also in place of the name of another file, which stays as it is. One with insecure-skip-tls-verify keeps that, and is named. One that refers to files instead of containing a certificate, such as kubeadm’s kubelet.conf, is left unchanged; so is a file that cannot be read, such as a named pipe, and then the exit code is 3. Servers and controllers of vitrine read it again by themselves; restart other programs that use it.',
  ],
  async run(values, operands, context) {
    const folder = folderOf(context, values.dir);
    if (operands.includes('all') && operands.length > 1)
      throw usageError('give either names of certificates or all, not both');
    const all = operands.length === 0 || operands[0] === 'all';
    const names = all ? 'all' : operands;
    const count = all ? LEAVES.length : new Set(operands).size;
    const { input, days } = await clusterSettings(context, values);
    const facts = knownFacts(input);
    const settings = leafSettings(context, values, count, (options) => furtherKeys(values, options));
    const { renewed, left } = await tellingLeftovers(context, (onLeftover) =>
      renewCertificates(folder, {
        ...{ ...settings, ...(values.days === undefined && days !== undefined && { days }) },
        ...{ names, facts, signal: context.signal, onLeftover },
      }),
    );
    await report(context, folder, { renewed, left }, values.json);
    return left.some(({ code }) => code !== undefined) ? EXIT.input : EXIT.ok;
  },
});

const FOREIGN =
  'the certificates behind the leaf are kept, but are not its chain: the CA of this folder issued it; remove them, or put its chain there';

async function report(context: Context, folder: string, { renewed, left }: Renewal, json: boolean): Promise<void> {
  if (json) {
    const certificates = renewed.map(({ name, place, after, trustsAnew, distrust }) => ({
      ...{ name, file: place, trustsAnew, ...(distrust !== undefined && { distrust }) },
      ...certificateJson(after),
    }));
    await context.printJson({ folder, certificates, left: left.map(({ place, ...one }) => ({ ...one, file: place })) });
    return;
  }
  const rows = renewed.map(({ place, before, after }) => [
    place,
    before === undefined ? 'was lost' : shortTime(before.notAfter),
    shortTime(after.notAfter),
  ]);
  await context.print(columns(context, [['FILE', 'WOULD HAVE EXPIRED', 'EXPIRES'], ...rows]));
  for (const { place, trustsAnew, distrust, chain } of renewed) {
    if (!chain.isComplete) await context.note(`${place}: ${FOREIGN}`);
    if (trustsAnew) await context.note(`${place}: did not trust the CA of this folder; corrected`);
    if (distrust !== undefined) await context.note(`${place}: ${distrust}`);
  }
  for (const { place, reason } of left) await context.note(`${place}: left unchanged: ${reason}`);
}
