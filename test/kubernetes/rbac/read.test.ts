import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readObjects, readPolicy } from '../../../src/kubernetes/pki/index.ts';
import { programOf } from '../../node-program.ts';

const YAML = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { namespace: dev, name: reader }
rules:
  - apiGroups: [""]
    resources: [pods, pods/log]
    verbs: [get, list]
---
apiVersion: v1
kind: List
items:
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: { name: jane }
    subjects: [{ kind: User, name: jane }, { kind: ServiceAccount, name: robot, namespace: ops }]
    roleRef: { kind: Role, name: reader }
`;

const codeOf = async (text: string): Promise<unknown> => {
  try {
    readPolicy(await readObjects(text, 'rbac.yaml'), 'rbac.yaml');
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

const role = (changes: object): string =>
  JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
    ...changes,
  });

describe('vectors', () => {
  it('reads roles and bindings from YAML, in lists and in several documents', async () => {
    expect(readPolicy(await readObjects(YAML, 'rbac.yaml'), 'rbac.yaml')).toEqual({
      roles: [
        {
          kind: 'Role',
          name: 'reader',
          namespace: 'dev',
          rules: [
            {
              apiGroups: [''],
              resources: ['pods', 'pods/log'],
              verbs: ['get', 'list'],
              resourceNames: [],
              nonResourceURLs: [],
            },
          ],
        },
      ],
      bindings: [
        {
          kind: 'RoleBinding',
          name: 'jane',
          namespace: 'default',
          subjects: [
            { kind: 'User', name: 'jane' },
            { kind: 'ServiceAccount', name: 'robot', namespace: 'ops' },
          ],
          role: { kind: 'Role', name: 'reader' },
        },
      ],
    });
  });
});

describe('misuse', () => {
  it.each([
    ['no JSON', '{', 'malformed'],
    ['no YAML', 'a: [', 'malformed'],
    ['aliases that grow without end', billionLaughs(), 'too-large'],
    ['too much of it', ' '.repeat(2 ** 24 + 1), 'too-large'],
    ['a text', '"x"', 'invalid-field'],
    ['a kind that is not RBAC', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}', 'unknown-kind'],
    ['an old version', role({ apiVersion: 'rbac.authorization.k8s.io/v1beta1' }), 'unknown-kind'],
    ['no kind', role({ kind: undefined }), 'missing-field'],
    ['no name', role({ metadata: {} }), 'missing-field'],
    ['an inherited name', '{"apiVersion":"v1","kind":"X","metadata":{"__proto__":{"name":"x"}}}', 'missing-field'],
    ['a text where a list belongs', role({ rules: [{ verbs: '*' }] }), 'invalid-field'],
    ['a number in a list', role({ rules: [{ verbs: [1] }] }), 'invalid-field'],
    ['rules that are no list', role({ rules: {} }), 'invalid-field'],
    ['a rule that is no object', role({ rules: ['*'] }), 'invalid-field'],
    [
      'subjects that are no list',
      role({ kind: 'ClusterRoleBinding', roleRef: { kind: 'ClusterRole', name: 'r' }, subjects: { kind: 'User' } }),
      'invalid-field',
    ],
    ['lists in lists without end', `${'['.repeat(9000)}${']'.repeat(9000)}`, 'too-deep'],
    ['a binding to nothing', role({ kind: 'ClusterRoleBinding' }), 'invalid-field'],
    [
      'a ClusterRoleBinding of a Role',
      role({ kind: 'ClusterRoleBinding', roleRef: { kind: 'Role', name: 'r' } }),
      'invalid-field',
    ],
    [
      'a subject of no kind',
      role({ kind: 'RoleBinding', roleRef: { kind: 'Role', name: 'r' }, subjects: [{ name: 'x' }] }),
      'invalid-field',
    ],
  ])('refuses %s', async (_, text, code) => {
    expect(await codeOf(text)).toBe(code);
  });

  it('says how to read YAML where the package is missing', () => {
    const source = `
import { readDocuments } from './src/kubernetes/documents.ts';
await readDocuments('a: b', 'x.yaml').catch(({ code, message }) => console.log(code, message));`;
    const said = execFileSync(process.execPath, [programOf(source, ['yaml'])], { encoding: 'utf8' });
    expect(said).toBe('yaml-missing x.yaml: is YAML: run "npm install yaml", or use JSON\n');
  });
});

function billionLaughs(): string {
  const levels = Array.from({ length: 10 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
  return `l0: &l0 x\n${levels.join('\n')}\n`;
}
