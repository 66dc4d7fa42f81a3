/** Writing and watching over HTTP: what the registry's own tests cannot see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestLine } from '../../../src/cli/request-log.ts';
import { type RequestEvent, resourceTypeAt, ServerMetrics } from '../../../src/kubernetes/index.ts';
import { type Answer, type Ask, Lab } from '../../fixtures/cluster-servers.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const MAPS = '/api/v1/namespaces/default/configmaps';
const ask = (path: string, given?: Ask): Promise<Answer> => lab.ask(path, given);
const send = (
  method: string,
  path: string,
  body: object | string,
  type = 'application/json',
  person: Ask['person'] = 'admin',
): Promise<Answer> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // node:http frames no body of a DELETE by itself.
  return lab.ask(path, {
    method,
    person,
    body: text,
    headers: { 'content-type': type, 'content-length': `${text.length}` },
  });
};
const make = (name: string, more: object = {}): Promise<Answer> =>
  send('POST', MAPS, { metadata: { name }, data: { a: '1' }, ...more });
const read = (answer: Answer) => JSON.parse(answer.text);

describe('vectors', () => {
  it('creates, replaces, patches, deletes', async () => {
    const made = await make('life');
    expect([made.code, read(made).kind]).toEqual([201, 'ConfigMap']);
    const replaced = await send('PUT', `${MAPS}/life`, { ...read(made), data: { a: '2' } });
    expect(read(replaced).data).toEqual({ a: '2' });
    const kinds = { merge: { data: { b: '3' } }, 'strategic-merge': { data: { a: null } } };
    for (const [kind, patch] of Object.entries(kinds)) {
      expect((await send('PATCH', `${MAPS}/life`, patch, `application/${kind}-patch+json`)).code).toBe(200);
    }
    const patch = [{ op: 'add', path: '/data/c', value: '4' }];
    expect(read(await send('PATCH', `${MAPS}/life`, patch, 'application/json-patch+json')).data).toEqual({
      b: '3',
      c: '4',
    });
    expect(
      read(await send('PATCH', `${MAPS}/life?dryRun=All`, { data: { c: '5' } }, 'application/merge-patch+json')).data.c,
    ).toBe('5');
    expect(read(await ask(`${MAPS}/life`)).data.c).toBe('4');
    expect(read(await ask(`${MAPS}/life`, { method: 'DELETE' }))).toMatchObject({
      status: 'Success',
      details: { name: 'life', kind: 'configmaps' },
    });
    expect((await ask(`${MAPS}/life`)).code).toBe(404);
  });

  it('reads half of a surrogate pair as U+FFFD, as Go does: no UTF-8 can hold it', async () => {
    const [half, said] = [String.raw`"\ud800"`, '\ufffd'];
    const metadata = (name: string): string => `"metadata": {"name": "${name}", "annotations": {"a": ${half}}}`;
    const body = `{"apiVersion": "v1", "kind": "ConfigMap", ${metadata('half')}, "data": {"a": ${half}, "b": "\u{1f511}"}}`;
    const made = read(await send('POST', MAPS, body.replace('\u{1f511}', String.raw`\ud83d\udd11`)));
    expect([made.metadata.annotations, made.data]).toEqual([{ a: said }, { a: said, b: '🔑' }]);
    const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: half-yaml}\ndata: {a: ${half}}\n`;
    expect(read(await send('POST', MAPS, yaml, 'application/yaml')).data).toEqual({ a: said });
    const patched = await send('PATCH', `${MAPS}/half`, `{"data": {"c": ${half}}}`, 'application/merge-patch+json');
    expect([patched.code, read(patched).data.c]).toEqual([200, said]);
    const secret = `{"apiVersion": "v1", "kind": "Secret", ${metadata('half')}, "stringData": {"a": ${half}}}`;
    expect((await send('POST', MAPS.replace('configmaps', 'secrets'), secret)).code).toBe(201);
  });

  it('deletes a collection, by its labels', async () => {
    for (const name of ['c1', 'c2']) await make(name, { metadata: { name, labels: { set: 'c' } } });
    await make('c3');
    const deleted = read(await ask(`${MAPS}?labelSelector=set%3Dc`, { method: 'DELETE' }));
    expect([deleted.kind, deleted.items.length]).toEqual(['ConfigMapList', 2]);
    expect((await ask(`${MAPS}/c3`)).code).toBe(200);
  });

  it('warns of fields that nobody knows, and refuses them where asked to', async () => {
    const odd = { metadata: { name: 'odd' }, dat: { a: '1' } };
    const warned = await send('POST', MAPS, odd);
    expect([warned.code, warned.headers['warning']]).toEqual([201, '299 - "unknown field \\"dat\\""']);
    expect(read(await send('POST', `${MAPS}?fieldValidation=Strict`, odd)).message).toContain(
      'strict decoding error: unknown field "dat"',
    );
  });

  it('tells watches of additions, changes and deletions, by selector, as one text for all', async () => {
    const version = read(await ask(MAPS)).metadata.resourceVersion;
    const query = `watch=true&resourceVersion=${version}&labelSelector=seen&timeoutSeconds=2&allowWatchBookmarks=true`;
    const watches = [ask(`${MAPS}?${query}`), ask(`/api/v1/configmaps?${query}`)];
    await make('w', { metadata: { name: 'w' } });
    await send('PATCH', `${MAPS}/w`, { metadata: { labels: { seen: '1' } } }, 'application/merge-patch+json');
    await send('PATCH', `${MAPS}/w`, { data: { a: '2' } }, 'application/merge-patch+json');
    await send('PATCH', `${MAPS}/w`, { metadata: { labels: null } }, 'application/merge-patch+json');
    const [one, all] = await Promise.all(watches);
    expect(one.text).toBe(all.text);
    const events = one.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  });

  it('encodes an event once for all watches of one form', async () => {
    const cache = await lab.registry.cache(resourceTypeAt('', 'v1', 'configmaps')!);
    const query = `watch=true&resourceVersion=${cache.revision}&timeoutSeconds=1`;
    const watches = Array.from({ length: 5 }, () => ask(`${MAPS}?${query}`));
    await lab.until(() => cache.watchers === 5);
    const before = cache.encodings;
    await make('once');
    expect((await Promise.all(watches)).every(({ text }) => text.includes('"once"'))).toBe(true);
    expect(cache.encodings - before).toBe(1);
  });

  it('reports metrics, without a client’s own words', async () => {
    const now = (): Date => new Date(1_000_000);
    const crl = () => ({ thisUpdate: new Date(400_000), nextUpdate: undefined, overdue: false, revoked: 0 });
    const metrics = new ServerMetrics({
      expiries: () => [['apiserver', new Date(5000)]],
      crl,
      revision: async () => 7,
      now,
    });
    const attributes = { verb: 'get', group: '', resource: 'evil"\n', subresource: '', namespace: '', name: '' };
    for (const code of [200, 404])
      metrics.request({
        method: 'GET',
        target: '/',
        code,
        attributes: { ...attributes, ...(code === 200 && { resource: 'pods' }) },
      });
    const text = await metrics.text();
    expect(text.match(/^# TYPE/gm)).toHaveLength(6);
    expect(text).toContain('apiserver_request_total{verb="get",resource="pods",code="200"} 1\n');
    expect(text).toContain('apiserver_request_total{verb="get",resource="",code="404"} 1\n');
    expect(text).toContain('vitrine_certificate_expiry_timestamp_seconds{certificate="apiserver"} 5\n');
    expect(text).toContain('vitrine_client_crl_age_seconds 600\n');
    expect(text).toContain('vitrine_store_revision 7\n');
  });

  it('writes a line a request, whatever is in it', () => {
    const user = { name: 'jane\n', groups: [] };
    const attributes = {
      verb: 'get',
      group: 'apps',
      resource: 'pods',
      subresource: 'log',
      namespace: 'dev',
      name: 'x',
    };
    const event: RequestEvent = {
      method: 'GET',
      target: '/',
      code: 200,
      user,
      requester: user,
      attributes,
      decision: { allowed: true, reason: 'RBAC: allowed by x' },
    };
    expect(requestLine(event)).toBe('jane? get pods.apps/log dev/x allowed: RBAC: allowed by x 200');
    expect(requestLine({ method: 'GET', target: '/\u0007', code: 400 })).toBe('- GET /? not judged 400');
  });
});

describe('misuse', () => {
  it.each<[string, string, string, object | string, string, number]>([
    ['server-side apply', 'PATCH', `${MAPS}/x`, 'a: 1', 'application/apply-patch+yaml', 415],
    ['a patch of another type', 'PATCH', `${MAPS}/x`, {}, 'application/json', 415],
    ['YAML of no object', 'POST', MAPS, 'a: 1', 'application/yaml', 422],
    [
      'protobuf of a type that is not posted so',
      'POST',
      '/api/v1/namespaces/default/pods',
      'k8s\0',
      'application/vnd.kubernetes.protobuf',
      415,
    ],
    ['a list', 'POST', MAPS, [], 'application/json', 400],
    ['null', 'POST', MAPS, 'null', 'application/json', 400],
    ['nesting', 'POST', MAPS, `{"data":${'['.repeat(200)}${']'.repeat(200)}}`, 'application/json', 400],
    ['a wish for dryRun=Some', 'POST', `${MAPS}?dryRun=Some`, { metadata: { name: 'y' } }, 'application/json', 400],
    [
      'a namespace in the body',
      'POST',
      MAPS,
      { metadata: { name: 'y', namespace: 'kube-system' } },
      'application/json',
      400,
    ],
    ['another name in the body', 'PUT', `${MAPS}/odd`, { metadata: { name: 'y' } }, 'application/json', 400],
    ['a name that is a path', 'POST', MAPS, { metadata: { name: '../secrets/x' } }, 'application/json', 422],
    [
      'a role’s name that is a path',
      'POST',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      { metadata: { name: 'a/b' }, rules: [] },
      'application/json',
      422,
    ],
    ['no namespace', 'POST', '/api/v1/configmaps', { metadata: { name: 'y' } }, 'application/json', 404],
    ['a policy that does not exist', 'DELETE', `${MAPS}/odd`, { propagationPolicy: 'Never' }, 'application/json', 400],
    ['a subresource of another type', 'PUT', `${MAPS}/odd/status`, {}, 'application/json', 404],
    [
      'a stream into a container',
      'POST',
      '/api/v1/namespaces/default/pods/orders-0/exec?command=sh',
      '',
      'application/json',
      501,
    ],
    ['a port', 'POST', '/api/v1/namespaces/default/pods/orders-0/portforward', '', 'application/json', 501],
  ])('refuses %s', async (_, method, path, body, type, code) => {
    expect((await send(method, path, body, type)).code).toBe(code);
  });

  it('acts by the method alone, whatever a header says', async () => {
    await make('safe');
    const headers = {
      'x-http-method-override': 'DELETE',
      'x-original-url': `${MAPS}/other`,
      'x-forwarded-user': 'admin',
    };
    expect((await ask(`${MAPS}/safe`, { headers })).code).toBe(200);
    expect((await ask(`${MAPS}/safe`)).code).toBe(200);
    const jane = {
      method: 'DELETE',
      person: 'jane',
      headers: { 'x-remote-user': 'admin', 'x-remote-group': 'system:masters' },
    } as const;
    expect((await ask(`${MAPS}/safe`, jane)).code).toBe(403);
  });

  it('lets nobody write who may only read, and strangers neither', async () => {
    for (const person of ['jane', 'nobody'] as const) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const path = `/api/v1/namespaces/dev/configmaps${method === 'POST' ? '' : '/x'}`;
        expect((await send(method, path, {}, 'application/json', person)).code, `${person} ${method}`).toBe(403);
      }
    }
    expect((await ask('/api/v1/namespaces/dev/configmaps', { method: 'DELETE', person: 'jane' })).code).toBe(403);
  });

  it('an upgrade of the connection gives none away', async () => {
    const answer = await lab.raw(
      'GET /api/v1/namespaces/default/pods/orders-0/exec?command=sh HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 501 /);
    expect(answer).not.toContain('101 Switching');
  });

  it('expires a watch whose events are gone, and waits for no revision of the future', async () => {
    expect((await ask(`${MAPS}?watch=1&resourceVersion=1`)).code).toBe(410);
    expect((await ask(`${MAPS}?watch=1&resourceVersion=999999`)).code).toBe(504);
    expect((await ask(`${MAPS}?resourceVersion=x`)).code).toBe(400);
  });
});
