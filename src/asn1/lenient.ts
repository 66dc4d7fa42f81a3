/** A second, lenient reader: it accepts BER (X.690 §8) and reports every violation of DER with its position and clause.
 * For inspection only; verification uses the strict codecs, which refuse all of these. */
import { assertBoolean, assertBytes, assertInteger, assertOptions, compareBytes } from '../bytes/index.ts';
import type { Limits } from '../codec/index.ts';
import { limitRule } from '../codec/internal.ts';
import { CONSTRUCTED } from './element.ts';
import { judgeContents } from './lenient-contents.ts';
import { tagName } from './tree.ts';

/** One violation of DER. */
export interface Deviation {
  /** Absolute offset of the byte where it appears. */
  readonly at: number;
  /** Stable; the same as the codecs' code if they refuse the same. */
  readonly code: string;
  /** The clause of X.690 (or X.680) that is violated; `Not in X.690: …` for a local limit. */
  readonly rule: string;
  /** Human-readable. */
  readonly detail: string;
  /** The enclosing elements, outermost first, each with its index: `['SEQUENCE', '0 SEQUENCE', '1 INTEGER']`. */
  readonly path: readonly string[];
}

export interface DiagnoseOptions {
  /** As for `decode`, except 200,000 nodes. If a limit ends the list, its last row says so. */
  readonly limits?: Partial<Limits> | undefined;
  /** Whether to look inside OCTET STRINGs and BIT STRINGs that appear to contain a SEQUENCE or SET, as `extnValue` does. Default:
   * false. */
  readonly insideStrings?: boolean | undefined;
}

/** Lists every violation of DER in one BER value, in the order of the bytes; none for DER. Only the first fault of each primitive
 * element is listed; the contents of REAL and of rarely used types are not checked. Violations of BER (truncation, an
 * inconsistent length) are listed too, and reading continues as far as possible.
 * @throws UsageError for wrong arguments; no error for any content. */
export function diagnose(bytes: Uint8Array, options: DiagnoseOptions = {}): Deviation[] {
  assertBytes(bytes, 'bytes');
  assertOptions(options, 'options', ['limits', 'insideStrings']);
  const { limits = {}, insideStrings = false } = options;
  assertBoolean(insideStrings, 'options.insideStrings');
  assertOptions(limits, 'options.limits', ['depth', 'nodes', 'bytes']);
  const { depth = 64, nodes = 200_000, bytes: most = 2 ** 26 } = limits;
  assertInteger(depth, 'options.limits.depth', 1, 1000);
  assertInteger(nodes, 'options.limits.nodes', 1);
  assertInteger(most, 'options.limits.bytes', 0);
  const reading = new Diagnosis(bytes, depth, nodes, insideStrings);
  if (bytes.length > most)
    reading.note(most, 'too-large', limitRule('bytes', most, 'bytes'), `more than ${most} bytes`);
  else reading.whole();
  return reading.found.sort((a, b) => a.at - b.at);
}

const HIGH = 0x1f;

/** Identifier and length octets. */
interface Header {
  readonly start: number;
  /** As returned by `identifier`; approximate if the tag number exceeds an exact number. */
  readonly tag: number;
  readonly contentStart: number;
  /** undefined: indefinite length. */
  readonly contentEnd: number | undefined;
}

const UNIVERSAL_CLASS = 0;
/** Universal types that are strings or times, which BER may split into segments. */
const isSegmentable = (number: number): boolean =>
  number === 3 || number === 4 || number === 7 || number === 12 || (number >= 18 && number <= 30 && number !== 29);
/** Types that are always primitive, and those that are always constructed (SEQUENCE, SET, EXTERNAL, EMBEDDED PDV, CHARACTER STRING). */
const ALWAYS_PRIMITIVE: ReadonlyMap<number, string> = new Map([
  [1, 'X.690 §8.2.1'],
  [2, 'X.690 §8.3.1'],
  [5, 'X.690 §8.8.1'],
  [6, 'X.690 §8.19.1'],
  [9, 'X.690 §8.5.1'],
  [10, 'X.690 §8.4'],
  [13, 'X.690 §8.20.1'],
]);
const ALWAYS_CONSTRUCTED: ReadonlyMap<number, string> = new Map([
  [8, 'X.690 §8.18'],
  [11, 'X.690 §8.17'],
  [16, 'X.690 §8.9.1'],
  [17, 'X.690 §8.11.1'],
  [29, 'X.690 §8.24'],
]);

class Diagnosis {
  readonly found: Deviation[] = [];
  readonly #bytes: Uint8Array;
  readonly #path: string[] = [];
  readonly #insideStrings: boolean;
  readonly #depth: number;
  readonly #nodes: number;
  #depthLeft: number;
  #nodesLeft: number;
  /** Set once the end of an element is unknown: all that follows is then treated as part of it. */
  #lost = false;

  constructor(bytes: Uint8Array, depth: number, nodes: number, insideStrings: boolean) {
    this.#bytes = bytes;
    this.#depth = this.#depthLeft = depth;
    this.#nodes = this.#nodesLeft = nodes;
    this.#insideStrings = insideStrings;
  }

  note(at: number, code: string, rule: string, detail: string): void {
    this.found.push({ at, code, rule, detail, path: [...this.#path] });
  }

  whole(): void {
    const { length } = this.#bytes;
    const end = length === 0 ? 0 : this.#element(0, length, '');
    if (length === 0) this.note(0, 'truncated', 'X.690 §8.1.1', 'the input is empty');
    if (end < length) this.note(end, 'trailing', 'X.690 §8.1.1', `${length - end} bytes after the value`);
  }

  /** Reads one element within `start..limit`. @returns its end. */
  #element(start: number, limit: number, place: string): number {
    if (this.#nodesLeft-- <= 0) {
      if (this.#nodesLeft === -1)
        this.note(start, 'too-many-nodes', limitRule('nodes', this.#nodes, 'elements'), 'the rest is not examined');
      return this.#lose(limit);
    }
    const tag = this.#identifier(start, limit);
    if (tag === undefined) return this.#lose(limit);
    this.#path.push(`${place}${tagName(tag.tag)}`);
    const header = this.#length(start, tag, limit);
    const end = header === undefined ? this.#lose(limit) : this.#contents(header, limit);
    this.#path.pop();
    return end;
  }

  #lose(limit: number): number {
    this.#lost = true;
    return limit;
  }

  #identifier(start: number, limit: number): { tag: number; end: number } | undefined {
    const first = this.#bytes[start];
    if ((first & HIGH) !== HIGH) return { tag: first, end: start + 1 };
    let number = 0;
    let at = start + 1;
    for (let byte = 0x80; byte >= 0x80; at++) {
      if (at >= limit) {
        this.note(at, 'truncated', 'X.690 §8.1.2.4', 'the bytes end within a tag');
        return undefined;
      }
      byte = this.#bytes[at];
      number = Math.min(number * 128 + (byte & 0x7f), 2 ** 40);
    }
    if (this.#bytes[start + 1] === 0x80) {
      this.note(start, 'tag-not-minimal', 'X.690 §8.1.2.4.2', 'the tag number begins with a redundant byte');
    } else if (number < HIGH) {
      this.note(start, 'tag-not-minimal', 'X.690 §8.1.2.2', `tag number ${number} fits into one byte`);
    }
    return { tag: number * 256 + first, end: at };
  }

  #length(start: number, { tag, end: at }: { tag: number; end: number }, limit: number): Header | undefined {
    const header = (contentStart: number, length: number): Header => {
      const contentEnd = Math.min(contentStart + length, limit);
      const missing = contentStart + length - limit;
      if (missing > 0) this.note(at, 'truncated', 'X.690 §8.1.3', `the length exceeds the input by ${missing} bytes`);
      return { start, tag, contentStart, contentEnd };
    };
    if (at >= limit) {
      this.note(at, 'truncated', 'X.690 §8.1.3', 'the bytes end before a length');
      return undefined;
    }
    const first = this.#bytes[at];
    if (first < 0x80) return header(at + 1, first);
    if (first === 0x80) {
      this.note(at, 'indefinite-length', 'X.690 §10.1', 'indefinite length, ended by end-of-contents octets');
      return { start, tag, contentStart: at + 1, contentEnd: undefined };
    }
    if (first === 0xff) this.note(at, 'length-reserved', 'X.690 §8.1.3.5', 'a length must not begin with FF');
    return this.#longLength(at, first & 0x7f, limit, header);
  }

  #longLength(
    at: number,
    count: number,
    limit: number,
    header: (contentStart: number, length: number) => Header,
  ): Header | undefined {
    if (at + count >= limit) {
      this.note(at, 'truncated', 'X.690 §8.1.3', 'the bytes end within a length');
      return undefined;
    }
    let length = 0;
    for (let i = 1; i <= count; i++) length = Math.min(length * 256 + this.#bytes[at + i], 2 ** 48);
    const needed = length < 0x80 ? 0 : Math.ceil(Math.log2(length + 1) / 8);
    if (count > needed) {
      const fewer = needed === 0 ? 'one byte' : `${needed + 1} bytes`;
      this.note(
        at,
        'length-not-minimal',
        'X.690 §10.1',
        `length ${length} in ${count + 1} bytes, where ${fewer} would do`,
      );
    }
    return header(at + 1 + count, length);
  }

  /** @returns the end of the element. */
  #contents({ start, tag, contentStart, contentEnd }: Header, limit: number): number {
    const constructed = (tag & CONSTRUCTED) !== 0;
    const universal = (tag & 0xc0) === UNIVERSAL_CLASS ? (tag > 0xff ? Math.floor(tag / 256) : tag & HIGH) : undefined;
    if (universal !== undefined) this.#form(start, universal, constructed);
    if (contentEnd === undefined && !constructed) {
      this.note(
        contentStart - 1,
        'indefinite-primitive',
        'X.690 §8.1.3.2',
        'only constructed values may have indefinite length',
      );
      return this.#lose(limit);
    }
    if (!constructed) {
      if (universal !== undefined) this.#primitive(universal, contentStart, contentEnd!);
      return contentEnd!;
    }
    if (this.#depthLeft === 0) {
      this.note(start, 'too-deep', limitRule('depth', this.#depth, 'levels'), 'the content is not examined');
      return contentEnd ?? this.#lose(limit);
    }
    this.#depthLeft--;
    const end = this.#children(contentStart, contentEnd, limit, universal === 17);
    this.#depthLeft++;
    return end;
  }

  #primitive(number: number, start: number, end: number): void {
    const fault = judgeContents(number, this.#bytes.subarray(start, end));
    if (fault !== undefined) this.note(start + fault.at, fault.code, fault.rule, fault.detail);
    const inner = number === 3 ? start + 1 : start;
    if (!this.#insideStrings || this.#depthLeft === 0 || (number !== 3 && number !== 4)) return;
    if (!holdsConstructed(this.#bytes.subarray(inner, end))) return;
    this.#depthLeft--;
    this.#element(inner, end, 'in it ');
    this.#depthLeft++;
  }

  /** Checks the form of a universal type: primitive or constructed. */
  #form(start: number, number: number, constructed: boolean): void {
    const rule = (constructed ? ALWAYS_PRIMITIVE : ALWAYS_CONSTRUCTED).get(number);
    if (number === 0) {
      this.note(start, 'end-of-contents', 'X.690 §8.1.5', 'end-of-contents octets without an indefinite length');
    } else if (constructed && isSegmentable(number)) {
      this.note(start, 'constructed-string', 'X.690 §10.2', 'the string is split into segments');
    } else if (rule !== undefined) {
      this.note(start, 'wrong-form', rule, `must be ${constructed ? 'primitive' : 'constructed'}`);
    }
  }

  /** Reads elements up to the end of the contents or to end-of-contents octets. @returns the offset after either. */
  #children(from: number, contentEnd: number | undefined, limit: number, isSet: boolean): number {
    const end = contentEnd ?? limit;
    let at = from;
    let previous: Uint8Array | undefined;
    for (let i = 0; at < end; i++) {
      if (contentEnd === undefined && this.#bytes[at] === 0 && this.#bytes[at + 1] === 0 && at + 1 < end) return at + 2;
      const next = this.#element(at, end, `${i} `);
      const encoding = this.#bytes.subarray(at, next);
      if (isSet && previous !== undefined && isAfter(previous, encoding)) {
        this.note(
          at,
          'set-not-sorted',
          'X.690 §11.6',
          'must come before its predecessor (in a SET of several types: §10.3)',
        );
      }
      previous = encoding;
      at = next;
    }
    if (contentEnd === undefined && !this.#lost) {
      this.note(end, 'truncated', 'X.690 §8.1.3.6', 'the end-of-contents octets are missing');
    }
    return end;
  }
}

/** Whether bytes look like a SEQUENCE or SET: its tag, and a consistent length. */
function holdsConstructed(raw: Uint8Array): boolean {
  const [tag, first = 0] = raw;
  if (tag !== 0x30 && tag !== 0x31) return false;
  if (first === 0x80) return raw.length >= 4 && raw[raw.length - 2] === 0 && raw[raw.length - 1] === 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4 || count > raw.length - 2) return false;
  const length = count === 0 ? first : raw.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return 2 + count + length === raw.length;
}

/** Whether two adjacent elements of a set are in the wrong order: by encoding (SET OF), and by tag (SET). */
function isAfter(a: Uint8Array, b: Uint8Array): boolean {
  const tagOrder = (a[0] & ~CONSTRUCTED) - (b[0] & ~CONSTRUCTED);
  return compareBytes(a, b) > 0 && tagOrder >= 0;
}
