/** Namespaces, secrets, configmaps, services, events and leases (kubernetes pkg/registry/core, pkg/apis/core/validation/validation.go,
 * pkg/apis/coordination/validation). */
import { base64ToBytes, bytesToBase64, randomBytes, utf8ToBytes } from '../../../bytes/index.ts';
import { type Fields, fieldOf, type KubernetesObject, listOf, textOf } from '../../documents.ts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../field-errors.ts';
import { configKey, dnsLabel } from '../names.ts';
import type { Strategy } from '../strategy.ts';
import { validateLabels } from '../validate-metadata.ts';

/** An object with the status of another, or without one. */
export function withStatusOf(object: KubernetesObject, other: KubernetesObject): KubernetesObject {
  const { status: _, ...rest } = object;
  const status = fieldOf(other, 'status');
  return { ...rest, ...(status !== undefined && { status }) } as KubernetesObject;
}

/** The label by which selectors find a namespace (well-known labels). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

const named = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { ...(fieldOf(object, 'metadata', 'labels') as object), [NAME_LABEL]: textOf(object, 'metadata', 'name') },
  },
});

export const namespace: Strategy = {
  prepareForCreate: (object) => ({
    ...named(object),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }),
  prepareForUpdate: (object, current) => ({
    ...named(withStatusOf(object, current)),
    spec: fieldOf(current, 'spec') ?? {},
  }),
};

const MAX_DATA_BYTES = 1024 * 1024; // core/types.go, MaxSecretSize

const entriesOf = (object: KubernetesObject, name: string): [string, string][] =>
  Object.entries((fieldOf(object, name) ?? {}) as Record<string, string>);

const keyErrors = (object: KubernetesObject, name: string): FieldError[] =>
  entriesOf(object, name).flatMap(([key]) =>
    configKey(key).map((fault) => invalidValue(`${name}[${key}]`, key, fault)),
  );

const isImmutable = (object: KubernetesObject): boolean => fieldOf(object, 'immutable') === true;

/** The changed fields of an immutable object. */
function immutableErrors(object: KubernetesObject, current: KubernetesObject, names: readonly string[]): FieldError[] {
  if (!isImmutable(current)) return [];
  const errors = isImmutable(object) ? [] : [forbiddenField('immutable', 'field is immutable when `immutable` is set')];
  const changed = names.filter((name) => sorted(object, name) !== sorted(current, name));
  return [...errors, ...changed.map((name) => forbiddenField(name, 'field is immutable when `immutable` is set'))];
}
const sorted = (object: KubernetesObject, name: string): string =>
  JSON.stringify(entriesOf(object, name).toSorted(([a], [b]) => (a < b ? -1 : 1)));

export const configMap: Strategy = {
  validate(object) {
    const text = entriesOf(object, 'data');
    const binary = entriesOf(object, 'binaryData');
    const both = text.filter(([key]) => Object.hasOwn(fieldOf(object, 'binaryData') ?? {}, key));
    const bytes = [
      ...text.map(([, value]) => utf8ToBytes(value).length),
      ...binary.map(([, value]) => base64ToBytes(value).length),
    ].reduce((sum, length) => sum + length, 0);
    return [
      ...keyErrors(object, 'data'),
      ...both.map(([key]) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
      ...keyErrors(object, 'binaryData'),
      ...(bytes > MAX_DATA_BYTES ? [tooLong('', MAX_DATA_BYTES)] : []),
    ];
  },
  validateUpdate: (object, current) => immutableErrors(object, current, ['data', 'binaryData']),
};

/** The keys that a secret of a type must have. */
const SECRET_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
]);

/** `stringData` is write-only: it is merged into `data`. */
function withStringData(object: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = object;
  const added = Object.entries((stringData ?? {}) as Record<string, string>);
  const encoded = added.map(([key, value]): [string, string] => [key, bytesToBase64(utf8ToBytes(value))]);
  const merged = Object.fromEntries([...entriesOf(object, 'data'), ...encoded]);
  const data = added.length > 0 ? { data: merged } : {};
  return { ...rest, ...data, type: textOf(object, 'type') || 'Opaque' } as unknown as KubernetesObject;
}

export const secret: Strategy = {
  prepareForCreate: withStringData,
  prepareForUpdate: (object, current) =>
    withStringData({ ...object, type: textOf(object, 'type') || textOf(current, 'type') }),
  validate(object) {
    const bytes = entriesOf(object, 'data').reduce((sum, [, value]) => sum + base64ToBytes(value).length, 0);
    const data = (fieldOf(object, 'data') ?? {}) as Fields;
    const missing = (SECRET_KEYS.get(textOf(object, 'type')) ?? []).filter((key) => !Object.hasOwn(data, key));
    return [
      ...keyErrors(object, 'data'),
      ...(bytes > MAX_DATA_BYTES ? [tooLong('data', MAX_DATA_BYTES)] : []),
      ...missing.map((key) => required(`data[${key}]`)),
    ];
  },
  validateUpdate(object, current) {
    const type = textOf(object, 'type');
    const errors = type === textOf(current, 'type') ? [] : [invalidValue('type', type, 'field is immutable')];
    return [...errors, ...immutableErrors(object, current, ['data'])];
  },
};

const SERVICE_TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];

/** An address of 10.96.0.0/12, kube-apiserver's `--service-cluster-ip-range` as kubeadm sets it, that no service has. */
function freeClusterIp(taken: ReadonlySet<string>, draw: () => Uint8Array): string {
  for (;;) {
    const [second, third, fourth] = draw();
    const address = `10.${96 + (second % 16)}.${third}.${fourth}`;
    // 10.96.0.1 belongs to the service `kubernetes`; addresses that end in 0 or 255 are not used.
    if (fourth !== 0 && fourth !== 255 && address !== '10.96.0.1' && !taken.has(address)) return address;
  }
}

const withPortDefaults = (port: unknown): object => ({
  protocol: 'TCP',
  targetPort: fieldOf(port, 'port'),
  ...(port as object),
});

export const service: Strategy = {
  prepareForCreate(object, { known, random }) {
    const spec = (fieldOf(object, 'spec') ?? {}) as Fields;
    const type = textOf(spec, 'type') || 'ClusterIP';
    const ports = listOf(spec, 'ports').map(withPortDefaults);
    const given = textOf(spec, 'clusterIP');
    const taken = new Set([...known('', 'services')].map((each) => textOf(each, 'spec', 'clusterIP')));
    const clusterIP = given || freeClusterIp(taken, () => randomBytes(random, 3));
    const network = {
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    };
    const defaults = { sessionAffinity: 'None', type, ...(type !== 'ExternalName' && network) };
    return {
      ...object,
      spec: { ...defaults, ...spec, type, ...(ports.length > 0 && { ports }) },
      status: { loadBalancer: {} },
    };
  },
  prepareForUpdate(object, current) {
    const spec = (fieldOf(object, 'spec') ?? {}) as Fields;
    const ports = listOf(spec, 'ports').map(withPortDefaults);
    const clusterIP = textOf(spec, 'clusterIP') || textOf(current, 'spec', 'clusterIP');
    const network = clusterIP === '' ? {} : { clusterIP };
    return withStatusOf({ ...object, spec: { ...spec, ...network, ...(ports.length > 0 && { ports }) } }, current);
  },
  validate(object) {
    const type = textOf(object, 'spec', 'type') || 'ClusterIP';
    const affinity = textOf(object, 'spec', 'sessionAffinity') || 'None';
    const ports = listOf(object, 'spec', 'ports');
    const isHeadless = textOf(object, 'spec', 'clusterIP') === 'None';
    return [
      ...(SERVICE_TYPES.includes(type) ? [] : [notSupported('spec.type', type, SERVICE_TYPES)]),
      ...(AFFINITIES.includes(affinity) ? [] : [notSupported('spec.sessionAffinity', affinity, AFFINITIES)]),
      ...(ports.length === 0 && type !== 'ExternalName' && !isHeadless ? [required('spec.ports')] : []),
      ...(type === 'ExternalName' && textOf(object, 'spec', 'externalName') === ''
        ? [required('spec.externalName')]
        : []),
      ...ports.flatMap((port, i) => portErrors(port, `spec.ports[${i}]`, ports.length > 1)),
      ...duplicatePorts(ports),
      ...validateLabels(fieldOf(object, 'spec', 'selector'), 'spec.selector'),
    ];
  },
  validateUpdate(object, current) {
    const clusterIP = textOf(object, 'spec', 'clusterIP');
    const isChanged = !['', clusterIP].includes(textOf(current, 'spec', 'clusterIP'));
    return isChanged ? [invalidValue('spec.clusterIPs[0]', [clusterIP], 'may not change once set')] : [];
  },
};

const PORT_FAULT = 'must be between 1 and 65535, inclusive';
const isPort = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535;

function portErrors(port: unknown, field: string, isNameNeeded: boolean): FieldError[] {
  const [name, protocol] = [textOf(port, 'name'), textOf(port, 'protocol')];
  const [number, target] = [fieldOf(port, 'port'), fieldOf(port, 'targetPort')];
  return [
    ...(name === '' && isNameNeeded ? [required(`${field}.name`)] : []),
    ...(name === '' ? [] : dnsLabel(name).map((fault) => invalidValue(`${field}.name`, name, fault))),
    ...(isPort(number) ? [] : [invalidValue(`${field}.port`, number ?? 0, PORT_FAULT)]),
    ...(PROTOCOLS.includes(protocol) ? [] : [notSupported(`${field}.protocol`, protocol, PROTOCOLS)]),
    ...(typeof target === 'number' && !isPort(target) ? [invalidValue(`${field}.targetPort`, target, PORT_FAULT)] : []),
  ];
}

function duplicatePorts(ports: readonly unknown[]): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap((port, i) => {
    const key = `${textOf(port, 'protocol')}/${fieldOf(port, 'port')}`;
    const isSeen = seen.has(key);
    seen.add(key);
    const shown = { port: fieldOf(port, 'port'), protocol: textOf(port, 'protocol') };
    return isSeen ? [duplicate(`spec.ports[${i}]`, shown)] : [];
  });
}

export const event: Strategy = {
  validate(object) {
    const namespaceOf = textOf(object, 'metadata', 'namespace');
    const about = textOf(object, 'involvedObject', 'namespace');
    // An event about an object of cluster scope is in the namespace default.
    const isSame = about === '' ? ['default', 'kube-system'].includes(namespaceOf) : about === namespaceOf;
    return isSame ? [] : [invalidValue('involvedObject.namespace', about, 'does not match event.namespace')];
  },
};

/** The fault of a number in a lease's spec that is out of range. */
function numberErrors(object: KubernetesObject, name: string, min: 0 | 1): FieldError[] {
  const value = fieldOf(object, 'spec', name);
  if (typeof value !== 'number' || value >= min) return [];
  return [
    invalidValue(`spec.${name}`, value, min === 1 ? 'must be greater than 0' : 'must be greater than or equal to 0'),
  ];
}

export const lease: Strategy = {
  isVersionNeeded: true,
  validate: (object) => [
    ...numberErrors(object, 'leaseDurationSeconds', 1),
    ...numberErrors(object, 'leaseTransitions', 0),
  ],
};
