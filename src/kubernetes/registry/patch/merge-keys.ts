/** How lists merge in a strategic merge patch: the tags `patchStrategy` and `patchMergeKey` of the supported types
 * (k8s.io/api/core/v1/types.go and others; k8s.io/apimachinery/pkg/apis/meta/v1/types.go). Any other list is replaced. */

export interface MergeRule {
  /** The field that identifies items; absent for lists of texts and numbers. */
  readonly key?: string;
  /** Whether items of this list support `$retainKeys`. */
  readonly retainKeys?: true;
}

/** Rules by the path of the field, without indices. */
type Rules = Readonly<Record<string, MergeRule>>;

const METADATA: Rules = {
  'metadata.finalizers': {},
  'metadata.ownerReferences': { key: 'uid' },
};

/** The lists of a container, wherever containers are. */
const containerRules = (path: string): Rules => ({
  [path]: { key: 'name' },
  [`${path}.env`]: { key: 'name' },
  [`${path}.ports`]: { key: 'containerPort' },
  [`${path}.volumeDevices`]: { key: 'devicePath' },
  [`${path}.volumeMounts`]: { key: 'mountPath' },
});

const MERGE_RULES: Readonly<Record<string, Rules>> = {
  '/Namespace': { 'status.conditions': { key: 'type' } },
  '/Node': {
    'spec.podCIDRs': {},
    'status.addresses': { key: 'type' },
    'status.conditions': { key: 'type' },
  },
  '/Pod': {
    ...containerRules('spec.containers'),
    ...containerRules('spec.ephemeralContainers'),
    ...containerRules('spec.initContainers'),
    'spec.hostAliases': { key: 'ip' },
    'spec.imagePullSecrets': { key: 'name' },
    'spec.resourceClaims': { key: 'name', retainKeys: true },
    'spec.schedulingGates': { key: 'name' },
    'spec.topologySpreadConstraints': { key: 'topologyKey' },
    'spec.volumes': { key: 'name', retainKeys: true },
    'status.conditions': { key: 'type' },
    'status.hostIPs': { key: 'ip' },
    'status.podIPs': { key: 'ip' },
    'status.resourceClaimStatuses': { key: 'name', retainKeys: true },
  },
  '/Service': {
    'spec.ports': { key: 'port' },
    'status.conditions': { key: 'type' },
  },
  '/ServiceAccount': { secrets: { key: 'name' } },
};

const rulesByKind = new Map(
  Object.entries(MERGE_RULES).map(([kind, rules]) => [kind, new Map(Object.entries({ ...METADATA, ...rules }))]),
);
const metadataRules = new Map(Object.entries(METADATA));

/** The rules of a type by path. @param type - any supported type. */
export const mergeRulesOf = ({
  group,
  kind,
}: {
  readonly group: string;
  readonly kind: string;
}): ReadonlyMap<string, MergeRule> => rulesByKind.get(`${group}/${kind}`) ?? metadataRules;
