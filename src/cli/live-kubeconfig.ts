/** A kubeconfig that is read again when it or a file that it names is replaced: `pki renew`, `pki rotate` and kubelets do that while programs
 * run. */
import { type ApiConnection, kubeconfigConnection } from '../kubernetes/internal.ts';
import type { Context } from './context.ts';
import { whenReplaced } from './followed-files.ts';

export interface LiveKubeconfig {
  readonly path: string;
  /** Its certificate and trusted CAs are those that the file has when a connection is opened; the token, at each request. The server and
   * the user that it acts as are those of the start. */
  readonly connection: ApiConnection & { readonly roots: () => string };
  /** Calls back with the trusted CAs, PEM, when they have changed. */
  onRoots(take: (roots: string) => void): void;
  stop(): void;
}

/** @param path - absolute. @throws as `kubeconfigConnection`. */
export async function liveKubeconfig(context: Context, path: string): Promise<LiveKubeconfig> {
  let current = await kubeconfigConnection(path);
  const listeners: ((roots: string) => void)[] = [];
  const stop = whenReplaced(context, path, [path, ...current.files], async () => {
    const fresh = await kubeconfigConnection(path);
    if (fresh.roots !== current.roots) for (const take of listeners) take(fresh.roots);
    current = fresh;
  });
  const connection = {
    ...current,
    roots: () => current.roots,
    credentials: () => current.credentials?.(),
    token: () => current.token,
  };
  return { path, connection, onRoots: (take) => void listeners.push(take), stop };
}
