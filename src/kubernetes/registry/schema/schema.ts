/** What the types of objects look like: one description, from which types are checked, `/openapi/v3` is made (kubectl explain), and
 * protobuf is read. Fields that a description does not name are kept as they come. */

export type Schema =
  | { readonly kind: 'any' }
  | { readonly kind: 'boolean'; readonly isPointer?: boolean }
  | { readonly kind: 'integer'; readonly format: 'int32' | 'int64' }
  | { readonly kind: 'list'; readonly of: Schema }
  | { readonly kind: 'map'; readonly of: Schema }
  | { readonly kind: 'string'; readonly format?: StringFormat }
  | StructSchema;

/** `byte` is base64 of bytes; `int-or-string` takes a number too; `quantity` does as well, and is a text in protobuf. */
export type StringFormat = 'byte' | 'date-time' | 'int-or-string' | 'micro-time' | 'quantity';

export interface StructSchema {
  readonly kind: 'struct';
  /** `io.k8s.api.core.v1.ConfigMap`. */
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** Whether `fields` are all that there are: others are then unknown, and refused where a client asks for strictness. */
  readonly complete: boolean;
}

export interface FieldSchema {
  readonly schema: Schema;
  /** Its number in protobuf; 0 where no kubectl posts the type so. */
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

/** A type of which the fields that are read or shown are described. */
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

/** A field that must be there. */
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
/** A pointer to a boolean in Go: false is something else than nothing. */
export const optionalBool: Schema = { kind: 'boolean', isPointer: true };
export const int32: Schema = { kind: 'integer', format: 'int32' };
export const int64: Schema = { kind: 'integer', format: 'int64' };
export const anything: Schema = { kind: 'any' };
export const list = (of: Schema): Schema => ({ kind: 'list', of });
export const map = (of: Schema): Schema => ({ kind: 'map', of });

/** Whether all fields are described, at every depth: then nothing of an object is left out by what is written from its description. */
export function isWhole(schema: Schema): boolean {
  if (schema.kind === 'list' || schema.kind === 'map') return isWhole(schema.of);
  if (schema.kind !== 'struct') return true;
  return schema.complete && Object.values(schema.fields).every((each) => isWhole(each.schema));
}
