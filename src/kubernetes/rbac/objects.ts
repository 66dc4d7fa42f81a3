import type { KubernetesObject } from '../documents.ts';
import { assertPolicy } from './join.ts';
import type { Policy, PolicyRule, Role, RoleBinding, Subject } from './rules.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** A policy as the objects that the API serves: the inverse of `readPolicy`. */
export function policyObjects(policy: Policy): KubernetesObject[] {
  assertPolicy(policy);
  const { roles, bindings } = policy;
  return [...roles.map(roleObject), ...bindings.map(bindingObject)];
}

const metadata = ({ name, namespace }: Role | RoleBinding): object =>
  namespace === '' ? { name } : { namespace, name };

const roleObject = (role: Role): KubernetesObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: role.kind,
  metadata: metadata(role) as KubernetesObject['metadata'],
  rules: role.rules.map(withoutEmptyLists),
});

const withoutEmptyLists = (rule: PolicyRule): object =>
  Object.fromEntries(Object.entries(rule).filter(([, list]) => list.length > 0));

const bindingObject = (binding: RoleBinding): KubernetesObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: binding.kind,
  metadata: metadata(binding) as KubernetesObject['metadata'],
  subjects: binding.subjects.map(subjectObject),
  roleRef: { apiGroup: GROUP, ...binding.role },
});

const subjectObject = (subject: Subject): object =>
  subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: GROUP };
