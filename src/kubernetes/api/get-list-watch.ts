/** Reading objects: get and list (by pages), as objects or as a Table; watching is in `watching.ts`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubernetesObject } from '../documents.ts';
import type { ListOptions } from '../registry/objects.ts';
import type { Registry } from '../registry/registry.ts';
import { schemaOf } from '../registry/schema/schemas.ts';
import { negotiate, type Representation } from './media-types.ts';
import { type ObjectRead, type Presenter, selection } from './object-read.ts';
import { apiVersionOf } from './resource-types.ts';
import { objectForms, sendObject } from './responses.ts';
import { badRequest } from './status.ts';
import { type IncludeObject, tableOf } from './table.ts';
import { sendEvents } from './watching.ts';

export interface ReadOptions {
  readonly registry: Registry;
  now(): Date;
}

/** Answers a get, list or watch.
 * @throws StatusError 404, 406, 410, and 400 for an invalid selector, limit or continue token. */
export async function sendObjects(
  options: ReadOptions,
  read: ObjectRead,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { registry } = options;
  const schema = schemaOf(read.type);
  const forms = read.verb === 'watch' ? [] : objectForms(schema);
  const form = negotiate(request.headers.accept, ['json', 'table', ...forms]);
  const show = presenterOf(options, read, form);
  if (read.verb === 'watch') await sendEvents(registry, read, show, request, response);
  else if (read.verb === 'list') {
    const page = await registry.list(read.type, listOptions(read));
    sendObject(response, 200, show.list(page.items, listMetadata(page)), form, schema);
  } else sendObject(response, 200, show.one(await registry.get(read)), form, schema);
}

const listMetadata = (page: Awaited<ReturnType<Registry['list']>>): object => ({
  resourceVersion: page.resourceVersion,
  ...(page.continue !== '' && { continue: page.continue }),
  ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
});

/** @throws StatusError 400 for an `includeObject` that does not exist. */
function presenterOf({ now }: ReadOptions, { type, query }: ObjectRead, form: Representation): Presenter {
  const { printer } = type.stored!;
  const include = includeObject(query.get('includeObject') ?? '');
  const table = (objects: readonly KubernetesObject[], metadata: object): object =>
    tableOf(printer, objects, { now: now(), include, listMetadata: metadata });
  if (form === 'table') return { form: `table/${include}`, one: (object) => table([object], {}), list: table };
  return {
    form: 'json',
    one: (object) => object,
    list: (items, metadata) => ({ kind: `${type.kind}List`, apiVersion: apiVersionOf(type), metadata, items }),
  };
}

function includeObject(text: string): IncludeObject {
  if (text === '' || text === 'Metadata') return 'Metadata';
  if (text === 'None' || text === 'Object') return text;
  throw badRequest('includeObject must be None, Metadata or Object');
}

/** The options in a list's query. @throws StatusError 400. */
export function listOptions(read: Pick<ObjectRead, 'namespace' | 'query' | 'type'>): ListOptions {
  const { query, namespace } = read;
  const limit = query.get('limit') ?? '';
  if (!/^\d{0,15}$/.test(limit)) throw badRequest('limit must be a number');
  const match = query.get('resourceVersionMatch') ?? '';
  const resourceVersion = query.get('resourceVersion') ?? '';
  if (!['', 'Exact', 'NotOlderThan'].includes(match))
    throw badRequest('resourceVersionMatch must be Exact or NotOlderThan');
  if (match !== '' && resourceVersion === '')
    throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided');
  const matches = selection(read);
  return {
    namespace,
    limit: Number(limit),
    continue: query.get('continue') ?? '',
    resourceVersion,
    exact: match === 'Exact',
    ...(matches !== undefined && { matches }),
  };
}
