/** The kinds of object that the API server knows, as one table: discovery, routes, selectors and columns are read from it. */
import { assertString } from '../../bytes/index.ts';
import {
  apiServicePrinter,
  configMapPrinter,
  csrPrinter,
  eventPrinter,
  leasePrinter,
  secretPrinter,
  serviceAccountPrinter,
  servicePrinter,
} from './printers.ts';
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
  /** For stored types: the columns of a Table, the fields for selectors, and the prefix of their keys in the store, after `/registry/`. */
  readonly stored?: { readonly printer: Printer; readonly selectable: readonly string[]; readonly prefix: string };
}

const NAMES = ['metadata.name', 'metadata.namespace'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const STATUS: readonly [string, readonly string[]] = ['status', ['get', 'patch', 'update']];

function stored(
  group: string,
  kind: string,
  printer: Printer,
  given: Partial<ResourceType> & { readonly selectable?: readonly string[]; readonly prefix?: string } = {},
): ResourceType {
  const { selectable = [], prefix, ...rest } = given;
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  return {
    group,
    version: 'v1',
    plural,
    singular,
    kind,
    shortNames: [],
    categories: [],
    namespaced: false,
    verbs: VERBS,
    subresources: new Map(),
    ...rest,
    stored: { printer, selectable: [...NAMES, ...selectable], prefix: prefix ?? plural },
  };
}

function review(group: string, kind: string, namespaced = false): ResourceType {
  const { stored: _, ...type } = stored(group, kind, rolePrinter);
  return { ...type, verbs: ['create'], namespaced };
}

const AUTHORIZATION = 'authorization.k8s.io';
const RBAC = 'rbac.authorization.k8s.io';
/** Verbs of connections to a container. These are not implemented: the answer is 501. */
const CONNECT = ['create', 'get'];

export const RESOURCE_TYPES: readonly ResourceType[] = [
  stored('', 'ConfigMap', configMapPrinter, { shortNames: ['cm'], namespaced: true }),
  stored('', 'Event', eventPrinter, {
    shortNames: ['ev'],
    namespaced: true,
    selectable: [
      ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
        (name) => `involvedObject.${name}`,
      ),
      ...['reason', 'reportingComponent', 'type'],
    ],
  }),
  stored('', 'Namespace', namespacePrinter, {
    shortNames: ['ns'],
    subresources: new Map([STATUS]),
    selectable: ['status.phase'],
  }),
  stored('', 'Node', nodePrinter, {
    shortNames: ['no'],
    subresources: new Map([STATUS]),
    prefix: 'minions',
  }),
  stored('', 'Pod', podPrinter, {
    shortNames: ['po'],
    categories: ['all'],
    namespaced: true,
    subresources: new Map([
      ['attach', CONNECT],
      ['binding', ['create']],
      ['exec', CONNECT],
      ['log', ['get']],
      ['portforward', CONNECT],
      STATUS,
    ]),
    selectable: ['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'status.phase', 'status.podIP'],
  }),
  stored('', 'Secret', secretPrinter, { namespaced: true, selectable: ['type'] }),
  stored('', 'Service', servicePrinter, {
    shortNames: ['svc'],
    categories: ['all'],
    namespaced: true,
    selectable: ['spec.clusterIP', 'spec.type'],
    prefix: 'services/specs',
  }),
  stored('', 'ServiceAccount', serviceAccountPrinter, {
    shortNames: ['sa'],
    namespaced: true,
    subresources: new Map([['token', ['create']]]),
  }),
  stored('apiregistration.k8s.io', 'APIService', apiServicePrinter, {
    subresources: new Map([STATUS]),
    prefix: 'apiregistration.k8s.io/apiservices',
  }),
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authentication.k8s.io', 'TokenReview'),
  review(AUTHORIZATION, 'LocalSubjectAccessReview', true),
  review(AUTHORIZATION, 'SelfSubjectAccessReview'),
  review(AUTHORIZATION, 'SelfSubjectRulesReview'),
  review(AUTHORIZATION, 'SubjectAccessReview'),
  stored('certificates.k8s.io', 'CertificateSigningRequest', csrPrinter, {
    shortNames: ['csr'],
    subresources: new Map([['approval', STATUS[1]], STATUS]),
    selectable: ['spec.signerName'],
  }),
  stored('coordination.k8s.io', 'Lease', leasePrinter, { namespaced: true }),
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

/** The type of an object by its apiVersion and kind, or undefined. */
export const resourceTypeOfKind = (apiVersion: string, kind: string): ResourceType | undefined =>
  byKind.get(`${apiVersion}/${kind}`);

/** `v1`, `rbac.authorization.k8s.io/v1`. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
