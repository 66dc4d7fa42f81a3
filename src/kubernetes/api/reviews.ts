/** Reviews: who am I, may I, may they, what may I (authentication.k8s.io/v1, authorization.k8s.io/v1). */
import type { IncomingMessage } from 'node:http';
import { fieldOf, listOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Attributes, PolicyRule } from '../rbac/rules.ts';
import { type FieldError, invalidValue } from '../registry/field-errors.ts';
import { reviewSchemaOf } from '../registry/schema/reviews.ts';
import type { WriteContext } from '../registry/strategy.ts';
import { TokenRefusal } from '../tokens/authenticate.ts';
import { type BearerChecks, userOfToken } from '../tokens/bearer.ts';
import { readObject, requireType } from './object-body.ts';
import { jsonOfMessage, MAX_REVIEW_FIELDS } from './object-messages.ts';
import { apiVersionOf, type ResourceType } from './resource-types.ts';
import { badRequest, invalid } from './status.ts';

/** The requesting user, and the authorizer that decides. */
export interface ReviewContext extends Pick<WriteContext, 'authorizer' | 'rulesOf'> {
  readonly user: User;
  /** The namespace of the path; '' for a review of cluster scope. */
  readonly namespace: string;
  /** Determines the user of a token. */
  readonly checks: BearerChecks;
}

/** Answers a review. Authorization decides who may ask about other users.
 * @throws StatusError 400, 413, 415 for a body that is not such a review, 422 for an incomplete review. */
export async function answerReview(
  type: ResourceType,
  request: IncomingMessage,
  context: ReviewContext,
): Promise<object> {
  const schema = reviewSchemaOf(type)!;
  const review = await readObject(request, type, (raw) => jsonOfMessage(schema, raw, MAX_REVIEW_FIELDS));
  requireType(type, review);
  const head = { kind: type.kind, apiVersion: apiVersionOf(type), metadata: { creationTimestamp: null } };
  const spec = fieldOf(review, 'spec') ?? {};
  switch (type.kind) {
    case 'SelfSubjectReview':
      return { ...head, status: { userInfo: userInfo(context.user) } };
    case 'TokenReview':
      return { ...head, spec, status: await tokenStatus(spec, context.checks) };
    case 'SelfSubjectRulesReview':
      return { ...head, spec: {}, status: rulesStatus(spec, context) };
    default:
      return { ...head, ...accessReview(type, spec, context) };
  }
}

const userInfo = ({ name, uid, groups, extra }: User): object => ({
  username: name,
  ...(uid !== undefined && { uid }),
  groups,
  ...(extra && { extra: Object.fromEntries(extra) }),
});

/** The status of a TokenReview. An invalid token gives a negative answer, not an error. */
async function tokenStatus(spec: unknown, checks: BearerChecks): Promise<object> {
  const token = textOf(spec, 'token');
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  const asked = listOf(spec, 'audiences').map(String);
  try {
    const found = await userOfToken(token, asked.length > 0 ? asked : (checks.issuer?.audiences ?? []), checks);
    if (found === undefined) return { user: {}, error: 'the token is of no kind that is known here' };
    return { authenticated: true, user: userInfo(found.user), audiences: found.audiences };
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error;
    return { user: {}, error: error.message };
  }
}

function accessReview(type: ResourceType, spec: unknown, { user, authorizer, namespace }: ReviewContext): object {
  const attributes = attributesOf(type, spec);
  const subject = type.kind === 'SelfSubjectAccessReview' ? user : subjectOf(type, spec);
  if (type.namespaced && !('path' in attributes) && attributes.namespace !== namespace) {
    throw invalid(type, '', [
      invalidValue('spec.resourceAttributes.namespace', attributes.namespace, 'must match metadata.namespace'),
    ]);
  }
  const { allowed, reason } = authorizer(subject, attributes);
  return { spec: echoOf(spec), status: { allowed, ...(reason !== '' && { reason }) } };
}

/** The user that a review asks about. */
function subjectOf(type: ResourceType, spec: unknown): User {
  const [name, uid] = [textOf(spec, 'user'), textOf(spec, 'uid')];
  const groups = listOf(spec, 'groups').map(String);
  if (name === '' && groups.length === 0) {
    throw invalid(type, '', [invalidValue('spec.user', '', 'at least one of user or group must be specified')]);
  }
  const extra = new Map(
    Object.entries(fieldOf(spec, 'extra') ?? {}).map(([key, values]): [string, string[]] => [
      key,
      Array.isArray(values) ? values.map(String) : [],
    ]),
  );
  return { name, groups, ...(uid !== '' && { uid }), ...(extra.size > 0 && { extra }) };
}

function attributesOf(type: ResourceType, spec: unknown): Attributes {
  const resource = fieldOf(spec, 'resourceAttributes') ?? undefined;
  const path = fieldOf(spec, 'nonResourceAttributes') ?? undefined;
  if ((resource === undefined) === (path === undefined)) {
    const fault: FieldError = {
      field: 'spec.resourceAttributes',
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${resource === undefined ? 'null' : '{}'}: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
    };
    throw invalid(type, '', [fault]);
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
const PARTS = ['resourceAttributes', 'nonResourceAttributes'];

/** The attributes of the request, without the empty ones, and whom it asks about. */
function echoOf(spec: unknown): object {
  const parts = PARTS.filter((part) => fieldOf(spec, part)).map((part): [string, unknown] => {
    const texts = ECHOED.map((name) => [name, textOf(spec, part, name)]).filter(([, text]) => text !== '');
    return [part, Object.fromEntries(texts)];
  });
  const others = ['user', 'groups', 'extra', 'uid'].map((name): [string, unknown] => [name, fieldOf(spec, name)]);
  return Object.fromEntries([...parts, ...others.filter(([, value]) => value !== undefined)]);
}

/** Everything that a user may do in a namespace (SelfSubjectRulesReview). */
function rulesStatus(spec: unknown, { user, rulesOf }: ReviewContext): object {
  const namespace = textOf(spec, 'namespace');
  if (namespace === '') throw badRequest('no namespace on request');
  const rules = rulesOf(user, namespace);
  const withTexts = (rule: PolicyRule, names: readonly (keyof PolicyRule)[]): object =>
    Object.fromEntries(names.filter((name) => rule[name].length > 0).map((name) => [name, rule[name]]));
  return {
    resourceRules: rules
      .filter((rule) => rule.resources.length > 0)
      .map((rule) => withTexts(rule, ['verbs', 'apiGroups', 'resources', 'resourceNames'])),
    nonResourceRules: rules
      .filter((rule) => rule.nonResourceURLs.length > 0)
      .map((rule) => withTexts(rule, ['verbs', 'nonResourceURLs'])),
    incomplete: false,
  };
}
