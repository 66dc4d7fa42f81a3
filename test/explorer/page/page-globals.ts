/** What the state of the page asks of a browser. Files of tests share modules, so they share this too. */
import { vi } from 'vitest';

/** The listeners to changes of the address. */
export const heard: (() => void)[] = [];
export const location = { hash: '', href: 'http://page.test/' };

/** Stubs them; each file that imports the state calls it before that. */
export function stubPage(): void {
  vi.stubGlobal('location', location);
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => heard.push(listener));
  vi.stubGlobal('history', {
    replaceState: (_: null, __: string, address: string) => {
      location.hash = address;
    },
  });
}
