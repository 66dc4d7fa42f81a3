/** `pods/log`: the API server sends the request to the pod's kubelet, and relays the response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { type KubernetesObject, textOf } from '../documents.ts';
import type { Registry } from '../registry/registry.ts';
import { containersOf, kubeletPort } from './cluster.ts';
import { kubeletLogQuery, readLogOptions } from './log-options.ts';
import { readBody } from './request-body.ts';
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
  const answer = await askKubelet(options, address, target, response);
  if (answer.statusCode !== 200) throw await refusalOf(answer, asked.pod);
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
  const { host, port } = address;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      path,
      headers: { Host: authority, Connection: 'close' },
      createConnection: () => connectKubelet(address),
    });
    const abandon = (): void => void request.destroy();
    const tooLate = setTimeout(() => request.destroy(new Error('no answer in time')), ANSWER_TIMEOUT_MS);
    response.once('close', abandon);
    request.once('response', (answer) => {
      clearTimeout(tooLate);
      resolve(answer);
    });
    request.on('error', (error) => {
      clearTimeout(tooLate);
      reject(new StatusError(500, '', `Get "https://${authority}${path}": ${error.message}`));
    });
    request.end();
  });
}

/** Converts an error of the kubelet to the API server's error. */
async function refusalOf(answer: IncomingMessage, pod: string): Promise<StatusError> {
  const text = new TextDecoder().decode(await readBody(answer, MAX_ERROR_BYTES));
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
