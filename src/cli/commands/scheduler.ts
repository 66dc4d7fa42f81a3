import { join } from 'node:path';
import { ApiClient, runScheduler } from '../../kubernetes/internal.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { kubeconfigPath } from '../kubeconfig-path.ts';
import { LEADER_OPTIONS, leaderSettings, leading } from '../leader-options.ts';
import { liveKubeconfig } from '../live-kubeconfig.ts';
import { SUPERVISED_OPTIONS, Supervision } from '../supervised.ts';

export const scheduler = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: { value: 'DIR', help: 'the cluster’s folder, whose scheduler.conf says where the API server is' },
    kubeconfig: { value: 'FILE', help: 'in the place of -dir' },
    ...LEADER_OPTIONS,
    ...SUPERVISED_OPTIONS,
  },
  notes: [
    'Runs until Ctrl-C, as a client of the API server: binds each pod without a node to one that is ready, that its nodeSelector and tolerations admit, and that has the fewest pods. Resources are not counted.',
    'Of several only the one that has the lease kube-system/kube-scheduler works.',
  ],
  async run(values, _operands, asked) {
    const supervision = Supervision.of(asked, values.supervised);
    const { context, onHandshake } = supervision;
    if ((values.dir === undefined) === (values.kubeconfig === undefined)) throw usageError('give -dir or -kubeconfig');
    const path =
      values.dir === undefined
        ? kubeconfigPath(context, values.kubeconfig)
        : join(context.path(values.dir), 'scheduler.conf');
    const { connection, stop } = await liveKubeconfig(context, path);
    const now = (): Date => context.now();
    const client = new ApiClient({ ...connection, random: context.random, time: now, onHandshake });
    const onNews = (text: string): void => void context.note(text);
    const settings = { client, name: 'kube-scheduler', ...leaderSettings(values) };
    await context.note(`calling ${client.server} until Ctrl-C`);
    supervision.ready();
    await leading(context, settings, (signal) => runScheduler({ client, signal, now, onNews })).finally(stop);
    return EXIT.ok;
  },
});
