/** An API server behind the API server: found by its APIService, reached by front-proxy-client, deaf to anybody else. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../../src/bytes/index.ts';
import { identityHeaders, userOfHeaders } from '../../../src/kubernetes/aggregation/identity-headers.ts';
import { relayRequest } from '../../../src/kubernetes/aggregation/relay.ts';
import { startWhoami, type Whoami } from '../../../src/kubernetes/index.ts';
import { APISERVER, type ApiClient, keepObjects } from '../../../src/kubernetes/internal.ts';
import { issueLeaf, subjectOf } from '../../../src/kubernetes/pki/index.ts';
import { connect, createServer as createTlsServer } from '../../../src/node/index.ts';
import { certificatePem } from '../../../src/x509/index.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';
import { now } from '../../fixtures/registry.ts';
import { JUDGED_BY } from '../../judged.ts';

let cluster: LiveCluster;
let admin: ApiClient;
let whoami: Whoami;
const IDENTITIES = '/apis/whoami.vitrine.dev/v1/identities';

beforeAll(async () => {
  cluster = await LiveCluster.open();
  admin = await cluster.client('super-admin');
  whoami = await startWhoami({
    ...{
      host: '127.0.0.1',
      requestHeaderRoots: await cluster.file('pki/front-proxy-ca.crt'),
      random: systemRandom,
      now,
    },
  });
  await keepObjects(cluster.registry, whoami.objects, APISERVER);
  await cluster.aggregator.settled();
}, 30_000);
afterAll(async () => {
  await cluster.close();
  await whoami.running.close();
});

interface Identity {
  readonly user: { readonly username: string; readonly groups: string[]; readonly extra?: Record<string, string[]> };
  readonly through: { readonly commonName: string; readonly serialNumber: string; readonly headers: string[] };
}
const me = async (client: ApiClient): Promise<Identity> =>
  (await client.get(`${IDENTITIES}/me`)) as unknown as Identity;

describe('an API behind the API server', () => {
  it('is discovered, and available', async () => {
    const groups = (await admin.get('/apis'))['groups'] as { name: string }[];
    expect(groups.map(({ name }) => name)).toContain('whoami.vitrine.dev');
    expect(await admin.get('/apis/whoami.vitrine.dev')).toMatchObject({ kind: 'APIGroup', name: 'whoami.vitrine.dev' });
    expect(await admin.get('/apis/whoami.vitrine.dev/v1')).toMatchObject({
      kind: 'APIResourceList',
      resources: [{ name: 'identities', kind: 'Identity' }],
    });
    const services = await admin.list('/apis/apiregistration.k8s.io/v1/apiservices');
    const standing = services.items.map(({ metadata, status }) => [
      metadata['name'],
      (status as { conditions: { status: string; reason: string }[] }).conditions[0].reason,
    ]);
    expect(standing).toContainEqual(['v1.whoami.vitrine.dev', 'Passed']);
    expect(standing).toContainEqual(['v1.', 'Local']);
  });

  it('is told who asks, by the certificate of the front proxy', async () => {
    const jane = await cluster.person('jané', 'dev', 'ops team');
    const { user, through } = await me(jane);
    expect(user).toMatchObject({ username: 'jané', groups: ['dev', 'ops team', 'system:authenticated'] });
    expect(user.extra).toHaveProperty('authentication.kubernetes.io/credential-id');
    const { serialNumber } = await cluster.certificate('pki/front-proxy-client.crt');
    expect(through).toMatchObject({ commonName: 'front-proxy-client', serialNumber: serialNumber.toString(16) });
    expect(through.headers).toContain('X-Remote-Group: system:authenticated');
  });

  it('is authorized before it is asked', async () => {
    const jane = await cluster.person('jane');
    expect(await rejection(jane.delete(`${IDENTITIES}/me`))).toBe('forbidden');
    expect(await rejection(jane.get('/apis/whoami.vitrine.dev/v1/secrets'))).toBe('forbidden');
    expect(await rejection(admin.get('/apis/whoami.vitrine.dev/v1/secrets'))).toBe('not-found');
  });
});

/** One request to a server, with header lines and a certificate of the test's own. */
function ask(
  address: { host: string; port: number; roots: string; name: string },
  path: string,
  headers: string[],
  credentials: object = {},
): Promise<{ code: number; text: string }> {
  const { host, port, roots, name } = address;
  return new Promise((resolve, reject) => {
    const sent = request({
      path,
      headers: ['Host', 'x', 'Connection', 'close', ...headers],
      createConnection: () => connect({ ...JUDGED_BY, ...credentials, host, port, roots, name: { dns: name } }),
    });
    sent.on('error', reject).on('response', async (answer: IncomingMessage) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve({ code: answer.statusCode ?? 0, text });
    });
    sent.end();
  });
}

const CLAIMS = ['X-Remote-User', 'kubernetes-admin', 'X-Remote-Group', 'system:masters'];

describe('X-Remote-* from anybody else is worth nothing', () => {
  const toWhoami = () => {
    const service = whoami.objects.find(({ kind }) => kind === 'APIService')!;
    const roots = atob((service['spec'] as { caBundle: string }).caBundle);
    return { host: '127.0.0.1', port: whoami.running.port, roots, name: 'whoami.kube-system.svc' };
  };
  /** A certificate of a CA of the folder. */
  async function credentialsOf(ca: string, name: string): Promise<object> {
    const authority = await cluster.authorityOf(ca);
    const spec = { subject: subjectOf(name, ['system:masters']), purposes: ['clientAuth'], names: [] } as const;
    const options = { time: now(), days: 1, random: systemRandom };
    const { certificate, key } = issueLeaf(spec, await cluster.newKey(name), authority, options);
    return { cert: certificatePem(certificate), key };
  }

  it('to the server behind: without a certificate, by another name, by another CA', async () => {
    expect((await ask(toWhoami(), `${IDENTITIES}/me`, CLAIMS)).code).toBe(401);
    const stranger = await credentialsOf('pki/front-proxy-ca', 'front-proxy-server');
    expect((await ask(toWhoami(), `${IDENTITIES}/me`, CLAIMS, stranger)).code).toBe(401);
    const outsider = await credentialsOf('pki/ca', 'front-proxy-client');
    await expect(ask(toWhoami(), `${IDENTITIES}/me`, CLAIMS, outsider)).rejects.toThrow(/unknown_ca/);
    const proxy = await credentialsOf('pki/front-proxy-ca', 'front-proxy-client');
    expect((await ask(toWhoami(), `${IDENTITIES}/me`, CLAIMS, proxy)).code).toBe(200);
    // Who names nobody, or two, is nobody.
    for (const headers of [[], ['X-Remote-User', ''], [...CLAIMS, 'x-remote-user', 'jane']]) {
      expect((await ask(toWhoami(), `${IDENTITIES}/me`, headers, proxy)).code).toBe(401);
    }
    expect((await ask(toWhoami(), '/healthz', [])).code).toBe(200);
  });

  it('to the API server: it goes no further, in no spelling', async () => {
    const roots = certificatePem(cluster.authority.certificate);
    const toApi = { host: '127.0.0.1', port: cluster.api.port, roots, name: 'kubernetes' };
    const jane = await credentialsOf('pki/ca', 'jane');
    const odd = [
      'X_Remote_User',
      'root',
      'x-remote-extra-a',
      'b',
      'X-Remote-Uid',
      '0',
      'X-Remote-Group_',
      'system:masters',
    ];
    const { code, text } = await ask(toApi, `${IDENTITIES}/me`, [...CLAIMS, ...odd], jane);
    expect(code).toBe(200);
    const { user, through } = JSON.parse(text) as Identity;
    expect([user.username, user.groups]).toEqual(['jane', ['system:masters', 'system:authenticated']]);
    expect(through.headers.join('\n')).not.toMatch(/kubernetes-admin|root|X-Remote-Uid|_|: b$/m);
    // The front proxy's CA vouches for no client of the API server.
    const proxy = await credentialsOf('pki/front-proxy-ca', 'front-proxy-client');
    await expect(ask(toApi, `${IDENTITIES}/me`, CLAIMS, proxy)).rejects.toThrow(/unknown_ca/);
    expect((await ask(toApi, `${IDENTITIES}/me`, CLAIMS)).code).toBe(403);
  });

  it('one who impersonates is told as the other', async () => {
    const roots = certificatePem(cluster.authority.certificate);
    const toApi = { host: '127.0.0.1', port: cluster.api.port, roots, name: 'kubernetes' };
    const master = await credentialsOf('pki/ca', 'master');
    const headers = ['Impersonate-User', 'joe', 'Impersonate-Extra-acme.example%2fproject', 'p%q'];
    const { user, through } = JSON.parse((await ask(toApi, `${IDENTITIES}/me`, headers, master)).text) as Identity;
    expect(user).toEqual({
      ...{ username: 'joe', groups: ['system:authenticated'], extra: { 'acme.example/project': ['p%q'] } },
    });
    expect(through.headers).toContain('X-Remote-Extra-acme.example%2Fproject: p%q');
    expect(through.headers.join()).not.toContain('Impersonate');
  });
});

describe('an APIService', () => {
  const service = (spec: object, name = 'v1.acme.example') => ({
    ...{ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name } },
    spec: { group: 'acme.example', version: 'v1', groupPriorityMinimum: 10, versionPriority: 10, ...spec },
  });
  const create = (object: object) => admin.create('/apis/apiregistration.k8s.io/v1/apiservices', object);

  it('is refused where it is wrong, in the words of Kubernetes', async () => {
    const refused = async (spec: object, name?: string): Promise<string> =>
      create(service(spec, name)).then(
        () => 'created',
        (error: Error) => error.message,
      );
    const to = { service: { namespace: 'default', name: 'acme' } };
    expect(await refused({}, 'v2.acme.example')).toContain('must be `spec.version+"."+spec.group`: "v1.acme.example"');
    expect(await refused({ groupPriorityMinimum: 20_001 })).toContain('must be positive and less than 20000');
    expect(await refused({ versionPriority: 0 })).toContain('must be positive and less than 1000');
    expect(await refused({ insecureSkipTLSVerify: true })).toContain('local APIServices may not have');
    expect(await refused({ ...to, insecureSkipTLSVerify: true })).toContain('spec.insecureSkipTLSVerify: Forbidden');
    expect(await refused(to)).toContain('spec.caBundle: Required value');
    expect(await refused({ ...to, caBundle: btoa('no PEM') })).toContain('unable to load root certificates');
    const caBundle = btoa(certificatePem(cluster.authority.certificate));
    expect(await refused({ caBundle, service: { namespace: '', name: 'a', port: 0 } })).toMatch(
      /spec\.service\.namespace: Required value, spec\.service\.port: Invalid value: 0/,
    );
  });

  it('whose server is not there is told so, and answers 503', async () => {
    const caBundle = btoa(certificatePem(cluster.authority.certificate));
    await create(service({ caBundle, service: { namespace: 'default', name: 'nowhere' } }));
    const found = await cluster.until(async () => {
      const { status } = await admin.get('/apis/apiregistration.k8s.io/v1/apiservices/v1.acme.example');
      const [condition] = (status as { conditions?: { status: string; reason: string }[] }).conditions ?? [];
      return condition;
    });
    expect(found).toMatchObject({ type: 'Available', status: 'False', reason: 'FailedDiscoveryCheck' });
    expect(await rejection(admin.get('/apis/acme.example/v1/things'))).toBe('service-unavailable');
    expect(JSON.stringify(await admin.get('/apis'))).not.toContain('acme.example');
    await admin.delete('/apis/apiregistration.k8s.io/v1/apiservices/v1.acme.example');
    expect(await rejection(admin.get('/apis/acme.example/v1/things'))).toBe('not-found');
  });

  it('whose server answers with more than a list of resources has is told so', async () => {
    const names = [{ kind: 'dNSName', value: 'deep.default.svc' }] as const;
    const subject = subjectOf('deep.default.svc', []);
    const key = await cluster.newKey('deep');
    const settings = { time: now(), days: 1, random: systemRandom };
    const { certificate } = issueLeaf({ subject, purposes: ['serverAuth'], names }, key, cluster.authority, settings);
    const resources = `${'['.repeat(500)}${']'.repeat(500)}`;
    const deep = createTlsServer({ cert: certificatePem(certificate), key, requestCert: false }, (socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          const body = `{"resources":${resources}}`;
          socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        });
    });
    await new Promise<void>((resolve) => void deep.listen(0, '127.0.0.1', resolve));
    const { port } = deep.address() as AddressInfo;
    await admin.create('/api/v1/namespaces/default/services', {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'deep' } },
      spec: { type: 'ExternalName', externalName: '127.0.0.1', ports: [{ name: 'https', port, protocol: 'TCP' }] },
    });
    const caBundle = btoa(certificatePem(cluster.authority.certificate));
    await create(service({ caBundle, service: { namespace: 'default', name: 'deep', port } }));
    const found = await cluster.until(async () => {
      const { status } = await admin.get('/apis/apiregistration.k8s.io/v1/apiservices/v1.acme.example');
      return (status as { conditions?: { message: string }[] }).conditions?.[0];
    });
    expect(found).toMatchObject({ message: expect.stringContaining('nests deeper than 100 collections') });
    await admin.delete('/apis/apiregistration.k8s.io/v1/apiservices/v1.acme.example');
    deep.close();
    deep.closeAllConnections();
  });

  it('does not reach a server of another CA', async () => {
    const caBundle = btoa(certificatePem(cluster.authority.certificate));
    const [{ spec }] = whoami.objects.filter(({ kind }) => kind === 'Service');
    await admin.create('/api/v1/namespaces/default/services', {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'impostor' }, spec },
    });
    const { port } = whoami.running;
    await create(service({ caBundle, service: { namespace: 'default', name: 'impostor', port } }));
    const failed = admin.get('/apis/acme.example/v1/things');
    await expect(failed).rejects.toThrow(/error trying to reach service/);
  });
});

describe('what is passed on', () => {
  /** Relays what a client of the test sends to a server of the test. */
  async function relayed(
    behind: (request: IncomingMessage, response: ServerResponse) => void,
    headers: string[],
    body = '',
  ): Promise<{ code: number; headers: IncomingMessage['headers']; text: string }> {
    const server = createServer(behind).on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    const portOf = (one: typeof server) => (one.address() as { port: number }).port;
    const { createConnection } = await import('node:net');
    const front = createServer((incoming, response) => {
      const hop = { host: 'behind.svc', dial: () => createConnection(portOf(server), '127.0.0.1') };
      relayRequest(hop, { name: 'jane', groups: ['dev'] }, incoming, response).catch(
        (error: { status?: { code: number }; message: string }) => {
          response.statusCode = error.status?.code ?? 500;
          response.end(error.message);
        },
      );
    });
    for (const one of [server, front]) await new Promise<void>((done) => void one.listen(0, '127.0.0.1', done));
    try {
      return await new Promise((resolve, reject) => {
        const options = { port: portOf(front), method: body === '' ? 'GET' : 'POST', path: '/a%2fb?c=d' };
        const sent = request({ ...options, headers: ['Host', 'x', ...headers] });
        sent.on('error', reject).on('response', async (answer) => {
          let text = '';
          for await (const chunk of answer) text += chunk;
          resolve({ code: answer.statusCode ?? 0, headers: answer.headers, text });
        });
        sent.end(body);
      });
    } finally {
      for (const one of [server, front]) one.closeAllConnections();
      for (const one of [server, front]) await new Promise((done) => one.close(done));
    }
  }
  const echo = (incoming: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    incoming.on('data', (chunk) => (body += chunk));
    incoming.on('end', () => response.end(JSON.stringify({ url: incoming.url, raw: incoming.rawHeaders, body })));
  };

  it('is the request as it came, without what belongs to the connection or says who asks', async () => {
    const { text } = await relayed(
      echo,
      [
        ...['Authorization', 'Bearer secret', 'Accept', 'application/json', 'Connection', 'close, X-Hop'],
        ...['X-Hop', '1', 'Te', 'trailers', 'Content-Length', '5', 'X-Remote-User', 'root', 'Impersonate-User', 'root'],
      ],
      'hello',
    );
    const { url, raw, body } = JSON.parse(text) as { url: string; raw: string[]; body: string };
    expect([url, body]).toEqual(['/a%2fb?c=d', 'hello']);
    expect(raw).toEqual([
      ...['Host', 'behind.svc', 'Accept', 'application/json', 'Content-Length', '5'],
      ...['X-Remote-User', 'jane', 'X-Remote-Group', 'dev', 'Connection', 'close'],
    ]);
  });

  it('is no redirection and no other protocol', async () => {
    const away = await relayed(
      (_request, response) => void response.writeHead(302, { Location: 'https://evil' }).end(),
      [],
    );
    expect(away).toMatchObject({ code: 502, text: expect.stringContaining('attempted to redirect') });
    const chunked = await relayed(echo, ['Transfer-Encoding', 'chunked'], 'ping');
    expect(JSON.parse(chunked.text).body).toBe('ping');
  });
});

describe('identity in header fields', () => {
  it('comes back as it went', () => {
    const extra = new Map([
      ['scopes', ['a', 'b']],
      ['acme.example/100% sure', ['zoë']],
    ]);
    const user = { name: 'zoë 张', uid: '7', groups: ['dev', 'ops, team'], extra };
    expect(userOfHeaders(identityHeaders(user).flat())).toEqual(user);
  });

  it('names nobody where it names two', () => {
    const jane = ['X-Remote-User', 'jane', 'X-Remote-Uid', '1'];
    expect(userOfHeaders(jane)).toMatchObject({ name: 'jane', uid: '1' });
    expect(userOfHeaders([...jane, 'x-remote-uid', '2'])).toBeUndefined();
    expect(userOfHeaders([...jane, 'x-remote-user', 'root'])).toBeUndefined();
  });

  it.each(['a\nb', 'a\r\nX-Remote-Group: system:masters', ' jane', 'jane\t', 'a\u0000', '\ud800'])(
    '%j cannot be told',
    (name) => {
      expect(() => identityHeaders({ name, groups: [] })).toThrow('no header field can hold');
      expect(() => identityHeaders({ name: 'jane', groups: [name] })).toThrow('no header field can hold');
    },
  );
});
