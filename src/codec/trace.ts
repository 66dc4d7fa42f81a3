import type { AnyCodec } from './codec.ts';
import type { Trace } from './reader.ts';

/** One range of bytes and its meaning. The children of a span, if any, tile it: no gap, no overlap. */
export interface Span {
  /** The field's name in its structure; an index in a list. */
  readonly name: string;
  /** The name of the type in its standard. */
  readonly type: string;
  /** Absolute offsets of the first byte and of the first one after. */
  readonly start: number;
  readonly end: number;
  /** Standard and section. */
  readonly rule: string;
  /** The codec that read it; `isSameDescription` compares it, and its shape has the value's names. Absent for bytes composed of
   * named pieces without a codec. */
  readonly codec?: AnyCodec;
  /** The decoded value; absent in a span that a fault cut short. */
  readonly value?: unknown;
  /** True if the value is secret and hidden by default. */
  readonly secret?: true;
  readonly children: readonly Span[];
}

type OpenSpan = { -readonly [K in keyof Span]: Span[K] } & { children: Span[] };

/** Collects spans during a decode. */
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
    // An absent optional field occupies no bytes and is not shown.
    if (value === undefined && at === span.start) this.#siblings().pop();
    else span.value = value;
  }

  /** Ends every open span at the fault, or at the end of its last part, which may be later since some rules are checked after
   * reading. @returns the names of the enclosing fields. */
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

/** Tracks only the names of the current fields. */
export class PathTrace implements Trace {
  readonly path: string[] = [];

  open(name: string): void {
    this.path.push(name);
  }

  close(): void {
    this.path.pop();
  }
}
