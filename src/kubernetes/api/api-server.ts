/** A Kubernetes API server: authentication, impersonation, authorization, and the answer. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { assertFields, assertFunction, assertMethods, assertOptions } from '../../bytes/index.ts';
import type { RemoteApi } from '../aggregation/api-service.ts';
import { UNAUTHENTICATED, type User } from '../identity.ts';
import type { Decision } from '../rbac/authorizer.ts';
import { type Attributes, isPath } from '../rbac/rules.ts';
import { type DocumentSource, sendDocument } from './documents.ts';
import { actingUser } from './impersonation.ts';
import { InFlight } from './in-flight.ts';
import { type RequestInfo, requestInfoOf } from './request-info.ts';
import { checkRequest, isAboutServer } from './request-rules.ts';
import { type ResourceOptions, serveResource } from './resource-requests.ts';
import { sendStatus } from './responses.ts';
import { forbidden, internalError, StatusError, unauthorized } from './status.ts';

/** The outcome of one request, reported when its answer has ended. */
export interface RequestEvent {
  readonly method: string;
  readonly target: string;
  /** The user that it acted as; absent if the request was refused before that was known. */
  readonly user?: User;
  /** The authenticated user: of a certificate, of a token, or `system:anonymous`. */
  readonly requester?: User;
  readonly attributes?: Attributes;
  readonly decision?: Decision;
  /** The HTTP status. */
  readonly code: number;
  /** The error, if it was not a StatusError. */
  readonly failure?: unknown;
}

export interface ApiServerOptions extends ResourceOptions, Omit<DocumentSource, 'tokens'> {
  /** The user of a verified client certificate or of another valid credential of the request; undefined if there is none. */
  identityOf(request: IncomingMessage): Promise<User | undefined> | User | undefined;
  observe?(event: RequestEvent): void;
}

const OPTIONS: Readonly<Record<keyof ApiServerOptions, true>> = {
  aggregation: true,
  connectKubelet: true,
  identityOf: true,
  metrics: true,
  now: true,
  observe: true,
  registry: true,
  tokens: true,
};

function assertApiServer(options: ApiServerOptions): void {
  assertOptions(options, 'options', Object.keys(OPTIONS));
  const { registry, aggregation, tokens } = options;
  assertFields(registry, 'options.registry', 'a Registry', 'policy');
  for (const name of ['connectKubelet', 'identityOf', 'now'] as const) assertFunction(options[name], `options.${name}`);
  for (const name of ['metrics', 'observe'] as const) {
    if (options[name] !== undefined) assertFunction(options[name], `options.${name}`);
  }
  if (aggregation !== undefined) {
    assertMethods(aggregation, 'options.aggregation', 'an Aggregation', 'find', 'apis', 'relay');
  }
  if (tokens !== undefined) assertMethods(tokens, 'options.tokens', 'a TokenIssuer', 'sign', 'verify', 'keySet');
}

/** The user of a request without credentials. RBAC decides what it may do (Kubernetes, Authenticating, Anonymous requests). */
export const ANONYMOUS: User = { name: 'system:anonymous', groups: [UNAUTHENTICATED] };

/** The API server's requests, for an `http.Server` over any TLS that asks for a client certificate and does not require one.
 * @throws UsageError for wrong options. */
export function apiServerHandler(options: ApiServerOptions): RequestListener {
  assertApiServer(options);
  const inFlight = new InFlight();
  return (request, response) => {
    const event: Mutable<RequestEvent> = { method: request.method ?? '', target: request.url ?? '', code: 0 };
    if (options.observe !== undefined) {
      response.once('close', () => options.observe?.({ ...event, code: response.statusCode }));
    }
    serve(options, inFlight, request, response, event).catch((error: unknown) => {
      const known = error instanceof StatusError;
      if (!known) event.failure = error;
      sendStatus(request, response, known ? error.status : internalError().status);
    });
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function serve(
  options: ApiServerOptions,
  inFlight: InFlight,
  request: IncomingMessage,
  response: ServerResponse,
  event: Mutable<RequestEvent>,
): Promise<void> {
  checkRequest(request);
  if (isAboutServer(request)) return void response.writeHead(200, { 'Content-Length': 0 }).end();
  const { authorizer } = options.registry.policy;
  const requester = await requesterOf(options, request);
  // The client has left meanwhile: 'close' was emitted, and a listener of it would never be called.
  if (response.destroyed) return;
  event.requester = requester;
  const user = actingUser(request, requester, authorizer);
  event.user = user;
  const info = requestInfoOf(event.method, event.target);
  event.attributes = info.attributes;
  event.decision = authorizer(user, info.attributes);
  if (!event.decision.allowed) throw forbidden(user.name, info.attributes, event.decision.reason);
  if (!isLongRunning(info.attributes)) {
    const end = inFlight.begin(user, !READ_VERBS.includes(info.attributes.verb));
    response.once('close', end);
  }
  const remote = remoteApiAt(options, info);
  if (remote !== undefined) await options.aggregation!.relay(remote, user, request, response);
  else if (isPath(info.attributes)) await sendDocument(info, options, request, response);
  else await serveResource(options, user, info, info.attributes, request, response);
}

/** The user of a request. An invalid token is refused: if the request were treated as anonymous, its sender would get a misleading error
 * about missing rights. Other schemes, such as a password, are ignored, as in Kubernetes.
 * @throws StatusError 401. */
async function requesterOf(options: ApiServerOptions, request: IncomingMessage): Promise<User> {
  const user = await options.identityOf(request);
  if (user === undefined && /^bearer /i.test(request.headers.authorization ?? '')) throw unauthorized();
  return user ?? ANONYMOUS;
}

/** The aggregated API that a request is for: for its objects, or for its discovery documents. */
function remoteApiAt({ aggregation }: ApiServerOptions, info: RequestInfo): RemoteApi | undefined {
  const [prefix, group, version] = info.segments;
  return prefix === 'apis' && version !== undefined ? aggregation?.find(group, version) : undefined;
}

const READ_VERBS = ['get', 'head', 'list', 'watch'];

const isLongRunning = (attributes: Attributes): boolean =>
  attributes.verb === 'watch' || (!isPath(attributes) && attributes.subresource === 'log');
