/** Checks the types of a body's fields against its description; Kubernetes does this in decoding. */
import type { ResourceType } from '../api/resource-types.ts';
import { badRequest } from '../api/status.ts';
import { type Fields, fieldOf, type KubernetesObject } from '../documents.ts';
import type { Schema, StringFormat, StructSchema } from './schema/schema.ts';
import { schemaOf } from './schema/schemas.ts';

/** Refuses an object with a field of a wrong type. @throws StatusError 400 in the words of Go's decoder. */
export function validateSchema(type: ResourceType, object: KubernetesObject): void {
  const schema = schemaOf(type);
  const fault = schema && faultOf(schema, object, '', shortName(schema));
  if (fault === undefined) return;
  throw badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${fault}`);
}

const shortName = ({ name }: StructSchema): string => name.slice(name.lastIndexOf('.') + 1);

/** @param path - of the field. @param owner - the struct that Go's error names, and the path within it. */
function faultOf(schema: Schema, value: unknown, path: string, owner: string): string | undefined {
  if (value === undefined || schema.kind === 'any') return undefined;
  switch (schema.kind) {
    case 'struct':
      if (!isFields(value)) return mismatch(value, owner, `v1.${shortName(schema)}`);
      return firstFault(Object.entries(schema.fields), ([name, field]) =>
        faultOf(field.schema, fieldOf(value, name), join(path, name), `${shortName(schema)}.${join(path, name)}`),
      );
    case 'map':
      if (!isFields(value)) return mismatch(value, owner, `map[string]${goName(schema.of)}`);
      return firstFault(Object.entries(value), ([, item]) => faultOf(schema.of, item, path, owner));
    case 'list':
      if (!Array.isArray(value)) return mismatch(value, owner, `[]${goName(schema.of)}`);
      return firstFault(value, (item) =>
        item === null ? mismatch(item, owner, goName(schema.of)) : faultOf(schema.of, item, path, owner),
      );
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mismatch(value, owner, 'bool');
    case 'integer':
      return isInteger(value, schema.format) ? undefined : mismatch(value, owner, schema.format);
    case 'string':
      return textFault(value, schema.format, owner);
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function firstFault<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = look(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const isInteger = (value: unknown, format: 'int32' | 'int64'): boolean =>
  Number.isSafeInteger(value) && (format === 'int64' || Math.abs((value as number) + 0.5) < 2 ** 31);

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** RFC 3339 §5.6, date-time. */
const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function textFault(value: unknown, format: StringFormat | undefined, owner: string): string | undefined {
  if (typeof value === 'number' && (format === 'int-or-string' || format === 'quantity')) return undefined;
  if (typeof value !== 'string') return mismatch(value, owner, 'string');
  if (format === 'byte' && !BASE64.test(value)) return 'illegal base64 data at input byte 0';
  if ((format === 'date-time' || format === 'micro-time') && !(TIME.test(value) && !Number.isNaN(Date.parse(value)))) {
    return `parsing time ${JSON.stringify(value.slice(0, 100))} as "2006-01-02T15:04:05Z07:00": cannot parse`;
  }
  return undefined;
}

const mismatch = (value: unknown, owner: string, wanted: string): string =>
  `json: cannot unmarshal ${jsonName(value)} into Go struct field ${owner} of type ${wanted}`;

function jsonName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : typeof value;
}

function goName(schema: Schema): string {
  switch (schema.kind) {
    case 'any':
      return 'interface {}';
    case 'boolean':
      return 'bool';
    case 'integer':
      return schema.format;
    case 'list':
      return `[]${goName(schema.of)}`;
    case 'map':
      return `map[string]${goName(schema.of)}`;
    case 'string':
      return 'string';
    case 'struct':
      return `v1.${shortName(schema)}`;
  }
}

/** The fields that the description of a type does not name, as Kubernetes lists them for `fieldValidation`. */
export function unknownFields(type: ResourceType, object: KubernetesObject): string[] {
  const schema = schemaOf(type);
  return schema === undefined ? [] : unknownIn(schema, object, '');
}

function unknownIn(schema: Schema, value: unknown, path: string): string[] {
  if (schema.kind === 'struct' && isFields(value)) {
    return Object.entries(value).flatMap(([name, item]) => {
      const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
      if (field !== undefined) return unknownIn(field.schema, item, join(path, name));
      return schema.complete ? [`unknown field ${JSON.stringify(join(path, name))}`] : [];
    });
  }
  if (schema.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, i) => unknownIn(schema.of, item, `${path}[${i}]`));
  }
  return [];
}
