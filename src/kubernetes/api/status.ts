/** `Status`: how the API server reports errors, with Kubernetes' own texts
 * (API conventions, Response Status Kind; k8s.io/apimachinery/pkg/api/errors). */
import { VitrineError } from '../../bytes/index.ts';
import { plain } from '../../bytes/internal.ts';
import { type Attributes, isPath } from '../rbac/rules.ts';
import type { FieldError } from '../registry/field-errors.ts';

export interface StatusDetails {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  /** The resource; Kubernetes calls this field `kind`. */
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
  /** The faults of individual fields. */
  readonly causes?: readonly StatusCause[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** One fault of one field. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
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
  /** @param metadata - for an expired list: a token to continue with. */
  constructor(code: number, reason: string, message: string, details?: StatusDetails, metadata: object = {}) {
    super(kebab(plain`${reason}`), message, 'Kubernetes API conventions, Response Status Kind');
    const named = reason === '' ? undefined : reason;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
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

/** The resource that a message is about. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** Of a path that is no resource. */
export const NO_RESOURCE: GroupResource = { group: '', resource: '' };

const qualified = ({ group, resource }: GroupResource): string => (group === '' ? resource : `${resource}.${group}`);

const detailsOf = ({ group, resource }: GroupResource, name = ''): StatusDetails => ({
  name: name || undefined,
  group: group || undefined,
  kind: resource || undefined,
});

const quote = (text: string): string => JSON.stringify(text);

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized');

/** @param reason - the authorizer's reason; '' for none. */
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

/** 404 for an unknown path or kind of object. */
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

/** An object that was decoded but is invalid (api/errors NewInvalid). @param name - '' where it is not known. */
export function invalid(
  { kind, group }: { readonly kind: string; readonly group: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  // Kubernetes does not repeat equal messages.
  const messages = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const listed = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`;
  const what = group === '' ? kind : `${kind}.${group}`;
  const causes = errors.map(({ field, reason, message }) => ({ reason, message, field }));
  const details = { name: name || undefined, group: group || undefined, kind, causes };
  return new StatusError(422, 'Invalid', `${what} ${quote(name)} is invalid: ${listed}`, details);
}

export const alreadyExists = (of: GroupResource, name: string): StatusError =>
  new StatusError(409, 'AlreadyExists', `${qualified(of)} ${quote(name)} already exists`, detailsOf(of, name));

/** The object was changed by another write, or a precondition does not hold. */
export const conflict = (of: GroupResource, name: string, why: string): StatusError =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(of)} ${quote(name)}: ${why}`,
    detailsOf(of, name),
  );

/** @param why - the reason, without the object's name. */
export const forbiddenObject = (of: GroupResource, name: string, why: string): StatusError =>
  new StatusError(403, 'Forbidden', `${qualified(of)} ${quote(name)} is forbidden: ${why}`, detailsOf(of, name));

/** The revision has been compacted. @param token - to continue a list, if possible. */
export const expired = (message: string, token?: string): StatusError =>
  new StatusError(410, 'Expired', message, undefined, token === undefined ? {} : { continue: token });

export const notImplemented = (message: string): StatusError => new StatusError(501, 'NotImplemented', message, {});

export const tooManyRequests = (message: string): StatusError =>
  new StatusError(429, 'TooManyRequests', message, { retryAfterSeconds: 1 });

/** 503: nothing was done; the client may try again. */
export const serviceUnavailable = (message: string): StatusError =>
  new StatusError(503, 'ServiceUnavailable', message, { retryAfterSeconds: 1 });

/** 504: it is unknown whether the write was done. */
export const gatewayTimeout = (message: string): StatusError =>
  new StatusError(504, 'Timeout', `Timeout: ${message}`, {});

/** 500 for what the store holds and nobody can read. */
export const unreadable = (message: string): StatusError =>
  new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {});

export const internalError = (): StatusError => new StatusError(500, 'InternalError', 'Internal error occurred', {});
