/** A cluster over node:tls with certificates made by OpenSSL: the servers under test, without our own TLS. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import {
  apiServerHandler,
  type Cluster,
  clusterOf,
  defaultManifest,
  defaultPolicy,
  identityOfCertificate,
  joinPolicies,
  keepWriting,
  kubeletHandler,
  MemoryLogs,
  type Policy,
  policyObjects,
  type RequestEvent,
  rbacAuthorizer,
  type User,
} from '../../../src/kubernetes/index.ts';
import { decodeCertificate } from '../../../src/x509/index.ts';

const PEOPLE = {
  admin: '/O=kubeadm:cluster-admins/CN=kubernetes-admin',
  master: '/O=system:masters/CN=kubernetes-super-admin',
  jane: '/O=dev/CN=jane',
  nobody: '/O=dev',
  'apiserver-kubelet-client': '/O=kubeadm:cluster-admins/CN=kube-apiserver-kubelet-client',
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

const NODE = 'node-1';

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
    lab.#makeCertificates();
    await lab.#start(kubeletCertificate);
    return lab;
  }

  get apiPort(): number {
    return (this.#api.address() as AddressInfo).port;
  }

  get kubeletPort(): number {
    return (this.#kubelet.address() as AddressInfo).port;
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  pem(name: string): Buffer {
    return readFileSync(this.file(name));
  }

  openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  #makeCertificates(): void {
    const ca = ['-x509', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=kubernetes'];
    this.openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', ...ca);
    const loopback = 'subjectAltName=IP:127.0.0.1';
    this.#issue('apiserver', '/CN=kube-apiserver', loopback);
    this.#issue('kubelet', `/O=system:nodes/CN=system:node:${NODE}`, loopback);
    this.#issue('elsewhere', `/O=system:nodes/CN=system:node:${NODE}`, 'subjectAltName=IP:127.0.0.9');
    for (const [person, subject] of Object.entries(PEOPLE)) this.#issue(person, subject, 'extendedKeyUsage=clientAuth');
  }

  #issue(name: string, subject: string, extension: string): void {
    writeFileSync(this.file(`${name}.ext`), extension);
    const request = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`];
    this.openssl('req', '-new', ...request, '-subj', subject);
    const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    this.openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-out', `${name}.crt`);
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
    const identity = { key: this.pem(`${name}.key`), cert: this.pem(`${name}.crt`) };
    return createServer({ ...identity, ca: this.pem('ca.crt'), requestCert: true, rejectUnauthorized: false });
  }

  #client(person: Person | undefined): object {
    const ca = this.pem('ca.crt');
    return person === undefined
      ? { ca }
      : { ca, key: this.pem(`${person}.key`), cert: this.pem(`${person}.crt`), servername: '' };
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
          user: { 'client-certificate': this.file(`${person}.crt`), 'client-key': this.file(`${person}.key`) },
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
