/** Bytes with their meaning: a hexdump with one line for each field that a codec decoded. */
import { assertBoolean, assertBytes, assertFields, assertOptions, bytesToHex } from '../../../bytes/index.ts';
import type { Span } from '../../../codec/index.ts';
import { cutTree, type Field, fieldOf } from '../../document/field-tree.ts';
import { counted, leftOut } from '../../document/value-text.ts';
import { visible } from '../../document/visible.ts';
import { assertSentences, type Sentences, sentencesOf } from '../../sentences/sentence.ts';
import { HIDDEN, type Paint } from './page.ts';
import { cutTo, pad, width, wrap } from './wrap.ts';

export interface SpansTextOptions {
  /** Whether to show bytes and values marked secret. Default: false. */
  readonly secrets?: boolean | undefined;
  /** Maximum bytes shown of one field; the rest is counted. Default: 64. */
  readonly fieldBytes?: number | undefined;
  /** Whether to leave out most parts of a structure that has more than 256, and fields beyond 4096; a line counts them.
   * Default: false. */
  readonly cut?: boolean | undefined;
  /** Maximum line length. Default: 100. */
  readonly columns?: number | undefined;
  /** Colours a text without changing its width. Default: no colour. */
  readonly paint?: Paint | undefined;
  /** Sentences that explain the purpose of each field, shown below it. Default: none. */
  readonly sentences?: Sentences | undefined;
  /** Sentences that were printed before, which are not repeated; the ones printed now are added. Default: none. */
  readonly told?: Set<string> | undefined;
}

const PER_LINE = 8;
/** Offset, hexadecimal column and the spaces after each. */
const TEXT_AT = 6 + 2 + (3 * PER_LINE - 1) + 2;

/** One line for each field (offset, bytes, name, value), more if its bytes need them; a structure has a line with its tag and
 * length, its type and rule, followed by its fields, indented by one step.
 * @param span - of `annotate`, over `bytes`. @returns lines, each with its line feed. */
export function spansText(span: Span, bytes: Uint8Array, options: SpansTextOptions = {}): string {
  assertFields(span, 'span', 'a Span', 'name', 'type', 'start', 'end', 'children');
  assertBytes(bytes, 'bytes');
  assertOptions(options, 'options', ['secrets', 'fieldBytes', 'cut', 'columns', 'paint', 'sentences', 'told']);
  const { secrets = false, cut = false } = options;
  assertBoolean(secrets, 'options.secrets');
  assertBoolean(cut, 'options.cut');
  assertSentences(options.sentences);
  const lines: string[] = [];
  const tree = fieldOf(span, span.name, secrets);
  describe(cut ? cutTree(tree) : tree, 0, {
    bytes,
    lines,
    fieldBytes: options.fieldBytes ?? 64,
    columns: options.columns ?? 100,
    paint: options.paint ?? ((_, text) => text),
    sentences: options.sentences,
    told: options.told ?? new Set(),
  });
  return lines.map((line) => `${line}\n`).join('');
}

interface Page {
  readonly bytes: Uint8Array;
  readonly lines: string[];
  readonly fieldBytes: number;
  readonly columns: number;
  readonly paint: Paint;
  readonly sentences: Sentences | undefined;
  readonly told: Set<string>;
}

function describe(field: Field, depth: number, page: Page): void {
  const { name, type, value, rule, start, end, contentStart, hidden, parts } = field;
  const size = counted(end - start, 'byte');
  if (field.isLeftOut) {
    page.lines.push(line(start, '…', depth, `… ${value}`, '', page));
  } else if (hidden) {
    page.lines.push(line(start, HIDDEN, depth, `${name}: ${type}, secret, ${size}`, rule, page));
    tell(field, depth, page);
  } else if (parts.length === 0) {
    // A default value has no bytes, and so no line.
    if (start === end) return;
    byteLines(start, end, depth, `${name}${value === '' ? '' : ` = ${value}`}`, rule, page);
    tell(field, depth, page);
  } else {
    byteLines(start, contentStart, depth, `${name}: ${type}, ${size}`, rule, page);
    tell(field, depth, page);
    for (const part of parts) describe(part, depth + 1, page);
  }
}

/** Prints the sentence for a field, unless it was printed before. */
function tell({ places }: Field, depth: number, page: Page): void {
  const sentence = page.sentences && sentencesOf(page.sentences, places);
  if (sentence === undefined || page.told.has(sentence)) return;
  page.told.add(sentence);
  const margin = ' '.repeat(TEXT_AT + Math.min(2 * depth, 30) + 2);
  // Even in a deep tree a few words fit on a line.
  for (const one of wrap(sentence, Math.max(24, page.columns - margin.length)))
    page.lines.push(`${margin}${page.paint('dim', one)}`);
}

/** A line with a text beside it, and more lines below if its bytes need them. */
function byteLines(start: number, end: number, depth: number, text: string, rule: string, page: Page): void {
  const shownEnd = Math.min(end, start + Math.max(PER_LINE, page.fieldBytes));
  const raw = (at: number): string => spaced(page.bytes.subarray(at, Math.min(at + PER_LINE, shownEnd)));
  page.lines.push(line(start, raw(start), depth, text, rule, page));
  for (let at = start + PER_LINE; at < shownEnd; at += PER_LINE) page.lines.push(line(at, raw(at), 0, '', '', page));
  if (shownEnd < end) page.lines.push(line(shownEnd, leftOut(end - shownEnd), 0, '', '', page));
}

function line(start: number, hex: string, depth: number, text: string, rule: string, page: Page): string {
  const { columns, paint } = page;
  const told = visible(text);
  const margin = ' '.repeat(Math.min(2 * depth, 30));
  const room = columns - TEXT_AT - margin.length;
  const raw = pad(hex, 3 * PER_LINE - 1);
  const left = `${paint('dim', offset(start))}  ${paint(hex === HIDDEN ? 'yellow' : 'cyan', raw)}  ${margin}`;
  // The rule is shown only if it fits: usually it is the same for all fields of a structure.
  const cited = width(told) + 2 + width(rule) <= room && rule !== '' ? `  ${paint('dim', rule)}` : '';
  return (left + cutTo(told, room) + cited).trimEnd();
}

const offset = (at: number): string => at.toString(16).padStart(6, '0');
const spaced = (raw: Uint8Array): string => bytesToHex(raw).replace(/..(?=.)/g, '$& ');
