import { assertArray, assertFields } from '../../bytes/index.ts';
import { DocumentError, fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import type { Policy, PolicyRule, Role, RoleBinding, Subject } from './rules.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Reads roles and bindings from objects.
 * @param file - what to call it in an error.
 * @throws DocumentError for objects that violate rbac.authorization.k8s.io/v1; `unknown-kind` for any other object. */
export function readPolicy(objects: readonly KubernetesObject[], file: string): Policy {
  const roles: Role[] = [];
  const bindings: RoleBinding[] = [];
  assertArray(objects, 'objects');
  for (const [i, object] of objects.entries()) {
    assertFields(object, `objects[${i}]`, 'an object of Kubernetes', 'apiVersion', 'kind', 'metadata');
    const kind = object.apiVersion === `${GROUP}/v1` ? object.kind : undefined;
    if (kind === 'Role' || kind === 'ClusterRole') roles.push(readRole(object, kind, file));
    else if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') bindings.push(readBinding(object, kind, file));
    else
      throw new DocumentError(
        'unknown-kind',
        file,
        'kind',
        `${object.apiVersion} ${object.kind} is not an RBAC object`,
      );
  }
  return { roles, bindings };
}

function readRole(object: KubernetesObject, kind: Role['kind'], file: string): Role {
  const name = textOf(object, 'metadata', 'name');
  const rules = fieldsIn(object, 'rules', file, `${kind} ${name}`).map((rule, i): PolicyRule => {
    const texts = (field: string): readonly string[] => textsOf(rule, field, file, `${kind} ${name}: rules[${i}]`);
    return {
      verbs: texts('verbs'),
      apiGroups: texts('apiGroups'),
      resources: texts('resources'),
      resourceNames: texts('resourceNames'),
      nonResourceURLs: texts('nonResourceURLs'),
    };
  });
  return { kind, name, namespace: kind === 'Role' ? namespaceOf(object) : '', rules };
}

/** The members of a list. Anything else is refused: it would silently grant or bind nothing. */
function fieldsIn(object: KubernetesObject, field: string, file: string, path: string): readonly unknown[] {
  const value = fieldOf(object, field) ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)) return value;
  throw new DocumentError('invalid-field', file, `${path}: ${field}`, 'must be a list of objects');
}

/** A single string in place of a list is refused: it would silently change the meaning of a rule. */
function textsOf(rule: unknown, field: string, file: string, path: string): readonly string[] {
  const value = fieldOf(rule, field) ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new DocumentError('invalid-field', file, `${path}.${field}`, 'must be a list of strings');
}

function readBinding(object: KubernetesObject, kind: RoleBinding['kind'], file: string): RoleBinding {
  const name = textOf(object, 'metadata', 'name');
  const path = `${kind} ${name}`;
  const roleKind = textOf(object, 'roleRef', 'kind');
  const roleName = textOf(object, 'roleRef', 'name');
  if ((roleKind !== 'ClusterRole' && (roleKind !== 'Role' || kind === 'ClusterRoleBinding')) || roleName === '') {
    throw new DocumentError('invalid-field', file, `${path}: roleRef`, 'must name a role of the right kind');
  }
  return {
    kind,
    name,
    namespace: kind === 'RoleBinding' ? namespaceOf(object) : '',
    subjects: fieldsIn(object, 'subjects', file, path).map((subject, i) =>
      readSubject(subject, file, `${path}: subjects[${i}]`),
    ),
    role: { kind: roleKind, name: roleName },
  };
}

function readSubject(value: unknown, file: string, path: string): Subject {
  const kind = textOf(value, 'kind');
  const name = textOf(value, 'name');
  if (name === '') throw new DocumentError('missing-field', file, `${path}.name`, 'must be a non-empty string');
  if (kind === 'ServiceAccount') return { kind, name, namespace: textOf(value, 'namespace') };
  if (kind === 'User' || kind === 'Group') return { kind, name };
  throw new DocumentError('invalid-field', file, `${path}.kind`, 'must be User, Group or ServiceAccount');
}

const namespaceOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'namespace') || 'default';
