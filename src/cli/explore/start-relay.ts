/** The relay of `vitrine explore -relay`. */
import { createRelay, type Relay } from '../../node/index.ts';
import type { Context } from '../context.ts';
import { rootsOf } from '../observed-session.ts';
import { relayLine } from '../relay-events.ts';
import type { RelayInPage } from './relay-in-page.ts';

/** Starts a relay for the pages of these origins. */
export async function startRelay(
  allowed: readonly string[],
  CAfile: string | undefined,
  origins: readonly string[],
  context: Context,
): Promise<{ readonly running: Relay; readonly told: RelayInPage }> {
  const destinations = allowed.map((one) => one.toLowerCase());
  const roots = await rootsOf({ CAfile, servername: undefined }, context);
  const running = createRelay({
    ...{ destinations, origins, random: context.world.random },
    observe: (event) => void context.note(relayLine(event)).catch(() => undefined),
  });
  return { running, told: { address: await running.listen(), destinations, roots } };
}
