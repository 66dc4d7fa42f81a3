/** The rights of a user in a cluster, as far as the caller can determine them: from the RBAC objects, or by SubjectAccessReview. */
import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/api-client.ts';
import { DocumentError, fieldOf, type KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';
import { appliesTo, PRIVILEGED_GROUP, rbacAuthorizer } from '../rbac/authorizer.ts';
import { readPolicy } from '../rbac/read.ts';
import type { Policy, PolicyRule, ResourceAttributes } from '../rbac/rules.ts';

/** One right that implies further rights. */
interface Question {
  readonly attributes: ResourceAttributes;
  /** Its consequence. */
  readonly danger: string;
  /** The same if the right is for one namespace, whose name follows. Default: it is then no danger of its own. */
  readonly within?: string | undefined;
}

const ask = (
  [verb, group, resource, subresource = '']: readonly [string, string, string, string?],
  danger: string,
  within?: string,
): Question => ({ attributes: { verb, group, resource, subresource, namespace: '', name: '' }, danger, within });
const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';

/** Kubernetes, RBAC good practices, Privilege escalation risks. */
const QUESTIONS: readonly Question[] = [
  ask(['*', '*', '*'], 'do everything', 'do everything in the namespace'),
  ask(
    ['list', '', 'secrets'],
    'read every secret, tokens of service accounts among them',
    'read every secret of the namespace',
  ),
  ask(
    ['create', '', 'pods'],
    'run pods anywhere, with any service account and any volume of a node',
    'run pods, with any service account of the namespace and any volume of a node, in',
  ),
  ask(['impersonate', '', 'users'], 'act as any user'),
  ask(['escalate', RBAC, 'clusterroles'], 'give itself any right'),
  ask(['bind', RBAC, 'clusterroles'], 'give itself any role'),
  ask(['create', CERTIFICATES, 'certificatesigningrequests', 'approval'], 'approve certificates, its own among them'),
  ask(['get', '', 'nodes', 'proxy'], 'reach every kubelet, and so every container'),
  ask(
    ['create', '', 'serviceaccounts', 'token'],
    'make tokens of any service account',
    'make tokens of any service account of the namespace',
  ),
];

/** One rule that applies to the user, and the binding that grants it. */
export interface Granted {
  /** `ClusterRoleBinding view-all` or `RoleBinding dev/view`. */
  readonly binding: string;
  readonly role: string;
  /** '' for the whole cluster. */
  readonly namespace: string;
  readonly rules: readonly PolicyRule[];
}

export interface Rights {
  /** `rbac`: from the roles and bindings. `review`: by SubjectAccessReview. `none`: the caller is allowed neither. */
  readonly source: 'none' | 'rbac' | 'review';
  /** The granted rules, if `source` is `rbac`. */
  readonly granted: readonly Granted[];
  readonly dangers: readonly string[];
  /** What the caller could not read, with the reasons. */
  readonly unseen: readonly string[];
}

const LISTS = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'];

/** Determines the rights of a user.
 * @throws StatusError other than 403; the errors of the connection. */
export async function rightsOf(user: User, client: ApiClient): Promise<Rights> {
  if (user.groups.includes(PRIVILEGED_GROUP)) {
    const dangers = [`${PRIVILEGED_GROUP}: everything, above RBAC`];
    return { source: 'rbac', granted: [], dangers, unseen: [] };
  }
  const policy = await visiblePolicy(client);
  if (typeof policy !== 'string') return byPolicy(user, policy);
  const answers = await byReview(user, client);
  if (typeof answers !== 'string') return { source: 'review', granted: [], dangers: answers, unseen: [policy] };
  return { source: 'none', granted: [], dangers: [], unseen: [policy, answers] };
}

/** @returns the reason, if they cannot be read. */
async function visiblePolicy(client: ApiClient): Promise<Policy | string> {
  const objects: KubernetesObject[] = [];
  for (const name of LISTS) {
    const kind = kindOf(name);
    const found = await client.list(`/apis/${RBAC}/v1/${name}`).catch(forbiddenAs);
    if (typeof found === 'string') return found;
    // Items of a list do not repeat their type.
    objects.push(...found.items.map((item) => ({ ...item, apiVersion: `${RBAC}/v1`, kind })));
  }
  const policies = objects.flatMap((object) => {
    try {
      return [readPolicy([object], object.kind)];
    } catch (error) {
      if (error instanceof DocumentError) return []; // The API server ignores it too.
      throw error;
    }
  });
  return { roles: policies.flatMap(({ roles }) => roles), bindings: policies.flatMap(({ bindings }) => bindings) };
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['clusterroles', 'ClusterRole'],
  ['clusterrolebindings', 'ClusterRoleBinding'],
  ['roles', 'Role'],
  ['rolebindings', 'RoleBinding'],
]);
const kindOf = (plural: string): string => KINDS.get(plural)!;

function forbiddenAs(error: unknown): string {
  if (error instanceof StatusError && error.status.code === 403) return error.status.message;
  throw error;
}

function byPolicy(user: User, policy: Policy): Rights {
  const granted = policy.bindings.flatMap((binding): Granted[] => {
    const isBound = binding.subjects.some((subject) => appliesTo(subject, user, binding.namespace));
    const role = policy.roles.find(
      ({ kind, name, namespace }) =>
        kind === binding.role.kind &&
        name === binding.role.name &&
        (kind === 'ClusterRole' || namespace === binding.namespace),
    );
    if (!isBound || role === undefined) return [];
    const { namespace } = binding;
    const place = namespace === '' ? binding.name : `${namespace}/${binding.name}`;
    return [{ binding: `${binding.kind} ${place}`, role: `${role.kind} ${role.name}`, namespace, rules: role.rules }];
  });
  const namespaces = [...new Set(granted.map(({ namespace }) => namespace))].filter((namespace) => namespace !== '');
  return { source: 'rbac', granted, dangers: dangersOf(user, policy, namespaces.toSorted()), unseen: [] };
}

function dangersOf(user: User, policy: Policy, namespaces: readonly string[]): string[] {
  const authorizer = rbacAuthorizer(policy);
  const may = ({ attributes }: Question, namespace: string): boolean =>
    authorizer(user, { ...attributes, namespace }).allowed;
  const everywhere = QUESTIONS.filter((question) => may(question, ''));
  const [first] = everywhere;
  // The first question is everything.
  if (first === QUESTIONS[0]) return [first.danger];
  const within = namespaces.flatMap((namespace) => {
    const rest = QUESTIONS.filter((question) => !everywhere.includes(question) && question.within !== undefined);
    const found = rest.filter((question) => may(question, namespace));
    return (found[0] === QUESTIONS[0] ? found.slice(0, 1) : found).map((question) => `${question.within} ${namespace}`);
  });
  return [...everywhere.map(({ danger }) => danger), ...within];
}

/** @returns the reason, if the caller may not create reviews. */
async function byReview(user: User, client: ApiClient): Promise<string[] | string> {
  const dangers: string[] = [];
  for (const { attributes, danger } of QUESTIONS) {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: user.name, groups: user.groups, resourceAttributes: attributes },
    };
    const answer = await client.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', body).catch(forbiddenAs);
    if (typeof answer === 'string') return answer;
    if (fieldOf(answer, 'status', 'allowed') === true) dangers.push(danger);
  }
  return dangers.includes('do everything') ? ['do everything'] : dangers;
}
