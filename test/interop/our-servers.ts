/** Our servers for the cells: `vitrine apiserver` and `vitrine s_server`, in this process. */
import * as http from 'node:http';
import { join } from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { serve } from '../cli/serving.ts';
import { Shell } from '../cli/shell.ts';
import { closingWithFile } from '../closing.ts';
import { HOST } from '../node/loopback.ts';
import { pathFor } from './cell-files.ts';
import { type Cell, cellId, type OUR_SERVERS } from './cells.ts';
import { folder } from './peers.ts';

type OurServer = (typeof OUR_SERVERS)[number];

/** What `s_server` tells of a session. */
export interface Told {
  readonly version: string;
  readonly suite: string;
  readonly group: string;
  readonly verification: string;
}
/** By the cell's id. */
export const told = new Map<string, Told>();

const VERSION_WORDS = { 'TLSv1.2': 'VersionTLS12', 'TLSv1.3': 'VersionTLS13' } as const;
const OPTION_OF = { 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' } as const;
const shell = new Shell();
closingWithFile(() => shell.remove());
const ports = new Map<string, Promise<number>>();
const once = (key: string, start: () => Promise<number>): Promise<number> => {
  const port = ports.get(key) ?? start();
  ports.set(key, port);
  return port;
};

/** One API server for all clients: a certificate is asked for, and none is needed. */
const apiServer = ({ version, kind }: Cell): Promise<number> =>
  once(`apiserver ${version} ${kind}`, async () => {
    const word = VERSION_WORDS[version];
    const where = `-dir ${join(folder, `${kind}-cluster`)} -secure-port 0 -rbac ${join(folder, 'roles.yaml')}`;
    const { port, stop } = await serve(shell, `apiserver ${where} -tls-min-version ${word} -tls-max-version ${word}`);
    closingWithFile(stop);
    return port;
  });

const TOLD =
  /^Protocol: (?<version>\S+), cipher suite: (?<suite>\S+) .*group: (?<group>\S+)\n[\s\S]*?^Verification: (?<verification>\S+)\n---\n/m;

/** Makes `s_server` an HTTP server: what it prints is what its client sends, and what it reads goes to that client. */
class OverStdio {
  readonly stdin = new PassThrough();
  readonly #web = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    const session = this.#session!;
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      told.set(new URL(request.url!, 'https://localhost').searchParams.get('fieldManager')!, session);
      response.on('finish', () => (this.#client = undefined));
      response.writeHead(200, { 'Content-Length': body.length, Connection: 'close' }).end(body);
    });
  });
  #session: Told | undefined;
  #client: Duplex | undefined;
  #pending = '';
  #taken = 0;

  /** @param all - what it has printed so far; the payload is ASCII. */
  readonly take = (all: string): void => {
    this.#pending += all.slice(this.#taken);
    this.#taken = all.length;
    if (this.#client === undefined) this.#begin();
    else this.#pass();
  };

  #begin(): void {
    const match = TOLD.exec(this.#pending);
    if (match === null) return;
    this.#session = match.groups as unknown as Told;
    this.#pending = this.#pending.slice(match.index + match[0].length);
    this.#client = new Duplex({ read() {}, write: (chunk, _, done) => void this.stdin.write(chunk, done) });
    this.#web.emit('connection', this.#client);
    this.#pass();
  }

  #pass(): void {
    if (this.#pending !== '') this.#client!.push(this.#pending);
    this.#pending = '';
  }
}

const sServer = ({ version, kind, mutual, peer }: Cell): Promise<number> =>
  once(`s_server ${version} ${kind} ${mutual} ${peer === 'chromium'}`, async () => {
    const at = (name: string): string => join(folder, `${kind}-${name}`);
    const asks = mutual ? ` -Verify 1 -CAfile ${at('ca.crt')}` : '';
    const own = `-cert ${at('server.crt')} -key ${at('server.key')}${asks} ${OPTION_OF[version]}`;
    return peer === 'chromium'
      ? listenFor(`s_server -accept ${HOST}:0 ${own} -www`)
      : speaking(`s_server -accept ${HOST}:0 ${own}`);
  });

function speaking(line: string): Promise<number> {
  const web = new OverStdio();
  return listenFor(line, web);
}

/** Starts an `s_server`. @returns its port, when it listens. */
function listenFor(line: string, web?: OverStdio): Promise<number> {
  const interrupt = new AbortController();
  return new Promise((resolve, reject) => {
    const onOutput = (text: string): void => {
      const [, port] = /^ACCEPT \S+:(\d+)\n/.exec(text) ?? [];
      if (port !== undefined) resolve(Number(port));
      web?.take(text);
    };
    const ended = shell.line(line, { signal: interrupt.signal, onOutput, ...(web && { stdin: web.stdin }) });
    ended.then(({ stderr }) => reject(new Error(stderr)), reject);
    closingWithFile(() => {
      interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
      return ended;
    });
  });
}

const START: Readonly<Record<OurServer, (cell: Cell) => Promise<number>>> = { apiserver: apiServer, s_server: sServer };

/** Where a client posts the object of the cells. */
export async function urlFor(cell: Cell<string, OurServer>): Promise<URL> {
  const port = await START[cell.ours](cell);
  // Chromium shows a certificate to localhost without asking: see chromium.ts.
  const host = cell.peer === 'chromium' && !cell.mutual ? HOST : 'localhost';
  return new URL(`https://${host}:${port}${pathFor(cell)}?fieldManager=${cellId(cell)}`);
}
