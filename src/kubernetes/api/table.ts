/** Objects as `kubectl get` prints them: meta.k8s.io/v1 Table (kubernetes pkg/printers/internalversion/printers.go). */
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';

/** Columns beyond the first screen (`-o wide`) have a priority. */
export interface Column {
  readonly name: string;
  readonly type: 'integer' | 'string';
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}
export type Cell = number | string;

/** The columns and rows for objects of one kind. */
export interface Printer {
  readonly columns: readonly Column[];
  row(object: KubernetesObject, now: Date): readonly Cell[];
}

export const column = (name: string, priority = 0): Column => ({
  name,
  type: 'string',
  format: name === 'Name' ? 'name' : '',
  description: DESCRIPTIONS[name] ?? '',
  priority,
});

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  Age: 'Time since the object was created.',
  Name: 'Name must be unique within a namespace.',
  Ready: 'The aggregate readiness state of this pod for accepting traffic.',
  Restarts: 'The number of times the containers in this pod have been restarted and when the last container restarted.',
  Status: 'The state of the object.',
};

export const NONE = '<none>';

export const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');
export const ageOf = (object: KubernetesObject, now: Date): string =>
  since(textOf(object, 'metadata', 'creationTimestamp'), now);

export function since(timestamp: string, now: Date): string {
  const then = Date.parse(timestamp);
  return Number.isNaN(then) ? '<unknown>' : humanDuration((now.getTime() - then) / 1000);
}

/** A duration in at most two units, as k8s.io/apimachinery/pkg/util/duration `HumanDuration` gives it. */
export function humanDuration(exactSeconds: number): string {
  const seconds = Math.trunc(exactSeconds);
  if (seconds < -1) return '<invalid>';
  if (seconds < 120) return `${Math.max(0, seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return twoUnits(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? twoUnits(years, 'y', days % 365, 'd') : `${years}y`;
}

const twoUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;

export const namespacePrinter: Printer = {
  columns: [column('Name'), column('Status'), column('Age')],
  row: (namespace, now) => [nameOf(namespace), textOf(namespace, 'status', 'phase'), ageOf(namespace, now)],
};

export const podPrinter: Printer = {
  columns: [
    ...['Name', 'Ready', 'Status', 'Restarts', 'Age'].map((name) => column(name)),
    ...['IP', 'Node', 'Nominated Node', 'Readiness Gates'].map((name) => column(name, 1)),
  ],
  row(pod, now) {
    const statuses = listOf(pod, 'status', 'containerStatuses');
    const ready = statuses.filter((status) => fieldOf(status, 'ready') === true).length;
    return [
      nameOf(pod),
      `${ready}/${listOf(pod, 'spec', 'containers').length}`,
      podState(pod, statuses),
      restartsOf(statuses, now),
      ageOf(pod, now),
      textOf(pod, 'status', 'podIP') || NONE,
      textOf(pod, 'spec', 'nodeName') || NONE,
      textOf(pod, 'status', 'nominatedNodeName') || NONE,
      NONE,
    ];
  },
};

/** The reason that the first container is not running; otherwise the pod's own reason or phase. */
function podState(pod: KubernetesObject, statuses: readonly unknown[]): string {
  if (textOf(pod, 'metadata', 'deletionTimestamp') !== '') return 'Terminating';
  for (const status of statuses) {
    const reason = textOf(status, 'state', 'waiting', 'reason') || textOf(status, 'state', 'terminated', 'reason');
    if (reason !== '') return reason;
  }
  return textOf(pod, 'status', 'reason') || textOf(pod, 'status', 'phase') || 'Unknown';
}

function restartsOf(statuses: readonly unknown[], now: Date): string {
  const counts = statuses.map((status) => Number(fieldOf(status, 'restartCount') ?? 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const ends = statuses.map((status) => textOf(status, 'lastState', 'terminated', 'finishedAt'));
  const last = ends.toSorted().at(-1) ?? '';
  return total === 0 || last === '' ? `${total}` : `${total} (${since(last, now)} ago)`;
}

const ROLE_LABEL = 'node-role.kubernetes.io/';

export const nodePrinter: Printer = {
  columns: [
    ...['Name', 'Status', 'Roles', 'Age', 'Version'].map((name) => column(name)),
    ...['Internal-IP', 'External-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'].map((name) => column(name, 1)),
  ],
  row(node, now) {
    const info = (name: string): string => textOf(node, 'status', 'nodeInfo', name) || '<unknown>';
    const labels = Object.keys(fieldOf(node, 'metadata', 'labels') ?? {});
    const roles = labels.filter((label) => label.startsWith(ROLE_LABEL)).map((label) => label.slice(ROLE_LABEL.length));
    return [
      nameOf(node),
      nodeState(node),
      roles.toSorted().join(',') || NONE,
      ageOf(node, now),
      info('kubeletVersion'),
      nodeAddress(node, 'InternalIP') || NONE,
      nodeAddress(node, 'ExternalIP') || NONE,
      info('osImage'),
      info('kernelVersion'),
      info('containerRuntimeVersion'),
    ];
  },
};

/** The node's first address of a type, or ''. */
export function nodeAddress(node: unknown, type: 'ExternalIP' | 'Hostname' | 'InternalIP'): string {
  const found = listOf(node, 'status', 'addresses').find((address) => textOf(address, 'type') === type);
  return textOf(found, 'address');
}

function nodeState(node: KubernetesObject): string {
  const ready = listOf(node, 'status', 'conditions').find((condition) => textOf(condition, 'type') === 'Ready');
  const state = ready === undefined ? 'Unknown' : textOf(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
  return fieldOf(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

export const rolePrinter: Printer = {
  columns: [column('Name'), column('Created At')],
  row: (role) => [nameOf(role), textOf(role, 'metadata', 'creationTimestamp')],
};

export const bindingPrinter: Printer = {
  columns: [
    ...['Name', 'Role', 'Age'].map((name) => column(name)),
    ...['Users', 'Groups', 'ServiceAccounts'].map((name) => column(name, 1)),
  ],
  row(binding, now) {
    const subjects = (kind: string): string =>
      listOf(binding, 'subjects')
        .filter((subject) => textOf(subject, 'kind') === kind)
        .map((subject) => textOf(subject, 'name'))
        .join(', ');
    const role = `${textOf(binding, 'roleRef', 'kind')}/${textOf(binding, 'roleRef', 'name')}`;
    return [
      nameOf(binding),
      role,
      ageOf(binding, now),
      subjects('User'),
      subjects('Group'),
      subjects('ServiceAccount'),
    ];
  },
};

/** The part of an object that a row contains (the request's `includeObject`). */
export type IncludeObject = 'Metadata' | 'None' | 'Object';

/** A Table of objects. @param listMetadata - the metadata of the list, with its continue token and resource version. */
export function tableOf(
  printer: Printer,
  objects: readonly KubernetesObject[],
  options: { readonly now: Date; readonly include: IncludeObject; readonly listMetadata: object },
): object {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.listMetadata,
    columnDefinitions: printer.columns,
    rows: objects.map((object) => ({
      cells: printer.row(object, options.now),
      ...(options.include !== 'None' && { object: options.include === 'Object' ? object : partial(object) }),
    })),
  };
}

const partial = ({ metadata }: KubernetesObject): object => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});
