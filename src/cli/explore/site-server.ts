/** Serves the explorer's files to this machine. All files are read before it listens, and only these are ever sent. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { answerHalfClosed, createHttpServer, faultOfRequest, HttpPool, targetOf } from '../../node/internal.ts';
import { CliError } from '../command.ts';

/** The files of a site by their paths, where `/` is the page. */
export type Site = ReadonlyMap<string, SiteFile>;
export interface SiteFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** What the file may connect to, as a source of the policy's connect-src. Default: nothing. */
  readonly connects?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};
/** Maximum bytes of a site; a larger folder is not the site. */
const MOST_BYTES = 2 ** 24;

/** Reads a site from its folder. Files of other types are ignored.
 * @throws CliError `site-missing` for a folder without the page; `site-too-large`. */
export function readSite(folder: string): Site {
  const files = new Map<string, SiteFile>();
  let left = MOST_BYTES;
  for (const name of namesIn(folder)) {
    const type = TYPES[extname(name)];
    const path = join(folder, name);
    if (type === undefined || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const bytes = readFileSync(path);
    left -= bytes.length;
    if (left < 0) throw new CliError('site-too-large', `${folder} has more than ${MOST_BYTES / 2 ** 20} MiB`);
    const address = `/${name.split(sep).join('/')}`;
    files.set(address, { bytes, type });
    // A folder's page is at the folder too.
    if (address.endsWith('/index.html')) files.set(address.slice(0, -'index.html'.length), { bytes, type });
  }
  if (!files.has('/index.html')) {
    throw new CliError('site-missing', `${folder} has no index.html; npm run explore:site makes the explorer's`);
  }
  return files;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Content Security Policy, level 3: the page runs its own files, and loads, sends and embeds nothing else. */
const policy = (connects = "'none'"): string =>
  [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "worker-src 'self' blob:", "img-src 'self'"],
    ...[`connect-src ${connects}`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; ');

const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // After the site is rebuilt, the next load must show it.
  'cache-control': 'no-cache',
};

/** Maximum concurrent connections: room for a thousand clients at once. */
const MOST_CONNECTIONS = 1024;
/** Milliseconds for a whole request. */
const PATIENCE = 10_000;
const LOOPBACK = '127.0.0.1';

export interface RunningSite {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a site on the loopback address, until `close`.
 * @param site - a function is called with the site's origins, once the port is known; until then no file is there.
 * @param port - 0: any free one. @throws the system's error, and what the function throws. */
export async function serveSite(
  site: Site | ((origins: readonly string[]) => Promise<Site>),
  port: number,
): Promise<RunningSite> {
  let files: Site = typeof site === 'function' ? new Map() : site;
  const server = createHttpServer(
    { maxHeaderSize: 8192, requestTimeout: PATIENCE, headersTimeout: 5000 },
    (request, response) => answer(files, request, response),
  );
  answerHalfClosed(server);
  new HttpPool(server, MOST_CONNECTIONS);
  server.keepAliveTimeout = 2000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  if (typeof site === 'function') {
    try {
      files = await site([LOOPBACK, 'localhost'].map((host) => new URL(`http://${host}:${portOf(server)}`).origin));
    } catch (error) {
      await closed(server);
      throw error;
    }
  }
  return { url: `http://${LOOPBACK}:${portOf(server)}/`, close: () => closed(server) };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const NOTHING: SiteFile = { bytes: new Uint8Array(), type: 'text/plain; charset=utf-8' };

function answer(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const { status, file } = answerTo(site, request);
  const { bytes, type, connects } = file ?? NOTHING;
  const head = { ...HEADERS, 'content-security-policy': policy(connects) };
  const more = status === 405 ? { allow: 'GET, HEAD' } : {};
  const ends = status === 200 ? {} : { connection: 'close' };
  response.writeHead(status, { ...head, ...more, ...ends, 'content-type': type, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The names by which this machine reaches the server. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d*)?$/i;

function answerTo(site: Site, request: IncomingMessage): { status: number; file?: SiteFile } {
  const fault = faultOfRequest(request);
  if (fault !== undefined) return { status: fault.status };
  const { target, authority = request.headers.host ?? '' } = targetOf(request.url ?? '/');
  // Not in any standard: requests under another host name that resolves to this address (DNS rebinding) are refused.
  if (!OWN_HOST.test(authority)) return { status: 421 };
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
  const file = site.get(target.split('?', 1)[0]);
  return file === undefined ? { status: 404 } : { status: 200, file };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
