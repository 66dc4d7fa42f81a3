import { assertFields, assertOptions, assertString } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { DocumentError } from '../documents.ts';
import type { Policy, PolicyRule, Role, RoleBinding } from './rules.ts';

/** The identity of a role or binding, as a unique text. */
export const policyKey = (kind: string, namespace: string, name: string): string =>
  JSON.stringify([kind, namespace, name]);

/** @throws UsageError for values that are not a policy, and for fields that none of its parts has: a rule with a misspelt `resourceNames` would be one for all names. */
export function assertPolicy(value: Policy): void {
  assertFields(value, 'policy', 'a Policy', 'roles', 'bindings');
  assertOptions(value, 'policy', ['roles', 'bindings']);
  assertEach(value.roles, 'policy.roles', assertRole);
  assertEach(value.bindings, 'policy.bindings', assertBinding);
}

const LISTS_OF_RULE = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'] as const;

function assertRole(role: unknown, argument: string): void {
  assertNamed(role, argument, 'a Role', ['kind', 'name', 'namespace'], ['rules']);
  assertEach((role as Role).rules, `${argument}.rules`, (rule, place) => {
    assertFields(rule, place, 'a PolicyRule', ...LISTS_OF_RULE);
    assertOptions(rule, place, LISTS_OF_RULE);
    for (const list of LISTS_OF_RULE) assertEach((rule as PolicyRule)[list], `${place}.${list}`, assertString);
  });
}

function assertBinding(binding: unknown, argument: string): void {
  assertNamed(binding, argument, 'a RoleBinding', ['kind', 'name', 'namespace'], ['role', 'subjects']);
  const { role, subjects } = binding as RoleBinding;
  assertNamed(role, `${argument}.role`, 'the role of a binding', ['kind', 'name']);
  assertEach(subjects, `${argument}.subjects`, (subject, place) =>
    assertNamed(subject, place, 'a Subject', ['kind', 'name'], ['namespace']),
  );
}

/** @param texts - fields that must be strings. @param more - further fields that there may be. */
function assertNamed(
  value: unknown,
  argument: string,
  what: string,
  texts: readonly string[],
  more: readonly string[] = [],
): void {
  assertFields(value, argument, what, ...texts);
  assertOptions(value, argument, [...texts, ...more]);
  for (const field of texts) assertString((value as Readonly<Record<string, unknown>>)[field], `${argument}.${field}`);
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
