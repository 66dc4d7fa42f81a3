/** The types of rbac.authorization.k8s.io/v1 (k8s.io/api/rbac/v1/types.go and generated.proto). */
import { objectOf } from './meta.ts';
import { anything, field, list, needed, struct, text } from './schema.ts';

const RBAC = 'io.k8s.api.rbac.v1';

const policyRule = struct(
  `${RBAC}.PolicyRule`,
  'PolicyRule holds information that describes a policy rule, but does not contain information about who the rule applies to or which namespace the rule applies to.',
  {
    verbs: needed(
      1,
      list(text),
      'Verbs is a list of Verbs that apply to ALL the ResourceKinds contained in this rule.',
    ),
    apiGroups: field(2, list(text), 'APIGroups is the name of the APIGroup that contains the resources.'),
    resources: field(3, list(text), 'Resources is a list of resources this rule applies to.'),
    resourceNames: field(4, list(text), 'ResourceNames is an optional white list of names that the rule applies to.'),
    nonResourceURLs: field(
      5,
      list(text),
      'NonResourceURLs is a set of partial urls that a user should have access to.',
    ),
  },
);

const subject = struct(
  `${RBAC}.Subject`,
  'Subject contains a reference to the object or user identities a role binding applies to.',
  {
    kind: needed(
      1,
      text,
      'Kind of object being referenced. Values defined by this API group are "User", "Group", and "ServiceAccount".',
    ),
    apiGroup: field(2, text, 'APIGroup holds the API group of the referenced subject.'),
    name: needed(3, text, 'Name of the object being referenced.'),
    namespace: field(4, text, 'Namespace of the referenced object.'),
  },
);

const roleRef = struct(`${RBAC}.RoleRef`, 'RoleRef contains information that points to the role being used', {
  apiGroup: needed(1, text, 'APIGroup is the group for the resource being referenced'),
  kind: needed(2, text, 'Kind is the type of resource being referenced'),
  name: needed(3, text, 'Name is the name of resource being referenced'),
});

const role = (kind: string, about: string, more: object = {}) =>
  objectOf(`${RBAC}.${kind}`, about, {
    rules: field(2, list(policyRule), `Rules holds all the PolicyRules for this ${kind}`),
    ...more,
  });
const binding = (kind: string, about: string) =>
  objectOf(`${RBAC}.${kind}`, about, {
    subjects: field(2, list(subject), 'Subjects holds references to the objects the role applies to.'),
    roleRef: needed(
      3,
      roleRef,
      'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. This field is immutable.',
    ),
  });

export const roleSchema = role(
  'Role',
  'Role is a namespaced, logical grouping of PolicyRules that can be referenced as a unit by a RoleBinding.',
);
export const clusterRoleSchema = role(
  'ClusterRole',
  'ClusterRole is a cluster level, logical grouping of PolicyRules that can be referenced as a unit by a RoleBinding or ClusterRoleBinding.',
  {
    aggregationRule: field(
      3,
      anything,
      'AggregationRule is kept, and not acted upon: the aggregated roles of Kubernetes are written out here.',
    ),
  },
);
export const roleBindingSchema = binding(
  'RoleBinding',
  'RoleBinding references a role, but does not contain it. It can reference a Role in the same namespace or a ClusterRole in the global namespace.',
);
export const clusterRoleBindingSchema = binding(
  'ClusterRoleBinding',
  'ClusterRoleBinding references a ClusterRole, but not contain it. It can reference a ClusterRole in the global namespace, and adds who information via Subject.',
);
