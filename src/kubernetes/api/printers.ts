/** More columns of Tables: configuration, services, events, leases, requests for certificates
 * (kubernetes pkg/printers/internalversion/printers.go). */
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import { ageOf, column, humanDuration, NONE, nameOf, type Printer, since } from './table.ts';

const columns = (...names: readonly string[]): Printer['columns'] => names.map((name) => column(name));
const sizeOf = (object: KubernetesObject, ...names: readonly string[]): number =>
  names.reduce((sum, name) => sum + Object.keys(fieldOf(object, name) ?? {}).length, 0);

export const configMapPrinter: Printer = {
  columns: columns('Name', 'Data', 'Age'),
  row: (object, now) => [nameOf(object), sizeOf(object, 'data', 'binaryData'), ageOf(object, now)],
};

export const secretPrinter: Printer = {
  columns: columns('Name', 'Type', 'Data', 'Age'),
  row: (object, now) => [nameOf(object), textOf(object, 'type'), sizeOf(object, 'data'), ageOf(object, now)],
};

export const serviceAccountPrinter: Printer = {
  columns: columns('Name', 'Secrets', 'Age'),
  row: (object, now) => [nameOf(object), listOf(object, 'secrets').length, ageOf(object, now)],
};

export const leasePrinter: Printer = {
  columns: columns('Name', 'Holder', 'Age'),
  row: (object, now) => [nameOf(object), textOf(object, 'spec', 'holderIdentity'), ageOf(object, now)],
};

function portText(port: unknown): string {
  const node = fieldOf(port, 'nodePort');
  return `${fieldOf(port, 'port')}${node ? `:${node}` : ''}/${textOf(port, 'protocol')}`;
}

function externalIp(service: KubernetesObject): string {
  const type = textOf(service, 'spec', 'type');
  if (type === 'ExternalName') return textOf(service, 'spec', 'externalName');
  const balancers = listOf(service, 'status', 'loadBalancer', 'ingress').map(
    (each) => textOf(each, 'ip') || textOf(each, 'hostname'),
  );
  const given = [...listOf(service, 'spec', 'externalIPs'), ...(type === 'LoadBalancer' ? balancers : [])];
  if (given.length > 0) return given.join(',');
  return type === 'LoadBalancer' ? '<pending>' : NONE;
}

export const servicePrinter: Printer = {
  columns: [...columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age'), column('Selector', 1)],
  row(service, now) {
    const ports = listOf(service, 'spec', 'ports').map(portText);
    const selector = Object.entries(fieldOf(service, 'spec', 'selector') ?? {}).map(
      ([key, value]) => `${key}=${value}`,
    );
    return [
      nameOf(service),
      textOf(service, 'spec', 'type'),
      textOf(service, 'spec', 'clusterIP') || NONE,
      externalIp(service),
      ports.join(',') || NONE,
      ageOf(service, now),
      selector.toSorted().join(',') || NONE,
    ];
  },
};

export const eventPrinter: Printer = {
  columns: [
    ...columns('Last Seen', 'Type', 'Reason', 'Object'),
    ...['Subobject', 'Source'].map((name) => column(name, 1)),
    column('Message'),
    ...['First Seen', 'Count', 'Name'].map((name) => column(name, 1)),
  ],
  row(event, now) {
    const first = textOf(event, 'firstTimestamp') || textOf(event, 'eventTime');
    const last = textOf(event, 'lastTimestamp') || first;
    const [kind, name] = ['kind', 'name'].map((part) => textOf(event, 'involvedObject', part));
    const source = [
      textOf(event, 'source', 'component') || textOf(event, 'reportingComponent'),
      textOf(event, 'source', 'host'),
    ];
    return [
      since(last, now),
      textOf(event, 'type'),
      textOf(event, 'reason'),
      name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`,
      textOf(event, 'involvedObject', 'fieldPath'),
      source.filter((part) => part !== '').join(', '),
      textOf(event, 'message').trim(),
      since(first, now),
      Number(fieldOf(event, 'count') ?? 1),
      nameOf(event),
    ];
  },
};

/** `Pending`, `Approved` or `Denied`, and the result (printers.go extractCSRStatus). */
export function csrCondition(csr: KubernetesObject): string {
  const types = listOf(csr, 'status', 'conditions').map((condition) => textOf(condition, 'type'));
  const decision = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  const failed = types.includes('Failed') ? ',Failed' : '';
  return `${decision}${failed}${textOf(csr, 'status', 'certificate') === '' ? '' : ',Issued'}`;
}

export const csrPrinter: Printer = {
  columns: columns('Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'),
  row(csr, now) {
    const seconds = fieldOf(csr, 'spec', 'expirationSeconds');
    return [
      nameOf(csr),
      ageOf(csr, now),
      textOf(csr, 'spec', 'signerName') || NONE,
      textOf(csr, 'spec', 'username'),
      typeof seconds === 'number' ? humanDuration(seconds) : NONE,
      csrCondition(csr),
    ];
  },
};

/** kube-aggregator/pkg/registry/apiservice/etcd/etcd.go, ConvertToTable. */
export const apiServicePrinter: Printer = {
  columns: columns('Name', 'Service', 'Available', 'Age'),
  row(object, now) {
    const service = fieldOf(object, 'spec', 'service') ?? undefined;
    const condition = listOf(object, 'status', 'conditions').find((each) => textOf(each, 'type') === 'Available');
    const [status, reason] = [textOf(condition, 'status') || 'Unknown', textOf(condition, 'reason')];
    return [
      nameOf(object),
      service === undefined ? 'Local' : `${textOf(service, 'namespace')}/${textOf(service, 'name')}`,
      status === 'True' || reason === '' ? status : `${status} (${reason})`,
      ageOf(object, now),
    ];
  },
};
