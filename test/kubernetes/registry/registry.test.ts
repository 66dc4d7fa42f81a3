import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  bootstrapObjects,
  keepNamespacesClean,
  MemoryStore,
  type Registry,
  resourceTypeAt,
  type StatusError,
  StoreError,
} from '../../../src/kubernetes/index.ts';
import { defaultPolicy, type KubernetesObject, type User } from '../../../src/kubernetes/pki/index.ts';
import { uncoveredRules } from '../../../src/kubernetes/rbac/cover.ts';
import { configKey, dnsSubdomain, labelValue, qualifiedName } from '../../../src/kubernetes/registry/names.ts';
import { openRegistry } from '../../fixtures/registry.ts';

const type = (plural: string, group = '') => resourceTypeAt(group, 'v1', plural)!;
const [CONFIGMAPS, NAMESPACES, SECRETS, SERVICES] = ['configmaps', 'namespaces', 'secrets', 'services'].map((plural) =>
  type(plural),
);
const LEASES = type('leases', 'coordination.k8s.io');
const RBAC = 'rbac.authorization.k8s.io';
const admin: User = { name: 'admin', groups: ['kubeadm:cluster-admins'] };
const by = { user: admin };

let registry: Registry;
beforeEach(async () => {
  registry = await openRegistry();
});
afterEach(() => registry.close());

const create = (body: object, given = CONFIGMAPS, user = admin): Promise<KubernetesObject> =>
  registry.create(given, given.namespaced ? 'default' : '', body, { user });
const named = (name: string, more: object = {}): object => ({ metadata: { name }, ...more });
const failure = (work: Promise<unknown>): Promise<{ code: number; message: string }> =>
  work.then(
    () => ({ code: 200, message: '' }),
    (error: StatusError) => ({ code: error.status.code, message: error.status.message }),
  );
const place = (name: string, given = CONFIGMAPS) => ({ type: given, namespace: 'default', name });

describe('create', () => {
  it('sets what a server sets, and nothing that a client says of it', async () => {
    const metadata = {
      name: 'x',
      uid: 'mine',
      creationTimestamp: '2000-01-01T00:00:00Z',
      managedFields: [],
      deletionTimestamp: '2000-01-01T00:00:00Z',
    };
    const made = await create({ metadata, data: { a: '1' } });
    expect(made.metadata).toMatchObject({
      name: 'x',
      namespace: 'default',
      uid: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4/),
    });
    expect(Object.keys(made.metadata).toSorted()).toEqual([
      'creationTimestamp',
      'name',
      'namespace',
      'resourceVersion',
      'uid',
    ]);
    expect(made.metadata['creationTimestamp']).not.toBe('2000-01-01T00:00:00Z');
    expect(await registry.get(place('x'))).toEqual(made);
  });

  it('makes a name', async () => {
    const made = await create({ metadata: { generateName: 'x-' } });
    expect(made.metadata['name']).toMatch(/^x-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it.each<[string, object, number, string]>([
    ['no name', {}, 422, 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required'],
    [
      'a resourceVersion',
      { metadata: { name: 'x', resourceVersion: '1' } },
      400,
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'another namespace',
      { metadata: { name: 'x', namespace: 'dev' } },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    ['another kind', named('x', { kind: 'Secret' }), 400, 'Secret in version "v1"'],
    [
      'another version',
      named('x', { apiVersion: 'v2' }),
      400,
      'the API version in the data (v2) does not match the expected API version (v1)',
    ],
    [
      'a number for a text',
      named('x', { data: { a: 1 } }),
      400,
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    ['a list for labels', { metadata: { name: 'x', labels: [] } }, 400, 'cannot unmarshal array into Go struct field'],
    [
      'a key that is none',
      named('x', { data: { 'a b': '' } }),
      422,
      'data[a b]: Invalid value: "a b": a valid config key must consist of',
    ],
    [
      'a label that is none',
      { metadata: { name: 'x', labels: { 'a/b/c': '' } } },
      422,
      'metadata.labels: Invalid value: "a/b/c": a qualified name must consist of',
    ],
    [
      'an owner without a uid',
      { metadata: { name: 'x', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: '' }] } },
      422,
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ],
  ])('refuses %s', async (_, body, code, message) => {
    const refused = await failure(create(body));
    expect([refused.code, refused.message]).toEqual([code, expect.stringContaining(message)]);
  });

  it('says it as Kubernetes does for leases, secrets and services', async () => {
    const says = async (body: object, given: typeof LEASES) => (await failure(create(body, given))).message;
    expect(await says(named('l', { spec: { leaseDurationSeconds: 0 } }), LEASES)).toBe(
      'Lease.coordination.k8s.io "l" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    );
    expect(await says(named('s', { type: 'kubernetes.io/tls' }), SECRETS)).toBe(
      'Secret "s" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]',
    );
    expect(await says(named('s', { spec: { ports: [{ port: 99_999 }] } }), SERVICES)).toContain(
      'spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
    );
  });

  it('merges stringData, and gives services addresses that differ', async () => {
    const secret = await create(named('s', { stringData: { a: 'b' } }), SECRETS);
    expect([secret['data'], secret['stringData'], secret['type']]).toEqual([{ a: 'Yg==' }, undefined, 'Opaque']);
    const ports = [{ port: 80 }];
    const made = await Promise.all(['a', 'b', 'c'].map((name) => create(named(name, { spec: { ports } }), SERVICES)));
    expect(new Set(made.map((each) => (each['spec'] as { clusterIP: string }).clusterIP)).size).toBe(3);
  });

  it('dry, stores nothing, and still refuses', async () => {
    await registry.create(CONFIGMAPS, 'default', named('dry'), { ...by, dryRun: true });
    expect(await registry.find(place('dry'))).toBeUndefined();
    await create(named('there'));
    const again = registry.create(CONFIGMAPS, 'default', named('there'), { ...by, dryRun: true });
    expect((await failure(again)).code).toBe(409);
  });
});

describe('update', () => {
  it('is refused with an old version, and tried again without one', async () => {
    const made = await create(named('x', { data: { n: '0' } }));
    const count = (object: KubernetesObject): object => {
      const { resourceVersion: _, ...metadata } = object.metadata;
      return { ...object, metadata, data: { n: `${Number((object['data'] as { n: string }).n) + 1}` } };
    };
    await Promise.all(Array.from({ length: 20 }, () => registry.update(place('x'), count, by)));
    expect((await registry.get(place('x')))['data']).toEqual({ n: '20' });
    expect((await failure(registry.update(place('x'), () => made, by))).message).toBe(
      'Operation cannot be fulfilled on configmaps "x": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('that changes nothing writes nothing', async () => {
    const made = await create(named('x', { data: { a: '1' } }));
    expect(await registry.update(place('x'), (object) => ({ ...object }), by)).toEqual(made);
  });

  it('keeps what may not change', async () => {
    await create(named('x', { immutable: true, data: { a: '1' } }));
    const set = (fields: object) => registry.update(place('x'), (object) => ({ ...object, ...fields }), by);
    expect((await failure(set({ data: { a: '2' } }))).message).toContain(
      'data: Forbidden: field is immutable when `immutable` is set',
    );
    expect((await failure(set({ metadata: { name: 'y' } }))).code).toBe(400);
    await create(named('l'), LEASES);
    const lease = registry.update(place('l', LEASES), () => ({ metadata: {}, spec: { holderIdentity: 'me' } }), by);
    expect((await failure(lease)).message).toContain(
      'metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    );
  });
});

describe('delete', () => {
  it('asks for what the client has seen', async () => {
    const made = await create(named('x'));
    expect((await failure(registry.delete(place('x'), { ...by, uid: 'other' }))).message).toContain(
      'Precondition failed: UID in precondition: other',
    );
    expect((await failure(registry.delete(place('x'), { ...by, resourceVersion: '1' }))).code).toBe(409);
    expect(await registry.delete(place('x'), { ...by, uid: made.metadata['uid'] as string })).toMatchObject({
      gone: true,
    });
    expect((await failure(registry.delete(place('x'), by))).message).toBe('configmaps "x" not found');
  });

  it('waits for finalizers, takes no new ones, and goes with the last', async () => {
    await create({ metadata: { name: 'x', finalizers: ['a.dev/x'] } });
    const { object, gone } = await registry.delete(place('x'), by);
    expect([gone, object.metadata['deletionTimestamp']]).toEqual([false, expect.any(String)]);
    const finalizers = (...list: string[]) =>
      registry.update(place('x'), (each) => ({ ...each, metadata: { ...each.metadata, finalizers: list } }), by);
    expect((await failure(finalizers('a.dev/x', 'a.dev/y'))).message).toContain(
      'no new finalizers can be added if the object is being deleted',
    );
    await finalizers();
    expect(await registry.find(place('x'))).toBeUndefined();
  });

  it('of a namespace takes what is in it', async () => {
    const stop = keepNamespacesClean(registry, (error) => expect.unreachable(String(error)));
    await create(named('team'), NAMESPACES);
    await registry.create(CONFIGMAPS, 'team', named('x'), by);
    await registry.delete({ type: NAMESPACES, namespace: '', name: 'team' }, by);
    const late = await failure(registry.create(CONFIGMAPS, 'team', named('y'), by));
    expect([403, 404]).toContain(late.code);
    while ((await registry.find({ type: NAMESPACES, namespace: '', name: 'team' })) !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await registry.list(CONFIGMAPS, { namespace: 'team' })).items).toEqual([]);
    stop();
  });

  it('of a namespace goes on after a failure of the store, which is told', async () => {
    const cache = vi.spyOn(registry, 'cache').mockRejectedValueOnce(new StoreError('corrupt', 'etcd sends a key'));
    const told: unknown[] = [];
    const stop = keepNamespacesClean(registry, (error) => told.push(error));
    await create(named('team'), NAMESPACES);
    await registry.delete({ type: NAMESPACES, namespace: '', name: 'team' }, by);
    while ((await registry.find({ type: NAMESPACES, namespace: '', name: 'team' })) !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(told).toEqual([expect.objectContaining({ code: 'corrupt' })]);
    stop();
    cache.mockRestore();
  });
});

describe('lists', () => {
  it('of a version that is yet to come are refused as watches are', async () => {
    const newest = await registry.store.revision();
    for (const exact of [false, true]) {
      const late = { namespace: 'default', resourceVersion: '99999999', exact };
      const refused = await registry.list(CONFIGMAPS, late).catch((error: StatusError) => error.status);
      const message = `Timeout: Too large resource version: 99999999, current: ${newest}`;
      expect(refused).toMatchObject({ code: 504, reason: 'Timeout', message });
    }
    expect((await registry.list(CONFIGMAPS, { namespace: 'default', resourceVersion: `${newest}` })).items).toEqual([]);
  });

  it('are of one moment over all pages, and say when that has gone', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await create(named(name));
    const first = await registry.list(CONFIGMAPS, { namespace: 'default', limit: 2 });
    expect([first.items.length, first.remaining]).toEqual([2, 2]);
    await registry.delete(place('c'), by);
    const next = await registry.list(CONFIGMAPS, { namespace: 'default', continue: first.continue });
    expect(next.items.map(({ metadata }) => metadata['name'])).toEqual(['c', 'd']);
    await registry.store.compact(await registry.store.revision());
    const gone = await registry
      .list(CONFIGMAPS, { namespace: 'default', continue: first.continue })
      .catch((error: StatusError) => error.status);
    expect(gone).toMatchObject({ code: 410, reason: 'Expired', metadata: { continue: expect.any(String) } });
    const token = (gone as unknown as { metadata: { continue: string } }).metadata.continue;
    const rest = await registry.list(CONFIGMAPS, { namespace: 'default', continue: token });
    expect(rest.items.map(({ metadata }) => metadata['name'])).toEqual(['d']);
  });
});

describe('RBAC', () => {
  const role = (...resources: string[]): object => ({
    metadata: { name: 'r' },
    rules: [{ verbs: ['get'], apiGroups: [''], resources }],
  });
  const jane: User = { name: 'jane', groups: ['dev'] };
  const roles = type('roles', RBAC);

  it('takes effect with the next request, and is gone with its binding', async () => {
    const may = (): boolean =>
      registry.policy.authorizer(jane, {
        verb: 'get',
        group: '',
        resource: 'pods',
        subresource: '',
        namespace: 'default',
        name: 'x',
      }).allowed;
    expect(may()).toBe(false);
    await create(role('pods'), roles);
    const subjects = [{ kind: 'User', name: 'jane' }];
    const bindings = type('rolebindings', RBAC);
    await create(named('b', { subjects, roleRef: { kind: 'Role', name: 'r' } }), bindings);
    expect(may()).toBe(true);
    await registry.delete(place('b', bindings), by);
    expect(may()).toBe(false);
  });

  it('lets nobody give what they do not have, by role, by binding or by change', async () => {
    const view = named('jane-views', {
      subjects: [{ kind: 'User', name: 'jane' }],
      roleRef: { kind: 'ClusterRole', name: 'view' },
    });
    await create(view, type('rolebindings', RBAC));
    expect((await failure(create(role('pods'), roles, jane))).code).toBe(200);
    const change = registry.update(
      place('r', roles),
      (object) => ({ ...object, ...role('secrets'), metadata: object.metadata }),
      { user: jane },
    );
    expect((await failure(change)).message).toContain(
      'is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    );
    const bind = named('up', {
      subjects: [{ kind: 'User', name: 'jane' }],
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    });
    expect((await failure(create(bind, type('rolebindings', RBAC), jane))).code).toBe(403);
    const none = named('none', {
      subjects: [{ kind: 'User', name: 'jane' }],
      roleRef: { kind: 'ClusterRole', name: 'nothing' },
    });
    expect((await failure(create(none, type('rolebindings', RBAC), jane))).message).toContain(
      'clusterroles.rbac.authorization.k8s.io "nothing" not found',
    );
  });

  it('refuses rules that say nothing, and a binding that changes its role', async () => {
    expect((await failure(create({ metadata: { name: 'r' }, rules: [{ verbs: [] }] }, roles))).message).toBe(
      'Role.rbac.authorization.k8s.io "r" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource]',
    );
    const bindings = type('rolebindings', RBAC);
    await create(named('b', { roleRef: { kind: 'ClusterRole', name: 'view' } }), bindings);
    const change = registry.update(
      place('b', bindings),
      (object) => ({ ...object, roleRef: { kind: 'ClusterRole', name: 'edit' } }),
      by,
    );
    expect((await failure(change)).message).toContain('cannot change roleRef');
  });

  it('covers as Kubernetes does, and long rules cheaply', () => {
    const rule = (verbs: string[], resources: string[], names: string[] = []) => ({
      verbs,
      apiGroups: [''],
      resources,
      resourceNames: names,
      nonResourceURLs: [],
    });
    const owned = [rule(['get', 'list'], ['pods', '*/status']), rule(['get'], ['secrets'], ['one'])];
    expect(uncoveredRules(owned, [rule(['get'], ['pods', 'nodes/status'])])).toEqual([]);
    expect(uncoveredRules(owned, [rule(['get', 'delete'], ['pods'])])).toEqual([rule(['delete'], ['pods'])]);
    expect(uncoveredRules(owned, [rule(['get'], ['secrets'])])).toHaveLength(1);
    expect(uncoveredRules(owned, [rule(['get'], ['secrets'], ['one'])])).toEqual([]);
    expect(uncoveredRules(owned, [rule(['*'], ['pods'])])).toHaveLength(1);
    const many = Array.from({ length: 3000 }, (_, i) => `r${i}`);
    expect(uncoveredRules(owned, [rule(many, many, many)])).toHaveLength(1);
  });
});

describe('names', () => {
  it('says what is wrong, in linear time', () => {
    expect(dnsSubdomain('a.b-c.d')).toEqual([]);
    expect(dnsSubdomain('-a')).toHaveLength(1);
    expect(dnsSubdomain(`${'a.'.repeat(200_000)}-`)).toHaveLength(2);
    expect(qualifiedName('example.com/My.name')).toEqual([]);
    expect(qualifiedName('/x')).toEqual(['prefix part must be non-empty']);
    expect(labelValue('-')).toHaveLength(1);
    expect(configKey('..')).toEqual(["must not be '..'"]);
  });
});

it('a registry of a store that has been closed says so', async () => {
  const store = new MemoryStore();
  const own = await openRegistry([], defaultPolicy, store);
  await store.close();
  expect((await failure(own.get(place('x')))).code).toBe(503);
  expect(bootstrapObjects(defaultPolicy).length).toBeGreaterThan(5);
});
