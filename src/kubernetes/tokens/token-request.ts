/** `serviceaccounts/token`: a token for a service account (kubernetes pkg/registry/core/serviceaccount/storage/token.go,
 * pkg/apis/authentication/validation/validation.go, pkg/serviceaccount/claims.go). */
import { rfc3339 } from '../api/cluster.ts';
import { resourceTypeAt } from '../api/resource-types.ts';
import { badRequest, conflict, forbiddenObject, invalid } from '../api/status.ts';
import { type Fields, fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import { nodeOfUser } from '../rbac/node-authorizer.ts';
import { type FieldError, invalidValue } from '../registry/field-errors.ts';
import type { Objects } from '../registry/objects.ts';
import type { TokenIssuer } from './issuer.ts';

/** The kinds of object that a token may be bound to: it becomes invalid when the object is deleted. */
const BINDABLE = ['Node', 'Pod', 'Secret'] as const;
type Bindable = (typeof BINDABLE)[number];

const typeOf = (plural: string) => resourceTypeAt('', 'v1', plural)!;
const ACCOUNTS = typeOf('serviceaccounts');
const BOUND: Readonly<Record<Bindable, ReturnType<typeof typeOf>>> = {
  Node: typeOf('nodes'),
  Pod: typeOf('pods'),
  Secret: typeOf('secrets'),
};
export const TOKEN_REQUEST = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' } as const;

const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

export interface TokenAsk {
  readonly namespace: string;
  /** The name of the service account. */
  readonly name: string;
  readonly user: User;
  /** A TokenRequest. */
  readonly body: unknown;
}

export interface TokenContext {
  readonly objects: Objects;
  readonly issuer: TokenIssuer;
  readonly now: Date;
}

/** Issues a token.
 * @returns the TokenRequest with its status.
 * @throws StatusError 422 for a lifetime that is not allowed, 404 for an object that does not exist, 400 and 409 for one that cannot be
 * bound, 403 for a node that requests a token for other pods than its own. */
export async function requestToken(ask: TokenAsk, context: TokenContext): Promise<object> {
  const { namespace, name, body } = ask;
  const spec = (fieldOf(body, 'spec') ?? {}) as Fields;
  const seconds = lifetimeOf(spec);
  const account = await context.objects.get({ type: ACCOUNTS, namespace, name });
  const bound = await boundObject(ask, spec, context);
  requireNodeMay(ask, spec, bound);
  const audiences = listOf(spec, 'audiences').map(String);
  const audience = audiences.length === 0 ? context.issuer.audiences : audiences;
  const issued = Math.floor(context.now.getTime() / 1000);
  const expires = issued + seconds;
  const claims = {
    ...{ aud: audience, exp: expires, iat: issued, nbf: issued, jti: context.issuer.newId() },
    sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: referenceTo(account), ...(await boundClaims(bound, context)) },
  };
  return {
    kind: TOKEN_REQUEST.kind,
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: rfc3339(context.now) },
    spec: { ...spec, audiences: audience, expirationSeconds: seconds },
    status: { token: context.issuer.sign(claims), expirationTimestamp: rfc3339(new Date(expires * 1000)) },
  };
}

function lifetimeOf(spec: Fields): number {
  const seconds = fieldOf(spec, 'expirationSeconds') ?? DEFAULT_SECONDS;
  const path = 'spec.expirationSeconds';
  const errors: FieldError[] = [];
  if (typeof seconds !== 'number' || seconds < LEAST_SECONDS) {
    errors.push(invalidValue(path, seconds, 'may not specify a duration less than 10 minutes'));
  } else if (seconds > MOST_SECONDS) {
    errors.push(invalidValue(path, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (errors.length > 0) throw invalid(TOKEN_REQUEST, '', errors);
  return seconds as number;
}

const referenceTo = ({ metadata }: KubernetesObject): object => ({
  name: textOf(metadata, 'name'),
  uid: textOf(metadata, 'uid'),
});

interface Bound {
  readonly kind: Bindable;
  readonly object: KubernetesObject;
}

async function boundObject(
  { namespace, name }: TokenAsk,
  spec: Fields,
  { objects }: TokenContext,
): Promise<Bound | undefined> {
  const reference = fieldOf(spec, 'boundObjectRef') ?? undefined;
  if (reference === undefined) return undefined;
  const [kind, version] = [textOf(reference, 'kind'), textOf(reference, 'apiVersion')];
  const bindable = BINDABLE.find((each) => each === kind && version === 'v1');
  if (bindable === undefined) throw badRequest(`cannot bind token to object of type ${version}, Kind=${kind}`);
  const type = BOUND[bindable];
  const place = { type, namespace: type.namespaced ? namespace : '', name: textOf(reference, 'name') };
  const object = await objects.get(place);
  const account = textOf(object, 'spec', 'serviceAccountName') || 'default';
  if (bindable === 'Pod' && account !== name) {
    const [asked, runs] = [name, account].map((each) => JSON.stringify(each));
    throw badRequest(`cannot bind token for serviceaccount ${asked} to pod running with serviceaccount ${runs}`);
  }
  const [said, found] = [textOf(reference, 'uid'), textOf(object, 'metadata', 'uid')];
  if (said !== '' && said !== found) {
    const why = `the UID in the bound object reference (${said}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: '', resource: kind }, place.name, why);
  }
  return { kind: bindable, object };
}

/** The bound object in the claims; for a pod on a node, the claims include that node. */
async function boundClaims(bound: Bound | undefined, { objects }: TokenContext): Promise<object> {
  if (bound === undefined) return {};
  const claims = { [bound.kind.toLowerCase()]: referenceTo(bound.object) };
  const nodeName = bound.kind === 'Pod' ? textOf(bound.object, 'spec', 'nodeName') : '';
  if (nodeName === '') return claims;
  const node = await objects.find({ type: BOUND.Node, namespace: '', name: nodeName });
  return { ...claims, node: node === undefined ? { name: nodeName } : referenceTo(node) };
}

/** A node gets tokens only for pods that are bound to it (plugin/pkg/admission/noderestriction, admitServiceAccount). */
function requireNodeMay({ user, name }: TokenAsk, spec: Fields, bound: Bound | undefined): void {
  const node = nodeOfUser(user);
  if (node === undefined) return;
  const refuse = (why: string): never => {
    throw forbiddenObject({ group: '', resource: 'serviceaccounts' }, name, why);
  };
  if (bound === undefined) refuse('node requested token not bound to a pod');
  else if (bound.kind !== 'Pod') refuse('node requested token not bound to a pod');
  else if (textOf(spec, 'boundObjectRef', 'uid') === '')
    refuse('node requested token with a pod binding without a uid');
  else if (textOf(bound.object, 'spec', 'nodeName') !== node) {
    refuse('node requested token bound to a pod scheduled on a different node');
  }
}
