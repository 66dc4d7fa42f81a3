/** Parts of the page that could not be loaded: the page says so once for all of them, and tries them again when asked. */
import { signal } from '@preact/signals';
import { isNotLoaded } from '../../errors.ts';

/** What each missing part does to be tried again. */
export const missing = signal<readonly (() => void)[]>([]);

/** Tells that a part is missing. */
export function missed(again: () => void): void {
  missing.value = [...missing.peek(), again];
}

export function tryAgain(): void {
  const all = missing.peek();
  missing.value = [];
  for (const again of all) again();
}

/** Loads a part; one that is missing comes when it could be loaded after all.
 * @throws what its code throws when it first runs. */
export async function part<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (!isNotLoaded(error)) throw error;
      await new Promise<void>(missed);
    }
  }
}
