import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, utf8ToBytes } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { type ApiServerOptions, apiServerHandler, kubernetesEnvelope } from '../../../src/kubernetes/index.ts';
import { type Answer, type Ask, Lab } from '../../fixtures/cluster-servers.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const ask = (path: string, given?: Ask): Promise<Answer> => lab.ask(path, given);
const json = async (path: string, given?: Ask) => JSON.parse((await ask(path, given)).text);
const failure = (code: number, reason: string, message: string, details?: object): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details && { details }),
  code,
});

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const review = (spec: object, changes: object = {}): string =>
  JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec, ...changes });

describe('vectors', () => {
  it('answers in the words of Kubernetes', async () => {
    const bearer = { person: undefined, headers: { authorization: 'Bearer x' } };
    expect(await json('/version', bearer)).toEqual(failure(401, 'Unauthorized', 'Unauthorized'));
    expect(await json('/api/v1/pods', { person: undefined })).toEqual(
      failure(
        403,
        'Forbidden',
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
        { kind: 'pods' },
      ),
    );
    expect((await json('/version', { person: undefined })).minor).toBe('32');
    // What Kubernetes does not read is no reason to refuse.
    const password = { person: undefined, headers: { authorization: 'Basic eDp5' } };
    expect((await json('/version', password)).minor).toBe('32');
    expect((await ask('/api', { person: undefined })).code).toBe(403);
    expect(await json('/api/v1/pods', { person: 'jane' })).toEqual(
      failure(
        403,
        'Forbidden',
        'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
        { kind: 'pods' },
      ),
    );
    expect(await json('/api/v1/namespaces/default/pods/x/log', { person: 'jane' })).toEqual(
      failure(
        403,
        'Forbidden',
        'pods "x" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"',
        { name: 'x', kind: 'pods' },
      ),
    );
    expect(await json('/apis/rbac.authorization.k8s.io/v1/roles', { person: 'jane' })).toEqual(
      failure(
        403,
        'Forbidden',
        'roles.rbac.authorization.k8s.io is forbidden: User "jane" cannot list resource "roles" in API group "rbac.authorization.k8s.io" at the cluster scope',
        { group: 'rbac.authorization.k8s.io', kind: 'roles' },
      ),
    );
    expect(await json('/metrics', { person: 'jane' })).toEqual(
      failure(403, 'Forbidden', 'forbidden: User "jane" cannot get path "/metrics"', {}),
    );
    expect(await json('/api/v1/namespaces/default/pods/x')).toEqual(
      failure(404, 'NotFound', 'pods "x" not found', { name: 'x', kind: 'pods' }),
    );
    expect(await json('/metrics')).toEqual(
      failure(404, 'NotFound', 'the server could not find the requested resource', {}),
    );
    expect(await json('/api/v1/namespaces/default/pods/x', { method: 'DELETE' })).toMatchObject({ reason: 'NotFound' });
    expect(await json('/api/v1/nodes/x/status', { method: 'DELETE' })).toEqual(
      failure(405, 'MethodNotAllowed', 'delete is not supported on resources of kind "nodes"', { kind: 'nodes' }),
    );
  });

  it('serves the unaggregated discovery documents too', async () => {
    expect((await json('/api')).versions).toEqual(['v1']);
    const groups = (await json('/apis')).groups.map((group: { name: string }) => group.name);
    expect(groups).toEqual([
      'apiregistration.k8s.io',
      'authentication.k8s.io',
      'authorization.k8s.io',
      'certificates.k8s.io',
      'coordination.k8s.io',
      'rbac.authorization.k8s.io',
    ]);
    const { resources } = await json('/api/v1');
    expect(resources.map(({ name }: { name: string }) => name)).toContain('pods/log');
    expect((await json('/apis/rbac.authorization.k8s.io')).preferredVersion.version).toBe('v1');
    expect((await ask('/apis/rbac.authorization.k8s.io/v1')).code).toBe(200);
  });

  it('negotiates the aggregated form by the media type, and says so', async () => {
    const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const { headers, text } = await ask('/apis', { headers: { accept: `${aggregated},application/json` } });
    expect(headers['content-type']).toBe(aggregated);
    expect(JSON.parse(text).kind).toBe('APIGroupDiscoveryList');
    expect((await ask('/apis/', { headers: { accept: 'application/json' } })).headers['content-type']).toBe(
      'application/json',
    );
  });

  it('shows a Table', async () => {
    const table = await json('/api/v1/namespaces/dev/pods', { headers: { accept: TABLE } });
    expect(table.kind).toBe('Table');
    expect(table.columnDefinitions[0]).toMatchObject({ name: 'Name', type: 'string', format: 'name', priority: 0 });
    expect(table.rows[1].cells.slice(0, 4)).toEqual(['worker-5c9b6d7f8-x4vnp', '0/1', 'ImagePullBackOff', '0']);
    expect(table.rows[0].object.kind).toBe('PartialObjectMetadata');
    const whole = await json('/api/v1/nodes/node-1?includeObject=Object', { headers: { accept: TABLE } });
    expect(whole.rows[0].object.kind).toBe('Node');
  });

  it('answers access reviews in JSON as well', async () => {
    const ask = { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'dev' } };
    const { status } = await json(REVIEW, { method: 'POST', body: review(ask), person: 'jane' });
    expect(status).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "dev-view/dev" of ClusterRole "view" to Group "dev"',
    });
    const other = { nonResourceAttributes: { verb: 'get', path: '/metrics' } };
    expect(await json(REVIEW, { method: 'POST', body: review(other), person: 'jane' })).toMatchObject({
      spec: other,
      status: { allowed: false },
    });
  });

  it('lists by pages', async () => {
    const names: string[] = [];
    let token = '';
    do {
      const { items, metadata } = await json(`/api/v1/pods?limit=5&continue=${encodeURIComponent(token)}`);
      expect(items.length).toBeLessThanOrEqual(5);
      names.push(...items.map((pod: { metadata: { name: string } }) => pod.metadata.name));
      token = metadata.continue ?? '';
    } while (token !== '');
    expect(new Set(names).size).toBe(12);
  });

  it('has headers and no body for HEAD', async () => {
    for (const path of ['/version', '/api/v1/pods', '/api/v1/pods?watch=1']) {
      expect(await ask(path, { method: 'HEAD' }), path).toMatchObject({ code: 200, text: '' });
    }
    expect((await ask('/api/v1/namespaces/default/pods/orders-0/log', { method: 'HEAD' })).code).toBe(405);
  });

  it('tells an observer who asked for what, and what became of it', async () => {
    lab.events.length = 0;
    await ask('/api/v1/namespaces/dev/pods', { person: 'jane' });
    await lab.until(() => lab.events.length > 0);
    expect(lab.events).toEqual([
      expect.objectContaining({
        method: 'GET',
        user: expect.objectContaining({ name: 'jane' }),
        attributes: expect.objectContaining({ verb: 'list', namespace: 'dev' }),
        decision: { allowed: true, reason: expect.stringContaining('dev-view') },
        code: 200,
      }),
    ]);
  });
});

describe('misuse', () => {
  it.each<[string, Ask, number]>([
    ['/api/v1/pods/%zz', {}, 400],
    ['/api/v1/pods/%ff', {}, 400],
    ['/api/v1/pods?labelSelector=%', {}, 400],
    ['/api%2fv1/pods', {}, 400],
    ['/api/v1/pods/a%00b', {}, 400],
    ['/api/v1/pods?labelSelector=a==', {}, 200],
    ['/api/v1/pods?labelSelector=a%3E1', {}, 400],
    ['/api/v1/pods?fieldSelector=spec.hostNetwork%3Dtrue', {}, 400],
    ['/api/v1/pods?limit=-1', {}, 400],
    ['/api/v1/pods?limit=1&continue=*', {}, 400],
    ['/api/v1/pods?watch=1&resourceVersion=1', {}, 410],
    ['/api/v1/pods?watch=1&sendInitialEvents=true', {}, 400],
    ['/api/v1/pods?includeObject=x', { headers: { accept: TABLE } }, 400],
    ['/api/v1/pods/orders-0', {}, 404],
    ['/api/v1/widgets', {}, 404],
    ['/api/v2/pods', {}, 404],
    ['/apis/apps/v1/pods', {}, 404],
    ['/api/v1/namespaces/default/nodes', {}, 404],
    ['/api/v1/namespaces/default/pods/orders-0/exec', {}, 501],
    ['/api/v1/namespaces/default/pods/orders-0/eviction', {}, 404],
    ['/api/v1/namespaces/default/pods/orders-0/log/x', {}, 404],
    ['/api/v1/__proto__', {}, 404],
    ['/api/v1/namespaces/__proto__/pods/constructor', {}, 404],
    ['/version', { method: 'POST' }, 405],
    ['/api/v1/namespaces', { method: 'POST' }, 400],
    ['/api/v1/namespaces/x', { method: 'POST' }, 405],
    [`${REVIEW}/x`, { method: 'POST' }, 405],
    [REVIEW, {}, 405],
    ['/api/v1/pods', { headers: { accept: 'application/vnd.kubernetes.protobuf' } }, 406],
    ['/api/v1/pods', { headers: { accept: 'application/json;q=0' } }, 406],
    ['/api/v1/pods', { headers: { accept: 'text/html, application/*;q=0.1' } }, 200],
    ['/version', { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } }, 406],
  ])('%s %o: %i', async (path, given, code) => {
    expect((await ask(path, given)).code).toBe(code);
  });

  it.each<[string, Uint8Array | string, string, number]>([
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['YAML of no review', 'a: b', 'application/yaml', 400],
    ['YAML that merges no mapping', '%YAML 1.1\n---\na: &a [1]\nb: {<<: *a}', 'application/yaml', 400],
    ['YAML of many tokens', `a: [${'b,'.repeat(150_000)}]`, 'application/yaml', 400],
    ['no JSON', '{', 'application/json', 400],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'application/json', 400],
    ['another kind', review({}, { kind: 'Pod' }), 'application/json', 400],
    ['a kind by inheritance', '{"__proto__":{"kind":"SelfSubjectAccessReview"}}', 'application/json', 400],
    ['nothing asked', review({}), 'application/json', 422],
    ['two things asked', review({ resourceAttributes: {}, nonResourceAttributes: {} }), 'application/json', 422],
    ['JSON under the name of protobuf', review({}), 'application/vnd.kubernetes.protobuf', 400],
    [
      'an envelope of fields that nobody knows',
      concat(
        utf8ToBytes('k8s\0'),
        new Uint8Array(2_000_000).map((_, i) => (i % 2 === 0 ? 0x78 : 1)),
      ),
      'application/vnd.kubernetes.protobuf',
      400,
    ],
    ['an empty envelope', utf8ToBytes('k8s\0'), 'application/vnd.kubernetes.protobuf', 400],
    ['nesting', '['.repeat(100_000), 'application/json', 400],
    ['too much', 'x'.repeat(3 * 1024 * 1024 + 1), 'application/json', 413],
  ])('a review that is %s', async (_, body, type, code) => {
    const given = { method: 'POST', body, headers: { 'content-type': type }, person: 'jane' } as const;
    expect((await ask(REVIEW, given)).code).toBe(code);
  });

  it('stops reading a body of unknown length at the bound', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024);
    const headers = { 'transfer-encoding': 'chunked' };
    // The server may close while the client still writes: then the client sees that, or the answer.
    const answer = await ask(REVIEW, { method: 'POST', body, headers }).catch((error) => error);
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(answer.code);
  });

  it('gives a role in one namespace no way to another', async () => {
    const get = async (path: string): Promise<number> => (await ask(path, { person: 'jane' })).code;
    expect(await get('/api/v1/namespaces/dev')).toBe(200);
    expect(await get('/api/v1/namespaces/kube-system')).toBe(403);
    expect(await get('/api/v1/namespaces/dev/namespaces/kube-system')).toBe(404);
    expect(await get('/api/v1/namespaces/dev/namespaces')).toBe(404);
    expect(await get('/api/v1/namespaces/dev/../kube-system/pods')).not.toBe(200);
    expect(await get('/api/v1/namespaces/dev/%2e%2e/kube-system/pods')).not.toBe(200);
  });

  it('takes no other options', () => {
    expect(() => apiServerHandler({ rbac: [] } as unknown as ApiServerOptions)).toThrow(
      expect.objectContaining({ code: 'unknown-option' }),
    );
  });

  it('refuses a header block that is too long', async () => {
    expect((await ask('/version', { headers: { padding: 'x'.repeat(20_000) } })).code).toBe(431);
  });
});

describe('regressions', () => {
  it('a review has a thousand fields at most, known or not, in the envelope and in itself', async () => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const typeMeta = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    /** Field 15, which no message has, as a varint. */
    const unknown = (count: number) => new Uint8Array(2 * count).map((_, i) => (i % 2 === 0 ? 0x78 : 1));
    const post = async (inEnvelope: number, inReview: number): Promise<number> => {
      const object = { typeMeta, raw: unknown(inReview), contentEncoding: '', contentType: '' };
      const body = concat(encode(kubernetesEnvelope, { magic: 0x6b_38_73_00, object }), unknown(inEnvelope));
      const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
      return (await ask(path, { method: 'POST', body, headers })).code;
    };
    expect(await post(900, 900)).toBe(201);
    expect(await post(1100, 0)).toBe(400);
    expect(await post(0, 1100)).toBe(400);
  });

  it('a watch tells what there is, stays open, and ends by its timeout', async () => {
    const { text } = await ask('/api/v1/namespaces/dev/pods?watch=true&timeoutSeconds=1');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      'ADDED api-7f8d9c5b4-mk2zt',
      'ADDED worker-5c9b6d7f8-x4vnp',
    ]);
  });

  it('a client that leaves in the middle of a followed log ends the call to the kubelet too', async () => {
    const identity = { key: lab.pem('any.key'), cert: lab.pem('admin.crt'), ca: lab.pem('ca.crt') };
    const socket = connect({ host: '127.0.0.1', port: lab.apiPort, ...identity });
    socket.write(
      'GET /api/v1/namespaces/default/pods/orders-0/log?container=orders&follow=true HTTP/1.1\r\nHost: x\r\n\r\n',
    );
    await new Promise((resolve) => socket.once('data', resolve));
    const before = lab.events.length;
    expect(await lab.kubeletConnections()).toBe(1);
    socket.destroy();
    await lab.until(async () => lab.events.length > before && (await lab.kubeletConnections()) === 0);
    expect(lab.events.at(-1)).not.toHaveProperty('failure');
  });
});

describe('requests in flight', () => {
  it('clients that leave while they are authenticated hold no place', async () => {
    const user = { name: 'robot', groups: [] };
    const registry = { policy: { authorizer: () => ({ allowed: true, reason: '' }) } };
    const given = { registry, now: () => new Date(), connectKubelet: () => expect.unreachable() };
    const handler = apiServerHandler({ ...given, identityOf: async () => user } as unknown as ApiServerOptions);
    const send = (): ServerResponse => {
      const request = new IncomingMessage(new Socket());
      Object.assign(request, { method: 'GET', url: '/version', httpVersion: '1.1', complete: true });
      request.rawHeaders = ['Host', 'x'];
      request.headers = { host: 'x' };
      const response = new ServerResponse(request);
      handler(request, response);
      return response;
    };
    for (let i = 0; i < 300; i++) send().destroy().emit('close'); // before the user is known
    await new Promise(setImmediate);
    const last = send();
    await new Promise(setImmediate);
    expect(last.statusCode).toBe(200);
    expect(last.headersSent).toBe(true);
  });
});
