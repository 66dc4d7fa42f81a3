/** Pods and nodes (kubernetes pkg/registry/core/{pod,node}/strategy.go, pkg/apis/core/v1/defaults.go, pkg/apis/core/validation). */
import { type Fields, fieldOf, type KubernetesObject, listOf, textOf } from '../../documents.ts';
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-errors.ts';
import { dnsLabel } from '../names.ts';
import type { Strategy } from '../strategy.ts';
import { withStatusOf } from './core.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];

/** Defaults of a container: an image that may change under its tag is pulled each time. */
function withContainerDefaults(container: unknown): object {
  const image = textOf(container, 'image');
  const isLatest = !/:[^/]+$/.test(image) || image.endsWith(':latest');
  const ports = listOf(container, 'ports').map((port) => ({ protocol: 'TCP', ...(port as object) }));
  return {
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...(container as object),
    ...(ports.length > 0 && { ports }),
  };
}

const SPEC_DEFAULTS = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  serviceAccount: 'default',
  serviceAccountName: 'default',
  terminationGracePeriodSeconds: 30,
};

export const pod: Strategy = {
  prepareForCreate(object) {
    const spec = (fieldOf(object, 'spec') ?? {}) as Fields;
    const containers = listOf(spec, 'containers').map(withContainerDefaults);
    return {
      ...object,
      spec: { ...SPEC_DEFAULTS, ...spec, ...(containers.length > 0 && { containers }) },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    };
  },
  prepareForUpdate(object, current) {
    const spec = (fieldOf(object, 'spec') ?? {}) as Fields;
    const containers = listOf(spec, 'containers').map(withContainerDefaults);
    return withStatusOf(
      { ...object, spec: { ...SPEC_DEFAULTS, ...spec, ...(containers.length > 0 && { containers }) } },
      current,
    );
  },
  validate: podErrors,
  validateUpdate: (object, current) =>
    fixedPart(object) === fixedPart(current) ? [] : [forbiddenField('spec', FIXED_MESSAGE)],
};

export const podStatus: Strategy = { prepareForUpdate: (object, current) => statusOnly(object, current) };

/** The current object with the status and metadata of the new one: `/status` may change nothing else. */
function statusOnly(object: KubernetesObject, current: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  return withStatusOf({ ...current, metadata }, object);
}

function podErrors(object: KubernetesObject): FieldError[] {
  const containers = listOf(object, 'spec', 'containers');
  const restartPolicy = textOf(object, 'spec', 'restartPolicy');
  const volumes = listOf(object, 'spec', 'volumes').map((volume) => textOf(volume, 'name'));
  return [
    ...(containers.length === 0 ? [required('spec.containers')] : []),
    ...containers.flatMap((container, i) => containerErrors(container, `spec.containers[${i}]`, volumes)),
    ...duplicates(containers, 'spec.containers'),
    ...listOf(object, 'spec', 'initContainers').flatMap((container, i) =>
      containerErrors(container, `spec.initContainers[${i}]`, volumes),
    ),
    ...duplicates(listOf(object, 'spec', 'volumes'), 'spec.volumes'),
    ...(RESTART_POLICIES.includes(restartPolicy)
      ? []
      : [notSupported('spec.restartPolicy', restartPolicy, RESTART_POLICIES)]),
  ];
}

function duplicates(items: readonly unknown[], field: string): FieldError[] {
  const names = items.map((item) => textOf(item, 'name'));
  return names.flatMap((name, i) =>
    names.indexOf(name) < i && name !== '' ? [duplicate(`${field}[${i}].name`, name)] : [],
  );
}

function containerErrors(container: unknown, field: string, volumes: readonly string[]): FieldError[] {
  const name = textOf(container, 'name');
  return [
    ...(name === ''
      ? [required(`${field}.name`)]
      : dnsLabel(name).map((fault) => invalidValue(`${field}.name`, name, fault))),
    ...(textOf(container, 'image') === '' ? [required(`${field}.image`)] : []),
    ...listOf(container, 'ports').flatMap((port, i): FieldError[] => {
      const number = fieldOf(port, 'containerPort');
      const isPort = typeof number === 'number' && number >= 1 && number <= 65_535;
      return isPort
        ? []
        : [invalidValue(`${field}.ports[${i}].containerPort`, number ?? 0, 'must be between 1 and 65535, inclusive')];
    }),
    ...listOf(container, 'volumeMounts').flatMap((mount, i): FieldError[] => {
      const volume = textOf(mount, 'name');
      return volumes.includes(volume) ? [] : [notFoundValue(`${field}.volumeMounts[${i}].name`, volume)];
    }),
  ];
}

const notFoundValue = (field: string, value: string): FieldError => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Not found: ${JSON.stringify(value)}`,
});

const FIXED_MESSAGE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The immutable part of a pod's spec, as text. */
function fixedPart(object: KubernetesObject): string {
  const { tolerations: _, activeDeadlineSeconds: __, ...spec } = (fieldOf(object, 'spec') ?? {}) as Fields;
  const containers = ['containers', 'initContainers'].map((name): [string, unknown] => [
    name,
    listOf(spec, name).map((container) => ({ ...(container as object), image: '' })),
  ]);
  return sortedText({ ...spec, ...Object.fromEntries(containers) });
}

const sortedText = (value: object): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

export const node: Strategy = {
  // A kubelet registers its node including its status.
  prepareForCreate: (object) => ({ spec: {}, ...object }),
  prepareForUpdate: (object, current) => withStatusOf(object, current),
};

export const nodeStatus: Strategy = { prepareForUpdate: (object, current) => statusOnly(object, current) };
