/** Kills the processes of a cluster while clients write to it, and checks what is left. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemRandom } from '../../src/bytes/index.ts';
import { checkFolder, issueUser, revokeCertificate, StatusError } from '../../src/kubernetes/index.ts';
import { ApiClient, kubeconfigConnection } from '../../src/kubernetes/internal.ts';
import { CertificateStore } from '../../src/kubernetes/joining/certificate-store.ts';
import { clusterKeys, type KubernetesObject } from '../../src/kubernetes/pki/index.ts';
import { ClusterProcess, type Under } from './cluster-process.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
/** Milliseconds: for a cluster to take a write again, and for a revoked client to be out. */
const RECOVERY_MS = 300_000;
const REVOKED_MS = 1000;
/** Between two attempts of a revoked client, at least. */
const KNOCK_MS = 200;
const REVOKED = 'mallory';

export interface ChaosOptions {
  /** The command line, bundled. */
  readonly program: string;
  readonly cwd: string;
  /** Of the cluster, in `cwd`. */
  readonly folder: string;
  /** Further options of `cluster up`. */
  readonly args: readonly string[];
  /** How many clients write. */
  readonly writers: number;
  /** Milliseconds between two writes of a client. */
  readonly breath: number;
  log(line: string): void;
}

/** A value that shows whether it is whole. */
const wholeValue = (text: string): object => ({ text, again: text });

const describe = (error: unknown): string =>
  error instanceof StatusError ? `${error.status.code}` : ((error as { code?: string }).code ?? 'error');

export class Chaos {
  readonly #options: ChaosOptions;
  /** What a server said that it had written, by name. */
  readonly #acknowledged = new Map<string, string>();
  /** Those whose answer was lost, by name. */
  readonly #unknown = new Map<string, Set<string>>();
  readonly #faults: string[] = [];
  readonly #stop = new AbortController();
  readonly #work: Promise<void>[] = [];
  #cluster: ClusterProcess;
  #said = '';
  /** What the revoked client was told, and how often. */
  readonly #answers = new Map<string, number>();
  #kills = 0;
  #attempts = 0;

  /** @param cluster - one that runs. */
  constructor(options: ChaosOptions, cluster: ClusterProcess) {
    this.#options = options;
    this.#cluster = cluster;
  }

  /** Starts a cluster. */
  static async start(options: ChaosOptions): Promise<Chaos> {
    const cluster = open(options);
    await cluster.running();
    return new Chaos(options, cluster);
  }

  get cluster(): ClusterProcess {
    return this.#cluster;
  }

  /** What has been found wrong so far, and how much was tried. */
  get summary(): string {
    const lost = [...this.#unknown.values()].reduce((sum, one) => sum + one.size, 0);
    const refusals = [...this.#answers].map(([code, count]) => `${code} ${count}×`).join(', ');
    return `${this.#kills} kills; ${this.#acknowledged.size} objects, ${this.#attempts} writes acknowledged, ${lost} not acknowledged; the revoked client: ${refusals}; ${this.#faults.length} faults`;
  }

  /** Begins to write, and to knock with a revoked certificate. */
  async begin(): Promise<void> {
    for (let i = 0; i < this.#options.writers; i++) this.#work.push(this.#write(i));
    this.#work.push(this.#knock(await this.#revoked()));
  }

  /** Kills one process: the one of that name, or any. */
  async kill(name?: string): Promise<void> {
    const { children } = this.#cluster;
    const all = [...children, { pid: -1, name: 'supervisor' }];
    const chosen =
      name === undefined ? all[Math.floor(Math.random() * all.length)] : all.find((one) => one.name === name);
    if (chosen === undefined) throw new Error(`no ${name} runs`);
    this.#kills++;
    this.#options.log(`${this.#kills}: kill ${chosen.name}`);
    if (chosen.name === 'supervisor') await this.#killSupervisor();
    else this.#killChild(chosen);
  }

  async #killSupervisor(): Promise<void> {
    this.#said += this.#cluster.output;
    await this.#cluster.killed();
    this.#cluster = open(this.#options);
    await this.#cluster.running();
  }

  #killChild({ pid }: Under): void {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It had ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Asks the kubelets that have joined for new certificates now. */
  rotate(): void {
    for (const { name, pid } of this.#cluster.children) {
      if (!name.startsWith('kubelet') || name === 'kubelet node-1') continue;
      // Before it listens for it, SIGHUP ends it: then it is started again, which is a kill like any other.
      process.kill(pid, 'SIGHUP');
    }
  }

  /** Waits until a write is acknowledged again. */
  async recovered(): Promise<void> {
    const before = this.#attempts;
    for (let waited = 0; this.#attempts === before; waited += 20) {
      if (waited > RECOVERY_MS)
        throw new Error(`no write was taken for ${RECOVERY_MS} ms\n${this.#cluster.output.slice(-4000)}`);
      await sleep(20);
    }
  }

  /** Ends writing, and compares what is there with what was acknowledged. @returns what is wrong. */
  async check(): Promise<readonly string[]> {
    this.#stop.abort();
    await Promise.all(this.#work);
    await this.#checkObjects();
    await this.#checkFiles();
    const said = this.#said + this.#cluster.output;
    if (/key-mismatch|signature-wrong/.test(said)) this.#faults.push('a pair of key and certificate did not match');
    return this.#faults;
  }

  async #admin(): Promise<ApiClient> {
    return new ApiClient(await kubeconfigConnection(join(this.#folder, 'admin.conf')));
  }

  get #folder(): string {
    return join(this.#options.cwd, this.#options.folder);
  }

  /** Creates objects, and counts in one of them. */
  async #write(writer: number): Promise<void> {
    const client = await this.#admin();
    const counter = `count-${writer}`;
    for (let i = 1; !this.#stop.signal.aborted; i++) {
      await this.#attempt(`object-${writer}-${i}`, `${i}`, (object) => client.create(MAPS, object));
      await this.#attempt(counter, `${i}`, async (object) => {
        const found = await client.find(`${MAPS}/${counter}`);
        const { data } = object;
        return found === undefined
          ? client.create(MAPS, object)
          : client.replace(`${MAPS}/${counter}`, { ...found, data });
      });
    }
  }

  async #attempt(name: string, text: string, write: (object: KubernetesObject) => Promise<unknown>): Promise<void> {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
      data: wholeValue(text),
    };
    try {
      await write(object);
      this.#acknowledged.set(name, text);
      this.#unknown.delete(name);
      this.#attempts++;
      await sleep(this.#options.breath);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const unknown = this.#unknown.get(name) ?? new Set();
      this.#unknown.set(name, unknown.add(text));
      // A server that is away is not called in a tight loop.
      await sleep(50);
    }
  }

  /** Somebody whose certificate was served, and has been revoked for a second. */
  async #revoked(): Promise<ApiClient> {
    const newKey = clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' });
    const settings = { time: new Date(), days: 1, random: systemRandom, newKey };
    await issueUser(this.#folder, { ...settings, user: REVOKED, groups: ['dev'], outFolder: this.#folder });
    const client = new ApiClient(await kubeconfigConnection(join(this.#folder, `${REVOKED}.conf`)));
    await client.get('/version');
    await revokeCertificate(this.#folder, {
      ...{ certificate: { name: REVOKED }, time: new Date(), days: 30, random: systemRandom },
    });
    await sleep(REVOKED_MS);
    return client;
  }

  /** Knocks with it until the end: no session is taken. */
  async #knock(client: ApiClient): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const answer = await client.get('/version').then(
        () => 'served',
        (error: unknown) => describe(error),
      );
      if (answer === 'served') this.#faults.push('a revoked certificate was served');
      else this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
      await sleep(Math.max(KNOCK_MS, this.#options.breath));
    }
  }

  async #checkObjects(): Promise<void> {
    const { items } = await (await this.#admin()).list(MAPS);
    const found = new Map(
      items.map(({ metadata, data }) => [String(metadata['name']), data as Record<string, string>]),
    );
    for (const [name, data] of found) {
      if (!/^(?:count|object)-/.test(name)) continue;
      if (data['text'] === undefined || data['text'] !== data['again']) this.#faults.push(`${name} is half written`);
    }
    for (const [name, text] of this.#acknowledged) {
      const now = found.get(name)?.['text'];
      const isLater = this.#unknown.get(name)?.has(now ?? '') === true;
      if (now !== text && !isLater) this.#faults.push(`${name} is ${now}, and ${text} was acknowledged`);
    }
    for (const [name, { text }] of found) {
      if (!/^object-/.test(name)) continue;
      if (this.#acknowledged.get(name) !== text && !this.#unknown.get(name)?.has(text)) {
        this.#faults.push(`${name} was never asked for`);
      }
    }
  }

  /** Every file is whole: certificates with their keys, and the pairs of the nodes that have joined. */
  async #checkFiles(): Promise<void> {
    const report = await checkFolder(this.#folder, { time: new Date() });
    for (const { faults } of report.entries)
      this.#faults.push(...faults.map(({ place, message }) => `${place}: ${message}`));
    const nodes = join(this.#folder, 'nodes');
    for (const node of readdirSync(nodes)) {
      for (const name of ['kubelet-client', 'kubelet-server']) {
        const pair = await new CertificateStore(join(nodes, node), name).current();
        if (pair === undefined) this.#faults.push(`${node} has no ${name}-current.pem`);
      }
    }
    JSON.parse(readFileSync(join(this.#folder, 'cluster-up.json'), 'utf8'));
  }
}

const open = ({ program, cwd, folder, args }: ChaosOptions): ClusterProcess =>
  new ClusterProcess(program, ['-dir', folder, '-v', ...args], cwd);
