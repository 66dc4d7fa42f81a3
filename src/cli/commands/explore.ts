import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Relay } from '../../node/index.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { withRelay } from '../explore/relay-in-page.ts';
import { readSite, type Site, serveSite } from '../explore/site-server.ts';
import { untilInterrupted } from './apiserver.ts';

/** The site beside the package's `dist/`, or beside the source's `src/`. */
const SITE = resolve(import.meta.dirname, '../../../site');

/** The program that opens a page, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', linux: 'xdg-open' };

export const explore = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    port: { value: 'PORT', help: 'where to listen, on 127.0.0.1; default: 0, which picks a free port' },
    relay: { value: 'HOST:PORT', many: true, help: 'a server that the page may shake hands with; none by default' },
    CAfile: { value: 'FILE', help: 'with -relay: the trusted roots; default: those of the system' },
    open: { help: 'open the page in the browser, where the system has a command for it' },
  },
  notes: [
    'The page runs the engine in the browser: it inspects what is pasted into it, and sends nothing. It is served until Ctrl-C, to this machine alone.',
    'With -relay a relay runs beside it, and the page’s worker may connect to that alone. The TLS is the page’s own: the relay sees ciphertext only.',
  ],
  async run({ port, open, relay, CAfile }, _operands, context) {
    if (CAfile !== undefined && relay.length === 0) throw usageError('-CAfile is for servers: name them by -relay');
    const listening = integerValue(port ?? '0', 'port', 0, 65_535);
    const site = readSite(SITE);
    const relays: Relay[] = [];
    const besideRelay = async (origins: readonly string[]): Promise<Site> => {
      const { startRelay } = await import('../explore/start-relay.ts');
      const { running, told } = await startRelay(relay, CAfile, origins, context);
      relays.push(running);
      return withRelay(site, told);
    };
    const server = await serveSite(relay.length === 0 ? site : besideRelay, listening);
    await context.note(`serving on ${server.url} until Ctrl-C`);
    if (relay.length > 0) await context.note(`relaying to ${relay.join(', ')}`);
    if (open) openPage(server.url);
    await untilInterrupted(context, [server, ...relays]);
    return EXIT.ok;
  },
});

/** The address has been printed, so a missing browser command is no error. */
function openPage(url: string): void {
  const opener = OPENERS[process.platform];
  if (opener === undefined) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
