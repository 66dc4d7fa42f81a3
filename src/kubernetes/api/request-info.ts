/** What a request asks for, read from its method and target (kubernetes apiserver/pkg/endpoints/request/requestinfo.go). */
import { targetOf } from '../../node/internal.ts';
import type { Attributes } from '../rbac/rules.ts';
import { requiredFields } from './selectors.ts';
import { badRequest } from './status.ts';

/** A request target, decoded. */
export interface Target {
  /** Without its query: `/api/v1/pods`. */
  readonly path: string;
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

export interface RequestInfo extends Target {
  readonly attributes: Attributes;
  /** The API version of a resource request, else ''. */
  readonly version: string;
}

/** Reads a request target (RFC 9112 §3.2.1): a path and a query, each percent-encoded (RFC 3986 §2.1).
 * @throws StatusError 400 for a form without a path, for user information in an authority (RFC 9110 §4.2.4), and for percent-encodings that
 * are malformed or not UTF-8. */
export function parseTarget(rawTarget: string): Target {
  // The authority replaces the Host, which is not used here.
  const { target, authority = '' } = targetOf(rawTarget);
  if (authority.includes('@')) throw badRequest('the request target holds user information');
  const cut = target.indexOf('?');
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  const rawQuery = cut < 0 ? '' : target.slice(cut + 1);
  if (!rawPath.startsWith('/')) throw badRequest('the request target must be a path or an https URL');
  const segments = rawPath.slice(1).split('/').map(decodeSegment);
  decoded(rawQuery); // URLSearchParams would leave a malformed sequence unchanged.
  return { path: `/${segments.join('/')}`, segments, query: new URLSearchParams(rawQuery) };
}

function decodeSegment(raw: string): string {
  const segment = decoded(raw);
  // Not in Kubernetes: no name has these (path segment names exclude `/`), and what is authorised as one path must not be
  // routed as another.
  if (/[/\p{Cc}]/u.test(segment)) throw badRequest('a path segment holds an encoded slash or a control character');
  return segment;
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw badRequest(`invalid URL escape in ${JSON.stringify(raw.slice(0, 100))}`);
  }
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['DELETE', 'delete'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PATCH', 'patch'],
  ['POST', 'create'],
  ['PUT', 'update'],
]);

/** @throws StatusError 400 as `parseTarget`, and for a malformed field selector. */
export function requestInfoOf(method: string, rawTarget: string): RequestInfo {
  const target = parseTarget(rawTarget);
  const resource = resourcePath(target.segments);
  if (resource === undefined) {
    return { ...target, version: '', attributes: { verb: method.toLowerCase(), path: target.path } };
  }
  const { group, version, namespace, parts } = resource;
  const [plural, name = '', ...rest] = parts;
  const verb = verbOf(method, name, target.query);
  // A list that selects one name is a request for that name: rules with resourceNames can allow it.
  const isMany = verb === 'list' || verb === 'watch';
  const selected = isMany ? requiredFields(target.query.get('fieldSelector') ?? '') : new Map<string, string>();
  const attributes = {
    ...{ verb, group, resource: plural, subresource: rest.join('/'), namespace },
    name: name || (selected.get('metadata.name') ?? ''),
    ...(selected.size > 0 && { selected }),
  };
  return { ...target, version, attributes };
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  const verb = VERBS.get(method) ?? method.toLowerCase();
  if (name !== '') return verb;
  if (verb === 'get') return ['1', 'true'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  /** Resource, name, subresource. */
  readonly parts: readonly string[];
}

/** `/api/v1/[namespaces/NS/]RESOURCE[/NAME[/SUB]]`, the same under `/apis/GROUP/VERSION`; undefined for any other path. */
function resourcePath(segments: readonly string[]): ResourcePath | undefined {
  const [prefix, ...rest] = segments;
  if (prefix !== 'api' && prefix !== 'apis') return undefined;
  const [group, version, ...parts] = prefix === 'api' ? ['', ...rest] : rest;
  if (parts.length === 0 || parts[0] === '') return undefined;
  if (parts[0] !== 'namespaces' || parts.length === 1) return { group, version, namespace: '', parts };
  // A namespace object belongs to itself, so that a role in it may allow reading it.
  const ofNamespace = parts.length === 2 || parts[2] === 'status' || parts[2] === 'finalize';
  return { group, version, namespace: parts[1], parts: ofNamespace ? parts : parts.slice(2) };
}
