import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attributes,
  defaultPolicy,
  joinPolicies,
  type Policy,
  type PolicyRule,
  policyObjects,
  rbacAuthorizer,
  readPolicy,
  type Subject,
  type User,
} from '../../../src/kubernetes/pki/index.ts';

const user = (name: string, ...groups: string[]): User => ({ name, groups: [...groups, 'system:authenticated'] });

/** `verb resource[/sub][.group] [namespace/][name]`, or `verb /path`. */
function request(text: string): Attributes {
  const [verb, what, place = ''] = text.split(' ');
  if (what.startsWith('/')) return { verb, path: what };
  const [, resource, subresource = '', group = ''] = /^([\w*-]+)(?:\/(\w+))?(?:\.([\w.]+))?$/.exec(what) ?? [];
  const [namespace, name = ''] = place.includes('/') ? place.split('/') : ['', place];
  return { verb, group, resource, subresource, namespace, name };
}

const rule = (given: Partial<PolicyRule>): PolicyRule => ({
  verbs: ['get'],
  apiGroups: [''],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
  ...given,
});

/** One rule, bound to the group `g` in the whole cluster, or in one namespace. */
function allows(given: Partial<PolicyRule>, text: string, namespace = ''): boolean {
  const subjects: Subject[] = [{ kind: 'Group', name: 'g' }];
  const role = { kind: 'ClusterRole', name: 'r' } as const;
  const kind = namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const policy: Policy = {
    roles: [{ ...role, namespace: '', rules: [rule(given)] }],
    bindings: [{ kind, name: 'b', namespace, subjects, role }],
  };
  return rbacAuthorizer(policy)(user('u', 'g'), request(text)).allowed;
}

describe('vectors', () => {
  // kubernetes pkg/apis/rbac/v1/evaluation_helpers.go, and plugin/pkg/auth/authorizer/rbac/rbac_test.go.
  it.each<[Partial<PolicyRule>, string, boolean]>([
    [{ resources: ['pods'] }, 'get pods a/b', true],
    [{ resources: ['pods'] }, 'list pods a/', false],
    [{ resources: ['pods'], verbs: ['*'] }, 'list pods a/', true],
    [{ resources: ['pods'] }, 'get pods/log a/b', false],
    [{ resources: ['pods/log'] }, 'get pods/log a/b', true],
    [{ resources: ['pods/log'] }, 'get pods a/b', false],
    [{ resources: ['*'] }, 'get pods/log a/b', true],
    [{ resources: ['*/log'] }, 'get pods/log a/b', true],
    [{ resources: ['*/log'] }, 'get pods a/b', false],
    [{ resources: ['pods/*'] }, 'get pods/log a/b', false],
    [{ resources: ['deployments'] }, 'get deployments.apps a/b', false],
    [{ resources: ['deployments'], apiGroups: ['apps'] }, 'get deployments.apps a/b', true],
    [{ resources: ['deployments'], apiGroups: ['*'] }, 'get deployments.apps a/b', true],
    [{ resources: ['pods'], apiGroups: [] }, 'get pods a/b', false],
    [{ resources: ['pods'], resourceNames: ['b'] }, 'get pods a/b', true],
    [{ resources: ['pods'], resourceNames: ['b'] }, 'get pods a/c', false],
    [{ resources: ['pods'], resourceNames: ['b'], verbs: ['list'] }, 'list pods a/', false],
    [{ nonResourceURLs: ['/version'] }, 'get /version', true],
    [{ nonResourceURLs: ['/version'] }, 'get /version/', false],
    [{ nonResourceURLs: ['/api/*'] }, 'get /api/v1', true],
    [{ nonResourceURLs: ['/api/*'] }, 'get /api', false],
    [{ nonResourceURLs: ['*'] }, 'get /anything', true],
    [{ nonResourceURLs: ['*'] }, 'post /anything', false],
    [{ nonResourceURLs: ['*'] }, 'get pods a/b', false],
    [{ resources: ['*'], apiGroups: ['*'] }, 'get /version', false],
  ])('%o, asked to %s: %s', (given, text, expected) => {
    expect(allows(given, text)).toBe(expected);
  });

  it('a RoleBinding holds in its namespace alone, even of a ClusterRole', () => {
    const anything = { resources: ['*'], apiGroups: ['*'], verbs: ['*'], nonResourceURLs: ['*'] };
    expect(allows(anything, 'get pods a/b', 'a')).toBe(true);
    expect(allows(anything, 'get pods c/b', 'a')).toBe(false);
    expect(allows(anything, 'get pods', 'a')).toBe(false);
    expect(allows(anything, 'get nodes n', 'a')).toBe(false);
    expect(allows(anything, 'get /version', 'a')).toBe(false);
  });

  const authorizer = rbacAuthorizer(defaultPolicy);
  it.each<[User, string, boolean, string]>([
    [user('root', 'system:masters'), 'delete nodes n', true, ''],
    [
      user('kubernetes-admin', 'kubeadm:cluster-admins'),
      'delete nodes n',
      true,
      'RBAC: allowed by ClusterRoleBinding "kubeadm:cluster-admins" of ClusterRole "cluster-admin" to Group "kubeadm:cluster-admins"',
    ],
    [
      user('jane'),
      'create selfsubjectreviews.authentication.k8s.io',
      true,
      'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group "system:authenticated"',
    ],
    [
      user('jane'),
      'get /apis/apps',
      true,
      'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    ],
    [user('jane'), 'list pods default/', false, ''],
    [user('system:kube-scheduler'), 'list pods', true, expect.stringContaining('to User "system:kube-scheduler"')],
    [user('system:kube-scheduler'), 'get secrets default/x', false, ''],
    [user('system:kube-controller-manager'), 'watch widgets.example.com', true, expect.any(String)],
    [user('system:node:n', 'system:nodes'), 'get nodes/proxy n', false, ''],
  ])('%o may or may not %s', (who, text, allowed, reason) => {
    expect(authorizer(who, request(text))).toEqual({ allowed, reason });
  });

  it('someone unauthenticated has the public information alone', () => {
    const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    expect(authorizer(anonymous, request('get /version')).allowed).toBe(true);
    expect(authorizer(anonymous, request('get /api')).allowed).toBe(false);
  });

  it('view does not see secrets, edit does; neither sees roles, admin does', () => {
    const may = (role: string, text: string): boolean => {
      const binding = {
        kind: 'RoleBinding' as const,
        name: 'b',
        namespace: 'dev',
        subjects: [{ kind: 'ServiceAccount' as const, name: 'robot', namespace: '' }],
        role: { kind: 'ClusterRole' as const, name: role },
      };
      const policy = joinPolicies(defaultPolicy, { roles: [], bindings: [binding] });
      return rbacAuthorizer(policy)(user('system:serviceaccount:dev:robot'), request(text)).allowed;
    };
    const roles = ['view', 'edit', 'admin'];
    const rights = (text: string): boolean[] => roles.map((role) => may(role, text));
    expect(rights('get pods/log dev/x')).toEqual([true, true, true]);
    expect(rights('get secrets dev/x')).toEqual([false, true, true]);
    expect(rights('delete deployments.apps dev/x')).toEqual([false, true, true]);
    expect(rights('get roles.rbac.authorization.k8s.io dev/x')).toEqual([false, false, true]);
    expect(rights('get pods prod/x')).toEqual([false, false, false]);
  });

  it('names a RoleBinding and a ServiceAccount as Kubernetes does, and a role that is not there', () => {
    const subjects: Subject[] = [{ kind: 'ServiceAccount', name: 'robot', namespace: '' }];
    const binding = { kind: 'RoleBinding', name: 'b', namespace: 'dev', subjects } as const;
    const roles = [{ kind: 'Role', name: 'r', namespace: 'dev', rules: [rule({ resources: ['pods'] })] }] as const;
    const robot = user('system:serviceaccount:dev:robot');
    const decide = (name: string) =>
      rbacAuthorizer({ roles, bindings: [{ ...binding, role: { kind: 'Role', name } }] })(
        robot,
        request('get pods dev/x'),
      );
    expect(decide('r').reason).toBe('RBAC: allowed by RoleBinding "b/dev" of Role "r" to ServiceAccount "robot/dev"');
    expect(decide('gone')).toEqual({
      allowed: false,
      reason: 'RBAC: role.rbac.authorization.k8s.io "gone" not found',
    });
  });
});

describe('misuse', () => {
  it('one name is one role, and one binding, which cannot be to two roles', () => {
    const [defaults] = defaultPolicy.bindings;
    const extra = { ...defaults, subjects: [{ kind: 'User' as const, name: 'eve' }] };
    const { bindings } = joinPolicies(defaultPolicy, { roles: [], bindings: [extra] });
    expect(bindings[0].subjects).toEqual([...defaults.subjects, ...extra.subjects]);
    const other = { ...extra, role: { kind: 'ClusterRole' as const, name: 'view' } };
    expect(() => joinPolicies(defaultPolicy, { roles: [], bindings: [other] })).toThrow(
      expect.objectContaining({ code: 'invalid-field' }),
    );
  });
});

describe('properties', () => {
  const names = fc.constantFrom('a', 'b', '*', '', '__proto__', 'constructor', 'hasOwnProperty', 'toString');
  const given = names.filter((name) => name !== '');
  const list = fc.array(names, { maxLength: 3 });
  const rules = fc.record<PolicyRule>({
    verbs: list,
    apiGroups: list,
    resources: list,
    resourceNames: list,
    nonResourceURLs: list,
  });
  const attributes = fc.record({
    verb: names,
    group: names,
    resource: names,
    subresource: names,
    namespace: names,
    name: names,
  });
  const policies = fc.record({ rules: fc.array(rules, { maxLength: 3 }), bindingName: given, roleName: given }).map(
    ({ rules, bindingName, roleName }): Policy => ({
      roles: [{ kind: 'ClusterRole', name: roleName, namespace: '', rules }],
      bindings: [
        {
          kind: 'ClusterRoleBinding',
          name: bindingName,
          namespace: '',
          subjects: [{ kind: 'User', name: 'u' }],
          role: { kind: 'ClusterRole', name: roleName },
        },
      ],
    }),
  );

  /** Whether one binding of the two policies would be to two roles. */
  const conflict = (a: Policy, b: Policy): boolean =>
    a.bindings[0].name === b.bindings[0].name && a.roles[0].name !== b.roles[0].name;

  it('adding rules never takes a right away, and none gives a right to someone else', () => {
    fc.assert(
      fc.property(policies, policies, attributes, (policy, more, asked) => {
        fc.pre(!conflict(policy, more));
        const together = joinPolicies(policy, more);
        const before = rbacAuthorizer(policy)(user('u'), asked).allowed;
        const after = rbacAuthorizer(together)(user('u'), asked);
        if (before) expect(after.allowed).toBe(true);
        expect(rbacAuthorizer(policy)(user('v'), asked).allowed).toBe(false);
      }),
    );
  });

  it('a policy survives being written as objects and read again', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(readPolicy(policyObjects(policy), 'test')).toEqual(policy);
      }),
    );
    expect(readPolicy(policyObjects(defaultPolicy), 'test')).toEqual(defaultPolicy);
  });
});
