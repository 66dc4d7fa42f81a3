import { assertArray, assertFields, assertString } from '../../bytes/index.ts';
import type { User } from '../identity.ts';
import { joinPolicies, policyKey } from './join.ts';
import {
  type Attributes,
  assertAttributes,
  isPath,
  type Policy,
  type PolicyRule,
  type Role,
  type RoleBinding,
  ruleAllows,
  type Subject,
} from './rules.ts';

/** A decision, and its reason in Kubernetes' words; '' if Kubernetes gives none. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Decides what a user may do. */
export type Authorizer = (user: User, attributes: Attributes) => Decision;

/** Its members may do everything: RBAC is not consulted, so these rights cannot be removed. */
export const PRIVILEGED_GROUP = 'system:masters';

/** The authorizer of a policy, behind the privileged group (kubernetes plugin/pkg/auth/authorizer/rbac). Deny is the default;
 * rules can only add rights. Names are compared as they are, looked up in maps (security.md R26). */
export function rbacAuthorizer(policy: Policy): Authorizer {
  const grantsOf = grantsIn(policy);
  return (user, attributes) => {
    assertUser(user);
    assertAttributes(attributes, 'attributes');
    if (user.groups.includes(PRIVILEGED_GROUP)) return { allowed: true, reason: '' };
    const namespace = isPath(attributes) ? '' : attributes.namespace;
    const missing: string[] = [];
    for (const { binding, subject, role } of grantsOf(user, namespace)) {
      if (role === undefined) missing.push(notFound(binding));
      else if (role.rules.some((rule) => ruleAllows(rule, attributes))) {
        return { allowed: true, reason: `RBAC: allowed by ${describe(binding, subject)}` };
      }
    }
    return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${aggregate(missing)}` };
  };
}

/** All rules that a user has in a namespace, '' for those that hold everywhere. For the privileged group, only the rules of its binding are
 * listed, as in Kubernetes. */
export function rbacRules(policy: Policy): (user: User, namespace: string) => readonly PolicyRule[] {
  const grantsOf = grantsIn(policy);
  return (user, namespace) => {
    assertUser(user);
    assertString(namespace, 'namespace');
    return [...grantsOf(user, namespace)].flatMap(({ role }) => role?.rules ?? []);
  };
}

function assertUser(user: User): void {
  assertFields(user, 'user', 'a User', 'name', 'groups');
  assertArray(user.groups, 'user.groups');
}

/** A binding that applies to a user, the matching subject, and its role if it exists. */
interface Grant {
  readonly binding: RoleBinding;
  readonly subject: Subject;
  readonly role: Role | undefined;
}

function grantsIn(policy: Policy): (user: User, namespace: string) => Iterable<Grant> {
  const joined = joinPolicies(policy);
  const roles = new Map(joined.roles.map((role) => [policyKey(role.kind, role.namespace, role.name), role]));
  const clusterBindings = joined.bindings.filter((binding) => binding.kind === 'ClusterRoleBinding');
  const byNamespace = new Map<string, RoleBinding[]>();
  for (const binding of joined.bindings) {
    if (binding.kind !== 'RoleBinding') continue;
    const siblings = byNamespace.get(binding.namespace);
    if (siblings === undefined) byNamespace.set(binding.namespace, [binding]);
    else siblings.push(binding);
  }
  return function* (user, namespace) {
    for (const binding of [...clusterBindings, ...(byNamespace.get(namespace) ?? [])]) {
      const subject = binding.subjects.find((candidate) => appliesTo(candidate, user, binding.namespace));
      if (subject !== undefined) yield { binding, subject, role: roles.get(roleKeyOf(binding)) };
    }
  };
}

const roleKeyOf = ({ role, namespace }: RoleBinding): string =>
  policyKey(role.kind, role.kind === 'Role' ? namespace : '', role.name);

/** Whether a subject of a binding is a user. @param bindingNamespace - of the binding; '' for a ClusterRoleBinding. */
export function appliesTo(subject: Subject, user: User, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${subject.namespace || bindingNamespace}:${subject.name}`;
  }
}

const quote = (text: string): string => JSON.stringify(text);

function describe(binding: RoleBinding, subject: Subject): string {
  const { kind, name, namespace, role } = binding;
  const bindingName = kind === 'RoleBinding' ? `${name}/${namespace}` : name;
  const subjectName =
    subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
  return `${kind} ${quote(bindingName)} of ${role.kind} ${quote(role.name)} to ${subject.kind} ${quote(subjectName)}`;
}

const notFound = ({ role }: RoleBinding): string =>
  `${role.kind.toLowerCase()}.rbac.authorization.k8s.io ${quote(role.name)} not found`;

/** As Kubernetes prints an aggregate of errors. */
const aggregate = (messages: readonly string[]): string =>
  messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`;
