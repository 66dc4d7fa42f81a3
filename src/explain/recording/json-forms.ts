/** JSON described as codecs describe bytes: a form is defined once. It checks a value, writes it as JSON and reads it back. Reading
 * rebuilds the value field by field, so that only described fields are accepted, whatever their names. */
import {
  assertBytes,
  assertDate,
  assertFields,
  bytesToHex,
  hexToBytes,
  UsageError,
  VitrineError,
} from '../../bytes/index.ts';
import { assertEach, plain as plainly, rowOf } from '../../bytes/internal.ts';
import { pathText } from '../../codec/internal.ts';
import type { Json } from '../render/json.ts';
import { RECORDING_RULE } from '../session-files.ts';

/** The file is not a valid recording. */
export class RecordingError extends VitrineError {
  /** Names of the fields around the fault, outermost first; lines of the file are counted from 1. */
  readonly path: readonly string[];
  constructor(code: RecordingCode, path: readonly string[] = [], options?: ErrorOptions) {
    super(code, messageOf(code, path), RECORDING_RULE, options);
    this.path = path;
  }
}
export type RecordingCode =
  | 'malformed-json'
  | 'malformed-value'
  | 'missing-field'
  | 'too-large'
  | 'too-many-events'
  | 'unknown-field'
  | 'unknown-kind'
  | 'unknown-version';

type Path = readonly string[];

const MESSAGES: Readonly<Record<RecordingCode, string>> = {
  'malformed-json': 'is no JSON',
  'malformed-value': 'has no value of its kind',
  'missing-field': 'is missing',
  'too-large': 'is larger than the limit',
  'too-many-events': 'has more events than the limit',
  'unknown-field': 'is no field of it',
  'unknown-kind': 'is of no kind that is known',
  'unknown-version': 'is no version that is known',
};

function messageOf(code: RecordingCode, path: Path): string {
  const [line, ...fields] = Array.isArray(path) ? path : [];
  const what = rowOf(MESSAGES, code);
  if (line === undefined) return plainly`the recording ${what}`;
  return plainly`line ${line} of the recording${fields.length === 0 ? '' : `, ${pathText(fields)}`}: ${what}`;
}

export interface Form<T> {
  /** @param argument - where the value stands: `recording.events[3].role`.
   * @throws UsageError unless it is a value that `write` takes. */
  check(value: unknown, argument: string): void;
  write(value: T): Json;
  /** @throws RecordingError */
  read(json: Json, path: Path): T;
}
// biome-ignore lint/suspicious/noExplicitAny: a form is invariant in its value, so "a form of something" has no other name.
export type AnyForm = Form<any>;
type FormValue<F> = F extends Form<infer T> ? T : never;

const malformed = (path: Path, cause?: unknown): RecordingError =>
  new RecordingError('malformed-value', path, { cause });

/** A value of JSON's own types. */
function plain<T extends Json>(what: string, accepts: (json: unknown) => json is T): Form<T> {
  return {
    check(value, argument) {
      if (!accepts(value)) throw new UsageError('wrong-type', argument, `must be ${what}, got ${kindOf(value)}`);
    },
    write: (value) => value,
    read(json, path) {
      if (!accepts(json)) throw malformed(path);
      return json;
    },
  };
}
const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value);
export const text = plain('a string', (json) => typeof json === 'string');
export const flag = plain('true or false', (json) => typeof json === 'boolean');
export const integer = plain('an integer', (json): json is number => Number.isSafeInteger(json));
export const word = <const W extends string>(...words: readonly W[]): Form<W> =>
  plain(words.length === 1 ? words[0] : `one of ${words.join(', ')}`, (json): json is W => words.includes(json as W));

/** A form mapped through a function and its inverse.
 * @param check - throws a UsageError for a value that `to` cannot convert.
 * @param from - throws a VitrineError or returns undefined for a value that it cannot convert. */
export const seen = <A, B>(
  inner: Form<A>,
  check: (value: unknown, argument: string) => void,
  to: (value: B) => A,
  from: (value: A) => B | undefined,
): Form<B> => ({
  check,
  write: (value) => inner.write(to(value)),
  read(json, path) {
    let value: B | undefined;
    try {
      value = from(inner.read(json, path));
    } catch (cause) {
      if (cause instanceof RecordingError || !(cause instanceof VitrineError)) throw cause;
      throw malformed(path, cause);
    }
    if (value === undefined) throw malformed(path);
    return value;
  },
});

export const raw: Form<Uint8Array> = seen(text, assertBytes, bytesToHex, hexToBytes);
export const date: Form<Date> = seen(
  text,
  assertDate,
  (value) => value.toISOString(),
  (spelling) => {
    const value = new Date(spelling);
    return Number.isNaN(value.getTime()) || value.toISOString() !== spelling ? undefined : value;
  },
);
export const bigInteger: Form<bigint> = seen(
  text,
  (value, argument) => {
    if (typeof value === 'bigint' && value >= 0n) return;
    throw new UsageError('wrong-type', argument, `must be a bigint from 0, got ${kindOf(value)}`);
  },
  (value) => `0x${value.toString(16)}`,
  (spelling) => (/^0x[0-9a-f]{1,4096}$/.test(spelling) ? BigInt(spelling) : undefined),
);

const optionally =
  (of: AnyForm): AnyForm['check'] =>
  (value, argument) => {
    if (value !== undefined) of.check(value, argument);
  };

/** A value that may be undefined, written as null. */
export const orNull = <T>(of: Form<T>): Form<T | undefined> => ({
  check: optionally(of),
  write: (value) => (value === undefined ? null : of.write(value)),
  read: (json, path) => (json === null ? undefined : of.read(json, path)),
});

/** A field that may be absent. */
export const maybe = <T>(of: Form<T>): Form<T | undefined> & { readonly optional: true } => ({
  optional: true,
  check: optionally(of),
  write: (value) => of.write(value as T),
  read: (json, path) => of.read(json, path),
});

export const listOf = <T>(of: Form<T>): Form<readonly T[]> => ({
  check: (values, argument) => assertEach(values, argument, of.check),
  write: (values) => values.map((value) => of.write(value)),
  read(json, path) {
    if (!Array.isArray(json)) throw malformed(path);
    return json.map((one, i) => of.read(one, [...path, `${i}`]));
  },
});

type Fields = Readonly<Record<string, AnyForm>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F];
type FieldsValue<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: FormValue<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: FormValue<F[K]> };

/** An object with exactly these fields. */
export function fieldsOf<const F extends Fields>(fields: F): Form<FieldsValue<F>> {
  const names = Object.keys(fields);
  return {
    check(value, argument) {
      assertFields(value, argument, 'an object');
      for (const name of names) fields[name].check((value as Record<string, unknown>)[name], `${argument}.${name}`);
    },
    write(value) {
      const given = value as Readonly<Record<string, unknown>>;
      const present = names.filter((name) => given[name] !== undefined || !('optional' in fields[name]));
      return Object.fromEntries(present.map((name) => [name, fields[name].write(given[name])]));
    },
    read(json, path) {
      const object = asObject(json, path);
      const strange = Object.keys(object).find((name) => !Object.hasOwn(fields, name));
      if (strange !== undefined) throw new RecordingError('unknown-field', [...path, strange.slice(0, 40)]);
      const read: Record<string, unknown> = {};
      for (const name of names) {
        if (Object.hasOwn(object, name)) read[name] = fields[name].read(object[name], [...path, name]);
        else if (!('optional' in fields[name])) throw new RecordingError('missing-field', [...path, name]);
      }
      return read as FieldsValue<F>;
    },
  };
}

type Tagged<B extends string, A extends Readonly<Record<string, AnyForm>>> = {
  [K in keyof A]: { readonly [P in B]: K } & FormValue<A[K]>;
}[keyof A];

/** One of several object types, distinguished by the field `by`. */
export function variants<const B extends string, const A extends Readonly<Record<string, AnyForm>>>(
  by: B,
  alternatives: A,
): Form<Tagged<B, A>> {
  const forms = new Map<unknown, AnyForm>(Object.entries(alternatives));
  const kinds = word(...Object.keys(alternatives));
  return {
    check(value, argument) {
      assertFields(value, argument, 'an object');
      const kind = (value as Record<string, unknown>)[by];
      kinds.check(kind, `${argument}.${by}`);
      forms.get(kind)!.check(value, argument);
    },
    write(value) {
      const kind = (value as Record<string, string>)[by];
      return { [by]: kind, ...(forms.get(kind)!.write(value) as object) };
    },
    read(json, path) {
      const { [by]: kind, ...rest } = asObject(json, path);
      const form = forms.get(kind);
      if (form === undefined) throw new RecordingError('unknown-kind', [...path, by]);
      return { [by]: kind, ...form.read(rest, path) };
    },
  };
}

function asObject(json: Json, path: Path): { readonly [name: string]: Json } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed(path);
  return json as { readonly [name: string]: Json };
}
