/** Key agreement as an observer sees it. */
import type { Bytes } from '../../bytes/index.ts';
import type { Observe } from '../events.ts';
import type { Ephemeral, GroupName } from './groups.ts';

/** Computes a shared secret, and reports it with what it was computed of. Without an observer nothing is copied.
 * @param agree - calls `KeyShare.agree` or `Group.answer`. */
export function agreeObserved<T extends { readonly shared: Bytes }>(
  observe: Observe | undefined,
  group: GroupName,
  agree: (watch?: (ephemeral: Ephemeral) => void) => T,
): T {
  let ephemeral: Ephemeral | undefined;
  const made = agree(
    observe &&
      ((seen) => {
        ephemeral = seen;
      }),
  );
  observe?.({ kind: 'shared-secret', group, sharedSecret: made.shared.slice(), ...(ephemeral && { ephemeral }) });
  return made;
}
