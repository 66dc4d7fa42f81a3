import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT } from '../command.ts';
import { readSite, serveSite } from '../explore/site-server.ts';
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
    open: { help: 'open the page in the browser, where the system has a command for it' },
  },
  notes: [
    'The page runs the engine in the browser: it inspects what is pasted into it, and sends nothing. It is served until Ctrl-C, to this machine alone.',
  ],
  async run({ port, open }, _operands, context) {
    const site = readSite(SITE);
    const server = await serveSite(site, integerValue(port ?? '0', 'port', 0, 65_535));
    await context.note(`serving on ${server.url} until Ctrl-C`);
    if (open) openPage(server.url);
    await untilInterrupted(context, [server]);
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
