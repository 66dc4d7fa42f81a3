/** An exhibit as JSON, for programs. Its form is stable: bytes are hexadecimal, big integers decimal text
 * (beyond 64 bytes hexadecimal, with `0x`), times ISO 8601. */
import { assertOptions, bytesToHex } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { assertExhibit } from '../document/assert-exhibit.ts';
import type { Arrow, BytesPart, Exhibit, Part, Search, Table } from '../document/exhibit.ts';
import { spanHasSecrets } from '../document/secrets.ts';
import { codePointName, numeral } from '../document/value-text.ts';
import { assertSentences, type Sentences, sentenceOf } from '../sentences/sentence.ts';

export interface JsonOptions {
  /** If false, a secret is `null` beside `"secret": true`. */
  readonly showSecrets: boolean;
  /** Adds its `sentence` to each field that has one. Default: none. */
  readonly sentences?: Sentences | undefined;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The exhibit's own structure, in JSON's types. The differences are:
 * a span has its `sentence` if sentences are given; it has `value`, and `valueName` for a number that has one in its registry, and `bytes` only where it has no children, and a hidden one has no children;
 * bytes of which some are hidden, or that were not read to their end, have `bytes` null as a whole;
 * of a search that is hidden the outcomes are given, and neither `start` nor `detail`.
 * Secret values are left out before anything is formatted. */
export function renderJson(exhibit: Exhibit, options: JsonOptions): Json {
  assertExhibit(exhibit);
  assertOptions(options, 'options', ['showSecrets', 'sentences']);
  assertSentences(options.sentences);
  const { title, parts } = exhibit;
  return { title, parts: parts.map((part) => partJson(part, options)) };
}

function partJson(part: Part, options: JsonOptions): Json {
  const shown = options.showSecrets;
  switch (part.kind) {
    case 'facts': {
      const rows = part.rows.map(({ label, value, rule, secret }) => ({
        label,
        value: secret && !shown ? null : valueJson(value),
        rule,
        ...(secret && { secret }),
      }));
      return { kind: 'facts', title: part.title, rows };
    }
    case 'bytes':
      return bytesJson(part, options);
    case 'table':
      return tableJson(part, part.secret === true && !shown);
    case 'sequence':
      return { ...part, arrows: part.arrows.map((arrow) => arrowJson(arrow, options)) };
    case 'search':
      return searchJson(part, part.secret !== true || shown);
    case 'section':
      return { ...part, parts: part.parts.map((inner) => partJson(inner, options)) };
    case 'prose':
      return { ...part };
    case 'points':
      return {
        ...part,
        points: part.points.map((point) => ({ ...point })),
        lines: part.lines.map((line) => ({ ...line })),
      };
    case 'checks':
      return {
        ...part,
        checks: part.checks.map(({ advice, ...check }) => ({ ...check, ...(advice && { advice: { ...advice } }) })),
      };
  }
}

const arrowJson = (arrow: Arrow, options: JsonOptions): Json => ({
  ...arrow,
  detail: arrow.detail.map((part) => partJson(part, options)),
});

function searchJson({ start, marks, ...rest }: Search, shown: boolean): Json {
  return {
    ...rest,
    start: shown ? numeral(start) : null,
    marks: marks.map(({ offset, outcome, detail }) => ({ offset, outcome, detail: shown ? detail : null })),
  };
}

function bytesJson({ title, bytes, span, fault }: BytesPart, options: JsonOptions): Json {
  const shown = options.showSecrets;
  // Bytes after a fault were not decoded, so any of them may be secret.
  const whole = shown || (fault === undefined && !spanHasSecrets(span));
  return {
    kind: 'bytes',
    title,
    length: bytes.length,
    bytes: whole ? bytesToHex(bytes) : null,
    span: spanJson(span, '', bytes, options),
    ...(fault && { fault: { ...fault } }),
  };
}

/** @param structure - the type of the span around it. */
function spanJson(span: Span, structure: string, bytes: Uint8Array, options: JsonOptions): Json {
  const { name, type, start, end, rule, value, children } = span;
  const json: Record<string, Json> = { name, type, start, end, rule };
  const sentence = options.sentences && sentenceOf(options.sentences, { structure, name, type });
  if (sentence !== undefined) json['sentence'] = sentence;
  if (span.secret) json['secret'] = true;
  if (span.secret && !options.showSecrets) return { ...json, value: null, bytes: null };
  if (children.length > 0) {
    json['children'] = children.map((child) => spanJson(child, type, bytes, options));
    return json;
  }
  if (value !== undefined) json['value'] = valueJson(value);
  const valueName = codePointName(span);
  if (valueName !== undefined) json['valueName'] = valueName;
  json['bytes'] = bytesToHex(bytes.subarray(start, end));
  return json;
}

/** A value in JSON's types. */
function valueJson(value: unknown): Json {
  if (typeof value === 'bigint') return numeral(value);
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map(valueJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, valueJson(inner)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** Only the rows. The formulas are omitted, since they follow from the rows. */
function tableJson({ kind, title, rule, columns, rows, listing, secret }: Table, isHidden: boolean): Json {
  const marks = { ...(listing && { listing }), ...(secret && { secret }) };
  return { kind, title, rule, columns, rows: isHidden ? null : rows, ...marks };
}
