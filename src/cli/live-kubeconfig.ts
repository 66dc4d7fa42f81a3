/** Files of a cluster's folder that are read again when they are replaced: `pki renew` and `pki rotate` do that while programs run. */
import { watchFile } from '../kubernetes/index.ts';
import { type ApiConnection, kubeconfigConnection } from '../kubernetes/internal.ts';
import type { Context } from './context.ts';

/** The connection of a kubeconfig, whose certificate and trusted CAs are those that it has when a connection is opened.
 * @param path - absolute. @returns also a function that stops it. @throws as `kubeconfigConnection`. */
export async function liveKubeconfig(
  context: Context,
  path: string,
): Promise<{ readonly connection: ApiConnection; readonly stop: () => void }> {
  let current = await kubeconfigConnection(path);
  const stop = whenReplaced(context, path, async () => void (current = await kubeconfigConnection(path)));
  const connection = { ...current, roots: () => current.roots, credentials: () => current.credentials?.() };
  return { connection, stop };
}

/** Reloads a file when it changes. If it cannot be read, or does not match yet, the old content stays in use. @returns a function
 * that stops it. */
export const whenReplaced = (context: Context, path: string, take: () => Promise<void>): (() => void) =>
  watchFile(context.path(path), () =>
    take().catch(async (error: unknown) => {
      if (!(error instanceof Error)) throw error;
      await context.note(`${path}: ${error.message}; what was read before stays`);
    }),
  );
