/** R26 (forge CVE-2020-7720): what is keyed by input is a Map or read by own properties; `__proto__` is a name like any other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestInfoOf } from '../../src/kubernetes/api/request-info.ts';
import { resourceTypeAt } from '../../src/kubernetes/api/resource-types.ts';
import { labelSelector } from '../../src/kubernetes/api/selectors.ts';
import { clusterOf } from '../../src/kubernetes/index.ts';
import { type Attributes, rbacAuthorizer, readObjects, readPolicy } from '../../src/kubernetes/pki/index.ts';

const names = fc.constantFrom('__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf');
/** JSON.parse makes own properties of such keys; so does `yaml`. */
const parsed = fc.constantFrom('json', 'yaml');

const untouched = (): void => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['rules']).toBeUndefined();
};

describe('properties', () => {
  it('roles, bindings and users of such names are themselves and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, parsed, async (name, other, form) => {
        const head = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name } };
        const documents = [
          { ...head, kind: 'ClusterRole', rules: [{ verbs: [name], apiGroups: [name], resources: [name] }] },
          {
            ...head,
            kind: 'ClusterRoleBinding',
            subjects: [{ kind: 'User', name }],
            roleRef: { kind: 'ClusterRole', name },
          },
        ];
        const texts = documents.map((document) => JSON.stringify(document));
        const text = form === 'json' ? `[${texts.join(',')}]` : texts.map((each) => `---\n${each}\n`).join('');
        const decide = rbacAuthorizer(readPolicy(await readObjects(text, 'test'), 'test'));
        const asked: Attributes = { verb: name, group: name, resource: name, subresource: '', namespace: name, name };
        expect(decide({ name, groups: [] }, asked).allowed).toBe(true);
        expect(decide({ name: other, groups: [] }, asked).allowed).toBe(other === name);
        expect(decide({ name, groups: [] }, { ...asked, resource: other }).allowed).toBe(other === name);
        untouched();
      }),
    );
  });

  it('objects of such names, namespaces and labels are found by them alone', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, parsed, async (name, other, form) => {
        const json = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}","namespace":"${name}","labels":{"${name}":"x"}},"spec":{"containers":[{"name":"${name}"}]},"__proto__":{"rules":1}}`;
        const objects = await readObjects(form === 'json' ? json : `---\n${json}`, 'test');
        const cluster = clusterOf(objects, { now: new Date(0), file: 'test' });
        const pods = resourceTypeAt('', 'v1', 'pods')!;
        expect(cluster.find(pods, name, name)).toBeDefined();
        expect(cluster.find(pods, name, other) !== undefined).toBe(other === name);
        expect(cluster.list(pods, other)).toHaveLength(other === name ? 1 : 0);
        // A label key cannot begin with an underscore: that one is refused as malformed.
        if (!other.startsWith('_')) expect(labelSelector(other)(cluster.list(pods, '')[0])).toBe(other === name);
        untouched();
      }),
    );
  });

  it('paths of such names lead nowhere', () => {
    fc.assert(
      fc.property(names, names, (group, resource) => {
        expect(requestInfoOf('GET', `/apis/${group}/${resource}/${resource}?${group}=1`).attributes).toMatchObject({
          group,
          resource,
          verb: 'list',
        });
        expect(resourceTypeAt(group, 'v1', resource)).toBeUndefined();
      }),
    );
  });
});
