import { assertArray, assertFields, assertString } from '../../bytes/index.ts';
import { DocumentError } from '../documents.ts';
import type { Policy, Role, RoleBinding } from './rules.ts';

/** The identity of a role or binding, as a unique text. */
export const policyKey = (kind: string, namespace: string, name: string): string =>
  JSON.stringify([kind, namespace, name]);

/** @throws UsageError `wrong-type` for values that are not a policy. */
export function assertPolicy(value: Policy): void {
  assertFields(value, 'policy', 'a Policy', 'roles', 'bindings');
  assertArray(value.roles, 'policy.roles');
  assertArray(value.bindings, 'policy.bindings');
  value.roles.forEach(assertRole);
  value.bindings.forEach(assertBinding);
}

const LISTS_OF_RULE = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'] as const;

function assertRole(role: Role, index: number): void {
  const argument = `policy.roles.${index}`;
  assertNamed(role, argument, 'a Role', 'kind', 'name', 'namespace');
  assertArray(role.rules, `${argument}.rules`);
  role.rules.forEach((rule, i) => {
    assertFields(rule, `${argument}.rules.${i}`, 'a PolicyRule', ...LISTS_OF_RULE);
    for (const list of LISTS_OF_RULE) assertArray(rule[list], `${argument}.rules.${i}.${list}`);
  });
}

function assertBinding(binding: RoleBinding, index: number): void {
  const argument = `policy.bindings.${index}`;
  assertNamed(binding, argument, 'a RoleBinding', 'kind', 'name', 'namespace');
  assertNamed(binding.role, `${argument}.role`, 'the role of a binding', 'kind', 'name');
  assertArray(binding.subjects, `${argument}.subjects`);
  for (const [i, subject] of binding.subjects.entries())
    assertNamed(subject, `${argument}.subjects.${i}`, 'a Subject', 'kind', 'name');
}

function assertNamed(value: object, argument: string, what: string, ...fields: readonly string[]): void {
  assertFields(value, argument, what, ...fields);
  for (const field of fields) assertString((value as Readonly<Record<string, unknown>>)[field], `${argument}.${field}`);
}

/** Merges several policies: the defaults, and those of a file. Roles of the same name are merged by their rules, bindings by their
 * subjects, as kube-apiserver adds its defaults to existing objects of the same name.
 * @throws DocumentError `invalid-field` for bindings of the same name to different roles. */
export function joinPolicies(...policies: readonly Policy[]): Policy {
  for (const policy of policies) assertPolicy(policy);
  const roles = new Map<string, Role>();
  const bindings = new Map<string, RoleBinding>();
  for (const role of policies.flatMap((policy) => policy.roles)) {
    const key = policyKey(role.kind, role.namespace, role.name);
    roles.set(key, { ...role, rules: [...(roles.get(key)?.rules ?? []), ...role.rules] });
  }
  for (const binding of policies.flatMap((policy) => policy.bindings)) {
    const key = policyKey(binding.kind, binding.namespace, binding.name);
    const earlier = bindings.get(key) ?? binding;
    if (earlier.role.kind !== binding.role.kind || earlier.role.name !== binding.role.name) {
      throw new DocumentError(
        'invalid-field',
        'the RBAC rules',
        `${binding.kind} ${binding.name}`,
        'refers to two roles',
      );
    }
    bindings.set(key, { ...binding, subjects: [...(bindings.get(key)?.subjects ?? []), ...binding.subjects] });
  }
  return { roles: [...roles.values()], bindings: [...bindings.values()] };
}
