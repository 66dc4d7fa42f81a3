/** Reading field by field: a structure is read by its codec's description, but a malformed field hides no other. */
import { diagnose, TOLERABLE } from '../../asn1/index.ts';
import { type AnyCodec, DecodeError, type DecodeOptions, decode, type Limits } from '../../codec/index.ts';
import { limitRule } from '../../codec/internal.ts';
import { DESCRIBED_EXTENSIONS } from '../../x509/index.ts';
import { type Contents, type FieldForm, type Form, formOf, tagsOf } from './form.ts';
import { type Header, headerAt, peekedTag } from './header.ts';
import type { Fault, Part, Range } from './part.ts';

/** The result of reading. */
export interface FieldReading {
  /** The whole structure; undefined for an empty input, and for one that begins with another tag. */
  readonly root?: Part;
  /** In the order of reading. */
  readonly faults: readonly Fault[];
}

/** Reading stops after this many faults. */
const MOST_FAULTS = 10_000;
const CONSTRUCTED = 0x20;

/** Reads the structure that a codec describes. Linear in the input.
 * @param limits - `bytes` bounds the input (fault `too-large`), `nodes` the fields (fault `too-many-nodes`).
 * @throws nothing, for any bytes. */
export function readFields(codec: AnyCodec, bytes: Uint8Array, limits: Pick<Limits, 'bytes' | 'nodes'>): FieldReading {
  const reader = new FieldReader(bytes, limits.nodes);
  if (bytes.length > limits.bytes) {
    reader.fault('too-large', limits.bytes, bytes.length, limitRule('bytes', limits.bytes, 'bytes'));
    return { faults: reader.faults };
  }
  const root = reader.whole(codec);
  return { ...(root && { root }), faults: reader.faults };
}

/** Extensions that x509/ keeps as bytes, since validation does not use them: a linter reads them too. */
const DESCRIBED: ReadonlyMap<unknown, { readonly kind: string; readonly codec: AnyCodec }> = new Map(
  Object.entries(DESCRIBED_EXTENSIONS).map(([kind, { id, codec }]) => [id, { kind, codec: codec as AnyCodec }]),
);

/** The start and the name of a part. */
interface Named {
  readonly name: string;
  readonly rule: string;
  readonly start: number;
  readonly kind?: string;
}

class FieldReader {
  readonly faults: Fault[] = [];
  readonly #bytes: Uint8Array;
  readonly #path: string[] = [];
  readonly #nodes: number;
  #nodesLeft: number;
  #leafAt: Range = { start: 0, end: 0 };
  readonly #leafOptions: DecodeOptions = {
    tolerate: TOLERABLE,
    onDeviation: ({ code, rule }) => this.fault(code, this.#leafAt.start, this.#leafAt.end, rule, true),
  };

  constructor(bytes: Uint8Array, nodes: number) {
    this.#bytes = bytes;
    this.#nodes = nodes;
    this.#nodesLeft = nodes;
  }

  fault(code: string, start: number, end: number, rule: string, tolerable = false): void {
    // A leaf is decoded with its header, whose deviations have been reported already.
    for (let i = this.faults.length; i-- > 0 && this.faults[i].start >= start; ) {
      if (this.faults[i].start === start && this.faults[i].code === code) return;
    }
    if (this.faults.length > MOST_FAULTS) return;
    const isLast = this.faults.length === MOST_FAULTS;
    if (isLast) this.#nodesLeft = 0;
    this.faults.push({ code: isLast ? 'too-many-faults' : code, start, end, rule, path: [...this.#path], tolerable });
  }

  whole(codec: AnyCodec): Part | undefined {
    const { length } = this.#bytes;
    const root = this.#element(codec.type, codec, 0, length);
    if (root === undefined) this.fault('truncated', 0, 0, codec.rule);
    else if (root.end < length) this.fault('trailing-data', root.end, length, 'X.690 §8.1.1');
    return root;
  }

  /** Reads one element, whatever its tag. @returns undefined at the limit, or beyond the budget. */
  #element(name: string, codec: AnyCodec, start: number, limit: number): Part | undefined {
    if (start >= limit || !this.#spend(start, limit)) return undefined;
    this.#path.push(name);
    const header = headerAt(this.#bytes, start, limit, (code, from, to, rule) => this.fault(code, from, to, rule))!;
    const part = this.#contentsOf({ name, rule: codec.rule, start }, codec, header);
    this.#path.pop();
    return part;
  }

  #spend(start: number, limit: number): boolean {
    if (this.#nodesLeft-- > 0) return true;
    if (this.#nodesLeft === -1) this.fault('too-many-nodes', start, limit, limitRule('nodes', this.#nodes, 'elements'));
    return false;
  }

  #contentsOf(at: Named, codec: AnyCodec, header: Header): Part {
    const form = formOf(codec);
    if (form.kind === 'any') return this.#any(at, codec, header);
    const [kind, of] = this.#alternative(form, header.tag) ?? [];
    const inner = of === undefined ? form : formOf(of);
    if (inner.kind !== 'element' || inner.tag !== header.tag) {
      this.#wrongTag(form, at.start, header, codec.rule);
      return { ...at, end: header.end, contentStart: header.contentStart, children: [] };
    }
    if (kind === undefined) return this.#inner(at, codec, inner.contents, header);
    this.#path.push(kind);
    const part = this.#inner({ ...at, kind }, of!, inner.contents, header);
    this.#path.pop();
    return part;
  }

  #alternative(form: Form, tag: number): readonly [kind: string, of: AnyCodec] | undefined {
    return form.kind === 'choice' ? form.alternatives.get(tag) : undefined;
  }

  #wrongTag(form: Form, start: number, header: Header, rule: string): void {
    const primitive = tagsOf(form)?.includes(header.tag ^ CONSTRUCTED);
    const code = primitive ? 'wrong-form' : form.kind === 'choice' ? 'no-alternative' : 'unexpected-tag';
    this.fault(code, start, header.end, primitive ? 'X.690 §10.2' : rule);
  }

  #any(at: Named, codec: AnyCodec, { contentStart, end }: Header): Part {
    for (const { at: offset, code, rule } of diagnose(this.#bytes.subarray(at.start, end))) {
      this.fault(code, at.start + offset, end, rule);
    }
    return { ...at, end, contentStart, children: [], ...this.#leaf(codec, at.start, end) };
  }

  #inner(at: Named, codec: AnyCodec, contents: Contents, { contentStart, contentEnd, end }: Header): Part {
    const part = { ...at, end, contentStart, children: [] };
    switch (contents.kind) {
      case 'leaf':
        return { ...part, ...this.#leaf(codec, at.start, end) };
      case 'record':
        return { ...part, children: this.#record(contents.fields, contentStart, contentEnd, codec.rule) };
      case 'list':
        return { ...part, children: this.#list(contents, at.start, contentStart, contentEnd) };
      case 'bits':
        if (contentStart < contentEnd && this.#bytes[contentStart] !== 0) {
          this.fault('bit-string-not-bytes', contentStart, contentStart + 1, 'RFC 5280 §4.1.2.7');
        }
        return { ...this.#nested(at, contents.of, contentStart + 1, contentEnd), end };
      case 'nested':
        return { ...this.#nested(at, contents.of, contentStart, contentEnd), end };
    }
  }

  /** One element inside another: both are shown as one part. */
  #nested(at: Named, of: AnyCodec, from: number, end: number): Part {
    const header = headerAt(this.#bytes, from, end, (code, start, to, rule) => this.fault(code, start, to, rule));
    if (header === undefined) {
      this.fault('missing', at.start, end, of.rule);
      return { ...at, end, contentStart: end, children: [] };
    }
    const inner = this.#contentsOf({ ...at, start: from }, of, header);
    if (header.end < end) this.fault('trailing', header.end, end, of.rule);
    return { ...inner, start: at.start, end };
  }

  #leaf(codec: AnyCodec, start: number, end: number): { readonly value?: unknown } {
    try {
      this.#leafAt = { start, end };
      const value: unknown = decode(codec, this.#bytes.subarray(start, end), this.#leafOptions);
      return { value };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.fault(error.code, start, end, error.rule);
      return {};
    }
  }

  #list({ of, min, max, isSet }: Contents & { kind: 'list' }, outer: number, from: number, end: number): Part[] {
    const items: Part[] = [];
    for (let at = from; at < end; ) {
      const item = this.#element(`${items.length}`, of, at, end);
      if (item === undefined) break;
      const before = items.at(-1);
      if (isSet && before !== undefined && this.#isAfter(before, item)) {
        this.fault('set-not-sorted', item.start, item.end, 'X.690 §11.6', true);
      }
      items.push(item);
      at = item.end;
    }
    if (items.length < min || items.length > max) this.fault('out-of-range', outer, end, of.rule);
    return items;
  }

  /** Whether the first of two adjacent elements sorts after the second. */
  #isAfter(a: Part, b: Part): boolean {
    const length = Math.min(a.end - a.start, b.end - b.start);
    for (let i = 0; i < length; i++) {
      const difference = this.#bytes[a.start + i] - this.#bytes[b.start + i];
      if (difference !== 0) return difference > 0;
    }
    return a.end - a.start > b.end - b.start;
  }

  #record(fields: readonly FieldForm[], from: number, end: number, rule: string): Part[] {
    const parts: Part[] = [];
    let at = from;
    for (const [i, field] of fields.entries()) {
      const codec = this.#codecOf(field, parts);
      if (!this.#isPresent(fields, i, codec, at, end)) {
        if (!field.optional) this.#missing(field.name, at, end, codec.rule);
        continue;
      }
      const part = this.#field(field, codec, at, end, parts);
      if (part === undefined) return parts;
      parts.push(part);
      at = part.end;
    }
    if (at < end) this.fault('trailing', at, end, rule);
    return parts;
  }

  #missing(name: string, at: number, end: number, rule: string): void {
    this.#path.push(name);
    this.fault('missing', at, end, rule);
    this.#path.pop();
  }

  #field(field: FieldForm, codec: AnyCodec, at: number, end: number, before: readonly Part[]): Part | undefined {
    const part = this.#element(field.name, codec, at, end);
    if (part === undefined) return undefined;
    if (field.optional && part.value !== undefined && part.value === field.standard) {
      this.#path.push(field.name);
      this.fault('default-encoded', part.start, part.end, 'X.690 §11.5', true);
      this.#path.pop();
    }
    if (field.open === undefined) return part;
    const { kind } = this.#row(field.open, before);
    return kind === 'other' && field.open.by === 'extnID' ? this.#described(part, before) : { ...part, kind };
  }

  /** The value of an extension that `Extension` keeps as bytes. */
  #described(part: Part, before: readonly Part[]): Part {
    const row = DESCRIBED.get(earlierValue(before, 'extnID'));
    if (row === undefined || part.value === undefined) return { ...part, kind: 'other' };
    this.#path.push(part.name);
    const { name, rule, start, contentStart, end } = part;
    const read = this.#nested({ name, rule, start }, row.codec, contentStart, end);
    this.#path.pop();
    return { ...read, kind: row.kind };
  }

  #codecOf(field: FieldForm, before: readonly Part[]): AnyCodec {
    return field.open === undefined ? field.codec : this.#row(field.open, before).codec;
  }

  #row(open: NonNullable<FieldForm['open']>, before: readonly Part[]): { kind: string; codec: AnyCodec } {
    const id = earlierValue(before, open.by);
    const key = id === undefined ? undefined : open.keyOf(id as never);
    const row = open.rows.find((one) => open.keyOf(one.id as never) === key);
    return row ?? { kind: 'other', codec: open.other };
  }

  /** Whether the next element is this field. An element with a wrong tag is taken for this field, unless a later field has that tag. */
  #isPresent(fields: readonly FieldForm[], i: number, codec: AnyCodec, at: number, end: number): boolean {
    if (at >= end) return false;
    const next = peekedTag(this.#bytes, at, end);
    const fits = (of: AnyCodec): boolean => tagsOf(formOf(of))?.includes(next) ?? true;
    if (fits(codec)) return true;
    if (fields[i].optional) return false;
    return !fields.slice(i + 1).some((later) => later.open === undefined && fits(later.codec));
  }
}

/** The value of an earlier field, in the form that the codec would return: a record is assembled from the values of its parts. */
function earlierValue(parts: readonly Part[], name: string): unknown {
  const part = parts.find((one) => one.name === name);
  if (part === undefined || part.children.length === 0) return part?.value;
  return Object.fromEntries(part.children.map((child) => [child.name, child.value]));
}
