/** The kinds of object that the API server knows, as one table: discovery, routes, selectors and columns are read from it. */
import { assertString } from '../../bytes/index.ts';
import { bindingPrinter, namespacePrinter, nodePrinter, type Printer, podPrinter, rolePrinter } from './table.ts';

export interface ResourceType {
  /** '' is the core group. */
  readonly group: string;
  readonly version: 'v1';
  /** As in a path: `pods`. */
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Subresource to the verbs that it has. */
  readonly subresources: ReadonlyMap<string, readonly string[]>;
  /** For stored types: the columns of a Table, and the fields for selectors. */
  readonly stored?: { readonly printer: Printer; readonly selectable: readonly string[] };
}

const NAMES = ['metadata.name', 'metadata.namespace'];

function stored(
  group: string,
  kind: string,
  printer: Printer,
  given: Partial<ResourceType> & { readonly selectable?: readonly string[] } = {},
): ResourceType {
  const { selectable = [], ...rest } = given;
  const singular = kind.toLowerCase();
  return {
    group,
    version: 'v1',
    plural: `${singular}s`,
    singular,
    kind,
    shortNames: [],
    categories: [],
    namespaced: false,
    verbs: ['get', 'list', 'watch'],
    subresources: new Map(),
    ...rest,
    stored: { printer, selectable: [...NAMES, ...selectable] },
  };
}

function review(group: string, kind: string): ResourceType {
  const { stored: _, ...type } = stored(group, kind, rolePrinter);
  return { ...type, verbs: ['create'] };
}

const RBAC = 'rbac.authorization.k8s.io';

export const RESOURCE_TYPES: readonly ResourceType[] = [
  stored('', 'Namespace', namespacePrinter, { shortNames: ['ns'], selectable: ['status.phase'] }),
  stored('', 'Node', nodePrinter, { shortNames: ['no'] }),
  stored('', 'Pod', podPrinter, {
    shortNames: ['po'],
    categories: ['all'],
    namespaced: true,
    subresources: new Map([['log', ['get']]]),
    selectable: ['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'status.phase', 'status.podIP'],
  }),
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  stored(RBAC, 'ClusterRole', rolePrinter),
  stored(RBAC, 'ClusterRoleBinding', bindingPrinter),
  stored(RBAC, 'Role', rolePrinter, { namespaced: true }),
  stored(RBAC, 'RoleBinding', bindingPrinter, { namespaced: true }),
];

const byPath = new Map(RESOURCE_TYPES.map((type) => [`${type.group}/${type.version}/${type.plural}`, type]));
const byKind = new Map(RESOURCE_TYPES.map((type) => [`${apiVersionOf(type)}/${type.kind}`, type]));

/** The type at a path of the API, or undefined. */
export function resourceTypeAt(group: string, version: string, plural: string): ResourceType | undefined {
  assertString(group, 'group');
  assertString(version, 'version');
  assertString(plural, 'plural');
  return byPath.get(`${group}/${version}/${plural}`);
}

/** The type of an object by its own words, or undefined. */
export const resourceTypeOfKind = (apiVersion: string, kind: string): ResourceType | undefined =>
  byKind.get(`${apiVersion}/${kind}`);

/** `v1`, `rbac.authorization.k8s.io/v1`. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
