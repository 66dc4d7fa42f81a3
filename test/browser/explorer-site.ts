/** The explorer's folder, served as `vitrine explore` serves it, for tests that walk through its rooms. */
import { buildSite } from '../../scripts/explorer/build.ts';
import { type RunningSite, serveSite } from '../../src/cli/explore/site-server.ts';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** Builds the folder, and serves it from the root. */
export async function serveExplorer(): Promise<RunningSite> {
  const files = await buildSite();
  const site = [...files].map(([name, bytes]) => {
    const type = `${TYPES[name.split('.').at(-1)!] ?? 'text/plain'}; charset=utf-8`;
    return [name === 'index.html' ? '/' : `/${name}`, { bytes, type }] as const;
  });
  return serveSite(new Map(site), 0);
}
