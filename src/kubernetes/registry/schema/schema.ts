/** The descriptions of object types. They are used to validate objects, to generate `/openapi/v3` (kubectl explain), and to decode
 * protobuf. Fields without a description are kept unchanged. */

export type Schema =
  | { readonly kind: 'any' }
  | { readonly kind: 'boolean'; readonly isPointer?: boolean }
  | { readonly kind: 'integer'; readonly format: 'int32' | 'int64' }
  | { readonly kind: 'list'; readonly of: Schema }
  | { readonly kind: 'map'; readonly of: Schema }
  | { readonly kind: 'string'; readonly format?: StringFormat }
  | StructSchema;

/** `byte` is base64 of bytes; `int-or-string` also accepts a number; so does `quantity`, which is a string in protobuf. */
export type StringFormat = 'byte' | 'date-time' | 'int-or-string' | 'micro-time' | 'quantity';

export interface StructSchema {
  readonly kind: 'struct';
  /** `io.k8s.api.core.v1.ConfigMap`. */
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** Whether `fields` lists all fields: then other fields are unknown, and are refused if a client requests strict validation. */
  readonly complete: boolean;
}

export interface FieldSchema {
  readonly schema: Schema;
  /** Its number in protobuf; 0 if kubectl never sends the type in protobuf. */
  readonly number: number;
  readonly description: string;
  readonly required: boolean;
}

type Fields = StructSchema['fields'];

/** A type of which all fields are described. */
export const struct = (name: string, description: string, fields: Fields): StructSchema => ({
  kind: 'struct',
  name,
  description,
  fields,
  complete: true,
});

/** A type of which only the used fields are described. */
export const part = (name: string, description: string, fields: Fields): StructSchema => ({
  ...struct(name, description, fields),
  complete: false,
});

/** A field: its number in protobuf, its type, and what it is for. */
export const field = (number: number, schema: Schema, description: string): FieldSchema => ({
  schema,
  number,
  description,
  required: false,
});

/** A required field. */
export const needed = (number: number, schema: Schema, description: string): FieldSchema => ({
  ...field(number, schema, description),
  required: true,
});

export const text: Schema = { kind: 'string' };
export const base64: Schema = { kind: 'string', format: 'byte' };
export const time: Schema = { kind: 'string', format: 'date-time' };
export const microTime: Schema = { kind: 'string', format: 'micro-time' };
export const intOrString: Schema = { kind: 'string', format: 'int-or-string' };
export const quantity: Schema = { kind: 'string', format: 'quantity' };
export const bool: Schema = { kind: 'boolean' };
/** A pointer to a boolean in Go: false differs from absent. */
export const optionalBool: Schema = { kind: 'boolean', isPointer: true };
export const int32: Schema = { kind: 'integer', format: 'int32' };
export const int64: Schema = { kind: 'integer', format: 'int64' };
export const anything: Schema = { kind: 'any' };
export const list = (of: Schema): Schema => ({ kind: 'list', of });
export const map = (of: Schema): Schema => ({ kind: 'map', of });

/** Whether all fields are described, at every depth: then an encoding that is based on the description loses no fields. */
export function isWhole(schema: Schema): boolean {
  if (schema.kind === 'list' || schema.kind === 'map') return isWhole(schema.of);
  if (schema.kind !== 'struct') return true;
  return schema.complete && Object.values(schema.fields).every((each) => isWhole(each.schema));
}
