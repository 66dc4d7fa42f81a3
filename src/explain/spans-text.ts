/** Octets with what each of them means: a hexdump whose lines are the fields that a codec saw. */
import { fromUtf8, toHex } from '../bytes/index.ts';
import type { Span } from '../codec/index.ts';
import { objectName } from './object-names.ts';
import { HIDDEN, type Paint } from './render-text-page.ts';
import { visible } from './visible.ts';
import { cutTo, pad, width } from './wrap.ts';

export interface SpansTextOptions {
  /** Shows the octets and values that are marked secret. Default: false. */
  readonly secrets?: boolean | undefined;
  /** Most octets of one field that are shown; the rest is counted. Default: 64. */
  readonly fieldBytes?: number | undefined;
  /** No line is longer. Default: 100. */
  readonly columns?: number | undefined;
  /** Colours a text, which stays as wide. Default: no colour. */
  readonly paint?: Paint | undefined;
}

const PER_LINE = 8;
/** Offset, hexadecimal column and the spaces after each. */
const TEXT_AT = 6 + 2 + (3 * PER_LINE - 1) + 2;

/** One line a field (offset, octets, name, value), more where its octets need them; a structure has a line with its tag and length,
 * its type and rule, and its fields below it, one step to the right.
 * @param span - of `annotate`, over `bytes`. @returns lines, each with its line feed. */
export function spansText(span: Span, bytes: Uint8Array, options: SpansTextOptions = {}): string {
  const lines: string[] = [];
  describe(span, span.name, 0, {
    bytes,
    lines,
    secrets: options.secrets ?? false,
    fieldBytes: options.fieldBytes ?? 64,
    columns: options.columns ?? 100,
    paint: options.paint ?? ((_, text) => text),
  });
  return lines.map((line) => `${line}\n`).join('');
}

interface Page {
  readonly bytes: Uint8Array;
  readonly lines: string[];
  readonly secrets: boolean;
  readonly fieldBytes: number;
  readonly columns: number;
  readonly paint: Paint;
}

/** @param label - the names of the spans that this one stands for. */
function describe(span: Span, label: string, depth: number, page: Page): void {
  // Tag and length are part of the line of what they begin.
  const parts = span.children.filter(({ type }) => !HEADER_TYPES.has(type));
  const bodyStart = parts[0]?.start ?? span.end;
  const hides = (of: Span): boolean => of.secret === true && !page.secrets;
  const [only] = parts.length === 1 ? parts : [];
  if (hides(span)) {
    describeSecret(span, label, depth, page);
  } else if (parts.length === 0) {
    describeField(span, span, label, depth, page);
  } else if (only !== undefined && only.children.length === 0 && !hides(only)) {
    describeField(span, only, label, depth, page);
  } else if (only !== undefined && bodyStart === span.start && only.end === span.end) {
    // A choice, or a wrapper: nothing of its own to show.
    describe(only, only.name === 'value' ? label : `${label}.${only.name}`, depth, page);
  } else {
    const text = `${label}: ${span.type}, ${span.end - span.start} octets`;
    page.lines.push(line(span.start, spaced(page.bytes.subarray(span.start, bodyStart)), depth, text, span.rule, page));
    for (const part of parts) describe(part, part.name, depth + 1, page);
  }
}

const HEADER_TYPES: ReadonlySet<string> = new Set(['identifier octets', 'length octets']);

/** A field without parts: the octets of `span`, its header included, and the value of `leaf`, which is what it holds. */
function describeField({ start, end, rule }: Span, leaf: Span, label: string, depth: number, page: Page): void {
  if (start === end) return; // A default: nothing in the octets says it.
  const value = valueText(leaf.value);
  const octets = page.bytes.subarray(start, end);
  const text = `${label}${value === '' ? '' : ` = ${value}`}`;
  page.lines.push(line(start, spaced(octets.subarray(0, PER_LINE)), depth, text, rule, page));
  const shown = Math.max(PER_LINE, Math.min(octets.length, page.fieldBytes));
  for (let at = PER_LINE; at < Math.min(shown, octets.length); at += PER_LINE) {
    page.lines.push(line(start + at, spaced(octets.subarray(at, Math.min(at + PER_LINE, shown))), 0, '', '', page));
  }
  if (octets.length > shown)
    page.lines.push(line(start + shown, `… ${octets.length - shown} octets more`, 0, '', '', page));
}

function describeSecret(span: Span, label: string, depth: number, page: Page): void {
  const text = `${label}: ${span.type}, secret, ${span.end - span.start} octets`;
  page.lines.push(line(span.start, HIDDEN, depth, text, span.rule, page));
}

function line(start: number, hex: string, depth: number, text: string, rule: string, page: Page): string {
  const { columns, paint } = page;
  const margin = ' '.repeat(Math.min(2 * depth, 30));
  const room = columns - TEXT_AT - margin.length;
  const octets = pad(hex, 3 * PER_LINE - 1);
  const left = `${paint('dim', offset(start))}  ${paint(hex === HIDDEN ? 'yellow' : 'cyan', octets)}  ${margin}`;
  // The rule is there where it fits: it is the same for all fields of a structure, mostly.
  const cited = width(text) + 2 + width(rule) <= room && rule !== '' ? `  ${paint('dim', rule)}` : '';
  return (left + cutTo(text, room) + cited).trimEnd();
}

const offset = (at: number): string => at.toString(16).padStart(6, '0');
const spaced = (octets: Uint8Array): string => toHex(octets).replace(/..(?=.)/g, '$& ');

/** A decoded value on one line; nothing for octets, which are there to be seen. */
function valueText(value: unknown): string {
  if (value instanceof Uint8Array) return printableText(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'string') return /^\d+(\.\d+)+$/.test(value) ? named(value) : JSON.stringify(visible(value));
  if (typeof value === 'bigint') return value < 2n ** 64n ? `${value}` : '';
  if (Array.isArray(value))
    return value.length > 0 && value.every((one) => typeof one === 'string') ? value.join(', ') : '';
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

function named(oid: string): string {
  const name = objectName(oid);
  return name === oid ? oid : `${oid} (${name})`;
}

/** Octets that are plain text, quoted. */
const printableText = (bytes: Uint8Array): string =>
  bytes.length > 0 && bytes.every((octet) => octet >= 0x20 && octet <= 0x7e) ? JSON.stringify(fromUtf8(bytes)) : '';
