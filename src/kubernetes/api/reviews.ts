/** Self-reviews: who am I, and may I? (authentication.k8s.io/v1, authorization.k8s.io/v1.) */
import type { IncomingMessage } from 'node:http';
import { bytesToUtf8, EncodingError } from '../../bytes/index.ts';
import { type Codec, DecodeError, decode } from '../../codec/index.ts';
import { fieldOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Authorizer } from '../rbac/authorizer.ts';
import type { Attributes } from '../rbac/rules.ts';
import { MAX_BODY_BYTES, readBody } from './request-body.ts';
import { apiVersionOf, type ResourceType } from './resource-types.ts';
import { kubernetesEnvelope, selfSubjectAccessReview, selfSubjectReview } from './review-messages.ts';
import { badRequest, invalid, unsupportedMediaType } from './status.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** Answers a review of the user by the user.
 * @throws StatusError 400, 413, 415 for a body that is not such a review, 422 for an empty one. */
export async function answerReview(
  type: ResourceType,
  request: IncomingMessage,
  user: User,
  authorizer: Authorizer,
): Promise<object> {
  const body = await readBody(request, MAX_BODY_BYTES);
  const contentType = (request.headers['content-type'] ?? JSON_TYPE).split(';')[0].trim().toLowerCase();
  if (contentType !== JSON_TYPE && contentType !== PROTOBUF_TYPE) {
    throw unsupportedMediaType([JSON_TYPE, PROTOBUF_TYPE]);
  }
  const review = contentType === JSON_TYPE ? fromJson(type, body) : fromProtobuf(type, body);
  const head = { kind: type.kind, apiVersion: apiVersionOf(type), metadata: { creationTimestamp: null } };
  return type.kind === 'SelfSubjectReview'
    ? { ...head, status: { userInfo: userInfo(user) } }
    : { ...head, ...accessReview(review, user, authorizer) };
}

const userInfo = ({ name, uid, groups, extra }: User): object => ({
  username: name,
  ...(uid !== undefined && { uid }),
  groups,
  ...(extra && { extra: Object.fromEntries(extra) }),
});

function fromJson(type: ResourceType, body: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(bytesToUtf8(body));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof EncodingError)) throw error;
    throw badRequest('the body of the request is not JSON');
  }
  requireType(type, textOf(value, 'apiVersion'), textOf(value, 'kind'));
  return value;
}

const MESSAGES: ReadonlyMap<string, Codec<unknown>> = new Map([
  ['SelfSubjectAccessReview', selfSubjectAccessReview as Codec<unknown>],
  ['SelfSubjectReview', selfSubjectReview as Codec<unknown>],
]);

/** Not in Kubernetes: fields that a review may have, known or not. A body of nothing but fields would take seconds to pass over. */
const LIMITS = { nodes: 1000 };

function fromProtobuf(type: ResourceType, body: Uint8Array): unknown {
  try {
    const { object } = decode(kubernetesEnvelope, body, { limits: LIMITS });
    requireType(type, object.typeMeta?.apiVersion ?? '', object.typeMeta?.kind ?? '');
    if (object.contentEncoding || object.contentType) throw badRequest('an encoded object is not supported');
    return decode(MESSAGES.get(type.kind)!, object.raw ?? new Uint8Array(), { limits: LIMITS });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`the body of the request is not ${PROTOBUF_TYPE}: ${error.message}`);
  }
}

function requireType(type: ResourceType, apiVersion: string, kind: string): void {
  if (apiVersion === apiVersionOf(type) && kind === type.kind) return;
  throw badRequest(`the object provided is unrecognized (must be of type ${type.kind})`);
}

function accessReview(review: unknown, user: User, authorizer: Authorizer): object {
  const spec = fieldOf(review, 'spec');
  const attributes = attributesOf(spec);
  const { allowed, reason } = authorizer(user, attributes);
  return { spec: echoOf(spec), status: { allowed, ...(reason !== '' && { reason }) } };
}

function attributesOf(spec: unknown): Attributes {
  const resource = fieldOf(spec, 'resourceAttributes') ?? undefined;
  const path = fieldOf(spec, 'nonResourceAttributes') ?? undefined;
  if ((resource === undefined) === (path === undefined)) {
    const problem = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    const field = `spec.resourceAttributes: Invalid value: ${resource === undefined ? 'null' : '{}'}`;
    throw invalid('SelfSubjectAccessReview', 'authorization.k8s.io', `${field}: ${problem}`);
  }
  if (path !== undefined) return { verb: textOf(path, 'verb'), path: textOf(path, 'path') };
  return {
    verb: textOf(resource, 'verb'),
    group: textOf(resource, 'group'),
    resource: textOf(resource, 'resource'),
    subresource: textOf(resource, 'subresource'),
    namespace: textOf(resource, 'namespace'),
    name: textOf(resource, 'name'),
  };
}

const ECHOED = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name', 'path'];

/** The attributes of the request, without the empty ones. */
function echoOf(spec: unknown): object {
  const parts = ['resourceAttributes', 'nonResourceAttributes'].filter((part) => fieldOf(spec, part));
  return Object.fromEntries(
    parts.map((part) => {
      const texts = ECHOED.map((name) => [name, textOf(spec, part, name)]).filter(([, text]) => text !== '');
      return [part, Object.fromEntries(texts)];
    }),
  );
}
