/** `-client-crl`: the revoked clients of the API server and the kubelet. */
import { join } from 'node:path';
import { VitrineError } from '../bytes/index.ts';
import { ClientRevocation, followClientCrl } from '../kubernetes/index.ts';
import { readCertificateFiles } from './certificate-files.ts';
import { usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';

export const CLIENT_CRL_OPTIONS = {
  'client-crl': {
    value: 'FILE',
    help: 'refuse the clients on this list of the cluster’s CA (pki revoke writes it); read again when it changes',
  },
  'client-crl-strict': { help: 'with -client-crl: refuse every client once the list is overdue' },
} as const;

export interface ClientCrl {
  readonly clientRevocation: ClientRevocation | undefined;
  /** Stops watching the file. */
  stop(): void;
}

/** Reads the list of `-client-crl`, and reads it again when the file changes.
 * @throws CliError `usage`; ClientCrlError; the system's error about the file. */
export async function clientCrl(
  context: Context,
  values: Values<typeof CLIENT_CRL_OPTIONS>,
  folder: string,
): Promise<ClientCrl> {
  const { 'client-crl': given, 'client-crl-strict': strict } = values;
  if (given === undefined) {
    if (strict) throw usageError('-client-crl-strict needs -client-crl');
    return { clientRevocation: undefined, stop: () => {} };
  }
  const say = (message: string): void => void context.note(message);
  const path = join(folder, 'pki/ca.crt');
  const authorities = await readCertificateFiles(context, path);
  const now = (): Date => context.now();
  const clientRevocation = new ClientRevocation({ authorities, strict, now, onWarning: say });
  // The CAs are read again too: during a rotation a list is by the new CA, or by both.
  const stop = await followClientCrl(clientRevocation, context.path(given), say, context.path(path)).catch(
    (error: unknown) => {
      throw error instanceof VitrineError ? error : about(given, error);
    },
  );
  return { clientRevocation, stop };
}
