/** The controllers of certificate requests: signing, approving for kubelets, and cleaning (kubernetes pkg/controller/certificates/{signer,approver,
 * cleaner}). They are clients like any other: RBAC limits what they may do. */
import { bytesToBase64, type Random, utf8ToBytes, VitrineError } from '../../bytes/index.ts';
import { CertificateRequest, certificatePem } from '../../x509/index.ts';
import { rfc3339 } from '../api/cluster.ts';
import { StatusError } from '../api/status.ts';
import { issueForSigner, SIGNING_DURATION } from '../certificates/issue.ts';
import {
  CLEANING_INTERVAL_MS,
  CSR_PATH,
  hasCondition,
  isOutlived,
  issuedPem,
  requestOf,
  specOfRequest,
  withCondition,
} from '../certificates/request-object.ts';
import {
  approverRecognizers,
  askedOf,
  CLIENT_SIGNER,
  KUBELET_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  signerRefusal,
} from '../certificates/signers.ts';
import type { ApiClient } from '../client/api-client.ts';
import { follow, pause } from '../client/follow.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import type { Authority } from '../pki/issue.ts';

export interface ControllerOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  now(): Date;
  /** Called with one line for each failure and each action. */
  onNews(message: string): void;
}

export interface SignerOptions extends ControllerOptions {
  /** The cluster's CA, read anew for each certificate, so that a rotated CA signs from then on. */
  authority(): Promise<Authority>;
  readonly random: Random;
  /** Seconds. Default: 8760 hours, as `--cluster-signing-duration`. */
  readonly durationSeconds?: number | undefined;
}

const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');
const pathOf = (object: KubernetesObject, subresource: string): string =>
  `${CSR_PATH}/${encodeURIComponent(nameOf(object))}/${subresource}`;
const failed =
  ({ onNews }: ControllerOptions, name: string) =>
  (error: Error) =>
    onNews(`${name}: ${error.message}`);

/** Signs approved requests, for the three signers of Kubernetes' controller. */
export const runSigner = (options: SignerOptions): Promise<void> =>
  follow(options.client, CSR_PATH, {
    signal: options.signal,
    onObject: (object) => signOne(object, options),
    onFailure: failed(options, 'csrsigning'),
  });

const SERVED: readonly string[] = [CLIENT_SIGNER, KUBELET_CLIENT_SIGNER, KUBELET_SERVING_SIGNER];

async function signOne(object: KubernetesObject, options: SignerOptions): Promise<void> {
  const { signerName, usages, expirationSeconds } = specOfRequest(object);
  const isOpen = hasCondition(object, 'Approved') && !hasCondition(object, 'Denied') && !hasCondition(object, 'Failed');
  if (!isOpen || issuedPem(object) !== undefined || !SERVED.includes(signerName)) return;
  const request = requestOf(object);
  const refusal =
    request instanceof CertificateRequest
      ? refusalOf(signerName, request, usages)
      : `unable to parse csr: ${request.problem}`;
  const { client, now, onNews } = options;
  if (refusal !== undefined || !(request instanceof CertificateRequest)) {
    const time = rfc3339(now());
    await put(
      client,
      object,
      withCondition(object, 'Failed', 'SignerValidationFailure', refusal ?? '', time),
      'status',
    );
    return onNews(`csrsigning: ${nameOf(object)} failed: ${refusal}`);
  }
  const certificate = issueForSigner(request, await options.authority(), {
    ...{ usages, expirationSeconds, time: now(), random: options.random },
    durationSeconds: options.durationSeconds ?? SIGNING_DURATION,
  });
  const status = {
    ...(fieldOf(object, 'status') as object),
    certificate: bytesToBase64(utf8ToBytes(certificatePem(certificate))),
  };
  await put(client, object, { ...object, status }, 'status');
  onNews(`csrsigning: ${nameOf(object)} issued`);
}

function refusalOf(signerName: string, request: CertificateRequest, usages: readonly string[]): string | undefined {
  try {
    return signerRefusal(signerName, askedOf(request), usages);
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return `unable to parse csr: ${error.message}`;
  }
}

/** Writes one subresource. A conflict or a deleted object is not an error: the next event reports the new state. */
async function put(
  client: ApiClient,
  of: KubernetesObject,
  object: KubernetesObject,
  subresource: string,
): Promise<void> {
  await client.replace(pathOf(of, subresource), object).catch((error: unknown) => {
    if (!(error instanceof StatusError && [404, 409].includes(error.status.code))) throw error;
  });
}

const MESSAGES = {
  selfnodeclient: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  nodeclient: 'Auto approving kubelet client certificate after SubjectAccessReview.',
} as const;

/** Approves the client certificates of kubelets, if the requester has the right to ask for them (SubjectAccessReview). */
export const runApprover = (options: ControllerOptions): Promise<void> =>
  follow(options.client, CSR_PATH, {
    signal: options.signal,
    onObject: (object) => approveOne(object, options),
    onFailure: failed(options, 'csrapproving'),
  });

async function approveOne(object: KubernetesObject, options: ControllerOptions): Promise<void> {
  if (issuedPem(object) !== undefined || hasCondition(object, 'Approved') || hasCondition(object, 'Denied')) return;
  const request = requestOf(object);
  if (!(request instanceof CertificateRequest)) return;
  const { signerName, usages, username } = specOfRequest(object);
  for (const subresource of approverRecognizers(signerName, askedOf(request), usages, username)) {
    if (!(await mayAsk(object, subresource, options.client))) continue;
    const time = rfc3339(options.now());
    const approved = withCondition(object, 'Approved', 'AutoApproved', MESSAGES[subresource], time);
    await put(options.client, object, approved, 'approval');
    return options.onNews(`csrapproving: ${nameOf(object)} approved (${subresource})`);
  }
}

/** Whether the requester may create such a request. */
async function mayAsk(object: KubernetesObject, subresource: string, client: ApiClient): Promise<boolean> {
  const spec = fieldOf(object, 'spec');
  const review = await client.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      ...{ user: textOf(spec, 'username'), uid: textOf(spec, 'uid') },
      ...{ groups: fieldOf(spec, 'groups') ?? [], extra: fieldOf(spec, 'extra') ?? {} },
      resourceAttributes: {
        ...{ group: 'certificates.k8s.io', resource: 'certificatesigningrequests', version: '*', verb: 'create' },
        subresource,
      },
    },
  });
  return fieldOf(review, 'status', 'allowed') === true;
}

/** Deletes obsolete requests, once an hour. */
export async function runCleaner(options: ControllerOptions): Promise<void> {
  const { client, signal, now, onNews } = options;
  while (!signal.aborted) {
    await cleanOnce(client, now(), signal).catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      if (!signal.aborted) onNews(`csrcleaner: ${error.message}`);
    });
    await pause(CLEANING_INTERVAL_MS, signal);
  }
}

/** One run of the cleaner. @returns the names of the deleted requests. */
export async function cleanOnce(client: ApiClient, now: Date, signal?: AbortSignal): Promise<string[]> {
  const { items } = await client.list(CSR_PATH, signal);
  const outlived = items.filter((object) => isOutlived(object, now)).map(nameOf);
  for (const name of outlived) await client.delete(`${CSR_PATH}/${encodeURIComponent(name)}`);
  return outlived;
}
