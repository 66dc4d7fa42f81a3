/** Parts of the page that could not be loaded: the page says so once for all of them, and tries them again when asked. */
import { signal } from '@preact/signals';
import { isNotLoaded } from '../../errors.ts';

/** What each missing part does to be tried again. */
export const missing = signal<readonly (() => void)[]>([]);

/** Tells that a part is missing. */
export function missed(again: () => void): void {
  missing.value = [...missing.peek(), again];
}

let times = 0;

export function tryAgain(): void {
  // What `import()` asks for from now on: the build puts it behind each address, since Firefox asks only once for one.
  Object.assign(globalThis, { again: `#${++times}` });
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
