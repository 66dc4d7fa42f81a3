import type { AnyCodec } from './codec.ts';
import type { Trace } from './reader.ts';

/** One range of bytes and what it means. The children of a span, where it has any, tile it: no gap, no overlap. */
export interface Span {
  /** The field's name in its structure; an index in a list. */
  readonly name: string;
  /** The name of the type, as its standard has it. */
  readonly type: string;
  /** Absolute offsets: the first byte, and the first one after. */
  readonly start: number;
  readonly end: number;
  /** Standard and section. */
  readonly rule: string;
  /** What read it: `isSameDescription` tells whether that is a certain codec, its shape what names the value has. Absent where no
   * codec did, as in bytes that are put together of named pieces. */
  readonly codec?: AnyCodec;
  /** The decoded value, in the field's own terms; absent in a span that a fault cut short. */
  readonly value?: unknown;
  /** True where the value is to be hidden unless a person asks for it. */
  readonly secret?: true;
  readonly children: readonly Span[];
}

type OpenSpan = { -readonly [K in keyof Span]: Span[K] } & { children: Span[] };

/** Collects spans while a reader reads. */
export class SpanTrace implements Trace {
  readonly roots: Span[] = [];
  readonly #open: OpenSpan[] = [];

  open(name: string, codec: AnyCodec, at: number): void {
    const { type, rule } = codec;
    const span: OpenSpan = { name, type, start: at, end: at, rule, codec, children: [] };
    if (codec.secret) span.secret = true;
    this.#siblings().push(span);
    this.#open.push(span);
  }

  close(at: number, value: unknown): void {
    const span = this.#open.pop()!;
    span.end = at;
    // An optional field that is absent occupies nothing and is not shown.
    if (value === undefined && at === span.start) this.#siblings().pop();
    else span.value = value;
  }

  /** Ends every open span at the fault, or where its last part ended, which may be later: some rules are judged on what has
   * been read. @returns the names of the fields around it. */
  abandon(at: number): string[] {
    for (const span of this.#open.toReversed()) {
      span.end = Math.max(at, span.start, span.children.at(-1)?.end ?? 0);
    }
    return this.#open.map((span) => span.name);
  }

  #siblings(): Span[] {
    return this.#open.at(-1)?.children ?? this.roots;
  }
}

/** Knows the names of the fields that are being read, and nothing else. */
export class PathTrace implements Trace {
  readonly path: string[] = [];

  open(name: string): void {
    this.path.push(name);
  }

  close(): void {
    this.path.pop();
  }
}
