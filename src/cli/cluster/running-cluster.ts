/** Runs `vitrine cluster up`. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterKeyType } from '../../kubernetes/pki/index.ts';
import type { TlsSocket } from '../../node/index.ts';
import { CliError } from '../command.ts';
import type { Context } from '../context.ts';
import { handshakeReport, ownCertificate, type Report, type Shown } from '../supervised.ts';
import { Administration } from './administration.ts';
import {
  API_SERVER,
  apiServer,
  controllers,
  etcdComponents,
  firstKubelet,
  joiningKubelet,
  memberName,
} from './components.ts';
import { Display } from './display.ts';
import { askHealth, greetPeers } from './etcd-probe.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { type ClusterPlaces, FIRST_NODE, HOST, openPlaces } from './places.ts';
import { Supervisor } from './supervisor.ts';
import { Traffic } from './traffic.ts';
import { leafLines, type Picture } from './traffic-text.ts';

export interface RunningClusterOptions {
  readonly folder: string;
  readonly nodes: number;
  readonly keyType: ClusterKeyType;
  readonly etcd: boolean;
  readonly page: string | undefined;
  readonly handshakes: string | undefined;
  /** Whether to print the components' output. */
  readonly isVerbose: boolean;
}

/** The name of this process as a client in the picture. */
const SELF = 'cluster up';
const PROBE_MS = 5000;
const SOON_MS = 1000;
const START_MS = 200;

/** Runs a cluster until Ctrl-C.
 * @throws CliError `component-failed`, `program-missing`, and as `openPlaces`; the system's error. */
export async function runCluster(context: Context, options: RunningClusterOptions): Promise<void> {
  const places = await openPlaces(context, options.folder, options);
  if (context.world.program === undefined) {
    throw new CliError('no-program', 'starts further vitrine processes, so it cannot run inside another program');
  }
  if (places.store === 'etcd') requirePrograms(context, ['etcd', 'setpriv']);
  const cluster = await RunningCluster.open(context, options, places);
  try {
    await cluster.run();
  } catch (error) {
    if (!context.signal.aborted) throw error;
    // Ctrl-C is the normal end of a running cluster; before the cluster runs, it is an interruption.
    if (!cluster.hasStarted) throw context.signal.reason;
  } finally {
    await cluster.close();
  }
}

function requirePrograms({ world }: Context, names: readonly string[]): void {
  const folders = (world.env['PATH'] ?? '').split(delimiter);
  for (const name of names) {
    if (folders.some((folder) => isExecutable(join(folder, name)))) continue;
    throw new CliError('program-missing', `${name} is not in the PATH; -etcd needs it`);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

class RunningCluster {
  readonly #context: Context;
  readonly #places: ClusterPlaces;
  readonly #supervisor: Supervisor;
  readonly #traffic = new Traffic((arrow, isNew) => this.#display?.arrow(arrow, isNew));
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #nodes: readonly string[];
  readonly #administration: Administration;
  #leaves: readonly Leaf[];
  #display: Display | undefined;
  /** Whether all components have started to serve. */
  hasStarted = false;

  static async open(context: Context, options: RunningClusterOptions, places: ClusterPlaces): Promise<RunningCluster> {
    const cluster = new RunningCluster(context, options, places, await leavesOf(places.folder));
    const { page, handshakes } = options;
    cluster.#display = await Display.open({ context, page, handshakes, picture: () => cluster.#picture });
    return cluster;
  }

  private constructor(
    context: Context,
    options: RunningClusterOptions,
    places: ClusterPlaces,
    leaves: readonly Leaf[],
  ) {
    [this.#context, this.#places, this.#leaves] = [context, places, leaves];
    this.#signal = AbortSignal.any([context.signal, this.#stop.signal]);
    this.#nodes = [FIRST_NODE, ...Array.from({ length: options.nodes - 1 }, (_, i) => `node-${i + 2}`)];
    const { cwd, env, program = [] } = context.world;
    this.#supervisor = new Supervisor({
      ...{ program, cwd, env },
      onReport: (component, report) => this.#take(component, report),
      onLine: (component, line) => options.isVerbose && this.#say(`${component}: ${line}`),
      onNews: (message) => this.#say(message),
      onChange: () => this.#display?.changed(),
    });
    this.#administration = new Administration({
      ...{ context, folder: places.folder, nodes: this.#nodes, signal: this.#signal },
      onHandshake: (socket, shown) => this.#met(socket, shown),
      onNews: (message) => options.isVerbose && this.#say(message),
    });
    this.#traffic.listen(API_SERVER, places.apiPort);
    for (const [i, { client, peer }] of places.etcd.entries()) {
      this.#traffic.listen(memberName(i), client);
      this.#traffic.listen(memberName(i), peer);
    }
  }

  /** Rejects on Ctrl-C, or if a component cannot be kept running. */
  async run(): Promise<void> {
    const interrupted = new Promise<never>((_, reject) => {
      const abort = (): void => reject(this.#signal.reason);
      if (this.#signal.aborted) abort();
      else this.#signal.addEventListener('abort', abort, { once: true });
    });
    const working = this.#work();
    // Only the first failure is reported; later ones are its consequences.
    for (const one of [working, interrupted]) one.catch(() => undefined);
    await Promise.race([working, interrupted, this.#supervisor.failed]);
  }

  async close(): Promise<void> {
    this.#stop.abort(new CliError('interrupted', 'the cluster ends'));
    await this.#supervisor.stop();
    this.#traffic.close();
    for (const line of leafLines(this.#picture)) await this.#context.print(`${line}\n`).catch(() => undefined);
    await this.#display?.close();
  }

  async #work(): Promise<void> {
    await this.#startEtcd();
    await this.#supervisor.start(apiServer(this.#places));
    await this.#administration.writeRbac();
    const approving = this.#administration.approveNodes();
    const line = (): ReturnType<Administration['joinLine']> => this.#administration.joinLine();
    const joining = this.#nodes.slice(1).map((node) => joiningKubelet(this.#places, node, line));
    const rest = [...controllers(this.#places), firstKubelet(this.#places), ...joining];
    await Promise.all(rest.map((component) => this.#supervisor.start(component)));
    await this.#administration.greetNodes();
    await this.#tellHowToGoOn();
    await Promise.all([approving, this.#probe()]);
  }

  async #startEtcd(): Promise<void> {
    for (const component of etcdComponents(this.#places)) void this.#supervisor.start(component);
    for (let open = this.#places.etcd.length; open > 0; ) {
      this.#signal.throwIfAborted();
      open = (await this.#lookAtEtcd()).filter((isHealthy) => !isHealthy).length;
      if (open > 0) await sleep(START_MS);
    }
  }

  async #lookAtEtcd(): Promise<boolean[]> {
    const probe = {
      ...{ context: this.#context, places: this.#places },
      onHandshake: (socket: TlsSocket, shown: Shown) => this.#met(socket, shown),
    };
    const health = await askHealth(probe);
    for (const [i, isHealthy] of health.entries()) if (isHealthy) this.#supervisor.markReady(memberName(i));
    return health;
  }

  /** Repeatedly makes the connections that no other component makes, until the signal aborts. */
  async #probe(): Promise<void> {
    const { context, places } = { context: this.#context, places: this.#places };
    const onHandshake = (socket: TlsSocket, shown: Shown): void => this.#met(socket, shown);
    while (!this.#signal.aborted) {
      const answered = await this.#administration.readLogs();
      await this.#administration.askWhoami();
      await this.#lookAtEtcd();
      await greetPeers({ context, places, onHandshake });
      await this.#readLeaves();
      // The pods of a new cluster are soon placed.
      const pause = answered.length < this.#nodes.length ? SOON_MS : PROBE_MS;
      await sleep(pause, undefined, { signal: this.#signal });
    }
  }

  /** Reads certificates that were renewed meanwhile; the old ones keep their names. */
  async #readLeaves(): Promise<void> {
    const now = await leavesOf(this.#places.folder).catch((error: Error) => {
      this.#say(error.message);
      return [];
    });
    const known = new Set(this.#leaves.map(({ serial }) => serial));
    this.#leaves = [...this.#leaves, ...now.filter(({ serial }) => !known.has(serial))];
  }

  async #tellHowToGoOn(): Promise<void> {
    this.hasStarted = true;
    const { folder, apiPort } = this.#places;
    const kubeconfig = join(folder, 'admin.conf');
    await this.#display?.note(
      `the cluster runs on https://${HOST}:${apiPort}, until Ctrl-C; the picture: ${this.#display.url}`,
    );
    await this.#display?.note(`export KUBECONFIG=${kubeconfig}   # then: kubectl get nodes; kubectl get pods -A`);
    await this.#display?.note("# issue a user's certificate, then revoke it:");
    await this.#display?.note(
      `vitrine pki user -dir ${folder} -group dev jane; vitrine pki revoke -dir ${folder} jane`,
    );
  }

  /** Reports a handshake of this process itself. */
  #met(socket: TlsSocket, shown: Shown | undefined): void {
    this.#take(SELF, handshakeReport(socket, this.#context.now(), ownCertificate(shown)));
  }

  #take(component: string, report: Report): void {
    if (report.kind === 'ready') {
      if (report.port !== undefined) this.#traffic.listen(report.name ?? component, report.port);
      return;
    }
    this.#display?.report(component, report);
    this.#traffic.take(component, report);
  }

  get #picture(): Picture {
    return { components: this.#supervisor.components, traffic: this.#traffic, leaves: this.#leaves };
  }

  #say(message: string): void {
    void this.#display?.note(message);
  }
}
