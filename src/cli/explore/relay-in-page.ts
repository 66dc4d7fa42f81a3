/** The explorer with a relay: the page is told its address, and its worker alone may connect to it. */
import { bytesToBase64, concat, utf8ToBytes } from '../../bytes/index.ts';
import type { Certificate } from '../../x509/index.ts';
import type { Site, SiteFile } from './site-server.ts';

/** What the page is told. */
export interface RelayInPage {
  /** As the relay printed it, with its token. */
  readonly address: string;
  /** `HOST:PORT` of each server that the relay reaches. */
  readonly destinations: readonly string[];
  /** What the servers' certificates are judged by. */
  readonly roots: readonly Certificate[];
}

/** The worker of the page. A worker has the policy of its own response: so neither the page itself can connect to anything, nor the worker
 * that runs a function of the reader's own, which is made in the page and has its policy. The script names the relay: without that line the
 * worker connects to nothing, on whatever host. */
const WORKER = '/worker.js';
const HEAD = '<meta charset="utf-8">\n';

/** The site with the relay: its page has an element that says where the relay is. */
export function withRelay(site: Site, { address, destinations, roots }: RelayInPage): Site {
  const told = JSON.stringify({ address, destinations, roots: roots.map(({ der }) => bytesToBase64(der)) });
  const files = new Map<string, SiteFile>(site);
  for (const path of ['/', '/index.html']) {
    const file = site.get(path)!;
    const text = new TextDecoder().decode(file.bytes);
    const element = `<meta name="vitrine-relay" content="${escaped(told)}">\n`;
    files.set(path, { ...file, bytes: utf8ToBytes(text.replace(HEAD, () => HEAD + element)) });
  }
  const worker = site.get(WORKER)!;
  const named = utf8ToBytes(`globalThis.vitrineRelay = ${JSON.stringify(address)};\n`);
  files.set(WORKER, { ...worker, bytes: concat(named, worker.bytes), connects: new URL(address).origin });
  return files;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
