/** Reading objects: get, list (by pages) and watch; as objects or as a Table. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { base64ToBytes, bytesToBase64, bytesToUtf8, EncodingError, utf8ToBytes } from '../../bytes/index.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import { type Cluster, placeOf } from './cluster.ts';
import { negotiate, type Representation } from './media-types.ts';
import { apiVersionOf, type ResourceType } from './resource-types.ts';
import { sendJson } from './responses.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { badRequest, notFound, StatusError } from './status.ts';
import { type IncludeObject, tableOf } from './table.ts';

export interface ReadOptions {
  readonly cluster: Cluster;
  now(): Date;
}

/** One read of one kind of object. */
export interface ObjectRead {
  readonly type: ResourceType;
  readonly verb: string;
  readonly namespace: string;
  readonly name: string;
  readonly query: URLSearchParams;
}

/** Answers a get, list or watch.
 * @throws StatusError 404, 406, and 400 for an invalid selector, limit or continue token. */
export function sendObjects(
  options: ReadOptions,
  read: ObjectRead,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const form = negotiate(request.headers.accept, ['json', 'table']);
  const show = presenterOf(options, read, form);
  if (read.verb === 'watch') watch(options.cluster, read, show, request, response);
  else if (read.verb === 'list') sendJson(response, 200, show.list(pageOf(options.cluster, read)));
  else sendJson(response, 200, show.one(existing(options.cluster, read)));
}

interface Page {
  readonly objects: readonly KubernetesObject[];
  readonly metadata: object;
}

interface Presenter {
  one(object: KubernetesObject): object;
  list(page: Page): object;
}

function presenterOf({ now }: ReadOptions, { type, query }: ObjectRead, form: Representation): Presenter {
  const { printer } = type.stored!;
  const include = includeObject(query.get('includeObject') ?? '');
  const table = ({ objects, metadata }: Page): object =>
    tableOf(printer, objects, { now: now(), include, listMetadata: metadata });
  if (form === 'table') return { one: (object) => table({ objects: [object], metadata: {} }), list: table };
  return {
    one: (object) => object,
    list: ({ objects, metadata }) => ({
      kind: `${type.kind}List`,
      apiVersion: apiVersionOf(type),
      metadata,
      items: objects,
    }),
  };
}

function includeObject(text: string): IncludeObject {
  if (text === '' || text === 'Metadata') return 'Metadata';
  if (text === 'None' || text === 'Object') return text;
  throw badRequest('includeObject must be None, Metadata or Object');
}

function existing(cluster: Cluster, { type, namespace, name }: ObjectRead): KubernetesObject {
  const object = cluster.find(type, namespace, name);
  if (object === undefined) throw notFound({ group: type.group, resource: type.plural }, name);
  return object;
}

function selected(cluster: Cluster, { type, namespace, query }: ObjectRead): readonly KubernetesObject[] {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '', type.stored!.selectable);
  return cluster.list(type, namespace).filter((object) => byLabel(object) && byField(object));
}

const placeOfObject = ({ metadata }: KubernetesObject): string =>
  placeOf(textOf(metadata, 'namespace'), textOf(metadata, 'name'));

/** A page of a list: at most `limit` objects, after the place that `continue` names. */
function pageOf(cluster: Cluster, read: ObjectRead): Page {
  const limitText = read.query.get('limit') ?? '';
  if (!/^\d{0,15}$/.test(limitText)) throw badRequest('limit must be a number');
  const after = continuedAfter(read.query.get('continue') ?? '');
  const left = selected(cluster, read).filter((object) => after === undefined || placeOfObject(object) > after);
  const objects = Number(limitText) > 0 ? left.slice(0, Number(limitText)) : left;
  const { resourceVersion } = cluster;
  const remaining = left.length - objects.length;
  if (remaining === 0) return { objects, metadata: { resourceVersion } };
  const token = bytesToBase64(utf8ToBytes(placeOfObject(objects[objects.length - 1])));
  return { objects, metadata: { resourceVersion, continue: token, remainingItemCount: remaining } };
}

function continuedAfter(token: string): string | undefined {
  if (token === '') return undefined;
  try {
    return bytesToUtf8(base64ToBytes(token));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw badRequest('continue key is not valid');
  }
}

const MAX_WATCH_SECONDS = 3600; // kube-apiserver's --min-request-timeout is 1800, to twice of which it draws by lot.

/** A stream of events. What is served does not change, so after the first ones there are none to come, and the stream ends
 * by its timeout or when the client leaves. */
function watch(
  cluster: Cluster,
  read: ObjectRead,
  show: Presenter,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { query } = read;
  if (query.has('sendInitialEvents')) throw badRequest('sendInitialEvents is not supported');
  const seconds = query.get('timeoutSeconds') ?? '';
  if (!/^\d{0,9}$/.test(seconds)) throw badRequest('timeoutSeconds must be a number');
  const version = query.get('resourceVersion') ?? '';
  if (!['', '0', cluster.resourceVersion].includes(version)) {
    throw new StatusError(410, 'Expired', `too old resource version: ${version} (${cluster.resourceVersion})`);
  }
  const added = version === cluster.resourceVersion ? [] : selected(cluster, read);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  for (const object of added) response.write(`${JSON.stringify({ type: 'ADDED', object: show.one(object) })}\n`);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const limit = Math.min(Number(seconds) || MAX_WATCH_SECONDS, MAX_WATCH_SECONDS);
  const timer = setTimeout(() => response.end(), limit * 1000);
  response.once('close', () => clearTimeout(timer));
}
