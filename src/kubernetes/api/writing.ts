/** Creating, replacing, patching and deleting objects (kubernetes apiserver/pkg/endpoints/handlers/{create,update,patch,delete}.go). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Fields, fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import { releaseDependants } from '../registry/dependants.ts';
import { ofType } from '../registry/metadata.ts';
import type { DeleteOptions, Place, WriteOptions } from '../registry/objects.ts';
import { jsonPatch } from '../registry/patch/json-patch.ts';
import { mergeRulesOf } from '../registry/patch/merge-keys.ts';
import { mergePatch } from '../registry/patch/merge-patch.ts';
import { strategicPatch } from '../registry/patch/strategic-patch.ts';
import type { Registry } from '../registry/registry.ts';
import { schemaOf } from '../registry/schema/schemas.ts';
import { unknownFields } from '../registry/validate-schema.ts';
import { listOptions } from './get-list-watch.ts';
import { negotiate } from './media-types.ts';
import { contentTypeOf, parseJson, readObject } from './object-body.ts';
import { jsonOfMessage, MAX_OBJECT_FIELDS } from './object-messages.ts';
import { MAX_BODY_BYTES, readBody } from './request-body.ts';
import { apiVersionOf, type ResourceType } from './resource-types.ts';
import { objectForms, sendJson, sendObject } from './responses.ts';
import { badRequest, conflict, StatusError, unsupportedMediaType } from './status.ts';

/** One write of one object, or of many (deletecollection). */
export interface ObjectWrite extends Place {
  readonly verb: string;
  readonly subresource: string;
  readonly user: User;
  readonly query: URLSearchParams;
}

/** Answers a create, update, patch, delete or deletecollection.
 * @throws StatusError for whatever is wrong with it. */
export async function writeObject(
  registry: Registry,
  write: ObjectWrite,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  negotiate(request.headers.accept, isDeletion(write) ? ['json'] : objectForms(schemaOf(write.type)));
  const options: WriteOptions = {
    user: write.user,
    subresource: write.subresource,
    dryRun: isDryRun(write.query),
  };
  switch (write.verb) {
    case 'create':
      return sendCreated(registry, write, options, request, response);
    case 'update':
      return sendReplaced(registry, write, options, request, response);
    case 'patch':
      return sendPatched(registry, write, options, request, response);
    default:
      return sendDeleted(registry, write, options, request, response);
  }
}

const isDeletion = ({ verb }: ObjectWrite): boolean => !['create', 'patch', 'update'].includes(verb);

/** Sends the written object in the negotiated representation. */
function sendWritten(
  type: ResourceType,
  code: number,
  object: KubernetesObject,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const schema = schemaOf(type);
  sendObject(response, code, object, negotiate(request.headers.accept, objectForms(schema)), schema);
}

function isDryRun(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun').filter((value) => value !== '');
  const unknown = values.find((value) => value !== 'All');
  if (unknown === undefined) return values.length > 0;
  throw badRequest(`invalid dryRun ${JSON.stringify(unknown.slice(0, 100))}: only All is supported`);
}

async function sendCreated(
  registry: Registry,
  { type, namespace, query }: ObjectWrite,
  options: WriteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = withoutNulls(await readBodyOf(type, request));
  validateFields(type, body, query, response);
  if (namespace === '' && type.namespaced) throw badRequest('the request names no namespace');
  sendWritten(type, 201, await registry.create(type, namespace, body, options), request, response);
}

function readBodyOf(type: ResourceType, request: IncomingMessage): Promise<unknown> {
  const schema = schemaOf(type);
  // kubectl never sends types whose fields have no numbers in protobuf.
  if (schema?.complete !== true) return readObject(request, type, undefined);
  return readObject(request, type, (raw) => jsonOfMessage(schema, raw, MAX_OBJECT_FIELDS));
}

/** Go's decoder treats null as an absent field. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([name, each]): [string, unknown] => [name, withoutNulls(each)]),
  );
}

/** Applies `fieldValidation` to unknown fields, for types whose fields are all described. */
function validateFields(type: ResourceType, body: unknown, query: URLSearchParams, response: ServerResponse): void {
  const mode = query.get('fieldValidation') || 'Warn';
  if (!['Ignore', 'Strict', 'Warn'].includes(mode)) throw badRequest('fieldValidation must be Ignore, Strict or Warn');
  const faults = mode === 'Ignore' ? [] : unknownFields(type, ofType(type, body));
  if (faults.length === 0) return;
  if (mode === 'Strict') {
    throw badRequest(
      `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: strict decoding error: ${faults.join(', ')}`,
    );
  }
  const warnings = faults
    .slice(0, MAX_WARNINGS)
    .map((fault) => `299 - ${JSON.stringify(fault.replaceAll(/[^ -~]/g, '?'))}`);
  response.setHeader('Warning', warnings);
}
const MAX_WARNINGS = 10;

async function sendReplaced(
  registry: Registry,
  write: ObjectWrite,
  options: WriteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { type, query } = write;
  const body = withoutNulls(await readBodyOf(type, request));
  validateFields(type, body, query, response);
  sendWritten(type, 200, await registry.update(write, () => body, options), request, response);
}

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCHES = ['application/apply-patch+yaml', 'application/apply-patch+cbor'];

async function sendPatched(
  registry: Registry,
  write: ObjectWrite,
  options: WriteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { type, query } = write;
  const apply = patchOf(type, contentTypeOf(request));
  const patch = parseJson(await readBody(request, MAX_BODY_BYTES));
  const change = (current: KubernetesObject): unknown => {
    const changed = withoutNulls(apply(current, patch));
    if (!response.headersSent) validateFields(type, changed, query, response);
    return changed;
  };
  sendWritten(type, 200, await registry.update(write, change, options), request, response);
}

function patchOf(type: ResourceType, contentType: string): (object: KubernetesObject, patch: unknown) => unknown {
  if (contentType === MERGE_PATCH) return mergePatch;
  if (contentType === JSON_PATCH) return jsonPatch;
  if (contentType === STRATEGIC_PATCH) return (object, patch) => strategicPatch(object, patch, mergeRulesOf(type));
  if (!APPLY_PATCHES.includes(contentType)) throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH]);
  const why =
    'server-side apply is not supported by this server, which keeps no managedFields: leave out --server-side';
  throw new StatusError(415, 'UnsupportedMediaType', why);
}

async function sendDeleted(
  registry: Registry,
  write: ObjectWrite,
  options: WriteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { type, verb } = write;
  const asked = { ...options, ...(await deleteOptions(request, write.query)) };
  if (verb === 'deletecollection') {
    const { items } = await registry.list(type, listOptions(write));
    const deleted: KubernetesObject[] = [];
    for (const object of items) {
      const { namespace, name } = {
        namespace: textOf(object, 'metadata', 'namespace'),
        name: textOf(object, 'metadata', 'name'),
      };
      deleted.push(await deleteOne(registry, { type, namespace, name }, asked));
    }
    sendJson(response, 200, { kind: `${type.kind}List`, apiVersion: apiVersionOf(type), metadata: {}, items: deleted });
  } else sendJson(response, 200, await deletion(registry, write, asked));
}

async function deleteOne(registry: Registry, place: Place, options: DeleteOptions): Promise<KubernetesObject> {
  const { object, gone } = await registry.delete(place, options);
  if (gone && !options.dryRun) await releaseDependants(registry, object, options.propagationPolicy);
  return object;
}

/** The response to a deletion: the object if its deletion is pending, otherwise a success Status. */
async function deletion(registry: Registry, { type, namespace, name }: Place, options: DeleteOptions): Promise<object> {
  const { object, gone } = await registry.delete({ type, namespace, name }, options);
  if (!gone) return object;
  if (!options.dryRun) await releaseDependants(registry, object, options.propagationPolicy);
  const details = {
    name,
    ...(type.group !== '' && { group: type.group }),
    kind: type.plural,
    uid: textOf(object, 'metadata', 'uid'),
  };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

/** meta/v1 DeleteOptions, in the body or in the query. */
async function deleteOptions(request: IncomingMessage, query: URLSearchParams): Promise<Partial<DeleteOptions>> {
  const bytes = await readBody(request, MAX_BODY_BYTES);
  const body: unknown = bytes.length === 0 ? {} : parseJson(bytes);
  if (typeof body !== 'object' || body === null) throw badRequest('the body is no DeleteOptions');
  const policy = textOf(body, 'propagationPolicy') || (query.get('propagationPolicy') ?? '');
  const propagationPolicy = POLICIES.find((each) => each === policy);
  if (policy !== '' && propagationPolicy === undefined) {
    const listed = POLICIES.map((each) => JSON.stringify(each)).join(', ');
    throw badRequest(
      `propagationPolicy: Unsupported value: ${JSON.stringify(policy.slice(0, 100))}: supported values: ${listed}`,
    );
  }
  const grace = fieldOf(body, 'gracePeriodSeconds') ?? 0;
  if (!Number.isInteger(grace)) throw badRequest('gracePeriodSeconds must be a number');
  const dryRun = fieldOf(body, 'dryRun');
  return {
    uid: textOf(body, 'preconditions', 'uid'),
    resourceVersion: textOf(body, 'preconditions', 'resourceVersion'),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(Array.isArray(dryRun) && dryRun.includes('All') && { dryRun: true }),
  };
}

/** `pods/binding`: the scheduler assigns a pod to a node (core/v1 Binding).
 * @throws StatusError 400 for a malformed body; 409 for a pod that is already bound. */
export async function bindPod(
  registry: Registry,
  write: ObjectWrite,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readObject(request, { group: '', version: 'v1', kind: 'Binding' }, undefined);
  const nodeName = textOf(body, 'target', 'name');
  if (textOf(body, 'kind') !== 'Binding' || textOf(body, 'target', 'kind') !== 'Node' || nodeName === '') {
    throw badRequest('the body must be a Binding whose target is a Node');
  }
  const options = { user: write.user, subresource: 'binding', dryRun: isDryRun(write.query) };
  await registry.update(write, (pod) => boundTo(pod, nodeName), options);
  sendJson(response, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
}

function boundTo(pod: KubernetesObject, nodeName: string): KubernetesObject {
  const name = textOf(pod, 'metadata', 'name');
  const bound = textOf(pod, 'spec', 'nodeName');
  if (bound !== '') {
    throw conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} is already assigned to node "${bound}"`);
  }
  const condition = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: textOf(pod, 'metadata', 'creationTimestamp'),
  };
  const status = fieldOf(pod, 'status') as Fields;
  return {
    ...pod,
    spec: { ...(fieldOf(pod, 'spec') as Fields), nodeName },
    status: { ...status, conditions: [condition] },
  };
}
