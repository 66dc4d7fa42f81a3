/** `Status`: how the API server says that something went wrong, in Kubernetes' own words
 * (API conventions, Response Status Kind; k8s.io/apimachinery/pkg/api/errors). */
import { VitrineError } from '../../bytes/index.ts';
import { type Attributes, isPath } from '../rbac/rules.ts';

export interface StatusDetails {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  /** The resource; Kubernetes calls this field `kind`. */
  readonly kind?: string | undefined;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: object;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string | undefined;
  readonly details?: StatusDetails | undefined;
  /** The HTTP status. */
  readonly code: number;
}

/** A request that is answered by a `Status`. Its `code` is the reason in kebab-case: `not-found`, `forbidden`. */
export class StatusError extends VitrineError {
  readonly status: Status;
  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(kebab(reason), message, 'Kubernetes API conventions, Response Status Kind');
    const named = reason === '' ? undefined : reason;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: named,
      details,
      code,
    };
  }
}

const kebab = (reason: string): string =>
  reason === '' ? 'unknown' : reason.replaceAll(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** Which kind of object a message speaks of. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

const qualified = ({ group, resource }: GroupResource): string => (group === '' ? resource : `${resource}.${group}`);

const detailsOf = ({ group, resource }: GroupResource, name = ''): StatusDetails => ({
  name: name || undefined,
  group: group || undefined,
  kind: resource || undefined,
});

const quote = (text: string): string => JSON.stringify(text);

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized');

/** @param reason - of the authorizer; '' for none. */
export function forbidden(user: string, attributes: Attributes, reason: string): StatusError {
  const of = isPath(attributes) ? { group: '', resource: '' } : attributes;
  const name = isPath(attributes) ? '' : attributes.name;
  const what = of.resource === '' ? 'forbidden' : `${qualified(of)}${name && ` ${quote(name)}`} is forbidden`;
  const message = `${what}: ${forbiddenAct(user, attributes)}${reason && `: ${reason}`}`;
  return new StatusError(403, 'Forbidden', message, detailsOf(of, name));
}

function forbiddenAct(user: string, attributes: Attributes): string {
  const act = `User ${quote(user)} cannot ${attributes.verb}`;
  if (isPath(attributes)) return `${act} path ${quote(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const target = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`;
  return `${act} resource ${quote(target)} in API group ${quote(group)} ${scope}`;
}

export const notFound = (of: GroupResource, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualified(of)} ${quote(name)} not found`, detailsOf(of, name));

/** Not found: the path or the kind of object. */
export const unknownPath = (): StatusError =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = (verb: string, of: GroupResource): StatusError =>
  new StatusError(
    405,
    'MethodNotAllowed',
    of.resource === ''
      ? 'the server does not allow this method on the requested resource'
      : `${verb} is not supported on resources of kind ${quote(qualified(of))}`,
    detailsOf(of),
  );

export const notAcceptable = (types: readonly string[]): StatusError =>
  new StatusError(406, 'NotAcceptable', `only the following media types are accepted: ${types.join(', ')}`);

export const bodyTooLarge = (limit: number): StatusError =>
  new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`, {});

export const unsupportedMediaType = (types: readonly string[]): StatusError =>
  new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`,
  );

/** An object that was understood and is not allowed. @param problem - `spec.x: Invalid value: …`. */
export const invalid = (kind: string, group: string, problem: string): StatusError =>
  new StatusError(422, 'Invalid', `${kind}.${group} "" is invalid: ${problem}`, { group, kind });

export const internalError = (): StatusError => new StatusError(500, 'InternalError', 'Internal error occurred', {});
