/** Objects that every namespace contains: the cluster's CA (`kube-root-ca.crt`, kubernetes pkg/controller/certificates/rootcacertpublisher)
 * and the service account `default` (pkg/controller/serviceaccount/serviceaccounts_controller.go). */
import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/api-client.ts';
import { follow, pause } from '../client/follow.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import type { ControllerOptions } from './certificates.ts';

export const ROOT_CA = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
/** Milliseconds between two reads of the CA's file. */
const LOOK_MS = 1000;

export interface RootCaOptions extends ControllerOptions {
  /** The CA's certificates, PEM, as they are now. */
  roots(): Promise<string>;
}

/** Ensures that every namespace contains `kube-root-ca.crt` with the CA's current certificates. */
export async function runRootCaPublisher(options: RootCaOptions): Promise<void> {
  const { client, signal, onNews, roots } = options;
  const keep = async (namespace: string): Promise<void> => {
    const wanted = rootCa(namespace, await roots());
    const folder = pathOf(namespace, 'configmaps');
    const found = await client.find(`${folder}/${ROOT_CA}`);
    if (found === undefined) await unlessMeanwhile(client.create(folder, wanted));
    else if (JSON.stringify(found.data) !== JSON.stringify(wanted.data)) {
      await unlessMeanwhile(client.replace(`${folder}/${ROOT_CA}`, { ...found, data: wanted.data }));
    }
  };
  const active = new Set<string>();
  const watchCa = async (): Promise<void> => {
    let last: string | undefined;
    while (!signal.aborted) {
      const now = await roots().catch(() => last); // The error is reported when a namespace needs the certificates.
      if (last !== undefined && now !== last) {
        for (const namespace of active)
          await keep(namespace).catch((error: Error) => onNews(`root-ca: ${error.message}`));
      }
      last = now;
      await pause(LOOK_MS, signal);
    }
  };
  await Promise.all([inEveryNamespace('root-ca', 'configmaps', ROOT_CA, options, active, keep), watchCa()]);
}

function rootCa(namespace: string, roots: string): KubernetesObject & { readonly data: object } {
  const metadata = { name: ROOT_CA, namespace, annotations: { 'kubernetes.io/description': DESCRIPTION } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': roots } };
}

/** Ensures that every namespace contains the service account `default`. */
export const runServiceAccounts = (options: ControllerOptions): Promise<void> =>
  inEveryNamespace('serviceaccount', 'serviceaccounts', 'default', options, new Set(), async (namespace) => {
    const folder = pathOf(namespace, 'serviceaccounts');
    if ((await options.client.find(`${folder}/default`)) !== undefined) return;
    const metadata = { name: 'default', namespace };
    await unlessMeanwhile(options.client.create(folder, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }));
  });

/** Calls `keep` for each active namespace, and again when its object has changed or was deleted.
 * @param active - told which those are. */
async function inEveryNamespace(
  controller: string,
  resource: string,
  name: string,
  { client, signal, onNews }: ControllerOptions,
  active: Set<string>,
  keep: (namespace: string) => Promise<void>,
): Promise<void> {
  const onFailure = (error: Error): void => onNews(`${controller}: ${error.message}`);
  const keepActive = async (object: KubernetesObject): Promise<void> => {
    const namespace = textOf(object, 'metadata', 'namespace');
    if (active.has(namespace)) await keep(namespace);
  };
  const namespaces = follow(client, '/api/v1/namespaces', {
    ...{ signal, onFailure },
    async onObject(object) {
      const namespace = textOf(object, 'metadata', 'name');
      const isEnding = fieldOf(object, 'metadata', 'deletionTimestamp') !== undefined;
      if (isEnding || textOf(object, 'status', 'phase') === 'Terminating') return void active.delete(namespace);
      active.add(namespace);
      await keep(namespace);
    },
    onDeleted: (object) => void active.delete(textOf(object, 'metadata', 'name')),
  });
  const path = `/api/v1/${resource}?fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
  const objects = follow(client, path, { signal, onFailure, onObject: keepActive, onDeleted: keepActive });
  await Promise.all([namespaces, objects]);
}

const pathOf = (namespace: string, resource: string): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/${resource}`;

/** Ignores a conflict with another write, and a namespace that is being deleted: an event follows. */
async function unlessMeanwhile(written: ReturnType<ApiClient['create']>): Promise<void> {
  await written.catch((error: unknown) => {
    if (!(error instanceof StatusError)) throw error;
    const { code, message = '' } = error.status;
    const isEnding = code === 403 && message.includes('being terminated');
    if (code !== 404 && code !== 409 && !isEnding) throw error;
  });
}
