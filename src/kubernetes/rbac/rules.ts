/** Role-based access control: rules, roles and bindings as data, and whether a rule covers a request
 * (rbac.authorization.k8s.io/v1; the matching is that of k8s.io/component-helpers/auth/rbac and pkg/apis/rbac/v1). */

import { assertFields, assertString } from '../../bytes/index.ts';

/** The attributes of a request for an object, in the API server's terms. */
export interface ResourceAttributes {
  readonly verb: string;
  /** '' is the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** '' is the cluster scope. */
  readonly namespace: string;
  readonly name: string;
  /** The values that the field selector of a list or watch demands, by field. Absent: none. */
  readonly selected?: ReadonlyMap<string, string>;
}

/** The attributes of a request for a path that is not an object. */
export interface PathAttributes {
  readonly verb: string;
  readonly path: string;
}

export type Attributes = PathAttributes | ResourceAttributes;

export const isPath = (attributes: Attributes): attributes is PathAttributes => 'path' in attributes;

const TEXTS = ['verb', 'group', 'resource', 'subresource', 'namespace', 'name'] as const;

/** @throws UsageError. */
export function assertAttributes(attributes: Attributes, argument: string): void {
  assertFields(attributes, argument, 'Attributes', 'verb');
  const names = isPath(attributes) ? (['verb', 'path'] as const) : TEXTS;
  for (const name of names)
    assertString((attributes as PathAttributes & ResourceAttributes)[name], `${argument}.${name}`);
}

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** If not empty, the rule applies only to objects with these names. */
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

export type Subject =
  | { readonly kind: 'Group' | 'User'; readonly name: string }
  /** The default namespace is that of the binding. */
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string };

export interface Role {
  readonly kind: 'ClusterRole' | 'Role';
  readonly name: string;
  /** '' for a ClusterRole. */
  readonly namespace: string;
  readonly rules: readonly PolicyRule[];
}

export interface RoleBinding {
  readonly kind: 'ClusterRoleBinding' | 'RoleBinding';
  readonly name: string;
  /** '' for a ClusterRoleBinding. */
  readonly namespace: string;
  readonly subjects: readonly Subject[];
  readonly role: { readonly kind: 'ClusterRole' | 'Role'; readonly name: string };
}

/** The objects on which RBAC decisions are based. */
export interface Policy {
  readonly roles: readonly Role[];
  readonly bindings: readonly RoleBinding[];
}

const ALL = '*';
const hasOrAll = (list: readonly string[], wanted: string): boolean => list.includes(ALL) || list.includes(wanted);

/** Whether one rule covers a request. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!hasOrAll(rule.verbs, attributes.verb)) return false;
  if (isPath(attributes)) return rule.nonResourceURLs.some((url) => urlMatches(url, attributes.path));
  return (
    hasOrAll(rule.apiGroups, attributes.group) &&
    rule.resources.some((resource) => resourceMatches(resource, attributes)) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(attributes.name))
  );
}

/** `pods` is not `pods/log`; `*` is every resource and subresource, and `*` + `/log` that subresource of every resource. */
function resourceMatches(pattern: string, { resource, subresource }: ResourceAttributes): boolean {
  if (pattern === ALL) return true;
  if (subresource === '') return pattern === resource;
  return pattern === `${resource}/${subresource}` || pattern === `${ALL}/${subresource}`;
}

/** A star is a wildcard only at the end. */
function urlMatches(pattern: string, path: string): boolean {
  return pattern.endsWith(ALL) ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
