/** Roles and bindings: their validation, and that users grant only rights that they have (kubernetes
 * pkg/apis/rbac/validation/validation.go, pkg/registry/rbac/{role,rolebinding}/policybased/storage.go). */
import { forbiddenObject } from '../../api/status.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../../documents.ts';
import type { User } from '../../identity.ts';
import { uncoveredRules } from '../../rbac/cover.ts';
import { readPolicy } from '../../rbac/read.ts';
import type { PolicyRule } from '../../rbac/rules.ts';
import { type FieldError, invalidValue, notSupported, required } from '../field-errors.ts';
import { dnsSubdomain } from '../names.ts';
import type { Strategy, WriteContext } from '../strategy.ts';

const GROUP = 'rbac.authorization.k8s.io';

const texts = (rule: unknown, name: string): readonly unknown[] => listOf(rule, name);

function ruleErrors(rule: unknown, field: string, isNamespaced: boolean): FieldError[] {
  const errors =
    texts(rule, 'verbs').length > 0 ? [] : [required(`${field}.verbs`, 'verbs must contain at least one value')];
  const urls = texts(rule, 'nonResourceURLs');
  const [groups, resources] = [texts(rule, 'apiGroups'), texts(rule, 'resources')];
  if (urls.length > 0) {
    const at = `${field}.nonResourceURLs`;
    if (isNamespaced) errors.push(invalidValue(at, urls, 'namespaced rules cannot apply to non-resource URLs'));
    if (groups.length + resources.length + texts(rule, 'resourceNames').length > 0) {
      errors.push(invalidValue(at, urls, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return errors;
  }
  if (groups.length === 0)
    errors.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0)
    errors.push(required(`${field}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

/** Roles of both kinds. */
export const role: Strategy = {
  validate: (object) =>
    listOf(object, 'rules').flatMap((rule, i) => ruleErrors(rule, `rules[${i}]`, object.kind === 'Role')),
  admit(object, current, context) {
    const rules = rulesOfRole(object);
    // Unchanged rules grant nothing new; and users with the verb `escalate` may grant anything.
    const grants = (one: KubernetesObject): string =>
      JSON.stringify([rulesOfRole(one), fieldOf(one, 'aggregationRule')]);
    if (current !== undefined && grants(object) === grants(current)) return;
    if (mayDo(context, 'escalate', object, pluralOf(object.kind))) return;
    requireCovered(object, rules, context);
    // An aggregation rule gathers the rules of any role, now or later (clusterrole/policybased/storage.go, hasAggregationRule).
    const aggregates = [object, current].some(
      (one) => listOf(one, 'aggregationRule', 'clusterRoleSelectors').length > 0,
    );
    const owned = aggregates ? context.rulesOf(context.user, '') : [];
    if (!aggregates || uncoveredRules(owned, FULL_AUTHORITY).length === 0) return;
    const why = 'must have cluster-admin privileges to use the aggregationRule';
    throw forbiddenObject({ group: GROUP, resource: pluralOf(object.kind) }, textOf(object, 'metadata', 'name'), why);
  },
};

const NOTHING = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
/** Of cluster-admin. */
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { ...NOTHING, verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { ...NOTHING, verbs: ['*'], nonResourceURLs: ['*'] },
];

const pluralOf = (kind: string): string => `${kind.toLowerCase()}s`;

const rulesOfRole = (object: KubernetesObject): readonly PolicyRule[] =>
  readPolicy([object], object.kind).roles[0].rules;

function mayDo(context: WriteContext, verb: string, about: KubernetesObject, resource: string): boolean {
  const attributes = {
    verb,
    group: GROUP,
    resource,
    subresource: '',
    namespace: textOf(about, 'metadata', 'namespace'),
  };
  return context.authorizer(context.user, { ...attributes, name: textOf(about, 'metadata', 'name') }).allowed;
}

function requireCovered(object: KubernetesObject, rules: readonly PolicyRule[], context: WriteContext): void {
  const owned = context.rulesOf(context.user, textOf(object, 'metadata', 'namespace'));
  const missing = uncoveredRules(owned, rules);
  if (missing.length === 0) return;
  const of = { group: GROUP, resource: pluralOf(object.kind) };
  const why = `${userText(context.user)} is attempting to grant RBAC permissions not currently held:\n${missing.map(ruleText).join('\n')}`;
  throw forbiddenObject(of, textOf(object, 'metadata', 'name'), why);
}

const userText = ({ name, groups }: User): string =>
  `user ${JSON.stringify(name)} (groups=[${groups.map((group) => JSON.stringify(group)).join(' ')}])`;

/** A rule in Kubernetes' text format (pkg/registry/rbac/validation CompactString). */
function ruleText(rule: PolicyRule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ] as const;
  const shown = parts.filter(([, list]) => list.length > 0);
  return `{${shown.map(([name, list]) => `${name}:[${list.map((one) => JSON.stringify(one)).join(' ')}]`).join(', ')}}`;
}

const DEFAULT_GROUPED = ['Group', 'User'];

/** Bindings of both kinds. */
export const binding: Strategy = {
  prepareForCreate: withDefaults,
  prepareForUpdate: (object) => withDefaults(object),
  validate: (object) => [
    ...roleRefErrors(object),
    ...listOf(object, 'subjects').flatMap((subject, i) => subjectErrors(subject, `subjects[${i}]`)),
  ],
  validateUpdate(object, current) {
    const [now, before] = [object, current].map((each) => roleRefText(fieldOf(each, 'roleRef')));
    if (now === before) return [];
    // Formatted like a Go struct.
    const fault: FieldError = {
      field: 'roleRef',
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${now}: cannot change roleRef`,
    };
    return [fault];
  },
  async admit(object, current, context) {
    const subjects = JSON.stringify(listOf(object, 'subjects'));
    if (current !== undefined && subjects === JSON.stringify(listOf(current, 'subjects'))) return;
    const [kind, name] = [textOf(object, 'roleRef', 'kind'), textOf(object, 'roleRef', 'name')];
    const namespace = kind === 'Role' ? textOf(object, 'metadata', 'namespace') : '';
    // The verb `bind` is checked on the role, in the binding's namespace.
    const about = { ...object, metadata: { ...object.metadata, name } };
    if (mayDo(context, 'bind', about, pluralOf(kind))) return;
    const bound = await context.find(GROUP, pluralOf(kind), namespace, name);
    if (bound === undefined) throw roleMissing(object, kind, name);
    requireCovered(object, rulesOfRole(bound), context);
  },
};

const roleMissing = (object: KubernetesObject, kind: string, name: string): Error =>
  forbiddenObject(
    { group: GROUP, resource: pluralOf(object.kind) },
    textOf(object, 'metadata', 'name'),
    `${pluralOf(kind)}.${GROUP} ${JSON.stringify(name)} not found`,
  );

function withDefaults(object: KubernetesObject): KubernetesObject {
  const roleRef = { apiGroup: GROUP, ...(fieldOf(object, 'roleRef') as object) };
  const subjects = listOf(object, 'subjects').map((subject) =>
    DEFAULT_GROUPED.includes(textOf(subject, 'kind')) ? { apiGroup: GROUP, ...(subject as object) } : subject,
  );
  return { ...object, roleRef, ...(subjects.length > 0 && { subjects }) };
}

const roleRefText = (ref: unknown): string =>
  `rbac.RoleRef{APIGroup:${JSON.stringify(textOf(ref, 'apiGroup'))}, Kind:${JSON.stringify(textOf(ref, 'kind'))}, Name:${JSON.stringify(textOf(ref, 'name'))}}`;

function roleRefErrors(object: KubernetesObject): FieldError[] {
  const [apiGroup, kind, name] = ['apiGroup', 'kind', 'name'].map((part) => textOf(object, 'roleRef', part));
  const kinds = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return [
    ...(apiGroup === GROUP ? [] : [notSupported('roleRef.apiGroup', apiGroup, [GROUP])]),
    ...(kinds.includes(kind) ? [] : [notSupported('roleRef.kind', kind, kinds)]),
    ...(name === '' ? [required('roleRef.name')] : []),
  ];
}

function subjectErrors(subject: unknown, field: string): FieldError[] {
  const [kind, name, apiGroup] = ['kind', 'name', 'apiGroup'].map((part) => textOf(subject, part));
  const errors = name === '' ? [required(`${field}.name`)] : [];
  if (kind === 'ServiceAccount') {
    if (name !== '') errors.push(...dnsSubdomain(name).map((fault) => invalidValue(`${field}.name`, name, fault)));
    if (apiGroup !== '') errors.push(notSupported(`${field}.apiGroup`, apiGroup, ['']));
    if (textOf(subject, 'namespace') === '') errors.push(required(`${field}.namespace`));
    return errors;
  }
  if (!DEFAULT_GROUPED.includes(kind))
    return [...errors, notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  return apiGroup === GROUP ? errors : [...errors, notSupported(`${field}.apiGroup`, apiGroup, [GROUP])];
}
