/** Which kubeconfig a command uses. */
import { join } from 'node:path';
import type { Context } from './context.ts';

/** The option, else KUBECONFIG, else `~/.kube/config`, as in kubectl. If KUBECONFIG lists several files, only the first is used. */
export function kubeconfigPath(context: Context, given: string | undefined): string {
  if (given !== undefined) return context.path(given);
  const [first] = (context.pathVariable('KUBECONFIG') ?? '').split(':').filter(Boolean);
  return context.path(first ?? join(context.pathVariable('HOME') ?? '', '.kube/config'));
}
