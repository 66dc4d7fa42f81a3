/** Discovery of the API, in the two forms that clients request: one document for each group, or one for all
 * (apidiscovery.k8s.io/v2, Kubernetes 1.30). */
import type { AggregatedApi } from '../aggregation/aggregated-api.ts';
import { type Fields, fieldOf, listOf, textOf } from '../documents.ts';
import { apiVersionOf, RESOURCE_TYPES, type ResourceType } from './resource-types.ts';

const groups = [...new Set(RESOURCE_TYPES.map((type) => type.group))];
const namedGroups = groups.filter((group) => group !== '');
const versionsOf = (group: string): string[] => [
  ...new Set(RESOURCE_TYPES.filter((type) => type.group === group).map((type) => type.version)),
];

function groupDocument(group: string): object {
  const versions = versionsOf(group).map((version) => ({ groupVersion: apiVersionOf({ group, version }), version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(group: string, version: string): object {
  const types = RESOURCE_TYPES.filter((type) => type.group === group && type.version === version);
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: types.flatMap((type) => [
      {
        name: type.plural,
        singularName: type.singular,
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: type.verbs,
        ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
        ...(type.categories.length > 0 && { categories: type.categories }),
      },
      ...[...type.subresources].map(([name, verbs]) => ({
        name: `${type.plural}/${name}`,
        singularName: '',
        namespaced: type.namespaced,
        kind: type.kind,
        verbs,
      })),
    ]),
  };
}

const aggregated = (items: readonly string[], others: readonly object[] = []): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: [
    ...items.map((group) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versionsOf(group).map((version) => ({
        version,
        resources: RESOURCE_TYPES.filter((type) => type.group === group).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
    ...others,
  ],
});

function aggregatedResource(type: ResourceType): object {
  const responseKind = { group: type.group, version: type.version, kind: type.kind };
  return {
    resource: type.plural,
    responseKind,
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
    ...(type.categories.length > 0 && { categories: type.categories }),
    ...(type.subresources.size > 0 && {
      subresources: [...type.subresources].map(([subresource, verbs]) => ({ subresource, responseKind, verbs })),
    }),
  };
}

/** A document at a path; `aggregated` if it also exists in that form. */
export interface DiscoveryDocument {
  readonly plain: object;
  readonly aggregated?: object;
}

/** The list of groups. @param others - those of aggregated servers. */
function groupsDocument(others: readonly AggregatedApi[]): DiscoveryDocument {
  const byGroup = [...new Set(others.map(({ group }) => group))].map((group) => ({
    ...{ group, apis: others.filter((api) => api.group === group) },
  }));
  const groups = [...namedGroups.map(groupDocument), ...byGroup.map(({ group, apis }) => remoteGroup(group, apis))];
  return {
    plain: { kind: 'APIGroupList', apiVersion: 'v1', groups },
    aggregated: aggregated(namedGroups, byGroup.map(remoteDiscovery)),
  };
}

function remoteGroup(group: string, apis: readonly AggregatedApi[]): object {
  const versions = apis.map(({ version }) => ({ groupVersion: apiVersionOf({ group, version }), version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

const remoteDiscovery = ({ group, apis }: { group: string; apis: readonly AggregatedApi[] }): object => ({
  metadata: { name: group },
  versions: apis.map(({ version, isCurrent, resources }) => ({
    version,
    resources: resources.flatMap((resource) => remoteResource(group, version, resource, resources)),
    freshness: isCurrent ? 'Current' : 'Stale',
  })),
});

/** A resource as another server lists it (meta/v1 APIResource), converted to the aggregated form. */
function remoteResource(group: string, version: string, resource: unknown, all: readonly unknown[]): object[] {
  const name = textOf(resource, 'name');
  if (name.includes('/')) return [];
  const kindOf = (each: unknown): object => ({
    ...{
      group: textOf(each, 'group') || group,
      version: textOf(each, 'version') || version,
      kind: textOf(each, 'kind'),
    },
  });
  const subresources = all.filter((each) => textOf(each, 'name').startsWith(`${name}/`));
  const given = (field: 'categories' | 'shortNames'): Fields => {
    const texts = listOf(resource, field);
    return texts.length === 0 ? {} : { [field]: texts };
  };
  return [
    {
      resource: name,
      responseKind: kindOf(resource),
      scope: fieldOf(resource, 'namespaced') === true ? 'Namespaced' : 'Cluster',
      singularResource: textOf(resource, 'singularName'),
      verbs: listOf(resource, 'verbs'),
      ...given('shortNames'),
      ...given('categories'),
      ...(subresources.length > 0 && {
        subresources: subresources.map((each) => ({
          subresource: textOf(each, 'name').slice(name.length + 1),
          responseKind: kindOf(each),
          verbs: listOf(each, 'verbs'),
        })),
      }),
    },
  ];
}

/** The documents that depend on aggregated servers: the list of groups, and each of their groups. */
export function aggregatedDocument(path: string, others: readonly AggregatedApi[]): DiscoveryDocument | undefined {
  if (path === '/apis') return groupsDocument(others);
  const group = /^\/apis\/([^/]+)$/.exec(path)?.[1];
  const apis = others.filter((each) => each.group === group);
  if (group === undefined || apis.length === 0) return undefined;
  return { plain: { kind: 'APIGroup', apiVersion: 'v1', ...remoteGroup(group, apis) } };
}

export const DISCOVERY: ReadonlyMap<string, DiscoveryDocument> = new Map([
  [
    '/api',
    {
      plain: { kind: 'APIVersions', versions: versionsOf(''), serverAddressByClientCIDRs: [] },
      aggregated: aggregated(['']),
    },
  ],
  ['/apis', groupsDocument([])],
  ...namedGroups.map((group): [string, DiscoveryDocument] => [
    `/apis/${group}`,
    { plain: { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) } },
  ]),
  ...groups.flatMap((group) =>
    versionsOf(group).map((version): [string, DiscoveryDocument] => [
      group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
      { plain: resourceList(group, version) },
    ]),
  ),
]);
