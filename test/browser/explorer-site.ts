/** The explorer's folder, served as `vitrine explore` serves it, for tests that walk through its rooms. */
import { withRelay } from '../../src/cli/explore/relay-in-page.ts';
import { type RunningSite, type Site, type SiteFile, serveSite } from '../../src/cli/explore/site-server.ts';
import { createRelay } from '../../src/node/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { builtSite } from '../built-explorer.ts';

const TYPES: Readonly<Record<string, string>> = {
  ...{ html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' },
};

export interface ServedExplorer extends RunningSite {
  /** The files by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The address of a fragment, or of a file. */
  address(fragment?: string): string;
}

/** Serves the folder from below the root, as on a host of many sites. */
export async function serveExplorer(): Promise<ServedExplorer> {
  const { files } = await builtSite();
  const site: Site = new Map(
    [...files, ['', files.get('index.html')!] as const].map(([name, bytes]) => [
      `/sub/folder/${name}`,
      fileOf(name === '' ? 'index.html' : name, bytes),
    ]),
  );
  const server = await serveSite(site, 0);
  const url = `${server.url}sub/folder/`;
  return { ...server, url, files, address: (fragment = '') => `${url}${fragment}`, close: () => server.close() };
}

const fileOf = (name: string, bytes: Uint8Array): SiteFile => ({
  bytes,
  type: `${TYPES[name.split('.').at(-1)!] ?? 'text/plain'}; charset=utf-8`,
});

/** The explorer as `vitrine explore -relay DESTINATION -CAfile FILE` serves it. @param roots - the file's text. */
export async function serveWithRelay(destination: string, roots: string): Promise<RunningSite> {
  const files = new Map([...(await builtSite()).files].map(([name, bytes]) => [`/${name}`, fileOf(name, bytes)]));
  files.set('/', files.get('/index.html')!);
  let relay: ReturnType<typeof createRelay> | undefined;
  const server = await serveSite(async (origins) => {
    relay = createRelay({ destinations: [destination], origins });
    const address = await relay.listen();
    return withRelay(files, { address, destinations: [destination], roots: readCertificatesPem(roots) });
  }, 0);
  return { url: server.url, close: async () => void (await Promise.all([server.close(), relay?.close()])) };
}
