/** `pods/log`: the API server sends the request to the pod's kubelet, and relays the response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerTo, bodyOf, reasonOf } from '../../node/internal.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import type { Registry } from '../registry/registry.ts';
import { containersOf, kubeletPort } from './cluster.ts';
import { kubeletLogQuery, readLogOptions } from './log-options.ts';
import { resourceTypeAt } from './resource-types.ts';
import { sendStream } from './responses.ts';
import { badRequest, StatusError } from './status.ts';
import { nodeAddress } from './table.ts';

/** The address of a node's kubelet. */
export interface KubeletAddress {
  readonly nodeName: string;
  readonly host: string;
  readonly port: number;
}

export interface RelayOptions {
  readonly registry: Registry;
  /** Opens a TLS connection that presents the API server's client certificate and verifies the kubelet's against the CA and
   * its address. If that fails, the stream emits `error` before any request is sent. */
  connectKubelet(address: KubeletAddress): Duplex;
}

interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly query: URLSearchParams;
}

const PODS = resourceTypeAt('', 'v1', 'pods')!;
const NODES = resourceTypeAt('', 'v1', 'nodes')!;
const ANSWER_TIMEOUT_MS = 30_000; // Not in Kubernetes, where the context of the request bounds it.
const MAX_ERROR_BYTES = 50 * 1024; // apiserver/pkg/registry/generic/rest/response_checker.go

/** Streams a container's log from its kubelet; if either side closes, so does the other.
 * @throws StatusError if the pod or container does not exist, or the kubelet cannot be reached or refuses. */
export async function relayLog(options: RelayOptions, asked: LogRequest, response: ServerResponse): Promise<void> {
  const { registry } = options;
  const pod = await registry.get({ type: PODS, namespace: asked.namespace, name: asked.pod });
  const logOptions = readLogOptions(asked.query);
  const path = ['containerLogs', asked.namespace, asked.pod, chosenContainer(pod, logOptions.container)];
  const target = `/${path.map(encodeURIComponent).join('/')}${kubeletLogQuery(logOptions)}`;
  const address = await addressOf(registry, pod);
  if (response.destroyed) return; // The client has left: nothing would end the request to the kubelet.
  const url = `https://${authorityOf(address)}${target}`;
  const answer = await askKubelet(options, address, target, response);
  if (answer.statusCode !== 200) throw await refusalOf(answer, url, asked.pod);
  await sendStream(response, answer);
}

function chosenContainer(pod: KubernetesObject, asked: string): string {
  const name = textOf(pod, 'metadata', 'name');
  const containers = containersOf(pod);
  if (asked === '' && containers.length === 1) return containers[0];
  if (asked === '') {
    const choice = `choose one of: [${containers.join(' ')}]`;
    throw badRequest(`a container name must be specified for pod ${name}, ${choice}`);
  }
  if (!containers.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  return asked;
}

async function addressOf(registry: Registry, pod: KubernetesObject): Promise<KubeletAddress> {
  const nodeName = textOf(pod, 'spec', 'nodeName');
  if (nodeName === '') throw badRequest(`pod ${textOf(pod, 'metadata', 'name')} does not have a host assigned`);
  const node = await registry.get({ type: NODES, namespace: '', name: nodeName });
  const host = nodeAddress(node, 'InternalIP') || nodeAddress(node, 'Hostname') || nodeName;
  return { nodeName, host, port: kubeletPort(node) };
}

/** @returns the kubelet's response; its body has not been read. */
function askKubelet(
  { connectKubelet }: RelayOptions,
  address: KubeletAddress,
  path: string,
  response: ServerResponse,
): Promise<IncomingMessage> {
  const url = `https://${authorityOf(address)}${path}`;
  const request = httpRequest({
    path,
    headers: { Host: authorityOf(address), Connection: 'close' },
    createConnection: () => connectKubelet(address),
  });
  response.once('close', () => void request.destroy());
  const answer = answerTo(request.end(), { url, headerPatience: ANSWER_TIMEOUT_MS });
  return answer.catch((error: unknown) => {
    throw notAnswered(url, error);
  });
}

const authorityOf = ({ host, port }: KubeletAddress): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

const notAnswered = (url: string, error: unknown): StatusError =>
  new StatusError(500, '', `Get "${url}": ${reasonOf(error)}`);

/** Converts an error of the kubelet to the API server's error. */
async function refusalOf(answer: IncomingMessage, url: string, pod: string): Promise<StatusError> {
  const body = await bodyOf(answer, url, MAX_ERROR_BYTES).catch((error: unknown) => {
    throw notAnswered(url, error);
  });
  const text = new TextDecoder().decode(body);
  const code = answer.statusCode ?? 500;
  if (code === 400) return badRequest(text);
  if (code >= 500) return new StatusError(500, 'InternalError', `Internal error occurred: ${text}`, {});
  const [reason, message] = REFUSALS.get(code) ?? ['', text];
  const details = { name: pod, kind: 'pods/log' };
  return new StatusError(code, reason, `${message || text} ( pods/log ${pod})`, details);
}

/** The reason, and the message unless it is the kubelet's own (api/errors NewGenericServerResponse). */
const REFUSALS: ReadonlyMap<number, readonly [reason: string, message: string]> = new Map([
  [401, ['Unauthorized', 'the server has asked for the client to provide credentials']],
  [403, ['Forbidden', '']],
  [404, ['NotFound', 'the server could not find the requested resource']],
]);
