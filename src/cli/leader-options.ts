/** `-leader-elect-…`: which of several controller managers, or schedulers, works (kube-controller-manager's options of the same names). */
import { hostname } from 'node:os';
import { type ApiClient, leaderIdentity, runAsLeader } from '../kubernetes/internal.ts';
import { integerValue } from './arguments.ts';
import { CliError, EXIT, usageError, type Values } from './command.ts';
import type { Context } from './context.ts';

export const LEADER_OPTIONS = {
  'leader-elect-lease-duration': {
    value: 'SECONDS',
    help: 'how long the others wait for one that does not renew its lease; default: 15',
  },
  'leader-elect-renew-deadline': { value: 'SECONDS', help: 'without a renewal for so long it ends; default: 10' },
  'leader-elect-retry-period': { value: 'SECONDS', help: 'between two attempts; default: 2' },
} as const;

export interface LeaderSettings {
  readonly leaseSeconds: number;
  readonly renewSeconds: number;
  readonly retrySeconds: number;
}

const MAX_SECONDS = 86_400;

/** @throws CliError `usage` unless duration > deadline > period. */
export function leaderSettings(values: Values<typeof LEADER_OPTIONS>): LeaderSettings {
  const read = (option: keyof typeof LEADER_OPTIONS, normal: number): number =>
    integerValue(values[option] ?? `${normal}`, option, 1, MAX_SECONDS);
  const leaseSeconds = read('leader-elect-lease-duration', 15);
  const renewSeconds = read('leader-elect-renew-deadline', 10);
  const retrySeconds = read('leader-elect-retry-period', 2);
  if (leaseSeconds <= renewSeconds || renewSeconds <= retrySeconds) {
    throw usageError(
      '-leader-elect-lease-duration > -leader-elect-renew-deadline > -leader-elect-retry-period must hold',
    );
  }
  return { leaseSeconds, renewSeconds, retrySeconds };
}

/** Runs `work` while this process holds the lease, until Ctrl-C.
 * @throws CliError `lease-lost`; whatever `work` throws. */
export async function leading(
  context: Context,
  options: LeaderSettings & { readonly client: ApiClient; readonly name: string },
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const identity = leaderIdentity(hostname(), context.random);
  const told = { onNews: (text: string) => void context.note(text), now: () => context.now(), signal: context.signal };
  if (await runAsLeader({ ...options, ...told, identity }, work)) return;
  throw new CliError('lease-lost', `the lease ${options.name} could not be renewed in time`, EXIT.network);
}
