/** A small Kubernetes API server: authentication, authorization, and the answer. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { assertOptions } from '../../bytes/index.ts';
import type { User } from '../identity.ts';
import type { Authorizer, Decision } from '../rbac/authorizer.ts';
import { type Attributes, isPath, type ResourceAttributes } from '../rbac/rules.ts';
import { DISCOVERY, type DiscoveryDocument } from './discovery.ts';
import { type ReadOptions, sendObjects } from './get-list-watch.ts';
import { actingUser } from './impersonation.ts';
import { negotiate } from './media-types.ts';
import { type RelayOptions, relayLog } from './pod-logs.ts';
import { type RequestInfo, requestInfoOf } from './request-info.ts';
import { checkRequest } from './request-rules.ts';
import { type ResourceType, resourceTypeAt } from './resource-types.ts';
import { sendJson, sendStatus, sendText } from './responses.ts';
import { answerReview } from './reviews.ts';
import { forbidden, internalError, methodNotAllowed, StatusError, unauthorized, unknownPath } from './status.ts';

/** What became of one request, told when its answer has ended. */
export interface RequestEvent {
  readonly method: string;
  readonly target: string;
  /** Whom it acted as; absent where the request showed no identity, or may not act as whom it names. */
  readonly user?: User;
  /** Whose certificate it showed. */
  readonly requester?: User;
  readonly attributes?: Attributes;
  readonly decision?: Decision;
  /** The HTTP status. */
  readonly code: number;
  /** The error, if it was not a StatusError. */
  readonly failure?: unknown;
}

export interface ApiServerOptions extends RelayOptions, ReadOptions {
  readonly authorizer: Authorizer;
  /** The user of a verified client certificate; undefined if there is no such certificate. */
  identityOf(request: IncomingMessage): User | undefined;
  observe?(event: RequestEvent): void;
}

const OPTIONS = ['authorizer', 'cluster', 'connectKubelet', 'identityOf', 'now', 'observe'];

/** The API server's requests, for an `http.Server` over any TLS that asks for a client certificate and does not require one.
 * @throws UsageError for an unknown option. */
export function apiServerHandler(options: ApiServerOptions): RequestListener {
  assertOptions(options, 'options', OPTIONS);
  return (request, response) => {
    const event: Mutable<RequestEvent> = { method: request.method ?? '', target: request.url ?? '', code: 0 };
    if (options.observe !== undefined) {
      response.once('close', () => options.observe?.({ ...event, code: response.statusCode }));
    }
    serve(options, request, response, event).catch((error: unknown) => {
      const known = error instanceof StatusError;
      if (!known) event.failure = error;
      sendStatus(request, response, known ? error.status : internalError().status);
    });
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function serve(
  options: ApiServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  event: Mutable<RequestEvent>,
): Promise<void> {
  checkRequest(request);
  const requester = options.identityOf(request);
  if (requester === undefined) throw unauthorized();
  event.requester = requester;
  const user = actingUser(request, requester, options.authorizer);
  event.user = user;
  const info = requestInfoOf(event.method, event.target);
  event.attributes = info.attributes;
  event.decision = options.authorizer(user, info.attributes);
  if (!event.decision.allowed) throw forbidden(user.name, info.attributes, event.decision.reason);
  if (isPath(info.attributes)) sendDocument(info, request, response);
  else await serveResource(options, user, info, info.attributes, request, response);
}

async function serveResource(
  options: ApiServerOptions,
  user: User,
  { version, query }: RequestInfo,
  attributes: ResourceAttributes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { verb, namespace, name, subresource } = attributes;
  const type = resourceTypeAt(attributes.group, version, attributes.resource);
  if (type === undefined) throw unknownPath();
  requireServed(type, attributes);
  if (subresource === 'log') {
    if (request.method === 'HEAD') throw methodNotAllowed(verb, attributes);
    await relayLog(options, { namespace, pod: name, query }, response);
  } else if (verb === 'create') {
    negotiate(request.headers.accept, ['json']);
    sendJson(response, 201, await answerReview(type, request, user, options.authorizer));
  } else sendObjects(options, { type, verb, namespace, name, query }, request, response);
}

/** Refuses a verb or subresource that the type does not have, and a namespace for a type without namespaces. */
function requireServed(type: ResourceType, attributes: ResourceAttributes): void {
  const { verb, namespace, name, subresource } = attributes;
  const verbs = subresource === '' ? type.verbs : type.subresources.get(subresource);
  // A namespace counts as being in itself: a role in one namespace must not give access to another one.
  const place = type.kind === 'Namespace' ? name : '';
  const misplaced = type.namespaced
    ? namespace === '' && name !== '' && verb === 'get'
    : !['', place].includes(namespace);
  if (verbs === undefined || misplaced) throw unknownPath();
  if (!verbs.includes(verb) || (verb === 'create' && name !== '')) throw methodNotAllowed(verb, attributes);
}

/** An invented build of the Kubernetes version whose API is served. */
const VERSION = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0+vitrine',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};
const HEALTH = ['/healthz', '/livez', '/readyz'];

/** No schema is published: kubectl asks for them only to explain and to validate. */
const DOCUMENTS: ReadonlyMap<string, DiscoveryDocument> = new Map([
  ...DISCOVERY,
  ['/openapi/v3', { plain: { paths: {} } }],
  ['/version', { plain: VERSION }],
]);

/** What is no object: health, version, discovery. */
function sendDocument({ path }: RequestInfo, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed('', { group: '', resource: '' });
  const place = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (HEALTH.includes(place)) sendText(response, 200, 'ok');
  else if (place === '/') sendJson(response, 200, { paths: [...DOCUMENTS.keys(), ...HEALTH].toSorted() });
  else sendDiscovery(place, request, response);
}

function sendDiscovery(path: string, request: IncomingMessage, response: ServerResponse): void {
  const document = DOCUMENTS.get(path);
  if (document === undefined) throw unknownPath();
  const { plain, aggregated = plain } = document;
  const form = negotiate(request.headers.accept, aggregated === plain ? ['json'] : ['discovery', 'json']);
  sendJson(response, 200, form === 'discovery' ? aggregated : plain, form);
}
