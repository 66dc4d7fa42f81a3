import { join } from 'node:path';
import { readAuthority, readFolderFile } from '../../kubernetes/index.ts';
import {
  ApiClient,
  runApprover,
  runBootstrapSigner,
  runCleaner,
  runRootCaPublisher,
  runServiceAccounts,
  runSigner,
  runTokenCleaner,
} from '../../kubernetes/internal.ts';
import { PkiError } from '../../kubernetes/pki/index.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT } from '../command.ts';
import { required } from '../files.ts';
import { kubeconfigPath } from '../kubeconfig-path.ts';
import { LEADER_OPTIONS, leaderSettings, leading } from '../leader-options.ts';
import { liveKubeconfig } from '../live-kubeconfig.ts';
import { SUPERVISED_OPTIONS, Supervision } from '../supervised.ts';

export const controllerManager = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: { value: 'DIR', help: 'the cluster’s folder, whose CA signs; needed' },
    kubeconfig: { value: 'FILE', help: 'default: controller-manager.conf of that folder' },
    'cluster-signing-duration': { value: 'SECONDS', help: 'the longest life of a certificate; default: 31536000' },
    ...LEADER_OPTIONS,
    ...SUPERVISED_OPTIONS,
  },
  notes: [
    'Runs until Ctrl-C, as a client of the API server: signs approved certificate requests, approves those of kubelets, deletes those that have served their time; signs cluster-info with the bootstrap tokens, and deletes tokens that have expired.',
  ],
  async run(values, _operands, asked) {
    const supervision = Supervision.of(asked, values.supervised);
    const { context, onHandshake } = supervision;
    const folder = context.path(required(values.dir, 'dir', 'the cluster’s folder'));
    const path =
      values.kubeconfig === undefined
        ? join(folder, 'controller-manager.conf')
        : kubeconfigPath(context, values.kubeconfig);
    const { connection, stop } = await liveKubeconfig(context, path);
    const isSigning = await hasAuthority(folder);
    if (!isSigning) await context.note('pki/ca.key is kept elsewhere: certificate requests are not signed here');
    const time = (): Date => context.now();
    const client = new ApiClient({ ...connection, random: context.random, time, onHandshake });
    const onNews = (text: string): void => void context.note(text);
    const random = context.random;
    const duration = values['cluster-signing-duration'];
    const durationSeconds =
      duration === undefined ? undefined : integerValue(duration, 'cluster-signing-duration', 600, 2 ** 31 - 1);
    await context.note(`calling ${client.server} until Ctrl-C`);
    supervision.ready();
    await leading(context, { client, name: 'kube-controller-manager', ...leaderSettings(values) }, (signal) => {
      const options = { client, signal, now: time, onNews };
      return Promise.all([
        isSigning &&
          runSigner({ ...options, random, durationSeconds, authority: () => readAuthority(folder, 'pki/ca') }),
        runRootCaPublisher({ ...options, roots: () => readFolderFile(folder, 'pki/ca.crt') }),
        ...[runApprover, runCleaner, runBootstrapSigner, runTokenCleaner, runServiceAccounts].map((run) =>
          run(options),
        ),
      ]);
    }).finally(stop);
    return EXIT.ok;
  },
});

/** Whether the cluster's CA can sign: with an external CA (kubeadm) its key is not in the folder. @throws PkiError if it cannot be read. */
const hasAuthority = (folder: string): Promise<boolean> =>
  readAuthority(folder, 'pki/ca').then(
    () => true,
    (error: unknown) => {
      if (error instanceof PkiError && error.code === 'missing-file' && error.place === 'pki/ca.key') return false;
      throw error;
    },
  );
