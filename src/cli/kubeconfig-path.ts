/** Which kubeconfig a command uses. */
import { join } from 'node:path';
import type { Context } from './context.ts';

/** The option, else KUBECONFIG, else `~/.kube/config`, as kubectl has it; of several files in KUBECONFIG the first. */
export function kubeconfigPath(context: Context, given: string | undefined): string {
  const { KUBECONFIG = '', HOME = '' } = context.world.env;
  const [first = ''] = KUBECONFIG.split(':').filter(Boolean);
  return context.path(given ?? (first || join(HOME, '.kube/config')));
}
