/** Folders that lack a part of the plan by design: an external etcd's, and a worker node's. */

/** What was found of a row. */
interface Parts {
  readonly certificate?: unknown;
  readonly key?: unknown;
  readonly config?: unknown;
  readonly faults: readonly { readonly code: string }[];
}

/** Where the owner of an absent certificate is. */
export type Elsewhere = 'control plane' | 'external etcd';

/** The rows of etcd's own members. */
const ETCD_ROWS = ['etcd-server', 'etcd-peer', 'etcd-healthcheck-client'];
/** The rows of a folder whose etcd is external that may be absent too: the API server's flags may name other files. */
const ETCD_FILES = ['etcd-ca', 'apiserver-etcd-client'];
/** `kubeadm join` leaves the CA's certificate and kubelet.conf on a worker; the kubelet keeps its own pair. */
const WORKER_ROWS = ['ca', 'kubelet', 'kubelet.conf'];

const isAbsent = (found: Parts | undefined): boolean =>
  found !== undefined &&
  [found.certificate, found.key, found.config].every((part) => part === undefined) &&
  found.faults.every(({ code }) => code === 'missing-file');

/** The absent rows that are no fault, with the reason (kubeadm v1.32, certlist.go, GetCertsWithoutEtcd; cmd/join.go). */
export function elsewhereOf(found: ReadonlyMap<string, Parts>): ReadonlyMap<string, Elsewhere> {
  const absent = [...found.keys()].filter((name) => isAbsent(found.get(name)));
  const isWorker =
    found.get('ca')?.key === undefined &&
    found.get('ca')?.certificate !== undefined &&
    found.get('kubelet.conf')?.config !== undefined &&
    [...found.keys()].every((name) => WORKER_ROWS.includes(name) || absent.includes(name));
  if (isWorker) {
    const rest = absent.filter((name) => !WORKER_ROWS.includes(name));
    return new Map(rest.map((name) => [name, 'control plane']));
  }
  const isExternal = ETCD_ROWS.every((name) => absent.includes(name)) && found.get('etcd-ca')?.key === undefined;
  if (!isExternal) return new Map();
  const rest = [...ETCD_ROWS, ...ETCD_FILES].filter((name) => absent.includes(name));
  return new Map(rest.map((name) => [name, 'external etcd']));
}
