/** Discovery of the API, in the two forms that clients request: one document for each group, or one for all
 * (apidiscovery.k8s.io/v2, Kubernetes 1.30). */
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

const aggregated = (items: readonly string[]): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: items.map((group) => ({
    metadata: group === '' ? {} : { name: group },
    versions: versionsOf(group).map((version) => ({
      version,
      resources: RESOURCE_TYPES.filter((type) => type.group === group).map(aggregatedResource),
      freshness: 'Current',
    })),
  })),
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

/** A document at a path; `aggregated` where it has that form too. */
export interface DiscoveryDocument {
  readonly plain: object;
  readonly aggregated?: object;
}

export const DISCOVERY: ReadonlyMap<string, DiscoveryDocument> = new Map([
  [
    '/api',
    {
      plain: { kind: 'APIVersions', versions: versionsOf(''), serverAddressByClientCIDRs: [] },
      aggregated: aggregated(['']),
    },
  ],
  [
    '/apis',
    {
      plain: { kind: 'APIGroupList', apiVersion: 'v1', groups: namedGroups.map(groupDocument) },
      aggregated: aggregated(namedGroups),
    },
  ],
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
