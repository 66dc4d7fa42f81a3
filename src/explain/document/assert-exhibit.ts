/** The check of an exhibit that is passed as an argument. */
import { assertBytes, assertFields, assertString, UsageError } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import type { Exhibit, Part } from './exhibit.ts';

/** Throws a UsageError that names the argument unless the value is of its kind. */
type Check = (value: unknown, argument: string) => void;

/** @throws UsageError `wrong-type` for a value that is not an exhibit, with the place in it: `exhibit.parts[2].rows[0].label`. */
export function assertExhibit(value: Exhibit): void {
  exhibit(value, 'exhibit');
}

const listOf =
  (check: Check): Check =>
  (value, argument) =>
    assertEach(value, argument, check);

const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, argument) => {
    assertFields(value, argument, `an object with ${Object.keys(fields).join(', ')}`, ...Object.keys(fields));
    for (const field in fields) fields[field]((value as Record<string, unknown>)[field], `${argument}.${field}`);
  };

const that =
  (what: string, holds: (value: unknown) => boolean): Check =>
  (value, argument) => {
    if (!holds(value)) throw new UsageError('wrong-type', argument, `must be ${what}`);
  };

const text: Check = assertString;
const number = that('a number', (value) => typeof value === 'number');
/** Without an index, since tables and trees of spans are long. */
const cells = that(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
);
const span = that('a Span', function isSpan(value): boolean {
  const found = Object(value) as Readonly<Record<string, unknown>>;
  const isNamed = typeof found['name'] === 'string' && typeof found['type'] === 'string';
  const isPlaced = typeof found['start'] === 'number' && typeof found['end'] === 'number';
  return isNamed && isPlaced && Array.isArray(found['children']) && found['children'].every(isSpan);
});
const fact = that('a string, a number, a bigint or a Uint8Array', (value) =>
  /^(string|number|bigint|object)$/.test(typeof value),
);

const parts: Check = (value, argument) => assertEach(value, argument, part);

function part(value: unknown, argument: string): void {
  assertFields(value, argument, 'a part of an exhibit', 'kind');
  const { kind } = value as { readonly kind: unknown };
  if (typeof kind === 'string' && Object.hasOwn(KINDS, kind)) {
    KINDS[kind as Part['kind']](value, argument);
    return;
  }
  const renamed = kind === 'octets' ? ': it is called bytes now' : '';
  const given = typeof kind === 'string' ? JSON.stringify(kind) : `of type ${typeof kind}`;
  throw new UsageError('wrong-type', `${argument}.kind`, `has no kind ${given}${renamed}`);
}

const title = text;
const rule = text;
const xy = { x: number, y: number };
/** Every kind of part, and what must stand in it. */
const KINDS: Readonly<Record<Part['kind'], Check>> = {
  prose: object({ text }),
  facts: object({ title, rows: listOf(object({ label: text, value: fact, rule })) }),
  bytes: object({ title, bytes: assertBytes, span }),
  table: object({ title, rule, columns: cells, rows: listOf(cells) }),
  checks: object({
    title,
    checks: listOf(object({ code: text, rule, depth: number, subject: text, outcome: text, detail: text })),
  }),
  sequence: object({ title, actors: cells, arrows: listOf(object({ label: text, note: text, detail: parts })) }),
  search: object({
    title,
    start: that('a bigint', (value) => typeof value === 'bigint'),
    marks: listOf(object({ offset: number, outcome: text, detail: text })),
  }),
  points: object({ title, rule, modulus: number, points: listOf(object(xy)), lines: listOf(object(xy)) }),
  section: object({ title, parts }),
};

const exhibit = object({ title, parts });
