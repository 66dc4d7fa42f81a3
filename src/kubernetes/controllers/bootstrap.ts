/** The controllers of bootstrap tokens: signing `cluster-info`, and deleting expired tokens (kubernetes pkg/controller/bootstrap). */
import { utf8ToBytes } from '../../bytes/index.ts';
import { signDetachedHs256 } from '../../signatures/index.ts';
import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/api-client.ts';
import { follow, pause } from '../client/follow.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { isExpired, readTokenSecret, type StoredToken, TOKEN_NAMESPACE } from '../joining/token.ts';
import type { ControllerOptions } from './certificates.ts';

export const CLUSTER_INFO_PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';
const SECRETS_PATH = `/api/v1/namespaces/${TOKEN_NAMESPACE}/secrets`;
const TOKENS_PATH = `${SECRETS_PATH}?fieldSelector=${encodeURIComponent('type=bootstrap.kubernetes.io/token')}`;
const SIGNATURE = 'jws-kubeconfig-';
/** Milliseconds between two checks for expired tokens. */
const LOOK_MS = 1000;

/** Ensures that `cluster-info` has a signature of each token that may sign, and no others. */
export async function runBootstrapSigner(options: ControllerOptions): Promise<void> {
  const tokens = new Map<string, StoredToken>();
  const { client, signal, onNews } = options;
  const sign = (): Promise<void> => signClusterInfo(client, [...tokens.values()], options.now());
  await Promise.all([
    follow(client, TOKENS_PATH, {
      signal,
      async onObject(object) {
        const token = readTokenSecret({ type: 'bootstrap.kubernetes.io/token', ...object });
        if (token !== undefined) tokens.set(token.id, token);
        await sign();
      },
      async onDeleted(object) {
        tokens.delete(textOf(object, 'metadata', 'name').replace('bootstrap-token-', ''));
        await sign();
      },
      onFailure: (error) => onNews(`bootstrapsigner: ${error.message}`),
    }),
    follow(client, `${CLUSTER_INFO_PATH.replace('/cluster-info', '')}?fieldSelector=metadata.name%3Dcluster-info`, {
      signal,
      onObject: sign,
      onFailure: (error) => onNews(`bootstrapsigner: ${error.message}`),
    }),
  ]);
}

/** Writes the signatures if they have changed. */
async function signClusterInfo(client: ApiClient, tokens: readonly StoredToken[], now: Date): Promise<void> {
  const object = await client.find(CLUSTER_INFO_PATH);
  if (object === undefined) return;
  const signed = withSignatures(object, tokens, now);
  if (JSON.stringify(signed.data) === JSON.stringify(object.data)) return;
  await client.replace(CLUSTER_INFO_PATH, signed).catch((error: unknown) => {
    // A concurrent write came first; its event triggers another attempt.
    if (!(error instanceof StatusError && error.status.code === 409)) throw error;
  });
}

/** `cluster-info` with the signatures of the tokens that may sign now, and no other. */
export function withSignatures(object: KubernetesObject, tokens: readonly StoredToken[], now: Date): KubernetesObject {
  const kubeconfig = textOf(object, 'data', 'kubeconfig');
  const signing = tokens.filter((token) => token.usages.includes('signing') && !isExpired(token, now));
  const others = Object.entries((fieldOf(object, 'data') ?? {}) as object).filter(
    ([name]) => !name.startsWith(SIGNATURE),
  );
  const signatures = signing
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, secret }) => [
      `${SIGNATURE}${id}`,
      signDetachedHs256(utf8ToBytes(kubeconfig), id, utf8ToBytes(secret)),
    ]);
  return { ...object, data: Object.fromEntries([...others, ...signatures]) };
}

/** Deletes expired tokens. */
export async function runTokenCleaner({ client, signal, now, onNews }: ControllerOptions): Promise<void> {
  const tokens = new Map<string, StoredToken>();
  const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');
  const clean = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const [name, token] of tokens) {
        if (!isExpired(token, now())) continue;
        await client.delete(`${SECRETS_PATH}/${encodeURIComponent(name)}`).then(
          () => onNews(`tokencleaner: ${name} has expired`),
          (error: Error) => onNews(`tokencleaner: ${error.message}`),
        );
        tokens.delete(name);
      }
      await pause(LOOK_MS, signal);
    }
  };
  const following = follow(client, TOKENS_PATH, {
    signal,
    onObject(object) {
      const token = readTokenSecret({ type: 'bootstrap.kubernetes.io/token', ...object });
      if (token === undefined) tokens.delete(nameOf(object));
      else tokens.set(nameOf(object), token);
    },
    onDeleted: (object) => void tokens.delete(nameOf(object)),
    onFailure: (error) => onNews(`tokencleaner: ${error.message}`),
  });
  await Promise.all([following, clean()]);
}
