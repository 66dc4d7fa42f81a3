import { join } from 'node:path';
import { readAuthority } from '../../kubernetes/index.ts';
import {
  ApiClient,
  kubeconfigConnection,
  runApprover,
  runBootstrapSigner,
  runCleaner,
  runSigner,
  runTokenCleaner,
} from '../../kubernetes/internal.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT } from '../command.ts';
import { required } from '../files.ts';
import { kubeconfigPath } from '../kubeconfig-path.ts';

export const controllerManager = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: { value: 'DIR', help: 'the cluster’s folder, whose CA signs; needed' },
    kubeconfig: { value: 'FILE', help: 'default: controller-manager.conf of that folder' },
    'cluster-signing-duration': { value: 'SECONDS', help: 'the longest life of a certificate; default: 31536000' },
  },
  notes: [
    'Runs until Ctrl-C, as a client of the API server: signs approved certificate requests, approves those of kubelets, deletes those that have served their time; signs cluster-info with the bootstrap tokens, and deletes tokens that have expired.',
  ],
  async run(values, _operands, context) {
    const folder = context.path(required(values.dir, 'dir', 'the cluster’s folder'));
    const path =
      values.kubeconfig === undefined
        ? join(folder, 'controller-manager.conf')
        : kubeconfigPath(context, values.kubeconfig);
    const connection = await kubeconfigConnection(path);
    await readAuthority(folder, 'pki/ca'); // Said now where it cannot be read.
    const client = new ApiClient({ ...connection, random: context.random, time: () => context.now() });
    const { signal, random } = context;
    const options = { client, signal, now: () => context.now(), onNews: (text: string) => void context.note(text) };
    const duration = values['cluster-signing-duration'];
    const durationSeconds =
      duration === undefined ? undefined : integerValue(duration, 'cluster-signing-duration', 600, 2 ** 31 - 1);
    await context.note(`calling ${client.server} until Ctrl-C`);
    await Promise.all([
      runSigner({ ...options, random, durationSeconds, authority: () => readAuthority(folder, 'pki/ca') }),
      ...[runApprover, runCleaner, runBootstrapSigner, runTokenCleaner].map((run) => run(options)),
    ]);
    return EXIT.ok;
  },
});
