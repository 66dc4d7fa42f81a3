/** Runs an attack to its end. */
import { assertFunction, assertMethods, UsageError } from '../bytes/index.ts';
import { type Attack, type AttackInput, type AttackOutcome, type AttackProgress, assertAttackInput } from './attack.ts';

export interface WatchAttack {
  /** Called where the attack tells where it stands. Default: none. */
  readonly onProgress?: ((progress: AttackProgress) => void) | undefined;
  /** Its `reason` is thrown at the next report once it is aborted. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs an attack against the broken variant or the engine. It gives way to the event loop at each report.
 * @throws UsageError for an attack or input that is none, or a size that the attack has not; `signal.reason`.
 * Timing: an attack is no operation on a secret of the caller's. */
export async function runAttack(attack: Attack, input: AttackInput, watch: WatchAttack = {}): Promise<AttackOutcome> {
  if (typeof attack !== 'object' || typeof attack?.run !== 'function')
    throw new UsageError('wrong-type', 'attack', 'must be an Attack, as ATTACKS load them');
  assertAttackInput(input);
  const { onProgress, signal } = watch;
  if (onProgress !== undefined) assertFunction(onProgress, 'watch.onProgress');
  if (signal !== undefined) assertMethods(signal, 'watch.signal', 'an AbortSignal', 'throwIfAborted');
  const run = attack.run(input);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
    onProgress?.(value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
}
