/** Approves the serving certificates of a configured list of nodes. Not in Kubernetes, where a person or a cloud provider's controller does
 * it. */
import { VitrineError } from '../../bytes/index.ts';
import { CertificateRequest, formatGeneralName } from '../../x509/index.ts';
import { rfc3339 } from '../api/cluster.ts';
import { StatusError } from '../api/status.ts';
import { CSR_PATH, hasCondition, requestOf, specOfRequest, withCondition } from '../certificates/request-object.ts';
import { askedOf, KUBELET_SERVING_SIGNER, signerRefusal } from '../certificates/signers.ts';
import { follow } from '../client/follow.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import type { ControllerOptions } from './certificates.ts';

export interface ServingApproverOptions extends ControllerOptions {
  /** The names that each node may have in its certificate, as `formatGeneralName` writes them. */
  readonly nodes: ReadonlyMap<string, readonly string[]>;
}

/** Approves requests of a known node for itself that contain only its own names. All other requests are left to a person. */
export const runServingApprover = (options: ServingApproverOptions): Promise<void> =>
  follow(
    options.client,
    `${CSR_PATH}?fieldSelector=${encodeURIComponent(`spec.signerName=${KUBELET_SERVING_SIGNER}`)}`,
    {
      signal: options.signal,
      onObject: (object) => approve(object, options),
      onFailure: (error) => options.onNews(`serving certificates: ${error.message}`),
    },
  );

async function approve(
  object: KubernetesObject,
  { client, nodes, now, onNews }: ServingApproverOptions,
): Promise<void> {
  if (hasCondition(object, 'Approved') || hasCondition(object, 'Denied') || hasCondition(object, 'Failed')) return;
  const node = servedNode(object, nodes);
  if (node === undefined) return;
  const name = textOf(object, 'metadata', 'name');
  const why = `${node} is a node of this cluster, and asks for its own names`;
  const approved = withCondition(object, 'Approved', 'KnownNode', why, rfc3339(now()));
  await client.replace(`${CSR_PATH}/${encodeURIComponent(name)}/approval`, approved).catch((error: unknown) => {
    // A concurrent write came first; its event triggers another attempt.
    if (!(error instanceof StatusError && [404, 409].includes(error.status.code ?? 0))) throw error;
  });
  onNews(`serving certificates: ${name} approved for ${node}`);
}

/** The node of a request that can be approved; undefined for other requests. */
function servedNode(object: KubernetesObject, nodes: ServingApproverOptions['nodes']): string | undefined {
  const { username, usages, signerName } = specOfRequest(object);
  const request = requestOf(object);
  if (!(request instanceof CertificateRequest) || !username.startsWith('system:node:')) return undefined;
  const node = username.slice('system:node:'.length);
  try {
    const asked = askedOf(request);
    const allowed = nodes.get(node) ?? [];
    const isOwn =
      asked.commonName === username && asked.names.every((name) => allowed.includes(formatGeneralName(name)));
    return isOwn && signerRefusal(signerName, asked, usages) === undefined ? node : undefined;
  } catch (error) {
    // A malformed extension: the signer reports it if the request is approved.
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}
