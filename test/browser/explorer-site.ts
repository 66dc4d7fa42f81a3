/** The explorer's folder, built and served as `vitrine explore` serves it, for tests that walk through its rooms. */
import { buildSite } from '../../scripts/explorer/build.ts';
import { type RunningSite, type Site, serveSite } from '../../src/cli/explore/site-server.ts';

const TYPES: Readonly<Record<string, string>> = {
  ...{ html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' },
};

export interface ServedExplorer extends RunningSite {
  /** The files by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The address of a fragment, or of a file. */
  address(fragment?: string): string;
}

/** Builds the folder, and serves it from below the root, as on a host of many sites. */
export async function serveExplorer(): Promise<ServedExplorer> {
  const files = await buildSite();
  const site: Site = new Map(
    [...files].map(([name, bytes]) => {
      const type = `${TYPES[name.split('.').at(-1)!] ?? 'text/plain'}; charset=utf-8`;
      return [`/sub/folder/${name === 'index.html' ? '' : name}`, { bytes, type }];
    }),
  );
  const server = await serveSite(site, 0);
  const url = `${server.url}sub/folder/`;
  return { ...server, url, files, address: (fragment = '') => `${url}${fragment}`, close: () => server.close() };
}
