/** Requests for objects: which handler answers them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '../identity.ts';
import type { ResourceAttributes } from '../rbac/rules.ts';
import { reviewSchemaOf } from '../registry/schema/reviews.ts';
import { tokenRequest } from '../registry/schema/tokens.ts';
import type { TokenIssuer } from '../tokens/issuer.ts';
import { requestToken, TOKEN_REQUEST, type TokenAsk } from '../tokens/token-request.ts';
import { type ReadOptions, sendObjects } from './get-list-watch.ts';
import { negotiate } from './media-types.ts';
import { readObject, requireType } from './object-body.ts';
import { jsonOfMessage, MAX_REVIEW_FIELDS } from './object-messages.ts';
import { type RelayOptions, relayLog } from './pod-logs.ts';
import type { RequestInfo } from './request-info.ts';
import { type ResourceType, resourceTypeAt } from './resource-types.ts';
import { objectForms, READ_METHODS, refuseMethod, sendObject } from './responses.ts';
import { answerReview } from './reviews.ts';
import { notImplemented, unknownPath } from './status.ts';
import { bindPod, type ObjectWrite, writeObject } from './writing.ts';

export interface ResourceOptions extends RelayOptions, ReadOptions {
  /** Issues the tokens of service accounts. Default: none are served. */
  readonly tokens?: TokenIssuer | undefined;
}

/** Subresources that need a bidirectional stream, by their names in kubectl. */
const CONNECTIONS = ['attach', 'exec', 'portforward'];
const READS = ['get', 'list', 'watch'];

/** Answers a request for objects of one type, or for a part of one; the user has been authorized.
 * @throws StatusError for whatever is wrong with it. */
export async function serveResource(
  options: ResourceOptions,
  user: User,
  { version, query }: RequestInfo,
  attributes: ResourceAttributes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { verb, namespace, name, subresource } = attributes;
  const type = resourceTypeAt(attributes.group, version, attributes.resource);
  if (type === undefined) throw unknownPath();
  requireServed(type, attributes, response);
  const { registry } = options;
  if (type.stored === undefined) {
    const schema = reviewSchemaOf(type);
    const form = negotiate(request.headers.accept, objectForms(schema));
    const checks = { objects: registry, issuer: options.tokens, now: options.now() };
    const review = await answerReview(type, request, { user, namespace, ...registry.policy, checks });
    sendObject(response, 201, review, form, schema);
  } else if (subresource === 'log') {
    if (request.method === 'HEAD') refuseMethod(response, ['GET'], verb, attributes);
    await relayLog(options, { namespace, pod: name, query }, response);
  } else if (subresource === 'token') {
    const form = negotiate(request.headers.accept, objectForms(tokenRequest));
    const issued = await answerTokenRequest(options, { user, namespace, name }, request);
    sendObject(response, 201, issued, form, tokenRequest);
  } else if (CONNECTIONS.includes(subresource)) {
    throw notImplemented(
      `pods/${subresource} is not served: this cluster's containers take no input (exec, attach, cp, port-forward)`,
    );
  } else if (READS.includes(verb)) {
    await sendObjects(options, { type, verb, namespace: placeIn(type, namespace), name, query }, request, response);
  } else {
    const write: ObjectWrite = { type, verb, namespace: placeIn(type, namespace), name, subresource, user, query };
    await (subresource === 'binding' ? bindPod : writeObject)(registry, write, request, response);
  }
}

/** @throws StatusError 404 if no tokens are served. */
async function answerTokenRequest(
  { registry, tokens: issuer, now }: ResourceOptions,
  ask: Pick<TokenAsk, 'name' | 'namespace' | 'user'>,
  request: IncomingMessage,
): Promise<object> {
  if (issuer === undefined) throw unknownPath();
  const read = (raw: Uint8Array): object => jsonOfMessage(tokenRequest, raw, MAX_REVIEW_FIELDS);
  const body = await readObject(request, TOKEN_REQUEST, read);
  requireType(TOKEN_REQUEST, body);
  return requestToken({ ...ask, body }, { objects: registry, issuer, now: now() });
}

/** The namespace of an object's place: none for a namespace object, although authorization treats it as being in itself. */
const placeIn = (type: ResourceType, namespace: string): string => (type.namespaced ? namespace : '');

/** Refuses a verb or subresource that the type does not have, and a namespace for a type without namespaces. */
function requireServed(type: ResourceType, attributes: ResourceAttributes, response: ServerResponse): void {
  const { verb, namespace, name, subresource } = attributes;
  const verbs = subresource === '' ? type.verbs : type.subresources.get(subresource);
  // A namespace object counts as being in itself: a role in one namespace must not give access to another one.
  const place = type.kind === 'Namespace' ? name : '';
  const needsNamespace = name !== '' || verb === 'create';
  const misplaced = type.namespaced
    ? namespace === '' && needsNamespace && !['list', 'watch'].includes(verb)
    : !['', place].includes(namespace);
  if (verbs === undefined || misplaced) throw unknownPath();
  const isEverywhere = type.namespaced && namespace === '';
  // A list that selects one object has its name too.
  const isCollection = name === '' || ['list', 'watch'].includes(verb);
  const methods = [...(isCollection ? COLLECTION_METHODS : OBJECT_METHODS)].filter(
    // Objects are created in their collection, and what a subresource takes under a name; in all namespaces they are only read.
    ([of]) =>
      verbs.includes(of) &&
      !(of === 'create' && (name !== '') !== (subresource !== '')) &&
      (!isEverywhere || ['list', 'watch'].includes(of)),
  );
  if (methods.some(([of]) => of === verb)) return;
  const allowed = methods.flatMap(([, names]) => (subresource === 'log' ? names.slice(0, 1) : names));
  refuseMethod(response, [...new Set(allowed)], verb, attributes);
}

/** The methods by which a verb is asked for, of one object and of all. */
const OBJECT_METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['get', READ_METHODS],
  ['create', ['POST']],
  ['update', ['PUT']],
  ['patch', ['PATCH']],
  ['delete', ['DELETE']],
]);
const COLLECTION_METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['list', READ_METHODS],
  ['watch', READ_METHODS],
  ['create', ['POST']],
  ['deletecollection', ['DELETE']],
]);
