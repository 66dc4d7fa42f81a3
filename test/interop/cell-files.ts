/** What the cells need: a PKI of each kind of key, as values, and as files in the folder of the peers. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemRandom } from '../../src/bytes/index.ts';
import { generateKey, type PrivateKey } from '../../src/keys/index.ts';
import { Shell } from '../cli/shell.ts';
import * as rsa from '../fixtures/loopback-pki.ts';
import { aroundNow, fixturePki, keyOf, type Party } from '../fixtures/pki.ts';
import { pattern } from '../node/loopback.ts';
import { type Cell, KINDS } from './cells.ts';
import { file, folder } from './peers.ts';

interface Parties {
  readonly ca: Party;
  readonly server: Party;
  readonly client: Party;
  /** etcd's HTTP gateway shows its server's certificate as a client. */
  readonly both: Party;
  /** The node of a cluster, which `vitrine apiserver` reads its own address from. */
  readonly node: Party;
}

const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
const NAMES = 'DNS:localhost,DNS:server.test,IP:127.0.0.1';
const SIGNS = ['digitalSignature'] as const;
const both = (ca: Party, key: PrivateKey): Party =>
  leaf(ca, { usage: SIGNS, subject: 'etcd', key, purpose: ['serverAuth', 'clientAuth'], names: NAMES });
const node = (ca: Party, key: PrivateKey): Party =>
  leaf(ca, { usage: SIGNS, subject: 'system:node:cells', key, purpose: 'serverAuth', names: NAMES });

function ecdsa(): Parties {
  const key = (): PrivateKey => generateKey({ type: 'ec', curve: 'P-256', random: systemRandom });
  const ca = authority('ecdsa-ca', key());
  return {
    ca,
    server: leaf(ca, { usage: SIGNS, subject: 'server', key: key(), purpose: 'serverAuth', names: NAMES }),
    client: leaf(ca, { usage: SIGNS, subject: 'jane', key: key(), purpose: 'clientAuth' }),
    both: both(ca, key()),
    node: node(ca, key()),
  };
}

export const PKI: Readonly<Record<Cell['kind'], Parties>> = {
  RSA: { ...rsa, both: both(rsa.ca, rsa.server.privateKey), node: node(rsa.ca, keyOf('stranger')) },
  ECDSA: ecdsa(),
};

const LINE = 2 ** 13;
/** 64 KiB of text in lines, for peers that echo line by line; in hexadecimal, for what begins with K, Q or R is a command of `openssl s_client`. */
export const BODY = Buffer.from(pattern(2 ** 15).toString('hex'), 'latin1');
for (let end = LINE; end <= BODY.length; end += LINE) BODY[end - 1] = 0x0a;

/** The same in an object that an API server stores and sends back. */
export const CONFIG_MAP = Buffer.from(
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { generateName: 'cell-' },
    data: { text: BODY.toString('latin1') },
  }),
);

/** Who may create it: jane in one namespace, who shows no certificate in another. */
const role = (namespace: string, user: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: cells, namespace: ${namespace} }
rules:
- { apiGroups: [''], resources: [configmaps], verbs: [create] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: cells, namespace: ${namespace} }
subjects:
- { kind: User, name: '${user}' }
roleRef: { kind: Role, name: cells, apiGroup: rbac.authorization.k8s.io }
`;
const NAMESPACES = { jane: 'default', 'system:anonymous': 'dev' } as const;
/** Where a client creates the object. */
export const pathFor = ({ mutual }: Pick<Cell, 'mutual'>): string =>
  `/api/v1/namespaces/${NAMESPACES[mutual ? 'jane' : 'system:anonymous']}/configmaps`;

/** Writes `RSA-ca.crt`, `RSA-server.crt`, `RSA-server.key`, …, the folder `RSA-cluster`, `roles.yaml`, `body` and `config-map.json`. */
export async function writeCellFiles(): Promise<void> {
  for (const [kind, parties] of Object.entries(PKI)) {
    for (const name of ['ca', 'server', 'client', 'both'] as const) await writePair(`${kind}-${name}`, parties[name]);
    const pki = `${kind}-cluster/pki`;
    await mkdir(join(folder, pki), { recursive: true });
    await file(`${pki}/ca.crt`, parties.ca.cert);
    await writePair(`${pki}/apiserver`, parties.server);
    await writePair(`${pki}/apiserver-kubelet-client`, parties.client);
    await writePair(`${pki}/kubelet`, parties.node);
  }
  const roles = Object.entries(NAMESPACES).map(([user, namespace]) => role(namespace, user));
  await file('roles.yaml', roles.join('---'));
  await file('body', BODY);
  await file('config-map.json', CONFIG_MAP);
}

async function writePair(path: string, { cert, key }: Party): Promise<void> {
  await file(`${path}.crt`, cert);
  await file(`${path}.key`, key);
}

let written: Promise<void> | undefined;

/** Writes `RSA-server.p12`, `RSA-client.p12`, …, with the password `changeit`, by our pkcs12; once. */
export function writePkcs12Files(): Promise<void> {
  written ??= exportAll();
  return written;
}

async function exportAll(): Promise<void> {
  const shell = new Shell();
  try {
    for (const kind of KINDS) {
      for (const name of ['server', 'client']) {
        const path = join(folder, `${kind}-${name}`);
        await shell.lines(
          `pkcs12 -export -in ${path}.crt -inkey ${path}.key -name ${kind}-${name} -out ${path}.p12 -passout pass:changeit -iter 2048`,
        );
      }
    }
  } finally {
    shell.remove();
  }
}
