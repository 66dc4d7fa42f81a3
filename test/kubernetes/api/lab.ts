/** A cluster over node:tls: the servers under test, without our own TLS. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { systemRandom } from '../../../src/bytes/index.ts';
import {
  apiServerHandler,
  type Cluster,
  clusterOf,
  defaultManifest,
  keepWriting,
  kubeletHandler,
  MemoryLogs,
  type RequestEvent,
} from '../../../src/kubernetes/index.ts';
import {
  defaultPolicy,
  identityOfCertificate,
  joinPolicies,
  type Policy,
  policyObjects,
  rbacAuthorizer,
  type User,
} from '../../../src/kubernetes/pki/index.ts';
import { decodeCertificate, makeName, type Name } from '../../../src/x509/index.ts';
import { aroundNow, fixturePki, keyOf } from '../../fixtures/pki.ts';

const PEOPLE = {
  admin: [
    ['O', 'kubeadm:cluster-admins'],
    ['CN', 'kubernetes-admin'],
  ],
  master: [
    ['O', 'system:masters'],
    ['CN', 'kubernetes-super-admin'],
  ],
  jane: [
    ['O', 'dev'],
    ['CN', 'jane'],
  ],
  nobody: [['O', 'dev']],
  'apiserver-kubelet-client': [
    ['O', 'kubeadm:cluster-admins'],
    ['CN', 'kube-apiserver-kubelet-client'],
  ],
} as const;
export type Person = keyof typeof PEOPLE;

/** jane's group may view the namespace dev. */
const devView: Policy = {
  roles: [],
  bindings: [
    {
      kind: 'RoleBinding',
      name: 'dev-view',
      namespace: 'dev',
      subjects: [{ kind: 'Group', name: 'dev' }],
      role: { kind: 'ClusterRole', name: 'view' },
    },
  ],
};

export const NODE = 'node-1';

/** Every file of the lab: `ca.crt`, a certificate for each server and person, and `any.key`: one key for all of them, to be
 * quick, since nothing here tells keys apart. */
export function certificates(key = keyOf('ca')): Map<string, string> {
  const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
  const ca = authority('kubernetes', key);
  const issue = (subject: Name, purpose: 'clientAuth' | 'serverAuth', names?: string): string =>
    leaf(ca, { subject, key, purpose, ...(names !== undefined && { names }) }).cert;
  const kubelet = makeName(['O', 'system:nodes'], ['CN', `system:node:${NODE}`]);
  return new Map([
    ['any.key', ca.key],
    ['ca.crt', ca.cert],
    ['apiserver.crt', issue(makeName(['CN', 'kube-apiserver']), 'serverAuth', 'IP:127.0.0.1')],
    ['kubelet.crt', issue(kubelet, 'serverAuth', 'IP:127.0.0.1')],
    ['elsewhere.crt', issue(kubelet, 'serverAuth', 'IP:127.0.0.9')],
    ...Object.entries(PEOPLE).map(([person, name]): [string, string] => [
      `${person}.crt`,
      issue(makeName(...name), 'clientAuth'),
    ]),
  ]);
}

/** Who the verified certificate of a node:tls connection stands for. */
function identityOfRequest(request: IncomingMessage): User | undefined {
  const socket = request.socket as TLSSocket;
  const { raw } = socket.getPeerCertificate();
  return socket.authorized && raw !== undefined ? identityOfCertificate(decodeCertificate(raw)) : undefined;
}

export interface Answer {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface Ask {
  readonly person?: Person | undefined;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), 'vitrine-kubernetes-'));
  readonly events: RequestEvent[] = [];
  readonly logs = new MemoryLogs(1000);
  cluster!: Cluster;
  #api!: Server;
  #kubelet!: Server;
  #stopWriting = (): void => {};

  /** @param kubeletCertificate - another name makes the API server refuse the kubelet. */
  static async open(kubeletCertificate: 'elsewhere' | 'kubelet' = 'kubelet'): Promise<Lab> {
    const lab = new Lab();
    for (const [name, pem] of certificates()) writeFileSync(lab.file(name), pem);
    await lab.#start(kubeletCertificate);
    return lab;
  }

  get apiPort(): number {
    return (this.#api.address() as AddressInfo).port;
  }

  get kubeletPort(): number {
    return (this.#kubelet.address() as AddressInfo).port;
  }

  /** Connections that the kubelet has open. */
  kubeletConnections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#kubelet.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  /** Waits for what happens on the other side of a connection; the test's own time limit bounds it. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  pem(name: string): Buffer {
    return readFileSync(this.file(name));
  }

  async #start(kubeletCertificate: string): Promise<void> {
    const now = (): Date => new Date();
    const policy = joinPolicies(defaultPolicy, devView);
    const common = { authorizer: rbacAuthorizer(policy), identityOf: identityOfRequest, now };
    const lateCluster: Cluster = {
      resourceVersion: '1',
      list: (...args) => this.cluster.list(...args),
      find: (...args) => this.cluster.find(...args),
    };
    this.#kubelet = this.#server(kubeletCertificate);
    this.#kubelet.on('request', kubeletHandler({ ...common, nodeName: NODE, cluster: lateCluster, logs: this.logs }));
    this.#api = this.#server('apiserver');
    const connectKubelet = ({ host, port }: { host: string; port: number }): TLSSocket =>
      connect({ host, port, ...this.#client('apiserver-kubelet-client') });
    const observe = (event: RequestEvent): void => void this.events.push(event);
    this.#api.on('request', apiServerHandler({ ...common, cluster: lateCluster, connectKubelet, observe }));
    for (const server of [this.#kubelet, this.#api]) {
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    }
    const input = { nodeName: NODE, address: '127.0.0.1', kubeletPort: this.kubeletPort, now: now() };
    const manifest = defaultManifest(input);
    this.cluster = clusterOf([...manifest, ...policyObjects(policy)], { now: now(), file: 'the default manifest' });
    const pods = manifest.filter((object) => object.kind === 'Pod');
    this.#stopWriting = keepWriting(this.logs, pods, { intervalMs: 100, now });
  }

  #server(name: string): Server {
    const identity = { key: this.pem('any.key'), cert: this.pem(`${name}.crt`) };
    const asks = { ca: this.pem('ca.crt'), requestCert: true, rejectUnauthorized: false };
    // Tests that read until the server closes would wait for Node's own five seconds.
    return createServer({ ...identity, ...asks, keepAliveTimeout: 300 });
  }

  #client(person: Person | undefined): object {
    const ca = this.pem('ca.crt');
    return person === undefined
      ? { ca }
      : { ca, key: this.pem('any.key'), cert: this.pem(`${person}.crt`), servername: '' };
  }

  /** One request, by default the administrator's to the API server. */
  ask(path: string, given: Ask = {}, port = this.apiPort): Promise<Answer> {
    const { person = 'admin', method = 'GET', headers = {}, body } = given;
    const who = this.#client('person' in given && given.person === undefined ? undefined : person);
    const options = { host: '127.0.0.1', port, path, method, headers, agent: new Agent({ keepAlive: false }), ...who };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        const chunks: Uint8Array[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            code: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** What comes back for bytes that no client of HTTP would send, until the server closes. */
  raw(text: string, person: Person = 'admin', port = this.apiPort): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port, ...this.#client(person) });
    return new Promise((resolve, reject) => {
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
      socket.on('error', reject).on('end', () => resolve(answer));
      socket.write(text);
    });
  }

  /** The path of a kubeconfig for a person. */
  kubeconfig(person: Person): string {
    const path = this.file(`${person}.conf`);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'lab',
          cluster: {
            server: `https://127.0.0.1:${this.apiPort}`,
            'certificate-authority': this.file('ca.crt'),
          },
        },
      ],
      users: [
        {
          name: person,
          user: { 'client-certificate': this.file(`${person}.crt`), 'client-key': this.file('any.key') },
        },
      ],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: person } }],
      'current-context': 'lab',
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  async close(): Promise<void> {
    this.#stopWriting();
    for (const server of [this.#api, this.#kubelet]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(this.folder, { recursive: true });
  }
}
