/** OpenAPI v3 of each group, from the descriptions of its types: `kubectl explain` reads it, and kubectl learns from it that the server
 * validates fields (Kubernetes, OpenAPI V3). */
import { bytesToHex, utf8ToBytes } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import { reviewSchemaOf } from '../registry/schema/reviews.ts';
import type { FieldSchema, Schema, StructSchema } from '../registry/schema/schema.ts';
import { schemaOf } from '../registry/schema/schemas.ts';
import { apiVersionOf, RESOURCE_TYPES, type ResourceType } from './resource-types.ts';

const REF = '#/components/schemas/';

/** `/api/v1`, `/apis/rbac.authorization.k8s.io/v1`, without the first slash. */
const placeOf = (type: ResourceType): string =>
  type.group === '' ? `api/${type.version}` : `apis/${apiVersionOf(type)}`;

function pathsOf(type: ResourceType): [string, object][] {
  const base = `/${placeOf(type)}${type.namespaced ? '/namespaces/{namespace}' : ''}/${type.plural}`;
  const kind = { group: type.group, version: type.version, kind: type.kind };
  const operation = (verb: string): object => ({
    description: `${verb} of ${type.kind}`,
    operationId: `${verb}${type.kind}`,
    parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
      name,
      in: 'query',
      schema: { type: 'string', uniqueItems: true },
    })),
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-group-version-kind': kind,
  });
  const creates: [string, object] = [base, { post: operation('create') }];
  if (type.stored === undefined) return [creates];
  return [creates, [`${base}/{name}`, { get: operation('get'), patch: operation('patch'), put: operation('replace') }]];
}

function documentOf(types: readonly ResourceType[]): object {
  const schemas = new Map<string, object>();
  for (const type of types) {
    const schema = schemaOf(type) ?? reviewSchemaOf(type);
    if (schema !== undefined) addSchema(schemas, schema, type);
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.0' },
    paths: Object.fromEntries(types.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
}

function addSchema(schemas: Map<string, object>, schema: StructSchema, type?: ResourceType): void {
  if (schemas.has(schema.name)) return;
  const kind = type && { group: type.group, version: type.version, kind: type.kind };
  const required = Object.entries(schema.fields).filter(([, field]) => field.required);
  schemas.set(schema.name, {
    type: 'object',
    description: schema.description,
    properties: Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, property(field)])),
    ...(required.length > 0 && { required: required.map(([name]) => name) }),
    ...(kind && { 'x-kubernetes-group-version-kind': [kind] }),
  });
  for (const field of Object.values(schema.fields)) {
    const inner = structIn(field.schema);
    if (inner !== undefined) addSchema(schemas, inner);
  }
}

/** The struct type of a field, also inside lists and maps. */
function structIn(schema: Schema): StructSchema | undefined {
  if (schema.kind === 'struct') return schema;
  return schema.kind === 'list' || schema.kind === 'map' ? structIn(schema.of) : undefined;
}

const property = ({ schema, description }: FieldSchema): object =>
  schema.kind === 'struct'
    ? { description, allOf: [{ $ref: REF + schema.name }], default: {} }
    : { description, ...typeOf(schema) };

function typeOf(schema: Schema): object {
  switch (schema.kind) {
    case 'any':
      return { type: 'object' };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', format: schema.format };
    case 'list':
      return { type: 'array', items: typeOf(schema.of) };
    case 'map':
      return { type: 'object', additionalProperties: typeOf(schema.of) };
    case 'string':
      return textType(schema.format);
    case 'struct':
      return { allOf: [{ $ref: REF + schema.name }], default: {} };
  }
}

function textType(format: (Schema & { readonly kind: 'string' })['format']): object {
  if (format === 'int-or-string' || format === 'quantity') return { oneOf: [{ type: 'string' }, { type: 'number' }] };
  if (format === undefined) return { type: 'string' };
  return { type: 'string', format: format === 'micro-time' ? 'date-time' : format };
}

interface OpenApi {
  /** The responses of `/openapi/v3/PLACE` by PLACE, as JSON. */
  readonly documents: ReadonlyMap<string, string>;
  /** The response of `/openapi/v3`: the URLs of the documents. Each contains a hash, so that clients can cache the documents. */
  readonly index: object;
}

let made: OpenApi | undefined;

/** Made when they are first asked for: commands that serve nothing need none. */
export function openApi(): OpenApi {
  made ??= makeOpenApi();
  return made;
}

function makeOpenApi(): OpenApi {
  const places = [...new Set(RESOURCE_TYPES.map(placeOf))];
  const documents = places.map((place): [string, string] => [
    place,
    JSON.stringify(documentOf(RESOURCE_TYPES.filter((type) => placeOf(type) === place))),
  ]);
  const urls = documents.map(([place, text]) => {
    const hash = bytesToHex(sha256.digest(utf8ToBytes(text))).toUpperCase();
    return [place, { serverRelativeURL: `/openapi/v3/${place}?hash=${hash}` }];
  });
  return { documents: new Map(documents), index: { paths: Object.fromEntries(urls) } };
}
