/** The part of a kubelet that the API server calls: health, its pods, their logs (kubernetes pkg/kubelet/server). */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { assertFunction, assertMethods, assertOptions, assertString } from '../../bytes/index.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Authorizer, Decision } from '../rbac/authorizer.ts';
import type { ResourceAttributes } from '../rbac/rules.ts';
import { type Cluster, containersOf } from './cluster.ts';
import { type ContainerRef, type LogLine, type LogSource, waitingReason } from './container-logs.ts';
import { refuseImpersonation } from './impersonation.ts';
import { type LogOptions, readLogOptions, selectLines } from './log-options.ts';
import { parseTarget, type Target } from './request-info.ts';
import { checkRequest } from './request-rules.ts';
import { resourceTypeAt } from './resource-types.ts';
import { READ_METHODS, sendJson, sendStream, sendText } from './responses.ts';
import { StatusError } from './status.ts';

/** The pods that a kubelet may serve. */
export type NodePods = Pick<Cluster, 'find' | 'list'>;

export interface KubeletOptions {
  readonly nodeName: string;
  /** The pods; the kubelet serves those of its own node. */
  readonly cluster: NodePods;
  /** Decides about `nodes/proxy` (and similar) on the node, as a kubelet does by SubjectAccessReview. */
  readonly authorizer: (...asked: Parameters<Authorizer>) => Decision | Promise<Decision>;
  /** The user of a verified client certificate; undefined if there is no such certificate. */
  identityOf(request: IncomingMessage): User | undefined;
  readonly logs: LogSource;
  now(): Date;
}

const PODS = resourceTypeAt('', 'v1', 'pods')!;

/** A refusal as plain text, as the kubelet sends it. */
class Refusal {
  readonly code: number;
  readonly text: string;
  constructor(code: number, text: string) {
    this.code = code;
    this.text = text;
  }
}

const OPTIONS: Readonly<Record<keyof KubeletOptions, true>> = {
  nodeName: true,
  cluster: true,
  authorizer: true,
  identityOf: true,
  logs: true,
  now: true,
};

/** The kubelet's requests, for an `http.Server` over any TLS that asks for a client certificate.
 * @throws UsageError for wrong options. */
export function kubeletHandler(options: KubeletOptions): RequestListener {
  assertOptions(options, 'options', Object.keys(OPTIONS));
  assertString(options.nodeName, 'options.nodeName');
  assertMethods(options.cluster, 'options.cluster', 'pods', 'find', 'list');
  assertMethods(options.logs, 'options.logs', 'a LogSource', 'read', 'waitFor');
  for (const name of ['authorizer', 'identityOf', 'now'] as const) assertFunction(options[name], `options.${name}`);
  return (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof Refusal) sendText(response, error.code, error.text);
      else if (error instanceof StatusError) sendText(response, error.status.code, error.status.message);
      else sendText(response, 500, 'Internal error occurred');
    });
  };
}

async function serve(options: KubeletOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  checkRequest(request);
  refuseImpersonation(request);
  const user = options.identityOf(request);
  if (user === undefined) throw new Refusal(401, 'Unauthorized');
  const { method = '' } = request;
  const target = parseTarget(request.url ?? '');
  await authorize(options, user, attributesOf(method, target, options.nodeName));
  if (!READ_METHODS.includes(method)) {
    response.setHeader('Allow', READ_METHODS.join(', '));
    throw new Refusal(405, '405: Method Not Allowed');
  }
  const [first, namespace, pod, container, ...more] = target.segments;
  if (target.path === '/healthz') sendText(response, 200, 'ok');
  else if (target.path === '/pods') sendJson(response, 200, podList(options));
  else if (first === 'containerLogs' && container !== undefined && more.length === 0) {
    await sendLog(options, { namespace, pod, container }, readLogOptions(target.query), request, response);
  } else throw new Refusal(404, '404 page not found\n');
}

async function authorize({ authorizer }: KubeletOptions, user: User, attributes: ResourceAttributes): Promise<void> {
  if ((await authorizer(user, attributes)).allowed) return;
  const { verb, resource, subresource } = attributes;
  throw new Refusal(
    403,
    `Forbidden (user=${user.name}, verb=${verb}, resource=${resource}, subresource=${subresource})`,
  );
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['DELETE', 'delete'],
  ['PATCH', 'patch'],
  ['POST', 'create'],
  ['PUT', 'update'],
]);
const SUBRESOURCES: ReadonlyMap<string, string> = new Map([
  ['checkpoint', 'checkpoint'],
  ['logs', 'log'],
  ['metrics', 'metrics'],
  ['stats', 'stats'],
]);

/** Which right on its node a request needs (pkg/kubelet/server/auth.go): most of them `nodes/proxy`. */
const attributesOf = (method: string, { segments }: Target, nodeName: string): ResourceAttributes => ({
  verb: VERBS.get(method) ?? 'get',
  group: '',
  resource: 'nodes',
  subresource: SUBRESOURCES.get(segments[0]) ?? 'proxy',
  namespace: '',
  name: nodeName,
});

const runsHere = ({ nodeName }: KubeletOptions, pod: KubernetesObject): boolean =>
  textOf(pod, 'spec', 'nodeName') === nodeName;

const podList = (options: KubeletOptions): object => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: {},
  items: options.cluster.list(PODS, '').filter((pod) => runsHere(options, pod)),
});

async function sendLog(
  options: KubeletOptions,
  ref: ContainerRef,
  logOptions: LogOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  refuseWithoutLog(options, ref, logOptions);
  if (request.method === 'HEAD') {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await sendStream(response, Readable.from(logText(options, ref, logOptions, gone.signal)));
}

function refuseWithoutLog(options: KubeletOptions, ref: ContainerRef, { previous }: LogOptions): void {
  const { namespace, pod: podName, container } = ref;
  const [inPod, name] = [JSON.stringify(podName), JSON.stringify(container)];
  const pod = options.cluster.find(PODS, namespace, podName);
  if (pod === undefined || !runsHere(options, pod)) throw new Refusal(404, `pod ${inPod} does not exist\n`);
  if (!containersOf(pod).includes(container)) throw new Refusal(404, `container ${name} not found in pod ${inPod}\n`);
  if (previous) throw new Refusal(400, `previous terminated container ${name} in pod ${inPod} not found`);
  const waiting = waitingReason(pod, container);
  if (waiting !== '') throw new Refusal(400, `container ${name} in pod ${inPod} is waiting to start: ${waiting}`);
}

/** The log as text, one line per chunk; with `follow`, it ends when `signal` aborts. */
async function* logText(
  { logs, now }: KubeletOptions,
  ref: ContainerRef,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let bytesLeft = options.limitBytes ?? Number.POSITIVE_INFINITY;
  let { lines, next } = logs.read(ref, 0);
  lines = selectLines(lines, options, now());
  for (;;) {
    for (const line of lines) {
      const text = encodeLine(line, options.timestamps);
      yield text.subarray(0, bytesLeft);
      bytesLeft -= text.length;
      if (bytesLeft <= 0) return;
    }
    if (!options.follow) return;
    await logs.waitFor(ref, next, signal);
    if (signal.aborted) return;
    ({ lines, next } = logs.read(ref, next));
  }
}

const encodeLine = ({ time, text }: LogLine, timestamps: boolean): Uint8Array =>
  new TextEncoder().encode(`${timestamps ? `${time.toISOString()} ` : ''}${text}\n`);
