/** The cluster's CA is replaced while clients ask: no request may be refused, and afterwards nobody is served who shows an old leaf. */
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { systemRandom } from '../../src/bytes/index.ts';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { run } from '../../src/cli/run.ts';
import { kubeconfigConnection } from '../../src/kubernetes/internal.ts';
import { Agent, type CredentialsInput, type RootsInput } from '../../src/node/index.ts';

export interface LoadOptions {
  /** Requests a second. */
  readonly rate: number;
  /** Clients; each has a connection of its own. */
  readonly clients: number;
  /** Requests after which a client opens its connection anew, with what its kubeconfig then says. */
  readonly requestsPerConnection: number;
  /** Milliseconds from one phase to the next. */
  readonly pause: number;
  onPhase?(phase: string, requests: number): void;
}

export interface LoadReport {
  readonly requests: number;
  readonly connections: number;
  /** What went wrong with requests, each with the phase in which it was sent. */
  readonly refused: readonly string[];
  /** How many connections showed each leaf, the server's and the client's, by serial number. */
  readonly servers: number;
  readonly leaves: number;
  /** What became of a request with the leaf of before, after the third phase. */
  readonly oldLeaf: string;
  /** The same of a session that was opened with it, and left open. */
  readonly oldSession: string;
}

const PATH = '/api/v1/namespaces/default/pods?limit=1';
const PHASES = ['trust', 'leaves', 'drop'];
const JUDGED_BY = { profile: 'rfc5280', revocation: { policy: 'off' } } as const;

/** A command of the program, in this process. @returns its port, once it serves. */
function command(folder: string, line: string, signal: AbortSignal): { ended: Promise<number>; port: Promise<number> } {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const world = { cwd: folder, env: {}, stdin, stdout, stderr, random: systemRandom, now: () => new Date(), signal };
  let notes = '';
  const port = new Promise<number>((resolve) => {
    stderr.on('data', (piece) => {
      notes += piece;
      const found = /serving on https:\/\/\S+:(\d+) until/.exec(notes);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  stdout.resume();
  const ended = run(line.split(' '), world).then((code) => {
    if (code !== EXIT.ok && !signal.aborted) throw new Error(`${line}: ${code}: ${notes}`);
    return code;
  });
  return { ended, port };
}

interface Identity {
  readonly roots: RootsInput;
  readonly credentials: CredentialsInput;
}

/** One client, with a connection that is kept. */
class Client {
  readonly #port: number;
  readonly #agent: Agent;

  constructor({ roots, credentials }: Identity, port: number) {
    this.#port = port;
    const tls = { ...JUDGED_BY, ...credentials, roots, sessions: undefined };
    this.#agent = new Agent(tls, { keepAlive: true, maxSockets: 1 });
  }

  /** @returns the HTTP status. */
  get(): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, path: PATH, agent: this.#agent };
      request(options, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', reject);
      })
        .on('error', reject)
        .end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Rotates the CA of a new cluster while requests come, and tells what became of them. */
export async function rotateUnderLoad(options: LoadOptions): Promise<LoadReport> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-rotation-'));
  const stop = new AbortController();
  const line = (text: string): Promise<number> => command(folder, text, new AbortController().signal).ended;
  try {
    await line('pki init -dir c -key-type ecdsa-p256 -node-name n1 -apiserver-advertise-address 127.0.0.1');
    const server = command(folder, 'apiserver -dir c -secure-port 0', stop.signal);
    const port = await Promise.race([server.port, server.ended]);
    const report = await loaded(join(folder, 'c'), port, line, options);
    stop.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
    await server.ended;
    return report;
  } finally {
    stop.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loaded(
  folder: string,
  port: number,
  line: (text: string) => Promise<number>,
  options: LoadOptions,
): Promise<LoadReport> {
  const administrator = new Administrator(folder);
  const first = await administrator.identity();
  const watcher = new Client(first, port);
  if ((await watcher.get()) !== 200) throw new Error('the cluster does not serve');
  const load: Load = { port, options, refused: [], requests: 0, connections: 0, phase: 'before', going: true };
  const workers = Array.from({ length: options.clients }, (_, at) => work(load, administrator, at));
  for (const name of PHASES) {
    await new Promise((resolve) => setTimeout(resolve, options.pause));
    // Clients have opened their connections anew since; whoever has not is refused from here on.
    load.phase = name;
    await line(`pki rotate -dir c ca ${name}`);
    options.onPhase?.(name, load.requests);
  }
  await new Promise((resolve) => setTimeout(resolve, options.pause));
  load.going = false;
  await Promise.all(workers);
  const { roots } = await administrator.identity();
  const late = new Client({ roots, credentials: first.credentials }, port);
  const outcomeOf = (client: Client): Promise<string> => client.get().then(String, (error: Error) => error.message);
  const [oldLeaf, oldSession] = [await outcomeOf(late), await outcomeOf(watcher)];
  for (const client of [late, watcher]) client.close();
  const { requests, connections, refused } = load;
  const [servers, leaves] = [administrator.servers.size, administrator.leaves.size];
  return { requests, connections, refused, servers, leaves, oldLeaf, oldSession };
}

/** What the administrator's kubeconfig says, and the certificates that there were. */
class Administrator {
  readonly servers = new Set<string>();
  readonly leaves = new Set<string>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async identity(): Promise<Identity> {
    const { roots, credentials } = await kubeconfigConnection(join(this.#folder, 'admin.conf'));
    const own = credentials!()!;
    this.leaves.add(String(own.cert));
    this.servers.add(readFileSync(join(this.#folder, 'pki/apiserver.crt'), 'utf8'));
    return { roots, credentials: own };
  }
}

interface Load {
  readonly port: number;
  readonly options: LoadOptions;
  readonly refused: string[];
  requests: number;
  connections: number;
  phase: string;
  going: boolean;
}

/** One client after the other, while the load is going on. */
async function work(load: Load, administrator: Administrator, at: number): Promise<void> {
  const { clients, rate, requestsPerConnection } = load.options;
  const interval = (1000 * clients) / rate;
  let next = Date.now() + (interval * at) / clients;
  while (load.going) {
    const client = new Client(await administrator.identity(), load.port);
    load.connections++;
    for (let i = 0; load.going && i < requestsPerConnection; i++) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())));
      // A machine that is too slow sends less, and no heap of late requests.
      next = Math.max(next + interval, Date.now());
      const sent = load.phase;
      load.requests++;
      const outcome = await client.get().catch((error: Error) => error.message);
      if (outcome !== 200) load.refused.push(`${sent}: ${outcome}`);
    }
    client.close();
  }
}
